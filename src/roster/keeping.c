/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/keeping.h"

#include "engine/field_row.h"
#include "roster/coverage_watch.h"
#include "roster/module.h"
#include "roster/on_duty.h"
#include "roster/roster_events.h"
#include "roster/show.h"
#include "unit/standing.h"
#include "unit/unit.h"

#include <string.h>

#define EVENT_SAID "duty_keeping.said"
#define REASON_MAX 200

static const char *const said_words[] = {KEEPS_YES, KEEPS_NO, KEEPS_BY_PHONE, NULL};
static const char *const shown_words[] = {KEEPS_YES, KEEPS_NO, KEEPS_BY_PHONE, KEEPS_UNSAID, NULL};

/* Governments and who answers for emergencies at any hour. */
static const char *const keeping_functions[] = {
    "government_duty", "party_duty", "town", "emergency", NULL};

/* ---- what holds ---- */

static const char *keeps_usual(const Unit *unit)
{
    if (g_strcmp0(unit->level, "village") == 0)
        return KEEPS_NO;
    for (size_t i = 0; keeping_functions[i] != NULL; i++)
        if (unit_has_function(unit, keeping_functions[i]))
            return KEEPS_YES;
    return KEEPS_UNSAID;
}

static const char *word_of(const char *text)
{
    for (size_t i = 0; said_words[i] != NULL; i++)
        if (g_strcmp0(said_words[i], text) == 0)
            return said_words[i];
    return NULL;
}

static bool keeps_read(Db *db, const Unit *unit, const char **out_keeps, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(
        db, "SELECT keeps FROM duty_keeping WHERE unit = $unit", error, "unit", unit->code, NULL);
    bool found = false;

    if (!statement_found(row, &found, error))
        return false;
    *out_keeps = unit->valid_to != FIELD_UNSET ? KEEPS_NO
                 : found                       ? word_of(row_text_of(row, "keeps"))
                                               : keeps_usual(unit);
    return true;
}

bool keeping_of(Db *db, const char *code, const char **out_keeps, GError **error)
{
    g_autoptr(Unit) unit = unit_get(db, code, error);

    return unit != NULL && keeps_read(db, unit, out_keeps, error);
}

bool keeping_is_gap(const char *word)
{
    return g_strcmp0(word, GAP_NO_POST) == 0 || g_strcmp0(word, GAP_NO_PHONE) == 0;
}

/* What is missing; NULL: nothing. */
static const char *lack_of(const Unit *unit, const char *keeps)
{
    bool has_phone = unit->duty_phone != NULL && *unit->duty_phone != '\0';

    if (strcmp(keeps, KEEPS_YES) == 0)
        return GAP_NO_POST;
    return strcmp(keeps, KEEPS_BY_PHONE) == 0 && !has_phone ? GAP_NO_PHONE : NULL;
}

/* ---- what follows ---- */

static bool gaps_forget(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) gone = store_prepare_texts(db,
        "DELETE FROM coverage_gap WHERE unit = $unit AND kind IN ('" GAP_NO_POST "',"
        " '" GAP_NO_PHONE "')",
        error, "unit", unit, NULL);

    return gone != NULL && statement_run(gone, error);
}

static bool gap_put(Db *db, const char *unit, const char *lack, int64_t at, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "INSERT INTO coverage_gap (unit, post, from_at, kind, warned)"
        " VALUES ($unit, '', $at, $kind, 0)",
        error, "unit", unit, "kind", lack, NULL);

    if (row == NULL)
        return false;
    bind_int(row, "at", at);
    return statement_run(row, error);
}

static bool lack_note(Db *db, const char *unit, const char *lack, int64_t at, GError **error)
{
    StandingNote note = {
        .name = NOTE_GAPS, .count = FIELD_UNSET, .at = FIELD_UNSET, .amiss_at = FIELD_UNSET};

    if (!gaps_forget(db, unit, error))
        return false;
    if (lack != NULL) {
        note.count = 1;
        note.at = at;
        note.word = lack;
        note.amiss_at = 0;
    }
    return (lack == NULL || gap_put(db, unit, lack, at, error)) &&
           standing_note(db, unit, &note, error);
}

bool keeping_follow(Db *db, const char *code, int64_t at, GError **error)
{
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(Unit) unit = NULL;
    const char *keeps = NULL, *lack = NULL, *was = NULL;
    bool has_posts = false;

    if (!roster_keeps_duty(db, code, NULL, &has_posts, error) || has_posts)
        return has_posts;
    unit = unit_get(db, code, error);
    notes = unit == NULL ? NULL : standing_notes(db, code, error);
    if (notes == NULL || !keeps_read(db, unit, &keeps, error))
        return false;
    lack = lack_of(unit, keeps);
    const StandingNote *noted = standing_noted(notes, NOTE_GAPS);
    was = noted != NULL && keeping_is_gap(noted->word) ? noted->word : NULL;
    return g_strcmp0(was, lack) == 0 || lack_note(db, code, lack, at, error);
}

static bool event_apply(Db *db, const Event *event, GError **error)
{
    return keeping_follow(db, event->unit, event->at, error);
}

/* ---- event ---- */

