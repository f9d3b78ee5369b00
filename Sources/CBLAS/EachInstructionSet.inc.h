// Includes the file KERNELS once per element type and instruction set. For every compilation it
// defines SCALAR, BITS (the integer of the same size), SCALAR_FUNCTION (libm's name), SUFFIX (names
// the compilation), BYTES (the vector length) and LANES (the part of SLEEF's names that says the
// same; `sleef.h` shows the long vectors only to files that are compiled for them as a whole).
// With ONLY_DOUBLE there are no compilations for float.

// Vectors cross no call but SLEEF's, which is compiled for the same instruction set.
#pragma clang diagnostic ignored "-Wpsabi"

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define INLINE static inline __attribute__((always_inline))

#define SCALAR double
#define BITS int64_t
#define SCALAR_FUNCTION(name) name

#define SUFFIX f64_baseline
#define BYTES 16
#define LANES d2
#include KERNELS
#undef LANES
#undef BYTES
#undef SUFFIX

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX f64_avx2
#define BYTES 32
#define LANES d4
#include KERNELS
#undef LANES
#undef BYTES
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), \
                             apply_to = function)
#define SUFFIX f64_avx512
#define BYTES 64
#define LANES d8
#include KERNELS
#undef LANES
#undef BYTES
#undef SUFFIX
#pragma clang attribute pop
#endif

#undef SCALAR
#undef BITS
#undef SCALAR_FUNCTION
#if !defined(ONLY_DOUBLE)
#define SCALAR float
#define BITS int32_t
#define SCALAR_FUNCTION(name) name##f

#define SUFFIX f32_baseline
#define BYTES 16
#define LANES f4
#include KERNELS
#undef LANES
#undef BYTES
#undef SUFFIX

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX f32_avx2
#define BYTES 32
#define LANES f8
#include KERNELS
#undef LANES
#undef BYTES
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), \
                             apply_to = function)
#define SUFFIX f32_avx512
#define BYTES 64
#define LANES f16
#include KERNELS
#undef LANES
#undef BYTES
#undef SUFFIX
#pragma clang attribute pop
#endif

#undef SCALAR
#undef BITS
#undef SCALAR_FUNCTION
#endif

// The body of an entry point: the best compilation that `level` allows and the machine has.
#if defined(__x86_64__)
#define DISPATCH(function, type, ...)                                                      \
  {                                                                                        \
    lowrank_level available = lowrank_available_level();                                   \
    switch (level < available ? level : available) {                                       \
    case LOWRANK_LEVEL_AVX512: return function##_##type##_avx512(__VA_ARGS__);             \
    case LOWRANK_LEVEL_AVX2: return function##_##type##_avx2(__VA_ARGS__);                 \
    case LOWRANK_LEVEL_BASELINE: break;                                                    \
    }                                                                                      \
    return function##_##type##_baseline(__VA_ARGS__);                                      \
  }
#else
#define DISPATCH(function, type, ...)                 \
  {                                                   \
    (void)level;                                      \
    return function##_##type##_baseline(__VA_ARGS__); \
  }
#endif
