#include "GramKernels.h"

#include <string.h>

#define ONLY_DOUBLE
#define KERNELS "EntryKernels.inc.h"
#include "EachInstructionSet.inc.h"

void lowrank_measure_entries(lowrank_level level, const double *block, size_t rows, size_t columns,
                             double scale, double *row_squares, double *column_squares,
                             lowrank_entries *entries)
DISPATCH(measure_entries, f64, block, rows, columns, scale, row_squares, column_squares, entries)

size_t lowrank_gram_size(lowrank_level level, size_t n) DISPATCH(gram_size, f64, n)

void lowrank_gram_pack(lowrank_level level, const double *block, size_t lines, size_t n,
                       int transposed, double scale, double *packed)
DISPATCH(gram_pack, f64, block, lines, n, transposed, scale, packed)

void lowrank_gram_add(lowrank_level level, const double *packed, size_t lines, size_t n, double *c)
DISPATCH(gram_add, f64, packed, lines, n, c)
