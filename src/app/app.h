/* SPDX-License-Identifier: Apache-2.0 */
/* app - one of each, built in order and passed down: clock, settings, store, schema, catalog,
 * engine, executor, feed, web port.
 *
 * Nothing in the program reaches these but through an App or what it was handed by one. */
#pragma once

#include "base/setting.h"
#include "engine/executor.h"
#include "engine/upgrade.h"

/* How the marker files (app/marker.h) are met. */
typedef enum AppMarking {
    MARKING_CHECKED, /* a record that is missing or another is refused; then they follow */
    MARKING_LATER,   /* not looked at: app_mark() makes them follow what is taken in */
    MARKING_NONE,    /* a passing database, of which they say nothing */
} AppMarking;

typedef struct AppOptions {
    const char *data;          /* directory; made when missing */
    const char *db;            /* URL; NULL: the setting `db`, else sqlite in `data` */
    bool must_exist;           /* nothing is made: FAIL_NOT_FOUND when there is no database yet */
    bool only_reads;           /* works beside a running server, too */
    AppMarking marking;        /* what only reads meets none */
    const char *marker;        /* a second marker; NULL: the setting `marker`, else none */
    const char *manual_clock;  /* RFC 3339: time stands still until it is moved; NULL: real time */
    bool rebuild;              /* the derived tables are made anew though they are right */
    const UpgradeWatch *watch; /* of that, and of an upgrade; borrowed, may be NULL */
} AppOptions;

typedef struct App App;

/* Opens data directory and database, brings the tables up to date (engine/upgrade.h) and builds the
 * engine. */
App *app_open(const AppOptions *options, GError **error);
/* The long part of an upgrade, while a server of an earlier version runs on the database. */
bool app_prepare(const AppOptions *options, GError **error);
/* The URL of the database that these options mean, owned; only data and db are read. */
char *app_database(const AppOptions *options, GError **error);
/* The same from settings that are read. */
char *app_database_wanted(const Settings *settings, const AppOptions *options);
/* The settings of a data directory, owned. */
Settings *app_settings_load(const char *data, GError **error);
/* Makes the marker files say which record the database holds now. */
bool app_mark(App *app, GError **error);
/* Removes them: the record is about to be given up on purpose. */
void app_unmark(App *app);
/* The tables of this program. */
Schema *app_schema_new(GError **error);
/* Ends what runs, in the reverse order. */
void app_free(App *app);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(App, app_free)

/* Borrowed. */
const char *app_data(const App *app);
Settings *app_settings(App *app); /* may be set until app_serve */
Store *app_store(App *app);
Schema *app_schema(App *app);
Engine *app_engine(App *app);
/* Started at the first call; NULL with an error. */
Executor *app_executor(App *app, GError **error);

/* Runs what runs by itself (what falls due, the postman) and listens as the settings say. A demo
 * that was not filled to its end is refused (FAIL_CONFLICT, reason "demo_unfinished"). */
bool app_serve(App *app, GError **error);
/* While it serves: the code that opens set-up, borrowed; NULL once that is done. */
const char *app_setup_code(const App *app);
/* Where it listens: borrowed. */
const char *app_url(const App *app);

/* Moves the manual clock forward to `to`, serving each due row at its own time and letting the
 * postman deliver after each. From any thread, one at a time. */
bool app_advance(App *app, int64_t to, GError **error);
