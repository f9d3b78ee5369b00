#ifndef LOWRANK_PENALTY_FUNCTIONS_H
#define LOWRANK_PENALTY_FUNCTIONS_H

#include <stddef.h>

#include "InstructionSets.h"

typedef enum { LOWRANK_DEPTH_1, LOWRANK_DEPTH_2 } lowrank_block;

/// factor·φ(σ; lambda), the cost that a residual network pays for a singular value. `blocks` is L;
/// 0 stands for the limit of many blocks.
typedef struct {
  lowrank_block block;
  double blocks, lambda, factor;
} lowrank_penalty;

/// argmin ½(x - y)² + stepφ(x; lambda) over x >= 0, with its thresholds. `ratio` is step/lambda, with
/// 1e-290 <= ratio <= 1e290. The result is 0 up to `zero_end`, y - step up to `soft_end`.
typedef struct {
  lowrank_block block;
  double blocks, lambda, step, ratio, zero_end, soft_end;
} lowrank_proximal;

/// out = φ(in) for `count` values. NaN for NaN and for what is below 0, infinity for infinity.
void lowrank_penalty_values(lowrank_level, const lowrank_penalty *, const double *in, double *out,
                            size_t count);

/// out = φ'(in). NaN for NaN and for what is below 0, 0 for infinity.
void lowrank_penalty_slopes(lowrank_level, const lowrank_penalty *, const double *in, double *out,
                            size_t count);

/// out = the minimiser. 0 for what is below 0; NaN stays NaN, infinity stays infinity.
///
/// In all three, `out` is `in` or overlaps it nowhere, and the result of a value does not depend on
/// its place.
void lowrank_proximal_points(lowrank_level, const lowrank_proximal *, const double *in, double *out,
                             size_t count);

#endif
