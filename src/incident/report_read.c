/* SPDX-License-Identifier: Apache-2.0 */
/* Files of reporting rules, taken in whole or not at all. */
#include "base/json.h"
#include "incident/exempt.h"
#include "incident/report_check.h"
#include "incident/report_rules_private.h"

static void rows_take(GPtrArray *rows, const json_t *list)
{
    size_t i;
    json_t *row;
    json_array_foreach (list, i, row)
        g_ptr_array_add(rows, row);
}

/* What a file that is refused has brought goes again. */
static void file_undo(ReportRules *rules, const guint *sizes)
{
    g_ptr_array_set_size(rules->deadlines, (gint) sizes[0]);
    g_ptr_array_set_size(rules->follow_up, (gint) sizes[1]);
    g_ptr_array_set_size(rules->supplement, (gint) sizes[2]);
    g_ptr_array_set_size(rules->exempt, (gint) sizes[3]);
    g_ptr_array_set_size(rules->files, (gint) rules->files->len - 1);
}

bool report_rules_add(
    ReportRules *rules, const char *name, const char *bytes, size_t size, GError **error)
{
    const guint sizes[] = {
        rules->deadlines->len, rules->follow_up->len, rules->supplement->len, rules->exempt->len};
    json_t *file = json_read(bytes, size, JSON_INTEGERS, error);
    if (file == NULL)
        return fail_in(error, "%s", name);
    g_ptr_array_add(rules->files, file);
    rows_take(rules->deadlines, json_object_get(file, "deadlines"));
    rows_take(rules->follow_up, json_object_get(file, "follow_up"));
    rows_take(rules->supplement, json_object_get(file, "supplement"));
    rows_take(rules->exempt, json_object_get(file, "exempt"));
    const ReportCheck check = {.rules = rules,
        .file = file,
        .name = name,
        .is_first = rules->files->len == 1,
        .deadlines_from = sizes[0],
        .follow_up_from = sizes[1],
        .supplement_from = sizes[2],
        .exempt_from = sizes[3]};
    if (!report_check(&check, error) || !exempt_check(&check, error)) {
        file_undo(rules, sizes);
        return false;
    }
    rule_text_add(&rules->text, json_text(file, "version"), bytes, size);
    return true;
}

bool report_rules_add_divisions(
    ReportRules *rules, const char *name, const char *bytes, size_t size, GError **error)
{
    json_t *file = json_read(bytes, size, JSON_INTEGERS, error);
    if (file == NULL)
        return fail_in(error, "%s", name);
    if (!json_is_object(json_object_get(file, "names"))) {
        json_decref(file);
        return fail(error, FAIL_INVALID, "%s: needs \"names\"", name);
    }
    json_decref(rules->divisions);
    rules->divisions = file;
    return true;
}
