/* SPDX-License-Identifier: Apache-2.0 */
/* GET /units/{unit}/presence: the facts side by side, each with its time, one list a shift. */
#include "base/json.h"
#include "base/moment.h"
#include "presence/module.h"
#include "presence/presence.h"
#include "presence/prove.h"
#include "unit/account.h"

#include <string.h>

#define SPAN_DAYS_MAX 8
#define WROTE_MAX 500
#define EARLY_MS (2 * HOUR_MS) /* people come so early */

typedef struct ReadArgs {
    char *unit;
    int64_t at, from, to;
} ReadArgs;

static const Field read_args[] = {
    FIELD(ReadArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ReadArgs, at, FIELD_TIME, .help = "The shifts of that minute; now when absent."),
    FIELD(ReadArgs, from, FIELD_TIME, .help = "Instead of `at`: from then."),
    FIELD(ReadArgs, to, FIELD_TIME, .help = "Until then; at most eight days."),
    FIELD_END,
};

typedef struct PresenceFact {
    char *fact;
    int64_t at, until;
    char *person, *name, *id, *kind, *terminal, *method, *entered_by, *state;
} PresenceFact;

static const Field fact_fields[] = {
    FIELD(PresenceFact, fact, FIELD_WORD, .required = true,
        .help = "rostered, watch, page, input, asked, answered, excused, missed, returned, wrote,"
                " state."),
    FIELD(PresenceFact, at, FIELD_TIME, .required = true),
    FIELD(PresenceFact, until, FIELD_TIME, .help = "Absent: a moment, or it still goes on."),
    FIELD(PresenceFact, person, FIELD_WORD),
    FIELD(PresenceFact, name, FIELD_TEXT),
    FIELD(
        PresenceFact, id, FIELD_WORD, .help = "What it is about: a watch, a challenge, an entry."),
    FIELD(PresenceFact, kind, FIELD_WORD,
        .help = "Of the event somebody wrote, or of the challenge."),
    FIELD(PresenceFact, terminal, FIELD_WORD),
    FIELD(PresenceFact, method, FIELD_WORD, .help = "How they showed who they are."),
    FIELD(PresenceFact, entered_by, FIELD_TEXT,
        .help = "Who entered them, where they did not themselves."),
    FIELD(PresenceFact, state, FIELD_WORD),
    FIELD_END,
};

typedef struct ProofShown {
    int64_t came_at, page_at, input_at, own_at, wrote, answered, handover, limit_at;
    char *method, *terminal, *by, *by_name;
    bool wanting;
} ProofShown;

static const Field proof_fields[] = {
    FIELD(ProofShown, came_at, FIELD_TIME, .help = "Absent: was not on watch."),
    FIELD(ProofShown, method, FIELD_WORD,
        .help = "How they showed who they are; absent: entered by somebody else, or nobody asked."),
    FIELD(ProofShown, terminal, FIELD_WORD, .help = "Absent: at no computer of the room."),
    FIELD(ProofShown, by, FIELD_WORD,
        .help = "Who may have signed for them: who entered them, or with whom they came at one"
                " computer in one minute."),
    FIELD(ProofShown, by_name, FIELD_TEXT),
    FIELD(ProofShown, page_at, FIELD_TIME,
        .help = "Last life of their own page, or of the computer they came at."),
    FIELD(ProofShown, input_at, FIELD_TIME),
    FIELD(ProofShown, wrote, FIELD_INT, .required = true, .help = "Acts by their own key."),
    FIELD(ProofShown, answered, FIELD_INT, .required = true, .help = "Challenges and roll calls."),
    FIELD(ProofShown, handover, FIELD_INT, .required = true, .help = "Acts on handovers."),
    FIELD(ProofShown, own_at, FIELD_TIME, .help = "Their last act; absent: none."),
    FIELD(ProofShown, wanting, FIELD_BOOL, .required = true,
        .help = "Somebody may have signed for them, and nothing of their own speaks against it."),
    FIELD(ProofShown, limit_at, FIELD_TIME, .help = "When that is flagged."),
    FIELD_END,
};

