/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app.h"

#include "app/delivery.h"
#include "app/marker.h"
#include "app/modules.h"
#include "app/nightly.h"
#include "app/pulse.h"
#include "app/services.h"
#include "app/settings.h"
#include "app/timekeeper.h"
#include "app/version.h"
#include "base/moment.h"
#include "base/resource.h"
#include "document/press.h"
#include "engine/eraser.h"
#include "http/parse.h"
#include "http/server.h"
#include "journal/journal.h"
#include "unit/me.h"
#include "unit/setup_code.h"
#include "unit/source_tally.h"

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
    AppMarking marking;
    Markers *markers;
    Schema *schema;
    Services *services;
    Engine *engine;
    SetupCode *setup_code; /* NULL before it serves */
    SourceTally *source_tally;
    Feed *feed;
    Pool *pool; /* of slow works */
    Executor *executor;
    Delivery *delivery;
    Pulse *pulse;
    Nightly *nightly;
    Timekeeper *keeper; /* NULL until it serves */
    Eraser *eraser;
    gint erasures_failed;  /* atomic */
    char *erasure_problem; /* said last; of the eraser's thread */
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

static void markers_load(App *app, const char *url, const AppOptions *options)
{
    const char *set = settings_text(app->settings, "marker");

    app->marking = options->only_reads ? MARKING_NONE : options->marking;
    app->markers = markers_new(options->data, url, options->marker != NULL ? options->marker : set);
}

