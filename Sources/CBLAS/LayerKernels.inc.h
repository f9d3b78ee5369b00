// Included once per element type and instruction set by LayerKernels.c.

#include "VectorFunctions.inc.h"

#include "Transpose.inc.h"
#include "Losses.inc.h"
#include "BatchNorm.inc.h"

// MARK: Rows; the compiler vectorises these

static void ID(add_row)(const SCALAR *row, SCALAR *matrix, size_t rows, size_t n) {
  for (size_t i = 0; i < rows; i++, matrix += n)
    for (size_t j = 0; j < n; j++) matrix[j] += row[j];
}

// Four rows at a time: a quarter of the trips through memory, and a shorter chain of roundings.
static void ID(sum_rows)(const SCALAR *matrix, size_t rows, size_t n, SCALAR *sums) {
  size_t i = rows % 4;
  for (size_t j = 0; j < n; j++) sums[j] = 0;
  for (size_t r = 0; r < i; r++)
    for (size_t j = 0; j < n; j++) sums[j] += matrix[r * n + j];
  for (; i < rows; i += 4) {
    const SCALAR *a = matrix + i * n, *b = a + n, *c = b + n, *d = c + n;
    for (size_t j = 0; j < n; j++) sums[j] += (a[j] + b[j]) + (c[j] + d[j]);
  }
}

static void ID(add_scaled)(const SCALAR *x, SCALAR factor, SCALAR *y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] += factor * x[i];
}

static void ID(scale)(SCALAR *x, SCALAR factor, size_t count) {
  for (size_t i = 0; i < count; i++) x[i] *= factor;
}

#include "VectorFunctionsEnd.inc.h"
