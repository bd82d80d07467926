/* SPDX-License-Identifier: Apache-2.0 */
#include "card/question.h"

#include "engine/field_row.h"

#define COLUMNS "SELECT id, unit, card, text, options, answer FROM question WHERE unit = $unit"

static const Field columns[] = {
    FIELD(CardQuestion, id, FIELD_WORD),
    FIELD(CardQuestion, unit, FIELD_WORD),
    FIELD(CardQuestion, card, FIELD_WORD),
    FIELD(CardQuestion, text, FIELD_TEXT),
    FIELD(CardQuestion, options, FIELD_WORDS),
    FIELD(CardQuestion, answer, FIELD_INT),
    FIELD_END,
};

FIELDS_FREE(CardQuestion, card_question, columns)

CardQuestion *card_question_draw(Db *db, const char *unit, uint64_t random, GError **error)
{
    int64_t count = 0;
    void *found = NULL;
    g_autoptr(Statement) live = store_prepare_texts(db,
        "SELECT COUNT(*) FROM question WHERE unit = $unit AND live = 1", error, "unit", unit, NULL);
    g_autoptr(Statement) row = NULL;

    if (!statement_int(live, 0, &count, error) || count == 0)
        return NULL;
    row = store_prepare_texts(
        db, COLUMNS " AND live = 1 ORDER BY id LIMIT 1 OFFSET $skip", error, "unit", unit, NULL);
    if (row != NULL)
        bind_int(row, "skip", (int64_t) (random % (uint64_t) count));
    return fields_found(columns, sizeof(CardQuestion), row, &found, error) ? found : NULL;
}

CardQuestion *card_question_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db, COLUMNS " AND id = $id", id, error);

    return statement_find(row, "no_such_question", "question", error)
               ? fields_row_new(columns, sizeof(CardQuestion), row)
               : NULL;
}

bool card_question_check(const CardQuestion *question, int64_t option)
{
    return option == question->answer;
}
