// Eigenvalues of symmetric tridiagonal matrices, sixteen at once: the root-free QL iteration of
// Pal, Walker and Kahan with Wilkinson's shift (LAPACK's dsterf; Parlett, The Symmetric Eigenvalue
// Problem, section 8.15), in lockstep.
//
// All lanes sweep upwards from the common last row; each stops at its own first unfinished row.
// An off-diagonal that is zero restarts the chase by itself (s = 0, c = 1), so that splits need
// no search and no branch. dsterf's case c = 0 cannot occur, because gamma is kept away from zero
// by 1e-100, a perturbation far below rounding in matrices of norm about 1. Off-diagonals count as
// zero below 2^-52, absolutely: errors are of the order of eps times the norm.

typedef struct { f64x16 p, s, gamma; } ID(chase);

INLINE f64x16 ID(away_from_zero)(f64x16 gamma) {
  return SELECT16(__builtin_elementwise_abs(gamma) < 1e-100, (f64x16){} + 1e-100, gamma);
}

/// One rotation: the state below row i to the state at row i. Returns the new diagonal of row i+1
/// in `diagonal` and the new square beside it in `square`.
INLINE ID(chase) ID(rotate)(ID(chase) below, f64x16 alpha, f64x16 square_above, f64x16 sigma,
                            f64x16 *diagonal, f64x16 *square) {
  f64x16 r = below.p + square_above;
  f64x16 inverse = 1.0 / r, quotient = r / below.p;
  f64x16 c = below.p * inverse, s = square_above * inverse;
  f64x16 gamma = ID(away_from_zero)(c * (alpha - sigma) - s * below.gamma);
  *square = below.s * r;
  *diagonal = below.gamma + (alpha - gamma);
  return (ID(chase)){gamma * gamma * quotient, s, gamma};
}

/// Overwrites the diagonals `d` by the eigenvalues, unordered. `e`: squares of the off-diagonals,
/// n + 1 vectors; both arrays have one vector more than rows. Returns a bit per lane that did not
/// converge in 30 sweeps per row.
static unsigned ID(ql)(f64x16 *d, f64x16 *e, size_t n) {
  i64x16 top = {};
  const int64_t last = (int64_t)n - 1;
  for (size_t sweep = 0;; ++sweep) {
    // Per lane: the first row whose off-diagonal is not negligible, its 2×2 block, the shift.
    f64x16 here, next, square;
    for (;;) {
#pragma clang loop unroll(full)
      for (int lane = 0; lane < WIDE; ++lane) square[lane] = e[top[lane]][lane];
      i64x16 negligible = (square <= 0x1p-104) & (top < last);
      if (!__builtin_reduce_or(negligible)) break;
      top -= negligible;
    }
    int64_t first = __builtin_reduce_min(top), masked = __builtin_reduce_max(top);
    if (first == last) return 0;
    if (sweep == 30 * n) break;
#pragma clang loop unroll(full)
    for (int lane = 0; lane < WIDE; ++lane) {
      here[lane] = d[top[lane]][lane];
      next[lane] = d[top[lane] + 1][lane];
    }
    f64x16 root = __builtin_elementwise_sqrt(square);
    f64x16 slope = (next - here) / (2.0 * root);
    f64x16 length = __builtin_elementwise_sqrt(slope * slope + 1.0);
    f64x16 sigma = here - root / (slope + SELECT16(slope < 0.0, -length, length));

    f64x16 gamma = ID(away_from_zero)(d[last] - sigma);
    ID(chase) state = {gamma * gamma, (f64x16){}, gamma};
    int64_t i = last - 1;
    for (; i >= masked; --i)
      state = ID(rotate)(state, d[i], e[i], sigma, &d[i + 1], &e[i + 1]);
    for (; i >= first; --i) {
      i64x16 active = top <= i;
      f64x16 diagonal, beside;
      ID(chase) moved = ID(rotate)(state, d[i], e[i], sigma, &diagonal, &beside);
      d[i + 1] = SELECT16(active, diagonal, d[i + 1]);
      e[i + 1] = SELECT16(active, beside, e[i + 1]);
      state.p = SELECT16(active, moved.p, state.p);
      state.s = SELECT16(active, moved.s, state.s);
      state.gamma = SELECT16(active, moved.gamma, state.gamma);
    }
    // Finished lanes write to the spare row.
    f64x16 square_top = state.s * state.p, diagonal_top = sigma + state.gamma;
#pragma clang loop unroll(full)
    for (int lane = 0; lane < WIDE; ++lane) {
      int64_t row = top[lane] < last ? top[lane] : last + 1;
      e[row][lane] = square_top[lane];
      d[row][lane] = diagonal_top[lane];
    }
  }
  unsigned unfinished = 0;
  for (int lane = 0; lane < WIDE; ++lane) unfinished |= (unsigned)(top[lane] < last) << lane;
  return unfinished;
}
