/* SPDX-License-Identifier: Apache-2.0 */
#include "card/question.h"

#include "engine/field_row.h"

static const Field columns[] = {
    FIELD(Question, id, FIELD_WORD),
    FIELD(Question, unit, FIELD_WORD),
    FIELD(Question, card, FIELD_WORD),
    FIELD(Question, text, FIELD_TEXT),
    FIELD(Question, options, FIELD_WORDS),
    FIELD(Question, answer, FIELD_INT),
    FIELD_END,
};

FIELDS_FREE(Question, question, columns)

bool question_count(Db *db, const char *unit, int64_t *out_count, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT COUNT(*) FROM question WHERE unit = $unit AND live = 1", error, "unit", unit, NULL);

    return statement_int(row, 0, out_count, error);
}

bool question_nth(Db *db, const char *unit, int64_t n, char **out_id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT id FROM question WHERE unit = $unit AND live = 1 ORDER BY id LIMIT 1 OFFSET $skip",
        error, "unit", unit, NULL);

    if (row != NULL)
        bind_int(row, "skip", n);
    return statement_text(row, out_id, error);
}

static Statement *question_ask(Db *db, const char *id, GError **error)
{
    return store_prepare_id(db,
        "SELECT id, unit, card, text, options, answer FROM question"
        " WHERE unit = $unit AND id = $id",
        id, error);
}

bool question_find(Db *db, const char *id, Question **out_question, GError **error)
{
    void *found = NULL;
    g_autoptr(Statement) row = question_ask(db, id, error);

    if (!fields_found(columns, sizeof(Question), row, &found, error))
        return false;
    *out_question = found;
    return true;
}

Question *question_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = question_ask(db, id, error);

    return statement_find(row, "no_such_question", "question", error)
               ? fields_row_new(columns, sizeof(Question), row)
               : NULL;
}

bool question_check(const Question *question, int64_t option)
{
    return option == question->answer;
}

typedef struct QuestionCard {
    char *id, *title, *body;
} QuestionCard;

const Field question_card_fields[] = {
    FIELD(QuestionCard, id, FIELD_WORD, .required = true),
    FIELD(QuestionCard, title, FIELD_TEXT, .required = true),
    FIELD(QuestionCard, body, FIELD_TEXT, .required = true),
    FIELD_END,
};

bool question_card(Db *db, const Question *question, json_t *cards, GError **error)
{
    g_autoptr(Statement) rows =
        store_prepare_texts(db, "SELECT id, title, body FROM card WHERE unit = $unit AND id = $id",
            error, "unit", question->unit, "id", question->card, NULL);

    return fields_rows_json(question_card_fields, rows, cards, error);
}
