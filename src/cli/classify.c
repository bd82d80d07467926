/* SPDX-License-Identifier: Apache-2.0 */
/* classify - the level of an incident from its figures, without a database. */
#include "base/json.h"
#include "cli/commands.h"
#include "incident/incident_rules.h"

#include <stdio.h>
#include <string.h>

#define INPUT_MAX (1024 * 1024)

static const CliOption classify_options[] = {
    {"kind", "KIND", "kind of incident, when the JSON names neither kind nor ruleset"},
    {"json", "FILE|-", "the figures: {\"ruleset\" or \"kind\": …, \"metrics\": {…}}"},
    {NULL},
};

static char *input_read(const char *file, gsize *out_size, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char part[4096];
    size_t got;
    FILE *in = strcmp(file, "-") == 0 ? stdin : fopen(file, "rb");
    if (in == NULL) {
        fail(error, FAIL_INVALID, "can't read %s", file);
        return NULL;
    }
    while (text->len <= INPUT_MAX && (got = fread(part, 1, sizeof part, in)) > 0)
        g_string_append_len(text, part, (gssize) got);
    if (in != stdin)
        fclose(in);
    if (text->len > INPUT_MAX) {
        fail(error, FAIL_INVALID, "%s is too big", file);
        return NULL;
    }
    *out_size = text->len;
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static json_t *question_read(Cli *cli, const char *file, GError **error)
{
    gsize size = 0;
    g_autofree char *text = input_read(file, &size, error);
    json_t *question = text != NULL ? json_read(text, size, JSON_REALS, error) : NULL;
    const char *kind = cli_option(cli, "kind");
    if (json_is_object(question) && kind != NULL && json_object_get(question, "kind") == NULL &&
        json_object_get(question, "ruleset") == NULL)
        json_object_set_new(question, "kind", json_string(kind));
    return question;
}

/* Which fields are wrong, for people: "metrics.deths: unknown; ruleset: required". */
static bool fields_tell(GError **error)
{
    const GPtrArray *fields = error != NULL && *error != NULL ? fail_fields(*error) : NULL;
    if (fields == NULL || fields->len == 0)
        return false;
    g_autoptr(GString) line = g_string_new(NULL);
    for (guint i = 0; i < fields->len; i++) {
        const FailField *field = fields->pdata[i];
        g_string_append_printf(line, "%s%s: %s", i > 0 ? "; " : "", field->name, field->problem);
    }
    g_clear_error(error);
    return fail(error, FAIL_INVALID, "%s", line->str);
}

static void faults_tell(const GPtrArray *faults)
{
    for (guint i = 0; i < faults->len; i++)
        fprintf(stderr, "left out: %s\n", (const char *) faults->pdata[i]);
}

static bool classify_run(Cli *cli, GError **error)
{
    const char *file = cli_option(cli, "json");
    if (file == NULL)
        return fail(error, FAIL_INVALID, "--json FILE or --json - is needed");
    g_autofree char *folder = g_build_filename(cli_data(cli), "catalog", NULL);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(IncidentRules) rules = incident_rules_new(folder, faults, error);
    if (rules == NULL)
        return false;
    faults_tell(faults);
    json_t *question = question_read(cli, file, error);
    if (question == NULL)
        return false;
    json_t *result = taxonomy_classify(incident_taxonomy(rules), question, error);
    json_decref(question);
    if (result == NULL)
        return fields_tell(error);
    json_dumpf(result, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15));
    printf("\n");
    json_decref(result);
    return true;
}

const CliCommand classify_command = {
    .name = "classify",
    .help = "Says how serious an incident is, by which rule and which figure.",
    .options = classify_options,
    .run = classify_run,
};
