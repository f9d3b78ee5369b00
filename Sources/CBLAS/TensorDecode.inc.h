// Included once per instruction set by TensorDecode.c.

#define ID(name) PASTE(name, SUFFIX)

/// `count` elements without gaps.
static void ID(run)(lowrank_stored stored, const double *restrict table, const void *from,
                    double *restrict to, ptrdiff_t count) {
#define EACH(type, expression)                \
  {                                           \
    const type *restrict elements = from;     \
    for (ptrdiff_t i = 0; i < count; i++) {   \
      type x = elements[i];                   \
      to[i] = (double)(expression);           \
    }                                         \
    return;                                   \
  }
  switch (stored) {
  case LOWRANK_STORED_F64: memcpy(to, from, sizeof(double) * (size_t)count); return;
  case LOWRANK_STORED_F32: EACH(stored_float, x)
  case LOWRANK_STORED_F16: EACH(stored16, half_value(x))
  case LOWRANK_STORED_BF16: EACH(stored16, as_float((uint32_t)x << 16))
  case LOWRANK_STORED_CODE: EACH(uint8_t, table[x])
  case LOWRANK_STORED_I16: EACH(stored16, (int16_t)x)
  case LOWRANK_STORED_U16: EACH(stored16, x)
  case LOWRANK_STORED_I32: EACH(stored32, (int32_t)x)
  case LOWRANK_STORED_U32: EACH(stored32, x)
  case LOWRANK_STORED_I64: EACH(stored64, (int64_t)x)
  case LOWRANK_STORED_U64: EACH(stored64, x)
  }
#undef EACH
}

/// `count` elements that lie `stride` apart.
static void ID(strided)(lowrank_stored stored, int swaps, const double *table, const uint8_t *from,
                        ptrdiff_t stride, double *to, ptrdiff_t count) {
  enum { PIECE = 256 };
  const size_t width = width_of[stored];
  if (stride == 1 && !swaps) {
    ID(run)(stored, table, from, to, count);
    return;
  }
  uint8_t piece[PIECE * 8];
  for (ptrdiff_t i = 0; i < count; i += PIECE) {
    ptrdiff_t n = count - i < PIECE ? count - i : PIECE;
    copy_strided(width, from + i * stride * (ptrdiff_t)width, stride, piece, 1, n);
    if (swaps) reverse_bytes(width, piece, (size_t)n);
    ID(run)(stored, table, piece, to + i, n);
  }
}

/// The outer axis is contiguous in `from`, the inner one in `to`: tiles that stay in the cache are
/// decoded along the one and written along the other.
static void ID(transposed)(lowrank_stored stored, int swaps, const double *table,
                           const uint8_t *from, lowrank_axis outer, lowrank_axis inner,
                           double *to) {
  enum { LONG = 64, WIDE = 16 };
  const ptrdiff_t width = (ptrdiff_t)width_of[stored];
  double tile[WIDE][LONG];
  for (ptrdiff_t i = 0; i < outer.length; i += LONG) {
    ptrdiff_t rows = outer.length - i < LONG ? outer.length - i : LONG;
    for (ptrdiff_t j = 0; j < inner.length; j += WIDE) {
      ptrdiff_t columns = inner.length - j < WIDE ? inner.length - j : WIDE;
      for (ptrdiff_t c = 0; c < columns; c++)
        ID(strided)(stored, swaps, table, from + (i + (j + c) * inner.from) * width, 1, tile[c],
                    rows);
      for (ptrdiff_t r = 0; r < rows; r++) {
        double *row = to + (i + r) * outer.to + j;
        for (ptrdiff_t c = 0; c < columns; c++) row[c] = tile[c][r];
      }
    }
  }
}

static void ID(decode)(lowrank_stored stored, int swaps, const double *table, const void *from,
                       lowrank_axis outer, lowrank_axis inner, double *to) {
  enum { PIECE = 256 };
  const ptrdiff_t width = (ptrdiff_t)width_of[stored];
  if (outer.from == 1 && inner.to == 1 && outer.length > 1 && inner.from != 1) {
    ID(transposed)(stored, swaps, table, from, outer, inner, to);
    return;
  }
  for (ptrdiff_t i = 0; i < outer.length; i++) {
    const uint8_t *source = (const uint8_t *)from + i * outer.from * width;
    double *target = to + i * outer.to;
    if (inner.to == 1) {
      ID(strided)(stored, swaps, table, source, inner.from, target, inner.length);
      continue;
    }
    double piece[PIECE];
    for (ptrdiff_t j = 0; j < inner.length; j += PIECE) {
      ptrdiff_t n = inner.length - j < PIECE ? inner.length - j : PIECE;
      ID(strided)(stored, swaps, table, source + j * inner.from * width, inner.from, piece, n);
      for (ptrdiff_t k = 0; k < n; k++) target[(j + k) * inner.to] = piece[k];
    }
  }
}

#undef ID
