/* SPDX-License-Identifier: Apache-2.0 */
/* What the table of the kind cannot say about its steps. */
#include "incident/incident_private.h"

#include "base/clock.h"
#include "base/json.h"

#include <string.h>

#define AHEAD_MS (5 * MINUTE_MS) /* clocks of browsers run a little fast */

/* --- before --- */

static bool times_check(Decision *decision, const json_t *fields, GError **error)
{
    static const char *const past[] = {"occurred_at", "known_at", "received_at", "phoned_at",
        "written_at", "upper_received_at", "claimed_at", "scene_left_at", "scene_arrived_at", NULL};
    GError *local = NULL;
    for (size_t i = 0; past[i] != NULL; i++) {
        int64_t at = incident_value_int(fields, past[i]);
        g_autofree char *path = g_strconcat("fields.", past[i], NULL);
        if (at != FIELD_UNSET && at > decision_now(decision) + AHEAD_MS)
            fail_field(&local, path, "in_future");
    }
    if (local == NULL)
        return true;
    g_propagate_error(error, local);
    return false;
}

static void set_default(json_t *fields, const char *name, int64_t at)
{
    if (incident_value_int(fields, name) == FIELD_UNSET)
        json_object_set_new(fields, name, json_integer(at));
}

/* Opened from a report: it was received when it came, and came from there. */
static bool take_over(Decision *decision, const Dispatch *dispatch, json_t *fields, GError **error)
{
    Db *db = decision_db(decision);
    const char *unit = decision_unit(decision), *from = dispatch->origin_unit;
    bool is_below = false, is_above = false;
    if (!unit_is_below(db, from, unit, &is_below, error) ||
        !unit_is_below(db, unit, from, &is_above, error))
        return false;
    const char *source = is_below ? "subordinate" : is_above ? "superior" : "department";
    static const char *const theirs[] = {"source_number", "caller_unit", "claimed_source",
        "claimed_at", "known_at", "received_at", NULL};
    for (size_t i = 0; theirs[i] != NULL; i++)
        json_object_del(fields, theirs[i]);
    g_autofree char *name = unit_name(db, from);
    json_object_set_new(fields, "source_kind", json_string(source));
    json_object_set_new(fields, "caller_unit", json_string(name));
    json_object_set_new(fields, "received_at", json_integer(dispatch->delivered_at));
    json_object_set_new(fields, "known_at", json_integer(dispatch->delivered_at));
    return true;
}

/* A worse level found below is not lost above. */
static void take_level(const Dispatch *dispatch, json_t *fields)
{
    json_auto_t *carried =
        dispatch->payload != NULL
            ? json_read(dispatch->payload, strlen(dispatch->payload), JSON_INTEGERS, NULL)
            : NULL;
    int64_t theirs = incident_value_int(json_object_get(carried, "fields"), "level");
    int64_t ours = incident_value_int(fields, "level");
    if (theirs != FIELD_UNSET && (ours == FIELD_UNSET || theirs < ours))
        json_object_set_new(fields, "level", json_integer(theirs));
}

static bool open_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    const Matter *matter = data;
    const Dispatch *dispatch = decision_kept(decision, DISPATCH_OPENING);
    if (dispatch != NULL && !take_over(decision, dispatch, fields, error))
        return false;
    if (!times_check(decision, fields, error))
        return false;
    /* What was written down while the server was away was received then. */
    bool claimed = matter->changed_at != FIELD_UNSET && matter->changed_at > 0;
    set_default(fields, "received_at", claimed ? matter->changed_at : decision_now(decision));
    set_default(fields, "known_at", incident_value_int(fields, "received_at"));
    if (!incident_suggest(decision, matter, fields, error))
        return false;
    if (dispatch == NULL)
        return true;
    take_level(dispatch, fields);
    json_object_del(fields, "judgements");
    return incident_suggest(decision, matter, fields, error);
}

static bool change_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return times_check(decision, fields, error) && incident_suggest(decision, data, fields, error);
}

