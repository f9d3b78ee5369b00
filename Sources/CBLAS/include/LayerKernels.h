#ifndef LOWRANK_LAYER_KERNELS_H
#define LOWRANK_LAYER_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#include "InstructionSets.h"

// The loops of a network's forward and backward pass beside products and activations. Matrices are
// dense and row-major. Sums run in an order that depends on the shape only, not on the alignment or
// the instruction set; levels with fused multiply-add round differently from the baseline.

/// f, y: (rows, outputs); m = rows.
typedef enum {
  LOWRANK_LOSS_SQUARED,        // 1/(2m) Σ (f - y)²
  LOWRANK_LOSS_LOGISTIC,       // 1/m Σ log(1 + exp(-y f))
  LOWRANK_LOSS_EXPONENTIAL,    // 1/m Σ exp(-y f)
  LOWRANK_LOSS_CROSS_ENTROPY,  // -1/m Σ y log softmax(f), softmax over a row
} lowrank_loss;

/// What batch normalisation of n columns needs; all arrays have n values.
#define LOWRANK_BATCH_NORM(scalar, type)                                \
  typedef struct {                                                      \
    const scalar *scale, *shift; /* γ, β */                             \
    scalar *running_mean, *running_variance;                            \
    double epsilon;  /* added to the variance */                        \
    double momentum; /* weight of this batch in running statistics */   \
    bool follows; /* whether training moves the running statistics */   \
  } lowrank_batch_norm_##type;

// transpose: target (columns, rows), dense, = aᵀ for a (rows, columns) whose rows lie `stride`
//   apart; they do not overlap.
// add_row: every row of matrix (rows, n) += row (n).
// sum_rows: sums (n) = Σ over the rows of matrix (rows, n).
// add_scaled: y += factor·x. scale: x *= factor.
// loss: the value, summed in double; gradient (rows, outputs) = ∂loss/∂f, if it is not NULL.
// batch_norm_train: with mean and biased variance of each column of x (rows, n), normalised =
//   (x - mean)/√(variance + ε), inverse_deviation (n) = 1/√(variance + ε), y = γ·normalised + β; the
//   running statistics, if they follow, move by `momentum` towards the mean and the unbiased
//   variance. y may be x.
// batch_norm_evaluate: y = γ (x - running mean)/√(running variance + ε) + β. y may be x.
// batch_norm_backward: the gradients of γ, β (n) and x (rows, n) from g = ∂loss/∂y;
//   input_gradient may be g.
#define LOWRANK_LAYER_KERNELS(scalar, type)                                                        \
  LOWRANK_BATCH_NORM(scalar, type)                                                                 \
  void lowrank_transpose_##type(lowrank_level, const scalar *a, size_t stride, size_t rows,        \
                                size_t columns, scalar *target);                                   \
  void lowrank_add_row_##type(lowrank_level, const scalar *row, scalar *matrix, size_t rows,       \
                              size_t n);                                                           \
  void lowrank_sum_rows_##type(lowrank_level, const scalar *matrix, size_t rows, size_t n,         \
                               scalar *sums);                                                      \
  void lowrank_add_scaled_##type(lowrank_level, const scalar *x, scalar factor, scalar *y,         \
                                 size_t count);                                                    \
  void lowrank_scale_##type(lowrank_level, scalar *x, scalar factor, size_t count);                \
  double lowrank_loss_##type(lowrank_level, lowrank_loss, const scalar *f, const scalar *y,        \
                             size_t rows, size_t outputs, scalar *gradient);                       \
  void lowrank_batch_norm_train_##type(lowrank_level, lowrank_batch_norm_##type, const scalar *x,  \
                                       size_t rows, size_t n, scalar *normalised,                  \
                                       scalar *inverse_deviation, scalar *y);                      \
  void lowrank_batch_norm_evaluate_##type(lowrank_level, lowrank_batch_norm_##type,                \
                                          const scalar *x, size_t rows, size_t n, scalar *y);      \
  void lowrank_batch_norm_backward_##type(                                                         \
      lowrank_level, const scalar *g, const scalar *normalised, const scalar *inverse_deviation,   \
      const scalar *scale, size_t rows, size_t n, scalar *scale_gradient, scalar *shift_gradient,  \
      scalar *input_gradient);

LOWRANK_LAYER_KERNELS(double, f64)
LOWRANK_LAYER_KERNELS(float, f32)

#undef LOWRANK_LAYER_KERNELS
#undef LOWRANK_BATCH_NORM

#endif
