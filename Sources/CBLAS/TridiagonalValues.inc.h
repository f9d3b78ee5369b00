// Eigenvalues of one symmetric tridiagonal matrix: the root-free QL iteration of Pal, Walker and
// Kahan with Wilkinson's shift (LAPACK's dsterf; Parlett, The Symmetric Eigenvalue Problem, section
// 8.15). Included by GramKernels.c.
//
// A rotation is one link of a chain. LAPACK's has two divisions one after the other; here the two of
// a link run side by side, and no more than one stands between a link and the next:
// γ' = num/r and p' = γ'·(num/p) with num = p(α - σ) - βγ, r = p + β, where p stands for γ²/c.

#define ID(name) PASTE(name, SUFFIX)

/// γ = 0 would lose p; 1e-100 is far below rounding in a matrix of norm 1.
INLINE double ID(nonzero)(double gamma) {
  return __builtin_expect(__builtin_fabs(gamma) < 1e-100, 0) ? 1e-100 : gamma;
}

/// The first element from `top` on that is negligible, or the last row.
INLINE size_t ID(block_end)(const double *e, size_t top, size_t last, double negligible) {
  while (top < last && e[top] > negligible) ++top;
  return top;
}

/// Overwrites the diagonal `d` of norm about 1 by the eigenvalues, unordered. `e` has the squares of
/// the elements beside it and room for n numbers; what is not above `negligible` counts as zero.
/// Returns how many values are not found in that many sweeps.
static size_t ID(implicit_ql)(double *d, double *e, size_t n, double negligible, size_t sweeps) {
  const size_t last = n - 1;
  size_t top = 0, end = 0;
  for (size_t sweep = 0; top < last; ++sweep) {
    if (top == end) end = ID(block_end)(e, top, last, negligible);
    if (top == end || e[top] <= negligible) {
      if (top == end) ++end;
      ++top;
      continue;
    }
    if (sweep >= sweeps) return last - top;
    const double root = __builtin_sqrt(e[top]);
    const double slope = (d[top + 1] - d[top]) / (2 * root);
    const double length = __builtin_sqrt(slope * slope + 1);
    const double sigma = d[top] - root / (slope + (slope < 0 ? -length : length));
    double gamma = ID(nonzero)(d[end] - sigma), p = gamma * gamma, s = 0;
    size_t split = end;
    for (size_t i = end; i-- > top;) {
      const double beta = e[i], alpha = d[i];
      const double r = p + beta, num = p * (alpha - sigma) - beta * gamma;
      const double next = ID(nonzero)(num / r), ratio = num / p, square = s * r;
      e[i + 1] = square;
      d[i + 1] = gamma + (alpha - next);
      split = square <= negligible ? i + 1 : split;
      s = beta / r;
      const double following = next * ratio;
      p = __builtin_expect(following > 0, 1) ? following : next * next * (r / p);
      gamma = next;
    }
    e[top] = s * p;
    d[top] = sigma + gamma;
    end = split;
  }
  return 0;
}

static size_t ID(tridiagonal_eigenvalues)(double *d, double *e, size_t n, size_t sweeps) {
  double norm = 0;
  for (size_t i = 0; i < n; ++i) norm = __builtin_fmax(norm, __builtin_fabs(d[i]));
  for (size_t i = 0; i + 1 < n; ++i) norm = __builtin_fmax(norm, __builtin_fabs(e[i]));
  if (norm == 0) return 0;
  // The iteration finds the upper end first, which should be that of the small values.
  if (__builtin_fabs(d[0]) > __builtin_fabs(d[n - 1])) {
    for (size_t i = 0, j = n - 1; i < j; ++i, --j) {
      const double x = d[i];
      d[i] = d[j], d[j] = x;
    }
    for (size_t i = 0, j = n - 1; i + 1 < j; ++i, --j) {
      const double x = e[i];
      e[i] = e[j - 1], e[j - 1] = x;
    }
  }
  for (size_t i = 0; i < n; ++i) d[i] /= norm;
  for (size_t i = 0; i + 1 < n; ++i) e[i] = (e[i] / norm) * (e[i] / norm);
  // An element of eps times the norm moves an eigenvalue by as much at most.
  const size_t missing = ID(implicit_ql)(d, e, n, 0x1p-104, sweeps);
  for (size_t i = 0; i < n; ++i) d[i] *= norm;
  return missing;
}

#undef ID
