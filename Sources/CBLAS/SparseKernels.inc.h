// Included once per instruction set by SparseKernels.c.

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

/// Up to 8 numbers; the common case without a call.
INLINE f64x8 ID(take)(const double *x, size_t count) {
  f64x8 result = {0};
  if (count == 8)
    memcpy(&result, x, sizeof result);
  else
    for (size_t k = 0; k < count; k++) result[k] = x[k];
  return result;
}

INLINE void ID(give)(f64x8 value, double *x, size_t count) {
  if (count == 8)
    memcpy(x, &value, sizeof value);
  else
    for (size_t k = 0; k < count; k++) x[k] = value[k];
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
      ID(give)(ID(sums)(part), x + e, count);
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
// Entries from a prefetch to its use.
#define AHEAD 16
INLINE void ID(multiply_chunk)(lowrank_pattern p, const double *values, const f64x8 *b,
                               size_t blocks, size_t chunk, f64x8 *c) {
  const size_t last = p.starts[p.end_row];
  for (size_t i = p.first_row; i < p.end_row; i++) {
    // Two sums at a time: one addition need not wait for the one before.
    f64x8 sum[CHUNK] = {{0}}, other[CHUNK] = {{0}};
    size_t e = p.starts[i];
    const size_t end = p.starts[i + 1];
    for (; e + 2 <= end; e += 2) {
      if (e + AHEAD + 1 < last) {
        __builtin_prefetch(b + (size_t)p.indices[e + AHEAD] * blocks);
        __builtin_prefetch(b + (size_t)p.indices[e + AHEAD + 1] * blocks);
      }
      const double x = values[p.positions ? (size_t)p.positions[e] : e];
      const double y = values[p.positions ? (size_t)p.positions[e + 1] : e + 1];
      const f64x8 *row = b + (size_t)p.indices[e] * blocks;
      const f64x8 *next = b + (size_t)p.indices[e + 1] * blocks;
      for (size_t q = 0; q < chunk; q++) {
        sum[q] += x * row[q];
        other[q] += y * next[q];
      }
    }
    if (e < end) {
      const double x = values[p.positions ? (size_t)p.positions[e] : e];
      const f64x8 *row = b + (size_t)p.indices[e] * blocks;
      for (size_t q = 0; q < chunk; q++) sum[q] += x * row[q];
    }
    for (size_t q = 0; q < chunk; q++) c[i * blocks + q] = sum[q] + other[q];
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
#undef AHEAD
#undef CHUNK

// MARK: Descent on both factors

INLINE double ID(total)(f64x8 x) {
  return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

INLINE void ID(line_rows)(lowrank_pattern p, const double *a_, const double *b_, size_t blocks,
                          const double *da_, const double *db_, const double *residual,
                          double *first, double *second, double *sums) {
  const f64x8 *a = (const f64x8 *)a_, *da = (const f64x8 *)da_;
  const f64x8 *b = (const f64x8 *)b_, *db = (const f64x8 *)db_;
  f64x8 r1 = {0}, s11 = {0}, r2 = {0}, s12 = {0}, s22 = {0};
  for (size_t i = p.first_row; i < p.end_row; i++) {
    const f64x8 *x = a + i * blocks, *dx = da + i * blocks;
    for (size_t e = p.starts[i]; e < p.starts[i + 1]; e += 8) {
      const size_t left = p.starts[i + 1] - e, count = left < 8 ? left : 8;
      f64x8 one[8], two[8];
      for (size_t k = 0; k < 8; k++) {
        const size_t j = (size_t)p.indices[e + (k < count ? k : 0)] * blocks;
        one[k] = two[k] = (f64x8){0};
        for (size_t q = 0; q < blocks; q++) {
          const f64x8 y = b[j + q], dy = db[j + q];
          one[k] += dx[q] * y + x[q] * dy;
          two[k] += dx[q] * dy;
        }
      }
      ID(give)(ID(sums)(one), first + e, count);
      ID(give)(ID(sums)(two), second + e, count);
      // Lanes beyond the row repeat an entry; they count nowhere.
      const f64x8 r = ID(take)(residual + e, count);
      const f64x8 c1 = ID(take)(first + e, count), c2 = ID(take)(second + e, count);
      r1 += r * c1;
      s11 += c1 * c1;
      r2 += r * c2;
      s12 += c1 * c2;
      s22 += c2 * c2;
    }
  }
  sums[0] = ID(total)(r1);
  sums[1] = ID(total)(s11);
  sums[2] = ID(total)(r2);
  sums[3] = ID(total)(s12);
  sums[4] = ID(total)(s22);
}

static void ID(sparse_line)(lowrank_pattern p, const double *a, const double *da, const double *b,
                            const double *db, size_t blocks, const double *residual, double *first,
                            double *second, double *sums) {
  WITH_CONSTANT_BLOCKS(ID(line_rows), p, a, b, blocks, da, db, residual, first, second, sums)
}

static double ID(sparse_advance)(double t, double *residual, const double *first,
                                 const double *second, size_t count) {
  f64x8 squares = {0};
  for (size_t e = 0; e < count; e += 8) {
    const size_t part = count - e < 8 ? count - e : 8;
    f64x8 r = ID(take)(residual + e, part);
    const f64x8 c1 = ID(take)(first + e, part), c2 = ID(take)(second + e, part);
    r += t * c1 + (t * t) * c2;
    squares += r * r;
    ID(give)(r, residual + e, part);
  }
  return ID(total)(squares);
}

static void ID(factor_gradient)(const lowrank_factor *f, double *sums) {
  const size_t blocks = f->blocks;
  const f64x8 *a = (const f64x8 *)f->factor, *scale = (const f64x8 *)f->scale;
  const f64x8 *weights = (const f64x8 *)f->weights;
  f64x8 *gradient = (f64x8 *)f->gradient, *step = (f64x8 *)f->step, *sum = (f64x8 *)sums;
  f64x8 gz = {0}, old = {0};
  memset(sums, 0, 16 * blocks * sizeof(double));
  for (size_t i = f->first_row; i < f->end_row; i++) {
    for (size_t q = 0; q < blocks; q++) {
      const size_t k = i * blocks + q;
      const f64x8 s = step[k], g = s + weights[q] * a[k], z = scale[k] * g;
      sum[q] += g * g;
      sum[blocks + q] += a[k] * s;
      gz += g * z;
      old += gradient[k] * z;
      gradient[k] = g;
      step[k] = z;
    }
  }
  sums[16 * blocks] = ID(total)(gz);
  sums[16 * blocks + 1] = ID(total)(old);
}

static void ID(factor_direction)(const lowrank_factor *f, double beta, double *sums) {
  const size_t blocks = f->blocks;
  const f64x8 *a = (const f64x8 *)f->factor, *gradient = (const f64x8 *)f->gradient;
  const f64x8 *step = (const f64x8 *)f->step;
  f64x8 *direction = (f64x8 *)f->direction, *sum = (f64x8 *)sums;
  f64x8 slope = {0};
  memset(sums, 0, 16 * blocks * sizeof(double));
  for (size_t i = f->first_row; i < f->end_row; i++) {
    for (size_t q = 0; q < blocks; q++) {
      const size_t k = i * blocks + q;
      const f64x8 d = beta * direction[k] - step[k];
      sum[q] += a[k] * d;
      sum[blocks + q] += d * d;
      slope += gradient[k] * d;
      direction[k] = d;
    }
  }
  sums[16 * blocks] = ID(total)(slope);
}

#undef ID
