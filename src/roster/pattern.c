/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/pattern.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/fail.h"
#include "base/json.h"
#include "base/moment.h"

#include <string.h>

#define HALF_DAY_MS (12 * HOUR_MS)

struct DutyRules {
    json_t *patterns;    /* the file */
    json_t *rules;       /* the file */
    GHashTable *by_name; /* Pattern * */
};

static void pattern_free(void *data)
{
    Pattern *pattern = data;

    g_array_unref(pattern->shifts);
    g_free(pattern);
}

/* ---- reading ---- */

static bool shift_days(PatternShift *shift, const json_t *from, GError **error)
{
    const json_t *kinds = json_object_get(from, "on"), *weekdays = NULL, *one = NULL;
    size_t i = 0;

    weekdays = json_object_get(from, "weekdays");
    json_array_foreach (kinds, i, one) {
        DayKind kind = DAY_WORKDAY;

        if (!day_kind_read(json_string_value(one), &kind, NULL))
            return fail(error, FAIL_INVALID, "\"on\" lists workday, rest, holiday");
        shift->on[kind] = true;
    }
    for (int day = 1; weekdays == NULL && day <= 7; day++)
        shift->weekday[day] = true;
    json_array_foreach (weekdays, i, one) {
        json_int_t day = json_integer_value(one);

        if (day < 1 || day > 7)
            return fail(error, FAIL_INVALID, "\"weekdays\" lists 1 (Monday) to 7");
        shift->weekday[day] = true;
    }
    return true;
}

static bool shift_read(PatternShift *shift, const json_t *from, GError **error)
{
    int64_t hours = json_number(from, "hours", 0), minute = 0;

    shift->name = json_text(from, "name");
    shift->begins_ms =
        day_minute_parse(json_text(from, "begins"), &minute) ? minute * MINUTE_MS : -1;
    shift->length_ms = hours * HOUR_MS;
    if (shift->name == NULL || json_text(json_object_get(from, "label"), "zh") == NULL)
        return fail(error, FAIL_INVALID, "a shift needs \"name\" and \"label\"");
    if (shift->begins_ms < 0)
        return fail(error, FAIL_INVALID, "shift \"%s\": \"begins\" is HH:MM", shift->name);
    if (hours < 1 || hours > (PATTERN_SHIFT_DAYS_MAX - 1) * 24)
        return fail(error, FAIL_INVALID, "shift \"%s\": \"hours\" is 1 to 72", shift->name);
    return shift_days(shift, from, error);
}

static bool pattern_read(DutyRules *rules, const json_t *from, GError **error)
{
    Pattern *pattern = g_new0(Pattern, 1);
    const json_t *shifts = json_object_get(from, "shifts"), *one = NULL;
    size_t i = 0;

    pattern->name = json_text(from, "name");
    pattern->shifts = g_array_new(FALSE, FALSE, sizeof(PatternShift));
    pattern->every_day = true;
    if (pattern->name == NULL || json_array_size(shifts) == 0) {
        pattern_free(pattern);
        return fail(error, FAIL_INVALID, "a pattern needs \"name\" and \"shifts\"");
    }
    g_hash_table_replace(rules->by_name, (char *) pattern->name, pattern);
    json_array_foreach (shifts, i, one) {
        PatternShift shift = {0};

        if (!shift_read(&shift, one, error))
            return fail_in(error, "pattern \"%s\"", pattern->name);
        pattern->every_day &= shift.on[0] && shift.on[1] && shift.on[2];
        g_array_append_val(pattern->shifts, shift);
    }
    return true;
}

static bool patterns_read(DutyRules *rules, json_t *file /* taken */, GError **error)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_decref(rules->patterns);
    rules->patterns = file;
    g_hash_table_remove_all(rules->by_name);
    json_array_foreach (json_object_get(file, "patterns"), i, one) {
        if (!pattern_read(rules, one, error))
            return false;
    }
    return i > 0 || fail(error, FAIL_INVALID, "no \"patterns\"");
}

static bool rules_read(DutyRules *rules, json_t *file /* taken */, GError **error)
{
    static const char *const needed[] = {"rest", "rotation", "may_stand"};

    json_decref(rules->rules);
    rules->rules = file;
    for (size_t i = 0; i < G_N_ELEMENTS(needed); i++) {
        const json_t *part = json_object_get(file, needed[i]);
        if (!json_is_array(json_object_get(part, "officer")) ||
            !json_is_array(json_object_get(part, "leader")))
            return fail(error, FAIL_INVALID, "\"%s\" needs \"officer\" and \"leader\"", needed[i]);
    }
    return json_is_array(json_object_get(file, "rules")) ||
           fail(error, FAIL_INVALID, "no \"rules\"");
}

typedef bool (*FileReader)(DutyRules *rules, json_t *file, GError **error);

/* An operator's own file when it is good, else the one built in. */
static bool file_read(
    DutyRules *rules, CountyFiles *files, const char *name, FileReader read, GPtrArray *faults)
{
    g_autoptr(GError) fault = NULL;

    return read(rules, county_files_get(files, name), &fault) ||
           (files != NULL && county_files_refuse(files, name, fault, faults) &&
               read(rules, county_files_get(files, name), NULL));
}

