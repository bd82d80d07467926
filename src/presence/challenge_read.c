/* SPDX-License-Identifier: Apache-2.0 */
/* Reading challenges. A question shows its right answer only once it has been answered. */
#include "base/json.h"
#include "presence/presence.h"
#include "presence/question.h"

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

typedef struct ChallengeCard {
    char *id;
    char *title;
    char *body;
} ChallengeCard;

static const Field challenge_card[] = {
    FIELD(ChallengeCard, id, FIELD_WORD, .required = true),
    FIELD(ChallengeCard, title, FIELD_TEXT, .required = true),
    FIELD(ChallengeCard, body, FIELD_TEXT, .required = true),
    FIELD_END,
};

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
    FIELD(ChallengeShown, card, FIELD_JSON, .object = challenge_card,
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
    "SELECT c.id, c.unit, c.kind, c.issued_at, c.due_at, c.night, c.question, c.dispatch, "        \
    "c.state,"                                                                                     \
    " c.answered_at, c.answered_by, c.terminal, c.choice, c.correct, c.missed_at, c.stage,"        \
    " c.returned_at, c.returned_by, d.body FROM challenge c LEFT JOIN dispatch d"                  \
    " ON d.unit = c.unit AND d.id = c.dispatch"

void challenge_free(Challenge *challenge)
{
    if (challenge == NULL)
        return;
    g_free(challenge->id);
    g_free(challenge->unit);
    g_free(challenge->kind);
    g_free(challenge->state);
    g_free(challenge->question);
    g_free(challenge->dispatch);
    g_free(challenge->words);
    g_free(challenge);
}

static void *challenge_of_row(Statement *row)
{
    Challenge *challenge = g_new0(Challenge, 1);

    challenge->id = g_strdup(row_text(row, 0));
    challenge->unit = g_strdup(row_text(row, 1));
    challenge->kind = g_strdup(row_text(row, 2));
    challenge->issued_at = row_int(row, 3);
    challenge->due_at = row_int(row, 4);
    challenge->night = row_int(row, 5) != 0;
    challenge->question = g_strdup(row_text(row, 6));
    challenge->dispatch = g_strdup(row_text(row, 7));
    challenge->state = g_strdup(row_text(row, 8));
    challenge->missed_at = row_int_or(row, 14, FIELD_UNSET);
    challenge->stage = row_int(row, 15);
    challenge->returned_at = row_int_or(row, 16, FIELD_UNSET);
    challenge->words = g_strdup(row_text(row, 18));
    return challenge;
}

Challenge *challenge_load(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, COLUMNS " WHERE c.unit = $unit AND c.id = $id", id, error);

    return statement_one(row, challenge_of_row, "not_found", "challenge", error);
}

static void question_show(json_t *shown, Db *db, const Challenge *challenge)
{
    g_autoptr(Question) question =
        challenge->question == NULL ? NULL : question_get(db, challenge->unit, challenge->question);

    if (question == NULL)
        return;
    json_object_set_new(shown, "question", json_string(question->text));
    json_object_set(shown, "options", question->options);
    if (strcmp(challenge->state, "answered") != 0)
        return;
    json_object_set_new(shown, "right", json_integer(question->answer));
    if (!json_flag(shown, "correct")) {
        json_t *card = question_card(db, challenge->unit, question->card);
        if (card != NULL)
            json_object_set_new(shown, "card", card);
    }
}

static json_t *challenge_json(Db *db, GHashTable *names, Statement *row)
{
    g_autoptr(Challenge) challenge = challenge_of_row(row);
    const ChallengeShown body = {.id = challenge->id,
        .unit = challenge->unit,
        .kind = challenge->kind,
        .issued_at = challenge->issued_at,
        .due_at = challenge->due_at,
        .night = challenge->night,
        .state = challenge->state,
        .words = challenge->words,
        .answered_at = row_int_or(row, 9, FIELD_UNSET),
        .answered_by = (char *) row_text(row, 10),
        .answered_name = (char *) name_of(names, db, row_text(row, 10)),
        .terminal = (char *) row_text(row, 11),
        .choice = row_int_or(row, 12, FIELD_UNSET),
        .right = FIELD_UNSET,
        .correct = row_is_null(row, 13) ? !row_is_null(row, 9) : row_int(row, 13) != 0,
        .missed_at = challenge->missed_at,
        .stage = challenge->stage,
        .returned_at = challenge->returned_at,
        .returned_by = (char *) row_text(row, 17),
        .returned_name = (char *) name_of(names, db, row_text(row, 17))};
    json_t *shown = fields_write(challenge_shown, FIELD_HTTP, &body);

    question_show(shown, db, challenge);
    return shown;
}

json_t *challenge_get(Db *db, const char *id, GError **error)
{
    g_autoptr(GHashTable) names = names_new();
    g_autoptr(Statement) row =
        store_prepare_id(db, COLUMNS " WHERE c.unit = $unit AND c.id = $id", id, error);

    return statement_find(row, "not_found", "challenge", error) ? challenge_json(db, names, row)
                                                                : NULL;
}

json_t *challenges_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(GHashTable) names = names_new();
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare_span(db,
        COLUMNS " WHERE c.unit = $unit AND c.issued_at >= $from AND c.issued_at < $until"
                " ORDER BY c.issued_at DESC, c.id DESC",
        unit, from, until, error);
    StoreStep step;

    if (rows == NULL)
        return NULL;
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(items, challenge_json(db, names, rows));
    return step == STORE_DONE ? json_incref(items) : NULL;
}

/* ---- GET /units/{unit}/challenges, /challenges/{id} ---- */

typedef struct GetArgs {
    char *id;
} GetArgs;

static const Field list_args[] = {
    FIELD(SpanArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(SpanArgs, from, FIELD_TIME, .help = "Issued then or later; a day ago when absent."),
    FIELD(SpanArgs, to, FIELD_TIME, .help = "Issued before."),
    FIELD_END,
};

static const Field get_args[] = {
    FIELD(GetArgs, id, FIELD_WORD, .required = true, .help = "The challenge."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = challenge_shown),
    FIELD_END,
};

static bool list_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    static const SpanList challenges = {.read = challenges_between, .days = 1, .days_max = 62};

    return span_answer(asking, args, &challenges, out_answer, error);
}

static bool get_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    out_answer->json = challenge_get(asking->db, ((const GetArgs *) data)->id, error);
    return out_answer->json != NULL;
}

const Query challenge_queries[] = {
    {.name = "challenge.list",
        .path = "/units/{unit}/challenges",
        .permission = "presence.read",
        .args = list_args,
        .args_size = sizeof(SpanArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "Challenges and roll calls of a unit, newest first."},
    {.name = "challenge.get",
        .path = "/challenges/{id}",
        .permission = "presence.read",
        .args = get_args,
        .args_size = sizeof(GetArgs),
        .reply = challenge_shown,
        .answer = get_answer,
        .help = "One challenge."},
    {0},
};
