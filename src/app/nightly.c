/* SPDX-License-Identifier: Apache-2.0 */
#include "app/nightly.h"

#include "app/kept.h"
#include "base/moment.h"
#include "base/queue.h"
#include "engine/blob.h"
#include "engine/comparison.h"
#include "engine/selfcheck.h"
#include "unit/below.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#define FIRST_MS (5 * SECOND_MS)
#define ROUND_MS (30 * SECOND_MS)
#define PAUSE_MS 10              /* between units: others come first */
#define NICE 10                  /* of its thread */
#define SAME_MS (20 * HOUR_MS)   /* one that is younger is this night's */
#define MISSED_MS (36 * HOUR_MS) /* one that is older is made at any hour */

struct Nightly {
    Executor *executor;
    Engine *engine;
    int hour;
    Queue *stop; /* nothing is ever pushed: closing it ends the thread */
    pthread_t thread;
    bool running;
    pthread_mutex_t mutex; /* guards the next two */
    int64_t last_at;
    int64_t last_differences;
};

static void last_set(Nightly *nightly, int64_t at, int64_t differences)
{
    pthread_mutex_lock(&nightly->mutex);
    nightly->last_at = at;
    nightly->last_differences = differences;
    pthread_mutex_unlock(&nightly->mutex);
}

void nightly_read(Nightly *nightly, int64_t *out_at, int64_t *out_differences)
{
    *out_at = *out_differences = 0;
    if (nightly == NULL)
        return;
    pthread_mutex_lock(&nightly->mutex);
    *out_at = nightly->last_at;
    *out_differences = nightly->last_differences;
    pthread_mutex_unlock(&nightly->mutex);
}

/* --- looking --- */

/* False also when it is time to end: there is then no error. */
static bool unit_look(Nightly *nightly, Comparison *comparison, const char *unit,
    GPtrArray *differences, GError **error)
{
    g_autoptr(GError) damage = NULL;
    void *nothing = NULL;

    queue_take(nightly->stop, &nothing, 1, PAUSE_MS);
    if (queue_is_closed(nightly->stop))
        return false;
    if (comparison_of_unit(comparison, unit, differences, &damage))
        return true;
    if (g_error_matches(damage, FAIL, FAIL_UNAVAILABLE)) {
        g_propagate_error(error, g_steal_pointer(&damage));
        return false;
    }
    /* What can't be replayed does not fit either. */
    g_ptr_array_add(differences, g_strdup(damage->message));
    return true;
}

static bool tables_look(Nightly *nightly, Selfcheck *found, GPtrArray *differences, GError **error)
{
    g_autoptr(Comparison) comparison = comparison_new(nightly->engine, error);
    g_autoptr(GPtrArray) units = comparison == NULL ? NULL : comparison_units(comparison, error);

    if (units == NULL)
        return false;
    for (guint i = 0; i < units->len; i++) {
        if (!unit_look(nightly, comparison, units->pdata[i], differences, error))
            return false;
    }
    found->units = units->len;
    return comparison_of_strays(comparison, differences, error);
}

/* Unit by unit, so that no snapshot lives longer than one needs. */
static bool chain_look(
    Nightly *nightly, const char *unit, Selfcheck *found, GPtrArray *differences, GError **error)
{
    VerifyReport report = {0};
    g_autoptr(Db) db = store_reader(engine_store(nightly->engine), error);

    if (db == NULL || !record_verify(db, unit, &report, error))
        return false;
    found->events += report.events;
    if (report.unit != NULL)
        g_ptr_array_add(differences, g_strdup_printf("unit %s, event %" G_GINT64_FORMAT ": %s",
                                         report.unit, report.seq, report.problem));
    verify_report_clear(&report);
    return true;
}

static bool kept_look(Nightly *nightly, GPtrArray *differences, GError **error)
{
    g_auto(KeptReport) report = {0};
    g_autoptr(Db) db = store_reader(engine_store(nightly->engine), error);

    if (db == NULL || !kept_check(db, NULL, &report, error))
        return false;
    for (guint i = 0; i < report.differences->len; i++)
        g_ptr_array_add(differences, g_strdup(report.differences->pdata[i]));
    return true;
}

static GPtrArray *units_of(Nightly *nightly, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(nightly->engine), error);
    g_autoptr(Statement) units = db == NULL ? NULL
                                            : store_prepare(db,
                                                  "SELECT unit FROM head UNION SELECT DISTINCT unit"
                                                  " FROM journal ORDER BY unit",
                                                  error);

    return statement_rows(units, row_first_text, g_free, error);
}

static bool chains_look(Nightly *nightly, Selfcheck *found, GPtrArray *differences, GError **error)
{
    g_autoptr(GPtrArray) units = units_of(nightly, error);

    for (guint i = 0; units != NULL && i < units->len; i++) {
        if (queue_is_closed(nightly->stop) ||
            !chain_look(nightly, units->pdata[i], found, differences, error))
            return false;
    }
    return units != NULL;
}

