// Needs f64x8, u64x8, INLINE and ID of the file that includes it.

/// log u for 2^-60 <= u <= 2^60, within 2 ulp. u = 2^e·m with m in [√½, √2) and
/// log m = 2 artanh s, s = (m-1)/(m+1); coefficients of FreeBSD's e_log.c (Sun, 1993).
INLINE f64x8 ID(log_f64)(f64x8 u) {
  const uint64_t root_half = 0x3fe6a09e667f3bcdu, bias = (uint64_t)64 << 52;
  u64x8 bits = (u64x8)u;
  u64x8 e = (bits - root_half + bias) >> 52;  // exponent + 64, not negative
  f64x8 exponent = (f64x8)(e | 0x4330000000000000u) - (0x1p52 + 64);
  f64x8 m = (f64x8)(bits - (e << 52) + bias);
  f64x8 s = (m - 1.0) / (m + 1.0), z = s * s, w = z * z;
  f64x8 even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 +
               w * 1.531383769920937332e-01));
  f64x8 odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 +
              w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  return exponent * 6.93147180559945286e-01 + (2.0 * s + s * (even + odd));
}
