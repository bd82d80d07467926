/* SPDX-License-Identifier: Apache-2.0 */
/* fail - how anything in Shaodian says that it could not be done.
 *
 * One GError domain, six codes: a caller wants to know only what to do next. An error may carry a
 * `reason`, a short word the page translates ("wrong_state", "needs_watch"), and a list of fields
 * that are wrong, because a form reports all its mistakes at once. Messages are English, for the
 * log and the operator; they never hold a secret or a personal value. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum FailCode {
    FAIL_INVALID,     /* the input is wrong: 422, or 400 when it can't be parsed */
    FAIL_DENIED,      /* signed in, but not allowed: 403 */
    FAIL_NOT_FOUND,   /* no such thing, or not yours to see: 404 */
    FAIL_CONFLICT,    /* right in itself, but not in this state: 409 */
    FAIL_UNAVAILABLE, /* not now: disk full, database away, too busy: 503 */
    FAIL_CORRUPT,     /* the record does not fit itself: 500 */
} FailCode;

#define FAIL (fail_quark())
GQuark fail_quark(void);

/* Sets `error` (may be NULL) and returns false. `reason` becomes the code's own name. */
bool fail(GError **error, FailCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The same with a more exact `reason`, a literal in lower_snake_case. */
bool fail_as(GError **error, FailCode code, const char *reason, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Adds one wrong field: FAIL_INVALID with this field, or one field more on an error already made
 * by this function. `problem` is a word ("required", "too_long", "unknown", "not_utf8"); `name` is
 * the path of the field as the client sent it ("fields.deaths"). Who sends thousands of wrong
 * fields is told of the first FAIL_FIELDS_MAX. Always returns false. */
#define FAIL_FIELDS_MAX 100
bool fail_field(GError **error, const char *name, const char *problem);

/* Puts "doing what: " before the message of an error already set. Always returns false. */
bool fail_in(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* After a reader that says FAIL_NOT_FOUND, where there need be none: true with that or without a
 * failure, else false with it. `local` is taken. */
bool fail_unless_absent(GError *local, GError **error);

typedef struct FailField {
    char *name;
    char *problem;
} FailField;

/* The reason word of an error of this domain; "corrupt" for any other domain. Never NULL. */
const char *fail_reason(const GError *error);

/* Its wrong fields: borrowed array of FailField *, empty when there are none. */
const GPtrArray *fail_fields(const GError *error);
