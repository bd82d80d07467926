/* SPDX-License-Identifier: Apache-2.0 */
/* The leader's own rounds: when, what was looked at, what was asked. */
#include "base/json.h"
#include "base/text.h"
#include "presence/module.h"
#include "presence/presence.h"
#include "unit/account.h"

#include <string.h>

#define WORDS_MAX 500

typedef struct RoundArgs {
    char *unit;
    char **looked_at;
    char *question, *answer, *words;
} RoundArgs;

static const Field round_args[] = {
    FIELD(RoundArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(RoundArgs, looked_at, FIELD_WORDS, .required = true, .min = 1, .max = 20,
        .help = "Names of `rounds` in GET /units/{unit}/presence-rules."),
    FIELD(RoundArgs, question, FIELD_TEXT, .max = WORDS_MAX, .help = "What was asked."),
    FIELD(RoundArgs, answer, FIELD_TEXT, .max = WORDS_MAX, .help = "What was answered."),
    FIELD(RoundArgs, words, FIELD_TEXT, .max = WORDS_MAX, .help = "Remark."),
    FIELD_END,
};

typedef struct RoundBody {
    char *person;
    char *looked_at; /* with commas between */
    char *question, *answer, *words;
} RoundBody;

static const Field round_fields[] = {
    FIELD(RoundBody, person, FIELD_WORD, .required = true),
    FIELD(RoundBody, looked_at, FIELD_WORD, .required = true),
    FIELD(RoundBody, question, FIELD_TEXT, .max = WORDS_MAX),
    FIELD(RoundBody, answer, FIELD_TEXT, .max = WORDS_MAX),
    FIELD(RoundBody, words, FIELD_TEXT, .max = WORDS_MAX),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_ROUND_MADE, round_fields, sizeof(RoundBody)},
    {0},
};

static const Projection projections[] = {
    {.event = EVENT_ROUND_MADE,
        .sql = "INSERT INTO round (unit, id, at, account, person, looked_at, question, answer,"
               " words) VALUES ($unit, $subject, $at, $actor, $person, $looked_at, $question,"
               " $answer, $words)"},
    {0},
};

static bool is_known(const json_t *list, const char *name)
{
    size_t i = 0;
    const json_t *row = NULL;

    json_array_foreach (list, i, row) {
        if (g_strcmp0(json_text(row, "name"), name) == 0)
            return true;
    }
    return false;
}

static bool make_decide(Decision *decision, const void *data, GError **error)
{
    const RoundArgs *args = data;
    g_auto(PresenceRules) rules = {0};
    g_autofree char *looked_at = g_strjoinv(",", args->looked_at);
    const RoundBody body = {.person = decision_actor(decision)->person,
        .looked_at = looked_at,
        .question = args->question,
        .answer = args->answer,
        .words = args->words};

    if (!presence_rules_read(decision_engine(decision), decision_db(decision),
            decision_unit(decision), &rules, error))
        return false;
    for (char **name = args->looked_at; *name != NULL; name++)
        if (!is_known(json_object_get(rules.file, "rounds"), *name))
            return fail_field(error, "looked_at", "not_a_choice");
    return decision_emit(decision, EVENT_ROUND_MADE, NULL, &body, error);
}

/* ---- reading ---- */

typedef struct RoundShown {
    char *id, *unit;
    int64_t at;
    char *account, *person, *name;
    char **looked_at;
    char *question, *answer, *words;
} RoundShown;

const Field round_shown[] = {
    FIELD(RoundShown, id, FIELD_WORD, .required = true),
    FIELD(RoundShown, unit, FIELD_WORD, .required = true),
    FIELD(RoundShown, at, FIELD_TIME, .required = true),
    FIELD(RoundShown, account, FIELD_WORD, .required = true),
    FIELD(RoundShown, person, FIELD_WORD, .required = true),
    FIELD(RoundShown, name, FIELD_TEXT, .help = "Who made it."),
    FIELD(RoundShown, looked_at, FIELD_WORDS, .required = true),
    FIELD(RoundShown, question, FIELD_TEXT),
    FIELD(RoundShown, answer, FIELD_TEXT),
    FIELD(RoundShown, words, FIELD_TEXT),
    FIELD_END,
};

#define COLUMNS                                                                                    \
    "SELECT id, unit, at, account, person, looked_at, question, answer, words FROM round"

static json_t *round_json(Db *db, GHashTable *names, Statement *row)
{
    g_auto(GStrv) looked_at = g_strsplit(row_text(row, 5), ",", -1);
    const RoundShown shown = {.id = (char *) row_text(row, 0),
        .unit = (char *) row_text(row, 1),
        .at = row_int(row, 2),
        .account = (char *) row_text(row, 3),
        .person = (char *) row_text(row, 4),
        .name = (char *) name_of(names, db, row_text(row, 4)),
        .looked_at = looked_at,
        .question = (char *) row_text(row, 6),
        .answer = (char *) row_text(row, 7),
        .words = (char *) row_text(row, 8)};

    return fields_write(round_shown, FIELD_HTTP, &shown);
}

json_t *rounds_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(GHashTable) names = names_new();
    json_auto_t *items = json_array();
    StoreStep step;
    g_autoptr(Statement) rows = store_prepare_span(db,
        COLUMNS " WHERE unit = $unit AND at >= $from AND at < $until ORDER BY at DESC, id DESC",
        unit, from, until, error);

    if (rows == NULL)
        return NULL;
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(items, round_json(db, names, rows));
    return step == STORE_DONE ? json_incref(items) : NULL;
}

static bool make_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    g_autofree char *id = decision_first_id(decision);
    g_autoptr(GHashTable) names = names_new();
    g_autoptr(Statement) row =
        store_prepare(decision_db(decision), COLUMNS " WHERE unit = $unit AND id = $id", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "id", id);
    if (statement_step(row, error) != STORE_ROW)
        return fail(error, FAIL_CORRUPT, "the round is not there");
    *out_reply = round_json(decision_db(decision), names, row);
    return true;
}

static const Field list_args[] = {
    FIELD(SpanArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(SpanArgs, from, FIELD_TIME, .help = "Then or later; a month ago when absent."),
    FIELD(SpanArgs, to, FIELD_TIME, .help = "Before."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = round_shown),
    FIELD_END,
};

static bool list_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    static const SpanList rounds = {.read = rounds_between, .days = 31, .days_max = 400};

    return span_answer(asking, args, &rounds, out_answer, error);
}

static const Command commands[] = {
    {.name = "round.make",
        .method = "POST",
        .path = "/units/{unit}/rounds",
        .permission = "roster.approve",
        .status = 201,
        .args = round_args,
        .args_size = sizeof(RoundArgs),
        .reply = round_shown,
        .decide = make_decide,
        .conclude = make_conclude,
        .help = "A leader has looked at the room: what at, and which question was asked."},
    {0},
};

static const Query queries[] = {
    {.name = "round.list",
        .path = "/units/{unit}/rounds",
        .permission = "presence.read",
        .args = list_args,
        .args_size = sizeof(SpanArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "Rounds that leaders have made, newest first."},
    {0},
};

const Part round_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
