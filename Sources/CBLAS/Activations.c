#include "Activations.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// Vectors cross no call but SLEEF's, which is compiled for the same instruction set.
#pragma clang diagnostic ignored "-Wpsabi"

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define INLINE static inline __attribute__((always_inline))

// SUFFIX names a compilation, BYTES is its vector length, LANES the part of SLEEF's names that says
// the same; `sleef.h` shows the long vectors only to files that are compiled for them as a whole.
#define SCALAR double
#define BITS int64_t
#define SCALAR_FUNCTION(name) name

#define SUFFIX f64_baseline
#define BYTES 16
#define LANES d2
#include "Activations.inc.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX f64_avx2
#define BYTES 32
#define LANES d4
#include "Activations.inc.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), \
                             apply_to = function)
#define SUFFIX f64_avx512
#define BYTES 64
#define LANES d8
#include "Activations.inc.h"
#pragma clang attribute pop
#endif

#undef SCALAR
#undef BITS
#undef SCALAR_FUNCTION
#define SCALAR float
#define BITS int32_t
#define SCALAR_FUNCTION(name) name##f

#define SUFFIX f32_baseline
#define BYTES 16
#define LANES f4
#include "Activations.inc.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX f32_avx2
#define BYTES 32
#define LANES f8
#include "Activations.inc.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), \
                             apply_to = function)
#define SUFFIX f32_avx512
#define BYTES 64
#define LANES f16
#include "Activations.inc.h"
#pragma clang attribute pop

#define DISPATCH(type, ...)                                                          \
  {                                                                                  \
    lowrank_level available = lowrank_available_level();                             \
    switch (level < available ? level : available) {                                 \
    case LOWRANK_LEVEL_AVX512: activate_##type##_avx512(__VA_ARGS__); return;        \
    case LOWRANK_LEVEL_AVX2: activate_##type##_avx2(__VA_ARGS__); return;            \
    case LOWRANK_LEVEL_BASELINE: activate_##type##_baseline(__VA_ARGS__); return;    \
    }                                                                                \
  }
#else
#define DISPATCH(type, ...) { (void)level; activate_##type##_baseline(__VA_ARGS__); }
#endif

void lowrank_activate_f64(lowrank_level level, lowrank_activation activation, double parameter,
                          double *x, size_t count)
DISPATCH(f64, activation, parameter, x, count)

void lowrank_activate_f32(lowrank_level level, lowrank_activation activation, float parameter,
                          float *x, size_t count)
DISPATCH(f32, activation, parameter, x, count)
