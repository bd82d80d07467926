/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/duty_line.h"

#include "base/builtin.h"
#include "base/json.h"

#include <string.h>

#define FILE_NAME "rules/duty_lines.json"

const char *const duty_line_findings[] = {"mobile", "data_only", "satellite", NULL};

struct DutyLines {
    json_t *file;
};

/* NULL: it is right. */
static const char *range_problem(const json_t *range)
{
    const char *begins = json_text(range, "begins"), *word = json_text(range, "word");

    if (begins == NULL || *begins == '\0' || begins[strspn(begins, "0123456789")] != '\0')
        return "begins: digits are asked for";
    if (json_number(range, "digits", 0) < (int64_t) strlen(begins))
        return "digits: how long the number is";
    return word != NULL && g_strv_contains(duty_line_findings, word)
               ? NULL
               : "word: there is no such word";
}

static bool file_take(void *data, const BuiltinFile *file, GError **error)
{
    DutyLines *lines = data;
    json_auto_t *read = json_read(file->text, file->size, JSON_INTEGERS, error);
    const json_t *ranges = json_object_get(read, "ranges"), *range = NULL;
    size_t i = 0;

    if (read == NULL)
        return fail_in(error, "%s", file->name);
    if (!json_is_array(ranges))
        return fail(error, FAIL_INVALID, "%s: no \"ranges\"", file->name);
    json_array_foreach (ranges, i, range) {
        if (range_problem(range) != NULL)
            return fail(
                error, FAIL_INVALID, "%s: ranges/%zu/%s", file->name, i, range_problem(range));
    }
    lines->file = json_incref(read);
    return true;
}

DutyLines *duty_lines_new(const char *folder, GPtrArray *faults, GError **error)
{
    g_autoptr(DutyLines) lines = g_new0(DutyLines, 1);

    if (!builtin_or_own(folder, FILE_NAME, file_take, lines, faults, error))
        return NULL;
    return g_steal_pointer(&lines);
}

void duty_lines_free(DutyLines *lines)
{
    if (lines == NULL)
        return;
    json_decref(lines->file);
    g_free(lines);
}

const char *duty_line_finding(const DutyLines *lines, const char *phone)
{
    const json_t *range = NULL;
    const char *word = NULL;
    size_t i = 0, longest = 0, digits = phone == NULL ? 0 : strlen(phone);

    if (lines == NULL || digits == 0)
        return NULL;
    json_array_foreach (json_object_get(lines->file, "ranges"), i, range) {
        const char *begins = json_text(range, "begins");

        if (json_number(range, "digits", 0) != (int64_t) digits || strlen(begins) <= longest ||
            !g_str_has_prefix(phone, begins))
            continue;
        longest = strlen(begins);
        word = json_text(range, "word");
    }
    return word;
}
