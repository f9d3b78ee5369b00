#include "Updates.h"

#include <string.h>

#define KERNELS "Updates.inc.h"
#include "EachInstructionSet.inc.h"

#define ENTRIES(scalar, type)                                                                     \
  void lowrank_update_##type(lowrank_level level, const lowrank_update *u, scalar *w,             \
                             const scalar *g, scalar *a, scalar *b, size_t count)                 \
  DISPATCH(update, type, u, w, g, a, b, count)                                                    \
  double lowrank_dot_##type(lowrank_level level, const scalar *x, const scalar *y, size_t count)  \
  DISPATCH(dot, type, x, y, count)                                                                \
  double lowrank_magnitudes_##type(lowrank_level level, const scalar *x, size_t count)            \
  DISPATCH(magnitudes, type, x, count)                                                            \
  void lowrank_combine_##type(lowrank_level level, double p, const scalar *x, double q,           \
                              const scalar *y, scalar *z, size_t count)                           \
  DISPATCH(combine, type, p, x, q, y, z, count)

ENTRIES(double, f64)
ENTRIES(float, f32)
