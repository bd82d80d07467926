/* SPDX-License-Identifier: Apache-2.0 */
/* query - reading matters: rows of the matter module's queries. */
#pragma once

#include "engine/query.h"

typedef struct LedgerArgs {
    char *unit;
    bool under; /* all units below as well */
    char *kind;
    char *state;
    char *open; /* "1", "true", "0", "false"; NULL: both */
    bool late;
    int64_t level;
    int64_t from; /* of opened_at */
    int64_t to;
    char *q;
    char *sort; /* "opened", "due", "level" */
    char *cursor;
    int64_t limit;
    char *format; /* "json", "csv", "xlsx", "pdf" */
    char *lang;   /* of the words in a sheet; NULL in CSV: codes */
    bool may;     /* say of each which steps the asker may take */
} LedgerArgs;

extern const Query matter_queries[];
extern const Field ledger_args[];
extern const Field ledger_reply[];
extern const Field matter_reply[]; /* of every call that answers a matter */
extern const Field actor_reply[];

bool ledger_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error);