DutyRules *duty_rules_new(CountyFiles *files, GPtrArray *faults, GError **error)
{
    g_autoptr(DutyRules) rules = g_new0(DutyRules, 1);

    rules->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, pattern_free);
    if (file_read(rules, files, "patterns", patterns_read, faults) &&
        file_read(rules, files, "rules", rules_read, faults))
        return g_steal_pointer(&rules);
    fail(error, FAIL_CORRUPT, "the built-in rules of duty can't be read");
    return NULL;
}

void duty_rules_free(DutyRules *rules)
{
    if (rules == NULL)
        return;
    g_hash_table_unref(rules->by_name);
    json_decref(rules->patterns);
    json_decref(rules->rules);
    g_free(rules);
}

/* ---- asking ---- */

const Pattern *duty_rules_pattern(const DutyRules *rules, const char *name)
{
    return name == NULL ? NULL : g_hash_table_lookup(rules->by_name, name);
}

const json_t *duty_rules_patterns(const DutyRules *rules)
{
    return rules->patterns;
}

const json_t *duty_rules_rule(const DutyRules *rules, const char *name)
{
    const json_t *rule = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(rules->rules, "rules"), i, rule) {
        if (g_strcmp0(json_text(rule, "name"), name) == 0)
            return rule;
    }
    return NULL;
}

int64_t duty_rules_rest_ms(const DutyRules *rules, const char *role, int64_t length_ms)
{
    const json_t *rests = json_object_get(json_object_get(rules->rules, "rest"), role);
    const json_t *rest = NULL;
    size_t i = 0;

    json_array_foreach (rests, i, rest) {
        if (length_ms >= json_number(rest, "from_hours", 0) * HOUR_MS)
            return json_number(rest, "rest_hours", 0) * HOUR_MS;
    }
    return 0;
}

static bool list_has(const json_t *list, const char *word)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (list, i, one) {
        if (g_strcmp0(json_string_value(one), word) == 0)
            return true;
    }
    return false;
}

static bool list_has_any(const json_t *list, char *const *words)
{
    for (; words != NULL && *words != NULL; words++)
        if (list_has(list, *words))
            return true;
    return false;
}

bool duty_rules_in_rotation(const DutyRules *rules, const char *role, char *const *held)
{
    return list_has_any(json_object_get(json_object_get(rules->rules, "rotation"), role), held);
}

bool duty_rules_may_stand(const DutyRules *rules, const char *role, char *const *held)
{
    return list_has_any(json_object_get(json_object_get(rules->rules, "may_stand"), role), held);
}

bool duty_rules_is_regular(const DutyRules *rules, const char *engagement)
{
    return list_has(json_object_get(rules->rules, "regular"), engagement);
}

int64_t duty_rules_number(const DutyRules *rules, const char *name, int64_t fallback)
{
    return json_number(rules->rules, name, fallback);
}

const json_t *duty_rules_sheet(const DutyRules *rules)
{
    return json_object_get(rules->rules, "sheet");
}

int64_t duty_rules_warn_ms(const DutyRules *rules, size_t stage)
{
    const json_t *hours = json_array_get(json_object_get(rules->rules, "warn_hours"), stage);
    return hours == NULL ? -1 : json_integer_value(hours) * HOUR_MS;
}

/* ---- slots ---- */

typedef struct Expansion {
    const Pattern *pattern;
    const Workdays *workdays;
    int64_t known_at;
    GArray *slots;
} Expansion;

/* A day decides what a shift counts as only where half of it or more is stood. */
static bool slot_weigh(const Expansion *to, Slot *slot, GError **error)
{
    for (int64_t day = slot->day + 1; moment_day_start(day) < slot->ends_at; day++) {
        int64_t from = moment_day_start(day);
        Workday workday = {0};

        if (MIN(slot->ends_at, from + DAY_MS) - from < HALF_DAY_MS)
            continue;
        if (!workdays_day(to->workdays, day, to->known_at, &workday, error))
            return false;
        slot->kind = MAX(slot->kind, workday.kind);
    }
    return true;
}

static bool day_expand(const Expansion *to, int64_t day, GError **error)
{
    Workday workday = {0};

    if (!workdays_day(to->workdays, day, to->known_at, &workday, error))
        return false;
    for (guint i = 0; i < to->pattern->shifts->len; i++) {
        const PatternShift *shift = &g_array_index(to->pattern->shifts, PatternShift, i);
        Slot slot = {.name = shift->name, .day = day, .kind = workday.kind};

        if (!shift->on[workday.kind] || !shift->weekday[day_weekday(day)])
            continue;
        slot.begins_at = moment_day_start(day) + shift->begins_ms;
        slot.ends_at = slot.begins_at + shift->length_ms;
        if (!slot_weigh(to, &slot, error))
            return false;
        g_array_append_val(to->slots, slot);
    }
    return true;
}

GArray *pattern_slots(const Pattern *pattern, const Workdays *workdays, const int64_t days[2],
    int64_t known_at, GError **error)
{
    g_autoptr(GArray) slots = g_array_new(FALSE, FALSE, sizeof(Slot));
    const Expansion to = {pattern, workdays, known_at, slots};

    for (int64_t day = days[0]; day <= days[1]; day++)
        if (!day_expand(&to, day, error))
            return NULL;
    return g_steal_pointer(&slots);
}
