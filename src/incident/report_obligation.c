/* SPDX-License-Identifier: Apache-2.0 */
/* Who must be told of an incident by when: what the rules want now, held against what has begun. */
#include "incident/obligation_rules.h"
#include "incident/report_act.h"

#include "base/json.h"

#include <string.h>

#define COUNTED_FROM_ADOPTION "adopted_at"

/* All that is looked at for one matter. */
typedef struct Duty {
    const Matter *matter;
    const ReportRules *rules;
    const json_t *words;
    Directory *directory;
    json_t *values, *metrics, *told;
    GArray *judgements;
    ReportCase of;
    int64_t now;
    ObligationChanges *changes;
} Duty;

static void duty_clear(Duty *duty)
{
    directory_free(duty->directory);
    json_decref(duty->values);
    json_decref(duty->metrics);
    json_decref(duty->told);
    if (duty->judgements != NULL)
        g_array_unref(duty->judgements);
    obligation_changes_free(duty->changes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Duty, duty_clear)

/* --- the case --- */

static GArray *judgements_read(const json_t *values)
{
    GArray *list = g_array_new(FALSE, TRUE, sizeof(Judgement));
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(values, "judgements"), i, row) {
        Judgement one = {.level = (int) json_number(row, "level", LEVEL_NONE),
            .sensitive = json_flag(row, "sensitive"),
            .exempt = json_flag(row, "exempt"),
            .at = json_number(row, "at", 0)};
        g_array_append_val(list, one);
    }
    if (list->len == 0) {
        Judgement none = {.level = LEVEL_NONE};
        g_array_append_val(list, none);
    }
    return list;
}

/* The figures whose change must be told (Order 493 art. 13). */
json_t *report_figures(const json_t *values)
{
    static const char *const names[] = {"deaths", "missing", "serious_injuries", "light_injuries",
        "injured", "trapped", "poisoned"};
    json_t *figures = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        json_t *value = json_object_get(values, names[i]);
        if (json_is_integer(value))
            json_object_set(figures, names[i], value);
    }
    return figures;
}

static bool duty_read(Decision *decision, const Matter *matter, json_t *values /* taken */,
    Duty *duty, GError **error)
{
    const IncidentRules *rules = incident_rules_of(decision_engine(decision));
    duty->matter = matter;
    duty->rules = incident_reporting(rules);
    duty->words = json_object_get(incident_report_words(rules), "obligations");
    duty->now = decision_now(decision);
    duty->values = values;
    duty->metrics = report_metrics(values);
    duty->told = report_figures(values);
    duty->judgements = judgements_read(values);
    duty->changes = obligation_changes_new(matter);
    duty->directory = directory_read(decision_db(decision), matter->unit, error);
    duty->of = (ReportCase){.taxonomy = incident_taxonomy(rules),
        .class = json_text(values, "class"),
        .kind = json_text(values, "kind"),
        .judgements = (const Judgement *) duty->judgements->data,
        .judgements_size = duty->judgements->len,
        .metrics = duty->metrics,
        .occurred_at = incident_value_int(values, "occurred_at"),
        .known_at = incident_value_int(values, "known_at"),
        .received_at = incident_value_int(values, "received_at"),
        .opened_at = matter->opened_at};
    if (duty->directory == NULL)
        return false;
    duty->of.sender = directory_sender(duty->directory);
    duty->of.profile = directory_profile(duty->directory);
    return true;
}

/* --- one against the other --- */

bool report_is_to(const Obligation *one, const char *unit, const char *office)
{
    if (one->receiver != NULL || unit != NULL)
        return g_strcmp0(one->receiver, unit) == 0;
    return g_strcmp0(one->office, office) == 0;
}

/* Who sits in an office may change, and an office outside may become a unit: what has begun towards
 * it stays the same. */
static bool is_same_receiver(const Obligation *one, const Wanted *wanted)
{
    return report_is_to(one, wanted->unit, wanted->office) ||
           strcmp(one->office, wanted->office) == 0;
}

static bool is_same_duty(const Obligation *one, const Wanted *wanted)
{
    return is_same_receiver(one, wanted) && strcmp(one->channel, wanted->channel) == 0;
}

/* Is it one of telling the thing itself, not of how it goes on? */
bool report_tells(const Obligation *one)
{
    static const char *const telling[] = {"initial", "supplement", "correction", NULL};
    return g_strv_contains(telling, one->report);
}

