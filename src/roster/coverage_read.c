/* SPDX-License-Identifier: Apache-2.0 */
/* GET /coverage: every gap of every unit below, with its minute. */
#include "base/json.h"
#include "base/moment.h"
#include "engine/field_row.h"
#include "roster/coverage_watch.h"
#include "roster/filing.h"
#include "roster/on_duty.h"
#include "roster/show.h"
#include "unit/standing.h"
#include "unit/unit.h"

static const char *const kinds[] = {
    GAP_UNCOVERED, GAP_VACANT, GAP_ON_LEAVE, GAP_PERSON_LEFT, GAP_DOUBLED, GAP_UNROSTERED, NULL};

typedef struct CoverageArgs {
    char *under;
    bool gaps;
} CoverageArgs;

static const Field coverage_args[] = {
    FIELD(CoverageArgs, under, FIELD_WORD, .required = true, .max = 24,
        .help = "This unit and everything below it."),
    FIELD(CoverageArgs, gaps, FIELD_BOOL, .help = "Only units with gaps between their shifts."),
    FIELD_END,
};

typedef struct GapShown {
    char *post;
    char *post_name;
    char *kind;
    char *shift;
    int64_t from_at;
    int64_t until_at;
    int64_t warned;
} GapShown;

static const Field gap_fields[] = {
    FIELD(GapShown, post, FIELD_WORD, .required = true),
    FIELD(GapShown, post_name, FIELD_TEXT, .required = true),
    FIELD(GapShown, kind, FIELD_WORD, .required = true, .choices = kinds),
    FIELD(GapShown, shift, FIELD_WORD, .help = "The shift concerned."),
    FIELD(GapShown, from_at, FIELD_TIME, .required = true),
    FIELD(GapShown, until_at, FIELD_TIME, .help = "Not included; absent: nothing comes after."),
    FIELD(GapShown, warned, FIELD_INT, .required = true, .help = "Warnings given."),
    FIELD_END,
};

typedef struct UnitShown {
    char *unit;
    char *name;
    int64_t count;
    int64_t next_gap_at;
    int64_t roster_until;
    int64_t filed_until;
    json_t *gaps;
} UnitShown;

static const Field unit_fields[] = {
    FIELD(UnitShown, unit, FIELD_WORD, .required = true),
    FIELD(UnitShown, name, FIELD_TEXT, .required = true),
    FIELD(UnitShown, count, FIELD_INT, .required = true,
        .help = "Gaps, without those behind the last roster."),
    FIELD(UnitShown, next_gap_at, FIELD_TIME),
    FIELD(
        UnitShown, roster_until, FIELD_TIME, .help = "Every post has published shifts until then."),
    FIELD(UnitShown, filed_until, FIELD_TIME),
    FIELD(UnitShown, gaps, FIELD_JSON, .required = true, .items = gap_fields),
    FIELD_END,
};

typedef struct CoverageReply {
    int64_t at;
    json_t *items;
} CoverageReply;

static const Field coverage_reply[] = {
    FIELD(CoverageReply, at, FIELD_TIME, .required = true),
    FIELD(CoverageReply, items, FIELD_JSON, .required = true, .items = unit_fields,
        .help = "Units that keep duty by roster."),
    FIELD_END,
};

static json_t *gaps_json(Db *db, const char *unit, GError **error)
{
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT g.post, d.name AS post_name, g.kind, g.shift, g.from_at, g.until_at, g.warned"
        " FROM coverage_gap g JOIN duty_post d ON d.unit = g.unit AND d.post = g.post"
        " WHERE g.unit = $unit ORDER BY g.from_at, d.place, g.post, g.kind",
        error, "unit", unit, NULL);

    return fields_rows_json(gap_fields, rows, items, error) ? g_steal_pointer(&items) : NULL;
}

static bool standing_read(Db *db, UnitShown *shown, GError **error)
{
    g_autoptr(GPtrArray) notes = standing_notes(db, shown->unit, error);

    if (notes == NULL)
        return false;
    const StandingNote *gaps = standing_noted(notes, NOTE_GAPS);
    const StandingNote *until = standing_noted(notes, NOTE_ROSTER_UNTIL);
    const StandingNote *filed = standing_noted(notes, NOTE_FILED_UNTIL);
    shown->count = gaps == NULL ? 0 : gaps->count;
    shown->next_gap_at = gaps == NULL ? FIELD_UNSET : gaps->at;
    shown->roster_until = until == NULL ? FIELD_UNSET : until->at;
    shown->filed_until = filed == NULL ? FIELD_UNSET : filed->at;
    return true;
}

static bool unit_add(
    const Asking *asking, const Unit *unit, bool gaps_only, json_t *items, GError **error)
{
    UnitShown shown = {.unit = unit->code, .name = unit->name};
    bool keeps = false;

    if (!roster_keeps_duty(asking->db, unit->code, NULL, &keeps, error))
        return false;
    if (!keeps)
        return true;
    if (!standing_read(asking->db, &shown, error))
        return false;
    if (gaps_only && shown.count == 0)
        return true;
    shown.gaps = gaps_json(asking->db, unit->code, error);
    if (shown.gaps == NULL)
        return false;
    json_array_append_new(items, fields_write(unit_fields, FIELD_HTTP, &shown));
    json_decref(shown.gaps);
    return true;
}

static bool coverage_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const CoverageArgs *args = data;
    g_autofree char *moment = moment_print(asking->now);
    json_auto_t *items = json_array();
    g_autoptr(Unit) top = unit_get(asking->db, args->under, error);
    g_autoptr(GPtrArray) below = NULL;

    if (top == NULL || !roster_visible(asking, args->under, error))
        return false;
    below = units_below(asking->db, args->under, error);
    if (below == NULL || !unit_add(asking, top, args->gaps, items, error))
        return false;
    for (guint i = 0; i < below->len; i++)
        if (!unit_add(asking, below->pdata[i], args->gaps, items, error))
            return false;
    out_answer->json = json_pack("{s:s, s:O}", "at", moment, "items", items);
    return true;
}

const Query coverage_queries[] = {
    {.name = "coverage.under",
        .path = "/coverage",
        .args = coverage_args,
        .args_size = sizeof(CoverageArgs),
        .reply = coverage_reply,
        .answer = coverage_answer,
        .help = "Minutes of posts that nobody stands or two stand, in every unit below."},
    {0},
};
