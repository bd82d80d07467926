/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/question.h"

void question_free(Question *question)
{
    if (question == NULL)
        return;
    g_free(question->id);
    g_free(question->card);
    g_free(question->text);
    json_decref(question->options);
    g_free(question);
}

int64_t question_count(Db *db, const char *unit)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT COUNT(*) FROM question WHERE unit = $unit AND live = 1", NULL);

    if (row == NULL)
        return 0;
    bind_text(row, "unit", unit);
    return statement_step(row, NULL) == STORE_ROW ? row_int(row, 0) : 0;
}

char *question_nth(Db *db, const char *unit, int64_t n)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT id FROM question WHERE unit = $unit AND live = 1 ORDER BY id LIMIT 1 OFFSET $skip",
        NULL);

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit);
    bind_int(row, "skip", n);
    return statement_step(row, NULL) == STORE_ROW ? g_strdup(row_text(row, 0)) : NULL;
}

Question *question_get(Db *db, const char *unit, const char *id)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT id, card, text, options, answer FROM question WHERE unit = $unit AND id = $id",
        NULL);
    Question *question = NULL;

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit);
    bind_text(row, "id", id);
    if (statement_step(row, NULL) != STORE_ROW)
        return NULL;
    question = g_new0(Question, 1);
    question->id = g_strdup(row_text(row, 0));
    question->card = g_strdup(row_text(row, 1));
    question->text = g_strdup(row_text(row, 2));
    question->options = json_loads(row_text(row, 3), 0, NULL);
    question->answer = row_int(row, 4);
    return question;
}

json_t *question_card(Db *db, const char *unit, const char *card)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT id, title, body FROM card WHERE unit = $unit AND id = $id", NULL);

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit);
    bind_text(row, "id", card);
    return statement_step(row, NULL) == STORE_ROW
               ? json_pack("{s:s, s:s, s:s}", "id", row_text(row, 0), "title", row_text(row, 1),
                     "body", row_text(row, 2))
               : NULL;
}
