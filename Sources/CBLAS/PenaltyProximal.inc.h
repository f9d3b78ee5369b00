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

/// One step of the lanes that go on, not below `low`. The step after one of a relative 1e-7 would be
/// below rounding.
INLINE ID(vector) ID(advance)(ID(mask) *goes_on, ID(vector) x, ID(vector) step, double low) {
  const ID(vector) zero = {0};
  ID(vector) next = x + step;
  next = ID(where)(next < low, zero + low, next);
  ID(vector) moved = ID(where)(next < x, x - next, next - x);
  next = ID(where)(*goes_on, next, x);
  *goes_on &= moved > 1e-7 * next;
  return next;
}

// Until every lane has stopped. Lanes that are not numbers do not wait; the nearly double root, which
// takes the most steps, takes about ten.
#define WHILE_ANY(goes_on) \
  for (int steps = 0; steps < 24 && __builtin_reduce_or(goes_on); steps++)

INLINE ID(vector) ID(point_1_limit)(ID(vector) y, const lowrank_proximal *p) {
  const double ratio = p->ratio, low = ratio > 1 ? 0.5 * log(ratio) : 0;
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
    w = ID(advance)(&goes_on, w, ID(euler_step)(q / curvature, slope / curvature, one), low);
  }
  ID(vector) power = ID(exp)(w);
  return ID(point)(y, p->step / power, p->lambda * (w * power));
}

INLINE ID(vector) ID(point_1)(ID(vector) y, const lowrank_proximal *p) {
  const double n = p->blocks, ratio = p->ratio;
  const double low = ratio > 1 ? log(ratio) / (2 * (n + 1)) : 0;
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
    u = ID(advance)(&goes_on, u, ID(euler_step)(q / curvature, slope / curvature, one), low);
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

INLINE ID(vector) ID(point_2)(ID(vector) y, const lowrank_proximal *p) {
  const double exponent = p->blocks / (p->blocks + 1), ratio = p->ratio;
  const double turn = pow(ratio * exponent, 1 / (1 + exponent)), low = turn > 1 ? turn : 1;
  const ID(vector) zero = {0};
  ID(vector) v = y / p->lambda, shrinkage;
  ID(mask) trivial = (y <= p->soft_end) | (y <= p->zero_end) | (v > 1e250);
  ID(vector) u = v - ratio * ID(exp)(-exponent * ID(log)(v));
  u = ID(where)(trivial, zero + NAN, ID(where)(u > low, u, zero + low));
  ID(mask) goes_on = u == u;
  WHILE_ANY(goes_on) {
    shrinkage = ratio * ID(exp)(-exponent * ID(log)(u));
    ID(vector) bend = exponent * (shrinkage / u), curvature = (1 + exponent) * (bend / u);
    u = ID(advance)(&goes_on, u, ID(euler_step)(u + shrinkage - v, 1 - bend, curvature), low);
  }
  shrinkage = p->step * ID(exp)(-exponent * ID(log)(u));
  return ID(point)(y, shrinkage, p->lambda * u);
}

#undef WHILE_ANY
