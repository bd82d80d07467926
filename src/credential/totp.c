/* SPDX-License-Identifier: Apache-2.0 */
#include "credential/totp.h"

#include "base/digest.h"
#include "base/fail.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_BYTES 20
#define SLACK 1 /* steps a clock may be off, each way */

char *totp_secret(void)
{
    char bytes[SECRET_BYTES];
    char *text = NULL;

    random_bytes(bytes, sizeof bytes);
    if (oath_base32_encode(bytes, sizeof bytes, &text, NULL) != OATH_OK)
        g_error("no memory for a secret");
    char *secret = g_strdup(text);
    free(text);
    return secret;
}

char *totp_uri(const char *secret, const char *account, const char *issuer)
{
    g_autofree char *who = g_uri_escape_string(account, "@", FALSE);
    g_autofree char *from = g_uri_escape_string(issuer, NULL, FALSE);

    return g_strdup_printf("otpauth://totp/%s:%s?secret=%s&issuer=%s", from, who, secret, from);
}

static bool step_matches(const char *key, size_t size, int64_t step, const char *code)
{
    char right[TOTP_DIGITS + 1] = "";

    if (step < 0 || oath_hotp_generate(key, size, (uint64_t) step, TOTP_DIGITS, false,
                        OATH_HOTP_DYNAMIC_TRUNCATION, right) != OATH_OK)
        return false;
    return bytes_equal(right, code, TOTP_DIGITS);
}

static bool key_check(
    const char *key, size_t size, const char *code, int64_t now, int64_t *last_step)
{
    int64_t step = now / TOTP_STEP_MS;

    for (int64_t at = step - SLACK; at <= step + SLACK; at++) {
        if (!step_matches(key, size, at, code))
            continue;
        bool fresh = at > *last_step;
        *last_step = MAX(at, *last_step);
        return fresh;
    }
    *last_step = -1;
    return false;
}

bool totp_check(
    const char *secret, const char *code, int64_t now, int64_t *last_step, GError **error)
{
    char *key = NULL;
    size_t size = 0;
    int64_t step = *last_step;

    bool shaped = strlen(code) == TOTP_DIGITS && strspn(code, "0123456789") == TOTP_DIGITS;
    if (!shaped || oath_base32_decode(secret, strlen(secret), &key, &size) != OATH_OK)
        return fail_as(error, FAIL_DENIED, "wrong_code", "the code is not right");
    bool right = key_check(key, size, code, now, &step);
    free(key);
    if (step < 0)
        return fail_as(error, FAIL_DENIED, "wrong_code", "the code is not right");
    if (!right)
        return fail_as(error, FAIL_DENIED, "replayed", "the code was used before");
    *last_step = step;
    return true;
}
