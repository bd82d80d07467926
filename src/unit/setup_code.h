/* SPDX-License-Identifier: Apache-2.0 */
/* setup_code - the one-time code that shows who asks for the first start: whoever may look into the
 * data directory or at what the server says when it starts.
 *
 * It exists only while the journal is empty: made at the first start, kept in DATA/setup-code (mode
 * 0600) for the next, gone once set-up is done or found done. 25 characters of 31 (123 bits), in
 * groups, without those that look alike; case, spaces and dashes do not matter when it is typed.
 * What stands in the file counts only when it is such a code in a private regular file, else it is
 * replaced. Wrong tries are counted in memory, so that guessing is slow as well. Thread-safe. */
#pragma once

#include "store/store.h"

/* The service under which the set-up commands find it. */
#define SERVICE_SETUP_CODE "setup_code"

#define SETUP_CODE_FILE "setup-code"
#define SETUP_CODE_TRIES 10       /* wrong ones that a minute bears */
#define SETUP_CODE_TRIES_MS 60000 /* that minute */

typedef struct SetupCode SetupCode;

/* Of this data directory and database: reads or makes the code where the journal is empty, else
 * removes what is left of one. FAIL_UNAVAILABLE when the file can't be written. */
SetupCode *setup_code_open(const char *data, Db *db, GError **error);
void setup_code_free(SetupCode *code);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SetupCode, setup_code_free)

/* As it is shown, borrowed; NULL: set-up was done when it was opened. */
const char *setup_code_text(const SetupCode *code);
/* Was that typed? `now` is monotonic. FAIL_DENIED: "wrong_setup_code", or after too many of those
 * "setup_code_tries" whatever is given. `code` may be NULL: then nothing is right. */
bool setup_code_check(SetupCode *code, const char *given, int64_t now, GError **error);
/* Set-up is done: the file goes. At every further call nothing happens; `code` may be NULL. */
void setup_code_close(SetupCode *code);
