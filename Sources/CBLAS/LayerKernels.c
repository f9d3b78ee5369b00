#include "LayerKernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define BATCH_NORM_(type) lowrank_batch_norm_##type
#define BATCH_NORM_double BATCH_NORM_(f64)
#define BATCH_NORM_float BATCH_NORM_(f32)
#define BATCH_NORM_OF_(scalar) BATCH_NORM_##scalar
#define BATCH_NORM_OF(scalar) BATCH_NORM_OF_(scalar)

#define KERNELS "LayerKernels.inc.h"
#include "EachInstructionSet.inc.h"

#define ENTRIES(scalar, type)                                                                      \
  void lowrank_transpose_##type(lowrank_level level, const scalar *a, size_t stride, size_t rows,  \
                                size_t columns, scalar *target)                                    \
  DISPATCH(transpose, type, a, stride, rows, columns, target)                                      \
  void lowrank_add_row_##type(lowrank_level level, const scalar *row, scalar *matrix, size_t rows, \
                              size_t n)                                                            \
  DISPATCH(add_row, type, row, matrix, rows, n)                                                    \
  void lowrank_sum_rows_##type(lowrank_level level, const scalar *matrix, size_t rows, size_t n,   \
                               scalar *sums)                                                       \
  DISPATCH(sum_rows, type, matrix, rows, n, sums)                                                  \
  void lowrank_add_scaled_##type(lowrank_level level, const scalar *x, scalar factor, scalar *y,   \
                                 size_t count)                                                     \
  DISPATCH(add_scaled, type, x, factor, y, count)                                                  \
  void lowrank_scale_##type(lowrank_level level, scalar *x, scalar factor, size_t count)           \
  DISPATCH(scale, type, x, factor, count)                                                          \
  double lowrank_loss_##type(lowrank_level level, lowrank_loss loss, const scalar *f,              \
                             const scalar *y, size_t rows, size_t outputs, scalar *gradient)       \
  DISPATCH(loss, type, loss, f, y, rows, outputs, gradient)                                        \
  void lowrank_batch_norm_train_##type(lowrank_level level, lowrank_batch_norm_##type norm,        \
                                       const scalar *x, size_t rows, size_t n,                     \
                                       scalar *normalised, scalar *inverse_deviation, scalar *y)   \
  DISPATCH(batch_norm_train, type, norm, x, rows, n, normalised, inverse_deviation, y)             \
  void lowrank_batch_norm_evaluate_##type(lowrank_level level, lowrank_batch_norm_##type norm,     \
                                          const scalar *x, size_t rows, size_t n, scalar *y)       \
  DISPATCH(batch_norm_evaluate, type, norm, x, rows, n, y)                                         \
  void lowrank_batch_norm_backward_##type(                                                         \
      lowrank_level level, const scalar *g, const scalar *normalised,                              \
      const scalar *inverse_deviation, const scalar *scale, size_t rows, size_t n,                 \
      scalar *scale_gradient, scalar *shift_gradient, scalar *input_gradient)                      \
  DISPATCH(batch_norm_backward, type, g, normalised, inverse_deviation, scale, rows, n,            \
           scale_gradient, shift_gradient, input_gradient)

ENTRIES(double, f64)
ENTRIES(float, f32)
