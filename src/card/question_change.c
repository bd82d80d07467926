/* SPDX-License-Identifier: Apache-2.0 */
/* Writing questions, practising them, and each person's results. */
#include "base/json.h"
#include "card/card_private.h"
#include "card/module.h"
#include "engine/view.h"
#include "unit/unit.h"

#define TEXT_MAX 300
#define OPTION_MAX 120

typedef struct QuestionBody {
    char *card, *text, *options;
    int64_t answer;
} QuestionBody;

static const Field written_fields[] = {
    FIELD(QuestionBody, card, FIELD_WORD, .required = true),
    FIELD(QuestionBody, text, FIELD_TEXT, .required = true, .plain = true, .max = TEXT_MAX),
    FIELD(QuestionBody, options, FIELD_TEXT, .required = true, .plain = true, .max = 4000),
    FIELD(QuestionBody, answer, FIELD_INT, .required = true),
    FIELD_END,
};

static const Field empty_fields[] = {FIELD_END};

typedef struct PractisedBody {
    char *question, *person;
    int64_t option;
    bool correct;
} PractisedBody;

static const Field practised_fields[] = {
    FIELD(PractisedBody, question, FIELD_WORD, .required = true),
    FIELD(PractisedBody, person, FIELD_WORD, .required = true),
    FIELD(PractisedBody, option, FIELD_INT, .required = true),
    FIELD(PractisedBody, correct, FIELD_BOOL),
    FIELD_END,
};

static const EventKind events[] = {
    {"question.written", written_fields, sizeof(QuestionBody)},
    {"question.retired", empty_fields, 0},
    {"question.practised", practised_fields, sizeof(PractisedBody)},
    {0},
};

static const Projection projections[] = {
    {.event = "question.written",
        .sql = "INSERT INTO question (unit, id, card, text, options, answer, live)"
               " VALUES ($unit, $subject, $card, $text, $options, $answer, 1)"},
    {.event = "question.retired",
        .sql = "UPDATE question SET live = 0 WHERE unit = $unit AND id = $subject"},
    {.event = "question.practised",
        .sql = "INSERT INTO question_result (unit, question, person, asked_in, correct,"
               " answered_at) VALUES ($unit, $question, $person, $subject, $correct, $at)"},
    {0},
};

/* ---- what is shown ---- */

typedef struct ListArgs {
    ListAsk ask;
    char *unit, *card;
    int64_t from, to;
} ListArgs;

typedef struct QuestionShown {
    char *id, *card, *text;
    char **options;
    int64_t answer, asked, wrong;
} QuestionShown;

static const Field question_reply[] = {
    FIELD(QuestionShown, id, FIELD_WORD, .required = true),
    FIELD(QuestionShown, card, FIELD_WORD, .required = true),
    FIELD(QuestionShown, text, FIELD_TEXT, .required = true),
    FIELD(QuestionShown, options, FIELD_WORDS, .required = true),
    FIELD(
        QuestionShown, answer, FIELD_INT, .help = "Index of the right one; for who writes cards."),
    FIELD(QuestionShown, asked, FIELD_INT, .help = "How often it was answered."),
    FIELD(QuestionShown, wrong, FIELD_INT),
    FIELD_END,
};

#define QUESTION "SELECT q.id, q.card, q.text, q.options,"
#define RESULTS                                                                                    \
    " COUNT(r.person) AS asked, CAST(SUM(CASE WHEN r.correct = 0 THEN 1 ELSE 0 END) AS BIGINT)"    \
    " AS wrong FROM question q LEFT JOIN question_result r ON r.unit = q.unit"                     \
    " AND r.question = q.id WHERE q.unit = $unit"
#define EACH " GROUP BY q.unit, q.id"

/* The right answers only for who writes cards. */
static bool manages_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    const char *unit = ((const ListArgs *) args)->unit;
    bool manages = false;

    if (!asking_may(asking, "card.manage", unit, &manages, error))
        return false;
    bind_int(rows, "manages", manages);
    return true;
}

