#include "Shuffle.h"

#include <string.h>

enum { WORDS = 512 };

/// A stream and the words of it that were generated and not used.
typedef struct {
  lowrank_level level;
  lowrank_philox place;
  uint32_t used;  // of the 2·WORDS halves
  uint64_t words[WORDS];
} draws;

static void begin(draws *d, lowrank_level level, lowrank_philox place) {
  d->level = level;
  d->place = place;
  d->used = 2 * WORDS;
}

static inline uint32_t next(draws *d) {
  if (d->used == 2 * WORDS) {
    lowrank_random_words(d->level, d->place, d->words, WORDS / 2);
    d->place.position += WORDS / 2;
    d->used = 0;
  }
  uint32_t i = d->used++;
  return (uint32_t)(d->words[i / 2] >> 32 * (i % 2));
}

/// Uniform in 0 ... bound - 1, exactly.
static inline uint32_t below(draws *d, uint32_t bound) {
  uint64_t product = (uint64_t)next(d) * bound;
  if (__builtin_expect((uint32_t)product < bound, 0)) {
    uint32_t threshold = -bound % bound;
    while ((uint32_t)product < threshold) product = (uint64_t)next(d) * bound;
  }
  return (uint32_t)(product >> 32);
}

/// `body` sees `byte`, the bucket of number `i`, for `count` numbers from `first` on. Byte b of a
/// word is its b-th lowest.
#define EACH_BYTE(level, p, first, count, body)                                     \
  {                                                                                 \
    uint64_t words[WORDS];                                                          \
    size_t skipped = (first) % 16;                                                  \
    lowrank_philox at_block = p;                                                    \
    at_block.position += (first) / 16;                                              \
    for (size_t done = 0; done < (count); skipped = 0) {                            \
      size_t bytes = 8 * WORDS - skipped;                                           \
      if (bytes > (count)-done) bytes = (count)-done;                               \
      lowrank_random_words(level, at_block, words, (skipped + bytes + 15) / 16);    \
      at_block.position += WORDS / 2;                                               \
      for (size_t j = 0; j < bytes; ++j) {                                          \
        size_t i = done + j, at = skipped + j;                                      \
        uint8_t byte = (uint8_t)(words[at / 8] >> 8 * (at % 8));                    \
        body                                                                        \
      }                                                                             \
      done += bytes;                                                                \
    }                                                                               \
  }

void lowrank_shuffle_counts(lowrank_level level, lowrank_philox p, size_t count,
                            size_t counts[LOWRANK_BUCKETS]) {
  memset(counts, 0, LOWRANK_BUCKETS * sizeof(size_t));
  EACH_BYTE(level, p, 0, count, {
    (void)i;
    counts[byte]++;
  })
}

static inline void starts(const size_t counts[LOWRANK_BUCKETS], size_t cursors[LOWRANK_BUCKETS]) {
  size_t start = 0;
  for (int b = 0; b < LOWRANK_BUCKETS; ++b) {
    cursors[b] = start;
    start += counts[b];
  }
}

#define SHUFFLE(scalar, suffix)                                                                   \
  void lowrank_shuffle_scatter_##suffix(lowrank_level level, lowrank_philox p, size_t first,      \
                                        size_t count, const double *values,                       \
                                        size_t cursors[LOWRANK_BUCKETS], scalar *out) {           \
    EACH_BYTE(level, p, first, count, { out[cursors[byte]++] = (scalar)values[i]; })              \
  }                                                                                               \
                                                                                                  \
  static void group_##suffix(draws *d, scalar *values, size_t count, scalar *scratch) {           \
    if (count <= LOWRANK_SHUFFLE_LEAF) {                                                          \
      for (uint32_t i = (uint32_t)count; i > 1; --i) {                                            \
        uint32_t j = below(d, i);                                                                 \
        scalar kept = values[i - 1];                                                              \
        values[i - 1] = values[j];                                                                \
        values[j] = kept;                                                                         \
      }                                                                                           \
      return;                                                                                     \
    }                                                                                             \
    lowrank_philox place = d->place;                                                              \
    size_t counts[LOWRANK_BUCKETS], cursors[LOWRANK_BUCKETS];                                     \
    lowrank_shuffle_counts(d->level, place, count, counts);                                       \
    starts(counts, cursors);                                                                      \
    memcpy(scratch, values, count * sizeof(scalar));                                              \
    EACH_BYTE(d->level, place, 0, count, { values[cursors[byte]++] = scratch[i]; })               \
    place.position += (count + 15) / 16;                                                          \
    begin(d, d->level, place);                                                                    \
    for (int b = 0; b < LOWRANK_BUCKETS; values += counts[b++])                                   \
      group_##suffix(d, values, counts[b], scratch);                                              \
  }                                                                                               \
                                                                                                  \
  void lowrank_shuffle_groups_##suffix(lowrank_level level, lowrank_philox p,                     \
                                       const size_t *counts, size_t groups, scalar *values,       \
                                       scalar *scratch) {                                         \
    draws d;                                                                                      \
    begin(&d, level, p);                                                                          \
    for (size_t g = 0; g < groups; values += counts[g++])                                         \
      group_##suffix(&d, values, counts[g], scratch);                                             \
  }

SHUFFLE(float, f32)
SHUFFLE(double, f64)
