#include "CryptoBoundary.h"

#include <stdlib.h>

#if defined(__APPLE__)
#include <CommonCrypto/CommonDigest.h>

struct lr_sha256 { CC_SHA256_CTX context; };

lr_sha256 *lr_sha256_begin(void) {
  lr_sha256 *state = malloc(sizeof *state);
  if (state) CC_SHA256_Init(&state->context);
  return state;
}

void lr_sha256_update(lr_sha256 *state, const void *bytes, size_t count) {
  const size_t most = 1u << 30;
  for (const char *at = bytes; count > 0;) {
    size_t part = count < most ? count : most;
    CC_SHA256_Update(&state->context, at, (CC_LONG)part);
    at += part;
    count -= part;
  }
}

void lr_sha256_finish(lr_sha256 *state, unsigned char digest[32]) {
  CC_SHA256_Final(digest, &state->context);
  free(state);
}

void lr_sha256_discard(lr_sha256 *state) { free(state); }

#else
#include <openssl/evp.h>

struct lr_sha256 { EVP_MD_CTX *context; };

lr_sha256 *lr_sha256_begin(void) {
  lr_sha256 *state = malloc(sizeof *state);
  if (!state) return NULL;
  state->context = EVP_MD_CTX_new();
  if (!state->context || EVP_DigestInit_ex(state->context, EVP_sha256(), NULL) != 1) {
    lr_sha256_discard(state);
    return NULL;
  }
  return state;
}

void lr_sha256_update(lr_sha256 *state, const void *bytes, size_t count) {
  EVP_DigestUpdate(state->context, bytes, count);
}

void lr_sha256_finish(lr_sha256 *state, unsigned char digest[32]) {
  EVP_DigestFinal_ex(state->context, digest, NULL);
  lr_sha256_discard(state);
}

void lr_sha256_discard(lr_sha256 *state) {
  EVP_MD_CTX_free(state->context);
  free(state);
}
#endif
