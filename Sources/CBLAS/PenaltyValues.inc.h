// φ and φ' of the ResNet penalties with constants one half; the formulas are at ResNetPenalty in
// Theory. Needs what VectorFunctions.inc.h defines.

/// s = σ/λ = value·e^shift. The shift is 0 unless the quotient overflows; then it keeps even the
/// largest σ over the smallest λ in range, and the value above 1e-20.
typedef struct {
  ID(vector) value, shift;
} ID(quotient);

INLINE ID(quotient) ID(divide)(ID(vector) sigma, double lambda) {
  const ID(vector) zero = {0};
  ID(vector) s = sigma / lambda;
  ID(mask) overflows = s > 0x1p1010;
  return (ID(quotient)){
      ID(where)(overflows, sigma * 0x1p-538 / (lambda * 0x1p538), s),
      ID(where)(overflows, zero + 1076 * 0.69314718055994530942, zero),
  };
}

INLINE ID(vector) ID(log_of)(ID(quotient) s) { return ID(log)(s.value) + s.shift; }

/// `small` where s < 1e-20, so that φ(σ) = σ to rounding.
INLINE ID(vector) ID(unless_tiny)(ID(quotient) s, ID(vector) small, ID(vector) result) {
  return ID(where)(s.value < 1e-20, small, result);
}

/// W₀(s) to 2 %: l (1 - log(1 + l)/(2 + l)), l = log(1 + s) (Winitzki, 2003).
INLINE ID(vector) ID(lambert_start)(ID(quotient) s) {
  ID(vector) l = ID(log1p)(s.value) + s.shift;
  return l * (1 - ID(log)(1 + l) / (2 + l));
}

/// One step towards w + log w = log s, of fourth order (Fritsch, Shafer and Crowley, 1973). The
/// logarithm is that of s/w, so nothing cancels for small s.
INLINE ID(vector) ID(lambert_step)(ID(quotient) s, ID(vector) w) {
  ID(vector) z = ID(log)(s.value / w) + (s.shift - w);
  ID(vector) q = 2 * (1 + w) * (1 + w + (2.0 / 3) * z);
  return w + w * (z * (q - z)) / ((1 + w) * (q - 2 * z));
}

/// W₀(s): the start's error of 2e-2 becomes 1e-8, then rounding.
INLINE ID(vector) ID(lambert)(ID(quotient) s) {
  return ID(lambert_step)(s, ID(lambert_step)(s, ID(lambert_start)(s)));
}

/// u = log t with (t - 1) t^(L+1) = κ, by three steps of fourth order for
/// log expm1(u) + (L + 1) u = log κ, from W₀((L+3/2)κ)/(L+3/2).
INLINE ID(vector) ID(log_t)(ID(quotient) kappa, double blocks) {
  ID(quotient) start = {(blocks + 1.5) * kappa.value, kappa.shift};
  ID(vector) u = ID(lambert_start)(start) / (blocks + 1.5);
  for (int step = 0; step < 3; step++) {
    ID(vector) e = ID(expm1)(u), t = 1 + e, d = 1 / (t + (blocks + 1) * e);
    ID(vector) k = (ID(log)(kappa.value / e) + (kappa.shift - (blocks + 1) * u)) * d;
    ID(vector) curvature = 0.5 * t * d;
    u += e * k * (1 + k * (curvature + k * (curvature * (2 * curvature) - t * ((t + 1) * d) / 6)));
  }
  return u;
}

INLINE ID(vector) ID(value_1)(ID(vector) sigma, double lambda, double blocks) {
  ID(quotient) s = ID(divide)(sigma, lambda), kappa = {s.value / blocks, s.shift};
  ID(vector) e = ID(expm1)(ID(log_t)(kappa, blocks)), x = blocks * e;
  return ID(unless_tiny)(s, sigma, (lambda * x) * (1 + e + 0.5 * x));
}

INLINE ID(vector) ID(slope_1)(ID(vector) sigma, double lambda, double blocks) {
  ID(quotient) s = ID(divide)(sigma, lambda), kappa = {s.value / blocks, s.shift};
  const ID(vector) zero = {0};
  return ID(unless_tiny)(s, zero + 1, ID(exp)(-blocks * ID(log_t)(kappa, blocks)));
}

INLINE ID(vector) ID(value_1_limit)(ID(vector) sigma, double lambda) {
  ID(quotient) s = ID(divide)(sigma, lambda);
  ID(vector) w = ID(lambert)(s);
  return ID(unless_tiny)(s, sigma, lambda * (w * (1 + 0.5 * w)));
}

INLINE ID(vector) ID(slope_1_limit)(ID(vector) sigma, double lambda) {
  ID(quotient) s = ID(divide)(sigma, lambda);
  const ID(vector) zero = {0};
  return ID(unless_tiny)(s, zero + 1, ID(exp)(-ID(lambert)(s)));
}

INLINE ID(vector) ID(value_2)(ID(vector) sigma, double lambda, double blocks) {
  ID(vector) l = ID(log_of)(ID(divide)(sigma, lambda));
  ID(vector) growth = (blocks + 1) * ID(expm1)(l / (blocks + 1));
  return ID(where)(sigma <= lambda, sigma, lambda * (1 + growth));
}

INLINE ID(vector) ID(slope_2)(ID(vector) sigma, double lambda, double blocks) {
  const ID(vector) zero = {0};
  ID(vector) l = ID(log_of)(ID(divide)(sigma, lambda));
  return ID(where)(sigma <= lambda, zero + 1, ID(exp)(-(blocks / (blocks + 1)) * l));
}

INLINE ID(vector) ID(value_2_limit)(ID(vector) sigma, double lambda) {
  ID(vector) l = ID(log_of)(ID(divide)(sigma, lambda));
  return ID(where)(sigma <= lambda, sigma, lambda * (1 + l));
}

INLINE ID(vector) ID(slope_2_limit)(ID(vector) sigma, double lambda) {
  const ID(vector) zero = {0};
  return ID(where)(sigma <= lambda, zero + 1, lambda / sigma);
}
