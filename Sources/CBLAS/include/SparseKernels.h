#ifndef LOWRANK_SPARSE_KERNELS_H
#define LOWRANK_SPARSE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "InstructionSets.h"

// Products of a sparse matrix with a few dense columns, and of two factors at a few places.
//
// Places: row i of the pattern has the entries starts[i] … starts[i + 1] - 1, entry e stands in
// column indices[e]. Its value is values[e], or values[positions[e]] where there are positions: the
// columns of a matrix are the rows of its transpose, whose entries lie elsewhere.
//
// Dense matrices are row-major with rows of `blocks` vectors of 8 numbers, the last ones zero where
// there are fewer columns, aligned to 64 bytes: no loop has a tail. A number does not depend on how
// the rows are divided into calls.

/// Which entries of which rows.
typedef struct {
  const size_t *starts;
  const int32_t *indices;
  const int32_t *positions;  // NULL: the entries' own
  size_t first_row, end_row;
} lowrank_pattern;

/// x[e] = <a_i, b_j> for the entries e = (i, j) of the rows of the pattern.
void lowrank_sparse_inner(lowrank_level, lowrank_pattern, const double *a, const double *b,
                          size_t blocks, double *x);

/// c_i = Σ_j s_ij b_j for the rows of the pattern.
void lowrank_sparse_multiply(lowrank_level, lowrank_pattern, const double *values, const double *b,
                             size_t blocks, double *c);

// MARK: Descent on both factors

/// For the entries e = (i, j) of the rows: first[e] = <da_i, b_j> + <a_i, db_j> and
/// second[e] = <da_i, db_j>, the coefficients of t and t² of <a_i + t da_i, b_j + t db_j>. With the
/// residual r: sums = Σ r·first, Σ first², Σ r·second, Σ first·second, Σ second².
void lowrank_sparse_line(lowrank_level, lowrank_pattern, const double *a, const double *da,
                         const double *b, const double *db, size_t blocks, const double *residual,
                         double *first, double *second, double *sums);

/// residual += t first + t² second; the sum of its squares.
double lowrank_sparse_advance(lowrank_level, double t, double *residual, const double *first,
                              const double *second, size_t count);

/// One factor in a descent; all matrices have rows of `blocks` vectors.
typedef struct {
  const double *factor;      // a
  const double *scale;       // the inverse of the diagonal of the curvature
  const double *weights;     // one per column
  double *gradient;          // of the last step; becomes the new one
  double *step;              // in: the loss's gradient; out: scaled gradient
  double *direction;         // d
  size_t blocks, first_row, end_row;
} lowrank_factor;

/// g = step + weights·a replaces the gradient, step becomes z = scale·g. Sums, over the rows:
/// 8·blocks of g² and as many of a·(loss's gradient), by column; then Σ g·z and Σ (former g)·z.
void lowrank_factor_gradient(lowrank_level, const lowrank_factor *, double *sums);

/// d = beta d - z. Sums: 8·blocks each of a·d and of d², by column, then Σ g·d.
void lowrank_factor_direction(lowrank_level, const lowrank_factor *, double beta, double *sums);

#endif
