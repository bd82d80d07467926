/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks of reporting upward: by telephone, in writing, and again. */
#include "incident/incident_private.h"

#include "base/json.h"

#include <string.h>

typedef struct Channel {
    const char *clock;
    const char *done; /* field that tells when it was reported so */
    ReportChannel channel;
} Channel;

static const Channel channels[] = {
    {CLOCK_PHONE, "phoned_at", REPORT_PHONE},
    {CLOCK_WRITTEN, "written_at", REPORT_WRITTEN},
};

/* All that a ReportCase borrows. */
typedef struct CaseHold {
    Unit *unit, *parent;
    json_t *values, *metrics;
    GArray *judgements;
    ReportCase of;
} CaseHold;

static void case_hold_clear(CaseHold *hold)
{
    unit_free(hold->unit);
    unit_free(hold->parent);
    json_decref(hold->values);
    json_decref(hold->metrics);
    if (hold->judgements != NULL)
        g_array_unref(hold->judgements);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CaseHold, case_hold_clear)

static GArray *judgements_read(const json_t *values)
{
    GArray *list = g_array_new(FALSE, TRUE, sizeof(Judgement));
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(values, "judgements"), i, row) {
        Judgement one = {.level = (int) json_number(row, "level", LEVEL_NONE),
            .sensitive = json_flag(row, "sensitive"),
            .at = json_number(row, "at", 0)};
        g_array_append_val(list, one);
    }
    if (list->len == 0) {
        Judgement none = {.level = LEVEL_NONE};
        g_array_append_val(list, none);
    }
    return list;
}

/* For rules with a condition: figures, and whether it is in the media. */
static json_t *condition_metrics(const json_t *values)
{
    json_t *metrics = json_object();
    int64_t deaths = incident_value_int(values, "deaths"),
            missing = incident_value_int(values, "missing");
    if (deaths != FIELD_UNSET || missing != FIELD_UNSET)
        json_object_set_new(
            metrics, "deaths_or_missing", json_integer(MAX(deaths, 0) + MAX(missing, 0)));
    size_t i;
    json_t *flag;
    json_array_foreach (json_object_get(values, "sensitive"), i, flag)
        if (g_strcmp0(json_string_value(flag), "media") == 0)
            json_object_set_new(metrics, "public_hotspot", json_true());
    return metrics;
}

/* A unit that says nothing of its functions is the general duty room of its level. */
static ReportSide side_of(const Unit *unit)
{
    static const char *const usual[] = {"government_duty", NULL};
    bool silent = unit->functions == NULL || unit->functions[0] == NULL;
    return (ReportSide){
        .level = unit->level, .functions = silent ? usual : (const char *const *) unit->functions};
}

/* False, without an error, when there is nobody above to report to. */
static bool case_read(Decision *decision, const Matter *matter, CaseHold *hold)
{
    if (!unit_and_parent(decision_db(decision), matter->unit, &hold->unit, &hold->parent, NULL) ||
        hold->unit == NULL || hold->parent == NULL)
        return false;
    hold->values = matter_values(matter);
    hold->metrics = condition_metrics(hold->values);
    hold->judgements = judgements_read(hold->values);
    hold->of =
        (ReportCase){.taxonomy = incident_taxonomy(incident_rules_of(decision_engine(decision))),
            .class = json_text(hold->values, "class"),
            .kind = json_text(hold->values, "kind"),
            .judgements = (const Judgement *) hold->judgements->data,
            .judgements_size = hold->judgements->len,
            .metrics = hold->metrics,
            .from = side_of(hold->unit),
            .to = side_of(hold->parent),
            .profile = hold->unit->profile,
            .occurred_at = incident_value_int(hold->values, "occurred_at"),
            .known_at = incident_value_int(hold->values, "known_at"),
            .received_at = incident_value_int(hold->values, "received_at"),
            .opened_at = matter->opened_at};
    return true;
}

static bool same_deadline(const MatterClock *clock, const Deadline *deadline)
{
    return clock->due_at == deadline->due_at &&
           g_strcmp0(json_text(clock->rule, "id"), json_text(deadline->rule, "id")) == 0;
}

static bool deadline_start(Decision *decision, const Matter *matter, const char *name,
    const Deadline *deadline, GError **error)
{
    const ReportRules *rules = incident_reporting(incident_rules_of(decision_engine(decision)));
    int64_t warn_at = deadline->started_at + (deadline->due_at - deadline->started_at) * 2 / 3;
    const json_t *labels = json_object_get(report_rules_json(rules), "clock_labels");
    json_auto_t *rule = deadline_json(rules, deadline);
    const ClockSpec spec = {.name = name,
        .label = json_object_get(labels, name),
        .rule = rule,
        .started_at = deadline->started_at,
        .warn_at = warn_at > decision_now(decision) ? warn_at : FIELD_UNSET,
        .due_at = deadline->due_at,
        .owner = "officer"};
    return clock_stop(decision, matter->id, name, false, FIELD_UNSET, error) &&
           clock_start(decision, matter->id, &spec, error);
}

/* Reported already: only a level found since asks for it again. */
static bool asks_again(const Deadline *deadline, int64_t done_at)
{
    return done_at == FIELD_UNSET ||
           (strcmp(deadline->counted_from, "judged_at") == 0 && deadline->started_at > done_at);
}

static bool channel_update(Decision *decision, const Matter *matter, const CaseHold *hold,
    const Channel *channel, GError **error)
{
    const ReportRules *rules = incident_reporting(incident_rules_of(decision_engine(decision)));
    const MatterClock *running = matter_clock(matter, channel->clock);
    Deadline deadline;
    if (!deadline_find(rules, &hold->of, channel->channel, &deadline))
        return clock_stop(decision, matter->id, channel->clock, false, FIELD_UNSET, error);
    if (running != NULL && same_deadline(running, &deadline))
        return true;
    if (!asks_again(&deadline, incident_value_int(hold->values, channel->done)))
        return true;
    return deadline_start(decision, matter, channel->clock, &deadline, error);
}

static bool is_over(Decision *decision, const Matter *matter)
{
    const Kind *kind = matter_kind(decision_engine(decision), matter, NULL);
    return kind == NULL || kind_state(kind, matter->state)->ends;
}

bool report_clocks_update(Decision *decision, const Matter *matter, GError **error)
{
    g_auto(CaseHold) hold = {0};
    if (is_over(decision, matter) || !case_read(decision, matter, &hold))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(channels); i++)
        if (!channel_update(decision, matter, &hold, &channels[i], error))
            return false;
    return true;
}

bool follow_up_clock_start(Decision *decision, const Matter *matter, int64_t at, GError **error)
{
    const ReportRules *rules = incident_reporting(incident_rules_of(decision_engine(decision)));
    g_auto(CaseHold) hold = {0};
    Deadline deadline;
    if (!clock_stop(decision, matter->id, CLOCK_FOLLOW_UP, true, at, error))
        return false;
    if (is_over(decision, matter) || !case_read(decision, matter, &hold) ||
        !follow_up_find(rules, &hold.of, at, &deadline))
        return true;
    return deadline_start(decision, matter, CLOCK_FOLLOW_UP, &deadline, error);
}
