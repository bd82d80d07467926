/* SPDX-License-Identifier: Apache-2.0 */
/* query - reading matters: rows of the matter module's queries. */
#pragma once

#include "engine/view.h"

typedef struct LedgerArgs {
    ListAsk ask;
    char *unit;
    bool under; /* all units below as well */
    char *kind;
    char *state;
    char *open; /* "1", "true", "0", "false"; NULL: both */
    char *late; /* "1", "ever", … */
    int64_t level;
    int64_t from; /* of opened_at */
    int64_t to;
    char *q;
    char *sort; /* "opened", "due", "level" */
    bool may;   /* say of each which steps the asker may take */
} LedgerArgs;

extern const Query matter_queries[];
extern const Field ledger_args[];
extern const Field ledger_item[];
extern const Field matter_reply[]; /* of every call that answers a matter */
extern const Field actor_reply[];
extern const View ledger_view;
