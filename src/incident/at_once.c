/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/at_once.h"

#include "base/json.h"

#include <string.h>

static bool is_factory_row(const ReportRules *rules, const char *id)
{
    const GPtrArray *all = report_rules_deadlines(rules);
    for (guint i = 0; i < all->len; i++)
        if (g_strcmp0(json_text(all->pdata[i], "id"), id) == 0)
            return report_row_is_default(all->pdata[i]);
    return false;
}

bool at_once_gives(const ReportRules *rules, const json_t *rule)
{
    if (report_row_is_default(rule))
        return true;
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(rule, "replaces"), i, item)
        if (is_factory_row(rules, json_string_value(item)))
            return true;
    return false;
}

static AtOnce find_by(const ReportRules *rules, const GPtrArray *rows, const char *channel)
{
    AtOnce best = {0};
    for (guint i = 0; i < rows->len; i++) {
        const json_t *row = rows->pdata[i];
        int64_t limit = json_number(row, "limit_minutes", 0);
        if (limit > 0 && g_strcmp0(json_text(row, "channel"), channel) == 0 &&
            at_once_gives(rules, row) && (best.rule == NULL || limit < best.limit_minutes))
            best = (AtOnce){row, limit};
    }
    return best;
}

AtOnce at_once_find(const ReportRules *rules, const GPtrArray *rows, const char *channel)
{
    const char *asked = strcmp(channel, "written") == 0 ? "written" : "phone";
    AtOnce found = find_by(rules, rows, asked);
    if (found.rule == NULL)
        found = find_by(rules, rows, "any");
    if (found.rule == NULL)
        found.limit_minutes = report_rules_at_once(rules, asked);
    return found;
}
