/* SPDX-License-Identifier: Apache-2.0 */
/* certificate - a certificate authority for one room's network, and certificates under it.
 *
 * For rooms without a public name: the authority's certificate is installed once on each machine
 * of the room, and the browser then trusts the server. P-256 and SHA-256; all PEM text. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define AUTHORITY_YEARS 10
#define CERTIFICATE_DAYS 825 /* the longest that every browser takes */

typedef struct Certificate {
    char *cert; /* PEM */
    char *key;  /* PEM, secret */
} Certificate;

void certificate_clear(Certificate *certificate);

/* A new authority, valid from `now`. FAIL_UNAVAILABLE when the library fails. */
bool authority_make(const char *name, int64_t now, Certificate *out_authority, GError **error);
/* When the first certificate of a PEM text runs out. FAIL_INVALID: it is none. */
bool certificate_ends(const char *pem, int64_t *out_at, GError **error);
/* The names and addresses that the first certificate of a PEM text is for: owned GStrv, empty when
 * it is none. */
char **certificate_names(const char *pem);
/* A server certificate for host names and IP addresses (a GStrv, at least one), signed by the
 * authority. FAIL_INVALID: not a host, or the authority can't be read. */
bool certificate_make(const Certificate *authority, const char *const *hosts, int64_t now,
    Certificate *out_certificate, GError **error);
