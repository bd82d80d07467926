/* SPDX-License-Identifier: Apache-2.0 */
/* Reading flags, and what is put down as evidence. */
#include "base/json.h"
#include "base/moment.h"
#include "engine/view.h"
#include "presence/presence.h"
#include "unit/account.h"
#include "unit/person.h"
#include "unit/unit.h"
#include "unit/watch.h"

#include <string.h>

#define DEEDS_SHOWN 10

/* ---- evidence ---- */

static void fact_add(json_t *list, json_t *fact /* taken */)
{
    json_array_append_new(list, fact);
}

static json_t *fact_new(const char *word, int64_t at, int64_t until)
{
    json_t *fact = json_pack("{s:s, s:I}", "fact", word, "at", (json_int_t) at);

    if (until != INT64_MIN && until != INT64_MAX)
        json_object_set_new(fact, "until", json_integer(until));
    return fact;
}

static void fact_text(json_t *fact, const char *name, const char *text)
{
    if (text != NULL)
        json_object_set_new(fact, name, json_string(text));
}

static void watches_put(json_t *list, const Facts *facts, const Suspicion *suspicion, int64_t from)
{
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (strcmp(watch->role, suspicion->role) != 0 || watch->ended_at < from)
            continue;
        json_t *fact = fact_new("watch", watch->since, watch->ended_at);
        fact_text(fact, "id", watch->id);
        fact_text(fact, "person", watch->person);
        fact_text(fact, "terminal", watch->terminal);
        fact_text(fact, "method", watch->method);
        fact_text(fact, "entered_by", watch->entered_by);
        fact_add(list, fact);
    }
}

/* The last deeds, of the stranger where there is one. */
static void deeds_put(json_t *list, const Facts *facts, const Suspicion *suspicion, int64_t from)
{
    int64_t shown = 0;

    for (guint i = facts->deeds->len; i > 0 && shown < DEEDS_SHOWN; i--) {
        const DeedFact *deed = facts->deeds->pdata[i - 1];

        if (deed->at < from ||
            (suspicion->other != NULL && g_strcmp0(deed->person, suspicion->other) != 0))
            continue;
        json_t *fact = fact_new("wrote", deed->at, INT64_MIN);
        fact_text(fact, "person", deed->person);
        fact_text(fact, "kind", deed->kind);
        fact_text(fact, "id", deed->id);
        fact_add(list, fact);
        shown++;
    }
}

static void beats_put(json_t *list, const Facts *facts, int64_t from)
{
    for (guint i = 0; i < facts->beats->len; i++) {
        const BeatFact *beat = facts->beats->pdata[i];

        if (beat->last_at < from)
            continue;
        json_t *fact = fact_new("page", beat->began_at, beat->last_at);
        fact_text(fact, "terminal", beat->terminal);
        if (beat->terminal == NULL)
            fact_text(fact, "person", beat->person);
        if (beat->input_at != INT64_MIN)
            json_object_set_new(fact, "input_at", json_integer(beat->input_at));
        fact_add(list, fact);
    }
}

/* They came, or were entered; and from then on nothing of their own. */
static void unproved_put(json_t *list, const Facts *facts, const Suspicion *suspicion)
{
    json_t *fact = fact_new("unproved", suspicion->since,
        suspicion->shift == NULL ? INT64_MAX : MIN(facts->now, suspicion->shift->ends_at));

    fact_text(fact, "person", suspicion->person);
    fact_text(fact, "entered_by", suspicion->other);
    fact_add(list, fact);
}

json_t *evidence_of(const Facts *facts, const Suspicion *suspicion)
{
    const ShiftFact *shift = suspicion->shift;
    int64_t from = shift == NULL ? suspicion->since : shift->begins_at;
    json_t *list = json_array();

    if (shift == NULL) {
        fact_add(list, fact_new("unrostered", suspicion->since, INT64_MIN));
    } else {
        json_t *fact = fact_new("rostered", shift->begins_at, shift->ends_at);
        fact_text(fact, "id", shift->id);
        fact_text(fact, "person", shift->person);
        fact_add(list, fact);
    }
    if (suspicion->is_unproved)
        unproved_put(list, facts, suspicion);
    watches_put(list, facts, suspicion, from);
    beats_put(list, facts, from);
    for (guint i = 0; i < facts->misses->len; i++) {
        const MissFact *miss = facts->misses->pdata[i];
        json_t *fact = fact_new("missed", miss->issued_at, INT64_MIN);

        fact_text(fact, "id", miss->id);
        fact_add(list, fact);
    }
    deeds_put(list, facts, suspicion, from);
    return list;
}

