#ifndef LOWRANK_LANE_SPECTRA_H
#define LOWRANK_LANE_SPECTRA_H

#include <stddef.h>
#include <stdint.h>

#include "InstructionSets.h"

// Spectra of many small matrices, one matrix per SIMD lane, values only. A matrix's result does not
// depend on its lane or on its neighbours. All arrays are row-major; `work` is 64-byte aligned.

typedef enum {
  LOWRANK_LANE_DONE = 0,
  LOWRANK_LANE_NOT_FINITE = 1,     // the values are not set
  LOWRANK_LANE_NOT_CONVERGED = 2,  // the values are not set
} lowrank_lane_status;

/// Doubles of `work` that the routines below need.
size_t lowrank_eigenvalues_work(size_t n);
size_t lowrank_singular_values_work(size_t rows, size_t columns);
size_t lowrank_cosine_entropies_work(size_t inputs, size_t feature_count, size_t steps);

/// Eigenvalues, ascending, of `count` symmetric n×n matrices; reads their upper triangles.
/// values (count, n), status (count).
void lowrank_eigenvalues(lowrank_level, const double *matrices, size_t count, size_t n,
                         double *values, uint8_t *status, double *work);

/// Singular values, descending, of `count` matrices with rows >= columns.
/// values (count, columns), status (count).
void lowrank_singular_values(lowrank_level, const double *matrices, size_t count, size_t rows,
                             size_t columns, double *values, uint8_t *status, double *work);

/// Entropies of the absolute spectra of K = 1·1ᵀ - C, C the cosine similarities of the first
/// input_counts[j] rows of each feature matrix (inputs, feature_count); `steps` input counts,
/// ascending, the last one at most `inputs`. entropies (nats), zeros (rows without a direction),
/// status: (steps, count).
void lowrank_cosine_entropies_f64(lowrank_level, const double *features, size_t count,
                                  size_t inputs, size_t feature_count, const size_t *input_counts,
                                  size_t steps, double *entropies, uint64_t *zeros,
                                  uint8_t *status, double *work);
void lowrank_cosine_entropies_f32(lowrank_level, const float *features, size_t count,
                                  size_t inputs, size_t feature_count, const size_t *input_counts,
                                  size_t steps, double *entropies, uint64_t *zeros,
                                  uint8_t *status, double *work);

#endif
