/* SPDX-License-Identifier: Apache-2.0 */
/* What a reply says of an incident besides its fields: the level suggested, the reports asked for.
 */
#include "incident/incident_private.h"

#include "base/json.h"
#include "base/moment.h"

#include <string.h>

static json_t *suggested_show(const Matter *matter)
{
    static const char *const parts[][2] = {{"level", "suggested_level"}, {"rule", "suggested_rule"},
        {"source", "suggested_source"}, {"version", "suggested_version"},
        {"decided_by", "suggested_by"}, {"reason", "suggested_reason"},
        {"outcome", "suggested_outcome"}, {"provisional", "suggested_provisional"},
        {"state", "level_state"}};
    json_auto_t *values = matter_values(matter);
    json_t *shown = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        json_t *value = json_object_get(values, parts[i][1]);
        json_object_set_new(shown, parts[i][0], value != NULL ? json_incref(value) : json_null());
    }
    return shown;
}

static json_t *moment_or_null(int64_t at)
{
    g_autofree char *text = at != FIELD_UNSET ? moment_print(at) : NULL;
    return text != NULL ? json_string(text) : json_null();
}

static json_t *report_row(const MatterClock *clock, const char *channel)
{
    bool met = clock->state == CLOCK_MET || clock->state == CLOCK_LATE_MET;
    json_t *row = json_object();
    json_object_set_new(row, "channel", json_string(channel));
    json_object_set_new(row, "rule", clock->rule != NULL ? json_incref(clock->rule) : json_null());
    const char *start = json_text(clock->rule, "clock_start");
    json_object_set_new(row, "clock_start", start != NULL ? json_string(start) : json_null());
    json_object_set_new(row, "started_at", moment_or_null(clock->started_at));
    json_object_set_new(row, "due_at", moment_or_null(clock->due_at));
    json_object_set_new(row, "met_at", moment_or_null(met ? clock->ended_at : FIELD_UNSET));
    json_object_set_new(row, "late", json_boolean(clock->late));
    return row;
}

/* Each clock of reporting upward that was ever asked for and not taken back, in order. */
static json_t *report_show(const Matter *matter)
{
    static const char *const channels[][2] = {
        {CLOCK_PHONE, "phone"}, {CLOCK_WRITTEN, "written"}, {CLOCK_FOLLOW_UP, "followup"}};
    json_t *rows = json_array();
    for (guint i = 0; i < matter->clocks->len; i++) {
        const MatterClock *clock = matter->clocks->pdata[i];
        for (size_t k = 0; k < G_N_ELEMENTS(channels); k++)
            if (strcmp(clock->name, channels[k][0]) == 0 &&
                (clock->state != CLOCK_STOPPED || clock->late))
                json_array_append_new(rows, report_row(clock, channels[k][1]));
    }
    return rows;
}

/* What has no level is not "not provisional": older events say so. */
static void provisional_hide(json_t *shown)
{
    json_t *fields = json_object_get(shown, "fields");
    const json_t *level = json_object_get(fields, "suggested_level");
    if ((level == NULL || json_is_null(level)) &&
        json_is_false(json_object_get(fields, "suggested_provisional")))
        json_object_del(fields, "suggested_provisional");
}

void incident_show(const void *data, json_t *shown)
{
    const Matter *matter = data;
    if (strcmp(matter->kind, KIND_INCIDENT) != 0)
        return;
    provisional_hide(shown);
    json_object_set_new(shown, "suggested", suggested_show(matter));
    json_object_set_new(shown, "report", report_show(matter));
}
