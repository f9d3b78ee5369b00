#include "ZlibBoundary.h"

#include <limits.h>
#include <zlib.h>

/// zlib counts in `unsigned int`; longer buffers are fed in pieces of at most this many bytes.
static const size_t piece = 1u << 30;

static unsigned int next_piece(size_t remaining) {
  return (unsigned int)(remaining < piece ? remaining : piece);
}

int lr_inflate(const uint8_t *input, size_t input_count, uint8_t *output, size_t capacity,
               enum lr_zlib_format format, size_t *written) {
  z_stream stream = {0};
  int window = format == LR_ZLIB_RAW ? -MAX_WBITS : MAX_WBITS + 16;
  *written = 0;
  if (inflateInit2(&stream, window) != Z_OK) return 2;
  size_t read = 0;
  int status = Z_OK;
  uint8_t spare;  // a full output must still let zlib reach the end mark
  while (status == Z_OK) {
    unsigned int in = next_piece(input_count - read);
    unsigned int out = next_piece(capacity - *written);
    stream.next_in = (Bytef *)(input + read);
    stream.avail_in = in;
    stream.next_out = out ? output + *written : &spare;
    stream.avail_out = out ? out : 1;
    unsigned int offered = stream.avail_out;
    status = inflate(&stream, Z_NO_FLUSH);
    read += in - stream.avail_in;
    size_t produced = offered - stream.avail_out;
    if (!out && produced) {
      inflateEnd(&stream);
      return 1;
    }
    *written += out ? produced : 0;
    if (status == Z_OK && in == 0 && produced == 0) break;
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END ? 0 : 2;
}

int lr_deflate(const uint8_t *input, size_t input_count, uint8_t *output, size_t capacity,
               size_t *written) {
  z_stream stream = {0};
  *written = 0;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    return 1;
  size_t read = 0;
  int status = Z_OK;
  while (status == Z_OK) {
    unsigned int in = next_piece(input_count - read);
    unsigned int out = next_piece(capacity - *written);
    if (!out) break;
    stream.next_in = (Bytef *)(input + read);
    stream.avail_in = in;
    stream.next_out = output + *written;
    stream.avail_out = out;
    status = deflate(&stream, read + in == input_count ? Z_FINISH : Z_NO_FLUSH);
    read += in - stream.avail_in;
    *written += out - stream.avail_out;
  }
  deflateEnd(&stream);
  return status == Z_STREAM_END ? 0 : 1;
}

size_t lr_deflate_bound(size_t count) { return compressBound(count) + 64; }

uint32_t lr_crc32(uint32_t seed, const uint8_t *input, size_t count) {
  return (uint32_t)crc32_z(seed, input, count);
}
