/* SPDX-License-Identifier: Apache-2.0 */
/* log - the duty log of a unit: one line with its minute, whatever it is about.
 *
 * An entry is never changed: a correction is a new entry that points to the old one. Writing is
 * open to everybody of the unit; who is not on watch is marked so. */
#pragma once

#include "engine/view.h"

typedef struct LogBody {
    char *type;
    char *text;
    int64_t claimed_at;
    char *handling;
    char *matter;
    char *corrects;
    char *caller_unit;
    char *caller_name;
    char *caller_post;
    char *caller_phone;
    char *result;
    int64_t closed_at;  /* FIELD_UNSET: not said */
    char **attachments; /* hashes */
    char *from_paper;
    bool off_watch;
    char *clock_mark; /* CLOCK_MARK_MEMBER, written by the engine */
} LogBody;

#define EVENT_LOG_WRITTEN "log.written"
#define PAPER_PLAIN "-" /* copied from paper without a serial */

extern const char *const log_types[];
extern const Query log_queries[];
extern const Field log_entry[];

extern const View log_view;

bool log_is_there(Db *db, const char *id, bool *out_is, GError **error);
/* Hashes of an entry's photos and files: a new array, or NULL. */
json_t *log_attachments(Db *db, const char *unit, int64_t seq, GError **error);
/* Puts those said to have been in [from, until), oldest first, at the end of `entries`. */
bool log_between(const Asking *asking, const char *unit, int64_t from, int64_t until,
    json_t *entries, GError **error);
