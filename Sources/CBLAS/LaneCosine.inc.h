// Entropies of cosine-distance kernels K = 1·1ᵀ - Φ̂Φ̂ᵀ, sixteen networks at once.
//
// Let μ be the mean of the N normalised features, Ψ the centred features, C = ΨᵀΨ. In an
// orthonormal basis of 1/√N and the range of Ψ = QR the non-zero part of K is
//
//     N(1 - μᵀμ)    -√N (Rμ)ᵀ
//     -√N Rμ        -R Rᵀ         with RᵀR = C and N(1 - μᵀμ) = tr C + number of zero features.
//
// A Householder reduction of C that starts by turning μ into the first axis gives a tridiagonal
// T = LLᵀ, hence R = Lᵀ bidiagonal and the matrix above tridiagonal, from squares alone. Centring
// leaves no cancellation but that of the normalised features themselves; what remains is an error of
// the entropy of about 1e-14 over the mean cosine distance. Rejected: Cholesky of the bordered Gram
// matrix [1, Φ̂]ᵀ[1, Φ̂], n³/3 + n³/3 more operations, and larger errors for similar features.

/// From T (rows 1 … n of `d` and `e`, one vector every `stride`), ‖√N μ‖² in e[0] and the corner
/// in d[0] to K's tridiagonal, of norm about 1, in place. T is in units of `unit`; returns the
/// unit of the result. `failed`: lanes whose T was not positive definite.
///
/// T is semidefinite up to rounding. Added to its diagonal, n·2^-51 makes it definite, which the
/// factorisation needs for its backward stability; clipping pivots instead can be wrong by 1e-3.
INLINE f64x8 ID(kernel_tridiagonal)(f64x8 *d, f64x8 *e, size_t n, size_t stride, f64x8 unit,
                                    i64x8 *failed) {
  // T = LLᵀ has squared diagonal q and l = (squared subdiagonal); LᵀL has diagonal q + l and
  // squared off-diagonal l·q of the next row.
  const f64x8 shift = (f64x8){} + 0x1p-51 * (double)n, floor = shift / 1024;
  f64x8 q = d[stride] + shift, largest;
  *failed = (i64x8)(q < floor);
  q = __builtin_elementwise_max(q, floor);
  d[0] /= unit;
  e[0] *= q / unit;
  largest = __builtin_elementwise_max(__builtin_elementwise_abs(d[0]),
                                      __builtin_elementwise_sqrt(e[0]));
  for (size_t i = 1; i <= n; ++i) {
    f64x8 l = {};
    if (i < n) l = e[i * stride] / q;
    d[i * stride] = -(q + l);
    largest = __builtin_elementwise_max(largest, q + l);
    if (i == n) break;
    q = d[(i + 1) * stride] + shift - l;
    *failed |= (i64x8)(q < floor);
    q = __builtin_elementwise_max(q, floor);
    e[i * stride] = l * q;
  }
  u64x8 exponent = (u64x8)largest >> 52;
  f64x8 scale = (f64x8)((2046 - exponent) << 52);
  for (size_t i = 0; i <= n; ++i) {
    d[i * stride] *= scale;
    e[i * stride] *= scale;
    e[i * stride] *= scale;
  }
  return unit / scale;
}

/// Entropy of the absolute values, one vector every `stride`. Values up to 1e-13 of the largest
/// count as zero, and all do if the largest is below `noise`.
INLINE f64x8 ID(entropy)(const f64x8 *values, size_t count, size_t stride, f64x8 noise) {
  f64x8 largest = {}, sum = {}, product = {};
  for (size_t i = 0; i < count; ++i)
    largest = __builtin_elementwise_max(largest, __builtin_elementwise_abs(values[i * stride]));
  f64x8 cut = SELECT8(largest < noise, largest, 1e-13 * largest);
  for (size_t i = 0; i < count; ++i) {
    f64x8 x = __builtin_elementwise_abs(values[i * stride]);
    i64x8 counts = x > cut;
    sum += SELECT8(counts, x, (f64x8){});
    x = SELECT8(counts, x, (f64x8){} + 1.0);
    product += x * ID(log_f64)(x);
  }
  f64x8 total = SELECT8(sum > 0.0, sum, (f64x8){} + 1.0);
  return ID(log_f64)(total) - product / total;
}

/// The moments of one network for every input count: one block of `pitch` doubles each, N, zeros,
/// mean, centred Gram matrix, `stride` doubles apart. Returns the number of input counts without
/// non-finite features.
INLINE size_t ID(all_moments)(const char *features, int single, size_t n,
                              const size_t *input_counts, size_t steps, double *scratch,
                              double *blocks, size_t pitch, size_t stride) {
  const size_t padded = (n + 15) / 16 * 16, size = n * (single ? sizeof(float) : sizeof(double));
  double *mean = scratch, *gram = mean + padded, *rows = gram + padded * padded;
  uint64_t zeros = 0;
  size_t done = 0;
  for (size_t step = 0; step < steps; ++step) {
    double *block = blocks + step * stride;
    if (step == 0)
      memset(block, 0, pitch * sizeof(double));
    else
      memcpy(block, block - stride, pitch * sizeof(double));
    const size_t from = done, count = input_counts[step] - from;
    for (; done < input_counts[step]; done += 8) {
      size_t some = input_counts[step] - done < 8 ? input_counts[step] - done : 8;
      if (!ID(normalise)(features + done * size, single, some, n, rows + (done - from) * padded,
                         padded, &zeros)) {
        for (size_t rest = step; rest < steps; ++rest)
          memset(blocks + rest * stride, 0, pitch * sizeof(double));
        return step;
      }
    }
    done = input_counts[step];
    ID(centred_gram)(rows, count, padded, mean, gram);
    ID(moments) moments = {block[0], 0, block + 2, block + 2 + n};
    ID(combine)(&moments, (double)count, mean, gram, n, padded);
    block[0] = moments.count;
    block[1] = (double)zeros;
  }
  return steps;
}

