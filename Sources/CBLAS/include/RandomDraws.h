#ifndef LOWRANK_RANDOM_DRAWS_H
#define LOWRANK_RANDOM_DRAWS_H

#include <stddef.h>
#include <stdint.h>

#include "InstructionSets.h"

// Draws from Philox4x32-10. Block p of a stream is Philox applied to the counter words
// (low p, high p, low stream, high stream) under `key`. A fill starts at block `position`.
// float64: block j gives elements 2j, 2j+1. float32: block j gives elements 4j … 4j+3.
// Every level returns the same bits.

typedef struct {
  uint64_t key;
  uint64_t stream;    // upper half of the counter
  uint64_t position;  // lower half of the counter, in blocks
} lowrank_philox;

/// center + scale·z, z standard normal (Box-Muller), |z| < 8.58 in float64 and < 6.67 in float32.
void lowrank_normal_f64(lowrank_level, lowrank_philox, double center, double scale, double *out,
                        size_t count);
void lowrank_normal_f32(lowrank_level, lowrank_philox, float center, float scale, float *out,
                        size_t count);

/// low + width·u, u = (k + 1/2)/2^52 in float64, (k + 1/2)/2^23 in float32; 0 < u < 1.
void lowrank_uniform_f64(lowrank_level, lowrank_philox, double low, double width, double *out,
                         size_t count);
void lowrank_uniform_f32(lowrank_level, lowrank_philox, float low, float width, float *out,
                         size_t count);

/// The bits themselves, two words of 64 per block: words 0 and 1 of Philox, then words 2 and 3.
void lowrank_random_words(lowrank_level, lowrank_philox, uint64_t *out, size_t blocks);

#endif