/* The last of them that runs, or that has been met. */
static const Obligation *same_running(const Duty *duty, const Wanted *wanted)
{
    for (guint i = duty->matter->obligations->len; i > 0; i--) {
        const Obligation *one = duty->matter->obligations->pdata[i - 1];
        if (obligation_runs(one) && report_tells(one) && is_same_duty(one, wanted))
            return one;
    }
    return NULL;
}

static const Obligation *same_met(const Duty *duty, const Wanted *wanted)
{
    const Obligation *last = NULL;
    for (guint i = 0; i < duty->matter->obligations->len; i++) {
        const Obligation *one = duty->matter->obligations->pdata[i];
        if (obligation_is_met(one) && report_tells(one) && is_same_duty(one, wanted) &&
            (last == NULL || one->met_at >= last->met_at))
            last = one;
    }
    return last;
}

/* --- what begins, moves and goes --- */

/* {"zh", "en"} with the receiver's name in it: a new reference. */
static json_t *label_of(const Duty *duty, const Wanted *wanted, const char *report)
{
    g_autofree char *key = strcmp(report, "initial") == 0
                               ? g_strconcat("initial_", wanted->channel, NULL)
                               : g_strdup(report);
    const char *name;
    json_t *text, *label = json_object();
    json_object_foreach (json_object_get(duty->words, key), name, text) {
        g_autoptr(GString) said = g_string_new(json_string_value(text));
        g_string_replace(said, "{receiver}", wanted->name, 0);
        json_object_set_new(label, name, json_string(said->str));
    }
    return label;
}

static Obligation obligation_of(const Wanted *wanted, json_t *rule, const char *why)
{
    return (Obligation){.report = wanted->report,
        .channel = wanted->channel,
        .office = wanted->office,
        .receiver = wanted->unit,
        .receiver_name = wanted->name,
        .rule = rule,
        .also = wanted->also,
        .counted_from = (char *) wanted->counted_from,
        .fallback = wanted->fallback,
        .start_at = wanted->start_at,
        .due_at = wanted->due_at,
        .owner = (char *) "officer",
        .why = (char *) why};
}

/* What fell due before anybody here knew of it is late all the same, and says so. */
static const char *why_begun(const Duty *duty, const Wanted *wanted, const char *why)
{
    return why == NULL && wanted->due_at < duty->matter->opened_at ? "known_after_due" : why;
}

static void duty_begin(Duty *duty, const Wanted *wanted, const char *report, const char *why)
{
    json_auto_t *rule = wanted_rule_json(duty->rules, wanted);
    json_auto_t *label = label_of(duty, wanted, report);
    Obligation as = obligation_of(wanted, rule, why_begun(duty, wanted, why));
    as.report = (char *) report;
    as.label = label;
    obligation_begin(duty->changes, &as, duty->now);
}

/* What was sent back counts from then, whatever the rules say of the first time; what another
 * incident brought along is not put off. */
static void duty_move(Duty *duty, const Obligation *one, const Wanted *wanted)
{
    if (one->receiver == NULL && wanted->unit != NULL)
        obligation_link(duty->changes, one, wanted->unit, wanted->name);
    const char *id = json_text(one->rule, "id"), *wanted_id = json_text(wanted->rule, "id");
    bool is_merged = g_strcmp0(one->why, "taken_over") == 0;
    if (g_strcmp0(one->counted_from, "returned_at") == 0 ||
        g_strcmp0(one->counted_from, COUNTED_FROM_ADOPTION) == 0 ||
        (is_merged && wanted->due_at >= one->due_at))
        return;
    if (one->due_at == wanted->due_at && g_strcmp0(id, wanted_id) == 0)
        return;
    json_auto_t *rule = wanted_rule_json(duty->rules, wanted);
    bool judged = g_strcmp0(wanted->counted_from, "judged_at") == 0;
    Obligation as = obligation_of(wanted, rule, judged ? "judged" : "corrected");
    obligation_move(duty->changes, one, &as, duty->now);
}

/* Told before a level was found that asks for it anew? */
static bool asks_again(const Wanted *wanted, const Obligation *met)
{
    return g_strcmp0(wanted->counted_from, "judged_at") == 0 && wanted->start_at > met->met_at;
}

