/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/coverage_watch.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "engine/engine.h"
#include "matter/matter.h"
#include "roster/keeping.h"
#include "roster/module.h"
#include "roster/on_duty.h"
#include "roster/roster_events.h"
#include "unit/standing.h"

#include <string.h>

#define LOOK_HOUR 7               /* of every day */
#define GRACE_MS (10 * MINUTE_MS) /* whoever opened a gap just now may be about to fill it */

/* ---- warnings ---- */

/* How many of the warnings are past at `now`, for what begins at `from`. */
static int64_t stage_at(const DutyRules *rules, int64_t from, int64_t now)
{
    int64_t stage = 0;

    while (duty_rules_warn_ms(rules, (size_t) stage) >= 0 &&
           from - duty_rules_warn_ms(rules, (size_t) stage) <= now)
        stage++;
    return stage;
}

/* When the warning after `warned` is to be given; FIELD_UNSET: no more. */
static int64_t warn_at(const DutyRules *rules, int64_t from, int64_t warned, int64_t now)
{
    int64_t ahead = duty_rules_warn_ms(rules, (size_t) warned);

    if (ahead < 0)
        return FIELD_UNSET;
    return from - ahead > now ? from - ahead : now + GRACE_MS;
}

/* ---- what was found before ---- */

/* "POST FROM KIND" -> how many warnings were given. */
static char *gap_key(const char *post, int64_t from, const char *kind)
{
    return g_strdup_printf("%s %" G_GINT64_FORMAT " %s", post, from, kind);
}

static GHashTable *warned_load(Db *db, const char *unit, GString *out_before, GError **error)
{
    g_autoptr(GHashTable) warned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT post, from_at, kind, until_at, shift, warned FROM coverage_gap WHERE unit = $unit"
        " AND post <> '' ORDER BY post, from_at, kind",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *key = gap_key(row_text(rows, 0), row_int(rows, 1), row_text(rows, 2));
        g_string_append_printf(out_before, "%s %" G_GINT64_FORMAT " %s\n", key,
            row_int_or(rows, 3, GAP_OPEN), row_text(rows, 4) == NULL ? "" : row_text(rows, 4));
        g_hash_table_insert(warned, g_steal_pointer(&key), GINT_TO_POINTER((int) row_int(rows, 5)));
    }
    return step == STORE_DONE ? g_steal_pointer(&warned) : NULL;
}

static void notes_print(int64_t count, int64_t first_at, int64_t until, GString *out)
{
    g_string_append_printf(out, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
        count, first_at, until);
}

static bool noted_before(Db *db, const char *unit, GString *out_before, GError **error)
{
    g_autoptr(GPtrArray) notes = standing_notes(db, unit, error);

    if (notes == NULL)
        return false;
    const StandingNote *until = standing_noted(notes, NOTE_ROSTER_UNTIL);
    const StandingNote *gaps = standing_noted(notes, NOTE_GAPS);
    if (gaps != NULL && keeping_is_gap(gaps->word))
        notes_print(0, FIELD_UNSET, FIELD_UNSET, out_before);
    else
        notes_print(gaps == NULL ? FIELD_UNSET : gaps->count, gaps == NULL ? FIELD_UNSET : gaps->at,
            until == NULL ? FIELD_UNSET : until->at, out_before);
    return true;
}

/* ---- what is found now ---- */

static gint gap_order(gconstpointer a, gconstpointer b)
{
    const Gap *left = a, *right = b;
    int post = strcmp(left->post, right->post);

    if (post != 0)
        return post;
    if (left->from_at != right->from_at)
        return left->from_at < right->from_at ? -1 : 1;
    return strcmp(left->kind, right->kind);
}

static GArray *gaps_to_come(const CoverageCase *of, int64_t now)
{
    g_autoptr(GArray) all = coverage_find(of);
    GArray *gaps = g_array_new(FALSE, FALSE, sizeof(Gap));

    for (guint i = 0; i < all->len; i++) {
        const Gap *gap = &g_array_index(all, Gap, i);
        if (gap->until_at > now)
            g_array_append_val(gaps, *gap);
    }
    g_array_sort(gaps, gap_order);
    return gaps;
}

static json_t *gap_body(const Gap *gap, int64_t warned, int64_t next)
{
    json_t *body = json_pack("{s:s, s:s, s:s*, s:I, s:I}", "post", gap->post, "kind", gap->kind,
        "shift", gap->shift, "from_at", (json_int_t) gap->from_at, "warned", (json_int_t) warned);

    if (gap->until_at != GAP_OPEN)
        json_object_set_new(body, "until_at", json_integer(gap->until_at));
    if (next != FIELD_UNSET)
        json_object_set_new(body, "warn_at", json_integer(next));
    return body;
}

