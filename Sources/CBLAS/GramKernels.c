#include "GramKernels.h"

#include <string.h>

#include "LayerKernels.h"

#define ONLY_DOUBLE
#define KERNELS "GramKernels.inc.h"
#include "EachInstructionSet.inc.h"

void lowrank_measure_entries(lowrank_level level, const double *block, size_t rows, size_t columns,
                             double scale, double *row_squares, double *column_squares,
                             lowrank_entries *entries)
DISPATCH(measure_entries, f64, block, rows, columns, scale, row_squares, column_squares, entries)

size_t lowrank_gram_size(lowrank_level level, size_t n) DISPATCH(gram_size, f64, n)

void lowrank_gram_pack(lowrank_level level, const double *block, size_t lines, size_t n,
                       int transposed, double scale, double *packed)
DISPATCH(gram_pack, f64, block, lines, n, transposed, scale, packed)

void lowrank_gram_add(lowrank_level level, const double *packed, size_t lines, size_t n, double *c)
DISPATCH(gram_add, f64, packed, lines, n, c)

size_t lowrank_tridiagonal_work(lowrank_level level, size_t n) {
  // Twice the panel of 32 vectors and twice their packed copies.
  return 6 * 32 * lowrank_gram_size(level, n);
}

void lowrank_tridiagonalise(lowrank_level level, double *c, size_t n, double *diagonal,
                            double *beside, double *work)
DISPATCH(tridiagonalise, f64, c, lowrank_gram_size(level, n), n, diagonal, beside, work)

size_t lowrank_tridiagonal_eigenvalues(lowrank_level level, double *diagonal, double *beside,
                                       size_t n, size_t sweeps)
DISPATCH(tridiagonal_eigenvalues, f64, diagonal, beside, n, sweeps)

void lowrank_chase_band(lowrank_level level, double *band, size_t n, double *diagonal,
                        double *beside)
DISPATCH(chase_band, f64, band, n, diagonal, beside)
