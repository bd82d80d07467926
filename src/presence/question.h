/* SPDX-License-Identifier: Apache-2.0 */
/* question - a question from the unit's own cards, as presence asks it: the one place here that
 * knows their table. */
#pragma once

#include "engine/field.h"
#include "store/store.h"

typedef struct Question {
    char *card, *text;
    json_t *options; /* list of texts */
    int64_t answer;  /* which is right: 0 the first */
} Question;

void question_free(Question *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Question, question_free)

/* What a card says: id, title, body. */
extern const Field question_card_fields[];

/* How many questions the unit has. */
bool question_count(Db *db, const char *unit, int64_t *out_count, GError **error);
/* The n-th of them in order of ids: owned id, or NULL. */
bool question_nth(Db *db, const char *unit, int64_t n, char **out_id, GError **error);
/* *out_question is NULL when there is no such question any more. */
bool question_find(
    Db *db, const char *unit, const char *id, Question **out_question, GError **error);
/* Puts what the card says, for whoever answered wrong, at the end of `cards`; nothing when it is
 * gone. */
bool question_cards(Db *db, const char *unit, const char *card, json_t *cards, GError **error);
