// Proximal operators of the ResNet penalties beyond their thresholds; the equations are at
// ResNetProximal in Theory. Needs PenaltyValues.inc.h.

/// 0 up to the threshold; NaN, and everything so large that it is not shrunk, stays itself.
INLINE ID(vector) ID(above_zero)(ID(vector) y, ID(vector) result, const lowrank_proximal *p) {
  const ID(vector) zero = {0};
  result = ID(where)((y != y) | (y / p->lambda > 1e250), y, result);
  return ID(where)(y <= p->zero_end, zero, result);
}

INLINE ID(vector) ID(soft)(ID(vector) y, ID(vector) result, const lowrank_proximal *p) {
  return ID(where)(y <= p->soft_end, y - p->step, result);
}

/// y - shrinkage where that loses no digits.
INLINE ID(vector) ID(point)(ID(vector) y, ID(vector) shrinkage, ID(vector) direct) {
  return ID(where)(shrinkage < 0.5 * y, y - shrinkage, direct);
}

/// The larger root of the parabola through q with slope q' and curvature q'' (Euler's method): of
/// third order, and not slowed down by a root that is nearly double. The vertex where there is none.
INLINE ID(vector) ID(euler_step)(ID(vector) q, ID(vector) slope, ID(vector) curvature) {
  const ID(vector) zero = {0};
  ID(vector) discriminant = slope * slope - 2 * q * curvature;
  ID(mask) meets = discriminant >= 0;
  ID(vector) root = __builtin_elementwise_sqrt(ID(where)(meets, discriminant, zero));
  return ID(where)(meets, -2 * q, -slope) / ID(where)(meets, slope + root, curvature);
}

/// One step of the lanes that go on, not below `low`. The step after one that is shorter than
/// `enough`, a relative 1e-6, would be below rounding.
INLINE ID(vector) ID(advance)(ID(mask) *goes_on, ID(vector) x, ID(vector) step, ID(vector) low,
                              ID(vector) enough) {
  ID(vector) next = x + step;
  next = ID(where)(next < low, low, next);
  ID(vector) moved = ID(where)(next < x, x - next, next - x);
  next = ID(where)(*goes_on, next, x);
  *goes_on &= moved > enough;
  return next;
}

// Until every lane has stopped. Lanes that are not numbers do not wait; the nearly double root, which
// takes the most steps, takes about ten.
#define WHILE_ANY(goes_on) \
  for (int steps = 0; steps < 24 && __builtin_reduce_or(goes_on); steps++)

/// `low` is where the operator lands from a jump, ½ log r, or 0.
INLINE ID(vector) ID(point_1_limit)(ID(vector) y, const lowrank_proximal *p, double low) {
  const double ratio = p->ratio;
  const ID(vector) zero = {0};
  ID(vector) v = y / p->lambda, excess = (y - p->step) / p->lambda;
  ID(mask) trivial = (y <= p->zero_end) | (v > 1e250);
  ID(quotient) s = {v, zero};
  ID(vector) w = ID(lambert_start)(s);
  // As if the shrinkage at y were that at the root, which is larger.
  ID(quotient) shrunk = {v - ratio * (w / v), zero};
  w = ID(lambert_step)(shrunk, ID(lambert_start)(shrunk));
  w = ID(where)(trivial, zero + NAN, ID(where)(w < low, zero + low, w));
  const ID(vector) one = zero + 1;
  ID(mask) goes_on = w == w;
  WHILE_ANY(goes_on) {
    ID(vector) e = ID(expm1)(w), power = 1 + e, inverse = 1 / power;
    ID(vector) q = w * power - ratio * (e * inverse) - excess;
    ID(vector) slope = (1 + w) * power - ratio * inverse;
    ID(vector) curvature = (2 + w) * power + ratio * inverse;
    ID(vector) step = ID(euler_step)(q / curvature, slope / curvature, one);
    w = ID(advance)(&goes_on, w, step, zero + low, 1e-6 * w);
  }
  ID(vector) power = ID(exp)(w);
  return ID(point)(y, p->step / power, p->lambda * (w * power));
}

