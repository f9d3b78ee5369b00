// Batch normalisation over rows, in double, a block of columns at a time. Needs
// VectorFunctions.inc.h and BATCH_NORM_OF of LayerKernels.c.

enum { ID(columns) = 64 };
typedef double ID(column_sums)[64];

#define EACH_BLOCK                                      \
  for (size_t first = 0; first < n; first += ID(columns)) { \
    const size_t width = first + ID(columns) <= n ? (size_t)ID(columns) : n - first;
#define EACH_ENTRY                                    \
  for (size_t i = 0; i < rows; i++)                   \
    for (size_t at = i * n + first, j = 0; j < width; j++)

static void ID(batch_norm_train)(BATCH_NORM_OF(SCALAR) norm, const SCALAR *x, size_t rows, size_t n,
                                 SCALAR *normalised, SCALAR *inverse_deviation, SCALAR *y) {
  const double count = (double)rows, momentum = norm.momentum;
  EACH_BLOCK
    ID(column_sums) mean = {0}, square = {0}, inverse;
    EACH_ENTRY mean[j] += x[at + j];
    for (size_t j = 0; j < width; j++) mean[j] /= count;
    EACH_ENTRY {
      double d = x[at + j] - mean[j];
      square[j] += d * d;
    }
    const SCALAR *scale = norm.scale + first, *shift = norm.shift + first;
    for (size_t j = 0; j < width; j++) {
      inverse[j] = 1 / sqrt(square[j] / count + norm.epsilon);
      inverse_deviation[first + j] = (SCALAR)inverse[j];
    }
    // Not with a momentum of 0, which would still let a mean that is not finite through.
    for (size_t j = 0; norm.follows && j < width; j++) {
      SCALAR *running_mean = norm.running_mean + first;
      SCALAR *running_variance = norm.running_variance + first;
      running_mean[j] = (SCALAR)((1 - momentum) * running_mean[j] + momentum * mean[j]);
      running_variance[j] = (SCALAR)((1 - momentum) * running_variance[j] +
                                     momentum * (square[j] / (count - 1)));
    }
    EACH_ENTRY {
      SCALAR value = (SCALAR)((x[at + j] - mean[j]) * inverse[j]);
      normalised[at + j] = value;
      y[at + j] = scale[j] * value + shift[j];
    }
  }
}

static void ID(batch_norm_evaluate)(BATCH_NORM_OF(SCALAR) norm, const SCALAR *x, size_t rows,
                                    size_t n, SCALAR *y) {
  EACH_BLOCK
    ID(column_sums) inverse;
    const SCALAR *scale = norm.scale + first, *shift = norm.shift + first;
    const SCALAR *mean = norm.running_mean + first, *variance = norm.running_variance + first;
    for (size_t j = 0; j < width; j++) inverse[j] = 1 / sqrt(variance[j] + norm.epsilon);
    EACH_ENTRY {
      SCALAR value = (SCALAR)(((double)x[at + j] - mean[j]) * inverse[j]);
      y[at + j] = scale[j] * value + shift[j];
    }
  }
}

// With x̂ normalised, s = 1/√(variance + ε) and sums over the m rows:
// ∂γ = Σ g x̂, ∂β = Σ g, ∂x = γ s (g - ∂β/m - x̂ ∂γ/m).
static void ID(batch_norm_backward)(const SCALAR *g, const SCALAR *normalised,
                                    const SCALAR *inverse_deviation, const SCALAR *scale,
                                    size_t rows, size_t n, SCALAR *scale_gradient,
                                    SCALAR *shift_gradient, SCALAR *input_gradient) {
  EACH_BLOCK
    ID(column_sums) sum = {0}, product = {0}, factor;
    EACH_ENTRY {
      sum[j] += g[at + j];
      product[j] += (double)g[at + j] * normalised[at + j];
    }
    for (size_t j = 0; j < width; j++) {
      scale_gradient[first + j] = (SCALAR)product[j];
      shift_gradient[first + j] = (SCALAR)sum[j];
      factor[j] = (double)scale[first + j] * inverse_deviation[first + j];
      sum[j] /= (double)rows;
      product[j] /= (double)rows;
    }
    EACH_ENTRY input_gradient[at + j] =
        (SCALAR)(factor[j] * (g[at + j] - sum[j] - normalised[at + j] * product[j]));
  }
}

#undef EACH_ENTRY
#undef EACH_BLOCK
