/* SPDX-License-Identifier: Apache-2.0 */
/* What the table of the kind cannot say about its steps. */
#include "incident/adoption.h"
#include "incident/correction.h"
#include "incident/exempt.h"
#include "incident/merger.h"

#include "base/clock.h"
#include "base/json.h"
#include "matter/order.h"

#include <string.h>

#define AHEAD_MS (5 * MINUTE_MS) /* clocks of browsers run a little fast */

/* --- before --- */

static bool times_check(
    Decision *decision, const Matter *matter, const json_t *fields, GError **error)
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
    if (local != NULL) {
        g_propagate_error(error, local);
        return false;
    }
    static const TimePair pairs[] = {{"occurred_at", "known_at"}, {"occurred_at", "received_at"},
        {"occurred_at", "phoned_at"}, {"occurred_at", "written_at"},
        {"occurred_at", "upper_received_at"}, {"scene_left_at", "scene_arrived_at"}, {0}};
    return times_in_order(matter, fields, pairs, error);
}

static void set_default(json_t *fields, const char *name, int64_t at)
{
    if (incident_value_int(fields, name) == FIELD_UNSET)
        json_object_set_new(fields, name, json_integer(at));
}

/* Opened from a report: it was received when it was first heard of, by telephone or on paper, and
 * came from there. */
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
    int64_t heard_at = dispatch->delivered_at;
    if (!report_first_heard(db, dispatch, &heard_at, error))
        return false;
    json_object_set_new(fields, "received_at", json_integer(heard_at));
    json_object_set_new(fields, "known_at", json_integer(heard_at));
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
    if (!times_check(decision, data, fields, error))
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
    if (!times_check(decision, data, fields, error) ||
        !incident_suggest(decision, data, fields, error))
        return false;
    return report_starts_check(decision, data, fields, error);
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

/* What was said to nobody was not said. Each call has its own: what an earlier one left counts not.
 */
static bool told_check(const json_t *fields, const char *const *names, GError **error)
{
    GError *local = NULL;
    if (json_text(fields, "to_unit") == NULL && json_text(fields, "to_office") == NULL)
        fail_field(&local, "fields.to_unit", "required");
    for (; *names != NULL; names++) {
        const char *text = json_text(fields, *names);
        g_autofree char *path = g_strconcat("fields.", *names, NULL);
        if (text == NULL || *text == '\0')
            fail_field(&local, path, "required");
    }
    if (local == NULL)
        return true;
    g_propagate_error(error, local);
    return false;
}

/* Whoever says which obligation it is about has said to whom. */
static bool receiver_fill(const Matter *matter, json_t *fields, GError **error)
{
    const char *id = json_text(fields, "obligation");
    const char *dot = id != NULL ? strrchr(id, '.') : NULL;
    if (id == NULL)
        return true;
    int64_t ordinal = dot != NULL && dot[1] == 'o' ? g_ascii_strtoll(dot + 2, NULL, 10) : 0;
    const Obligation *one = matter_obligation(matter, ordinal);
    if (one == NULL)
        return fail_field(error, "fields.obligation", "unknown");
    bool inside = one->receiver != NULL;
    json_object_set_new(fields, inside ? "to_unit" : "to_office",
        json_string(inside ? one->receiver : one->office));
    json_object_del(fields, inside ? "to_office" : "to_unit");
    return true;
}

static bool phone_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    static const char *const said[] = {"to_person", "words", NULL};
    if (!receiver_fill(data, fields, error))
        return false;
    set_default(fields, "phoned_at", decision_now(decision));
    return told_check(fields, said, error) && times_check(decision, data, fields, error);
}

/* What the system sends says itself to whom. */
static bool written_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    static const char *const none[] = {NULL};
    if (!receiver_fill(data, fields, error))
        return false;
    set_default(fields, "written_at", decision_now(decision));
    bool sent = decision_kept(decision, REPORT_SENDING) != NULL;
    return (sent || told_check(fields, none, error)) && times_check(decision, data, fields, error);
}

static bool waive_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    json_auto_t *values = matter_values(data);
    if (must_be_reported(values))
        return fail_as(error, FAIL_CONFLICT, "must_be_reported",
            "somebody is dead, missing or trapped, or it is sensitive or of level III and worse");
    return incident_waive(decision, data, fields, error);
}

/* Nothing is blocked but closing (DOMAIN 11): what was never told, and what was told but not to its
 * end, stays open. */
static bool close_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    const Matter *matter = data;
    bool told = false;
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        if (obligation_runs(one) && strcmp(one->report, "followup") != 0)
            return fail_as(error, FAIL_CONFLICT, "unreported",
                "obligation %d towards %s is not met", (int) one->ordinal, one->receiver_name);
        told = told || obligation_is_met(one);
    }
    json_auto_t *last = matter_value(matter, "report_type");
    if (told && g_strcmp0(json_string_value(last), "final_report") != 0)
        return fail_as(error, FAIL_CONFLICT, "needs_final", "the final report has not gone");
    return true;
}

static bool is_led(Decision *decision)
{
    const Actor *actor = decision_actor(decision);
    return actor == NULL || actor_has_role(actor, "leader") || actor_has_role(actor, "head");
}

/* What must be reported is not made to vanish by whoever should have reported it; and whoever
 * outside the system was told must hear that it is unfounded from somebody. */
