// Householder reduction of a matrix with rows >= columns to upper bidiagonal form, eight matrices
// at once. Per step two passes over the trailing matrix: the first applies the pending update
// A -= v yᵀ + x uᵀ and multiplies by the left vector, the second multiplies by the right vector.

/// A -= v yᵀ + x uᵀ, then z += Aᵀ left, for rows from `row` and columns from `column`.
INLINE void ID(update_and_multiply_left)(f64x8 *a, size_t rows, size_t columns, size_t row,
                                         size_t column, const f64x8 *v, const f64x8 *y,
                                         const f64x8 *x, const f64x8 *u, const f64x8 *left,
                                         f64x8 *z) {
  size_t i = row;
  for (; i + 1 < rows; i += 2) {
    f64x8 *above = a + i * columns, *below = above + columns;
    f64x8 v0 = v[i], x0 = x[i], l0 = left[i], v1 = v[i + 1], x1 = x[i + 1], l1 = left[i + 1];
    for (size_t j = column; j < columns; ++j) {
      f64x8 a0 = above[j] - v0 * y[j] - x0 * u[j];
      f64x8 a1 = below[j] - v1 * y[j] - x1 * u[j];
      above[j] = a0, below[j] = a1;
      z[j] += a0 * l0 + a1 * l1;
    }
  }
  for (; i < rows; ++i)
    for (size_t j = column; j < columns; ++j) {
      f64x8 element = a[i * columns + j] - v[i] * y[j] - x[i] * u[j];
      a[i * columns + j] = element;
      z[j] += element * left[i];
    }
}

/// x = A u for rows from `row` and columns from `column`.
INLINE void ID(multiply_right)(const f64x8 *a, size_t rows, size_t columns, size_t row,
                               size_t column, const f64x8 *u, f64x8 *x) {
  size_t i = row;
  for (; i + 3 < rows; i += 4) {
    const f64x8 *r = a + i * columns;
    f64x8 s0 = {}, s1 = {}, s2 = {}, s3 = {};
    for (size_t j = column; j < columns; ++j) {
      s0 += r[j] * u[j];
      s1 += r[j + columns] * u[j];
      s2 += r[j + 2 * columns] * u[j];
      s3 += r[j + 3 * columns] * u[j];
    }
    x[i] = s0, x[i + 1] = s1, x[i + 2] = s2, x[i + 3] = s3;
  }
  for (; i < rows; ++i) {
    f64x8 sum = {};
    for (size_t j = column; j < columns; ++j) sum += a[i * columns + j] * u[j];
    x[i] = sum;
  }
}

/// From the first element and the squared length of the rest to the vector's new first element, τ
/// (zero where the rest is below 1e-140) and the squared length of all.
INLINE f64x8 ID(reflector)(f64x8 alpha, f64x8 tail, f64x8 *tau, f64x8 *square) {
  f64x8 all = alpha * alpha + tail, length = __builtin_elementwise_sqrt(all);
  *square = all;
  *tau = SELECT8((i64x8)(tail < 1e-280), (f64x8){},
                 1.0 / (all + __builtin_elementwise_abs(alpha) * length));
  return alpha + SELECT8(alpha < 0.0, -length, length);
}

/// Applies the pending update to the columns after k, and makes v the left vector of column k and
/// y = τ Aᵀ v. Row k of A then has its update by v yᵀ as well.
INLINE void ID(left_step)(f64x8 *a, size_t rows, size_t columns, size_t k, f64x8 first, f64x8 tau,
                          f64x8 *v, const f64x8 *x, f64x8 *y, const f64x8 *u, f64x8 *left,
                          f64x8 *z) {
  left[k] = first;
  for (size_t i = k + 1; i < rows; ++i) left[i] = a[i * columns + k];
  for (size_t j = k + 1; j < columns; ++j) z[j] = (f64x8){};
  ID(update_and_multiply_left)(a, rows, columns, k, k + 1, v, y, x, u, left, z);
  for (size_t j = k + 1; j < columns; ++j) {
    y[j] = tau * z[j];
    a[k * columns + j] -= first * y[j];
  }
  for (size_t i = k; i < rows; ++i) v[i] = left[i];
}

/// Overwrites the (rows, columns) elements, row-major. Writes the squares of the diagonal and of
/// the superdiagonal in turn, 2·columns - 1 vectors, one every `stride`.
/// `work`: 3·rows + 3·columns vectors. Entries at most about 2.
static void ID(bidiagonalise)(f64x8 *a, size_t rows, size_t columns, f64x8 *squares,
                              size_t stride, f64x8 *work) {
  f64x8 *v = work, *x = work + rows, *left = x + rows;
  f64x8 *y = left + rows, *u = y + columns, *z = u + columns;
  memset(work, 0, 3 * (rows + columns) * sizeof(f64x8));
  for (size_t k = 0; k < columns; ++k) {
    // The pending update of column k, then its reflector.
    f64x8 yk = y[k], uk = u[k], tail = {}, tau, square;
    for (size_t i = k; i < rows; ++i) {
      f64x8 element = a[i * columns + k] - v[i] * yk - x[i] * uk;
      a[i * columns + k] = element;
      if (i > k) tail += element * element;
    }
    f64x8 first = ID(reflector)(a[k * columns + k], tail, &tau, &square);
    squares[2 * k * stride] = square;
    if (k + 1 == columns) return;
    ID(left_step)(a, rows, columns, k, first, tau, v, x, y, u, left, z);

    // Row k is final in columns k+1…; its reflector.
    f64x8 *row = a + k * columns;
    tail = (f64x8){};
    for (size_t j = k + 2; j < columns; ++j) tail += row[j] * row[j];
    first = ID(reflector)(row[k + 1], tail, &tau, &square);
    squares[(2 * k + 1) * stride] = square;
    for (size_t j = k + 2; j < columns; ++j) u[j] = row[j];
    u[k + 1] = first;
    // x = τ (A - v yᵀ) u, where A has not seen v yᵀ yet.
    ID(multiply_right)(a, rows, columns, k + 1, k + 1, u, x);
    f64x8 product = {};
    for (size_t j = k + 1; j < columns; ++j) product += y[j] * u[j];
    for (size_t i = k + 1; i < rows; ++i) x[i] = tau * (x[i] - v[i] * product);
  }
}
