// Entries and Gram matrix, for GramKernels.inc.h.

#define ID(name) PASTE(name, SUFFIX)
enum { ID(WIDTH) = BYTES / sizeof(double) };

typedef double ID(vector) __attribute__((vector_size(BYTES)));
typedef int64_t ID(mask) __attribute__((vector_size(BYTES)));

// MARK: Entries

typedef struct {
  ID(vector) largest, magnitudes, squares;
  ID(mask) bits, zeros, infinite, not_float16, not_bfloat16;
} ID(measured);

/// `bytes` is a constant but for the end of a row, whose missing elements are zeros.
INLINE void ID(measure_vector)(ID(measured) *m, const double *a, double scale, double *column_squares,
                               size_t bytes) {
  // Adding and subtracting them rounds to multiples of 2^-24 and 2^-133.
  const double float16 = 0x1.8p28, bfloat16 = 0x1.8p-81;
  ID(mask) bits = {};
  memcpy(&bits, a, bytes);
  ID(mask) size = bits & INT64_MAX;
  ID(mask) infinite = size >= 0x7ff0000000000000;
  size &= ~infinite;
  ID(vector) x = (ID(vector))size;
  m->infinite |= infinite;
  m->bits |= size;
  m->zeros -= size == 0;
  m->not_float16 |= (x + float16) - float16 != x;
  m->not_bfloat16 |= ((x + bfloat16) - bfloat16 != x) & (x < 0x1p-100);
  m->largest = __builtin_elementwise_max(m->largest, x);
  x *= scale;
  m->magnitudes += x;
  x *= x;
  m->squares += x;
  ID(vector) column = {};
  memcpy(&column, column_squares, bytes);
  column += x;
  memcpy(column_squares, &column, bytes);
}

/// Counts what is not finite in one row.
static void ID(count_infinite)(const double *a, size_t row, size_t columns,
                               lowrank_entries *entries) {
  for (size_t j = 0; j < columns; ++j) {
    if (__builtin_isfinite(a[j])) continue;
    if (!entries->has_first) {
      entries->has_first = 1;
      entries->first_row = row;
      entries->first_column = j;
    }
    if (__builtin_isnan(a[j])) ++entries->not_numbers;
    else ++entries->infinities;
  }
}

static void ID(measure_entries)(const double *block, size_t rows, size_t columns, double scale,
                                double *row_squares, double *column_squares,
                                lowrank_entries *entries) {
  const size_t rest = columns % ID(WIDTH);
  entries->has_first = 0;
  ID(measured) all = {};
  for (size_t i = 0; i < rows; ++i) {
    const double *a = block + i * columns;
    ID(measured) m = {.largest = all.largest, .bits = all.bits, .not_float16 = all.not_float16,
                      .not_bfloat16 = all.not_bfloat16};
    size_t j = 0;
    for (; j + ID(WIDTH) <= columns; j += ID(WIDTH))
      ID(measure_vector)(&m, a + j, scale, column_squares + j, BYTES);
    if (rest) ID(measure_vector)(&m, a + j, scale, column_squares + j, rest * sizeof(double));
    double squares = 0, magnitudes = 0;
    int64_t zeros = rest ? (int64_t)rest - ID(WIDTH) : 0;
    for (int lane = 0; lane < ID(WIDTH); ++lane) {
      squares += m.squares[lane];
      magnitudes += m.magnitudes[lane];
      zeros += m.zeros[lane];
    }
    if (__builtin_reduce_or(m.infinite)) {
      const uint64_t before = entries->not_numbers + entries->infinities;
      ID(count_infinite)(a, i, columns, entries);
      // They stood as zeros above.
      zeros -= (int64_t)(entries->not_numbers + entries->infinities - before);
    }
    row_squares[i] += squares;
    entries->magnitudes += magnitudes;
    entries->zeros += (uint64_t)zeros;
    all = m;
  }
  entries->bits |= (uint64_t)__builtin_reduce_or(all.bits);
  entries->not_float16 |= __builtin_reduce_or(all.not_float16) != 0;
  entries->not_bfloat16 |= __builtin_reduce_or(all.not_bfloat16) != 0;
  for (int lane = 0; lane < ID(WIDTH); ++lane)
    if (all.largest[lane] > entries->largest) entries->largest = all.largest[lane];
}

