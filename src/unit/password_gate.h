/* SPDX-License-Identifier: Apache-2.0 */
/* password_gate - a password somebody chose, checked and turned into its hash in place. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Replaces *password by its hash. FAIL_INVALID names `field` with the problem word. Slow: for
 * prepare() and imports only. */
bool password_take(char **password, const char *login, const char *field, GError **error);