/// `low` is where the operator lands from a jump, log r / (2 (L + 1)), or 0.
INLINE ID(vector) ID(point_1)(ID(vector) y, const lowrank_proximal *p, double low) {
  const double n = p->blocks, ratio = p->ratio;
  const ID(vector) zero = {0};
  ID(vector) v = y / p->lambda, excess = (y - p->step) / p->lambda;
  ID(mask) trivial = (y <= p->zero_end) | (v > 1e250);
  ID(quotient) s = {((n + 1.5) / n) * v, zero};
  ID(vector) slope_at_y = ID(exp)(-(n / (n + 1.5)) * ID(lambert_start)(s));
  ID(quotient) shrunk = {s.value - ((n + 1.5) / n) * ratio * slope_at_y, zero};
  ID(vector) u = ID(lambert_start)(shrunk) / (n + 1.5);
  u = ID(where)(trivial, zero + NAN, ID(where)(u > low, u, zero + low));
  const ID(vector) one = zero + 1;
  ID(mask) goes_on = u == u;
  WHILE_ANY(goes_on) {
    ID(vector) e = ID(expm1)(u), m = ID(expm1)((n + 1) * u), power = 1 + m;
    ID(vector) both = 1 + (n + 2) * e, fall = ratio * ((1 + e) / power);
    ID(vector) q = n * e * power + ratio * ((e - m) / power) - excess;
    ID(vector) slope = n * (power * both - fall);
    ID(vector) curvature = n * (power * ((n + 1) * both + (n + 2) * (1 + e)) + n * fall);
    ID(vector) step = ID(euler_step)(q / curvature, slope / curvature, one);
    u = ID(advance)(&goes_on, u, step, zero + low, 1e-6 * u);
  }
  ID(vector) e = ID(expm1)(u), power = ID(exp)((n + 1) * u);
  return ID(point)(y, p->step * ((1 + e) / power), p->lambda * (n * e * power));
}

INLINE ID(vector) ID(point_2_limit)(ID(vector) y, const lowrank_proximal *p) {
  const double edge = 2 * sqrt(p->ratio);
  const ID(vector) zero = {0};
  ID(vector) v = y / p->lambda, inside = (1 - edge / v) * (1 + edge / v);
  return 0.5 * y * (1 + __builtin_elementwise_sqrt(ID(where)(inside < 0, zero, inside)));
}

/// y z with the larger root z = e^m of z + h z^-p = 1, h = r v^-(p+1). The start is exact for p = 1,
/// and for every p at h = 0 and at the double root z = p/(1+p), where h is `largest`. `least` is the
/// least log(x/λ) beyond the thresholds.
INLINE ID(vector) ID(point_2)(ID(vector) y, const lowrank_proximal *params, double least,
                              double largest) {
  const double p = params->blocks / (params->blocks + 1), ratio = params->ratio;
  const ID(vector) zero = {0};
  ID(vector) v = y / params->lambda;
  ID(mask) trivial = (y <= params->soft_end) | (y <= params->zero_end) | (v > 1e250);
  ID(vector) log_v = ID(log)(v), low = least - log_v;
  ID(vector) h = ratio * ID(exp)(-(1 + p) * log_v), inside = 1 - h / largest;
  ID(vector) z = (p + __builtin_elementwise_sqrt(ID(where)(inside > 0, inside, zero))) / (1 + p);
  ID(vector) t = (z - 1) / (z + 1), m = t * (2 + t * t * (2.0 / 3 + t * t * (2.0 / 5)));  // log z
  m = ID(where)(trivial, zero + NAN, ID(where)(m < low, low, m));
  ID(vector) fall = zero;  // h z^-p
  ID(mask) goes_on = m == m;
  WHILE_ANY(goes_on) {
    ID(vector) f = h * ID(exp)(-p * m), e = ID(exp)(m);
    ID(vector) step = ID(euler_step)(e + f - 1, e - p * f, e + p * p * f);
    ID(mask) moves = goes_on;
    ID(vector) next = ID(advance)(&goes_on, m, step, low, zero + 1e-6), d = next - m;
    m = next;
    // Exact to rounding once the step is short enough to be the last one.
    z = ID(where)(moves, e + e * (d + 0.5 * d * d), z);
    fall = ID(where)(moves, f - f * (p * d) * (1 - 0.5 * p * d), fall);
  }
  return ID(point)(y, y * fall, y * z);
}

#undef WHILE_ANY