// MARK: Gram matrix
//
// The columns lie in panels as wide as a vector, each panel dense from line to line. A tile of the
// result is three vectors wide and one vector's number of rows high: 24 sums of eight in registers
// with AVX-512, 12 of four with AVX2. Its sums run over at most DEPTH lines at a time, so that three
// panels stay in the first-level cache; tiles within blocks of BLOCK columns follow each other, so
// that their panels stay in the second.

enum { ID(TILE) = 3 * ID(WIDTH), ID(DEPTH) = 128, ID(BLOCK) = 8 * ID(TILE) };

static size_t ID(gram_size)(size_t n) { return (n + ID(TILE) - 1) / ID(TILE) * ID(TILE); }

static void ID(gram_pack)(const double *block, size_t lines, size_t n, int transposed, double scale,
                          double *packed) {
  const size_t size = ID(gram_size)(n);
  for (size_t first = 0; first < size; first += ID(WIDTH)) {
    double *panel = packed + first * lines;
    const size_t width = first >= n ? 0 : n - first < ID(WIDTH) ? n - first : ID(WIDTH);
    if (width < ID(WIDTH)) memset(panel, 0, lines * BYTES);
    if (transposed && width == ID(WIDTH)) {
      lowrank_transpose_f64(LOWRANK_LEVEL_BEST, block + first * lines, lines, width, lines, panel);
      for (size_t k = 0; scale != 1 && k < lines; ++k) ((ID(vector) *)panel)[k] *= scale;
    } else if (transposed) {
      for (size_t j = 0; j < width; ++j)
        for (size_t k = 0; k < lines; ++k)
          panel[k * ID(WIDTH) + j] = scale * block[(first + j) * lines + k];
    } else if (width == ID(WIDTH)) {
      for (size_t k = 0; k < lines; ++k) {
        ID(vector) x;
        memcpy(&x, block + k * n + first, sizeof x);
        x *= scale;
        memcpy(panel + k * ID(WIDTH), &x, sizeof x);
      }
    } else {
      for (size_t k = 0; k < lines; ++k)
        for (size_t j = 0; j < width; ++j)
          panel[k * ID(WIDTH) + j] = scale * block[k * n + first + j];
    }
  }
}

/// c (WIDTH, TILE) += rightᵀ (left₀ left₁ left₂), panels of `depth` lines, c's rows `stride` apart.
INLINE void ID(gram_tile)(const double *left, size_t left_stride, const double *right, size_t depth,
                          double *c, size_t stride) {
  const ID(vector) *a0 = (const ID(vector) *)left;
  const ID(vector) *a1 = (const ID(vector) *)(left + left_stride);
  const ID(vector) *a2 = (const ID(vector) *)(left + 2 * left_stride);
  ID(vector) sum[ID(WIDTH)][3] = {};
  for (size_t k = 0; k < depth; ++k) {
    const ID(vector) x0 = a0[k], x1 = a1[k], x2 = a2[k];
#pragma clang loop unroll(full)
    for (int j = 0; j < ID(WIDTH); ++j) {
      const double y = right[k * ID(WIDTH) + j];
      sum[j][0] += x0 * y;
      sum[j][1] += x1 * y;
      sum[j][2] += x2 * y;
    }
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < ID(WIDTH); ++j) {
    ID(vector) *row = (ID(vector) *)(c + j * stride);
    row[0] += sum[j][0];
    row[1] += sum[j][1];
    row[2] += sum[j][2];
  }
}

static void ID(gram_add)(const double *packed, size_t lines, size_t n, double *c) {
  const size_t size = ID(gram_size)(n);
  for (size_t left = 0; left < size; left += ID(BLOCK)) {
    const size_t left_end = left + ID(BLOCK) < size ? left + ID(BLOCK) : size;
    for (size_t right = 0; right < left_end; right += ID(BLOCK)) {
      const size_t right_end = right + ID(BLOCK) < left_end ? right + ID(BLOCK) : left_end;
      for (size_t k = 0; k < lines; k += ID(DEPTH)) {
        const size_t depth = lines - k < ID(DEPTH) ? lines - k : ID(DEPTH);
        const double *part = packed + k * ID(WIDTH);
        for (size_t i = left; i < left_end; i += ID(TILE)) {
          const size_t last = right_end < i + ID(TILE) ? right_end : i + ID(TILE);
          for (size_t j = right; j < last; j += ID(WIDTH))
            ID(gram_tile)(part + i * lines, lines * ID(WIDTH), part + j * lines, depth,
                          c + j * size + i, size);
        }
      }
    }
  }
}

#undef ID
