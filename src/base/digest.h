/* SPDX-License-Identifier: Apache-2.0 */
/* digest - SM3 (GB/T 32905) and SHA-256, random bytes, hex.
 *
 * Only base/ sees libcrypto. A Digest is made once and used again and again by one thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE 32
#define DIGEST_BLOCK 64 /* what both read at a time */
#define DIGEST_HEX (2 * DIGEST_SIZE + 1)

typedef enum DigestKind { DIGEST_SM3, DIGEST_SHA256 } DigestKind;

typedef struct Digest Digest;
Digest *digest_new(DigestKind kind);
void digest_free(Digest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digest, digest_free)

typedef struct DigestPart {
    const void *bytes;
    size_t size;
} DigestPart;

/* out = H(a ‖ b); either part may be empty. */
void digest_parts(Digest *digest, DigestPart a, DigestPart b, uint8_t out[DIGEST_SIZE]);
#define digest_pair(digest, a, a_size, b, b_size, out)                                             \
    digest_parts((digest), (DigestPart){(a), (a_size)}, (DigestPart){(b), (b_size)}, (out))

/* out = HMAC (RFC 2104) of the message under the key, which is at most DIGEST_BLOCK long. */
void digest_keyed(Digest *digest, DigestPart key, DigestPart message, uint8_t out[DIGEST_SIZE]);

const char *digest_name(DigestKind kind);                 /* "sm3", "sha256" */
bool digest_kind(const char *name, DigestKind *out_kind); /* false: unknown name */

void random_bytes(void *out, size_t size);
/* Fresh text of `bytes` random bytes, as lower-case hex. */
char *random_hex(size_t bytes);
/* What is kept of such a text instead of it: no salt, for nobody can guess 256 bits. Owned, hex. */
char *digest_secret(const char *secret);
void hex_write(const uint8_t *bytes, size_t size, char *out /* 2*size+1 */);
bool hex_read(const char *text, uint8_t *out, size_t size);
/* Equal in constant time. */
bool bytes_equal(const void *a, const void *b, size_t size);
