/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/import.h"

#include "unit/import_private.h"

#include <string.h>

#define PROGRESS_STEP 500

static void refusal_free(gpointer data)
{
    ImportRefusal *refusal = data;
    g_free(refusal->column);
    g_free(refusal->problem);
    g_free(refusal);
}

void import_clear(Import *import)
{
    g_clear_pointer(&import->refused, g_ptr_array_unref);
}

void import_refuse(Import *import, int64_t line, const char *column, const char *problem)
{
    ImportRefusal *refusal = g_new0(ImportRefusal, 1);
    refusal->line = line;
    refusal->column = g_strdup(column);
    refusal->problem = g_strdup(problem);
    g_ptr_array_add(import->refused, refusal);
}

void import_refuse_error(Import *import, int64_t line, const GError *error)
{
    const GPtrArray *fields = fail_fields(error);
    for (guint i = 0; i < fields->len; i++) {
        const FailField *field = fields->pdata[i];
        import_refuse(import, line, field->name, field->problem);
    }
    if (fields->len == 0)
        import_refuse(import, line, NULL, fail_reason(error));
}

bool import_needs(const Csv *csv, const char *column, GError **error)
{
    return csv_column(csv, column) >= 0 || fail_as(error, FAIL_INVALID, "column_missing",
                                               "the first line names no column \"%s\"", column);
}

static bool is_known(const char *const *known, const char *name)
{
    for (; *known != NULL; known++)
        if (g_ascii_strcasecmp(*known, name) == 0)
            return true;
    return name[0] == '\0';
}

Csv *import_read(
    Import *import, const char *csv, size_t size, const char *const *known, GError **error)
{
    import->refused = g_ptr_array_new_with_free_func(refusal_free);
    Csv *table = csv_read(csv, size, error);
    for (char **name = table == NULL ? NULL : table->header; name != NULL && *name != NULL; name++)
        if (!is_known(known, *name))
            import_refuse(import, 1, *name, "unknown_column");
    return table;
}

bool import_run(
    Import *import, const char *command, json_t *args, json_t **out_reply, GError **error)
{
    json_t *reply = NULL;
    bool ok = executor_run(import->executor, engine_command(import->engine, command), import->actor,
        args, &reply, error);
    json_decref(args);
    if (out_reply != NULL && ok)
        *out_reply = reply;
    else
        json_decref(reply);
    return ok;
}

bool import_goes_on(const Import *import)
{
    return !work_is_cancelled(import->work);
}

void import_progress(const Import *import, int64_t done, int64_t total)
{
    work_reach(import->work, done, total);
    if (import->progress != NULL && (done % PROGRESS_STEP == 0 || done == total))
        import->progress(import->data, done, total);
}

json_t *import_words(const char *cell)
{
    json_t *words = json_array();
    g_auto(GStrv) parts = g_strsplit_set(cell == NULL ? "" : cell, ";, \t\n", -1);
    for (char **part = parts; *part != NULL; part++)
        if (**part != '\0')
            json_array_append_new(words, json_string(*part));
    return words;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const ImportRefusal *first = *(const ImportRefusal *const *) a;
    const ImportRefusal *second = *(const ImportRefusal *const *) b;
    if (first->line != second->line)
        return first->line < second->line ? -1 : 1;
    return g_strcmp0(first->column, second->column);
}

json_t *import_json(const Import *import)
{
    json_t *refused = json_array();
    g_ptr_array_sort(import->refused, compare_lines);
    for (guint i = 0; i < import->refused->len; i++) {
        const ImportRefusal *refusal = import->refused->pdata[i];
        json_array_append_new(
            refused, json_pack("{s:I, s:s?, s:s}", "line", (json_int_t) refusal->line, "column",
                         refusal->column, "problem", refusal->problem));
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:o}", "accepted", (json_int_t) import->accepted,
        "unchanged", (json_int_t) import->unchanged, "left_out", (json_int_t) import->left_out,
        "untouched", (json_int_t) import->untouched, "refused", refused);
}
