#include "BLASBoundary.h"

#include <math.h>
#include <string.h>

// SLEEF's four-wide entry points choose their own instruction set at run time. The tail of an array
// goes through the same function as its body, so that a value does not depend on its place.
#if defined(LOWRANK_HAS_SLEEF) && defined(__x86_64__)
#include <immintrin.h>

// sleef.h shows these only where the whole file is compiled for AVX; they are declared here, so that
// the file itself runs on any processor.
#define WIDE __attribute__((target("avx2")))

#define IN_PLACE(NAME, SCALAR, WIDTH, VECTOR, LOAD, STORE, SLEEF, LIBM)          \
  WIDE VECTOR SLEEF(VECTOR);                                                     \
  WIDE static void NAME##_wide(SCALAR *x, size_t count) {                        \
    SCALAR tail[WIDTH] = {0};                                                    \
    size_t i = 0;                                                                \
    for (; i + WIDTH <= count; i += WIDTH) STORE(x + i, SLEEF(LOAD(x + i)));     \
    memcpy(tail, x + i, (count - i) * sizeof(SCALAR));                           \
    STORE(tail, SLEEF(LOAD(tail)));                                              \
    memcpy(x + i, tail, (count - i) * sizeof(SCALAR));                           \
  }                                                                              \
  void NAME(SCALAR *x, size_t count) {                                           \
    if (__builtin_cpu_supports("avx2"))                                          \
      NAME##_wide(x, count);                                                     \
    else                                                                         \
      for (size_t i = 0; i < count; i++) x[i] = LIBM(x[i]);                      \
  }

int lowrank_has_vector_functions(void) { return 1; }
#else
#define IN_PLACE(NAME, SCALAR, WIDTH, VECTOR, LOAD, STORE, SLEEF, LIBM) \
  void NAME(SCALAR *x, size_t count) {                                  \
    for (size_t i = 0; i < count; i++) x[i] = LIBM(x[i]);               \
  }

int lowrank_has_vector_functions(void) { return 0; }
#endif

#define DOUBLES(NAME, SLEEF, LIBM) \
  IN_PLACE(NAME, double, 4, __m256d, _mm256_loadu_pd, _mm256_storeu_pd, SLEEF, LIBM)
#define FLOATS(NAME, SLEEF, LIBM) \
  IN_PLACE(NAME, float, 8, __m256, _mm256_loadu_ps, _mm256_storeu_ps, SLEEF, LIBM)

DOUBLES(lowrank_dtanh, Sleef_tanhd4_u10, tanh)
FLOATS(lowrank_stanh, Sleef_tanhf8_u10, tanhf)
DOUBLES(lowrank_derf, Sleef_erfd4_u10, erf)
FLOATS(lowrank_serf, Sleef_erff8_u10, erff)
DOUBLES(lowrank_dexp, Sleef_expd4_u10, exp)
FLOATS(lowrank_sexp, Sleef_expf8_u10, expf)
DOUBLES(lowrank_dsin, Sleef_sind4_u10, sin)
FLOATS(lowrank_ssin, Sleef_sinf8_u10, sinf)