static const View question_view = {
    .thing = "question",
    .reason = "no_such_question",
    .fields = question_reply,
    .one = QUESTION " q.answer," RESULTS " AND q.id = $id" EACH,
    .list = QUESTION " CASE WHEN $manages = 1 THEN q.answer END AS answer," RESULTS
                     " AND q.live = 1 AND (CAST($card AS TEXT) IS NULL OR q.card = $card)"
                     " AND q.id > $after_id" EACH " ORDER BY q.id LIMIT $limit",
    .bind = manages_bind,
    .keys = {{"id", .is_text = true}},
    .sheet = "text options asked wrong id",
    .about = unit_name,
};

/* ---- POST /cards/{id}/questions ---- */

typedef struct QuestionArgs {
    char *id, *text;
    json_t *options;
    int64_t answer, option;
} QuestionArgs;

static const Field write_args[] = {
    FIELD(QuestionArgs, id, FIELD_WORD, .required = true, .help = "The card it is drawn from."),
    FIELD(QuestionArgs, text, FIELD_TEXT, .required = true, .min = 2, .max = TEXT_MAX),
    FIELD(QuestionArgs, options, FIELD_JSON, .required = true, .help = "List of 2 to 6 texts."),
    FIELD(QuestionArgs, answer, FIELD_INT, .required = true, .min = 0,
        .max = QUESTION_OPTIONS_MAX - 1, .help = "Index of the right one."),
    FIELD_END,
};

static bool options_check(const QuestionArgs *args, GError **error)
{
    size_t count = json_array_size(args->options), i = 0;
    const json_t *option = NULL;
    bool fits = true;

    if (!json_is_array(args->options))
        return fail_field(error, "options", "not_a_list");
    if (count < QUESTION_OPTIONS_MIN)
        return fail_field(error, "options", "too_few");
    if (count > QUESTION_OPTIONS_MAX)
        return fail_field(error, "options", "too_many");
    json_array_foreach (args->options, i, option) {
        const char *text = json_string_value(option);
        g_autofree char *path = g_strdup_printf("options.%zu", i);

        if (text == NULL || *text == '\0')
            fits = fail_field(error, path, "required");
        else if (g_utf8_strlen(text, -1) > OPTION_MAX)
            fits = fail_field(error, path, "too_long");
    }
    if (args->answer >= (int64_t) count)
        fits = fail_field(error, "answer", "too_large");
    return fits;
}

static bool write_decide(Decision *decision, const void *data, GError **error)
{
    const QuestionArgs *args = data;
    g_autoptr(Card) card = card_get(decision_db(decision), args->id, error);
    g_autoptr(GString) options = g_string_new(NULL);

    if (card == NULL || !options_check(args, error))
        return false;
    if (!card->live)
        return fail_as(error, FAIL_CONFLICT, "card_retired", "the card was taken away");
    if (!json_write_canonical(args->options, options, error))
        return false;
    const QuestionBody body = {
        .card = args->id, .text = args->text, .options = options->str, .answer = args->answer};
    return decision_emit(decision, "question.written", NULL, &body, error);
}

/* `id` is the card. */
static bool write_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const Asking asking = asking_of(decision);

    *out_reply = view_one(&asking, &question_view, decision_shown(decision), error);
    return *out_reply != NULL;
}

static bool retire_decide(Decision *decision, const void *data, GError **error)
{
    const IdArgs *args = data;
    g_autoptr(Question) question = question_get(decision_db(decision), args->id, error);

    return question != NULL && decision_emit(decision, "question.retired", args->id, NULL, error);
}

/* ---- POST /questions/{id}/answer: practice ---- */

static const Field answer_args[] = {
    FIELD(QuestionArgs, id, FIELD_WORD, .required = true, .help = "The question."),
    FIELD(QuestionArgs, option, FIELD_INT, .required = true, .min = 0,
        .max = QUESTION_OPTIONS_MAX - 1, .help = "Index of the chosen one."),
    FIELD_END,
};

typedef struct AnswerReply {
    bool correct;
    int64_t answer;
    char *card;
} AnswerReply;

static const Field answer_reply[] = {
    FIELD(AnswerReply, correct, FIELD_BOOL, .required = true),
    FIELD(AnswerReply, answer, FIELD_INT, .required = true, .help = "Index of the right one."),
    FIELD(AnswerReply, card, FIELD_WORD, .required = true, .help = "Where it can be read."),
    FIELD_END,
};

