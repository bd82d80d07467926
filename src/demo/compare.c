/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/compare.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "unit/unit.h"

/* By so much a plant's minute may lie outside of what was found. */
#define SLACK_MS (20 * MINUTE_MS)
#define WITHIN_MINUTES 45
#define FLAGS_MOST 500
#define HANDOVERS_MOST 200
#define READ_MS (7 * DAY_MS)

typedef struct Comparison {
    Stage *stage;
    const CompareSpan *span;
    Actor *inspector;
    json_t *facts; /* [{kind, unit, at, until, seen_at, what?, person?, other?}], milliseconds */
} Comparison;

static void comparison_clear(Comparison *comparison)
{
    actor_free(comparison->inspector);
    json_decref(comparison->facts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Comparison, comparison_clear)

/* A moment of a reply; `otherwise` when there is none. */
static int64_t moment_of(const json_t *object, const char *name, int64_t otherwise)
{
    const char *text = json_text(object, name);
    int64_t at = otherwise;

    return text != NULL && moment_parse(text, &at, NULL) ? at : otherwise;
}

/* What began before the life did was not planted in it. */
static void fact_add(Comparison *comparison, const char *unit, json_t *fact /* taken */)
{
    if (json_number(fact, "at", 0) >= comparison->span->from) {
        json_object_set_new(fact, "unit", json_string(unit));
        json_array_append(comparison->facts, fact);
    }
    json_decref(fact);
}

static json_t *fact_new(const char *kind, int64_t at, int64_t until, int64_t seen_at)
{
    return json_pack("{s:s, s:I, s:I, s:I}", "kind", kind, "at", (json_int_t) at, "until",
        (json_int_t) until, "seen_at", (json_int_t) seen_at);
}

static void word_copy(json_t *fact, const char *name, const json_t *value)
{
    if (json_is_string(value))
        json_object_set(fact, name, (json_t *) value);
}

/* ---- what the record shows ---- */

static bool flags_read(Comparison *comparison, const char *unit, GError **error)
{
    json_auto_t *reply = stage_ask(comparison->stage, comparison->inspector, "flag.list",
        json_pack("{s:s, s:s, s:i}", "unit", unit, "state", "all", "limit", FLAGS_MOST), error);
    const json_t *flag = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(reply, "items"), i, flag) {
        json_t *fact = fact_new(json_text(flag, "kind"), moment_of(flag, "since", 0),
            moment_of(flag, "ended_at", G_MAXINT64), moment_of(flag, "raised_at", 0));

        word_copy(fact, "what", json_object_get(flag, "what"));
        word_copy(fact, "person", json_object_get(flag, "person"));
        word_copy(fact, "other", json_object_get(flag, "other"));
        fact_add(comparison, unit, fact);
    }
    return reply != NULL;
}

/* A relief for which the clock rang, and signatures missing past their time. */
static void handover_look(Comparison *comparison, const char *unit, const json_t *handover)
{
    int64_t began_at = moment_of(handover, "began_at", 0);
    int64_t overdue_at = moment_of(handover, "overdue_at", 0);

    if (overdue_at > 0)
        fact_add(comparison, unit,
            fact_new(
                "relief_late", moment_of(handover, "relief_at", overdue_at), began_at, overdue_at));
    if (json_flag(handover, "late")) {
        json_t *fact =
            fact_new("unsigned", began_at, moment_of(handover, "taken_at", G_MAXINT64), began_at);

        word_copy(fact, "what", json_object_get(handover, "id"));
        fact_add(comparison, unit, fact);
    }
}

static bool handovers_read(Comparison *comparison, const char *unit, GError **error)
{
    json_auto_t *cursor = NULL;
    g_autofree char *from = moment_print(comparison->span->from);

    do {
        json_t *args =
            json_pack("{s:s, s:s, s:i}", "unit", unit, "from", from, "limit", HANDOVERS_MOST);
        if (cursor != NULL)
            json_object_set(args, "cursor", cursor);
        json_auto_t *reply =
            stage_ask(comparison->stage, comparison->inspector, "handover.list", args, error);
        const json_t *handover = NULL;
        size_t i = 0;

        if (reply == NULL)
            return false;
        json_array_foreach (json_object_get(reply, "items"), i, handover)
            handover_look(comparison, unit, handover);
        json_decref(cursor);
        cursor = json_incref(json_object_get(reply, "next"));
    } while (json_is_string(cursor));
    return true;
}