typedef struct ShiftShown {
    char *shift, *post, *post_name, *role, *person, *name, *rostered, *rostered_name, *how;
    int64_t begins_at, ends_at;
    json_t *proof, *facts;
} ShiftShown;

static const Field shift_fields[] = {
    FIELD(ShiftShown, shift, FIELD_WORD, .help = "Absent: facts that belong to no shift."),
    FIELD(ShiftShown, post, FIELD_WORD),
    FIELD(ShiftShown, post_name, FIELD_TEXT),
    FIELD(ShiftShown, role, FIELD_WORD),
    FIELD(ShiftShown, person, FIELD_WORD),
    FIELD(ShiftShown, name, FIELD_TEXT),
    FIELD(ShiftShown, rostered, FIELD_WORD, .help = "Whose turn it was, where it was changed."),
    FIELD(ShiftShown, rostered_name, FIELD_TEXT),
    FIELD(ShiftShown, how, FIELD_WORD),
    FIELD(ShiftShown, begins_at, FIELD_TIME, .required = true),
    FIELD(ShiftShown, ends_at, FIELD_TIME, .required = true),
    FIELD(ShiftShown, proof, FIELD_JSON, .items = proof_fields,
        .help = "What shows that it was the very person: one row, of an officer's shift."),
    FIELD(ShiftShown, facts, FIELD_JSON, .required = true, .items = fact_fields),
    FIELD_END,
};

typedef struct ReadReply {
    char *unit;
    bool keeps_duty;
    char *state;
    int64_t since, from, to;
    json_t *shifts, *challenges, *flags, *rounds;
} ReadReply;

static const Field read_reply[] = {
    FIELD(ReadReply, unit, FIELD_WORD, .required = true),
    FIELD(ReadReply, keeps_duty, FIELD_BOOL, .required = true),
    FIELD(ReadReply, state, FIELD_WORD, .help = "on_post, silent, absent; absent: none now."),
    FIELD(ReadReply, since, FIELD_TIME),
    FIELD(ReadReply, from, FIELD_TIME, .required = true),
    FIELD(ReadReply, to, FIELD_TIME, .required = true),
    FIELD(ReadReply, shifts, FIELD_JSON, .required = true, .items = shift_fields,
        .help = "Facts side by side, by shift; the last without a shift holds those of the room."),
    FIELD(ReadReply, challenges, FIELD_JSON, .required = true, .items = challenge_shown),
    FIELD(ReadReply, flags, FIELD_JSON, .required = true, .items = flag_shown),
    FIELD(ReadReply, rounds, FIELD_JSON, .required = true, .items = round_shown),
    FIELD_END,
};

typedef struct Reading {
    const Asking *asking;
    const JudgeRules *rules;
    const Facts *facts;
    GHashTable *names;
    json_t *challenges;
    int64_t from, until;
} Reading;

/* ---- lists of a time ---- */

/* ---- facts ---- */

static void fact_put(json_t *list, const PresenceFact *fact)
{
    json_array_append_new(list, fields_write(fact_fields, FIELD_HTTP, fact));
}

static const char *named(const Reading *reading, const char *person)
{
    return name_of(reading->names, reading->asking->db, person);
}

static int64_t end_of(int64_t ended_at)
{
    return ended_at == INT64_MAX ? FIELD_UNSET : ended_at;
}

/* Watches of the role that touch the span. */
static void watches_put(const Reading *reading, json_t *list, const ShiftFact *shift)
{
    const GPtrArray *watches = reading->facts->watches;

    for (guint i = 0; i < watches->len; i++) {
        const WatchFact *watch = watches->pdata[i];

        if (strcmp(watch->role, shift->role) != 0 || watch->since >= shift->ends_at ||
            watch->ended_at <= shift->begins_at)
            continue;
        bool other = watch->method == NULL && g_strcmp0(watch->entered_by, watch->person) != 0;
        const PresenceFact fact = {.fact = (char *) "watch",
            .at = watch->since,
            .until = end_of(watch->ended_at),
            .person = watch->person,
            .name = (char *) named(reading, watch->person),
            .id = watch->id,
            .terminal = watch->terminal,
            .method = watch->method,
            .entered_by = other ? (char *) named(reading, watch->entered_by) : NULL};
        fact_put(list, &fact);
    }
}

