#include "SparseKernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef double f64x8 __attribute__((vector_size(64)));

// The number of vectors in a row as a constant, where there are few, so that loops over it unroll.
#define WITH_CONSTANT_BLOCKS(function, p, a, b, blocks, ...) \
  switch (blocks) {                                          \
  case 1: function(p, a, b, 1, __VA_ARGS__); break;          \
  case 2: function(p, a, b, 2, __VA_ARGS__); break;          \
  case 3: function(p, a, b, 3, __VA_ARGS__); break;          \
  case 4: function(p, a, b, 4, __VA_ARGS__); break;          \
  default: function(p, a, b, blocks, __VA_ARGS__);           \
  }

#define ONLY_DOUBLE
#define KERNELS "SparseKernels.inc.h"
#include "EachInstructionSet.inc.h"

void lowrank_sparse_inner(lowrank_level level, lowrank_pattern pattern, const double *a,
                          const double *b, size_t blocks, double *x)
DISPATCH(sparse_inner, f64, pattern, a, b, blocks, x)

void lowrank_sparse_multiply(lowrank_level level, lowrank_pattern pattern, const double *values,
                             const double *b, size_t blocks, double *c)
DISPATCH(sparse_multiply, f64, pattern, values, b, blocks, c)

void lowrank_sparse_line(lowrank_level level, lowrank_pattern pattern, const double *a,
                         const double *da, const double *b, const double *db, size_t blocks,
                         const double *residual, double *first, double *second, double *sums)
DISPATCH(sparse_line, f64, pattern, a, da, b, db, blocks, residual, first, second, sums)

double lowrank_sparse_advance(lowrank_level level, double t, double *residual, const double *first,
                              const double *second, size_t count)
DISPATCH(sparse_advance, f64, t, residual, first, second, count)

void lowrank_factor_gradient(lowrank_level level, const lowrank_factor *factor, double *sums)
DISPATCH(factor_gradient, f64, factor, sums)

void lowrank_factor_direction(lowrank_level level, const lowrank_factor *factor, double beta,
                              double *sums)
DISPATCH(factor_direction, f64, factor, beta, sums)
