// Included once per element type and instruction set by Activations.c.

#include "VectorFunctions.inc.h"

FUNCTION(tanh, u10)
FUNCTION(erfc, u15)
FUNCTION(exp, u10)
FUNCTION(expm1, u10)
FUNCTION(sin, u10)
FUNCTION(cos, u10)

// Sets every vector of `out` to `expression` in x, the vector of `in`, and the old value o; the last
// vector is filled up with zeros.
#define EACH(in, out, expression)                      \
  {                                                    \
    for (size_t i = 0; i < count; i += WIDTH) {        \
      ID(vector) x = ID(load)(in + i, count - i);      \
      ID(vector) o = ID(load)(out + i, count - i);     \
      (void)o;                                         \
      ID(store)((expression), out + i, count - i);     \
    }                                                  \
    return;                                            \
  }

// Klambauer et al., 2017
#define SELU_LAMBDA ((SCALAR)1.0507009873554804934193349852946)
#define SELU_ALPHA ((SCALAR)1.6732632423543772848170429916717)
#define ROOT_HALF ((SCALAR)0.70710678118654752440)

static void ID(activate)(lowrank_activation activation, SCALAR parameter, const SCALAR *z,
                         SCALAR *y, size_t count) {
  const ID(vector) zero = {0};
  switch (activation) {
  case LOWRANK_RELU: EACH(z, y, ID(where)(x <= 0, zero, x))
  case LOWRANK_LEAKY_RELU: EACH(z, y, ID(where)(x <= 0, parameter * x, x))
  case LOWRANK_TANH: EACH(z, y, ID(tanh)(x))
  case LOWRANK_GELU: EACH(z, y, (SCALAR)0.5 * x * ID(erfc)(-ROOT_HALF * x))
  case LOWRANK_SELU:
    EACH(z, y, SELU_LAMBDA * ID(where)(x <= 0, SELU_ALPHA * ID(expm1)(x), x))
  case LOWRANK_SILU: EACH(z, y, x / (1 + ID(exp)(-x)))
  case LOWRANK_SINE: EACH(z, y, ID(sin)(parameter * x))
  }
}

/// `below` for x <= 0, `above` for x > 0, x where it is NaN.
INLINE ID(vector) ID(kink)(ID(vector) x, ID(vector) below, ID(vector) above) {
  return ID(where)(x <= 0, below, ID(where)(x > 0, above, x));
}

/// Infinity times zero is no derivative: beyond ±1000 nothing changes.
INLINE ID(vector) ID(clamp)(ID(vector) x) {
  const ID(vector) bound = (SCALAR)1000 - (ID(vector)){0};
  return ID(where)(x > bound, bound, ID(where)(x < -bound, -bound, x));
}

/// Φ(x) + x φ(x).
INLINE ID(vector) ID(gelu_slope)(ID(vector) x) {
  const SCALAR density = (SCALAR)0.39894228040143267794;  // 1/√(2π)
  x = ID(clamp)(x);
  return (SCALAR)0.5 * ID(erfc)(-ROOT_HALF * x) + density * x * ID(exp)((SCALAR)-0.5 * x * x);
}

/// σ(x) (1 + x σ(-x)), both σ from e^-|x|, which does not overflow.
INLINE ID(vector) ID(silu_slope)(ID(vector) x) {
  x = ID(clamp)(x);
  ID(vector) e = ID(exp)(ID(where)(x > 0, -x, x)), large = 1 / (1 + e), small = e * large;
  return ID(where)(x > 0, large, small) * (1 + x * ID(where)(x > 0, small, large));
}

static void ID(differentiate)(lowrank_activation activation, SCALAR parameter, const SCALAR *data,
                              SCALAR *g, size_t count) {
  const ID(vector) zero = {0}, one = zero + 1;
  switch (activation) {
  case LOWRANK_RELU: EACH(data, g, o * ID(kink)(x, zero, one))
  case LOWRANK_LEAKY_RELU: EACH(data, g, o * ID(kink)(x, parameter + zero, one))
  case LOWRANK_TANH: EACH(data, g, o * ((1 - x) * (1 + x)))
  case LOWRANK_GELU: EACH(data, g, o * ID(gelu_slope)(x))
  case LOWRANK_SELU: EACH(data, g, o * (SELU_LAMBDA * ID(kink)(x, SELU_ALPHA * ID(exp)(x), one)))
  case LOWRANK_SILU: EACH(data, g, o * ID(silu_slope)(x))
  case LOWRANK_SINE: EACH(data, g, o * (parameter * ID(cos)(parameter * x)))
  }
}

#undef ROOT_HALF
#undef SELU_ALPHA
#undef SELU_LAMBDA
#undef EACH
#include "VectorFunctionsEnd.inc.h"
