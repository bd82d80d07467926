/* SPDX-License-Identifier: Apache-2.0 */
/* question - a question from the unit's own cards, as presence asks it: the one place here that
 * knows their table. */
#pragma once

#include "store/store.h"

#include <jansson.h>

typedef struct Question {
    char *id, *card, *text;
    json_t *options; /* list of texts */
    int64_t answer;  /* which is right: 0 the first */
} Question;

void question_free(Question *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Question, question_free)

/* How many questions the unit has; 0 when none. */
int64_t question_count(Db *db, const char *unit);
/* The n-th of them in order of ids: owned id, or NULL. */
char *question_nth(Db *db, const char *unit, int64_t n);
/* NULL when there is no such question any more. */
Question *question_get(Db *db, const char *unit, const char *id);
/* What the card says, for whoever answered wrong: {"id", "title", "body"}, NULL when it is gone. */
json_t *question_card(Db *db, const char *unit, const char *card);