static char *unit_of(Nightly *nightly, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(nightly->engine), error);

    return db == NULL ? NULL : selfcheck_unit(db, error);
}

static bool outcome_record(Nightly *nightly, const Selfcheck *found, GError **error)
{
    g_autoptr(Actor) system = actor_system();
    const Command *command = engine_command(nightly->engine, "selfcheck.record");
    json_auto_t *args = fields_write(command->args, FIELD_HTTP, found);

    if (!executor_run(nightly->executor, command, system, args, NULL, error))
        return false;
    last_set(nightly, clock_now(engine_clock(nightly->engine)), found->differences);
    if (found->differences > 0)
        g_message("the record does not fit itself in %" G_GINT64_FORMAT " places: %s",
            found->differences, found->found);
    return true;
}

/* What stands below is noted by the unit above, so that no chain is shortened unseen. */
static bool below_note(Nightly *nightly, bool all, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(nightly->engine), error);
    g_autoptr(GPtrArray) unseen = db == NULL ? NULL : below_unseen(db, all, error);
    g_autoptr(Actor) system = actor_system();
    const Command *command = engine_command(nightly->engine, COMMAND_BELOW_SEEN);

    for (guint i = 0; unseen != NULL && i < unseen->len; i++) {
        if (queue_is_closed(nightly->stop) ||
            !executor_run(nightly->executor, command, system, unseen->pdata[i], NULL, error))
            return false;
    }
    return unseen != NULL;
}

bool nightly_do(Nightly *nightly, GError **error)
{
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *unit = unit_of(nightly, error);
    g_autofree char *first = NULL;
    int64_t began = clock_monotonic();
    Selfcheck found = {.unit = unit};

    /* Nobody has set up yet, or the database is away. */
    if (unit == NULL || !chains_look(nightly, &found, differences, error) ||
        !kept_look(nightly, differences, error) ||
        !tables_look(nightly, &found, differences, error))
        return false;
    found.differences = differences->len;
    found.took_ms = clock_monotonic() - began;
    if (differences->len > 0)
        found.found = first = g_utf8_substring(
            differences->pdata[0], 0, MIN(500, g_utf8_strlen(differences->pdata[0], -1)));
    /* Of what does not fit nothing is noted as having been there. */
    return (differences->len > 0 || below_note(nightly, true, error)) &&
           outcome_record(nightly, &found, error);
}

/* --- when --- */

static bool is_time(Nightly *nightly)
{
    int64_t now = clock_now(engine_clock(nightly->engine));
    int64_t age = now - nightly->last_at;
    int year = 0, month = 0, day = 0, minute = 0;

    moment_split(now, &year, &month, &day, &minute);
    return (minute / 60 == nightly->hour && age > SAME_MS) ||
           (nightly->last_at != 0 && age > MISSED_MS);
}

/* Another process on the database may have done it. */
static bool last_load(Nightly *nightly, GError **error)
{
    int64_t at = 0, differences = 0;
    g_autoptr(Db) db = store_reader(engine_store(nightly->engine), error);

    if (db == NULL || !selfcheck_last(db, &at, &differences, error))
        return false;
    last_set(nightly, at, differences);
    return true;
}

static void *nightly_run(void *data)
{
    Nightly *nightly = data;
    void *nothing = NULL;

    setpriority(PRIO_PROCESS, (id_t) gettid(), NICE);
    queue_take(nightly->stop, &nothing, 1, FIRST_MS);
    while (!queue_is_closed(nightly->stop)) {
        g_autoptr(GError) error = NULL;

        if (last_load(nightly, &error) && is_time(nightly))
            nightly_do(nightly, &error);
        if (error == NULL)
            below_note(nightly, false, &error);
        if (error != NULL)
            g_message("the nightly look at the record is put off: %s", error->message);
        queue_take(nightly->stop, &nothing, 1, ROUND_MS);
    }
    return NULL;
}

Nightly *nightly_new(Executor *executor, Engine *engine, int hour, GError **error)
{
    g_autoptr(Nightly) nightly = g_new0(Nightly, 1);

    pthread_mutex_init(&nightly->mutex, NULL);
    nightly->executor = executor;
    nightly->engine = engine;
    nightly->hour = hour;
    nightly->stop = queue_new(1);
    if (clock_is_manual(engine_clock(engine)))
        return g_steal_pointer(&nightly);
    nightly->running = pthread_create(&nightly->thread, NULL, nightly_run, nightly) == 0;
    if (!nightly->running) {
        fail(error, FAIL_UNAVAILABLE, "no thread for the nightly look at the record");
        return NULL;
    }
    return g_steal_pointer(&nightly);
}

void nightly_free(Nightly *nightly)
{
    if (nightly == NULL)
        return;
    queue_close(nightly->stop);
    if (nightly->running)
        pthread_join(nightly->thread, NULL);
    queue_free(nightly->stop);
    pthread_mutex_destroy(&nightly->mutex);
    g_free(nightly);
}
