/* SPDX-License-Identifier: Apache-2.0 */
#include "card/question.h"

#include <jansson.h>

#define COLUMNS "SELECT id, unit, card, text, options, answer FROM question WHERE unit = $unit"

void card_question_free(CardQuestion *question)
{
    if (question == NULL)
        return;
    g_free(question->id);
    g_free(question->unit);
    g_free(question->card);
    g_free(question->text);
    g_strfreev(question->options);
    g_free(question);
}

static char **options_of(const char *text)
{
    json_t *list = json_loads(text, 0, NULL);
    char **options = g_new0(char *, json_array_size(list) + 1);
    size_t i = 0;
    const json_t *option = NULL;

    json_array_foreach (list, i, option)
        options[i] = g_strdup(json_string_value(option));
    json_decref(list);
    return options;
}

static void *question_of_row(Statement *row)
{
    CardQuestion *question = g_new0(CardQuestion, 1);

    question->id = g_strdup(row_text(row, 0));
    question->unit = g_strdup(row_text(row, 1));
    question->card = g_strdup(row_text(row, 2));
    question->text = g_strdup(row_text(row, 3));
    question->options = options_of(row_text(row, 4));
    question->answer = row_int(row, 5);
    return question;
}

static int64_t count_live(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT COUNT(*) FROM question WHERE unit = $unit AND live = 1", error);

    if (row == NULL)
        return -1;
    bind_text(row, "unit", unit);
    return statement_step(row, error) == STORE_ROW ? row_int(row, 0) : -1;
}

CardQuestion *card_question_draw(Db *db, const char *unit, uint64_t random, GError **error)
{
    int64_t count = count_live(db, unit, error);
    g_autoptr(Statement) row =
        count <= 0
            ? NULL
            : store_prepare(db, COLUMNS " AND live = 1 ORDER BY id LIMIT 1 OFFSET $skip", error);

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit);
    bind_int(row, "skip", (int64_t) (random % (uint64_t) count));
    return statement_step(row, error) == STORE_ROW ? question_of_row(row) : NULL;
}

CardQuestion *card_question_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db, COLUMNS " AND id = $id", id, error);

    return statement_one(row, question_of_row, "no_such_question", "question", error);
}

bool card_question_check(const CardQuestion *question, int64_t option)
{
    return option == question->answer;
}