typedef struct SaidBody {
    char *keeps;
    char *reason;
} SaidBody;

static const Field said_fields[] = {
    FIELD(SaidBody, keeps, FIELD_WORD, .required = true, .choices = said_words),
    FIELD(SaidBody, reason, FIELD_TEXT),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_SAID, said_fields, sizeof(SaidBody)},
    {0},
};

static const Projection projections[] = {
    {.event = EVENT_SAID,
        .sql = "INSERT INTO duty_keeping (unit, keeps, reason, said_at, said_by)"
               " VALUES ($unit, $keeps, $reason, $at, $actor) ON CONFLICT (unit) DO UPDATE SET"
               " keeps = excluded.keeps, reason = excluded.reason, said_at = excluded.said_at,"
               " said_by = excluded.said_by"},
    {.event = EVENT_SAID, .apply = event_apply},
    {.event = "unit.registered", .apply = event_apply},
    {.event = "unit.changed", .apply = event_apply},
    {.event = EVENT_COVERAGE_FOUND, .apply = event_apply},
    {0},
};

/* ---- PUT, GET /units/{unit}/duty-keeping ---- */

typedef struct SayArgs {
    char *unit;
    char *keeps;
    char *reason;
} SayArgs;

static const Field say_args[] = {
    FIELD(SayArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(SayArgs, keeps, FIELD_WORD, .required = true, .choices = said_words,
        .help = "yes: by posts and rosters; by_phone: whoever carries the duty phone; no."),
    FIELD(SayArgs, reason, FIELD_TEXT, .line = true, .max = REASON_MAX),
    FIELD_END,
};

static bool say_decide(Decision *decision, const void *data, GError **error)
{
    const SayArgs *args = data;
    const SaidBody body = {.keeps = args->keeps, .reason = args->reason};
    bool is_there = false;

    if (!unit_exists(decision_db(decision), args->unit, &is_there, error))
        return false;
    if (!is_there)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_unit", "there is no unit %s", args->unit);
    return decision_emit(decision, EVENT_SAID, args->unit, &body, error);
}

typedef struct KeepingReply {
    char *unit;
    char *keeps;
    char *said;
    char *reason;
    int64_t said_at;
    char *said_by;
} KeepingReply;

static const Field keeping_reply[] = {
    FIELD(KeepingReply, unit, FIELD_WORD, .required = true),
    FIELD(KeepingReply, keeps, FIELD_WORD, .required = true, .choices = shown_words,
        .help = "What holds: what was said, else what its level and functions say."),
    FIELD(KeepingReply, said, FIELD_WORD, .choices = said_words, .help = "Absent: nobody said."),
    FIELD(KeepingReply, reason, FIELD_TEXT),
    FIELD(KeepingReply, said_at, FIELD_TIME),
    FIELD(KeepingReply, said_by, FIELD_WORD, .help = "Account."),
    FIELD_END,
};

static const Field said_columns[] = {
    FIELD(KeepingReply, said, FIELD_WORD),
    FIELD(KeepingReply, reason, FIELD_TEXT),
    FIELD(KeepingReply, said_at, FIELD_TIME),
    FIELD(KeepingReply, said_by, FIELD_WORD),
    FIELD_END,
};

static json_t *keeping_json(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT keeps AS said, reason, said_at, said_by FROM duty_keeping WHERE unit = $unit",
        error, "unit", unit, NULL);
    const char *keeps = NULL;
    bool found = false;

    if (!statement_found(row, &found, error) || !keeping_of(db, unit, &keeps, error))
        return NULL;
    g_autofree KeepingReply *shown =
        found ? fields_row_new(said_columns, sizeof(KeepingReply), row) : g_new0(KeepingReply, 1);
    if (!found)
        shown->said_at = FIELD_UNSET;
    shown->unit = (char *) unit;
    shown->keeps = (char *) keeps;
    json_t *reply = fields_write(keeping_reply, FIELD_HTTP, shown);
    if (found)
        fields_clear(said_columns, shown);
    return reply;
}

static bool say_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = keeping_json(decision_db(decision), ((const SayArgs *) data)->unit, error);
    return *out_reply != NULL;
}

static const Command commands[] = {
    {.name = "duty_keeping.say",
        .method = "PUT",
        .path = "/units/{unit}/duty-keeping",
        .permission = "duty.keeping",
        .args = say_args,
        .args_size = sizeof(SayArgs),
        .reply = keeping_reply,
        .decide = say_decide,
        .conclude = say_conclude,
        .help = "Says whether a unit must keep duty: itself, or the level above."},
    {0},
};

static const Field get_args[] = {
    FIELD(SayArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

static bool get_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const SayArgs *args = data;

    if (!roster_visible(asking, args->unit, error))
        return false;
    out_answer->json = keeping_json(asking->db, args->unit, error);
    return out_answer->json != NULL;
}

static const Query queries[] = {
    {.name = "duty_keeping.get",
        .path = "/units/{unit}/duty-keeping",
        .args = get_args,
        .args_size = sizeof(SayArgs),
        .reply = keeping_reply,
        .answer = get_answer,
        .help = "Must the unit keep duty, and who said so?"},
    {0},
};

const Part keeping_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
