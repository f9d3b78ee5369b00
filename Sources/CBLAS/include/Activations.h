#ifndef LOWRANK_ACTIVATIONS_H
#define LOWRANK_ACTIVATIONS_H

#include <stddef.h>

#include "InstructionSets.h"

/// Elementwise functions. NaN stays NaN.
typedef enum {
  LOWRANK_RELU,        // max(x, 0)
  LOWRANK_LEAKY_RELU,  // x for x > 0, else parameter·x
  LOWRANK_TANH,        // tanh x
  LOWRANK_GELU,        // x Φ(x), exact, by erfc: the left tail keeps its relative accuracy
  LOWRANK_SELU,        // λ x for x > 0, else λ α (eˣ - 1)
  LOWRANK_SILU,        // x / (1 + e⁻ˣ)
  LOWRANK_SINE,        // sin(parameter·x)
} lowrank_activation;

/// y = f(z) for `count` values; y is z or overlaps it nowhere. A value's result does not depend on
/// its place.
void lowrank_activate_f64(lowrank_level, lowrank_activation, double parameter, const double *z,
                          double *y, size_t count);
void lowrank_activate_f32(lowrank_level, lowrank_activation, float parameter, const float *z,
                          float *y, size_t count);

/// g *= f'(z), 0 or the slope at the kink z = 0. x is y = f(z) for tanh, z or y for ReLU and for
/// leaky ReLU with parameter >= 0, z for all others. NaN in either array stays NaN.
void lowrank_differentiate_f64(lowrank_level, lowrank_activation, double parameter, const double *x,
                               double *g, size_t count);
void lowrank_differentiate_f32(lowrank_level, lowrank_activation, float parameter, const float *x,
                               float *g, size_t count);

#endif