static bool answer_decide(Decision *decision, const void *data, GError **error)
{
    const QuestionArgs *args = data;
    const Actor *actor = decision_actor(decision);
    g_autoptr(Question) question = question_get(decision_db(decision), args->id, error);

    if (question == NULL)
        return false;
    if (actor == NULL || actor->person == NULL || g_strcmp0(actor->unit, question->unit) != 0)
        return fail(error, FAIL_DENIED, "only the unit's own people practise its questions");
    if (args->option >= (int64_t) g_strv_length(question->options))
        return fail_field(error, "option", "too_large");
    const PractisedBody body = {.question = args->id,
        .person = actor->person,
        .option = args->option,
        .correct = question_check(question, args->option)};
    return decision_emit(decision, "question.practised", NULL, &body, error);
}

static bool answer_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const QuestionArgs *args = data;
    g_autoptr(Question) question = question_get(decision_db(decision), args->id, error);

    if (question == NULL)
        return false;
    const AnswerReply reply = {.correct = question_check(question, args->option),
        .answer = question->answer,
        .card = question->card};
    *out_reply = fields_write(answer_reply, FIELD_HTTP, &reply);
    return true;
}

static const Command commands[] = {
    {.name = "question.write",
        .method = "POST",
        .path = "/cards/{id}/questions",
        .permission = "card.manage",
        .status = 201,
        .args = write_args,
        .args_size = sizeof(QuestionArgs),
        .reply = question_reply,
        .decide = write_decide,
        .conclude = write_conclude,
        .help = "A question that is drawn from a card."},
    {.name = "question.retire",
        .method = "POST",
        .path = "/questions/{id}/retire",
        .permission = "card.manage",
        .args = card_id_args,
        .args_size = sizeof(IdArgs),
        .decide = retire_decide,
        .help = "Takes a question away; results stay."},
    {.name = "question.practise",
        .method = "POST",
        .path = "/questions/{id}/answer",
        .permission = "card.read",
        .args = answer_args,
        .args_size = sizeof(QuestionArgs),
        .reply = answer_reply,
        .decide = answer_decide,
        .conclude = answer_conclude,
        .help = "Answers a question for practice."},
    {0},
};

/* ---- queries ---- */

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, card, FIELD_WORD, .max = 40, .help = "Only of this card."),
    FIELD_END,
};

typedef struct QuestionResult {
    char *person, *name;
    int64_t answered, correct, last_at;
} QuestionResult;

static const Field result_fields[] = {
    FIELD(QuestionResult, person, FIELD_WORD, .required = true),
    FIELD(QuestionResult, name, FIELD_TEXT),
    FIELD(QuestionResult, answered, FIELD_INT, .required = true),
    FIELD(QuestionResult, correct, FIELD_INT, .required = true),
    FIELD(QuestionResult, last_at, FIELD_TIME),
    FIELD_END,
};

static const Field results_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, from, FIELD_TIME),
    FIELD(ListArgs, to, FIELD_TIME),
    FIELD_END,
};

static const View result_view = {
    .thing = "question_result",
    .fields = result_fields,
    .list = "SELECT r.person, p.name, COUNT(*) AS answered,"
            " CAST(SUM(r.correct) AS BIGINT) AS correct, MAX(r.answered_at) AS last_at"
            " FROM question_result r LEFT JOIN person p ON p.unit = r.unit AND p.id = r.person"
            " WHERE r.unit = $unit AND r.person > $after_person"
            " AND r.answered_at >= COALESCE(CAST($from AS BIGINT), 0)"
            " AND (CAST($to AS BIGINT) IS NULL OR r.answered_at < $to)"
            " GROUP BY r.person, p.name ORDER BY r.person LIMIT $limit",
    .keys = {{"person", .is_text = true}},
    .sheet = "name answered correct last_at",
    .about = unit_name,
};

static const Query queries[] = {
    {.name = "question.list",
        .path = "/units/{unit}/questions",
        .permission = "card.read",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(question_reply),
        .lists = &question_view,
        .help = "Questions of a unit; the right answers only for who writes cards."},
    {.name = "question.results",
        .path = "/units/{unit}/question-results",
        .permission = "presence.read",
        .args = results_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(result_fields),
        .lists = &result_view,
        .help = "How each person of a unit answered."},
    {0},
};

const Part question_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