static const Wanted *wanted_like(const GPtrArray *list, const Wanted *one)
{
    for (guint i = 0; i < list->len; i++) {
        const Wanted *other = list->pdata[i];
        if (g_strcmp0(other->unit, one->unit) == 0 &&
            (one->unit != NULL || strcmp(other->office, one->office) == 0) &&
            strcmp(other->channel, one->channel) == 0)
            return other;
    }
    return NULL;
}

static bool figures_changed(const Duty *duty, const Obligation *met)
{
    return met->told != NULL && !json_equal(met->told, duty->told);
}

/* What was told and is so no longer is told again, by the time that comes first: that of the change
 * (Order 493 art. 13) or that of a level found since. */
static void tell_again(
    Duty *duty, const Wanted *wanted, const Wanted *change, const Obligation *met)
{
    bool changed = change != NULL && figures_changed(duty, met), again = asks_again(wanted, met);
    if (!changed && !again)
        return;
    const Wanted *first = !changed || (again && wanted->due_at < change->due_at) ? wanted : change;
    duty_begin(duty, first, "supplement", changed ? "figures" : "judged");
}

static void initial_update(Duty *duty, const GPtrArray *wanted, const GPtrArray *changes)
{
    for (guint i = 0; i < wanted->len; i++) {
        const Wanted *want = wanted->pdata[i];
        const Obligation *running = same_running(duty, want), *met = same_met(duty, want);
        if (running != NULL && strcmp(running->report, "initial") == 0)
            duty_move(duty, running, want);
        else if (running == NULL && met == NULL)
            duty_begin(duty, want, "initial", NULL);
        else if (running == NULL)
            tell_again(duty, want, changes != NULL ? wanted_like(changes, want) : NULL, met);
    }
}

static bool is_wanted(const GPtrArray *wanted, const Obligation *one)
{
    for (guint i = 0; i < wanted->len; i++)
        if (is_same_duty(one, wanted->pdata[i]))
            return true;
    return false;
}

static void waive_unwanted(Duty *duty, const GPtrArray *wanted)
{
    for (guint i = 0; i < duty->matter->obligations->len; i++) {
        const Obligation *one = duty->matter->obligations->pdata[i];
        bool is_own = g_strcmp0(one->why, "taken_over") != 0;
        if (is_own && obligation_runs(one) && strcmp(one->report, "initial") == 0 &&
            !is_wanted(wanted, one))
            obligation_waive(duty->changes, one, "rule_gone");
    }
}

static void waive_all(Duty *duty, const char *why)
{
    for (guint i = 0; i < duty->matter->obligations->len; i++)
        if (obligation_runs(duty->matter->obligations->pdata[i]))
            obligation_waive(duty->changes, duty->matter->obligations->pdata[i], why);
}

/* --- how it goes on --- */

static const Obligation *followup_running(const Duty *duty)
{
    for (guint i = duty->matter->obligations->len; i > 0; i--) {
        const Obligation *one = duty->matter->obligations->pdata[i - 1];
        if (obligation_runs(one) && strcmp(one->report, "followup") == 0)
            return one;
    }
    return NULL;
}

/* When the receiver of follow-ups was last told in writing; FIELD_UNSET: never. */
static int64_t last_written_at(const Duty *duty, const Wanted *followup)
{
    int64_t last = FIELD_UNSET;
    for (guint i = 0; i < duty->matter->obligations->len; i++) {
        const Obligation *one = duty->matter->obligations->pdata[i];
        if (obligation_is_met(one) && strcmp(one->channel, "phone") != 0 &&
            is_same_receiver(one, followup))
            last = MAX(last, one->met_at);
    }
    return last;
}

static bool has_told(const Duty *duty)
{
    for (guint i = 0; i < duty->matter->obligations->len; i++)
        if (obligation_is_met(duty->matter->obligations->pdata[i]))
            return true;
    return false;
}

/* None once the final report went, until the incident is opened again. */
static Wanted *followup_wanted(const Duty *duty)
{
    if (g_strcmp0(json_text(duty->values, "report_type"), "final_report") == 0)
        return NULL;
    if (!has_told(duty))
        return NULL;
    g_autoptr(Wanted) probe =
        obligation_followup(duty->rules, &duty->of, duty->directory, duty->now);
    int64_t last = probe != NULL ? last_written_at(duty, probe) : FIELD_UNSET;
    return last == FIELD_UNSET ? NULL
                               : obligation_followup(duty->rules, &duty->of, duty->directory, last);
}

