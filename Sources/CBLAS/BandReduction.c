#include <stdlib.h>
#include <string.h>

#include "BLASBoundary.h"
#include "GramKernels.h"
#include "LayerKernels.h"

// Householder reduction of a symmetric matrix to a band, all of it in products (Bischof, Lang and Sun
// 2000; LAPACK's dsytrd_sy2sb), on the matrix of `lowrank_gram_add`: row-major, upper triangle, whose
// rows of the lower one are columns. Products run over square blocks of GRID rows on a fixed grid;
// where a panel begins within a block, its vectors are zero above.

enum { BAND = LOWRANK_BAND, GRID = 64 };

/// The kernels for whole and for last, smaller blocks of rows [.] and columns [.].
typedef struct {
  lowrank_dkernel product[2][2], transposed[2][2], update[2][2];
} band_kernels;

static int find_kernels(band_kernels *kernels, int size) {
  const int sides[2] = {GRID, size % GRID ? size % GRID : GRID};
  for (int r = 0; r < 2; ++r)
    for (int c = 0; c < 2; ++c) {
      const int rows = sides[r], columns = sides[c];
      // Y_R += A_RC V_C, Y_C += A_RCᵀ V_R, A_RC += P_R Q_C
      kernels->product[r][c] = lowrank_small_dgemm(
          (lowrank_small_shape){rows, BAND, columns, size, BAND, BAND, 0, 1});
      kernels->transposed[r][c] = lowrank_small_dgemm(
          (lowrank_small_shape){columns, BAND, rows, size, BAND, BAND, 1, 1});
      kernels->update[r][c] = lowrank_small_dgemm(
          (lowrank_small_shape){rows, columns, 2 * BAND, 2 * BAND, size, size, 0, 1});
      if (!kernels->product[r][c] || !kernels->transposed[r][c] || !kernels->update[r][c]) return 0;
    }
  return 1;
}

/// y = A v from row `first` on, (size, BAND) both.
static void multiply(const band_kernels *kernels, const double *a, size_t size, size_t first,
                     const double *v, double *y) {
  memset(y + first * BAND, 0, (size - first) * BAND * sizeof(double));
  for (size_t r = first; r < size; r += GRID)
    for (size_t c = r; c < size; c += GRID) {
      const int last_row = r + GRID > size, last_column = c + GRID > size;
      const double *block = a + r * size + c;
      lowrank_dkernel_call(kernels->product[last_row][last_column], block, v + c * BAND,
                           y + r * BAND);
      if (c > r)
        lowrank_dkernel_call(kernels->transposed[last_row][last_column], block, v + r * BAND,
                             y + c * BAND);
    }
}

/// The panel of columns from k on: its triangular factor goes back into the matrix, its reflectors
/// I - V T Vᵀ into v (size, BAND), zero where nothing stands, and t.
static void factor_panel(double *a, size_t n, size_t size, size_t k, double *panel, double *v,
                         double *t) {
  const size_t top = k + BAND, rows = n - top, height = rows > BAND ? rows : BAND;
  for (size_t j = 0; j < BAND; ++j) {
    memcpy(panel + j * height, a + (k + j) * size + top, rows * sizeof(double));
    memset(panel + j * height + rows, 0, (height - rows) * sizeof(double));
  }
  lowrank_dgeqrt((int)height, BAND, panel, t);
  for (size_t j = 0; j < BAND; ++j) {
    for (size_t i = j + 1; i < BAND; ++i) t[j * BAND + i] = 0;
    double *column = a + (k + j) * size + top;
    for (size_t i = 0; i < rows; ++i) column[i] = i <= j ? panel[j * height + i] : 0;
  }
  memset(v, 0, size * BAND * sizeof(double));
  for (size_t i = 0; i < rows; ++i)
    for (size_t j = 0; j < BAND && j <= i; ++j)
      v[(top + i) * BAND + j] = i == j ? 1 : panel[j * height + i];
}

size_t lowrank_band_work(size_t size) { return (size + BAND) * BAND * 8 + 4 * BAND * BAND; }

int lowrank_reduce_to_band(double *a, size_t n, size_t size, double *work) {
  band_kernels kernels;
  if (!find_kernels(&kernels, (int)size)) return 0;
  double *panel = work, *v = panel + (size + BAND) * BAND, *x = v + size * BAND;
  double *y = x + size * BAND, *p = y + size * BAND, *q = p + 2 * size * BAND;
  double *t = q + 2 * size * BAND, *m = t + BAND * BAND, *s = m + BAND * BAND;
  // Blocks on the diagonal are whole.
  for (size_t i = 0; i < size; ++i)
    for (size_t j = i - i % GRID; j < i; ++j) a[i * size + j] = a[j * size + i];
  for (size_t k = 0; k + BAND < n; k += BAND) {
    const size_t top = k + BAND, first = top - top % GRID, rows = size - first;
    factor_panel(a, n, size, k, panel, v, t);
    multiply(&kernels, a, size, first, v, y);
    memset(y + first * BAND, 0, (top - first) * BAND * sizeof(double));
    // X = A V T, W = X - V (Tᵀ Vᵀ X) / 2; T is column-major.
    const double *vf = v + first * BAND;
    double *xf = x + first * BAND;
    lowrank_dgemm(0, 1, (int)rows, BAND, BAND, y + first * BAND, t, xf);
    lowrank_dgemm(1, 0, BAND, BAND, (int)rows, vf, xf, s);
    lowrank_dgemm(0, 0, BAND, BAND, BAND, t, s, m);
    lowrank_dgemm(0, 0, (int)rows, BAND, BAND, vf, m, y + first * BAND);
    for (size_t i = first; i < size; ++i)
      for (size_t j = 0; j < BAND; ++j) {
        const double vij = v[i * BAND + j];
        const double wij = x[i * BAND + j] - y[i * BAND + j] / 2;
        x[i * BAND + j] = wij;
        p[i * 2 * BAND + j] = -vij;
        p[i * 2 * BAND + BAND + j] = -wij;
      }
    lowrank_transpose_f64(LOWRANK_LEVEL_BEST, xf, BAND, rows, BAND, panel);
    for (size_t j = 0; j < BAND; ++j)
      memcpy(q + j * size + first, panel + j * rows, rows * sizeof(double));
    lowrank_transpose_f64(LOWRANK_LEVEL_BEST, vf, BAND, rows, BAND, panel);
    for (size_t j = 0; j < BAND; ++j)
      memcpy(q + (BAND + j) * size + first, panel + j * rows, rows * sizeof(double));
    for (size_t r = first; r < size; r += GRID)
      for (size_t c = r; c < size; c += GRID)
        lowrank_dkernel_call(kernels.update[r + GRID > size][c + GRID > size], p + r * 2 * BAND,
                             q + c, a + r * size + c);
  }
  return 1;
}

size_t lowrank_band_size(size_t n) { return (n + 4 * BAND) * 3 * BAND; }

void lowrank_copy_band(const double *a, size_t n, size_t size, double *band) {
  memset(band, 0, lowrank_band_size(n) * sizeof(double));
  for (size_t j = 0; j < n; ++j)
    for (size_t i = j; i < n && i <= j + BAND; ++i) {
      const double x = a[j * size + i];
      band[j * 3 * BAND + i] = x;
      if (i < j + BAND) band[i * 3 * BAND + j] = x;
    }
}
