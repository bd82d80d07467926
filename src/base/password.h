/* SPDX-License-Identifier: Apache-2.0 */
/* password - Argon2id hashes (19 MiB, two passes), made and checked off the executor.
 *
 * At most two run at once in the process: the gate belongs to the caller (the engine's slow
 * pool). Only base/ sees libsodium. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define PASSWORD_MAX 128

/* An owned PHC string ("$argon2id$…"), or NULL with FAIL_UNAVAILABLE when memory is short. */
char *password_hash(const char *password, GError **error);
/* False for a wrong password and for a damaged hash alike. */
bool password_matches(const char *hash, const char *password);
/* NULL when the password may be used, else the problem word: "too_short" (under 10 characters),
 * "too_long", "too_simple" (fewer than two kinds of characters, or all of one repeat),
 * "same_as_account". */
const char *password_problem(const char *password, const char *account);