/* ---- names ---- */

GHashTable *names_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

const char *name_of(GHashTable *names, Db *db, const char *person)
{
    if (person == NULL)
        return NULL;
    if (!g_hash_table_contains(names, person))
        g_hash_table_insert(names, g_strdup(person), person_name(db, person));
    return g_hash_table_lookup(names, person);
}

/* ---- showing ---- */

typedef struct FlagShown {
    char *id, *unit, *unit_name, *kind, *what, *role, *post, *person, *name, *other, *other_name;
    int64_t since, raised_at, ended_at;
    json_t *evidence;
    char *state, *words;
    int64_t explained_at;
    char *explained_by, *explained_name, *decision;
    int64_t decided_at;
    char *decided_by, *decided_name, *cleared_by;
} FlagShown;

const Field flag_shown[] = {
    FIELD(FlagShown, id, FIELD_WORD, .required = true),
    FIELD(FlagShown, unit, FIELD_WORD, .required = true),
    FIELD(FlagShown, unit_name, FIELD_TEXT),
    FIELD(FlagShown, kind, FIELD_WORD, .required = true,
        .help = "absent, left_post, unauthorized_substitute, unrostered, leader_absent."),
    FIELD(FlagShown, what, FIELD_WORD, .help = "The shift; the role where there is no shift."),
    FIELD(FlagShown, role, FIELD_WORD, .required = true),
    FIELD(FlagShown, post, FIELD_TEXT, .help = "Name of the post."),
    FIELD(FlagShown, person, FIELD_WORD, .help = "Who should have been there."),
    FIELD(FlagShown, name, FIELD_TEXT),
    FIELD(FlagShown, other, FIELD_WORD, .help = "Who was there instead."),
    FIELD(FlagShown, other_name, FIELD_TEXT),
    FIELD(FlagShown, since, FIELD_TIME, .required = true, .help = "Since when it was so."),
    FIELD(FlagShown, raised_at, FIELD_TIME, .required = true),
    FIELD(FlagShown, ended_at, FIELD_TIME, .help = "When it was so no longer; absent: still."),
    FIELD(FlagShown, evidence, FIELD_JSON, .required = true, .items = fields_free,
        .help = "Facts with their times."),
    FIELD(FlagShown, state, FIELD_WORD, .required = true,
        .help = "open, explained, accepted, rejected, cleared."),
    FIELD(FlagShown, words, FIELD_TEXT, .help = "The unit's answer."),
    FIELD(FlagShown, explained_at, FIELD_TIME),
    FIELD(FlagShown, explained_by, FIELD_WORD),
    FIELD(FlagShown, explained_name, FIELD_TEXT),
    FIELD(FlagShown, decision, FIELD_TEXT, .help = "Words on the answer."),
    FIELD(FlagShown, decided_at, FIELD_TIME),
    FIELD(FlagShown, decided_by, FIELD_WORD),
    FIELD(FlagShown, decided_name, FIELD_TEXT),
    FIELD(FlagShown, cleared_by, FIELD_WORD,
        .help = "The shift, once its person was changed with approval."),
    FIELD_END,
};

#define COLUMNS                                                                                    \
    "SELECT f.id, f.unit, u.name AS unit_name, f.kind, f.what, f.role, d.name AS post, f.person,"  \
    " f.other, f.since, f.raised_at, f.ended_at, f.evidence AS facts, f.state, f.words,"           \
    " f.explained_at, f.explained_by, f.decision, f.decided_at, f.decided_by, f.cleared_by"        \
    " FROM flag f LEFT JOIN unit u ON u.unit = f.unit"                                             \
    " LEFT JOIN duty_post d ON d.unit = f.unit AND d.post = f.post"

static void moment_turn(json_t *fact, const char *name)
{
    json_t *at = json_object_get(fact, name);

    if (json_is_integer(at)) {
        g_autofree char *text = moment_print(json_integer_value(at));
        json_object_set_new(fact, name, json_string(text));
    }
}

