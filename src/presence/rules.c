/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/rules.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"

#include <string.h>

#define DAY_MINUTES 1440

static int64_t minutes_of(const json_t *object, const char *name, int64_t otherwise)
{
    return json_number(object, name, otherwise) * MINUTE_MS;
}

static JudgeRules judge_read(const json_t *file)
{
    const json_t *grace = json_object_get(file, "grace_minutes");
    const json_t *signed_for = json_object_get(file, "signed_for");
    JudgeRules judge = {.silent_ms = minutes_of(file, "silent_minutes", 10),
        .unseen_ms = minutes_of(file, "unseen_minutes", 1440),
        .relief_ms = minutes_of(file, "relief_minutes", 120),
        .signed_least = json_number(signed_for, "least_entries", 3),
        .signed_ms = minutes_of(signed_for, "minutes", 60),
        .unproved_ms = minutes_of(file, "unproved_minutes", 720),
        .together_ms = json_number(file, "together_seconds", 60) * SECOND_MS,
        .sitting_ms = minutes_of(file, "sitting_minutes", 30),
        .settle_ms = minutes_of(file, "settle_minutes", 60)};

    for (FlagKind kind = 0; kind < FLAG_KINDS; kind++)
        judge.grace_ms[kind] = minutes_of(grace, flag_word(kind), 15);
    return judge;
}

static void miss_read(PresenceRules *rules, const json_t *list)
{
    size_t i = 0;
    const json_t *row = NULL;

    json_array_foreach (list, i, row) {
        const char *tell = json_text(row, "tell");

        if (tell != NULL && rules->stages < MISS_STAGES_MAX)
            rules->miss[rules->stages++] =
                (MissStage){.after_ms = minutes_of(row, "after_minutes", 0), .tell = tell};
    }
}

static void file_read(PresenceRules *rules)
{
    const json_t *challenge = json_object_get(rules->file, "challenge");
    const json_t *night = json_object_get(rules->file, "night");
    const json_t *roll = json_object_get(rules->file, "roll_call");

    rules->judge = judge_read(rules->file);
    rules->night_from = 22 * 60;
    rules->night_until = 6 * 60;
    day_minute_parse(json_text(night, "from"), &rules->night_from);
    day_minute_parse(json_text(night, "until"), &rules->night_until);
    rules->mean_ms = MAX(1, minutes_of(challenge, "mean_minutes", 300));
    rules->quiet_ms = minutes_of(challenge, "quiet_minutes", 20);
    rules->day_ms = minutes_of(challenge, "day_minutes", 3);
    rules->night_ms = minutes_of(challenge, "night_minutes", 10);
    rules->too_old_ms = minutes_of(challenge, "too_old_minutes", 5);
    miss_read(rules, json_object_get(challenge, "miss"));
    rules->first_ms = minutes_of(rules->file, "first_roster_minutes", 1440);
    rules->roll_ms = minutes_of(roll, "minutes", 10);
    rules->roll_least_ms = minutes_of(roll, "least_minutes", 2);
    rules->roll_most_ms = minutes_of(roll, "most_minutes", 120);
}

/* The unit's own night. */
static bool unit_read(PresenceRules *rules, Db *db, const char *unit, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT night_from, night_until FROM presence_rule WHERE unit = $unit", error, "unit", unit,
        NULL);

    if (!statement_found(row, &found, error))
        return false;
    if (found) {
        rules->night_from = row_int_of(row, "night_from");
        rules->night_until = row_int_of(row, "night_until");
    }
    return true;
}

bool presence_rules_read(
    const Engine *engine, Db *db, const char *unit, PresenceRules *out, GError **error)
{
    PresenceRules rules = {.file = county_file(engine, "presence")};

    file_read(&rules);
    if (!unit_read(&rules, db, unit, error)) {
        presence_rules_clear(&rules);
        return false;
    }
    *out = rules;
    return true;
}

/* Each stage tells somebody, and later than the one before. */
static bool miss_sound(const json_t *list, const Roles *roles, GError **error)
{
    int64_t before = -1;
    size_t i = 0;
    const json_t *row = NULL;

    if (json_array_size(list) > MISS_STAGES_MAX)
        return fail(error, FAIL_INVALID, "challenge/miss: at most %d stages", MISS_STAGES_MAX);
    json_array_foreach (list, i, row) {
        const char *tell = json_text(row, "tell");
        int64_t after = json_number(row, "after_minutes", 0);

        if (strcmp(tell, TELL_ABOVE) != 0 && !roles_has(roles, tell))
            return fail(error, FAIL_INVALID, "challenge/miss/%zu/tell: no role \"%s\"", i, tell);
        if (after <= before)
            return fail(error, FAIL_INVALID,
                "challenge/miss/%zu/after_minutes: each stage comes after the one before", i);
        before = after;
    }
    return true;
}

static bool file_sound(const json_t *file, const Roles *roles, GError **error)
{
    const json_t *challenge = json_object_get(file, "challenge");
    const json_t *roll = json_object_get(file, "roll_call");
    int64_t minutes = json_number(roll, "minutes", 0);

    if (json_number(challenge, "mean_minutes", 0) < 1)
        return fail(error, FAIL_INVALID, "challenge/mean_minutes: must be 1 or more");
    if (json_number(challenge, "day_minutes", 0) < 1 ||
        json_number(challenge, "night_minutes", 0) < 1)
        return fail(error, FAIL_INVALID, "challenge: nobody can answer in less than a minute");
    if (minutes < MAX(1, json_number(roll, "least_minutes", 0)) ||
        minutes > json_number(roll, "most_minutes", 0))
        return fail(
            error, FAIL_INVALID, "roll_call/minutes: must be from least_minutes to most_minutes");
    if (json_number(file, "settle_minutes", 0) >= json_number(file, "relief_minutes", 0))
        return fail(error, FAIL_INVALID, "settle_minutes: must be less than relief_minutes");
    return miss_sound(json_object_get(challenge, "miss"), roles, error);
}

void presence_rules_check(CountyFiles *files, const Roles *roles, GPtrArray *faults)
{
    json_auto_t *file = county_files_get(files, "presence");
    g_autoptr(GError) reason = NULL;

    if (!file_sound(file, roles, &reason))
        county_files_refuse(files, "presence", reason, faults);
}

void presence_rules_clear(PresenceRules *rules)
{
    g_clear_pointer(&rules->file, json_decref);
}

bool presence_is_night(const PresenceRules *rules, int64_t at)
{
    int year = 0, month = 0, day = 0, minute = 0;

    moment_split(at, &year, &month, &day, &minute);
    if (rules->night_from <= rules->night_until)
        return minute >= rules->night_from && minute < rules->night_until;
    return minute >= rules->night_from || minute < rules->night_until;
}
