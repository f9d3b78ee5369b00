// Matrices in, values out: eight row-major matrices to lanes and back.

/// Rows of eight to columns of eight.
INLINE void ID(transpose)(f64x8 r[8]) {
  f64x8 s[8], t[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 2) {
    s[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    s[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 4)
#pragma clang loop unroll(full)
    for (int j = 0; j < 2; ++j) {
      t[i + j] = __builtin_shufflevector(s[i + j], s[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      t[i + j + 2] = __builtin_shufflevector(s[i + j], s[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; ++j) {
    r[j] = __builtin_shufflevector(t[j], t[j + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[j + 4] = __builtin_shufflevector(t[j], t[j + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

/// `length` doubles from each of eight places to lanes. A missing matrix repeats another.
INLINE void ID(gather)(const double *const source[LANES], size_t length, f64x8 *out) {
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    f64x8 block[8];
#pragma clang loop unroll(full)
    for (int lane = 0; lane < LANES; ++lane) memcpy(&block[lane], source[lane] + i, 64);
    ID(transpose)(block);
#pragma clang loop unroll(full)
    for (int j = 0; j < 8; ++j) out[i + j] = block[j];
  }
  for (; i < length; ++i)
    for (int lane = 0; lane < LANES; ++lane) ((double *)(out + i))[lane] = source[lane][i];
}

/// Multiplies the entries by a power of two that brings the largest into [1, 2) and returns its
/// inverse, at least 2^`smallest`; exact. A lane with a non-finite entry becomes zero and a bit of
/// `not_finite`.
INLINE f64x8 ID(scale)(f64x8 *a, size_t length, int smallest, unsigned *not_finite) {
  const u64x8 magnitude = (u64x8){} + 0x7fffffffffffffffu;
  u64x8 largest = {};
  for (size_t i = 0; i < length; ++i)
    largest = __builtin_elementwise_max(largest, (u64x8)a[i] & magnitude);
  u64x8 exponent = largest >> 52;
  i64x8 bad = (i64x8)(exponent == 0x7ff);
  exponent = __builtin_elementwise_min(exponent, (u64x8){} + 2045);
  exponent = __builtin_elementwise_max(exponent, (u64x8){} + (uint64_t)(1023 + smallest));
  f64x8 scale = (f64x8)((2046 - exponent) << 52);
  for (size_t i = 0; i < length; ++i) a[i] = SELECT8(bad, (f64x8){}, a[i] * scale);
  *not_finite = 0;
  for (int lane = 0; lane < LANES; ++lane) *not_finite |= (unsigned)(bad[lane] & 1) << lane;
  return (f64x8)(exponent << 52);
}

/// Sorts every lane ascending: Batcher's odd-even merge exchange for any length.
INLINE void ID(sort)(f64x8 *x, size_t length, size_t stride) {
  for (size_t p = 1; p < length; p *= 2)
    for (size_t k = p; k >= 1; k /= 2)
      for (size_t j = k % p; j + k < length; j += 2 * k)
        for (size_t i = j; i < j + k && i + k < length; ++i)
          if (i / (2 * p) == (i + k) / (2 * p)) {
            f64x8 *low = x + i * stride, *high = x + (i + k) * stride, a = *low, b = *high;
            *low = __builtin_elementwise_min(a, b);
            *high = __builtin_elementwise_max(a, b);
          }
}
