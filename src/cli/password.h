/* SPDX-License-Identifier: Apache-2.0 */
/* password - one line of stdin, not shown when it is typed; never an argument, which others could
 * see. */
#pragma once

#include "base/fail.h"

/* Owned; `whose` is what a terminal is asked with. FAIL_INVALID when the line is missing or empty.
 */
char *password_ask(const char *whose, GError **error);
