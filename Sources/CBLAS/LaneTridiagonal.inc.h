// Householder reduction of a symmetric matrix to tridiagonal form, eight matrices at once.
//
// The rank-2 update of one step and the product with the vector of the next one share a pass over
// the trailing triangle: four fused multiply-adds per load and store of an element. The triangle
// is packed, so that 33×33 in eight lanes stays in a first-level cache of 48 KiB.

/// Column j of the packed lower triangle, indexed by the row.
#define COLUMN(j) (a + (j) * (2 * n - (j) - 1) / 2)

/// One pass over the columns from `first`: A -= v wᵀ + w vᵀ, then y += A u. y starts at zero.
INLINE void ID(update_and_multiply)(f64x8 *a, size_t n, size_t first, const f64x8 *v,
                                    const f64x8 *w, const f64x8 *u, f64x8 *y) {
  size_t j = first;
  for (; j + 1 < n; j += 2) {
    f64x8 *left = COLUMN(j), *right = COLUMN(j + 1);
    f64x8 v0 = v[j], w0 = w[j], u0 = u[j], v1 = v[j + 1], w1 = w[j + 1], u1 = u[j + 1];
    f64x8 diagonal0 = left[j] - v0 * w0 - w0 * v0;
    f64x8 below = left[j + 1] - v1 * w0 - w1 * v0;
    f64x8 diagonal1 = right[j + 1] - v1 * w1 - w1 * v1;
    left[j] = diagonal0, left[j + 1] = below, right[j + 1] = diagonal1;
    f64x8 y0 = y[j] + diagonal0 * u0 + below * u1;
    f64x8 y1 = y[j + 1] + below * u0 + diagonal1 * u1;
    for (size_t i = j + 2; i < n; ++i) {
      f64x8 a0 = left[i] - v[i] * w0 - w[i] * v0;
      f64x8 a1 = right[i] - v[i] * w1 - w[i] * v1;
      left[i] = a0, right[i] = a1;
      y[i] += a0 * u0 + a1 * u1;
      y0 += a0 * u[i];
      y1 += a1 * u[i];
    }
    y[j] = y0, y[j + 1] = y1;
  }
  if (j < n) {
    f64x8 *last = COLUMN(j);
    last[j] = last[j] - v[j] * w[j] - w[j] * v[j];
    y[j] += last[j] * u[j];
  }
}

/// Overwrites the packed triangle. Writes the diagonal and the squares of the off-diagonal
/// elements, one vector every `stride`. `work`: 4n vectors. Entries at most about 2.
static void ID(tridiagonalise)(f64x8 *a, size_t n, f64x8 *diagonal, f64x8 *squares, size_t stride,
                               f64x8 *work) {
  f64x8 *v = work, *w = work + n, *u = work + 2 * n, *y = work + 3 * n;
  memset(work, 0, 2 * n * sizeof(f64x8));
  for (size_t k = 0; k < n; ++k) {
    f64x8 *x = COLUMN(k);
    f64x8 vk = v[k], wk = w[k], tail = {};
    for (size_t i = k; i < n; ++i) {
      x[i] = x[i] - v[i] * wk - w[i] * vk;
      u[i] = x[i];
      y[i] = (f64x8){};
    }
    diagonal[k * stride] = x[k];
    if (k + 1 == n) return;
    f64x8 alpha = x[k + 1];
    for (size_t i = k + 2; i < n; ++i) tail += x[i] * x[i];
    f64x8 square = alpha * alpha + tail;
    squares[k * stride] = square;
    if (k + 2 == n) continue;
    // I - τ u uᵀ takes x to a multiple of the first axis. A tail below 1e-140 is left in place.
    i64x8 flat = tail < 1e-280;
    f64x8 length = __builtin_elementwise_sqrt(square);
    f64x8 tau = SELECT8(flat, (f64x8){}, 1.0 / (square + __builtin_elementwise_abs(alpha) * length));
    u[k + 1] = alpha + SELECT8(alpha < 0.0, -length, length);
    ID(update_and_multiply)(a, n, k + 1, v, w, u, y);
    f64x8 product = {};
    for (size_t i = k + 1; i < n; ++i) product += y[i] * u[i];
    f64x8 half = 0.5 * tau * tau * product;
    f64x8 *old = v;
    for (size_t i = k + 1; i < n; ++i) w[i] = tau * y[i] - half * u[i];
    v = u, u = old;
  }
}

#undef COLUMN
