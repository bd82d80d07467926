/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

struct Digest {
    EVP_MD *method; /* fetched once: fetching costs more than hashing an event */
    EVP_MD_CTX *context;
};

Digest *digest_new(DigestKind kind)
{
    Digest *digest = g_new0(Digest, 1);
    digest->method = EVP_MD_fetch(NULL, kind == DIGEST_SM3 ? "SM3" : "SHA256", NULL);
    digest->context = EVP_MD_CTX_new();
    if (!digest->method || !digest->context)
        g_error("libcrypto has no %s", digest_name(kind));
    return digest;
}

void digest_free(Digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->context);
    EVP_MD_free(digest->method);
    g_free(digest);
}

void digest_parts(Digest *digest, DigestPart a, DigestPart b, uint8_t out[DIGEST_SIZE])
{
    if (!EVP_DigestInit_ex2(digest->context, digest->method, NULL) ||
        !EVP_DigestUpdate(digest->context, a.bytes, a.size) ||
        !EVP_DigestUpdate(digest->context, b.bytes, b.size) ||
        !EVP_DigestFinal_ex(digest->context, out, NULL))
        g_error("libcrypto can't make a digest");
}

void digest_keyed(Digest *digest, DigestPart key, DigestPart message, uint8_t out[DIGEST_SIZE])
{
    uint8_t inner[DIGEST_BLOCK] = {0}, outer[DIGEST_BLOCK] = {0};

    g_return_if_fail(key.size <= DIGEST_BLOCK);
    memcpy(inner, key.bytes, key.size);
    memcpy(outer, key.bytes, key.size);
    for (size_t i = 0; i < DIGEST_BLOCK; i++) {
        inner[i] ^= 0x36;
        outer[i] ^= 0x5c;
    }
    digest_parts(digest, (DigestPart){inner, sizeof inner}, message, out);
    digest_parts(digest, (DigestPart){outer, sizeof outer}, (DigestPart){out, DIGEST_SIZE}, out);
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(outer, sizeof outer);
}

const char *digest_name(DigestKind kind)
{
    return kind == DIGEST_SM3 ? "sm3" : "sha256";
}

bool digest_kind(const char *name, DigestKind *out_kind)
{
    for (DigestKind kind = DIGEST_SM3; kind <= DIGEST_SHA256; kind++)
        if (g_strcmp0(name, digest_name(kind)) == 0) {
            *out_kind = kind;
            return true;
        }
    return false;
}

void random_bytes(void *out, size_t size)
{
    if (size > INT_MAX || RAND_bytes(out, (int) size) != 1)
        g_error("libcrypto has no random numbers");
}

char *random_hex(size_t bytes)
{
    g_autofree uint8_t *raw = g_malloc(bytes + 1);
    char *text = g_malloc(2 * bytes + 1);
    random_bytes(raw, bytes);
    hex_write(raw, bytes, text);
    return text;
}

char *digest_secret(const char *secret)
{
    g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);
    uint8_t hash[DIGEST_SIZE];
    char *hex = g_malloc(DIGEST_HEX);

    digest_pair(digest, secret, strlen(secret), "", 0, hash);
    hex_write(hash, sizeof hash, hex);
    return hex;
}

void hex_write(const uint8_t *bytes, size_t size, char *out)
{
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    out[2 * size] = '\0';
}

bool hex_read(const char *text, uint8_t *out, size_t size)
{
    if (strlen(text) != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = g_ascii_xdigit_value(text[2 * i]);
        int low = g_ascii_xdigit_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t) (high << 4 | low);
    }
    return true;
}

bool bytes_equal(const void *a, const void *b, size_t size)
{
    return CRYPTO_memcmp(a, b, size) == 0;
}
