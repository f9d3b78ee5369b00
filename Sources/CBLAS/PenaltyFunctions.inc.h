// Included once per instruction set by PenaltyFunctions.c. Every function is that of one lane; a
// lane never sees its neighbours.

#include "VectorFunctions.inc.h"

FUNCTION(exp, u10)
FUNCTION(expm1, u10)
FUNCTION(log, u10)
FUNCTION(log1p, u10)

#include "PenaltyValues.inc.h"
#include "PenaltyProximal.inc.h"

// Sets every vector of `out` to `expression` in x, the vector of `in`.
#define EACH(expression)                                                                  \
  {                                                                                       \
    for (size_t i = 0; i < count; i += WIDTH) {                                           \
      ID(vector) x = ID(load)(in + i, count - i);                                         \
      ID(store)((expression), out + i, count - i);                                        \
    }                                                                                     \
    return;                                                                               \
  }

/// `result`, but NaN below 0 and `limit` at infinity.
INLINE ID(vector) ID(within)(ID(vector) x, ID(vector) result, double limit) {
  const ID(vector) zero = {0};
  result = ID(where)(x < 0, zero + NAN, result);
  return ID(where)(x == zero + INFINITY, zero + limit, result);
}

static void ID(values)(const lowrank_penalty *p, const double *in, double *out, size_t count) {
  const double factor = p->factor, lambda = p->lambda, blocks = p->blocks;
  switch (p->block) {
  case LOWRANK_DEPTH_1:
    if (blocks > 0) EACH(ID(within)(x, factor * ID(value_1)(x, lambda, blocks), INFINITY))
    EACH(ID(within)(x, factor * ID(value_1_limit)(x, lambda), INFINITY))
  case LOWRANK_DEPTH_2:
    if (blocks > 0) EACH(ID(within)(x, factor * ID(value_2)(x, lambda, blocks), INFINITY))
    EACH(ID(within)(x, factor * ID(value_2_limit)(x, lambda), INFINITY))
  }
}

static void ID(slopes)(const lowrank_penalty *p, const double *in, double *out, size_t count) {
  const double factor = p->factor, lambda = p->lambda, blocks = p->blocks;
  switch (p->block) {
  case LOWRANK_DEPTH_1:
    if (blocks > 0) EACH(ID(within)(x, factor * ID(slope_1)(x, lambda, blocks), 0))
    EACH(ID(within)(x, factor * ID(slope_1_limit)(x, lambda), 0))
  case LOWRANK_DEPTH_2:
    if (blocks > 0) EACH(ID(within)(x, factor * ID(slope_2)(x, lambda, blocks), 0))
    EACH(ID(within)(x, factor * ID(slope_2_limit)(x, lambda), 0))
  }
}

static void ID(points)(const lowrank_proximal *p, const double *in, double *out, size_t count) {
  const double n = p->blocks, jump = p->ratio > 1 ? 0.5 * log(p->ratio) : 0;
  switch (p->block) {
  case LOWRANK_DEPTH_1:
    if (n > 0) EACH(ID(above_zero)(x, ID(point_1)(x, p, jump / (n + 1)), p))
    EACH(ID(above_zero)(x, ID(point_1_limit)(x, p, jump), p))
  case LOWRANK_DEPTH_2:
    if (n > 0) {
      const double exponent = n / (n + 1), turn = log(p->ratio * exponent) / (1 + exponent);
      const double least = turn > 0 ? turn : 0;
      const double largest = pow(exponent, exponent) / pow(1 + exponent, 1 + exponent);
      EACH(ID(above_zero)(x, ID(soft)(x, ID(point_2)(x, p, least, largest), p), p))
    }
    EACH(ID(above_zero)(x, ID(soft)(x, ID(point_2_limit)(x, p), p), p))
  }
}

#undef EACH
#include "VectorFunctionsEnd.inc.h"
