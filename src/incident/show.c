/* SPDX-License-Identifier: Apache-2.0 */
/* What a reply says of an incident besides its fields: the level suggested. */
#include "incident/incident_private.h"

#include "base/json.h"

#include <string.h>

static json_t *suggested_show(const Matter *matter)
{
    static const char *const parts[][2] = {{"level", "suggested_level"}, {"rule", "suggested_rule"},
        {"source", "suggested_source"}, {"version", "suggested_version"},
        {"decided_by", "suggested_by"}, {"outcome", "suggested_outcome"},
        {"provisional", "suggested_provisional"}, {"state", "level_state"}};
    json_auto_t *values = matter_values(matter);
    json_t *shown = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        json_t *value = json_object_get(values, parts[i][1]);
        json_object_set_new(shown, parts[i][0], value != NULL ? json_incref(value) : json_null());
    }
    return shown;
}

void incident_show(const void *data, json_t *shown)
{
    const Matter *matter = data;
    if (strcmp(matter->kind, KIND_INCIDENT) != 0)
        return;
    json_object_set_new(shown, "suggested", suggested_show(matter));
}
