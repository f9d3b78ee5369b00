// Included once per instruction set by RandomDraws.c, which defines SUFFIX.
// Eight Philox blocks at a time, one per 64-bit lane.

#define ID(name) NAMED(name, SUFFIX)

typedef struct { u64x8 first, second; } ID(words);

/// Ten rounds. Words live in the low halves of the 64-bit lanes; the high halves hold remains of
/// the products, which the 32-bit multiplication never reads. Returns words (0,1) and (2,3)
/// packed, the earlier one in the low half.
INLINE ID(words) ID(blocks)(uint64_t position, uint64_t stream, const uint32_t keys[20]) {
  const u64x8 low = (u64x8){} + 0xffffffffu;
  u64x8 c0 = position + (u64x8){0, 1, 2, 3, 4, 5, 6, 7};
  u64x8 c1 = c0 >> 32;
  u64x8 c2 = (u64x8){} + stream;
  u64x8 c3 = c2 >> 32;
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; ++round) {
    u64x8 p0 = (c0 & low) * 0xD2511F53u;
    u64x8 p1 = (c2 & low) * 0xCD9E8D57u;
    c0 = (p1 >> 32) ^ c1 ^ keys[2 * round];
    c2 = (p0 >> 32) ^ c3 ^ keys[2 * round + 1];
    c1 = p1;
    c3 = p0;
  }
  return (ID(words)){(c0 & low) | (c1 << 32), (c2 & low) | (c3 << 32)};
}

/// (k + 1/2)/2^52, k = the upper 52 bits. Exact.
INLINE f64x8 ID(unit_f64)(u64x8 bits) {
  return (f64x8)((bits >> 12) | 0x3ff0000000000000u) - (1 - 0x1p-53);
}

/// (k + 1/2)/2^23, k = the upper 23 bits. Exact.
INLINE f32x16 ID(unit_f32)(u32x16 bits) {
  return (f32x16)((bits >> 9) | 0x3f800000u) - (1 - 0x1p-24f);
}

#include "VectorLog.inc.h"

/// The same in float32, 2^-32 <= u <= 1.
INLINE f32x16 ID(log_f32)(f32x16 u) {
  const uint32_t root_half = 0x3f3504f3u, bias = (uint32_t)64 << 23;
  u32x16 bits = (u32x16)u;
  u32x16 e = (bits - root_half + bias) >> 23;
  f32x16 exponent = __builtin_convertvector((i32x16)e, f32x16) - 64.0f;
  f32x16 m = (f32x16)(bits - (e << 23) + bias);
  f32x16 s = (m - 1.0f) / (m + 1.0f), z = s * s, w = z * z;
  f32x16 even = w * (0.40000972152f + w * 0.24279078841f);
  f32x16 odd = z * (0.66666662693f + w * 0.28498786688f);
  return exponent * 0.69314718056f + (2.0f * s + s * (even + odd));
}

/// A standard normal pair from a radius word and an angle word (Box and Muller, 1958).
/// The angle is uniform on one quarter of the circle, (-π/4, π/4); the two lowest bits turn it
/// to one of the four quarters by exchanging the coordinates and by the sign of the cosine.
/// Sine and cosine: minimax polynomials of FreeBSD's k_sin.c and k_cos.c (Sun, 1993).
INLINE ID(words) ID(normal_f64)(ID(words) draw) {
  f64x8 radius = __builtin_elementwise_sqrt(-2.0 * ID(log_f64)(ID(unit_f64)(draw.first)));
  f64x8 x = (ID(unit_f64)(draw.second) - 0.5) * 1.57079632679489662;
  f64x8 z = x * x;
  f64x8 sine = x + x * z * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 +
               z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06 +
               z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
  f64x8 cosine = 1.0 - (0.5 * z - z * z * (4.16666666666666019037e-02 +
                 z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05 +
                 z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 +
                 z * -1.13596475577881948265e-11))))));
  u64x8 sign = draw.second << 63, exchange = (u64x8)((draw.second & 2) != 0);
  u64x8 a = (u64x8)(radius * sine), b = (u64x8)(radius * cosine) ^ sign;
  u64x8 swap = (a ^ b) & exchange;
  return (ID(words)){a ^ swap, b ^ swap};
}

