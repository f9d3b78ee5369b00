// Means and centred Gram matrices of features with normalised rows, in float64.

typedef float ID(f32x8) __attribute__((vector_size(32)));

/// Eight features to float64.
INLINE f64x8 ID(features)(const void *row, int single, size_t j) {
  ID(f32x8) narrow;
  f64x8 x;
  if (!single) return memcpy(&x, (const double *)row + j, 64), x;
  memcpy(&narrow, (const float *)row + j, 32);
  return __builtin_convertvector(narrow, f64x8);
}

/// Copies a row of n features to float64, zero up to the column `padded`. Returns the sums of
/// squares of every eighth.
INLINE f64x8 ID(copy_row)(const void *row, int single, size_t n, double *out, size_t padded) {
  f64x8 sum = {}, x;
  size_t j = 0;
  for (; j + 8 <= n; j += 8) {
    x = ID(features)(row, single, j);
    memcpy(out + j, &x, 64);
    sum += x * x;
  }
  if (j == padded) return sum;
  for (size_t i = j; i < padded; ++i)
    out[i] = i >= n ? 0 : single ? (double)((const float *)row)[i] : ((const double *)row)[i];
  memcpy(&x, out + j, 64);
  return sum + x * x;
}

/// A row whose squared length over- or underflows, or is zero or not finite.
/// Returns 0 if it is not finite. Writes the normalised row, zero for the zero row.
static int ID(normalise_carefully)(const void *row, int single, size_t n, double *out,
                                   uint64_t *zeros) {
  double largest = 0, square = 0;
  for (size_t j = 0; j < n; ++j) {
    out[j] = single ? (double)((const float *)row)[j] : ((const double *)row)[j];
    if (!isfinite(out[j])) return 0;
    largest = fmax(largest, fabs(out[j]));
  }
  if (largest == 0) {
    ++*zeros;
    return 1;
  }
  int exponent;
  frexp(largest, &exponent);
  for (size_t j = 0; j < n; ++j) {
    out[j] = ldexp(out[j], -exponent);
    square += out[j] * out[j];
  }
  for (size_t j = 0; j < n; ++j) out[j] /= sqrt(square);
  return 1;
}

/// Normalises up to eight rows; `out` has rows of `padded` columns, zero beyond the n-th.
/// Returns 0 if one is not finite.
INLINE int ID(normalise)(const char *rows, int single, size_t count, size_t n, double *out,
                         size_t padded, uint64_t *zeros) {
  const size_t pitch = n * (single ? sizeof(float) : sizeof(double));
  f64x8 square[8], total = {};
  for (size_t r = 0; r < 8; ++r) {
    size_t place = r < count ? r : 0;
    square[r] = ID(copy_row)(rows + place * pitch, single, n, out + place * padded, padded);
  }
  ID(transpose)(square);
#pragma clang loop unroll(full)
  for (int j = 0; j < 8; ++j) total += square[j];
  double inverse[8];
  f64x8 inverses = 1.0 / __builtin_elementwise_sqrt(total);
  memcpy(inverse, &inverses, 64);
  for (size_t r = 0; r < count; ++r)
    for (size_t j = 0; j < n; j += 8) {
      f64x8 x;
      memcpy(&x, out + r * padded + j, 64);
      x *= inverse[r];
      memcpy(out + r * padded + j, &x, 64);
    }
  i64x8 plain = (total > 1e-280) & (total < 1e280);
  if (__builtin_reduce_and(plain)) return 1;
  for (size_t r = 0; r < count; ++r)
    if (!plain[r]) {
      memset(out + r * padded, 0, padded * sizeof(double));
      if (!ID(normalise_carefully)(rows + r * pitch, single, n, out + r * padded, zeros)) return 0;
    }
  return 1;
}

/// gram[i … i+7][j … j+15] = the products of those columns over `count` rows.
INLINE void ID(gram_tile)(const double *rows, size_t count, size_t padded, size_t i, size_t j,
                          double *gram) {
  f64x16 s0 = {}, s1 = {}, s2 = {}, s3 = {}, s4 = {}, s5 = {}, s6 = {}, s7 = {}, x;
  const double *left = rows + i, *right = rows + j;
  for (size_t k = 0; k < count; ++k, left += padded, right += padded) {
    memcpy(&x, right, 128);
    s0 += left[0] * x, s1 += left[1] * x, s2 += left[2] * x, s3 += left[3] * x;
    s4 += left[4] * x, s5 += left[5] * x, s6 += left[6] * x, s7 += left[7] * x;
  }
  gram += i * padded + j;
  memcpy(gram, &s0, 128), memcpy(gram + padded, &s1, 128);
  memcpy(gram + 2 * padded, &s2, 128), memcpy(gram + 3 * padded, &s3, 128);
  memcpy(gram + 4 * padded, &s4, 128), memcpy(gram + 5 * padded, &s5, 128);
  memcpy(gram + 6 * padded, &s6, 128), memcpy(gram + 7 * padded, &s7, 128);
}

/// Subtracts the mean from `count` rows and writes it to `mean` (padded); then the centred Gram
/// matrix (padded, padded), of which the upper triangle is meant.
INLINE void ID(centred_gram)(double *rows, size_t count, size_t padded, double *mean,
                             double *gram) {
  for (size_t j = 0; j < padded; j += 16) {
    f64x16 even = {}, odd = {}, x, y;
    size_t pair = 0;
    for (; pair + 1 < count; pair += 2) {
      memcpy(&x, rows + pair * padded + j, 128);
      memcpy(&y, rows + (pair + 1) * padded + j, 128);
      even += x, odd += y;
    }
    if (pair < count) memcpy(&x, rows + pair * padded + j, 128), even += x;
    f64x16 centre = (even + odd) / (double)count;
    memcpy(mean + j, &centre, 128);
    for (size_t k = 0; k < count; ++k) {
      memcpy(&x, rows + k * padded + j, 128);
      x -= centre;
      memcpy(rows + k * padded + j, &x, 128);
    }
  }
  for (size_t i = 0; i < padded; i += 8)
    for (size_t j = i / 16 * 16; j < padded; j += 16)
      ID(gram_tile)(rows, count, padded, i, j, gram);
}

/// Moments of the normalised features of the first N rows of one network.
typedef struct {
  double count;     // N
  double zeros;     // rows without a direction
  double *mean;     // (n)
  double *centred;  // Σ (φ - mean)(φ - mean)ᵀ, upper triangle (n, n)
} ID(moments);

/// Adds the moments of further rows, whose centred Gram matrix is `gram` (padded, padded).
/// (Chan, Golub, LeVeque, 1979: no cancellation.)
INLINE void ID(combine)(ID(moments) *to, double count, const double *mean, const double *gram,
                        size_t n, size_t padded) {
  const double all = to->count + count, weight = to->count * count / all;
  for (size_t i = 0; i < n; ++i) {
    const double factor = weight * (mean[i] - to->mean[i]);
    double *row = to->centred + i * n;
    for (size_t j = i; j < n; ++j)
      row[j] += gram[i * padded + j] + factor * (mean[j] - to->mean[j]);
  }
  for (size_t i = 0; i < n; ++i) to->mean[i] += (mean[i] - to->mean[i]) * (count / all);
  to->count = all;
}
