/* SPDX-License-Identifier: Apache-2.0 */
/* question - what an officer should know, from a card of the unit.
 *
 * Whoever asks one (a random challenge) draws its place among the live ones with a number of its
 * own, checks the answer here, and writes the result into question_result by its own event. */
#pragma once

#include "engine/field.h"
#include "store/store.h"

#define QUESTION_OPTIONS_MIN 2
#define QUESTION_OPTIONS_MAX 6

typedef struct Question {
    char *id;
    char *unit;
    char *card; /* shown when the answer is wrong */
    char *text;
    char **options; /* GStrv, as they are to be shown */
    int64_t answer; /* index of the right one: never sent to who is asked */
} Question;

void question_free(Question *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Question, question_free)

/* How many live questions the unit has. */
bool question_count(Db *db, const char *unit, int64_t *out_count, GError **error);
/* The n-th of them in order of ids, from 0: owned id, or NULL. */
bool question_nth(Db *db, const char *unit, int64_t n, char **out_id, GError **error);
/* The question, also one that was taken away; *out_question is NULL when it is gone. */
bool question_find(Db *db, const char *id, Question **out_question, GError **error);
/* The same, or NULL with FAIL_NOT_FOUND. */
Question *question_get(Db *db, const char *id, GError **error);
/* Is `option` (an index) the right one? */
bool question_check(const Question *question, int64_t option);

/* What a card says: id, title, body. */
extern const Field question_card_fields[];
/* Puts what the question's card says, for whoever answered wrong, at the end of `cards`; nothing
 * when it is gone. */
bool question_card(Db *db, const Question *question, json_t *cards, GError **error);
