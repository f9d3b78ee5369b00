// Reduction of a symmetric band matrix to tridiagonal form by chasing bulges (Schwarz 1968; in blocks
// as Lang, SIAM J. Sci. Comput. 14, 1993). Included by GramKernels.c.
//
// Element (i, j) stands at a[j·3b + i], for -b < i - j < 2b: a column-major matrix whose columns
// overlap, since only so much of each is in use. The square blocks on the diagonal are whole, and
// what reaches beyond the matrix is zero, so that all blocks are b × b.

#define ID(name) PASTE(name, SUFFIX)

enum { ID(BAND) = LOWRANK_BAND, ID(PARTS) = LOWRANK_BAND / ID(WIDTH), ID(SWEEPS) = 6 };
typedef double ID(unaligned) __attribute__((vector_size(BYTES), aligned(8)));

/// H = I - τ v vᵀ
typedef struct {
  ID(vector) v[ID(PARTS)];
  double tau;
} ID(reflector);

/// The reflector that takes x to a multiple of the first axis, which x becomes.
INLINE ID(reflector) ID(reflect)(double *x) {
  ID(reflector) h;
  ID(vector) squares = {};
#pragma clang loop unroll(full)
  for (int p = 0; p < ID(PARTS); ++p) h.v[p] = ((ID(unaligned) *)x)[p];
  const double alpha = x[0];
  h.v[0][0] = 0;
#pragma clang loop unroll(full)
  for (int p = 0; p < ID(PARTS); ++p) squares += h.v[p] * h.v[p];
  const double tail = ID(total)(squares);
  if (tail < 1e-280) {
    h.tau = 0;
    return h;
  }
  const double length = __builtin_sqrt(alpha * alpha + tail);
  const double beta = alpha < 0 ? length : -length;
  h.v[0][0] = alpha - beta;
  h.tau = 1 / (length * (length + __builtin_fabs(alpha)));
  for (int p = 0; p < ID(PARTS); ++p) ((ID(unaligned) *)x)[p] = (ID(vector)){};
  x[0] = beta;
  return h;
}

/// y = A v for a block.
INLINE void ID(block_multiply)(const double *a, size_t stride, const double *v, ID(vector) *y) {
  ID(vector) even[ID(PARTS)] = {}, odd[ID(PARTS)] = {};
  for (int j = 0; j < ID(BAND); j += 2) {
    const ID(unaligned) *a0 = (const ID(unaligned) *)(a + (size_t)j * stride);
    const ID(unaligned) *a1 = (const ID(unaligned) *)(a + (size_t)(j + 1) * stride);
#pragma clang loop unroll(full)
    for (int p = 0; p < ID(PARTS); ++p) {
      even[p] += a0[p] * v[j];
      odd[p] += a1[p] * v[j + 1];
    }
  }
#pragma clang loop unroll(full)
  for (int p = 0; p < ID(PARTS); ++p) y[p] = even[p] + odd[p];
}

/// Applies a reflector to both sides of the diagonal block whose first row is `first`, to the right
/// side of the block below it, and returns the reflector that clears that block's first column,
/// applied to its left side.
static ID(reflector) ID(chase)(double *matrix, size_t first, ID(reflector) h) {
  const size_t stride = 3 * ID(BAND);
  double *diagonal = matrix + first * stride + first, *below = diagonal + ID(BAND);
  const double *v = (const double *)h.v;
  ID(vector) w[ID(PARTS)], sum = {};
  ID(block_multiply)(diagonal, stride, v, w);
#pragma clang loop unroll(full)
  for (int p = 0; p < ID(PARTS); ++p) sum += w[p] * h.v[p];
  const double half = h.tau * ID(total)(sum) / 2;
#pragma clang loop unroll(full)
  for (int p = 0; p < ID(PARTS); ++p) w[p] = h.tau * (w[p] - half * h.v[p]);
  for (int j = 0; j < ID(BAND); ++j) {
    ID(unaligned) *column = (ID(unaligned) *)(diagonal + (size_t)j * stride);
    const double wj = ((const double *)w)[j], vj = v[j];
#pragma clang loop unroll(full)
    for (int p = 0; p < ID(PARTS); ++p) column[p] -= h.v[p] * wj + w[p] * vj;
  }

  ID(block_multiply)(below, stride, v, w);
#pragma clang loop unroll(full)
  for (int p = 0; p < ID(PARTS); ++p) {
    w[p] *= h.tau;
    ((ID(unaligned) *)below)[p] -= w[p] * v[0];
  }
  const ID(reflector) next = ID(reflect)(below);
  for (int j = 1; j < ID(BAND); ++j) {
    ID(unaligned) *column = (ID(unaligned) *)(below + (size_t)j * stride);
    ID(vector) x[ID(PARTS)], product = {};
#pragma clang loop unroll(full)
    for (int p = 0; p < ID(PARTS); ++p) {
      x[p] = column[p] - w[p] * v[j];
      product += x[p] * next.v[p];
    }
    const double factor = next.tau * ID(total)(product);
#pragma clang loop unroll(full)
    for (int p = 0; p < ID(PARTS); ++p) column[p] = x[p] - factor * next.v[p];
  }
  // The next sweep's diagonal block has this row too, on both sides.
  double *mirrored = diagonal + ID(BAND) * stride;
  for (int j = 0; j < ID(BAND); ++j) mirrored[j] = below[(size_t)j * stride];
  return next;
}

static void ID(chase_band)(double *a, size_t n, double *d, double *e) {
  const size_t stride = 3 * ID(BAND);
  // A sweep follows two blocks behind the one before it: what both touch stays in the cache.
  ID(reflector) h[ID(SWEEPS)];
  for (size_t start = 0; start + 1 < n; start += ID(SWEEPS)) {
    const size_t sweeps = n - 1 - start < ID(SWEEPS) ? n - 1 - start : ID(SWEEPS);
    const size_t blocks = (n - start) / ID(BAND) + 1;
    for (size_t time = 0; time < blocks + 2 * sweeps; ++time) {
      for (size_t k = 0; k < sweeps && 2 * k <= time; ++k) {
        const size_t column = start + k, block = time - 2 * k;
        const size_t first = column + 1 + block * ID(BAND);
        if (first >= n) continue;
        if (block == 0) h[k] = ID(reflect)(a + column * stride + first);
        h[k] = ID(chase)(a, first, h[k]);
      }
    }
  }
  for (size_t j = 0; j < n; ++j) {
    d[j] = a[j * stride + j];
    if (j + 1 < n) e[j] = a[j * stride + j + 1];
  }
}

#undef ID
