// Included once per instruction set by SparseKernels.c. Needs SparseVectors.h.

#define ID(name) PASTE(name, SUFFIX)

/// Lane k of the result is the sum of the lanes of x[k].
INLINE f64x8 ID(sums)(const f64x8 *x) {
  f64x8 pairs[4], fours[2];
  for (int k = 0; k < 4; k++) {
    f64x8 a = x[2 * k], b = x[2 * k + 1];
    pairs[k] = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
               __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int k = 0; k < 2; k++) {
    f64x8 a = pairs[2 * k], b = pairs[2 * k + 1];
    fours[k] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
               __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  return __builtin_shufflevector(fours[0], fours[1], 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(fours[0], fours[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

// MARK: Inner products

INLINE void ID(inner_rows)(lowrank_pattern p, const double *a_, const double *b_, size_t blocks,
                           double *x) {
  const f64x8 *a = (const f64x8 *)a_, *b = (const f64x8 *)b_;
  for (size_t i = p.first_row; i < p.end_row; i++) {
    const f64x8 *row = a + i * blocks;
    for (size_t e = p.starts[i]; e < p.starts[i + 1]; e += 8) {
      const size_t left = p.starts[i + 1] - e, count = left < 8 ? left : 8;
      f64x8 part[8];
      for (size_t k = 0; k < 8; k++) {
        const f64x8 *other = b + (size_t)p.indices[e + (k < count ? k : 0)] * blocks;
        part[k] = row[0] * other[0];
        for (size_t q = 1; q < blocks; q++) part[k] += row[q] * other[q];
      }
      f64x8 sums = ID(sums)(part);
      memcpy(x + e, &sums, count * sizeof(double));
    }
  }
}

static void ID(sparse_inner)(lowrank_pattern p, const double *a, const double *b, size_t blocks,
                             double *x) {
  WITH_CONSTANT_BLOCKS(ID(inner_rows), p, a, b, blocks, x)
}

// MARK: Products

// CHUNK vectors of a row of the result stay in registers.
#define CHUNK 4
INLINE void ID(multiply_chunk)(lowrank_pattern p, const double *values, const f64x8 *b,
                               size_t blocks, size_t chunk, f64x8 *c) {
  for (size_t i = p.first_row; i < p.end_row; i++) {
    f64x8 sum[CHUNK] = {{0}};
    for (size_t e = p.starts[i]; e < p.starts[i + 1]; e++) {
      const double value = values[p.positions ? (size_t)p.positions[e] : e];
      const f64x8 *row = b + (size_t)p.indices[e] * blocks;
      for (size_t q = 0; q < chunk; q++) sum[q] += value * row[q];
    }
    for (size_t q = 0; q < chunk; q++) c[i * blocks + q] = sum[q];
  }
}

static void ID(sparse_multiply)(lowrank_pattern p, const double *values, const double *b_,
                                size_t blocks, double *c_) {
  const f64x8 *b = (const f64x8 *)b_;
  f64x8 *c = (f64x8 *)c_;
  for (size_t q = 0; q < blocks; q += CHUNK) {
    switch (blocks - q) {
    case 1: ID(multiply_chunk)(p, values, b + q, blocks, 1, c + q); break;
    case 2: ID(multiply_chunk)(p, values, b + q, blocks, 2, c + q); break;
    case 3: ID(multiply_chunk)(p, values, b + q, blocks, 3, c + q); break;
    default: ID(multiply_chunk)(p, values, b + q, blocks, CHUNK, c + q);
    }
  }
}
#undef CHUNK

#undef ID
