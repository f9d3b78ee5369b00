// Included once per element type and instruction set by Activations.c.

#define ID(name) PASTE(name, SUFFIX)
#define WIDTH (BYTES / sizeof(SCALAR))

typedef SCALAR ID(vector) __attribute__((vector_size(BYTES)));
typedef BITS ID(mask) __attribute__((vector_size(BYTES)));

#if defined(LOWRANK_HAS_SLEEF)
#define SLEEF_(name, lanes, bound) Sleef_##name##lanes##_##bound
#define SLEEF(name, lanes, bound) SLEEF_(name, lanes, bound)
#define FUNCTION(name, bound)                       \
  ID(vector) SLEEF(name, LANES, bound)(ID(vector)); \
  INLINE ID(vector) ID(name)(ID(vector) x) { return SLEEF(name, LANES, bound)(x); }
#else
#define FUNCTION(name, bound)                                                             \
  INLINE ID(vector) ID(name)(ID(vector) x) {                                              \
    for (size_t lane = 0; lane < WIDTH; lane++) x[lane] = SCALAR_FUNCTION(name)(x[lane]); \
    return x;                                                                             \
  }
#endif
FUNCTION(tanh, u10)
FUNCTION(erfc, u15)
FUNCTION(exp, u10)
FUNCTION(expm1, u10)
FUNCTION(sin, u10)

INLINE ID(vector) ID(where)(ID(mask) mask, ID(vector) yes, ID(vector) no) {
  return (ID(vector))((mask & (ID(mask))yes) | (~mask & (ID(mask))no));
}

// Applies `expression` in x to every vector; the last one is filled up with zeros.
#define EACH(expression)                                    \
  {                                                         \
    size_t i = 0;                                           \
    for (; i + WIDTH <= count; i += WIDTH) {                \
      ID(vector) x;                                         \
      memcpy(&x, data + i, BYTES);                          \
      x = (expression);                                     \
      memcpy(data + i, &x, BYTES);                          \
    }                                                       \
    if (i < count) {                                        \
      ID(vector) x = {0};                                   \
      memcpy(&x, data + i, (count - i) * sizeof(SCALAR));   \
      x = (expression);                                     \
      memcpy(data + i, &x, (count - i) * sizeof(SCALAR));   \
    }                                                       \
    return;                                                 \
  }

static void ID(activate)(lowrank_activation activation, SCALAR parameter, SCALAR *data,
                         size_t count) {
  // Klambauer et al., 2017
  const SCALAR lambda = (SCALAR)1.0507009873554804934193349852946;
  const SCALAR alpha = (SCALAR)1.6732632423543772848170429916717;
  const SCALAR root_half = (SCALAR)0.70710678118654752440;
  const ID(vector) zero = {0};
  switch (activation) {
  case LOWRANK_RELU: EACH(ID(where)(x <= 0, zero, x))
  case LOWRANK_LEAKY_RELU: EACH(ID(where)(x <= 0, parameter * x, x))
  case LOWRANK_TANH: EACH(ID(tanh)(x))
  case LOWRANK_GELU: EACH((SCALAR)0.5 * x * ID(erfc)(-root_half * x))
  case LOWRANK_SELU: EACH(lambda * ID(where)(x <= 0, alpha * ID(expm1)(x), x))
  case LOWRANK_SILU: EACH(x / (1 + ID(exp)(-x)))
  case LOWRANK_SINE: EACH(ID(sin)(parameter * x))
  }
}

#undef EACH
#undef FUNCTION
#undef SLEEF
#undef SLEEF_
#undef WIDTH
#undef ID
#undef LANES
#undef BYTES
#undef SUFFIX