static bool store_load(App *app, const AppOptions *options, GError **error)
{
    g_autofree char *url = app_database_wanted(app->settings, options);

    if (options->must_exist && g_str_has_prefix(url, "sqlite:") &&
        !g_file_test(url + strlen("sqlite:"), G_FILE_TEST_EXISTS))
        return fail(error, FAIL_NOT_FOUND, "there is no database at %s", url);
    markers_load(app, url, options);
    if (app->marking == MARKING_CHECKED && !markers_check_file(app->markers, error))
        return false;
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

static bool version_check(App *app, const AppOptions *options, GError **error)
{
    if (!app->beside) {
        g_autofree char *url = app_database_wanted(app->settings, options);
        const UpgradeJob job = {.schema = app->schema,
            .modules = app_modules,
            .clock = app->clock,
            .watch = options->watch,
            .always = options->rebuild};
        return version_bring(&job, &app->store, url, error);
    }
    g_autoptr(Db) db = store_reader(app->store, error);
    return db != NULL && schema_check(app->schema, db, error);
}

/* The markers are met before anything is written. */
static bool markers_meet(App *app, GError **error)
{
    if (app->marking != MARKING_CHECKED)
        return true;
    g_autoptr(Db) db = store_reader(app->store, error);
    return db != NULL && markers_check(app->markers, db, error);
}

static bool markers_leave(App *app, GError **error)
{
    if (app->marking != MARKING_CHECKED)
        return true;
    g_autoptr(Db) db = store_writer(app->store, error);
    return db != NULL && markers_follow(app->markers, db, clock_now(app->clock), error);
}

/* Whole tables first, then what is read from them, then the engine. */
static bool engine_load(App *app, const AppOptions *options, GError **error)
{
    if (!markers_meet(app, error) || !version_check(app, options, error) ||
        !markers_leave(app, error))
        return false;
    g_autoptr(Db) db = store_reader(app->store, error);
    if (db == NULL)
        return false;
    app->services = services_new(app->data, db, error);
    if (app->services == NULL)
        return false;
    app->engine = engine_new(app->store, app->clock, app->schema, app_modules, error);
    if (app->engine == NULL)
        return false;
    engine_set_service(app->engine, SERVICE_SETTINGS, app->settings);
    app->source_tally = source_tally_new();
    engine_set_service(app->engine, SERVICE_SOURCE_TALLY, app->source_tally);
    services_offer(app->services, app->engine);
    return true;
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
    if (app->schema == NULL || !engine_load(app, options, error))
        return NULL;
    app->feed = feed_new();
    return g_steal_pointer(&app);
}

void app_free(App *app)
{
    if (app == NULL)
        return;
    http_server_free(app->http);
    timekeeper_free(app->keeper);
    delivery_free(app->delivery);
    nightly_free(app->nightly);
    pulse_part(app->pulse);
    eraser_free(app->eraser);
    g_free(app->erasure_problem);
    executor_free(app->executor);
    pool_free(app->pool);
    /* Last: it cuts off who waits for a server that does not answer. */
    pulse_free(app->pulse);
    feed_free(app->feed);
    engine_free(app->engine);
    setup_code_free(app->setup_code);
    source_tally_free(app->source_tally);
    services_free(app->services);
    schema_free(app->schema);
    store_free(app->store);
    markers_free(app->markers);
    settings_free(app->settings);
    clock_free(app->clock);
    g_free(app->data);
    pthread_mutex_destroy(&app->moving);
    g_free(app);
}

bool app_mark(App *app, GError **error)
{
    g_autoptr(Db) db = app->marking == MARKING_NONE ? NULL : store_writer(app->store, error);

    if (app->marking == MARKING_NONE)
        return true;
    return db != NULL && markers_follow(app->markers, db, clock_now(app->clock), error);
}

void app_unmark(App *app)
{
    if (app->marking != MARKING_NONE)
        markers_forget(app->markers);
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

static bool pool_start(App *app, GError **error)
{
    if (app->pool == NULL)
        app->pool = pool_new((size_t) settings_int(app->settings, "workers"), error);
    engine_set_service(app->engine, SERVICE_POOL, app->pool);
    return app->pool != NULL;
}

/* Nothing is chained on to what is not the record. */
static bool chains_end_right(App *app, GError **error)
{
    g_autoptr(Db) db = store_reader(app->store, error);

    return db != NULL && heads_check(db, error);
}

Executor *app_executor(App *app, GError **error)
{
    if (app->executor == NULL && chains_end_right(app, error) && pool_start(app, error) &&
        timekeeper_begin(app->engine, app->settings, error)) {
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

static unsigned connections_each(const Settings *settings, unsigned all)
{
    int64_t wanted = settings_int(settings, "connections_each");

    return wanted == 0 ? MAX(all / 4, 16) : (unsigned) wanted;
}

static bool app_advance_data(void *data, int64_t to, GError **error)
{
    return app_advance(data, to, error);
}

static void app_health(void *data, Health *out_health)
{
    App *app = data;

    pulse_read(app->pulse, out_health);
    out_health->erasures_failed = g_atomic_int_get(&app->erasures_failed);
    nightly_read(app->nightly, &out_health->selfcheck_at, &out_health->differences);
}

static bool app_set_wall(void *data, int64_t at, GError **error)
{
    App *app = data;

    clock_set_wall(app->clock, at);
    timekeeper_look(app->keeper);
    return true;
}

static bool app_listen(App *app, GError **error)
{
    bool is_manual = clock_is_manual(app->clock);
    unsigned connections = connections_possible(app->settings);
    const HttpConfig config = {
        .listen = settings_text(app->settings, "listen"),
        .tls_cert = settings_text(app->settings, "tls_cert"),
        .tls_key = settings_text(app->settings, "tls_key"),
        .connections = connections,
        .connections_each = connections_each(app->settings, connections),
        .hosts = settings_text(app->settings, "hosts"),
        .trusted_proxy = settings_text(app->settings, "trusted_proxy"),
        .limit_loopback = settings_flag(app->settings, "limit_loopback"),
        .engine = app->engine,
        .executor = app->executor,
        .feed = app->feed,
        .advance = is_manual ? app_advance_data : NULL,
        .set_wall = app_set_wall,
        .advance_data = app,
        .health = app_health,
        .health_data = app,
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

/* Tried every second: the same trouble is said once, and counted each time. */
static void app_erasure_failed(void *data, const GError *error)
{
    App *app = data;

    g_atomic_int_inc(&app->erasures_failed);
    if (g_strcmp0(app->erasure_problem, error->message) == 0)
        return;
    g_free(app->erasure_problem);
    app->erasure_problem = g_strdup(error->message);
    g_message("what was purged still lies in free parts of the files: %s", error->message);
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

/* Whoever is to set it up shows the code that is made or found here. */
static bool setup_watch(App *app, GError **error)
{
    g_autoptr(Db) db = store_reader(app->store, error);

    app->setup_code = db == NULL ? NULL : setup_code_open(app->data, db, error);
    engine_set_service(app->engine, SERVICE_SETUP_CODE, app->setup_code);
    return app->setup_code != NULL;
}

/* A city that was never finished is neither: its passwords are known, and it shows half a life. */
static bool demo_is_whole(const App *app, GError **error)
{
    return services_demo(app->services) != DEMO_BEGUN ||
           fail_as(error, FAIL_CONFLICT, "demo_unfinished",
               "this is a demo city that was not filled to its end: `shaodian serve --demo` fills "
               "it anew, or remove it");
}

bool app_serve(App *app, GError **error)
{
    if (!demo_is_whole(app, error) || !setup_watch(app, error) || !app_start(app, error))
        return false;
    app->keeper = timekeeper_new(app->executor, app->engine, error);
    if (app->keeper == NULL)
        return false;
    /* What fell due while nothing ran. */
    if (clock_is_manual(app->clock) && !app_advance(app, clock_now(app->clock), error))
        return false;
    app->pulse = pulse_new(app->executor, app->engine, error);
    if (app->pulse == NULL)
        return false;
    app->nightly = nightly_new(
        app->executor, app->engine, (int) settings_int(app->settings, "selfcheck_hour"), error);
    if (app->nightly == NULL)
        return false;
    app->eraser = eraser_new(app->engine, app_erasure_failed, app, error);
    return app->eraser != NULL && executor_start_timer(app->executor, error) &&
           app_listen(app, error);
}

const char *app_setup_code(const App *app)
{
    return setup_code_text(app->setup_code);
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
    if (app->keeper != NULL)
        timekeeper_look(app->keeper);
    pthread_mutex_unlock(&app->moving);
    return served >= 0;
}
