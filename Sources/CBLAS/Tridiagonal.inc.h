// Householder reduction of one symmetric matrix to tridiagonal form, by panels (Dongarra, Sorensen
// and Hammarling 1989; LAPACK's dsytrd). Included by GramKernels.c after EntryKernels.inc.h, whose
// tile it uses for the update of what follows a panel.
//
// Row j of the memory is column j of the matrix; the square blocks on the diagonal hold both
// triangles. Vectors are zero where nothing is to be read, and all lengths are multiples of a
// vector: no loop has a tail.

#define ID(name) PASTE(name, SUFFIX)

enum { ID(PANEL) = 32 };

/// y = Σ_k a_k factor_k over `count` rows `stride` apart, subtracted from y, from element `first` on.
INLINE void ID(subtract_rows)(const double *rows, size_t stride, const double *factors,
                              size_t count, size_t first, size_t size, double *y) {
  size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *a = rows + k * stride;
    const double f0 = factors[k], f1 = factors[k + 1], f2 = factors[k + 2], f3 = factors[k + 3];
    for (size_t i = first; i < size; i += ID(WIDTH)) {
      ID(vector) sum = *(ID(vector) *)(y + i);
      sum -= f0 * *(const ID(vector) *)(a + i);
      sum -= f1 * *(const ID(vector) *)(a + stride + i);
      sum -= f2 * *(const ID(vector) *)(a + 2 * stride + i);
      sum -= f3 * *(const ID(vector) *)(a + 3 * stride + i);
      *(ID(vector) *)(y + i) = sum;
    }
  }
  for (; k < count; ++k) {
    const double *a = rows + k * stride, f = factors[k];
    for (size_t i = first; i < size; i += ID(WIDTH))
      *(ID(vector) *)(y + i) -= f * *(const ID(vector) *)(a + i);
  }
}

INLINE double ID(total)(ID(vector) x) {
  double sum = 0;
#pragma clang loop unroll(full)
  for (int lane = 0; lane < ID(WIDTH); ++lane) sum += x[lane];
  return sum;
}

/// products[k] = <row k, x> from element `first` on.
INLINE void ID(multiply_rows)(const double *rows, size_t stride, size_t count, const double *x,
                              size_t first, size_t size, double *products) {
  size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *a = rows + k * stride;
    ID(vector) s0 = {}, s1 = {}, s2 = {}, s3 = {};
    for (size_t i = first; i < size; i += ID(WIDTH)) {
      const ID(vector) xi = *(const ID(vector) *)(x + i);
      s0 += xi * *(const ID(vector) *)(a + i);
      s1 += xi * *(const ID(vector) *)(a + stride + i);
      s2 += xi * *(const ID(vector) *)(a + 2 * stride + i);
      s3 += xi * *(const ID(vector) *)(a + 3 * stride + i);
    }
    products[k] = ID(total)(s0), products[k + 1] = ID(total)(s1);
    products[k + 2] = ID(total)(s2), products[k + 3] = ID(total)(s3);
  }
  for (; k < count; ++k) {
    ID(vector) s = {};
    for (size_t i = first; i < size; i += ID(WIDTH))
      s += *(const ID(vector) *)(x + i) * *(const ID(vector) *)(rows + k * stride + i);
    products[k] = ID(total)(s);
  }
}

/// y = A x from element `first` on, a multiple of the vector length; x is zero before its first
/// element that counts. Reads each element beside the diagonal once.
static void ID(symmetric_multiply)(const double *a, size_t size, size_t first, const double *x,
                                   double *y) {
  for (size_t i = first; i < size; i += ID(WIDTH)) *(ID(vector) *)(y + i) = (ID(vector)){};
  for (size_t g = first; g < size; g += ID(WIDTH)) {
    const double *row = a + g * size;
    ID(vector) right = *(ID(vector) *)(y + g), dot[ID(WIDTH)] = {};
    double f[ID(WIDTH)];
#pragma clang loop unroll(full)
    for (int k = 0; k < ID(WIDTH); ++k) {
      f[k] = x[g + (size_t)k];
      right += f[k] * *(const ID(vector) *)(row + (size_t)k * size + g);
    }
    for (size_t i = g + ID(WIDTH); i < size; i += ID(WIDTH)) {
      const ID(vector) xi = *(const ID(vector) *)(x + i);
      ID(vector) even = *(ID(vector) *)(y + i), odd = {};
#pragma clang loop unroll(full)
      for (int k = 0; k < ID(WIDTH); k += 2) {
        const ID(vector) a0 = *(const ID(vector) *)(row + (size_t)k * size + i);
        const ID(vector) a1 = *(const ID(vector) *)(row + (size_t)(k + 1) * size + i);
        even += f[k] * a0;
        odd += f[k + 1] * a1;
        dot[k] += a0 * xi;
        dot[k + 1] += a1 * xi;
      }
      *(ID(vector) *)(y + i) = even + odd;
    }
#pragma clang loop unroll(full)
    for (int k = 0; k < ID(WIDTH); ++k) right[k] += ID(total)(dot[k]);
    *(ID(vector) *)(y + g) = right;
  }
}

