/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"
#include "cli/commands.h"
#include "cli/demo.h"
#include "cli/patience.h"

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
    {"manual-clock", "TIME",
        "time stands at this RFC 3339 moment until POST /api/v1/clock moves it"},
    {"demo", NULL, "fills an empty database with an invented city; loopback only"},
    {NULL},
};

static gboolean on_signal(gpointer data)
{
    g_main_loop_quit(data);
    return G_SOURCE_CONTINUE;
}

/* A signal that comes before the loop runs ends it at once. */
typedef struct Ending {
    GMainLoop *loop;
    guint term;
    guint interrupt;
} Ending;

static Ending ending_watch(void)
{
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);

    return (Ending){
        .loop = loop,
        .term = g_unix_signal_add(SIGTERM, on_signal, loop),
        .interrupt = g_unix_signal_add(SIGINT, on_signal, loop),
    };
}

static void ending_clear(Ending *ending)
{
    g_source_remove(ending->term);
    g_source_remove(ending->interrupt);
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
static bool serve_until(Cli *cli, GMainLoop *loop, GError **error)
{
    App *app = cli_app_new(cli, cli_option(cli, "manual-clock"), error);
    if (app == NULL || !overrides_set(cli, app_settings(app), error) || !app_serve(app, error))
        return false;
    printf("shaodian " SHAODIAN_VERSION " at %s\n", app_url(app));
    fflush(stdout);
    g_main_loop_run(loop);
    g_autoptr(Patience) patience = patience_new(STOP_MS);
    cli_app_end(cli);
    return true;
}

static bool serve_run(Cli *cli, GError **error)
{
    signal(SIGPIPE, SIG_IGN);
    if (cli_flag(cli, "demo") && !demo_wanted(cli, error))
        return false;
    Ending ending = ending_watch();
    bool ok = serve_until(cli, ending.loop, error);
    ending_clear(&ending);
    return ok;
}

const CliCommand serve_command = {
    .name = "serve",
    .help = "Runs the server until SIGTERM or SIGINT.",
    .options = serve_options,
    .run = serve_run,
};
