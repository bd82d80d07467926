/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"
#include "base/moment.h"
#include "base/threads.h"
#include "cli/commands.h"
#include "cli/demo.h"
#include "cli/interrupt.h"
#include "cli/patience.h"
#include "unit/setup_code.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>

#define STOP_MS 8000 /* from the signal to the end, at most */

/* Options that are settings for this run. */
static const struct {
    const char *option;
    const char *setting;
} overrides[] = {
    {"listen", "listen"},
    {"tls-cert", "tls_cert"},
    {"tls-key", "tls_key"},
};

static const CliOption serve_options[] = {
    {"listen", "ADDR:PORT", "where to listen (default: 127.0.0.1:8420; port 0: any free one)"},
    {"tls-cert", "FILE", "certificate in PEM, as `shaodian init` makes one"},
    {"tls-key", "FILE", "its key in PEM"},
    {"marker", "FILE",
        "a second file that says which record belongs here, apart from the data directory"},
    {"manual-clock", "TIME",
        "time stands at this RFC 3339 moment until POST /api/v1/clock moves it"},
    {"demo", NULL, "fills an empty database with an invented city; loopback only"},
    {NULL},
};

/* A signal that comes before the loop runs ends it at once. */
typedef struct Ending {
    GMainLoop *loop;
    guint term;
    guint interrupt;
    guint hangup; /* 0: it is ignored */
    bool asked;   /* a signal has come */
} Ending;

static gboolean on_signal(gpointer data)
{
    Ending *ending = data;

    ending->asked = true;
    g_main_loop_quit(ending->loop);
    return G_SOURCE_CONTINUE;
}

/* For what takes long before the loop runs. */
static bool ending_is_asked(void *self)
{
    Ending *ending = self;

    while (g_main_context_iteration(NULL, FALSE))
        continue;
    return ending->asked;
}

static void ending_watch(Ending *ending)
{
    ending->loop = g_main_loop_new(NULL, FALSE);
    ending->term = g_unix_signal_add(SIGTERM, on_signal, ending);
    ending->interrupt = g_unix_signal_add(SIGINT, on_signal, ending);
    /* A terminal that was closed ends it in order, unless nohup says that it shall go on. */
    if (!hangup_is_ignored())
        ending->hangup = g_unix_signal_add(SIGHUP, on_signal, ending);
}

static void ending_clear(Ending *ending)
{
    g_source_remove(ending->term);
    g_source_remove(ending->interrupt);
    if (ending->hangup != 0)
        g_source_remove(ending->hangup);
    g_main_loop_unref(ending->loop);
}

static bool overrides_set(Cli *cli, Settings *settings, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(overrides); i++) {
        const char *value = cli_option(cli, overrides[i].option);
        if (value != NULL && !settings_set(settings, overrides[i].setting, value, error))
            return false;
    }
    return true;
}

static bool demo_wanted(Cli *cli, GError **error)
{
    g_autoptr(Clock) clock = clock_new_system();
    const char *manual = cli_option(cli, "manual-clock");
    int64_t until = clock_now(clock);

    if (manual != NULL && !moment_parse(manual, &until, error))
        return fail_in(error, "--manual-clock");
    return demo_fill(cli_data(cli), cli_option(cli, "db"), until, error);
}

/* Whoever was answered may end it, so signals are watched before the first answer. */
static bool serve_until(Cli *cli, Ending *ending, GError **error)
{
    const CliStop stop = {.stopped = ending_is_asked, .self = ending};
    App *app = cli_app_until(cli, cli_option(cli, "manual-clock"), stop, error);
    if (app == NULL || !overrides_set(cli, app_settings(app), error) || !app_serve(app, error))
        return false;
    printf("shaodian " SHAODIAN_VERSION " at %s\n", app_url(app));
    if (app_setup_code(app) != NULL)
        printf("first start: open it and set it up with the code %s (kept in %s/" SETUP_CODE_FILE
               ")\n",
            app_setup_code(app), cli_data(cli));
    fflush(stdout);
    if (!ending->asked)
        g_main_loop_run(ending->loop);
    g_autoptr(Patience) patience = patience_new(STOP_MS);
    cli_app_end(cli);
    return true;
}

/* Stopped on the way up: it ended as it was told to. */
static bool is_stopped_early(GError **error)
{
    if (error == NULL || *error == NULL || !g_str_equal(fail_reason(*error), "stopped"))
        return false;
    fprintf(stderr, "shaodian serve: %s\n", (*error)->message);
    g_clear_error(error);
    return true;
}

/* Takes a minute on a slow machine, and whoever wants to end it need not wait. */
static bool demo_ready(Cli *cli, GError **error)
{
    g_autoptr(Interrupt) interrupt = interrupt_begin(
        "the demo is not filled to its end: `shaodian serve --demo` fills it anew", error);
    return interrupt != NULL && demo_wanted(cli, error);
}

static bool serve_run(Cli *cli, GError **error)
{
    memory_settle();
    signal(SIGPIPE, SIG_IGN);
    if (!threads_fit(error))
        return false;
    if (cli_flag(cli, "demo") && !demo_ready(cli, error))
        return false;
    Ending ending = {0};
    ending_watch(&ending);
    bool ok = serve_until(cli, &ending, error) || is_stopped_early(error);
    ending_clear(&ending);
    return ok;
}

const CliCommand serve_command = {
    .name = "serve",
    .help = "Runs the server until SIGTERM, SIGINT or SIGHUP.",
    .options = serve_options,
    .run = serve_run,
};