static void deeds_put(const Reading *reading, json_t *list, int64_t from, int64_t until)
{
    const GPtrArray *deeds = reading->facts->deeds;
    int64_t shown = 0;

    for (guint i = 0; i < deeds->len && shown < WROTE_MAX; i++) {
        const DeedFact *deed = deeds->pdata[i];
        const PresenceFact fact = {.fact = (char *) "wrote",
            .at = deed->at,
            .until = FIELD_UNSET,
            .person = deed->person,
            .name = (char *) named(reading, deed->person),
            .id = deed->id,
            .kind = deed->kind};

        if (deed->at < from || deed->at >= until)
            continue;
        fact_put(list, &fact);
        shown++;
    }
}

static void beats_put(const Reading *reading, json_t *list, int64_t from, int64_t until)
{
    const GPtrArray *beats = reading->facts->beats;

    for (guint i = 0; i < beats->len; i++) {
        const BeatFact *beat = beats->pdata[i];
        g_autofree char *name = account_person_name(reading->asking->db, beat->account);
        PresenceFact fact = {.fact = (char *) "page",
            .at = beat->began_at,
            .until = beat->last_at,
            .name = name,
            .terminal = beat->terminal};

        if (beat->began_at >= until || beat->last_at < from)
            continue;
        fact_put(list, &fact);
        if (beat->input_at == INT64_MIN)
            continue;
        fact.fact = (char *) "input";
        fact.at = beat->input_at;
        fact.until = FIELD_UNSET;
        fact_put(list, &fact);
    }
}

/* A stored moment of a challenge as a fact of its own. */
static void challenge_put(
    json_t *list, const json_t *challenge, const char *word, const char *member, const char *who)
{
    const char *at = json_text(challenge, member);
    g_autofree char *name = who == NULL ? NULL : g_strdup_printf("%s_name", who);
    g_autofree char *person = who == NULL ? NULL : g_strdup_printf("%s_by", who);

    if (at == NULL)
        return;
    json_t *fact = json_pack("{s:s, s:s, s:s, s:s}", "fact", word, "at", at, "id",
        json_text(challenge, "id"), "kind", json_text(challenge, "kind"));
    if (who != NULL && json_text(challenge, name) != NULL)
        json_object_set_new(fact, "name", json_string(json_text(challenge, name)));
    if (who != NULL && json_text(challenge, person) != NULL)
        json_object_set_new(fact, "person", json_string(json_text(challenge, person)));
    json_array_append_new(list, fact);
}

static void challenges_put(const Reading *reading, json_t *list, int64_t from, int64_t until)
{
    size_t i = 0;
    const json_t *challenge = NULL;

    json_array_foreach (reading->challenges, i, challenge) {
        int64_t issued_at = 0;

        if (!moment_parse(json_text(challenge, "issued_at"), &issued_at, NULL) ||
            issued_at < from || issued_at >= until)
            continue;
        challenge_put(list, challenge, "asked", "issued_at", NULL);
        challenge_put(list, challenge, "answered", "answered_at", "answered");
        challenge_put(list, challenge, "missed", "missed_at", NULL);
        challenge_put(list, challenge, "returned", "returned_at", "returned");
    }
}

static bool states_put(const Reading *reading, json_t *list, const char *unit, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(reading->asking->db,
        "SELECT 'state' AS fact, since AS at, state FROM presence_change WHERE unit = $unit"
        " AND since >= $from AND since < $until ORDER BY seq",
        unit, reading->from, reading->until, error);

    return fields_rows_json(fact_fields, rows, list, error);
}

/* ---- shifts ---- */

static int64_t moment_or_unset(int64_t at)
{
    return at == INT64_MIN ? FIELD_UNSET : at;
}

