#include "LaneSpectra.h"

#include <math.h>
#include <string.h>

#include "LaneVectors.h"

// Lanes never cross a real call: everything that takes a vector by value is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define LEVEL_SOURCES "LaneSpectra.inc.h"

#define SUFFIX baseline
#include LEVEL_SOURCES
#undef SUFFIX

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX avx2
#include LEVEL_SOURCES
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), \
                             apply_to = function)
#define SUFFIX avx512
#include LEVEL_SOURCES
#undef SUFFIX
#pragma clang attribute pop

#define DISPATCH(name, ...)                                                  \
  {                                                                          \
    lowrank_level available = lowrank_available_level();                     \
    switch (level < available ? level : available) {                         \
    case LOWRANK_LEVEL_AVX512: NAMED(name, avx512)(__VA_ARGS__); return;     \
    case LOWRANK_LEVEL_AVX2: NAMED(name, avx2)(__VA_ARGS__); return;         \
    case LOWRANK_LEVEL_BASELINE: NAMED(name, baseline)(__VA_ARGS__); return; \
    }                                                                        \
  }
#else
#define DISPATCH(name, ...) { (void)level; NAMED(name, baseline)(__VA_ARGS__); }
#endif

// Vectors of WIDE lanes for the tridiagonal (two arrays of n + 1), of LANES for the rest.
size_t lowrank_eigenvalues_work(size_t n) {
  return 2 * WIDE * (n + 1) + LANES * (n * (n + 1) / 2 + 4 * n);
}

size_t lowrank_singular_values_work(size_t rows, size_t columns) {
  return 2 * WIDE * (2 * columns + 1) + LANES * (rows * columns + 3 * rows + 3 * columns);
}

size_t lowrank_cosine_entropies_work(size_t inputs, size_t feature_count, size_t steps) {
  const size_t n = feature_count, m = n + 1, padded = (n + 15) / 16 * 16;
  return 2 * WIDE * (m + 1) + LANES * (m * (m + 1) / 2 + 4 * m) +
         steps * WIDE * (2 + n + n * n) + padded * (1 + padded + inputs);
}

void lowrank_eigenvalues(lowrank_level level, const double *matrices, size_t count, size_t n,
                         double *values, uint8_t *status, double *work)
DISPATCH(eigenvalues, matrices, count, n, values, status, work)

void lowrank_singular_values(lowrank_level level, const double *matrices, size_t count,
                             size_t rows, size_t columns, double *values, uint8_t *status,
                             double *work)
DISPATCH(singular_values, matrices, count, rows, columns, values, status, work)

void lowrank_cosine_entropies_f64(lowrank_level level, const double *features, size_t count,
                                  size_t inputs, size_t feature_count, const size_t *input_counts,
                                  size_t steps, double *entropies, uint64_t *zeros,
                                  uint8_t *status, double *work)
DISPATCH(cosine_entropies_f64, features, count, inputs, feature_count, input_counts, steps,
         entropies, zeros, status, work)

void lowrank_cosine_entropies_f32(lowrank_level level, const float *features, size_t count,
                                  size_t inputs, size_t feature_count, const size_t *input_counts,
                                  size_t steps, double *entropies, uint64_t *zeros,
                                  uint8_t *status, double *work)
DISPATCH(cosine_entropies_f32, features, count, inputs, feature_count, input_counts, steps,
         entropies, zeros, status, work)
