// What a file that EachInstructionSet.inc.h includes works with: vectors, and functions of SLEEF or
// of libm. VectorFunctionsEnd.inc.h takes the macros back.

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

INLINE ID(vector) ID(where)(ID(mask) mask, ID(vector) yes, ID(vector) no) {
  return (ID(vector))((mask & (ID(mask))yes) | (~mask & (ID(mask))no));
}

/// The next values, up to `left` of them; zeros fill up the vector.
INLINE ID(vector) ID(load)(const SCALAR *data, size_t left) {
  ID(vector) x = {0};
  if (left >= WIDTH)
    memcpy(&x, data, BYTES);
  else
    memcpy(&x, data, left * sizeof(SCALAR));
  return x;
}

INLINE void ID(store)(ID(vector) x, SCALAR *data, size_t left) {
  if (left >= WIDTH)
    memcpy(data, &x, BYTES);
  else
    memcpy(data, &x, left * sizeof(SCALAR));
}
