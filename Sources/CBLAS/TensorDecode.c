#include "TensorDecode.h"

#include <string.h>

// Elements of files need not be aligned.
typedef uint16_t __attribute__((aligned(1), may_alias)) stored16;
typedef uint32_t __attribute__((aligned(1), may_alias)) stored32;
typedef uint64_t __attribute__((aligned(1), may_alias)) stored64;
typedef float __attribute__((aligned(1), may_alias)) stored_float;
typedef double __attribute__((aligned(1), may_alias)) stored_double;

static const size_t width_of[] = {8, 4, 2, 2, 1, 2, 2, 4, 4, 8, 8};

static inline float as_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// binary16 to binary32: exponent and fraction are moved into place and scaled by 2^(127 - 15), which
/// makes subnormals right too; infinities and NaN get the largest exponent back.
static inline float half_value(uint16_t half) {
  uint32_t magnitude = (uint32_t)(half & 0x7FFF) << 13, sign = (uint32_t)(half & 0x8000) << 16;
  float scaled = as_float(magnitude) * 0x1p112f;
  uint32_t bits;
  memcpy(&bits, &scaled, sizeof bits);
  bits = (half & 0x7C00) == 0x7C00 ? magnitude | 0x7F800000u : bits;
  return as_float(bits | sign);
}

static void reverse_bytes(size_t width, void *data, size_t count) {
  switch (width) {
  case 2:
    for (size_t i = 0; i < count; i++)
      ((stored16 *)data)[i] = __builtin_bswap16(((stored16 *)data)[i]);
    break;
  case 4:
    for (size_t i = 0; i < count; i++)
      ((stored32 *)data)[i] = __builtin_bswap32(((stored32 *)data)[i]);
    break;
  case 8:
    for (size_t i = 0; i < count; i++)
      ((stored64 *)data)[i] = __builtin_bswap64(((stored64 *)data)[i]);
    break;
  }
}

/// to[i·to_stride] = from[i·from_stride], elements of `width` bytes.
static void copy_strided(size_t width, const uint8_t *from, ptrdiff_t from_stride, uint8_t *to,
                         ptrdiff_t to_stride, ptrdiff_t count) {
#define COPY(type)                                                        \
  for (ptrdiff_t i = 0; i < count; i++)                                   \
    ((type *)to)[i * to_stride] = ((const type *)from)[i * from_stride];
  if (from_stride == 1 && to_stride == 1) {
    memcpy(to, from, width * (size_t)count);
    return;
  }
  switch (width) {
  case 1: COPY(uint8_t) break;
  case 2: COPY(stored16) break;
  case 4: COPY(stored32) break;
  case 8: COPY(stored64) break;
  default:
    for (ptrdiff_t i = 0; i < count; i++)
      memcpy(to + i * to_stride * (ptrdiff_t)width, from + i * from_stride * (ptrdiff_t)width,
             width);
  }
#undef COPY
}

void lowrank_gather(size_t width, size_t unit, const void *from, lowrank_axis outer,
                    lowrank_axis inner, void *to) {
  enum { PIECE = 512 };
  uint8_t piece[PIECE * 16];
  for (ptrdiff_t i = 0; i < outer.length; i++) {
    const uint8_t *source = (const uint8_t *)from + i * outer.from * (ptrdiff_t)width;
    uint8_t *target = (uint8_t *)to + i * outer.to * (ptrdiff_t)width;
    if (unit < 2) {
      copy_strided(width, source, inner.from, target, inner.to, inner.length);
      continue;
    }
    for (ptrdiff_t j = 0; j < inner.length; j += PIECE) {
      ptrdiff_t count = inner.length - j < PIECE ? inner.length - j : PIECE;
      copy_strided(width, source + j * inner.from * (ptrdiff_t)width, inner.from, piece, 1, count);
      reverse_bytes(unit, piece, width / unit * (size_t)count);
      copy_strided(width, piece, 1, target + j * inner.to * (ptrdiff_t)width, inner.to, count);
    }
  }
}

#define ONLY_DOUBLE
#define KERNELS "TensorDecode.inc.h"
#include "EachInstructionSet.inc.h"

void lowrank_decode(lowrank_level level, lowrank_stored stored, int swaps, const double *table,
                    const void *from, lowrank_axis outer, lowrank_axis inner, double *to)
DISPATCH(decode, f64, stored, swaps, table, from, outer, inner, to)