/// The same in float32, sixteen pairs; polynomials of Cephes' sinf.c and cosf.c (Moshier).
/// The radius word gives (k + 1/2)/2^31 with the relative precision of float32, hence the tail
/// up to √(2·32·log 2) = 6.66.
INLINE ID(words) ID(normal_f32)(ID(words) draw) {
  u32x16 first = (u32x16)draw.first, second = (u32x16)draw.second;
  f32x16 unit = (__builtin_convertvector((i32x16)(first >> 1), f32x16) + 0.5f) * 0x1p-31f;
  f32x16 radius = __builtin_elementwise_sqrt(-2.0f * ID(log_f32)(unit));
  f32x16 x = (ID(unit_f32)(second) - 0.5f) * 1.57079632679f;
  f32x16 z = x * x;
  f32x16 sine = x + x * z * (-1.6666654611e-1f + z * (8.3321608736e-3f + z * -1.9515295891e-4f));
  f32x16 cosine = 1.0f - (0.5f * z - z * z * (4.166664568298827e-2f +
                  z * (-1.388731625493765e-3f + z * 2.443315711809948e-5f)));
  u32x16 sign = second << 31, exchange = (u32x16)((second & 2) != 0);
  u32x16 a = (u32x16)(radius * sine), b = (u32x16)(radius * cosine) ^ sign;
  u32x16 swap = (a ^ b) & exchange;
  return (ID(words)){(u64x8)(a ^ swap), (u64x8)(b ^ swap)};
}

INLINE void ID(expand)(lowrank_philox p, uint32_t keys[20]) {
  for (uint32_t round = 0; round < 10; ++round) {
    keys[2 * round] = (uint32_t)p.key + round * 0x9E3779B9u;
    keys[2 * round + 1] = (uint32_t)(p.key >> 32) + round * 0xBB67AE85u;
  }
}

INLINE void ID(group_f64)(lowrank_philox p, const uint32_t keys[20], int normal, double center,
                          double scale, double out[16]) {
  ID(words) draw = ID(blocks)(p.position, p.stream, keys);
  f64x8 a, b;
  if (normal) {
    draw = ID(normal_f64)(draw);
    a = (f64x8)draw.first, b = (f64x8)draw.second;
  } else {
    a = ID(unit_f64)(draw.first), b = ID(unit_f64)(draw.second);
  }
  a = center + scale * a, b = center + scale * b;
  f64x8 low = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  f64x8 high = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  memcpy(out, &low, 64), memcpy(out + 8, &high, 64);
}

INLINE void ID(group_f32)(lowrank_philox p, const uint32_t keys[20], int normal, float center,
                          float scale, float out[32]) {
  ID(words) draw = ID(blocks)(p.position, p.stream, keys);
  f32x16 a, b;
  if (normal) {
    draw = ID(normal_f32)(draw);
    a = (f32x16)draw.first, b = (f32x16)draw.second;
  } else {
    a = ID(unit_f32)((u32x16)draw.first), b = ID(unit_f32)((u32x16)draw.second);
  }
  a = center + scale * a, b = center + scale * b;
  f64x8 low = __builtin_shufflevector((f64x8)a, (f64x8)b, 0, 8, 1, 9, 2, 10, 3, 11);
  f64x8 high = __builtin_shufflevector((f64x8)a, (f64x8)b, 4, 12, 5, 13, 6, 14, 7, 15);
  memcpy(out, &low, 64), memcpy(out + 16, &high, 64);
}

/// Whole groups go straight to `out`, the last one through a buffer.
#define LOWRANK_FILL(scalar, kind, lanes)                                                      \
  INLINE void ID(run_##kind)(lowrank_philox p, int normal, scalar center, scalar scale,        \
                             scalar *out, size_t count) {                                      \
    uint32_t keys[20];                                                                         \
    ID(expand)(p, keys);                                                                       \
    for (; count >= lanes; count -= lanes, out += lanes, p.position += 8)                      \
      ID(group_##kind)(p, keys, normal, center, scale, out);                                   \
    if (count == 0) return;                                                                    \
    scalar rest[lanes];                                                                        \
    ID(group_##kind)(p, keys, normal, center, scale, rest);                                    \
    memcpy(out, rest, count * sizeof(scalar));                                                 \
  }                                                                                            \
  static void ID(fill_##kind)(lowrank_philox p, int normal, scalar center, scalar scale,       \
                              scalar *out, size_t count) {                                     \
    if (normal)                                                                                \
      ID(run_##kind)(p, 1, center, scale, out, count);                                         \
    else                                                                                       \
      ID(run_##kind)(p, 0, center, scale, out, count);                                         \
  }

LOWRANK_FILL(double, f64, 16)
LOWRANK_FILL(float, f32, 32)

#undef LOWRANK_FILL

/// Whole groups of eight blocks go straight to `out`, the last one through a buffer.
static void ID(words_u64)(lowrank_philox p, uint64_t *out, size_t blocks) {
  uint32_t keys[20];
  ID(expand)(p, keys);
  for (size_t done = 0; done < blocks; done += 8, p.position += 8) {
    ID(words) draw = ID(blocks)(p.position, p.stream, keys);
    u64x8 group[2] = {__builtin_shufflevector(draw.first, draw.second, 0, 8, 1, 9, 2, 10, 3, 11),
                      __builtin_shufflevector(draw.first, draw.second, 4, 12, 5, 13, 6, 14, 7, 15)};
    size_t left = blocks - done;
    memcpy(out + 2 * done, group, (left < 8 ? left : 8) * 16);
  }
}
#undef ID
