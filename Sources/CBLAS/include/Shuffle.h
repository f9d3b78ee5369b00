#ifndef LOWRANK_SHUFFLE_H
#define LOWRANK_SHUFFLE_H

#include "RandomDraws.h"

// A uniformly random order of numbers that arrive in pieces, without a miss of the cache per number.
//
// Every number is thrown into one of 256 buckets by a random byte, and every bucket is put in a
// uniformly random order by itself; the buckets one after the other are then in a uniformly random
// order (Rao, Randomisation of random-number tables, 1961; Sandelius, A simple randomization
// procedure, 1962). Number i takes byte i of the stream. Buckets of more than 2^16 numbers are
// thrown again, smaller ones take the algorithm of Fisher and Yates with exact bounded integers
// (Lemire, Fast random integer generation in an interval, 2019).
//
// The same order on every level and for both widths of the result.

enum { LOWRANK_BUCKETS = 256, LOWRANK_SHUFFLE_LEAF = 1 << 16 };

/// How many of `count` numbers each bucket takes.
void lowrank_shuffle_counts(lowrank_level, lowrank_philox, size_t count,
                            size_t counts[LOWRANK_BUCKETS]);

/// Throws the numbers `first` to `first + count` into their buckets. `cursors` are the free places
/// of the buckets in `out`; they move on.
void lowrank_shuffle_scatter_f32(lowrank_level, lowrank_philox, size_t first, size_t count,
                                 const double *values, size_t cursors[LOWRANK_BUCKETS], float *out);
void lowrank_shuffle_scatter_f64(lowrank_level, lowrank_philox, size_t first, size_t count,
                                 const double *values, size_t cursors[LOWRANK_BUCKETS],
                                 double *out);

/// Puts neighbouring groups of `counts` numbers in a random order, each within itself. `scratch`
/// has room for the largest group where that is more than LOWRANK_SHUFFLE_LEAF. The stream is used
/// from `position` on.
void lowrank_shuffle_groups_f32(lowrank_level, lowrank_philox, const size_t *counts, size_t groups,
                                float *values, float *scratch);
void lowrank_shuffle_groups_f64(lowrank_level, lowrank_philox, const size_t *counts, size_t groups,
                                double *values, double *scratch);

#endif
