/* SPDX-License-Identifier: Apache-2.0 */
#include "base/password.h"

#include "base/fail.h"

#include <sodium.h>
#include <string.h>

#define PASSES 2
#define MEMORY (19 * 1024 * 1024)
#define CHARACTERS_MIN 10

char *password_hash(const char *password, GError **error)
{
    size_t length = strlen(password);
    if (length > PASSWORD_MAX) {
        fail_field(error, "password", "too_long");
        return NULL;
    }
    g_autofree char *hash = g_malloc0(crypto_pwhash_STRBYTES);
    if (sodium_init() < 0 || crypto_pwhash_str_alg(hash, password, length, PASSES, MEMORY,
                                 crypto_pwhash_ALG_ARGON2ID13) != 0) {
        fail(error, FAIL_UNAVAILABLE, "not enough memory to hash a password");
        return NULL;
    }
    return g_steal_pointer(&hash);
}

bool password_matches(const char *hash, const char *password)
{
    size_t length = strlen(password);
    if (length > PASSWORD_MAX || strlen(hash) >= crypto_pwhash_STRBYTES || sodium_init() < 0)
        return false;
    return crypto_pwhash_str_verify(hash, password, length) == 0;
}

/* Lower case, upper case, digits, everything else. */
static int kinds_of_characters(const char *password)
{
    bool met[4] = {false};
    for (const char *at = password; *at; at++) {
        if (g_ascii_islower(*at))
            met[0] = true;
        else if (g_ascii_isupper(*at))
            met[1] = true;
        else if (g_ascii_isdigit(*at))
            met[2] = true;
        else
            met[3] = true;
    }
    return met[0] + met[1] + met[2] + met[3];
}

/* "officer@430102004" is the account of the login "officer". */
static bool is_account(const char *password, const char *account)
{
    size_t login = strcspn(account, "@");
    return g_ascii_strcasecmp(password, account) == 0 ||
           (strlen(password) == login && g_ascii_strncasecmp(password, account, login) == 0);
}

const char *password_problem(const char *password, const char *account)
{
    if (strlen(password) > PASSWORD_MAX)
        return "too_long";
    if (account && is_account(password, account))
        return "same_as_account";
    if (g_utf8_strlen(password, -1) < CHARACTERS_MIN)
        return "too_short";
    return kinds_of_characters(password) < 2 ? "too_simple" : NULL;
}