typedef struct Look {
    Decision *decision;
    const DutyRules *rules;
    CoverageCase of;
    GArray *gaps; /* Gap, those to come */
    GHashTable *warned;
    GString *before, *after;
    int64_t now, ahead_until;
    int64_t count, first_at; /* of the gaps that count */
} Look;

static void look_clear(Look *look)
{
    coverage_case_clear(&look->of);
    g_clear_pointer(&look->gaps, g_array_unref);
    g_clear_pointer(&look->warned, g_hash_table_unref);
    g_string_free(look->before, TRUE);
    g_string_free(look->after, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

/* Tomorrow morning, or as soon as a gap is over. Once no roster goes on, time alone changes
 * nothing: the next one that is published is looked at. */
static int64_t look_at(const Look *look)
{
    int64_t at = moment_day_start(moment_day(look->now) + 1) + LOOK_HOUR * HOUR_MS;
    bool goes_on = false;

    for (guint i = 0; i < look->of.shifts->len; i++)
        goes_on |= ((const Shift *) look->of.shifts->pdata[i])->ends_at > look->now;
    if (look->of.posts->len == 0 || !goes_on)
        return FIELD_UNSET;
    for (guint i = 0; i < look->gaps->len; i++) {
        const Gap *gap = &g_array_index(look->gaps, Gap, i);
        at = gap->until_at > look->now ? MIN(at, gap->until_at) : at;
    }
    return at;
}

static void body_gap(Look *look, const Gap *gap, FoundBody *body)
{
    g_autofree char *key = gap_key(gap->post, gap->from_at, gap->kind);
    int64_t warned = GPOINTER_TO_INT(g_hash_table_lookup(look->warned, key));

    json_array_append_new(
        body->gaps, gap_body(gap, warned, warn_at(look->rules, gap->from_at, warned, look->now)));
}

static bool found_emit(Look *look, GError **error)
{
    json_auto_t *gaps = json_array();
    FoundBody body = {.gaps = gaps,
        .roster_until = coverage_until(&look->of),
        .ahead_until = look->ahead_until,
        .first_at = look->first_at,
        .count = look->count,
        .look_at = look_at(look)};

    for (guint i = 0; i < look->gaps->len; i++)
        body_gap(look, &g_array_index(look->gaps, Gap, i), &body);
    return decision_emit(
        look->decision, EVENT_COVERAGE_FOUND, decision_unit(look->decision), &body, error);
}

static void gap_note(Look *look, const Gap *gap)
{
    g_autofree char *key = gap_key(gap->post, gap->from_at, gap->kind);

    g_string_append_printf(look->after, "%s %" G_GINT64_FORMAT " %s\n", key, gap->until_at,
        gap->shift == NULL ? "" : gap->shift);
    if (!gap_counts(gap, look->ahead_until))
        return;
    look->count++;
    look->first_at =
        look->first_at == FIELD_UNSET ? gap->from_at : MIN(look->first_at, gap->from_at);
}

static bool look_load(Look *look, GError **error)
{
    Db *db = decision_db(look->decision);
    const char *unit = decision_unit(look->decision);
    const CoverageAsk ask = {decision_engine(look->decision), db, unit, look->now};

    look->rules = engine_service(ask.engine, SERVICE_DUTY_RULES);
    if (!coverage_case_load(&ask, &look->of, error))
        return false;
    look->gaps = gaps_to_come(&look->of, look->now);
    look->warned = warned_load(db, unit, look->before, error);
    if (look->warned == NULL || !noted_before(db, unit, look->before, error))
        return false;
    look->ahead_until = look->now + duty_rules_number(look->rules, "coverage_days", 60) * DAY_MS;
    look->first_at = FIELD_UNSET;
    for (guint i = 0; i < look->gaps->len; i++)
        gap_note(look, &g_array_index(look->gaps, Gap, i));
    notes_print(look->count, look->first_at, coverage_until(&look->of), look->after);
    return true;
}

static bool coverage_look(Decision *decision, bool daily, GError **error)
{
    g_auto(Look) look = {.decision = decision,
        .before = g_string_new(NULL),
        .after = g_string_new(NULL),
        .now = decision_now(decision)};
    LookedBody body = {0};

    if (!look_load(&look, error))
        return false;
    if (!g_string_equal(look.before, look.after))
        return found_emit(&look, error);
    if (!daily)
        return true;
    body.look_at = look_at(&look);
    return decision_emit(decision, EVENT_COVERAGE_LOOKED, decision_unit(decision), &body, error);
}

bool coverage_refresh(Decision *decision, GError **error)
{
    return coverage_look(decision, false, error);
}

/* ---- a calendar that has changed ---- */

static const Slot *slot_of(const CoverageCase *of, const Shift *shift)
{
    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        const GArray *slots = of->slots->pdata[i];

        for (guint j = 0; strcmp(post->post, shift->post) == 0 && j < slots->len; j++) {
            const Slot *slot = &g_array_index(slots, Slot, j);
            if (slot->begins_at == shift->begins_at && slot->ends_at == shift->ends_at)
                return slot;
        }
    }
    return NULL;
}

static json_t *days_changed(const CoverageCase *of, int64_t now)
{
    json_t *changed = json_array();

    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        const Slot *slot = shift->begins_at > now ? slot_of(of, shift) : NULL;

        if (slot != NULL && slot->kind != shift->kind)
            json_array_append_new(
                changed, json_pack("{s:s, s:s, s:s}", "shift", shift->id, "day_kind",
                             day_kind_word(slot->kind), "was", day_kind_word(shift->kind)));
    }
    return changed;
}