/* A state lasts until the next. */
static void states_look(
    Comparison *comparison, const char *unit, const json_t *facts, json_t **silent)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (facts, i, one) {
        int64_t at = moment_of(one, "at", 0);

        if (g_strcmp0(json_text(one, "fact"), "state") != 0)
            continue;
        if (*silent != NULL) {
            json_object_set_new(*silent, "until", json_integer(at));
            fact_add(comparison, unit, *silent);
        }
        *silent = g_strcmp0(json_text(one, "state"), "silent") == 0
                      ? fact_new("silent", at, G_MAXINT64, at)
                      : NULL;
    }
}

static bool silences_read(Comparison *comparison, const char *unit, GError **error)
{
    const CompareSpan *span = comparison->span;
    json_t *silent = NULL;

    for (int64_t from = span->from; from < span->until; from += READ_MS) {
        g_autofree char *first = moment_print(from);
        g_autofree char *last = moment_print(MIN(from + READ_MS, span->until));
        json_auto_t *reply = stage_ask(comparison->stage, comparison->inspector, "presence.get",
            json_pack("{s:s, s:s, s:s}", "unit", unit, "from", first, "to", last), error);
        const json_t *shift = NULL;
        size_t i = 0;

        if (reply == NULL)
            return false;
        json_array_foreach (json_object_get(reply, "shifts"), i, shift) {
            if (!json_is_string(json_object_get(shift, "shift")))
                states_look(comparison, unit, json_object_get(shift, "facts"), &silent);
        }
    }
    if (silent != NULL)
        fact_add(comparison, unit, silent);
    return true;
}

static bool facts_gather(Comparison *comparison, GError **error)
{
    const char *under = comparison->span->under;
    g_autoptr(Db) db = store_reader(engine_store(comparison->stage->engine), error);
    g_autoptr(GPtrArray) units = db == NULL ? NULL : units_below(db, under, error);

    if (units == NULL)
        return false;
    for (guint i = 0; i <= units->len; i++) {
        const char *unit = i == units->len ? under : ((const Unit *) units->pdata[i])->code;

        if (!flags_read(comparison, unit, error) || !handovers_read(comparison, unit, error) ||
            !silences_read(comparison, unit, error))
            return false;
    }
    return true;
}

/* ---- holding them against each other ---- */

static bool word_fits(const json_t *plant, const json_t *fact, const char *name)
{
    const char *wanted = json_text(plant, name);

    return wanted == NULL || g_strcmp0(wanted, json_text(fact, name)) == 0;
}

static int64_t within_ms(const json_t *plant)
{
    return json_number(plant, "within", WITHIN_MINUTES) * MINUTE_MS;
}

static bool plant_fits(const json_t *plant, const json_t *fact)
{
    static const char *const words[] = {"kind", "unit", "what", "person", "other"};
    int64_t at = moment_of(plant, "at", 0);

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (!word_fits(plant, fact, words[i]))
            return false;
    return !json_flag(plant, "honest") && at >= json_number(fact, "at", 0) - SLACK_MS &&
           at - SLACK_MS <= json_number(fact, "until", 0) &&
           json_number(fact, "seen_at", 0) <= at + within_ms(plant);
}

static bool fits_any(const json_t *list, const json_t *one, bool is_plant)
{
    const json_t *other = NULL;
    size_t i = 0;

    json_array_foreach (list, i, other) {
        if (is_plant ? plant_fits(one, other) : plant_fits(other, one))
            return true;
    }
    return false;
}

static void count(json_t *groups, const char *kind, const char *column, int64_t more)
{
    json_t *columns = json_object_get(groups, kind);

    if (columns == NULL) {
        columns = json_object();
        json_object_set_new(groups, kind, columns);
    }
    json_object_set_new(columns, column, json_integer(json_number(columns, column, 0) + more));
}