static bool dismiss_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    const Matter *matter = data;
    json_auto_t *values = matter_values(matter);
    bool owes = false;
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        owes = owes || (obligation_runs(one) && report_tells(one));
    }
    if (owes && must_be_reported(values) && !is_led(decision))
        return fail_as(error, FAIL_DENIED, "needs_leader_unfounded",
            "it had to be reported and was not: a leader finds it unfounded");
    if (correction_is_owed(matter) &&
        g_strcmp0(json_text(values, "report_type"), "final_report") != 0)
        return fail_as(error, FAIL_CONFLICT, "needs_final", "the final report has not gone");
    return true;
}

static bool correct_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return change_check(decision, data, fields, error) &&
           correction_note(decision, data, fields, error);
}

static bool merge_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return merger_check(decision, data, fields, error);
}

/* Follow-ups begin again, and closing needs another final report. */
static bool reopen_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    json_object_set_new(fields, "report_type", json_null());
    return change_check(decision, data, fields, error);
}

static bool confirm_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    static const char *const none[] = {NULL};
    return receiver_fill(data, fields, error) && told_check(fields, none, error);
}

static bool receipt_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    set_default(fields, "upper_received_at", decision_now(decision));
    return times_check(decision, data, fields, error);
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

static bool obligations_follow(Decision *decision, const Matter *matter, GError **error)
{
    g_autoptr(Matter) now = NULL;
    if (!incident_adopt(decision, matter, error))
        return false;
    now = matter_load(decision_db(decision), matter->id, error);
    return now != NULL && report_obligations_update(decision, now, error);
}

static bool change_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const Matter *matter = data;
    return incident_rules_keep(decision, error) && obligations_follow(decision, matter, error) &&
           exempt_note(decision, matter, fields, error) && missing_plan(decision, matter, error) &&
           tell_worse(decision, matter, fields, error);
}

static bool end_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    return obligations_follow(decision, data, error);
}

static bool correct_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    g_autoptr(Matter) now = NULL;
    if (!change_follow(decision, data, fields, error))
        return false;
    now = matter_load(decision_db(decision), ((const Matter *) data)->id, error);
    return now != NULL && correction_follow(decision, now, error);
}

static bool dismiss_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const char *note = decision_kept(decision, MATTER_NOTE);
    json_auto_t *values = json_pack("{s:s}", "note", note == NULL ? "" : note);
    return obligations_follow(decision, data, error) &&
           correction_send(decision, data, CORRECTION_DISMISSED, values, error);
}

static bool merge_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    return incident_adopt(decision, data, error) && merger_follow(decision, data, error);
}

static bool waive_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    return obligations_follow(decision, data, error) && exempt_note(decision, data, fields, error);
}

static const char *account_of(Decision *decision)
{
    const Actor *actor = decision_actor(decision);
    return actor != NULL ? actor->account : NULL;
}

static bool phone_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const Matter *matter = data;
    const ReportAct act = {.unit = json_text(fields, "to_unit"),
        .office = json_text(fields, "to_office"),
        .at = incident_value_int(fields, "phoned_at"),
        .by = account_of(decision)};
    return report_act_meet(decision, matter, &act, error) &&
           report_phone_send(decision, matter, &act, fields, error) &&
           obligations_follow(decision, matter, error);
}

/* To each who gets it to act on, not for information. */
static bool dispatch_meet(
    Decision *decision, const Matter *matter, const Dispatch *dispatch, int64_t at, GError **error)
{
    for (guint i = 0; i < dispatch->to->len; i++) {
        const DispatchTo *to = dispatch->to->pdata[i];
        const ReportAct act = {.unit = to->receiver, .written = true, .at = at, .by = dispatch->id};
        g_autoptr(Matter) now = matter_load(decision_db(decision), matter->id, error);
        if (now == NULL || (!to->copy && !report_act_meet(decision, now, &act, error)))
            return false;
    }
    return true;
}

/* The leader has seen the evidence: what was typed late with an earlier time was so. */
static bool confirm_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const Matter *matter = data;
    const char *unit = json_text(fields, "to_unit"), *office = json_text(fields, "to_office");
    g_autoptr(ObligationChanges) changes = obligation_changes_new(matter);
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        if (one->claimed && report_is_to(one, unit, office))
            obligation_say(changes, one, OBLIGATION_CONFIRMED, FIELD_UNSET);
    }
    return obligations_change(decision, matter, changes, error);
}

static bool written_follow(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const Matter *matter = data;
    int64_t at = incident_value_int(fields, "written_at");
    const Dispatch *dispatch = decision_kept(decision, REPORT_SENDING);
    const ReportAct act = {.unit = json_text(fields, "to_unit"),
        .office = json_text(fields, "to_office"),
        .written = true,
        .at = at,
        .by = account_of(decision)};
    bool met = dispatch != NULL ? dispatch_meet(decision, matter, dispatch, at, error)
                                : report_act_meet(decision, matter, &act, error);
    return met && obligations_follow(decision, matter, error);
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
    {KIND_INCIDENT, "correct", correct_check, correct_follow},
    CHANGES("scene"),
    CHANGES("handle"),
    {KIND_INCIDENT, "not_reportable", waive_check, waive_follow},
    {KIND_INCIDENT, "close", close_check, end_follow},
    {KIND_INCIDENT, "dismiss", dismiss_check, dismiss_follow},
    {KIND_INCIDENT, "merge", merge_check, merge_follow},
    {KIND_INCIDENT, "reopen", reopen_check, change_follow},
    {KIND_INCIDENT, "confirm_report", confirm_check, confirm_follow},
    {NULL},
};
