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

#endif
