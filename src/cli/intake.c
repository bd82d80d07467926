/* SPDX-License-Identifier: Apache-2.0 */
/* intake - reads lines from standard input and says what each of them says. Nothing is stored. */
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "intake/line.h"
#include "matter/catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES_MAX ((size_t) (LINE_MAX_SIGNS * 4))

static const CliOption intake_options[] = {
    {"kind", "KIND", "the kind whose fields are read; that of the desk's line when not given"},
    {NULL},
};

/* What reads a line; all of it borrowed but `kind`. */
typedef struct Desk {
    Roles *roles;
    Catalog *catalog;
    LineWords *words;
    json_t *kind;
} Desk;

static void desk_clear(Desk *desk)
{
    json_decref(desk->kind);
    line_words_free(desk->words);
    catalog_free(desk->catalog);
    roles_free(desk->roles);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static const Kind *kind_wanted(const Catalog *catalog, const char *name)
{
    const GPtrArray *kinds = catalog_kinds(catalog);

    for (guint i = 0; i < kinds->len; i++) {
        const Kind *kind = kinds->pdata[i];
        bool wanted =
            name != NULL ? strcmp(kind->name, name) == 0 : json_flag(kind->source, "intake");
        if (wanted && json_text(kind->source, "line") != NULL)
            return kind;
    }
    return NULL;
}

static bool desk_read(Cli *cli, Desk *desk, GError **error)
{
    g_autofree char *folder = g_build_filename(cli_data(cli), "catalog", NULL);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);

    desk->roles = roles_new_builtin(error);
    if (desk->roles == NULL)
        return false;
    desk->catalog = catalog_new(desk->roles);
    if (!catalog_load_builtin(desk->catalog, error))
        return false;
    catalog_load_folder(desk->catalog, folder, faults);
    desk->words = line_words_read(folder, faults, error);
    for (guint i = 0; i < faults->len; i++)
        fprintf(stderr, "left out: %s\n", (const char *) faults->pdata[i]);
    if (desk->words == NULL)
        return false;
    const Kind *kind = kind_wanted(desk->catalog, cli_option(cli, "kind"));
    if (kind == NULL)
        return fail(error, FAIL_INVALID, "there is no such kind with a line of its own");
    desk->kind = catalog_show(desk->catalog, kind);
    return true;
}

/* One object a line, also for a line that can't be read. */
static void line_print(const Desk *desk, char *line)
{
    json_t *read = NULL;

    g_strchomp(line);
    if (strlen(line) > LINE_BYTES_MAX || !g_utf8_validate(line, -1, NULL))
        read = json_pack("{s:n, s:{}, s:[], s:s}", "line", "fields", "doubtful", "problem",
            strlen(line) > LINE_BYTES_MAX ? "too_long" : "not_utf8");
    else
        read = line_read(desk->words, desk->kind, line);
    json_dumpf(read, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(read);
}

static bool intake_run(Cli *cli, GError **error)
{
    g_auto(Desk) desk = {0};
    char *line = NULL;
    size_t size = 0;

    if (strcmp(cli_operand(cli, 0), "-") != 0)
        return fail(error, FAIL_INVALID, "lines are read from standard input: intake -");
    if (!desk_read(cli, &desk, error))
        return false;
    while (getline(&line, &size, stdin) > 0)
        line_print(&desk, line);
    free(line);
    return fflush(stdout) == 0 || fail(error, FAIL_UNAVAILABLE, "standard output can't be written");
}

const CliCommand intake_command = {
    .name = "intake",
    .operands = "-",
    .least = 1,
    .most = 1,
    .help = "Reads lines from standard input and prints what each says, a JSON object a line.",
    .options = intake_options,
    .run = intake_run,
};
