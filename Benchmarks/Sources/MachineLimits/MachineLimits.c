#include "MachineLimits.h"

// Sixteen chains of vectors hide the latency of a multiply-add on any current core. The compiler
// contracts a * b + c; each function is compiled for several instruction sets.

#if defined(__x86_64__)
#define VECTOR_TARGETS __attribute__((target_clones("avx512f", "avx2,fma", "default")))
#else
#define VECTOR_TARGETS
#endif

#define CHAINS 16

#define MULTIPLY_ADD(NAME, SCALAR)                                                        \
  typedef SCALAR NAME##_vector __attribute__((vector_size(64)));                          \
  VECTOR_TARGETS double NAME(long rounds) {                                               \
    NAME##_vector sums[CHAINS];                                                           \
    NAME##_vector factor = (NAME##_vector){0} + (SCALAR)0.999;                            \
    NAME##_vector offset = (NAME##_vector){0} + (SCALAR)1e-3;                             \
    __asm__ volatile("" : "+m"(factor), "+m"(offset));                                    \
    for (int i = 0; i < CHAINS; i++) sums[i] = factor + (SCALAR)i;                        \
    for (long round = 0; round < rounds; round++) {                                       \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < CHAINS; i++) sums[i] =       \
          sums[i] * factor + offset;                                                      \
    }                                                                                     \
    NAME##_vector total = {0};                                                            \
    for (int i = 0; i < CHAINS; i++) total += sums[i];                                    \
    __asm__ volatile("" : : "m"(total));                                                  \
    return 2.0 * CHAINS * (64 / sizeof(SCALAR)) * (double)rounds;                         \
  }

MULTIPLY_ADD(limits_multiply_add_f32, float)
MULTIPLY_ADD(limits_multiply_add_f64, double)