static bool calendar_look(Decision *decision, GError **error)
{
    const CoverageAsk ask = {decision_engine(decision), decision_db(decision),
        decision_unit(decision), decision_now(decision)};
    g_auto(CoverageCase) of = {0};
    json_auto_t *changed = NULL;

    if (!coverage_case_load(&ask, &of, error))
        return false;
    changed = days_changed(&of, ask.now);
    const DaysChangedBody body = {.shifts = changed};
    if (json_array_size(changed) == 0)
        return true;
    return decision_emit(decision, EVENT_DAYS_CHANGED, ask.unit, &body, error) &&
           notice_raise(decision, NULL, "leader", "coverage.calendar", error);
}

/* ---- chores ---- */

static bool look_chore(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    return calendar_look(decision, error) && coverage_look(decision, true, error);
}

static const char *const warn_words[] = {
    "coverage.gap_day", "coverage.gap_soon", "coverage.gap_now"};

static bool warn_chore(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    const DutyRules *rules = engine_service(decision_engine(decision), SERVICE_DUTY_RULES);
    int64_t now = decision_now(decision), from = g_ascii_strtoll(subject, NULL, 10);
    int64_t stage = MAX(stage_at(rules, from, now), 1);
    const WarnedBody body = {
        .from_at = from, .warned = stage, .warn_at = warn_at(rules, from, stage, now)};
    const char *word = warn_words[from <= now ? 2 : MIN(stage, 2) - 1];

    return decision_emit(decision, EVENT_COVERAGE_WARNED, subject, &body, error) &&
           notice_raise(decision, NULL, "leader", word, error) &&
           notice_raise(decision, NULL, "head", word, error);
}

static const Chore chores[] = {
    {CHORE_LOOK, look_chore},
    {CHORE_WARN, warn_chore},
    {NULL},
};

/* ---- reactions ---- */

static bool react(Decision *decision, const Event *event, GError **error)
{
    return coverage_look(decision, false, error);
}

static bool left_react(Decision *decision, const Event *event, GError **error)
{
    bool keeps = false;

    return roster_keeps_duty(decision_db(decision), event->unit, NULL, &keeps, error) &&
           (!keeps || coverage_look(decision, false, error));
}

static bool changed_react(Decision *decision, const Event *event, GError **error)
{
    return !json_flag(event->body, "keeps_turn") || coverage_look(decision, false, error);
}

/* It may have been drafted before the year's notice came. */
static bool published_react(Decision *decision, const Event *event, GError **error)
{
    return calendar_look(decision, error) && coverage_look(decision, false, error);
}

/* Days off are entered at the top, and every unit's rosters go by them. */
static bool noticed_react(Decision *decision, const Event *event, GError **error)
{
    return decision_wake_all(decision, CHORE_LOOK, error);
}

static const Reaction reactions[] = {
    {EVENT_POSTS_ARRANGED, react},
    {"calendar.noticed", noticed_react},
    {EVENT_PUBLISHED, published_react},
    {EVENT_WITHDRAWN, react},
    {EVENT_CHANGED, changed_react},
    {"person.left", left_react},
    {NULL},
};

const Part coverage_part = {.events = coverage_events,
    .queries = coverage_queries,
    .projections = coverage_projections,
    .reactions = reactions,
    .chores = chores,
    .notes = coverage_notes};

/* Who is on leave stands nothing, whatever the roster says. Beside the modules of leave. */
static const Reaction away_reactions[] = {
    {"leave.approved", left_react},
    {"leave.changed", left_react},
    {"leave.withdrawn", left_react},
    {"leave.returned", left_react},
    {NULL},
};

const Part away_part = {.reactions = away_reactions};
