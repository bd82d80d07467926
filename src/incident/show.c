/* SPDX-License-Identifier: Apache-2.0 */
/* What a reply says of an incident besides its fields: the level suggested. */
#include "incident/exempt.h"
#include "incident/incident_private.h"

#include "base/json.h"

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

/* What has no level is not "not provisional": older events say so. */
static void provisional_hide(json_t *shown)
{
    json_t *fields = json_object_get(shown, "fields");
    const json_t *level = json_object_get(fields, "suggested_level");
    if ((level == NULL || json_is_null(level)) &&
        json_is_false(json_object_get(fields, "suggested_provisional")))
        json_object_del(fields, "suggested_provisional");
}

/* By which rule it need not be reported, in words: null when by none. */
static json_t *exempt_show(const Engine *engine, const Matter *matter)
{
    const ReportRules *rules = incident_reporting(incident_rules_of(engine));
    json_auto_t *values = matter_values(matter);
    const char *id = json_text(values, "reportable_rule");
    if (id == NULL)
        return json_null();
    const json_t *row = exempt_row_named(rules, id);
    return json_pack("{s:s, s:O?, s:O?}", "rule", id, "label", json_object_get(row, "label"),
        "source", json_object_get(row, "source"));
}

void incident_show(const Engine *engine, const void *data, json_t *shown)
{
    const Matter *matter = data;
    if (strcmp(matter->kind, KIND_INCIDENT) != 0)
        return;
    provisional_hide(shown);
    json_object_set_new(shown, "exempt", exempt_show(engine, matter));
    json_object_set_new(shown, "suggested", suggested_show(matter));
}
