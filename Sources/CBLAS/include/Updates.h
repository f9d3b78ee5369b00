#ifndef LOWRANK_UPDATES_H
#define LOWRANK_UPDATES_H

#include <stddef.h>

#include "InstructionSets.h"

/// How an optimizer turns a gradient g into a change of the parameters w. First of all, for every
/// rule, g += coupled·w and w *= kept.
typedef enum {
  LOWRANK_DESCENT,   // w -= rate·g
  LOWRANK_MOMENTUM,  // a = first·a + g;  w -= rate·a
  LOWRANK_NESTEROV,  // a = first·a + g;  w -= rate·(g + first·a)
  LOWRANK_ADAM,      // a = first·a + (1 - first)·g;  b = second·b + (1 - second)·g²
                     // w -= rate·a / (root·√b + epsilon)
  LOWRANK_RMSPROP,   // a = second·a + (1 - second)·g²;  w -= rate·g / (√a + epsilon)
} lowrank_rule;

/// A rule with the coefficients of one step.
typedef struct {
  lowrank_rule rule;
  double rate;
  double coupled;
  double kept;
  double first;
  double second;
  double root;
  double epsilon;
} lowrank_update;

/// Updates `count` parameters w and the memory a, b that the rule has (null where it has none);
/// the arrays do not overlap. Each is read once.
void lowrank_update_f64(lowrank_level, const lowrank_update *, double *w, const double *g,
                        double *a, double *b, size_t count);
void lowrank_update_f32(lowrank_level, const lowrank_update *, float *w, const float *g,
                        float *a, float *b, size_t count);

/// Σ x·y, summed in double precision.
double lowrank_dot_f64(lowrank_level, const double *x, const double *y, size_t count);
double lowrank_dot_f32(lowrank_level, const float *x, const float *y, size_t count);

/// Σ |x|, summed in double precision.
double lowrank_magnitudes_f64(lowrank_level, const double *x, size_t count);
double lowrank_magnitudes_f32(lowrank_level, const float *x, size_t count);

/// z = p·x + q·y; z may be x or y.
void lowrank_combine_f64(lowrank_level, double p, const double *x, double q, const double *y,
                         double *z, size_t count);
void lowrank_combine_f32(lowrank_level, double p, const float *x, double q, const float *y,
                         float *z, size_t count);

#endif
