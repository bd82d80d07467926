/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"
#include "cli/commands.h"
#include "cli/demo.h"
#include "demo/compare.h"
#include "demo/mark.h"

#include <stdio.h>
#include <stdlib.h>

#define DAYS_MAX 3660
#define RATE_MAX 1000

static const CliOption simulate_options[] = {
    {"days", "N", "how many days to live (default: 1)"},
    {"under", "CODE", "the unit that lives, with all below it (default: the one at the top)"},
    {"seed", "N", "another number gives another life (default: 1)"},
    {"rate", "N", "incidents a unit and day on average (default: 0.5)"},
    {"json", NULL, "the tally as one JSON object"},
    {NULL},
};

static bool number_option(
    const Cli *cli, const char *name, double most, double *value, GError **error)
{
    const char *text = cli_option(cli, name);
    char *end = NULL;
    if (text == NULL)
        return true;
    double number = g_ascii_strtod(text, &end);
    if (end == text || *end != '\0' || !(number >= 0 && number <= most))
        return fail(error, FAIL_INVALID, "--%s takes a number up to %.0f", name, most);
    *value = number;
    return true;
}

/* Where the record ends, and the unit at the top of it. Only a demo is lived in. */
static bool place_read(Db *db, int64_t *out_at, char **out_top, GError **error)
{
    DemoMark mark = DEMO_NONE;
    if (!demo_mark_read(db, &mark, error))
        return false;
    if (mark == DEMO_BEGUN)
        return fail_as(error, FAIL_CONFLICT, "demo_unfinished",
            "this demo was not filled to its end: `shaodian serve --demo` fills it anew");
    if (mark != DEMO_FILLED)
        return fail_as(error, FAIL_CONFLICT, "not_a_demo",
            "this database is no demo: a real record never holds invented incidents"
            " (fill one with `shaodian serve --demo --data DIR`)");
    g_autoptr(Statement) last = store_prepare(db, "SELECT MAX(at) FROM head", error);
    if (last == NULL || statement_step(last, error) != STORE_ROW)
        return false;
    g_autoptr(Statement) top = store_prepare(
        db, "SELECT unit FROM unit WHERE parent IS NULL ORDER BY unit LIMIT 1", error);
    if (top == NULL || statement_step(top, error) != STORE_ROW)
        return false;
    *out_at = row_int(last, 0);
    *out_top = g_strdup(row_text(top, 0));
    return true;
}

static bool place_find(const Cli *cli, int64_t *out_at, char **out_top, GError **error)
{
    const AppOptions options = {
        .data = cli_data(cli), .db = cli_option(cli, "db"), .must_exist = true};
    g_autoptr(App) app = app_open(&options, error);
    g_autoptr(Db) db = app == NULL ? NULL : store_reader(app_store(app), error);
    return db != NULL && place_read(db, out_at, out_top, error);
}

static void progress_show(void *data, int64_t now, const Stage *stage)
{
    g_autofree char *moment = moment_print(now);
    fprintf(stderr, "%s: %d acts, %d refused\n", moment, stage->acts, stage->refused);
}

typedef struct Lived {
    const LifePlan *plan;
    const char *start;
    Tally *tally;
    json_t *duty; /* what was planted, held against the record */
} Lived;

static void lived_clear(Lived *lived)
{
    tally_free(lived->tally);
    json_decref(lived->duty);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lived, lived_clear)

static void lived_show(const Cli *cli, const Lived *lived)
{
    const LifePlan *plan = lived->plan;
    const char *start = lived->start;
    g_autofree char *end = moment_print(plan->until);
    g_autofree char *text = tally_text(lived->tally);
    g_autofree char *duty = duty_text(lived->duty);
    json_auto_t *shown = json_copy((json_t *) tally_json(lived->tally));

    json_object_set_new(shown, "from", json_string(start));
    json_object_set_new(shown, "until", json_string(end));
    json_object_set_new(shown, "under", json_string(plan->under));
    json_object_set_new(shown, "planted", json_deep_copy(tally_plants(lived->tally)));
    json_object_set(shown, "duty", lived->duty);
    char *json = json_dumps(shown, JSON_COMPACT | JSON_SORT_KEYS);
    if (cli_flag(cli, "json"))
        printf("%s\n", json);
    else
        printf("%s from %s until %s\n%s%s", plan->under, start, end, text, duty);
    free(json);
}

static bool simulate(const Cli *cli, const LifePlan *plan, int64_t from, GError **error)
{
    g_autofree char *start = moment_print(from);
    const AppOptions options = {.data = cli_data(cli),
        .db = cli_option(cli, "db"),
        .must_exist = true,
        .manual_clock = start};
    g_autoptr(App) app = app_open(&options, error);
    g_auto(Lived) lived = {.plan = plan, .start = start};
    lived.tally = app == NULL ? NULL : demo_live(app, plan, error);
    lived.duty = lived.tally == NULL ? NULL : demo_compare(app, plan, from, lived.tally, error);
    if (lived.duty == NULL)
        return false;
    lived_show(cli, &lived);
    if (json_object_size(json_object_get(tally_json(lived.tally), "failed")) > 0)
        return fail(error, FAIL_CORRUPT, "some acts failed that should not have");
    return !duty_is_wrong(lived.duty) ||
           fail(error, FAIL_CORRUPT, "of what was planted something was missed, or more was found");
}

static bool simulate_run(Cli *cli, GError **error)
{
    double days = 1, seed = 1, rate = 0.5;
    int64_t from = 0;
    g_autofree char *top = NULL;
    if (!number_option(cli, "days", DAYS_MAX, &days, error) ||
        !number_option(cli, "seed", G_MAXUINT32, &seed, error) ||
        !number_option(cli, "rate", RATE_MAX, &rate, error) || !place_find(cli, &from, &top, error))
        return false;
    const char *under = cli_option(cli, "under");
    const LifePlan plan = {.under = under == NULL ? top : under,
        .rate = rate,
        .seed = (guint32) seed,
        .computers = true,
        .until = from + (int64_t) (days * (double) DAY_MS),
        .progress = progress_show};
    return simulate(cli, &plan, from, error);
}

const CliCommand simulate_command = {
    .name = "simulate",
    .help = "Lives days of duty in a demo, from the end of its record on, and tells what was done.",
    .options = simulate_options,
    .run = simulate_run,
};
