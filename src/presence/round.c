/* SPDX-License-Identifier: Apache-2.0 */
/* The leader's own rounds: when, what was looked at, what was asked. */
#include "base/json.h"
#include "base/text.h"
#include "presence/module.h"
#include "presence/presence.h"
#include "unit/person.h"
#include "unit/unit.h"

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
        if (county_row(json_object_get(rules.file, "rounds"), *name) == NULL)
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
    "SELECT id, unit, at, account, person, looked_at, question, answer, words FROM round"          \
    " WHERE unit = $unit"
#define MADE " AND at >= $from AND at < $until"
#define NEWEST " ORDER BY at DESC, id DESC"

/* Words for the names of what was looked at; a name that the rules have no more stays. */
static void looks_say(const Asking *asking, Statement *row, const char *lang, json_t *round)
{
    json_auto_t *rules = county_file(asking->engine, "presence");
    json_t *said = json_array();
    const json_t *name = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(round, "looked_at"), i, name) {
        const json_t *look = county_row(json_object_get(rules, "rounds"), json_string_value(name));
        const char *word = json_text(json_object_get(look, "label"), lang);
        json_array_append_new(said, word == NULL ? json_copy((json_t *) name) : json_string(word));
    }
    json_object_set_new(round, "looked_at", said);
}

static bool rounds_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    return span_bind(asking, args, 31, 400, rows, error);
}

static const ViewName round_names[] = {{"name", "person", person_name}, {0}};
static const View round_view = {
    .thing = "round",
    .fields = round_shown,
    .one = COLUMNS " AND id = $id",
    .list = COLUMNS MADE " AND (at, id) < ($after_at, $after_id)" NEWEST " LIMIT $limit",
    .bind = rounds_bind,
    .names = round_names,
    .say = looks_say,
    .keys = {{"at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "at name looked_at question answer words id",
    .about = unit_name,
};

bool rounds_between(const Asking *asking, const char *unit, int64_t from, int64_t until,
    json_t *items, GError **error)
{
    g_autoptr(Statement) rows =
        store_prepare_span(asking->db, COLUMNS MADE NEWEST, unit, from, until, error);

    return view_items(asking, &round_view, rows, items, error);
}

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(SpanArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(SpanArgs, from, FIELD_TIME, .help = "Then or later; a month ago when absent."),
    FIELD(SpanArgs, to, FIELD_TIME, .help = "Before."),
    FIELD_END,
};

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
        .shows = &round_view,
        .help = "A leader has looked at the room: what at, and which question was asked."},
    {0},
};

static const Query queries[] = {
    {.name = "round.list",
        .path = "/units/{unit}/rounds",
        .permission = "presence.read",
        .args = list_args,
        .args_size = sizeof(SpanArgs),
        .reply = LIST_OF(round_shown),
        .lists = &round_view,
        .help = "Rounds that leaders have made, newest first."},
    {0},
};

const Part round_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
