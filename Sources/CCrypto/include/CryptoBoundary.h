#ifndef LOWRANK_CRYPTO_BOUNDARY_H
#define LOWRANK_CRYPTO_BOUNDARY_H
#include <stddef.h>

/// A SHA-256 in the making; `lr_sha256_finish` or `lr_sha256_discard` ends its life.
typedef struct lr_sha256 lr_sha256;

/// Null when memory is used up.
lr_sha256 *lr_sha256_begin(void);
void lr_sha256_update(lr_sha256 *state, const void *bytes, size_t count);
/// Writes the 32 bytes of the digest.
void lr_sha256_finish(lr_sha256 *state, unsigned char digest[32]);
void lr_sha256_discard(lr_sha256 *state);
#endif
