/* SPDX-License-Identifier: Apache-2.0 */
/* GET /coverage: every gap of every unit below, with its minute. */
#include "base/day.h"
#include "base/fail.h"
#include "base/json.h"
#include "base/moment.h"
#include "engine/field_row.h"
#include "roster/coverage_watch.h"
#include "roster/filing.h"
#include "roster/keeping.h"
#include "roster/on_duty.h"
#include "roster/show.h"
#include "unit/standing.h"
#include "unit/unit.h"

#include <string.h>

#define SPAN_DAYS_MAX 62

static const char *const kinds[] = {GAP_UNCOVERED, GAP_VACANT, GAP_ON_LEAVE, GAP_PERSON_LEFT,
    GAP_DOUBLED, GAP_UNROSTERED, GAP_NO_POST, GAP_NO_PHONE, NULL};

typedef struct CoverageArgs {
    char *under;
    bool gaps;
    char *from, *to;
} CoverageArgs;

static const Field coverage_args[] = {
    FIELD(CoverageArgs, under, FIELD_WORD, .required = true, .max = 24,
        .help = "This unit and everything below it."),
    FIELD(CoverageArgs, gaps, FIELD_BOOL, .help = "Only units with gaps."),
    FIELD(CoverageArgs, from, FIELD_WORD, .max = 10,
        .help = "A day: each unit also says whether it is rostered from then to the day `to`."),
    FIELD(CoverageArgs, to, FIELD_WORD, .max = 10, .help = "Included."),
    FIELD_END,
};

static const char *const keeps_words[] = {"posts", KEEPS_YES, KEEPS_BY_PHONE, NULL};
static const char *const rostered_words[] = {ROSTERED_WHOLE, ROSTERED_PARTLY, ROSTERED_NOT, NULL};

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
    FIELD(GapShown, post, FIELD_WORD, .help = "Absent: the unit has none."),
    FIELD(GapShown, post_name, FIELD_TEXT),
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
    char *keeps;
    char *rostered;
    bool filed;
    int64_t count;
    int64_t next_gap_at;
    int64_t roster_until;
    int64_t filed_until;
    json_t *gaps;
} UnitShown;

static const Field unit_fields[] = {
    FIELD(UnitShown, unit, FIELD_WORD, .required = true),
    FIELD(UnitShown, name, FIELD_TEXT, .required = true),
    FIELD(UnitShown, keeps, FIELD_WORD, .required = true, .choices = keeps_words,
        .help = "Must it keep duty: \"posts\" where it has posts."),
    FIELD(UnitShown, rostered, FIELD_WORD, .choices = rostered_words,
        .help = "Of the days asked for: is every minute that its posts ask for in a published "
                "roster? \"partly\" where some are."),
    FIELD(UnitShown, filed, FIELD_BOOL,
        .help = "Of the days asked for: they are rostered whole and all of it is filed."),
    FIELD(UnitShown, count, FIELD_INT, .required = true,
        .help = "Gaps; the end of the last roster is one within the days to come that the rules "
                "name."),
    FIELD(UnitShown, next_gap_at, FIELD_TIME),
    FIELD(
        UnitShown, roster_until, FIELD_TIME, .help = "Every post has published shifts until then."),
    FIELD(UnitShown, filed_until, FIELD_TIME),
    FIELD(UnitShown, gaps, FIELD_JSON, .required = true, .items = gap_fields),
    FIELD_END,
};

typedef struct UnsaidShown {
    char *unit;
    char *name;
} UnsaidShown;

static const Field unsaid_fields[] = {
    FIELD(UnsaidShown, unit, FIELD_WORD, .required = true),
    FIELD(UnsaidShown, name, FIELD_TEXT, .required = true),
    FIELD_END,
};

typedef struct CoverageReply {
    int64_t at;
    json_t *items;
    json_t *unsaid;
} CoverageReply;

static const Field coverage_reply[] = {
    FIELD(CoverageReply, at, FIELD_TIME, .required = true),
    FIELD(CoverageReply, items, FIELD_JSON, .required = true, .items = unit_fields,
        .help = "Units that keep duty by roster, and those that must and don't."),
    FIELD(CoverageReply, unsaid, FIELD_JSON, .required = true, .items = unsaid_fields,
        .help = "Units of which nobody said whether they must keep duty."),
    FIELD_END,
};

