#include "PenaltyFunctions.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define ONLY_DOUBLE
#define KERNELS "PenaltyFunctions.inc.h"
#include "EachInstructionSet.inc.h"

void lowrank_penalty_values(lowrank_level level, const lowrank_penalty *penalty, const double *in,
                            double *out, size_t count)
DISPATCH(values, f64, penalty, in, out, count)

void lowrank_penalty_slopes(lowrank_level level, const lowrank_penalty *penalty, const double *in,
                            double *out, size_t count)
DISPATCH(slopes, f64, penalty, in, out, count)

void lowrank_proximal_points(lowrank_level level, const lowrank_proximal *proximal,
                             const double *in, double *out, size_t count)
DISPATCH(points, f64, proximal, in, out, count)