static bool judge_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return incident_judge(decision, data, fields, error);
}

static bool regrade_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    bool person = incident_value_int(fields, "level") != FIELD_UNSET;
    return person ? incident_judge(decision, data, fields, error)
                  : incident_suggest(decision, data, fields, error);
}

static bool phone_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    set_default(fields, "phoned_at", decision_now(decision));
    return times_check(decision, fields, error);
}

static bool written_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    set_default(fields, "written_at", decision_now(decision));
    return times_check(decision, fields, error);
}

static bool receipt_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    set_default(fields, "upper_received_at", decision_now(decision));
    return times_check(decision, fields, error);
}

/* --- after --- */

static bool text_keep(Db *db, const char *name, const RuleText *rule, GError **error)
{
    return catalog_keeps(db, rule->digest) ||
           catalog_keep(db, rule->digest, name, rule->text, error);
}

bool incident_rules_keep(Decision *decision, GError **error)
{
    const IncidentRules *rules = incident_rules_of(decision_engine(decision));
    Db *db = decision_db(decision);
    return text_keep(db, "rule:levels", level_rules_text(incident_levels(rules)), error) &&
           text_keep(db, "rule:reporting", report_rules_text(incident_reporting(rules)), error);
}

/* A person's level stays; that the figures now say worse is told. */
static bool tell_worse(
    Decision *decision, const Matter *matter, const json_t *fields, GError **error)
{
    json_auto_t *values = matter_values(matter);
    int64_t suggested = incident_value_int(values, "suggested_level"),
            level = incident_value_int(values, "level");
    bool news = json_object_get(fields, "suggested_level") != NULL;
    bool worse = suggested != FIELD_UNSET && (level == FIELD_UNSET || suggested < level);
    return !news || !worse ||
           notice_raise(decision, matter->id, "leader", "incident.regrade", error);
}

static bool change_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const Matter *matter = data;
    return incident_rules_keep(decision, error) && report_clocks_update(decision, matter, error) &&
           missing_plan(decision, matter, error) && tell_worse(decision, matter, fields, error);
}

static bool phone_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const Matter *matter = data;
    return clock_stop(
        decision, matter->id, CLOCK_PHONE, true, incident_value_int(fields, "phoned_at"), error);
}

/* A rule that leaves the channel open is kept by the written report too. */
static bool any_channel(const MatterClock *clock)
{
    return clock != NULL && g_strcmp0(json_text(clock->rule, "channel"), "any") == 0;
}

static bool written_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const Matter *matter = data;
    int64_t at = incident_value_int(fields, "written_at");
    const char *type = json_text(fields, "report_type");
    if (!clock_stop(decision, matter->id, CLOCK_WRITTEN, true, at, error))
        return false;
    if (any_channel(matter_clock(matter, CLOCK_PHONE)) &&
        !clock_stop(decision, matter->id, CLOCK_PHONE, true, at, error))
        return false;
    if (g_strcmp0(type, "final_report") == 0)
        return clock_stop(decision, matter->id, CLOCK_FOLLOW_UP, true, at, error);
    return follow_up_clock_start(decision, matter, at, error);
}

#define CHANGES(name)                                                                              \
    {                                                                                              \
        KIND_INCIDENT, name, change_check, change_follow                                           \
    }

const Hook incident_hooks[] = {
    {KIND_INCIDENT, "open", open_check, change_follow},
    {KIND_INCIDENT, "judge", judge_check, change_follow},
    {KIND_INCIDENT, "regrade", regrade_check, change_follow},
    {KIND_INCIDENT, "phone_report", phone_check, phone_follow},
    {KIND_INCIDENT, "written_report", written_check, written_follow},
    {KIND_INCIDENT, "upper_receipt", receipt_check, NULL},
    CHANGES("verify"),
    CHANGES("follow_up"),
    CHANGES("correct"),
    CHANGES("reopen"),
    CHANGES("scene"),
    CHANGES("handle"),
    {NULL},
};