static void followup_update(Duty *duty)
{
    const Obligation *running = followup_running(duty);
    g_autoptr(Wanted) wanted = followup_wanted(duty);
    if (wanted != NULL && running != NULL)
        duty_move(duty, running, wanted);
    else if (wanted != NULL)
        duty_begin(duty, wanted, "followup", NULL);
    else if (running != NULL)
        obligation_waive(duty->changes, running, "rule_gone");
}

/* --- all of it --- */

/* `*out_word` is why nothing is asked any more; NULL: it goes on. */
static bool over_word(
    Decision *decision, const Matter *matter, const char **out_word, GError **error)
{
    const Kind *kind = matter_kind(decision_engine(decision), matter, error);
    if (kind == NULL)
        return false;
    *out_word = kind_state(kind, matter->state)->ends ? matter->state : NULL;
    return true;
}

static bool is_waived(const json_t *values)
{
    return g_strcmp0(json_text(values, "reportable"), "no") == 0;
}

static const char *waived_word(const json_t *values)
{
    return json_text(values, "reportable_rule") != NULL ? "exempt" : "not_reportable";
}

bool report_obligations_update(Decision *decision, const Matter *matter, GError **error)
{
    g_auto(Duty) duty = {0};
    const char *over = NULL;
    if (!over_word(decision, matter, &over, error) ||
        !duty_read(decision, matter, matter_values(matter), &duty, error))
        return false;
    if (over != NULL || is_waived(duty.values)) {
        waive_all(&duty, over != NULL ? over : waived_word(duty.values));
        return obligations_change(decision, matter, duty.changes, error);
    }
    g_autoptr(GPtrArray) wanted = obligations_wanted(duty.rules, &duty.of, duty.directory);
    g_autoptr(GPtrArray) changes =
        has_told(&duty) ? obligations_supplement(duty.rules, &duty.of, duty.directory, duty.now)
                        : NULL;
    waive_unwanted(&duty, wanted);
    initial_update(&duty, wanted, changes);
    followup_update(&duty);
    return obligations_change(decision, matter, duty.changes, error);
}

/* --- from before obligations --- */

/* The first that told it. */
static const ReportAct *act_telling(const GPtrArray *acts, const Wanted *want)
{
    const ReportAct *first = NULL;
    for (guint i = 0; i < acts->len; i++) {
        const ReportAct *act = acts->pdata[i];
        bool fits = strcmp(want->channel, "any") == 0 ||
                    (strcmp(want->channel, "written") == 0) == act->written;
        if (fits && want->unit != NULL && g_strcmp0(act->unit, want->unit) == 0 &&
            (first == NULL || act->at < first->at))
            first = act;
    }
    return first;
}

/* What was due before counts from now. */
static void duty_adopt(Duty *duty, Wanted *want, const char *report)
{
    if (want->due_at <= duty->now) {
        want->due_at = duty->now + (want->due_at - want->start_at);
        want->start_at = duty->now;
        want->counted_from = COUNTED_FROM_ADOPTION;
    }
    duty_begin(duty, want, report, "adopted_open");
}

/* As they have begun: the numbers are those of the list. */
static bool adopted_meet(Decision *decision, const char *id, const GPtrArray *wanted,
    const GPtrArray *acts, GError **error)
{
    g_autoptr(Matter) matter = matter_load(decision_db(decision), id, error);
    if (matter == NULL)
        return false;
    g_autoptr(ObligationChanges) changes = obligation_changes_new(matter);
    for (guint i = 0; i < wanted->len; i++) {
        const ReportAct *act = act_telling(acts, wanted->pdata[i]);
        if (act == NULL)
            continue;
        const ObligationAct done = {.at = act->at, .now = act->at, .by = act->by};
        obligation_meet(changes, matter_obligation(matter, (int64_t) i + 1), &done);
    }
    return obligations_change(decision, matter, changes, error);
}

static bool followup_adopt(Decision *decision, const char *id, GError **error)
{
    g_auto(Duty) duty = {0};
    g_autoptr(Matter) matter = matter_load(decision_db(decision), id, error);
    if (matter == NULL || !duty_read(decision, matter, matter_values(matter), &duty, error))
        return false;
    g_autoptr(Wanted) wanted = followup_wanted(&duty);
    if (wanted != NULL)
        duty_adopt(&duty, wanted, "followup");
    return obligations_change(decision, matter, duty.changes, error);
}

