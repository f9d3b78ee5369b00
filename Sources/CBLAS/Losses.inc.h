// Losses and their gradients. Needs VectorFunctions.inc.h.

FUNCTION(exp, u10)
FUNCTION(log1p, u10)

/// A sum in double: element i is added to partial sum i mod 8.
typedef struct {
  double lane[8];
} ID(sum);

// Values of a chunk are computed by vectors of any length and summed in one order.
enum { ID(chunk) = 64 };

INLINE void ID(add)(ID(sum) *sum, const SCALAR *x, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (size_t lane = 0; lane < 8; lane++) sum->lane[lane] += x[i + lane];
  for (size_t lane = 0; i + lane < count; lane++) sum->lane[lane] += x[i + lane];
}

INLINE double ID(total)(const ID(sum) *sum) {
  const double *x = sum->lane;
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

/// The loss of each entry, and `slope` = its derivative by f.
INLINE ID(vector) ID(entry_loss)(lowrank_loss loss, ID(vector) f, ID(vector) y,
                                 ID(vector) *slope) {
  const ID(vector) zero = {0};
  if (loss == LOWRANK_LOSS_SQUARED) {
    ID(vector) d = f - y;
    *slope = d;
    return (SCALAR)0.5 * d * d;
  }
  ID(vector) margin = y * f;
  if (loss == LOWRANK_LOSS_EXPONENTIAL) {
    ID(vector) e = ID(exp)(-margin);
    *slope = -y * e;
    return e;
  }
  // log(1 + e^-t) = max(-t, 0) + log(1 + e^-|t|): nothing overflows.
  ID(vector) e = ID(exp)(ID(where)(margin > 0, -margin, margin));
  *slope = -y * (ID(where)(margin > 0, e, 1 + zero) / (1 + e));
  return ID(where)(margin > 0, zero, -margin) + ID(log1p)(e);
}

static double ID(entrywise_loss)(lowrank_loss loss, const SCALAR *f, const SCALAR *y, size_t count,
                                 size_t rows, SCALAR *gradient) {
  const SCALAR share = (SCALAR)(1.0 / (double)rows);
  ID(sum) sum = {{0}};
  SCALAR terms[ID(chunk)];
  for (size_t start = 0; start < count; start += ID(chunk)) {
    size_t end = start + ID(chunk) < count ? start + ID(chunk) : count;
    for (size_t i = start; i < end; i += WIDTH) {
      ID(vector) slope, term;
      term = ID(entry_loss)(loss, ID(load)(f + i, end - i), ID(load)(y + i, end - i), &slope);
      ID(store)(term, terms + (i - start), WIDTH);
      if (gradient) ID(store)(share * slope, gradient + i, end - i);
    }
    ID(add)(&sum, terms, end - start);
  }
  return ID(total)(&sum) / (double)rows;
}

INLINE SCALAR ID(largest)(const SCALAR *x, size_t count) {
  SCALAR largest = x[0];
  size_t i = 1;
  if (count >= WIDTH) {
    ID(vector) top = ID(load)(x, WIDTH);
    for (i = WIDTH; i + WIDTH <= count; i += WIDTH) {
      ID(vector) next = ID(load)(x + i, WIDTH);
      top = ID(where)(next > top, next, top);
    }
    for (size_t lane = 0; lane < WIDTH; lane++) largest = top[lane] > largest ? top[lane] : largest;
  }
  for (; i < count; i++) largest = x[i] > largest ? x[i] : largest;
  return largest;
}

/// -Σ y log softmax(f) of one row, relative to its largest f: Σ y · log Σ e^d - Σ y d, d = f - max f.
static double ID(row_cross_entropy)(const SCALAR *f, const SCALAR *y, size_t outputs, SCALAR share,
                                    SCALAR *gradient) {
  const SCALAR largest = ID(largest)(f, outputs);
  ID(sum) exponentials = {{0}}, products = {{0}}, targets = {{0}};
  SCALAR powers[ID(chunk)], terms[ID(chunk)];
  for (size_t start = 0; start < outputs; start += ID(chunk)) {
    size_t end = start + ID(chunk) < outputs ? start + ID(chunk) : outputs;
    for (size_t i = start; i < end; i += WIDTH) {
      ID(vector) d = ID(load)(f + i, end - i) - largest, e = ID(exp)(d);
      ID(store)(e, powers + (i - start), WIDTH);
      ID(store)(ID(load)(y + i, end - i) * d, terms + (i - start), WIDTH);
    }
    ID(add)(&exponentials, powers, end - start);
    ID(add)(&products, terms, end - start);
    ID(add)(&targets, y + start, end - start);
    if (gradient) memcpy(gradient + start, powers, (end - start) * sizeof(SCALAR));
  }
  double sum = ID(total)(&exponentials), target = ID(total)(&targets);
  if (gradient) {
    const SCALAR factor = (SCALAR)(target / sum);
    for (size_t i = 0; i < outputs; i++) gradient[i] = share * (factor * gradient[i] - y[i]);
  }
  // The largest entry adds exactly 1.
  return target * log1p(sum - 1) - ID(total)(&products);
}

static double ID(loss)(lowrank_loss loss, const SCALAR *f, const SCALAR *y, size_t rows,
                       size_t outputs, SCALAR *gradient) {
  const size_t count = rows * outputs;
  switch (loss) {
  case LOWRANK_LOSS_SQUARED:
    return ID(entrywise_loss)(LOWRANK_LOSS_SQUARED, f, y, count, rows, gradient);
  case LOWRANK_LOSS_LOGISTIC:
    return ID(entrywise_loss)(LOWRANK_LOSS_LOGISTIC, f, y, count, rows, gradient);
  case LOWRANK_LOSS_EXPONENTIAL:
    return ID(entrywise_loss)(LOWRANK_LOSS_EXPONENTIAL, f, y, count, rows, gradient);
  case LOWRANK_LOSS_CROSS_ENTROPY: break;
  }
  const SCALAR share = (SCALAR)(1.0 / (double)rows);
  double sum = 0;
  for (size_t start = 0; start < count; start += outputs)
    sum += ID(row_cross_entropy)(f + start, y + start, outputs, share,
                                 gradient ? gradient + start : NULL);
  return sum / (double)rows;
}
