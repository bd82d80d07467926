/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks of reporting upward: by telephone, in writing, and again. */
#include "incident/incident_private.h"

#include "base/json.h"

#include <string.h>

typedef struct Channel {
    const char *clock;
    const char *done; /* field that tells when it was reported so */
    const char *channel;
} Channel;

static const Channel channels[] = {
    {CLOCK_PHONE, "phoned_at", "phone"},
    {CLOCK_WRITTEN, "written_at", "written"},
};

/* All that a ReportCase borrows. */
typedef struct CaseHold {
    Directory *directory;
    json_t *values, *metrics;
    GArray *judgements;
    ReportCase of;
} CaseHold;

static void case_hold_clear(CaseHold *hold)
{
    directory_free(hold->directory);
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

/* A clock is met by a dispatch to a unit: the top has none to send one to. */
static bool is_top(Decision *decision, const Matter *matter, bool *out_is, GError **error)
{
    g_autofree char *parent = NULL;
    *out_is = false;
    if (!unit_parent(decision_db(decision), matter->unit, &parent, error))
        return false;
    *out_is = parent == NULL;
    return true;
}

static bool case_read(Decision *decision, const Matter *matter, CaseHold *hold, GError **error)
{
    hold->directory = directory_read(decision_db(decision), matter->unit, error);
    if (hold->directory == NULL)
        return false;
    hold->values = matter_values(matter);
    hold->metrics = report_metrics(hold->values);
    hold->judgements = judgements_read(hold->values);
    hold->of =
        (ReportCase){.taxonomy = incident_taxonomy(incident_rules_of(decision_engine(decision))),
            .class = json_text(hold->values, "class"),
            .kind = json_text(hold->values, "kind"),
            .judgements = (const Judgement *) hold->judgements->data,
            .judgements_size = hold->judgements->len,
            .metrics = hold->metrics,
            .sender = directory_sender(hold->directory),
            .profile = directory_profile(hold->directory),
            .occurred_at = incident_value_int(hold->values, "occurred_at"),
            .known_at = incident_value_int(hold->values, "known_at"),
            .received_at = incident_value_int(hold->values, "received_at"),
            .opened_at = matter->opened_at};
    return true;
}

static bool same_deadline(const MatterClock *clock, const Wanted *deadline)
{
    return clock->due_at == deadline->due_at &&
           g_strcmp0(json_text(clock->rule, "id"), json_text(deadline->rule, "id")) == 0;
}

static bool deadline_start(Decision *decision, const Matter *matter, const char *name,
    const Wanted *deadline, GError **error)
{
    const ReportRules *rules = incident_reporting(incident_rules_of(decision_engine(decision)));
    int64_t warn_at = deadline->start_at + (deadline->due_at - deadline->start_at) * 2 / 3;
    const json_t *labels = json_object_get(report_rules_json(rules), "clock_labels");
    json_auto_t *rule = wanted_rule_json(rules, deadline);
    const ClockSpec spec = {.name = name,
        .label = json_object_get(labels, name),
        .rule = rule,
        .started_at = deadline->start_at,
        .warn_at = warn_at > decision_now(decision) ? warn_at : FIELD_UNSET,
        .due_at = deadline->due_at,
        .owner = "officer"};
    return clock_stop(decision, matter->id, name, false, FIELD_UNSET, error) &&
           clock_start(decision, matter->id, &spec, error);
}

/* Reported already: only a level found since asks for it again. */
static bool asks_again(const Wanted *deadline, int64_t done_at)
{
    return done_at == FIELD_UNSET ||
           (strcmp(deadline->counted_from, "judged_at") == 0 && deadline->start_at > done_at);
}

/* The first due of those that the channel meets. */
static const Wanted *wanted_first(const GPtrArray *all, const char *channel)
{
    for (guint i = 0; i < all->len; i++) {
        const Wanted *one = all->pdata[i];
        if (strcmp(one->channel, channel) == 0 || strcmp(one->channel, "any") == 0)
            return one;
    }
    return NULL;
}

static bool channel_update(Decision *decision, const Matter *matter, const CaseHold *hold,
    const Channel *channel, GError **error)
{
    const ReportRules *rules = incident_reporting(incident_rules_of(decision_engine(decision)));
    const MatterClock *running = matter_clock(matter, channel->clock);
    g_autoptr(GPtrArray) all = obligations_wanted(rules, &hold->of, hold->directory);
    const Wanted *deadline = wanted_first(all, channel->channel);
    if (deadline == NULL)
        return clock_stop(decision, matter->id, channel->clock, false, FIELD_UNSET, error);
    if (running != NULL && same_deadline(running, deadline))
        return true;
    if (!asks_again(deadline, incident_value_int(hold->values, channel->done)))
        return true;
    return deadline_start(decision, matter, channel->clock, deadline, error);
}

static bool is_over(Decision *decision, const Matter *matter)
{
    const Kind *kind = matter_kind(decision_engine(decision), matter, NULL);
    return kind == NULL || kind_state(kind, matter->state)->ends;
}

bool report_clocks_update(Decision *decision, const Matter *matter, GError **error)
{
    g_auto(CaseHold) hold = {0};
    bool top = false;
    if (!is_top(decision, matter, &top, error))
        return false;
    if (top || is_over(decision, matter))
        return true;
    if (!case_read(decision, matter, &hold, error))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(channels); i++)
        if (!channel_update(decision, matter, &hold, &channels[i], error))
            return false;
    return true;
}

bool follow_up_clock_start(Decision *decision, const Matter *matter, int64_t at, GError **error)
{
    const ReportRules *rules = incident_reporting(incident_rules_of(decision_engine(decision)));
    g_auto(CaseHold) hold = {0};
    bool top = false;
    if (!clock_stop(decision, matter->id, CLOCK_FOLLOW_UP, true, at, error) ||
        !is_top(decision, matter, &top, error))
        return false;
    if (top || is_over(decision, matter))
        return true;
    if (!case_read(decision, matter, &hold, error))
        return false;
    g_autoptr(Wanted) next = obligation_followup(rules, &hold.of, hold.directory, at);
    return next == NULL || deadline_start(decision, matter, CLOCK_FOLLOW_UP, next, error);
}