static json_t *proof_json(const Reading *reading, const ShiftFact *shift)
{
    const Proof proof = proof_of(reading->facts, reading->rules, shift);
    const WatchFact *came = proof.came;
    const ProofShown shown = {.came_at = came == NULL ? FIELD_UNSET : came->since,
        .method = came == NULL ? NULL : came->method,
        .terminal = came == NULL ? NULL : came->terminal,
        .by = (char *) proof.by,
        .by_name = (char *) named(reading, proof.by),
        .page_at = moment_or_unset(proof.page_at),
        .input_at = moment_or_unset(proof.input_at),
        .wrote = proof.wrote,
        .answered = proof.answered,
        .handover = proof.signed_count,
        .own_at = moment_or_unset(proof.own_at),
        .wanting = proof.is_wanting,
        .limit_at = proof.is_wanting ? proof_limit(reading->rules, shift, &proof) : FIELD_UNSET};

    return json_pack("[o]", fields_write(proof_fields, FIELD_HTTP, &shown));
}

static json_t *shift_json(const Reading *reading, const ShiftFact *shift)
{
    bool officer = strcmp(shift->role, "officer") == 0;
    json_auto_t *facts = json_array();
    json_auto_t *proof = officer && shift->person != NULL ? proof_json(reading, shift) : NULL;
    const PresenceFact rostered = {.fact = (char *) "rostered",
        .at = shift->begins_at,
        .until = shift->ends_at,
        .person = shift->person,
        .name = (char *) named(reading, shift->person),
        .id = shift->id};
    const ShiftShown shown = {.shift = shift->id,
        .post = shift->post,
        .post_name = shift->post_name,
        .role = shift->role,
        .person = shift->person,
        .name = (char *) named(reading, shift->person),
        .rostered = shift->rostered,
        .rostered_name = (char *) named(reading, shift->rostered),
        .how = shift->how,
        .begins_at = shift->begins_at,
        .ends_at = shift->ends_at,
        .proof = proof,
        .facts = facts};

    fact_put(facts, &rostered);
    watches_put(reading, facts, shift);
    if (officer) {
        int64_t from = MAX(shift->begins_at, reading->from);
        int64_t until = MIN(shift->ends_at, reading->until);

        beats_put(reading, facts, from, until);
        challenges_put(reading, facts, from, until);
        deeds_put(reading, facts, from, until);
    }
    return fields_write(shift_fields, FIELD_HTTP, &shown);
}

/* Facts reach further back than what was asked for. */
static bool is_asked_for(const Reading *reading, const ShiftFact *shift)
{
    return shift->ends_at > reading->from && shift->begins_at < reading->until;
}

static bool has_shift(const Reading *reading)
{
    for (guint i = 0; i < reading->facts->shifts->len; i++)
        if (is_asked_for(reading, reading->facts->shifts->pdata[i]))
            return true;
    return false;
}

/* What belongs to the room and to no shift. */
static json_t *room_json(const Reading *reading, const char *unit, GError **error)
{
    json_auto_t *facts = json_array();
    const ShiftShown shown = {
        .begins_at = reading->from, .ends_at = reading->until, .facts = facts};

    if (!states_put(reading, facts, unit, error))
        return NULL;
    if (!has_shift(reading)) {
        const ShiftFact any = {
            .role = (char *) "officer", .begins_at = reading->from, .ends_at = reading->until};

        watches_put(reading, facts, &any);
        beats_put(reading, facts, reading->from, reading->until);
        challenges_put(reading, facts, reading->from, reading->until);
        deeds_put(reading, facts, reading->from, reading->until);
    }
    return fields_write(shift_fields, FIELD_HTTP, &shown);
}

static json_t *shifts_json(const Reading *reading, const char *unit, GError **error)
{
    json_auto_t *list = json_array();
    json_t *room = room_json(reading, unit, error);

    if (room == NULL)
        return NULL;
    for (guint i = 0; i < reading->facts->shifts->len; i++) {
        const ShiftFact *shift = reading->facts->shifts->pdata[i];

        if (is_asked_for(reading, shift))
            json_array_append_new(list, shift_json(reading, shift));
    }
    json_array_append_new(list, room);
    return json_incref(list);
}

/* ---- the answer ---- */

