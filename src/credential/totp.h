/* SPDX-License-Identifier: Apache-2.0 */
/* totp - one-time codes of six digits, a new one every thirty seconds (RFC 6238).
 *
 * A code is taken from the step before, at or after now, and never twice: the step that was used is
 * kept, and only later ones count. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define TOTP_DIGITS 6
#define TOTP_STEP_MS INT64_C(30000)

/* Owned: 160 random bits in base 32, as authenticator programs read it. */
char *totp_secret(void);
/* Owned "otpauth://totp/…" for the QR code. */
char *totp_uri(const char *secret, const char *account, const char *issuer);
/* `last_step`: of the last code taken, 0 before the first. FAIL_DENIED with "wrong_code", or
 * "replayed" for a code that was right once. */
bool totp_check(
    const char *secret, const char *code, int64_t now, int64_t *last_step, GError **error);
