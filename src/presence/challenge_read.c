/* SPDX-License-Identifier: Apache-2.0 */
/* Reading challenges. A question shows its right answer only once it has been answered. */
#include "base/json.h"
#include "card/question.h"
#include "presence/presence.h"
#include "unit/person.h"
#include "unit/unit.h"

#include <string.h>

typedef struct ChallengeShown {
    char *id, *unit, *kind;
    int64_t issued_at, due_at;
    bool night;
    char *state, *words, *question;
    char **options;
    int64_t answered_at;
    char *answered_by, *answered_name, *terminal;
    int64_t choice, right;
    bool is_answered, correct;
    json_t *card;
    int64_t missed_at, returned_at;
    char *returned_by, *returned_name;
    int64_t stage;
} ChallengeShown;

const Field challenge_shown[] = {
    FIELD(ChallengeShown, id, FIELD_WORD, .required = true),
    FIELD(ChallengeShown, unit, FIELD_WORD, .required = true),
    FIELD(ChallengeShown, kind, FIELD_WORD, .required = true, .help = "random or roll_call."),
    FIELD(ChallengeShown, issued_at, FIELD_TIME, .required = true),
    FIELD(ChallengeShown, due_at, FIELD_TIME, .required = true),
    FIELD(ChallengeShown, night, FIELD_BOOL, .required = true),
    FIELD(ChallengeShown, state, FIELD_WORD, .required = true,
        .help = "waiting, answered, excused (an act showed somebody was there), missed."),
    FIELD(ChallengeShown, words, FIELD_TEXT, .help = "Said with a roll call."),
    FIELD(ChallengeShown, question, FIELD_TEXT, .help = "Absent: only whether somebody is there."),
    FIELD(ChallengeShown, options, FIELD_WORDS, .help = "Answers to choose from."),
    FIELD(ChallengeShown, answered_at, FIELD_TIME),
    FIELD(ChallengeShown, answered_by, FIELD_WORD),
    FIELD(ChallengeShown, answered_name, FIELD_TEXT),
    FIELD(ChallengeShown, terminal, FIELD_WORD, .help = "Enrolled terminal it was answered at."),
    FIELD(ChallengeShown, choice, FIELD_INT),
    FIELD(ChallengeShown, right, FIELD_INT, .help = "The right option, once answered."),
    FIELD(ChallengeShown, correct, FIELD_BOOL, .required = true),
    FIELD(ChallengeShown, card, FIELD_JSON, .object = question_card_fields,
        .help = "After a wrong answer."),
    FIELD(ChallengeShown, missed_at, FIELD_TIME),
    FIELD(ChallengeShown, stage, FIELD_INT, .required = true, .help = "How many were told."),
    FIELD(ChallengeShown, returned_at, FIELD_TIME,
        .help = "Somebody was there again; a roll call: answered, but late."),
    FIELD(ChallengeShown, returned_by, FIELD_WORD),
    FIELD(ChallengeShown, returned_name, FIELD_TEXT),
    FIELD_END,
};

#define COLUMNS                                                                                    \
    "SELECT c.id, c.unit, c.kind, c.issued_at, c.due_at, c.night, c.question AS question_id,"      \
    " c.dispatch, c.state, c.answered_at, c.answered_by, c.terminal, c.choice,"                    \
    " COALESCE(c.correct, CASE WHEN c.answered_at IS NULL THEN 0 ELSE 1 END) AS correct,"          \
    " c.missed_at, c.stage, c.returned_at, c.returned_by, d.body AS words FROM challenge c"        \
    " LEFT JOIN dispatch d ON d.unit = c.unit AND d.id = c.dispatch"

static const Field challenge_fields[] = {
    FIELD(Challenge, id, FIELD_WORD),
    FIELD(Challenge, unit, FIELD_WORD),
    FIELD(Challenge, state, FIELD_WORD),
    FIELD(Challenge, question_id, FIELD_WORD),
    FIELD(Challenge, dispatch, FIELD_WORD),
    FIELD(Challenge, due_at, FIELD_TIME),
    FIELD(Challenge, missed_at, FIELD_TIME),
    FIELD(Challenge, returned_at, FIELD_TIME),
    FIELD(Challenge, stage, FIELD_INT),
    FIELD_END,
};

