#ifndef LOWRANK_TENSOR_DECODE_H
#define LOWRANK_TENSOR_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "InstructionSets.h"

/// How a stored element becomes a double. All are exact but for integers beyond 2⁵³.
typedef enum {
  LOWRANK_STORED_F64,
  LOWRANK_STORED_F32,
  LOWRANK_STORED_F16,   // IEEE binary16
  LOWRANK_STORED_BF16,  // the upper half of binary32
  LOWRANK_STORED_CODE,  // a byte, looked up in a table of 256
  LOWRANK_STORED_I16,
  LOWRANK_STORED_U16,
  LOWRANK_STORED_I32,
  LOWRANK_STORED_U32,
  LOWRANK_STORED_I64,
  LOWRANK_STORED_U64,
} lowrank_stored;

/// One direction of a grid: how many points, and how far apart neighbours are, in elements.
typedef struct {
  ptrdiff_t length, from, to;
} lowrank_axis;

/// to[i·outer.to + j·inner.to] = the value of from[i·outer.from + j·inner.from].
///
/// `from` need not be aligned. With `swaps` its elements have their bytes in reverse order. `table`
/// is read for LOWRANK_STORED_CODE only. Fast where the inner axis is contiguous on both sides
/// (memory speed), and where the outer one is contiguous in `from` and the inner one in `to` (a
/// transpose, in tiles).
void lowrank_decode(lowrank_level, lowrank_stored, int swaps, const double *table,
                    const void *from, lowrank_axis outer, lowrank_axis inner, double *to);

/// As `lowrank_decode`, but the elements keep their `width` bytes (1, 2, 4, 8 or 16). With `unit` of
/// 2, 4 or 8 each group of so many bytes is reversed; 0 or 1 keeps their order.
void lowrank_gather(size_t width, size_t unit, const void *from, lowrank_axis outer,
                    lowrank_axis inner, void *to);

#endif