static void ID(tridiagonalise)(double *a, size_t size, size_t n, double *d, double *e,
                               double *work) {
  double *v = work, *w = v + ID(PANEL) * size, *left = w + ID(PANEL) * size;
  double *right = left + 2 * ID(PANEL) * size;
  double f[ID(PANEL)], g[ID(PANEL)];
  for (size_t start = 0; start < n; start += ID(PANEL)) {
    const size_t end = start + ID(PANEL) < n ? start + ID(PANEL) : n, from = start - start % ID(WIDTH);
    for (size_t k = 0; k < ID(PANEL); ++k) {
      memset(v + k * size + from, 0, (size - from) * sizeof(double));
      memset(w + k * size + from, 0, (size - from) * sizeof(double));
    }
    for (size_t j = start; j < end; ++j) {
      const size_t count = j - start, first = j - j % ID(WIDTH);
      double *x = a + j * size, *vj = v + count * size, *wj = w + count * size;
      for (size_t k = 0; k < count; ++k) f[k] = v[k * size + j], g[k] = w[k * size + j];
      ID(subtract_rows)(w, size, f, count, first, size, x);
      ID(subtract_rows)(v, size, g, count, first, size, x);
      d[j] = x[j];
      if (j + 1 == n) return;
      // I - τ v vᵀ takes the elements below the diagonal to a multiple of the first axis.
      const size_t next = j + 1, below = next - next % ID(WIDTH);
      memcpy(vj + next, x + next, (n - next) * sizeof(double));
      const double alpha = vj[next];
      vj[next] = 0;
      ID(vector) squares = {};
      for (size_t i = below; i < size; i += ID(WIDTH)) {
        const ID(vector) xi = *(ID(vector) *)(vj + i);
        squares += xi * xi;
      }
      const double tail = ID(total)(squares);
      if (tail < 1e-280) {
        e[j] = alpha;
        memset(vj + below, 0, (size - below) * sizeof(double));
        continue;
      }
      const double length = __builtin_sqrt(alpha * alpha + tail);
      e[j] = alpha < 0 ? length : -length;
      vj[next] = alpha - e[j];
      const double tau = 1 / (length * (length + __builtin_fabs(alpha)));
      ID(symmetric_multiply)(a, size, below, vj, wj);
      ID(multiply_rows)(w, size, count, vj, below, size, f);
      ID(multiply_rows)(v, size, count, vj, below, size, g);
      ID(subtract_rows)(v, size, f, count, below, size, wj);
      ID(subtract_rows)(w, size, g, count, below, size, wj);
      // What stands before `next` is no part of the product.
      for (size_t i = below; i < next; ++i) wj[i] = 0;
      ID(multiply_rows)(wj, size, 1, vj, below, size, f);
      const double half = tau * f[0] / 2;
      for (size_t i = below; i < size; i += ID(WIDTH)) {
        ID(vector) *wi = (ID(vector) *)(wj + i);
        *wi = tau * (*wi - half * *(ID(vector) *)(vj + i));
      }
    }
    // A -= V Wᵀ + W Vᵀ
    const size_t count = 2 * ID(PANEL), tile = end - end % ID(TILE);
    for (size_t i = tile; i < size; i += ID(WIDTH)) {
      ID(vector) *l = (ID(vector) *)(left + i * count), *r = (ID(vector) *)(right + i * count);
      for (size_t k = 0; k < ID(PANEL); ++k) {
        const ID(vector) vi = *(ID(vector) *)(v + k * size + i), wi = *(ID(vector) *)(w + k * size + i);
        l[2 * k] = vi, l[2 * k + 1] = wi;
        r[2 * k] = -wi, r[2 * k + 1] = -vi;
      }
    }
    for (size_t i = tile; i < size; i += ID(TILE))
      for (size_t j = end - end % ID(WIDTH); j < i + ID(TILE); j += ID(WIDTH))
        ID(gram_tile)(left + i * count, count * ID(WIDTH), right + j * count, count,
                      a + j * size + i, size);
  }
}

#undef ID
