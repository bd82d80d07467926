/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app.h"

#include "app/delivery.h"
#include "app/modules.h"
#include "app/services.h"
#include "app/settings.h"
#include "base/moment.h"
#include "base/resource.h"
#include "document/press.h"
#include "engine/eraser.h"
#include "http/parse.h"
#include "http/server.h"
#include "unit/me.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>

#define FILES_SPARE 256 /* descriptors kept for the database and other files */

struct App {
    char *data;
    Clock *clock;
    Settings *settings;
    Store *store;
    bool beside; /* another process holds the store: reading only */
    Schema *schema;
    Services *services;
    Engine *engine;
    Feed *feed;
    Executor *executor;
    Delivery *delivery;
    Eraser *eraser;
    HttpServer *http;
    pthread_mutex_t moving; /* held while the manual clock is moved */
};

static Clock *clock_wanted(const char *manual, GError **error)
{
    int64_t at = 0;

    if (manual == NULL)
        return clock_new_system();
    if (!moment_parse(manual, &at, error)) {
        fail_in(error, "--manual-clock");
        return NULL;
    }
    return clock_new_manual(at);
}

Settings *app_settings_load(const char *data, GError **error)
{
    g_autofree char *path = g_build_filename(data, "shaodian.conf", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;
    g_autoptr(Settings) settings = settings_new(app_settings_rows);

    if (g_file_get_contents(path, &text, NULL, &problem)) {
        if (!settings_read(settings, text, path, error))
            return NULL;
    } else if (!g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
        fail(error, FAIL_UNAVAILABLE, "%s", problem->message);
        return NULL;
    }
    return g_steal_pointer(&settings);
}

static char *database_wanted(const Settings *settings, const AppOptions *options)
{
    const char *set = settings_text(settings, "db");

    if (options->db != NULL || set != NULL)
        return g_strdup(options->db != NULL ? options->db : set);
    g_autofree char *path = g_build_filename(options->data, "shaodian.db", NULL);
    return g_strconcat("sqlite:", path, NULL);
}

char *app_database(const AppOptions *options, GError **error)
{
    g_autoptr(Settings) settings = app_settings_load(options->data, error);
    return settings == NULL ? NULL : database_wanted(settings, options);
}

static bool store_load(App *app, const AppOptions *options, GError **error)
{
    g_autofree char *url = database_wanted(app->settings, options);

    if (options->must_exist && g_str_has_prefix(url, "sqlite:") &&
        !g_file_test(url + strlen("sqlite:"), G_FILE_TEST_EXISTS))
        return fail(error, FAIL_NOT_FOUND, "there is no database at %s", url);
    g_autoptr(GError) problem = NULL;
    app->store = store_open(url, &problem);
    if (app->store == NULL && options->only_reads && g_str_equal(fail_reason(problem), "in_use")) {
        g_clear_error(&problem);
        app->store = store_open_beside(url, &problem);
        app->beside = app->store != NULL;
    }
    if (problem != NULL)
        g_propagate_error(error, g_steal_pointer(&problem));
    return app->store != NULL;
}

static bool settings_take(App *app, GError **error)
{
    app->settings = app_settings_load(app->data, error);
    return app->settings != NULL;
}

static bool data_make(const char *data, bool must_exist, GError **error)
{
    if (must_exist || g_mkdir_with_parents(data, 0700) == 0)
        return true;
    return fail(error, FAIL_UNAVAILABLE, "making %s: %s", data, g_strerror(errno));
}

Schema *app_schema_new(GError **error)
{
    g_auto(GStrv) names = resource_list("/schema");
    g_autoptr(GPtrArray) texts = g_ptr_array_new();

    for (size_t i = 0; names[i] != NULL; i++) {
        g_autofree char *path = g_strconcat("/schema/", names[i], NULL);
        gsize size = 0;
        g_ptr_array_add(texts, (char *) resource_text(path, &size));
    }
    g_ptr_array_add(texts, NULL);
    return schema_new((const char *const *) names, (const char *const *) texts->pdata, error);
}

/* Tables first, then what is read from them, then the engine, then what must be replayed. */
static bool engine_load(App *app, GError **error)
{
    bool replay = false;
    g_autoptr(Db) db =
        app->beside ? store_reader(app->store, error) : store_writer(app->store, error);

    if (db == NULL)
        return false;
    if (app->beside ? !schema_check(app->schema, db, error)
                    : !schema_apply(app->schema, db, &replay, error))
        return false;
    app->services = services_new(app->data, db, error);
    if (app->services == NULL)
        return false;
    app->engine = engine_new(app->store, app->clock, app->schema, app_modules, error);
    if (app->engine == NULL)
        return false;
    engine_set_service(app->engine, SERVICE_SETTINGS, app->settings);
    services_offer(app->services, app->engine);
    return !replay || engine_rebuild(app->engine, db, error);
}

App *app_open(const AppOptions *options, GError **error)
{
    g_autoptr(App) app = g_new0(App, 1);

    pthread_mutex_init(&app->moving, NULL);
    app->data = g_strdup(options->data);
    app->clock = clock_wanted(options->manual_clock, error);
    if (app->clock == NULL)
        return NULL;
    if (!data_make(app->data, options->must_exist, error) || !settings_take(app, error) ||
        !store_load(app, options, error))
        return NULL;
    app->schema = app_schema_new(error);
    if (app->schema == NULL || !engine_load(app, error))
        return NULL;
    app->feed = feed_new();
    return g_steal_pointer(&app);
}

void app_free(App *app)
{
    if (app == NULL)
        return;
    http_server_free(app->http);
    delivery_free(app->delivery);
    eraser_free(app->eraser);
    executor_free(app->executor);
    feed_free(app->feed);
    engine_free(app->engine);
    services_free(app->services);
    schema_free(app->schema);
    store_free(app->store);
    settings_free(app->settings);
    clock_free(app->clock);
    g_free(app->data);
    pthread_mutex_destroy(&app->moving);
    g_free(app);
}

const char *app_data(const App *app)
{
    return app->data;
}

Settings *app_settings(App *app)
{
    return app->settings;
}

Store *app_store(App *app)
{
    return app->store;
}

Schema *app_schema(App *app)
{
    return app->schema;
}

Engine *app_engine(App *app)
{
    return app->engine;
}

Executor *app_executor(App *app, GError **error)
{
    if (app->executor == NULL) {
        app->executor = executor_new(app->engine, app->feed, error);
        engine_set_service(app->engine, SERVICE_EXECUTOR, app->executor);
    }
    return app->executor;
}

/* As many as are wanted, but never more than there can be open files. */
static unsigned connections_possible(const Settings *settings)
{
    struct rlimit limit = {0};
    int64_t wanted = settings_int(settings, "connections");

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    int64_t possible = (int64_t) MIN(limit.rlim_cur, (rlim_t) INT32_MAX) - FILES_SPARE;
    return (unsigned) CLAMP(possible, 16, wanted);
}

static bool app_advance_data(void *data, int64_t to, GError **error)
{
    return app_advance(data, to, error);
}

static bool app_listen(App *app, GError **error)
{
    bool is_manual = clock_is_manual(app->clock);
    const HttpConfig config = {
        .listen = settings_text(app->settings, "listen"),
        .tls_cert = settings_text(app->settings, "tls_cert"),
        .tls_key = settings_text(app->settings, "tls_key"),
        .connections = connections_possible(app->settings),
        .engine = app->engine,
        .executor = app->executor,
        .feed = app->feed,
        .advance = is_manual ? app_advance_data : NULL,
        .advance_data = app,
    };

    bool is_demo = engine_service(app->engine, SERVICE_DEMO) != NULL;
    if ((is_manual || is_demo) && !listen_is_loopback(config.listen))
        return fail(error, FAIL_INVALID, "%s: listen on 127.0.0.1 only",
            is_demo ? "everybody knows the demo's passwords" : "anybody may move a manual clock");
    press_warm(engine_service(app->engine, SERVICE_PRESS));
    app->http = http_server_new(&config, error);
    return app->http != NULL;
}

static void app_served(void *data, const DueRow *row, const GError *error)
{
    App *app = data;

    if (error != NULL)
        g_message("%s of %s is late: %s", row->chore, row->subject, error->message);
    if (clock_is_manual(app->clock))
        delivery_now(app->delivery);
}

/* Commands run from here on, and what they send is delivered. */
static bool app_start(App *app, GError **error)
{
    if (app->delivery != NULL)
        return true;
    if (app_executor(app, error) == NULL)
        return false;
    executor_on_served(app->executor, app_served, app);
    app->delivery = delivery_new(app->executor, app->engine, error);
    return app->delivery != NULL;
}

bool app_serve(App *app, GError **error)
{
    if (!app_start(app, error))
        return false;
    /* What fell due while nothing ran. */
    if (clock_is_manual(app->clock) && !app_advance(app, clock_now(app->clock), error))
        return false;
    app->eraser = eraser_new(app->engine, error);
    return app->eraser != NULL && executor_start_timer(app->executor, error) &&
           app_listen(app, error);
}

const char *app_url(const App *app)
{
    return http_server_url(app->http);
}

bool app_advance(App *app, int64_t to, GError **error)
{
    if (!app_start(app, error))
        return false;
    if (to < clock_now(app->clock))
        return fail_as(error, FAIL_CONFLICT, "time_runs_on", "the clock never runs back");
    pthread_mutex_lock(&app->moving);
    delivery_now(app->delivery);
    int64_t served = executor_serve_due(app->executor, to, error);
    delivery_now(app->delivery);
    pthread_mutex_unlock(&app->moving);
    return served >= 0;
}
