// Means and centred Gram matrices of features with normalised rows, in float64.

typedef float ID(f32x8) __attribute__((vector_size(32)));

/// Columns j … j+7 of a row, zero beyond the last of `n`.
INLINE f64x8 ID(features)(const void *row, int single, size_t j, size_t n) {
  size_t length = j + 8 <= n ? 8 : n - j;
  if (single) {
    ID(f32x8) x = {};
    memcpy(&x, (const float *)row + j, length == 8 ? 32 : length * sizeof(float));
    return __builtin_convertvector(x, f64x8);
  }
  f64x8 x = {};
  memcpy(&x, (const double *)row + j, length == 8 ? 64 : length * sizeof(double));
  return x;
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

/// Normalises up to eight rows; `out` has rows of `padded` columns, a multiple of 8, zero-filled.
/// Returns 0 if one is not finite.
INLINE int ID(normalise)(const char *rows, int single, size_t count, size_t n, double *out,
                         size_t padded, uint64_t *zeros) {
  const size_t pitch = n * (single ? sizeof(float) : sizeof(double));
  f64x8 square[8], total = {};
#pragma clang loop unroll(full)
  for (size_t r = 0; r < 8; ++r) {
    f64x8 sum = {};
    if (r < count)
      for (size_t j = 0; j < n; j += 8) {
        f64x8 x = ID(features)(rows + r * pitch, single, j, n);
        sum += x * x;
      }
    square[r] = sum;
  }
  ID(transpose)(square);
#pragma clang loop unroll(full)
  for (int j = 0; j < 8; ++j) total += square[j];
  f64x8 inverse = 1.0 / __builtin_elementwise_sqrt(total);
  for (size_t r = 0; r < count; ++r) {
    double *to = out + r * padded;
    for (size_t j = 0; j < n; j += 8) {
      f64x8 x = ID(features)(rows + r * pitch, single, j, n) * inverse[r];
      memcpy(to + j, &x, 64);
    }
    if (total[r] > 1e-280 && total[r] < 1e280) continue;
    memset(to, 0, padded * sizeof(double));
    if (!ID(normalise_carefully)(rows + r * pitch, single, n, to, zeros)) return 0;
  }
  return 1;
}

/// gram[8I … 8I+7][8J …] = the products of those columns over `count` rows, `vectors` blocks of
/// 8 columns.
INLINE void ID(gram_tile)(const double *rows, size_t count, size_t padded, size_t I, size_t J,
                          int vectors, double *gram) {
  f64x8 sum[8][2] = {};
  const double *left = rows + 8 * I, *right = rows + 8 * J;
  for (size_t k = 0; k < count; ++k, left += padded, right += padded) {
    f64x8 x[2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; ++v) memcpy(&x[v], right + 8 * v, 64);
#pragma clang loop unroll(full)
    for (int r = 0; r < 8; ++r)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; ++v) sum[r][v] += left[r] * x[v];
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < 8; ++r)
    memcpy(gram + (8 * I + r) * padded + 8 * J, sum[r], (size_t)vectors * 64);
}

/// Subtracts the mean from `count` rows and writes it to `mean` (padded); then the upper triangle
/// of the centred Gram matrix (padded, padded).
INLINE void ID(centred_gram)(double *rows, size_t count, size_t padded, double *mean,
                             double *gram) {
  const size_t blocks = padded / 8;
  for (size_t J = 0; J < blocks; ++J) {
    f64x8 sum[4] = {}, x;
    for (size_t k = 0; k < count; ++k) {
      memcpy(&x, rows + k * padded + 8 * J, 64);
      sum[k % 4] += x;
    }
    f64x8 centre = ((sum[0] + sum[1]) + (sum[2] + sum[3])) / (double)count;
    memcpy(mean + 8 * J, &centre, 64);
    for (size_t k = 0; k < count; ++k) {
      memcpy(&x, rows + k * padded + 8 * J, 64);
      x -= centre;
      memcpy(rows + k * padded + 8 * J, &x, 64);
    }
  }
  for (size_t I = 0; I < blocks; ++I) {
    size_t J = I;
    for (; J + 1 < blocks; J += 2) ID(gram_tile)(rows, count, padded, I, J, 2, gram);
    if (J < blocks) ID(gram_tile)(rows, count, padded, I, J, 1, gram);
  }
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
