#include "Updates.h"

#include <string.h>

// Vectors cross no real call: everything that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define INLINE static inline __attribute__((always_inline))

// SUFFIX names a compilation, BYTES is its vector length.
#define SCALAR double

#define SUFFIX f64_baseline
#define BYTES 16
#include "Updates.inc.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX f64_avx2
#define BYTES 32
#include "Updates.inc.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), \
                             apply_to = function)
#define SUFFIX f64_avx512
#define BYTES 64
#include "Updates.inc.h"
#pragma clang attribute pop
#endif

#undef SCALAR
#define SCALAR float

#define SUFFIX f32_baseline
#define BYTES 16
#include "Updates.inc.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX f32_avx2
#define BYTES 32
#include "Updates.inc.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), \
                             apply_to = function)
#define SUFFIX f32_avx512
#define BYTES 64
#include "Updates.inc.h"
#pragma clang attribute pop

#define DISPATCH(name, ...)                                                  \
  {                                                                          \
    lowrank_level available = lowrank_available_level();                     \
    switch (level < available ? level : available) {                         \
    case LOWRANK_LEVEL_AVX512: return PASTE(name, avx512)(__VA_ARGS__);      \
    case LOWRANK_LEVEL_AVX2: return PASTE(name, avx2)(__VA_ARGS__);          \
    case LOWRANK_LEVEL_BASELINE: return PASTE(name, baseline)(__VA_ARGS__);  \
    }                                                                        \
    __builtin_unreachable();                                                 \
  }
#else
#define DISPATCH(name, ...) { (void)level; return PASTE(name, baseline)(__VA_ARGS__); }
#endif

void lowrank_update_f64(lowrank_level level, const lowrank_update *u, double *w, const double *g,
                        double *a, double *b, size_t count)
DISPATCH(update_f64, u, w, g, a, b, count)

void lowrank_update_f32(lowrank_level level, const lowrank_update *u, float *w, const float *g,
                        float *a, float *b, size_t count)
DISPATCH(update_f32, u, w, g, a, b, count)

double lowrank_dot_f64(lowrank_level level, const double *x, const double *y, size_t count)
DISPATCH(dot_f64, x, y, count)

double lowrank_dot_f32(lowrank_level level, const float *x, const float *y, size_t count)
DISPATCH(dot_f32, x, y, count)

double lowrank_magnitudes_f64(lowrank_level level, const double *x, size_t count)
DISPATCH(magnitudes_f64, x, count)

double lowrank_magnitudes_f32(lowrank_level level, const float *x, size_t count)
DISPATCH(magnitudes_f32, x, count)

void lowrank_combine_f64(lowrank_level level, double p, const double *x, double q, const double *y,
                         double *z, size_t count)
DISPATCH(combine_f64, p, x, q, y, z, count)

void lowrank_combine_f32(lowrank_level level, double p, const float *x, double q, const float *y,
                         float *z, size_t count)
DISPATCH(combine_f32, p, x, q, y, z, count)
