#ifndef LOWRANK_ACTIVATIONS_H
#define LOWRANK_ACTIVATIONS_H

#include <stddef.h>

#include "InstructionSets.h"

/// Elementwise functions, in place. NaN stays NaN.
typedef enum {
  LOWRANK_RELU,        // max(x, 0)
  LOWRANK_LEAKY_RELU,  // x for x > 0, else parameter·x
  LOWRANK_TANH,        // tanh x
  LOWRANK_GELU,        // x Φ(x), exact, by erfc: the left tail keeps its relative accuracy
  LOWRANK_SELU,        // λ x for x > 0, else λ α (eˣ - 1)
  LOWRANK_SILU,        // x / (1 + e⁻ˣ)
  LOWRANK_SINE,        // sin(parameter·x)
} lowrank_activation;

/// Applies a function to `count` values. A value's result does not depend on its place.
void lowrank_activate_f64(lowrank_level, lowrank_activation, double parameter, double *x,
                          size_t count);
void lowrank_activate_f32(lowrank_level, lowrank_activation, float parameter, float *x,
                          size_t count);

#endif