bool report_obligations_adopt(
    Decision *decision, const Matter *matter, const GPtrArray *acts, GError **error)
{
    g_auto(Duty) duty = {0};
    if (!duty_read(decision, matter, matter_values(matter), &duty, error))
        return false;
    g_autoptr(GPtrArray) wanted = obligations_wanted(duty.rules, &duty.of, duty.directory);
    if (is_waived(duty.values))
        return true;
    for (guint i = 0; i < wanted->len; i++) {
        if (act_telling(acts, wanted->pdata[i]) != NULL)
            duty_begin(&duty, wanted->pdata[i], "initial", "adopted");
        else
            duty_adopt(&duty, wanted->pdata[i], "initial");
    }
    return obligations_change(decision, matter, duty.changes, error) &&
           adopted_meet(decision, matter->id, wanted, acts, error) &&
           followup_adopt(decision, matter->id, error);
}

/* --- what was told is not so --- */

/* One telling is enough: the earliest towards an office, the first of those that are. */
static bool is_first_of_office(const GPtrArray *list, guint index)
{
    const Wanted *want = list->pdata[index];
    for (guint i = 0; i < list->len; i++) {
        const Wanted *other = list->pdata[i];
        bool same = other->unit == NULL && strcmp(other->office, want->office) == 0;
        if (same && (other->due_at < want->due_at || (other->due_at == want->due_at && i < index)))
            return false;
    }
    return true;
}

static bool has_told_office(const Matter *matter, const char *office)
{
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        if ((obligation_is_met(one) || one->claimed) && report_is_to(one, NULL, office))
            return true;
    }
    return false;
}

bool report_correction_owe(
    Decision *decision, const Matter *matter, const Matter *told, const char *why, GError **error)
{
    g_auto(Duty) duty = {0};
    if (!duty_read(decision, matter, matter_values(matter), &duty, error))
        return false;
    g_autoptr(GPtrArray) list =
        obligations_supplement(duty.rules, &duty.of, duty.directory, duty.now);
    for (guint i = 0; i < list->len; i++) {
        const Wanted *want = list->pdata[i];
        if (want->unit == NULL && same_running(&duty, want) == NULL &&
            has_told_office(told, want->office) && is_first_of_office(list, i))
            duty_begin(&duty, want, "correction", why);
    }
    return obligations_change(decision, matter, duty.changes, error);
}

/* --- times put right --- */

static bool starts_fit(
    Decision *decision, const Duty *after, const GPtrArray *wanted, GError **error)
{
    const Actor *actor = decision_actor(decision);
    bool leads = actor == NULL || actor_has_role(actor, "leader") || actor_has_role(actor, "head");
    const char *note = decision_kept(decision, MATTER_NOTE);
    for (guint i = 0; i < wanted->len; i++) {
        const Wanted *want = wanted->pdata[i];
        const Obligation *running = same_running(after, want);
        bool judged = g_strcmp0(want->counted_from, "judged_at") == 0;
        if (running == NULL || judged || strcmp(running->report, "initial") != 0)
            continue;
        if (want->start_at > running->start_at && want->due_at > running->due_at && !leads)
            return fail_as(error, FAIL_DENIED, "needs_leader",
                "a time that gives more time to report is changed by a leader");
        if (want->start_at < running->start_at && (note == NULL || *note == '\0'))
            return fail_field(error, "note", "required");
    }
    return true;
}

bool report_starts_check(
    Decision *decision, const Matter *matter, const json_t *fields, GError **error)
{
    static const char *const times[] = {"occurred_at", "known_at", "received_at"};
    bool touched = false;
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        int64_t given = incident_value_int(fields, times[i]);
        touched = touched || (given != FIELD_UNSET && given != matter_int(matter, times[i]));
    }
    if (!touched || matter->obligations->len == 0)
        return true;
    g_auto(Duty) after = {0};
    json_auto_t *held = matter_values(matter);
    if (!duty_read(decision, matter, incident_values_over(held, fields), &after, error))
        return false;
    g_autoptr(GPtrArray) wanted = obligations_wanted(after.rules, &after.of, after.directory);
    return starts_fit(decision, &after, wanted, error);
}
