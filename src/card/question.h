/* SPDX-License-Identifier: Apache-2.0 */
/* question - what an officer should know, drawn from a card of the unit.
 *
 * Whoever asks one (a random challenge) draws it with a number of its own, checks the answer here,
 * and writes the result into question_result by its own event. */
#pragma once

#include "store/store.h"

#define QUESTION_OPTIONS_MIN 2
#define QUESTION_OPTIONS_MAX 6

typedef struct CardQuestion {
    char *id;
    char *unit;
    char *card; /* shown when the answer is wrong */
    char *text;
    char **options; /* GStrv, as they are to be shown */
    int64_t answer; /* index of the right one: never sent to who is asked */
} CardQuestion;

void card_question_free(CardQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CardQuestion, card_question_free)

/* One of the unit's live questions, chosen by `random` evenly. NULL without an error when the unit
 * has none, with one when the store fails. */
CardQuestion *card_question_draw(Db *db, const char *unit, uint64_t random, GError **error);
/* The question, or NULL with FAIL_NOT_FOUND; also one that was taken away. */
CardQuestion *card_question_get(Db *db, const char *id, GError **error);
/* Is `option` (an index) the right one? */
bool card_question_check(const CardQuestion *question, int64_t option);