/* Stored times become moments, persons get their names. */
static bool flag_fill(const Asking *asking, Statement *row, json_t *flag, GError **error)
{
    const char *stored = row_text_of(row, "facts");
    json_t *list = stored == NULL ? NULL : json_loads(stored, 0, NULL);
    g_autoptr(GHashTable) names = names_new();
    size_t i = 0;
    json_t *fact = NULL;

    json_array_foreach (list, i, fact) {
        moment_turn(fact, "at");
        moment_turn(fact, "until");
        moment_turn(fact, "input_at");
        fact_text(fact, "name", name_of(names, asking->db, json_text(fact, "person")));
        fact_text(
            fact, "entered_by_name", name_of(names, asking->db, json_text(fact, "entered_by")));
    }
    json_object_set_new(flag, "evidence", list != NULL ? list : json_array());
    return true;
}

typedef struct ListArgs {
    ListAsk ask;
    char *under, *unit, *id, *state;
} ListArgs;

#define STATES                                                                                     \
    " AND (COALESCE($state, 'waiting') IN ('all', f.state) OR (COALESCE($state, 'waiting') ="      \
    " 'waiting' AND f.state IN ('open', 'rejected', 'explained')))"                                \
    " AND (f.raised_at, f.id) < ($after_raised_at, $after_id)"                                     \
    " ORDER BY f.raised_at DESC, f.id DESC LIMIT $limit"

static const char *flags_choose(const void *args)
{
    return ((const ListArgs *) args)->under != NULL ? COLUMNS " WHERE f.unit IN " UNITS_UNDER STATES
                                                    : COLUMNS " WHERE f.unit = $unit" STATES;
}

static const ViewName flag_names[] = {
    {"name", "person", person_name},
    {"other_name", "other", person_name},
    {"explained_name", "explained_by", account_person_name},
    {"decided_name", "decided_by", account_person_name},
    {0},
};

const View flag_view = {
    .thing = "flag",
    .fields = flag_shown,
    .one = COLUMNS " WHERE f.unit = $unit AND f.id = $id",
    .choose = flags_choose,
    .names = flag_names,
    .fill = flag_fill,
    .keys = {{"raised_at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "unit_name kind role post name other_name since ended_at state words explained_name "
             "decision decided_name id",
    .about = unit_name,
};

bool flags_between(const Asking *asking, const char *unit, int64_t from, int64_t until,
    json_t *items, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(asking->db,
        COLUMNS " WHERE f.unit = $unit AND f.since < $until"
                " AND (f.ended_at IS NULL OR f.ended_at > $from) ORDER BY f.since, f.id",
        unit, from, until, error);

    return view_items(asking, &flag_view, rows, items, error);
}

/* ---- GET /flags, /units/{unit}/flags, /flags/{id} ---- */

static const char *const states[] = {
    "waiting", "open", "explained", "accepted", "rejected", "cleared", "all", NULL};

static const Field under_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, under, FIELD_WORD, .required = true, .help = "This unit and all below it."),
    FIELD(ListArgs, state, FIELD_WORD, .choices = states,
        .help = "waiting (the default): for an answer or for a word on it."),
    FIELD_END,
};

static const Field unit_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, state, FIELD_WORD, .choices = states),
    FIELD_END,
};

static const Field get_args[] = {
    FIELD(ListArgs, id, FIELD_WORD, .required = true, .help = "The flag."),
    FIELD_END,
};

static char *under_unit(Engine *engine, Db *db, const void *args, GError **error)
{
    return g_strdup(((const ListArgs *) args)->under);
}

const Query flag_queries[] = {
    {.name = "flag.list_under",
        .path = "/flags",
        .permission = "presence.read",
        .args = under_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(flag_shown),
        .unit_of = under_unit,
        .lists = &flag_view,
        .help = "Flags of a unit and all below it, newest first."},
    {.name = "flag.list",
        .path = "/units/{unit}/flags",
        .permission = "presence.read",
        .args = unit_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(flag_shown),
        .lists = &flag_view,
        .help = "Flags of a unit with their evidence, newest first."},
    {.name = "flag.get",
        .path = "/flags/{id}",
        .permission = "presence.read",
        .args = get_args,
        .args_size = sizeof(ListArgs),
        .reply = flag_shown,
        .shows = &flag_view,
        .help = "One flag with its evidence and the answer to it."},
    {0},
};