/* A minute stands for the whole of the shifts that hold it, or for the day before where none do. */
static bool span_find(const Asking *asking, const ReadArgs *args, Reading *reading, GError **error)
{
    int64_t at = args->at == FIELD_UNSET ? asking->now : args->at;
    g_autoptr(Statement) row = store_prepare_span(asking->db,
        "SELECT COALESCE(MIN(begins_at), $from) AS begins_at, COALESCE(MAX(ends_at), $until)"
        " AS ends_at FROM shift WHERE unit = $unit AND live = 1 AND begins_at <= $at"
        " AND ends_at > $at",
        args->unit, at - DAY_MS / 2, at + 1, error);

    if (args->from != FIELD_UNSET || args->to != FIELD_UNSET) {
        reading->until = args->to == FIELD_UNSET ? args->from + DAY_MS : args->to;
        reading->from = args->from == FIELD_UNSET ? args->to - DAY_MS : args->from;
        if (reading->from >= reading->until ||
            reading->until - reading->from > SPAN_DAYS_MAX * DAY_MS)
            return fail_field(error, "to", "too_large");
        return true;
    }
    if (row != NULL)
        bind_int(row, "at", at);
    if (!statement_find(row, "not_found", "shift", error))
        return false;
    reading->from = row_int_of(row, "begins_at");
    reading->until = row_int_of(row, "ends_at");
    return true;
}

static const Field state_fields[] = {
    FIELD(ReadReply, state, FIELD_WORD),
    FIELD(ReadReply, since, FIELD_TIME),
    FIELD_END,
};

static bool state_put(ReadReply *reply, Db *db, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT state, since FROM presence_change WHERE unit = $unit ORDER BY seq DESC LIMIT 1",
        error, "unit", reply->unit, NULL);

    if (!statement_found(row, &found, error))
        return false;
    reply->since = FIELD_UNSET;
    if (found)
        fields_row(state_fields, row, reply);
    return true;
}

static bool reading_answer(
    const Asking *asking, const char *unit, Reading *reading, json_t **out_json, GError **error)
{
    int64_t from = reading->from, until = reading->until;
    json_auto_t *shifts = shifts_json(reading, unit, error);
    json_auto_t *flags = json_array();
    json_auto_t *rounds = json_array();
    ReadReply reply = {.unit = (char *) unit,
        .keeps_duty = reading->facts->keeps_duty,
        .from = from,
        .to = until,
        .shifts = shifts,
        .challenges = reading->challenges,
        .flags = flags,
        .rounds = rounds};

    if (shifts == NULL || !flags_between(asking, unit, from, until, flags, error) ||
        !rounds_between(asking, unit, from, until, rounds, error) ||
        !state_put(&reply, asking->db, error))
        return false;
    *out_json = fields_write(read_reply, FIELD_HTTP, &reply);
    g_free(reply.state);
    return true;
}

static bool read_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ReadArgs *args = data;
    g_autoptr(GHashTable) names = names_new();
    g_auto(PresenceRules) rules = {0};
    Reading reading = {.asking = asking, .names = names, .rules = &rules.judge};

    if (!presence_rules_read(asking->engine, asking->db, args->unit, &rules, error) ||
        !span_find(asking, args, &reading, error))
        return false;
    const FactsSpan span = {
        .from = reading.from - EARLY_MS, .until = reading.until, .now = asking->now};
    g_autoptr(Facts) facts = facts_read(asking->db, args->unit, &span, error);
    json_auto_t *challenges = json_array();

    if (facts == NULL ||
        !challenges_between(asking, args->unit, reading.from, reading.until, challenges, error))
        return false;
    reading.facts = facts;
    reading.challenges = challenges;
    return reading_answer(asking, args->unit, &reading, &out_answer->json, error);
}

static const Query queries[] = {
    {.name = "presence.get",
        .path = "/units/{unit}/presence",
        .permission = "presence.read",
        .args = read_args,
        .args_size = sizeof(ReadArgs),
        .reply = read_reply,
        .answer = read_answer,
        .help = "Who should be in the room and what shows that they are, side by side."},
    {0},
};

const Part presence_part = {.events = look_events,
    .queries = queries,
    .projections = look_projections,
    .reactions = look_reactions,
    .chores = look_chores,
    .notes = look_notes};
