#include "InstructionSets.h"

#include <stdatomic.h>

static lowrank_level detect(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    return LOWRANK_LEVEL_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return LOWRANK_LEVEL_AVX2;
#endif
  return LOWRANK_LEVEL_BASELINE;
}

lowrank_level lowrank_available_level(void) {
  static atomic_int cached = -1;
  int level = atomic_load_explicit(&cached, memory_order_relaxed);
  if (level < 0) {
    level = (int)detect();
    atomic_store_explicit(&cached, level, memory_order_relaxed);
  }
  return (lowrank_level)level;
}