static void plant_count(json_t *compared, const json_t *facts, const json_t *plant, int64_t until)
{
    json_t *kinds = json_object_get(compared, "kinds");
    const char *kind = json_text(plant, "kind");
    bool found = fits_any(facts, plant, true);

    if (!found && moment_of(plant, "at", 0) + within_ms(plant) > until)
        return;
    count(kinds, kind, "planted", 1);
    count(kinds, kind, found ? "found" : "missed", 1);
    if (!found)
        json_array_append(json_object_get(compared, "missed"), (json_t *) plant);
}

/* Was anything invented about the room while it was honest? */
static void honest_count(json_t *compared, const json_t *plant)
{
    const json_t *invented = json_object_get(compared, "invented"), *fact = NULL;
    int64_t at = moment_of(plant, "at", 0), blamed = 0;
    size_t i = 0;

    json_array_foreach (invented, i, fact) {
        int64_t since = moment_of(fact, "at", 0);

        blamed += word_fits(plant, fact, "unit") && since >= at - SLACK_MS &&
                  since <= at + within_ms(plant);
    }
    count(json_object_get(compared, "honest"), json_text(plant, "kind"), "planted", 1);
    count(json_object_get(compared, "honest"), json_text(plant, "kind"), "blamed", blamed > 0);
}

static void invented_add(json_t *compared, const json_t *fact)
{
    json_t *shown = json_copy((json_t *) fact);
    g_autofree char *at = moment_print(json_number(fact, "at", 0));

    json_object_set_new(shown, "at", json_string(at));
    json_object_del(shown, "until");
    json_object_del(shown, "seen_at");
    json_array_append_new(json_object_get(compared, "invented"), shown);
    count(json_object_get(compared, "kinds"), json_text(fact, "kind"), "invented", 1);
}

json_t *duty_match(const json_t *facts, const json_t *plants, int64_t until)
{
    json_t *compared =
        json_pack("{s:{}, s:{}, s:[], s:[]}", "kinds", "honest", "missed", "invented");
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (facts, i, one) {
        if (!fits_any(plants, one, false))
            invented_add(compared, one);
    }
    json_array_foreach (plants, i, one) {
        if (json_flag(one, "honest"))
            honest_count(compared, one);
        else
            plant_count(compared, facts, one, until);
    }
    return compared;
}

json_t *duty_compare(Stage *stage, const CompareSpan *span, const json_t *plants, GError **error)
{
    g_auto(Comparison) comparison = {.stage = stage,
        .span = span,
        .inspector = stage_player(stage, span->under, "inspector", error),
        .facts = json_array()};

    return comparison.inspector != NULL && facts_gather(&comparison, error)
               ? duty_match(comparison.facts, plants, span->until)
               : NULL;
}

/* ---- telling ---- */

bool duty_is_wrong(const json_t *compared)
{
    return json_array_size(json_object_get(compared, "missed")) > 0 ||
           json_array_size(json_object_get(compared, "invented")) > 0;
}

static void list_text(GString *out, const json_t *compared, const char *name)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(compared, name), i, one) {
        const char *person = json_text(one, "person");

        g_string_append_printf(out, "%-8s %-28s %s %s %s\n", name, json_text(one, "kind"),
            json_text(one, "unit"), json_text(one, "at"), person == NULL ? "" : person);
    }
}

char *duty_text(const json_t *compared)
{
    GString *out = g_string_new(NULL);
    const char *kind = NULL;
    json_t *columns = NULL;

    json_object_foreach (json_object_get(compared, "kinds"), kind, columns) {
        g_string_append_printf(out, "%-8s %-28s %d planted, %d found, %d missed, %d invented\n",
            "duty", kind, (int) json_number(columns, "planted", 0),
            (int) json_number(columns, "found", 0), (int) json_number(columns, "missed", 0),
            (int) json_number(columns, "invented", 0));
    }
    json_object_foreach (json_object_get(compared, "honest"), kind, columns) {
        g_string_append_printf(out, "%-8s %-28s %d planted, %d blamed\n", "honest", kind,
            (int) json_number(columns, "planted", 0), (int) json_number(columns, "blamed", 0));
    }
    list_text(out, compared, "missed");
    list_text(out, compared, "invented");
    return g_string_free(out, FALSE);
}