/// Eight networks' moments to the tridiagonals of their kernels. Returns their unit.
INLINE f64x8 ID(kernels)(const double *const blocks[LANES], size_t n, f64x8 *a, f64x8 *d, f64x8 *e,
                         size_t stride, f64x8 *work, i64x8 *failed) {
  // Row 0 of the packed triangle: corner, mean; below it the centred Gram matrix.
  const double *row[LANES];
  unsigned unused;
  f64x8 head[2], *column = a + n + 1, trace = {};
  ID(gather)(blocks, 2, head);
  for (size_t lane = 0; lane < LANES; ++lane) row[lane] = blocks[lane] + 2;
  ID(gather)(row, n, a + 1);
  for (size_t k = 0; k < n; column += n - k, ++k) {
    for (size_t lane = 0; lane < LANES; ++lane) row[lane] = blocks[lane] + 2 + n + k * n + k;
    ID(gather)(row, n - k, column);
    trace += *column;
  }
  // Below 2^-200 there is nothing but rounding of the normalised features.
  f64x8 unit = ID(scale)(a + n + 1, n * (n + 1) / 2, -200, &unused);
  f64x8 root = __builtin_elementwise_sqrt(head[0]);
  for (size_t i = 1; i <= n; ++i) a[i] *= root;
  a[0] = trace + head[1];
  ID(tridiagonalise)(a, n + 1, d, e, stride, work);
  e[n * stride] = (f64x8){};
  return ID(kernel_tridiagonal)(d, e, n, stride, unit, failed);
}

INLINE void ID(cosine_entropies)(const char *features, int single, size_t count, size_t inputs,
                                 size_t n, const size_t *input_counts, size_t steps,
                                 double *entropies, uint64_t *zeros, uint8_t *status,
                                 double *work) {
  const size_t m = n + 1, pitch = 2 + n + n * n, stride = WIDE * pitch;
  const size_t size = inputs * n * (single ? sizeof(float) : sizeof(double));
  f64x16 *d = (f64x16 *)work, *e = d + m + 1;
  f64x8 *a = (f64x8 *)(e + m + 1), *rest = a + m * (m + 1) / 2;
  double *moments = (double *)(rest + 4 * m), *scratch = moments + steps * stride;
  for (size_t index = 0; index < count; index += WIDE) {
    size_t lanes = count - index < WIDE ? count - index : WIDE, finite[WIDE];
    for (size_t lane = 0; lane < lanes; ++lane)
      finite[lane] = ID(all_moments)(features + (index + lane) * size, single, n, input_counts,
                                     steps, scratch, moments + lane * pitch, pitch, stride);
    for (size_t step = 0; step < steps; ++step) {
      f64x8 unit[2];
      i64x8 failed[2];
      for (size_t half = 0; half < 2; ++half) {
        const double *blocks[LANES];
        for (size_t lane = 0; lane < LANES; ++lane) {
          size_t place = half * LANES + lane < lanes ? half * LANES + lane : 0;
          blocks[lane] = moments + step * stride + place * pitch;
        }
        unit[half] =
            ID(kernels)(blocks, n, a, (f64x8 *)d + half, (f64x8 *)e + half, 2, rest, &failed[half]);
      }
      unsigned not_finite = 0, unfinished = ID(ql)(d, e, m);
      for (size_t lane = 0; lane < lanes; ++lane) {
        not_finite |= (unsigned)(finite[lane] <= step) << lane;
        unfinished |= (unsigned)(failed[lane / LANES][lane % LANES] & 1) << lane;
      }
      ID(report)(status + step * count, index, count, not_finite, unfinished);
      const double noise = 0x1p-46 * (double)input_counts[step];
      for (size_t half = 0; half < 2; ++half) {
        f64x8 entropy = ID(entropy)((const f64x8 *)d + half, m, 2, noise / unit[half]);
        for (size_t lane = half * LANES; lane < (half + 1) * LANES && lane < lanes; ++lane) {
          size_t place = step * count + index + lane;
          entropies[place] = entropy[lane - half * LANES];
          zeros[place] = (uint64_t)moments[step * stride + lane * pitch + 1];
        }
      }
    }
  }
}

static void ID(cosine_entropies_f64)(const double *features, size_t count, size_t inputs, size_t n,
                                     const size_t *input_counts, size_t steps, double *entropies,
                                     uint64_t *zeros, uint8_t *status, double *work) {
  ID(cosine_entropies)((const char *)features, 0, count, inputs, n, input_counts, steps,
                       entropies, zeros, status, work);
}

static void ID(cosine_entropies_f32)(const float *features, size_t count, size_t inputs, size_t n,
                                     const size_t *input_counts, size_t steps, double *entropies,
                                     uint64_t *zeros, uint8_t *status, double *work) {
  ID(cosine_entropies)((const char *)features, 1, count, inputs, n, input_counts, steps,
                       entropies, zeros, status, work);
}