FIELDS_FREE(Challenge, challenge, challenge_fields)

Challenge *challenge_load(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, COLUMNS " WHERE c.unit = $unit AND c.id = $id", id, error);

    return fields_one(challenge_fields, sizeof(Challenge), row, "challenge", error);
}

/* Whoever answered wrong reads the card. */
static bool card_put(const Asking *asking, json_t *shown, const Question *question, GError **error)
{
    json_auto_t *cards = json_array();

    if (!question_card(asking->db, question, cards, error))
        return false;
    if (json_array_size(cards) > 0)
        json_object_set(shown, "card", json_array_get(cards, 0));
    return true;
}

static json_t *options_json(const Question *question)
{
    json_t *options = json_array();

    for (char **option = question->options; option != NULL && *option != NULL; option++)
        json_array_append_new(options, json_string(*option));
    return options;
}

static bool question_fill(const Asking *asking, Statement *row, json_t *shown, GError **error)
{
    const char *id = row_text_of(row, "question_id");
    g_autoptr(Question) question = NULL;

    if (id != NULL && !question_find(asking->db, id, &question, error))
        return false;
    if (question == NULL)
        return true;
    json_object_set_new(shown, "question", json_string(question->text));
    json_object_set_new(shown, "options", options_json(question));
    if (strcmp(json_text(shown, "state"), "answered") != 0)
        return true;
    json_object_set_new(shown, "right", json_integer(question->answer));
    return json_flag(shown, "correct") || card_put(asking, shown, question, error);
}

static bool challenges_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    return span_bind(asking, args, 1, 62, rows, error);
}

#define ISSUED " WHERE c.unit = $unit AND c.issued_at >= $from AND c.issued_at < $until"
#define NEWEST " ORDER BY c.issued_at DESC, c.id DESC"

static const ViewName challenge_names[] = {
    {"answered_name", "answered_by", person_name},
    {"returned_name", "returned_by", person_name},
    {0},
};

const View challenge_view = {
    .thing = "challenge",
    .fields = challenge_shown,
    .one = COLUMNS " WHERE c.unit = $unit AND c.id = $id",
    .list = COLUMNS ISSUED " AND (c.issued_at, c.id) < ($after_issued_at, $after_id)" NEWEST
                           " LIMIT $limit",
    .bind = challenges_bind,
    .names = challenge_names,
    .fill = question_fill,
    .keys = {{"issued_at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "kind issued_at due_at state words question answered_at answered_name missed_at "
             "returned_at returned_name id",
    .about = unit_name,
};

bool challenges_between(const Asking *asking, const char *unit, int64_t from, int64_t until,
    json_t *items, GError **error)
{
    g_autoptr(Statement) rows =
        store_prepare_span(asking->db, COLUMNS ISSUED NEWEST, unit, from, until, error);

    return view_items(asking, &challenge_view, rows, items, error);
}

/* ---- GET /units/{unit}/challenges, /challenges/{id} ---- */

typedef struct GetArgs {
    char *id;
} GetArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(SpanArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(SpanArgs, from, FIELD_TIME, .help = "Issued then or later; a day ago when absent."),
    FIELD(SpanArgs, to, FIELD_TIME, .help = "Issued before."),
    FIELD_END,
};

static const Field get_args[] = {
    FIELD(GetArgs, id, FIELD_WORD, .required = true, .help = "The challenge."),
    FIELD_END,
};

const Query challenge_queries[] = {
    {.name = "challenge.list",
        .path = "/units/{unit}/challenges",
        .permission = "presence.read",
        .args = list_args,
        .args_size = sizeof(SpanArgs),
        .reply = LIST_OF(challenge_shown),
        .lists = &challenge_view,
        .help = "Challenges and roll calls of a unit, newest first."},
    {.name = "challenge.get",
        .path = "/challenges/{id}",
        .permission = "presence.read",
        .args = get_args,
        .args_size = sizeof(GetArgs),
        .reply = challenge_shown,
        .shows = &challenge_view,
        .help = "One challenge."},
    {0},
};
