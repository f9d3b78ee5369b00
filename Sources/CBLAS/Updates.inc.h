// Included once per element type and instruction set by Updates.c.

#define ID(name) PASTE(name, SUFFIX)
#define WIDTH (BYTES / sizeof(SCALAR))

typedef SCALAR ID(vector) __attribute__((vector_size(BYTES)));
// Sums are kept in double precision, half as many lanes as there are floats.
typedef SCALAR ID(part) __attribute__((vector_size(BYTES * sizeof(SCALAR) / sizeof(double))));
typedef double ID(sum) __attribute__((vector_size(BYTES)));

// At most one vector of parameters; `bytes` is a constant but for the last one, whose missing
// elements are zeros and never stored.
INLINE void ID(update_vector)(lowrank_rule rule, const lowrank_update *u, SCALAR *w_,
                              const SCALAR *g_, SCALAR *a_, SCALAR *b_, size_t bytes) {
  const SCALAR rate = u->rate, first = u->first, second = u->second;
  const SCALAR root = u->root, epsilon = u->epsilon;
  const SCALAR first_part = 1 - u->first, second_part = 1 - u->second;
  ID(vector) w = {0}, g = {0}, a = {0}, b = {0};
  memcpy(&w, w_, bytes);
  memcpy(&g, g_, bytes);
  if (rule != LOWRANK_DESCENT) memcpy(&a, a_, bytes);
  if (rule == LOWRANK_ADAM) memcpy(&b, b_, bytes);

  g += (SCALAR)u->coupled * w;
  w *= (SCALAR)u->kept;
  switch (rule) {
  case LOWRANK_DESCENT: w -= rate * g; break;
  case LOWRANK_MOMENTUM:
    a = first * a + g;
    w -= rate * a;
    break;
  case LOWRANK_NESTEROV:
    a = first * a + g;
    w -= rate * (g + first * a);
    break;
  case LOWRANK_ADAM:
    a = first * a + first_part * g;
    b = second * b + second_part * (g * g);
    w -= rate * a / (root * __builtin_elementwise_sqrt(b) + epsilon);
    break;
  case LOWRANK_RMSPROP:
    a = second * a + second_part * (g * g);
    w -= rate * g / (__builtin_elementwise_sqrt(a) + epsilon);
    break;
  }

  memcpy(w_, &w, bytes);
  if (rule != LOWRANK_DESCENT) memcpy(a_, &a, bytes);
  if (rule == LOWRANK_ADAM) memcpy(b_, &b, bytes);
}

INLINE void ID(update_all)(lowrank_rule rule, const lowrank_update *update, SCALAR *w,
                           const SCALAR *g, SCALAR *a, SCALAR *b, size_t count) {
  // A copy whose address stays here: the stores below cannot change it.
  const lowrank_update u = *update;
  size_t i = 0;
  for (; i + WIDTH <= count; i += WIDTH)
    ID(update_vector)(rule, &u, w + i, g + i, a ? a + i : a, b ? b + i : b, BYTES);
  if (i < count)
    ID(update_vector)(rule, &u, w + i, g + i, a ? a + i : a, b ? b + i : b,
                      (count - i) * sizeof(SCALAR));
}

static void ID(update)(const lowrank_update *u, SCALAR *w, const SCALAR *g, SCALAR *a, SCALAR *b,
                       size_t count) {
  switch (u->rule) {
  case LOWRANK_DESCENT: ID(update_all)(LOWRANK_DESCENT, u, w, g, a, b, count); return;
  case LOWRANK_MOMENTUM: ID(update_all)(LOWRANK_MOMENTUM, u, w, g, a, b, count); return;
  case LOWRANK_NESTEROV: ID(update_all)(LOWRANK_NESTEROV, u, w, g, a, b, count); return;
  case LOWRANK_ADAM: ID(update_all)(LOWRANK_ADAM, u, w, g, a, b, count); return;
  case LOWRANK_RMSPROP: ID(update_all)(LOWRANK_RMSPROP, u, w, g, a, b, count); return;
  }
}

INLINE ID(sum) ID(product)(const SCALAR *x_, const SCALAR *y_) {
  ID(part) x, y;
  memcpy(&x, x_, sizeof x);
  memcpy(&y, y_, sizeof y);
  return __builtin_convertvector(x, ID(sum)) * __builtin_convertvector(y, ID(sum));
}

static double ID(dot)(const SCALAR *x, const SCALAR *y, size_t count) {
  // Four chains hide the latency of the addition.
  enum { lanes = BYTES / sizeof(double) };
  ID(sum) sums[4] = {{0}};
  size_t i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes)
    for (int chain = 0; chain < 4; chain++)
      sums[chain] += ID(product)(x + i + chain * lanes, y + i + chain * lanes);
  const ID(sum) all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  double sum = 0;
  for (int lane = 0; lane < lanes; lane++) sum += all[lane];
  for (; i < count; i++) sum += (double)x[i] * (double)y[i];
  return sum;
}

static double ID(magnitudes)(const SCALAR *x, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += x[i] < 0 ? -(double)x[i] : (double)x[i];
  return sum;
}

static void ID(combine)(double p_, const SCALAR *x, double q_, const SCALAR *y, SCALAR *z,
                        size_t count) {
  const SCALAR p = p_, q = q_;
  for (size_t i = 0; i < count; i++) z[i] = p * x[i] + q * y[i];
}

#undef WIDTH
#undef ID
