#ifndef LOWRANK_ZLIB_BOUNDARY_H
#define LOWRANK_ZLIB_BOUNDARY_H
#include <stddef.h>
#include <stdint.h>

/// Inflates `input` (gzip, zlib or raw deflate as `format` says) into `output`.
/// Returns 0 and the bytes written, 1 when `output` is too small, 2 when the stream is damaged or truncated.
enum lr_zlib_format { LR_ZLIB_GZIP = 0, LR_ZLIB_RAW = 1 };
int lr_inflate(const uint8_t *input, size_t input_count, uint8_t *output, size_t capacity,
               enum lr_zlib_format format, size_t *written);

/// Deflates `input` as a raw stream; returns 0 and the bytes written, 1 when `output` is too small.
int lr_deflate(const uint8_t *input, size_t input_count, uint8_t *output, size_t capacity,
               size_t *written);

/// An upper bound of the size that `lr_deflate` needs for `count` bytes.
size_t lr_deflate_bound(size_t count);

/// CRC-32 of `count` bytes, continuing from `seed` (0 to begin).
uint32_t lr_crc32(uint32_t seed, const uint8_t *input, size_t count);
#endif