static json_t *gaps_json(Db *db, const char *unit, GError **error)
{
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT d.post, d.name AS post_name, g.kind, g.shift, g.from_at, g.until_at, g.warned"
        " FROM coverage_gap g LEFT JOIN duty_post d ON d.unit = g.unit AND d.post = g.post"
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

/* What is asked of all units, and what becomes of it. */
typedef struct Covering {
    const Asking *asking;
    const CoverageArgs *args;
    int64_t days[2]; /* both included; meaningless unless `args` name them */
    json_t *items, *unsaid;
} Covering;

/* A later roster that is filed says nothing of these days. */
static bool filed_read(const Covering *to, UnitShown *shown, GError **error)
{
    g_autofree char *first = day_print(to->days[0]), *last = day_print(to->days[1]);
    g_autoptr(Statement) row = store_prepare_texts(to->asking->db,
        "SELECT 1 FROM shift s LEFT JOIN roster r ON r.unit = s.unit AND r.id = s.roster"
        " WHERE s.unit = $unit AND s.live = 1 AND s.day >= $first AND s.day <= $last"
        " AND r.filed_at IS NULL LIMIT 1",
        error, "unit", shown->unit, "first", first, "last", last, NULL);
    bool lacks = false;

    if (!statement_found(row, &lacks, error))
        return false;
    shown->filed = !lacks;
    return true;
}

static bool rostered_read(const Covering *to, UnitShown *shown, GError **error)
{
    const CoverageAsk ask = {to->asking->engine, to->asking->db, shown->unit, to->asking->now};
    const char *word = NULL;

    if (to->args->from == NULL)
        return true;
    if (!coverage_rostered(&ask, to->days, &word, error))
        return false;
    shown->rostered = (char *) word;
    return strcmp(word, ROSTERED_WHOLE) != 0 || filed_read(to, shown, error);
}

static bool unit_show(const Covering *to, UnitShown *shown, GError **error)
{
    if (!standing_read(to->asking->db, shown, error))
        return false;
    if (to->args->gaps && shown->count == 0)
        return true;
    if (!rostered_read(to, shown, error))
        return false;
    shown->gaps = gaps_json(to->asking->db, shown->unit, error);
    if (shown->gaps == NULL)
        return false;
    json_array_append_new(to->items, fields_write(unit_fields, FIELD_HTTP, shown));
    json_decref(shown->gaps);
    return true;
}

static bool unit_add(const Covering *to, const Unit *unit, GError **error)
{
    UnitShown shown = {.unit = unit->code, .name = unit->name, .keeps = (char *) keeps_words[0]};
    const char *keeps = NULL;
    bool has_posts = false;

    if (!roster_keeps_duty(to->asking->db, unit->code, NULL, &has_posts, error))
        return false;
    if (has_posts)
        return unit_show(to, &shown, error);
    if (!keeping_of(to->asking->db, unit->code, &keeps, error))
        return false;
    if (strcmp(keeps, KEEPS_UNSAID) == 0) {
        const UnsaidShown unsaid = {unit->code, unit->name};
        json_array_append_new(to->unsaid, fields_write(unsaid_fields, FIELD_HTTP, &unsaid));
    }
    shown.keeps = (char *) keeps;
    return (strcmp(keeps, KEEPS_YES) != 0 && strcmp(keeps, KEEPS_BY_PHONE) != 0) ||
           unit_show(to, &shown, error);
}

static bool days_read(const CoverageArgs *args, int64_t days[2], GError **error)
{
    if (args->from == NULL && args->to == NULL)
        return true;
    if (args->from == NULL || !day_parse(args->from, &days[0], NULL))
        return fail_field(error, "from", args->from == NULL ? "required" : "not_a_day");
    if (args->to == NULL || !day_parse(args->to, &days[1], NULL))
        return fail_field(error, "to", args->to == NULL ? "required" : "not_a_day");
    if (days[1] < days[0] || days[1] - days[0] >= SPAN_DAYS_MAX)
        return fail_field(error, "to", days[1] < days[0] ? "too_early" : "too_late");
    return true;
}

static bool coverage_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const CoverageArgs *args = data;
    g_autofree char *moment = moment_print(asking->now);
    json_auto_t *items = json_array(), *unsaid = json_array();
    Covering to = {.asking = asking, .args = args, .items = items, .unsaid = unsaid};
    g_autoptr(Unit) top = unit_get(asking->db, args->under, error);
    g_autoptr(GPtrArray) below = NULL;

    if (top == NULL || !roster_visible(asking, args->under, error) ||
        !days_read(args, to.days, error))
        return false;
    below = units_below(asking->db, args->under, error);
    if (below == NULL || !unit_add(&to, top, error))
        return false;
    for (guint i = 0; i < below->len; i++)
        if (!unit_add(&to, below->pdata[i], error))
            return false;
    out_answer->json = json_pack("{s:s, s:O, s:O}", "at", moment, "items", items, "unsaid", unsaid);
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
