// Transposes, in square blocks that lie in registers. Needs VectorFunctions.inc.h.

// A block of n rows of n values is transposed by exchanging, for h = n/2 … 1, the upper right and
// the lower left h×h part of every 2h×2h part: row i takes the lanes without bit h from row i+h.
#define KEEP(j, h, n) ((j) & (h) ? (n) + (j) - (h) : (j))
#define TAKE(j, h, n) ((j) & (h) ? (n) + (j) : (j) + (h))
#define LANES2(F, h, n) F(0, h, n), F(1, h, n)
#define LANES4(F, h, n) LANES2(F, h, n), F(2, h, n), F(3, h, n)
#define LANES8(F, h, n) LANES4(F, h, n), F(4, h, n), F(5, h, n), F(6, h, n), F(7, h, n)
#define LANES16(F, h, n)                                                                     \
  LANES8(F, h, n), F(8, h, n), F(9, h, n), F(10, h, n), F(11, h, n), F(12, h, n), F(13, h, n), \
      F(14, h, n), F(15, h, n)

#define EXCHANGE(h, n)                                                              \
  if (n > h) {                                                                      \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < n; i++) {                \
      if (i & h) continue;                                                          \
      ID(lane##n) upper = r[i], lower = r[(i + h) % n];                             \
      r[i] = __builtin_shufflevector(upper, lower, LANES##n(KEEP, (h) % n, n));     \
      r[(i + h) % n] = __builtin_shufflevector(upper, lower, LANES##n(TAKE, (h) % n, n)); \
    }                                                                               \
  }

// Blocks at the end overlap the ones before: they write the same values once more.
#define TRANSPOSE(n)                                                                        \
  typedef SCALAR ID(lane##n) __attribute__((vector_size(n * sizeof(SCALAR))));              \
  static void ID(transpose##n)(const SCALAR *a, size_t stride, size_t rows, size_t columns, \
                               SCALAR *target) {                                            \
    for (size_t row = 0; row < rows; row += n) {                                            \
      size_t i0 = row + n <= rows ? row : rows - n;                                         \
      for (size_t column = 0; column < columns; column += n) {                              \
        size_t j0 = column + n <= columns ? column : columns - n;                           \
        const SCALAR *from = a + i0 * stride + j0;                                          \
        SCALAR *to = target + j0 * rows + i0;                                               \
        ID(lane##n) r[n];                                                                   \
        _Pragma("clang loop unroll(full)") for (int i = 0; i < n; i++)                      \
            memcpy(&r[i], from + i * stride, sizeof r[i]);                                  \
        EXCHANGE(8, n) EXCHANGE(4, n) EXCHANGE(2, n) EXCHANGE(1, n)                         \
        _Pragma("clang loop unroll(full)") for (int i = 0; i < n; i++)                      \
            memcpy(to + i * rows, &r[i], sizeof r[i]);                                      \
      }                                                                                     \
    }                                                                                       \
  }

TRANSPOSE(2)
TRANSPOSE(4)
TRANSPOSE(8)
TRANSPOSE(16)

static void ID(transpose)(const SCALAR *a, size_t stride, size_t rows, size_t columns,
                          SCALAR *target) {
  size_t least = rows < columns ? rows : columns;
  if (least >= 16 && WIDTH >= 16) return ID(transpose16)(a, stride, rows, columns, target);
  if (least >= 8 && WIDTH >= 8) return ID(transpose8)(a, stride, rows, columns, target);
  if (least >= 4 && WIDTH >= 4) return ID(transpose4)(a, stride, rows, columns, target);
  if (least >= 2) return ID(transpose2)(a, stride, rows, columns, target);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) target[j * rows + i] = a[i * stride + j];
}

#undef TRANSPOSE
#undef EXCHANGE
#undef LANES16
#undef LANES8
#undef LANES4
#undef LANES2
#undef TAKE
#undef KEEP
