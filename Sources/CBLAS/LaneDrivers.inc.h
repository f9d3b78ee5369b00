// From a batch in memory to its values, sixteen matrices at a time.

/// The places of the (up to) eight matrices from `index`; missing ones repeat the last.
INLINE void ID(sources)(const double *matrices, size_t size, size_t index, size_t count,
                        const double *source[LANES]) {
  for (size_t lane = 0; lane < LANES; ++lane) {
    size_t place = index + lane < count ? index + lane : count - 1;
    source[lane] = matrices + place * size;
  }
}

/// Writes the outcome of sixteen matrices; a bit per lane in the arguments.
INLINE void ID(report)(uint8_t *status, size_t index, size_t count, unsigned not_finite,
                       unsigned unfinished) {
  for (size_t lane = 0; lane < WIDE && index + lane < count; ++lane)
    status[index + lane] = (not_finite >> lane) & 1   ? LOWRANK_LANE_NOT_FINITE
                           : (unfinished >> lane) & 1 ? LOWRANK_LANE_NOT_CONVERGED
                                                      : LOWRANK_LANE_DONE;
}

static void ID(eigenvalues)(const double *matrices, size_t count, size_t n, double *values,
                            uint8_t *status, double *work) {
  f64x16 *d = (f64x16 *)work, *e = d + n + 1;
  f64x8 *a = (f64x8 *)(e + n + 1), *rest = a + n * (n + 1) / 2;
  if (n == 0) {
    memset(status, LOWRANK_LANE_DONE, count);
    return;
  }
  for (size_t index = 0; index < count; index += WIDE) {
    f64x8 unit[2];
    unsigned not_finite[2] = {};
    for (size_t half = 0; half < 2; ++half) {
      const double *source[LANES], *row[LANES];
      ID(sources)(matrices, n * n, index + half * LANES, count, source);
      f64x8 *column = a;
      for (size_t k = 0; k < n; column += n - k, ++k) {
        for (size_t lane = 0; lane < LANES; ++lane) row[lane] = source[lane] + k * n + k;
        ID(gather)(row, n - k, column);
      }
      unit[half] = ID(scale)(a, n * (n + 1) / 2, -1022, &not_finite[half]);
      ID(tridiagonalise)(a, n, (f64x8 *)d + half, (f64x8 *)e + half, 2, rest);
    }
    unsigned unfinished = ID(ql)(d, e, n);
    ID(report)(status, index, count, not_finite[0] | not_finite[1] << LANES, unfinished);
    for (size_t half = 0; half < 2; ++half) {
      f64x8 *lanes = (f64x8 *)d + half;
      ID(sort)(lanes, n, 2);
      for (size_t lane = 0; lane < LANES && index + half * LANES + lane < count; ++lane)
        for (size_t i = 0; i < n; ++i)
          values[(index + half * LANES + lane) * n + i] = lanes[2 * i][lane] * unit[half][lane];
    }
  }
}

static void ID(singular_values)(const double *matrices, size_t count, size_t rows, size_t columns,
                                double *values, uint8_t *status, double *work) {
  const size_t n = 2 * columns;
  f64x16 *d = (f64x16 *)work, *e = d + n + 1;
  f64x8 *a = (f64x8 *)(e + n + 1), *rest = a + rows * columns;
  if (columns == 0) {
    memset(status, LOWRANK_LANE_DONE, count);
    return;
  }
  for (size_t index = 0; index < count; index += WIDE) {
    f64x8 unit[2];
    unsigned not_finite[2] = {};
    for (size_t half = 0; half < 2; ++half) {
      const double *source[LANES];
      ID(sources)(matrices, rows * columns, index + half * LANES, count, source);
      ID(gather)(source, rows * columns, a);
      unit[half] = ID(scale)(a, rows * columns, -1022, &not_finite[half]);
      ID(bidiagonalise)(a, rows, columns, (f64x8 *)e + half, 2, rest);
    }
    // Golub and Kahan: ±σ are the eigenvalues of the tridiagonal matrix with zero diagonal whose
    // off-diagonals are those of the bidiagonal in turn.
    memset(d, 0, n * sizeof(f64x16));
    unsigned unfinished = ID(ql)(d, e, n);
    ID(report)(status, index, count, not_finite[0] | not_finite[1] << LANES, unfinished);
    for (size_t half = 0; half < 2; ++half) {
      f64x8 *lanes = (f64x8 *)d + half;
      ID(sort)(lanes, n, 2);
      for (size_t lane = 0; lane < LANES && index + half * LANES + lane < count; ++lane)
        for (size_t i = 0; i < columns; ++i)
          values[(index + half * LANES + lane) * columns + i] =
              fmax(lanes[2 * (n - 1 - i)][lane], 0) * unit[half][lane];
    }
  }
}
