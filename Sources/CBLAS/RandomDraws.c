#include "RandomDraws.h"

#include <string.h>

// The same bits everywhere: only + - * / sqrt and integer operations, never contracted.
#pragma STDC FP_CONTRACT OFF
// Vectors cross no real call: everything that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint64_t u64x8 __attribute__((vector_size(64)));
typedef uint32_t u32x16 __attribute__((vector_size(64)));
typedef int32_t i32x16 __attribute__((vector_size(64)));
typedef double f64x8 __attribute__((vector_size(64)));
typedef float f32x16 __attribute__((vector_size(64)));

#define NAMED_(name, suffix) lowrank_##name##_##suffix
#define NAMED(name, suffix) NAMED_(name, suffix)
#define INLINE static inline __attribute__((always_inline))

#define SUFFIX baseline
#include "RandomDraws.inc.h"
#undef SUFFIX

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX avx2
#include "RandomDraws.inc.h"
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), \
                             apply_to = function)
#define SUFFIX avx512
#include "RandomDraws.inc.h"
#undef SUFFIX
#pragma clang attribute pop

#define DISPATCH(name, ...)                                                        \
  {                                                                                \
    lowrank_level available = lowrank_available_level();                           \
    switch (level < available ? level : available) {                               \
    case LOWRANK_LEVEL_AVX512: NAMED(name, avx512)(__VA_ARGS__); return;           \
    case LOWRANK_LEVEL_AVX2: NAMED(name, avx2)(__VA_ARGS__); return;               \
    case LOWRANK_LEVEL_BASELINE: NAMED(name, baseline)(__VA_ARGS__); return;       \
    }                                                                              \
  }
#else
#define DISPATCH(name, ...) { (void)level; NAMED(name, baseline)(__VA_ARGS__); }
#endif

void lowrank_normal_f64(lowrank_level level, lowrank_philox p, double center, double scale,
                        double *out, size_t count)
DISPATCH(fill_f64, p, 1, center, scale, out, count)

void lowrank_uniform_f64(lowrank_level level, lowrank_philox p, double low, double width,
                         double *out, size_t count)
DISPATCH(fill_f64, p, 0, low, width, out, count)

void lowrank_normal_f32(lowrank_level level, lowrank_philox p, float center, float scale,
                        float *out, size_t count)
DISPATCH(fill_f32, p, 1, center, scale, out, count)

void lowrank_uniform_f32(lowrank_level level, lowrank_philox p, float low, float width,
                         float *out, size_t count)
DISPATCH(fill_f32, p, 0, low, width, out, count)

void lowrank_random_words(lowrank_level level, lowrank_philox p, uint64_t *out, size_t blocks)
DISPATCH(words_u64, p, out, blocks)
