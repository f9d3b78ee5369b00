#include "MachineLimits.h"

#include <string.h>

// Sixteen chains of vectors hide the latency of a multiply-add on any current core. The compiler
// contracts a * b + c; each loop is compiled for several instruction sets, the best one runs.

#define CHAINS 16

#define MULTIPLY_ADD(NAME, SCALAR, TARGET)                                           \
  TARGET static double NAME(long rounds) {                                           \
    typedef SCALAR vector __attribute__((vector_size(64)));                          \
    vector sums[CHAINS];                                                             \
    vector factor = (vector){0} + (SCALAR)0.999;                                     \
    vector offset = (vector){0} + (SCALAR)1e-3;                                      \
    __asm__ volatile("" : "+m"(factor), "+m"(offset));                               \
    for (int i = 0; i < CHAINS; i++) sums[i] = factor + (SCALAR)i;                   \
    for (long round = 0; round < rounds; round++) {                                  \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < CHAINS; i++) {          \
        sums[i] = sums[i] * factor + offset;                                         \
      }                                                                              \
    }                                                                                \
    vector total = {0};                                                              \
    for (int i = 0; i < CHAINS; i++) total += sums[i];                               \
    __asm__ volatile("" : : "m"(total));                                             \
    return 2.0 * CHAINS * (64 / sizeof(SCALAR)) * (double)rounds;                    \
  }

MULTIPLY_ADD(baseline_f32, float, )
MULTIPLY_ADD(baseline_f64, double, )

#if defined(__x86_64__)

MULTIPLY_ADD(avx512_f32, float, __attribute__((target("avx512f"))))
MULTIPLY_ADD(avx512_f64, double, __attribute__((target("avx512f"))))
MULTIPLY_ADD(avx2_f32, float, __attribute__((target("avx2,fma"))))
MULTIPLY_ADD(avx2_f64, double, __attribute__((target("avx2,fma"))))

#define BEST(TYPE)                                                           \
  (__builtin_cpu_supports("avx512f")                                         \
       ? avx512_##TYPE                                                       \
       : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")     \
             ? avx2_##TYPE                                                   \
             : baseline_##TYPE)

#else
#define BEST(TYPE) baseline_##TYPE
#endif

double limits_multiply_add_f32(long rounds) { return BEST(f32)(rounds); }

double limits_multiply_add_f64(long rounds) { return BEST(f64)(rounds); }

__attribute__((noinline)) void limits_copy(void *target, const void *source, size_t bytes) {
  memcpy(target, source, bytes);
  __asm__ volatile("" : : "r"(target) : "memory");
}
