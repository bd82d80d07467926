/* SPDX-License-Identifier: Apache-2.0 */
/* Durable commands a second through executor_run, from many threads at once, against references of
 * the same run: the disk's own fdatasync rate, and 16 connections that each append one journal row
 * and move one head row in a transaction, again and again (on SQLite they take turns). Journal and
 * derived tables are verified afterwards.
 *
 *   bench-executor DIR [THREADS] [SECONDS] [URL]     URL: default a new file in DIR; a PostgreSQL
 *                                                    database is used in a schema that is dropped
 * Each command asks the guard twice, reads the tally, appends one event with a text in the vault,
 * and changes two derived tables. */
#include "base/json.h"
#include "engine/tally_fixture.h"
#include "journal/verify.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define UNITS 64
#define THREADS_MAX 1024
#define SYNC_BYTES 512
#define LOOPS 16
#define LOOP_TEXT                                                                                  \
    "{\"actor\":\"R1-7\",\"at\":1790000000000,\"body\":{\"by\":1,\"mark\":\"phone\",\"note\":"     \
    "{\"vault\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}},\"kind\":"  \
    "\"tally.raised\",\"seq\":123456,\"subject\":\"R1-1\",\"unit\":\"R1\"}"

typedef struct Bench {
    const char *folder;
    int threads;
    int64_t run_ms;
    Rig *rig;
} Bench;

typedef struct Raiser {
    Rig *rig;
    char *id;
    int64_t until;
    int64_t done, failed;
    GArray *times; /* int64_t, microseconds */
} Raiser;

/* Appends of 512 bytes, each made durable; a second. */
static double sync_rate(const Bench *bench)
{
    g_autofree char *path = g_build_filename(bench->folder, "fdatasync", NULL);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    char bytes[SYNC_BYTES] = {0};
    int64_t count = 0, begun = clock_monotonic();

    while (file >= 0 && clock_monotonic() - begun < bench->run_ms / 2) {
        if (write(file, bytes, sizeof bytes) != sizeof bytes || fdatasync(file) != 0)
            break;
        count++;
    }
    int64_t took = MAX(clock_monotonic() - begun, 1);
    if (file >= 0)
        close(file);
    unlink(path);
    return (double) count * SECOND_MS / (double) took;
}

static bool loop_write(Db *db, const Raiser *raiser, GError **error)
{
    g_autoptr(Statement) row = store_prepare(
        db, "INSERT INTO loop_row (unit, seq, text) VALUES ($unit, $seq, $text)", error);
    g_autoptr(Statement) head = store_prepare(db,
        "INSERT INTO loop_head (unit, seq) VALUES ($unit, $seq)"
        " ON CONFLICT (unit) DO UPDATE SET seq = excluded.seq",
        error);

    if (row == NULL || head == NULL)
        return false;
    bind_text(row, "unit", raiser->id);
    bind_int(row, "seq", raiser->done);
    bind_text(row, "text", LOOP_TEXT);
    bind_text(head, "unit", raiser->id);
    bind_int(head, "seq", raiser->done);
    return statement_run(row, error) && statement_run(head, error);
}

static bool loop_tables(const Bench *bench)
{
    g_autoptr(Db) db = store_writer(bench->rig->store, NULL);

    return db != NULL &&
           store_run_script(db,
               "CREATE TABLE loop_row (unit TEXT, seq BIGINT, text TEXT, PRIMARY KEY (unit, seq));"
               "CREATE TABLE loop_head (unit TEXT PRIMARY KEY, seq BIGINT);",
               NULL);
}

/* One connection of the plain loop. */
static void *loop_run(void *data)
{
    Raiser *raiser = data;

    while (clock_monotonic() < raiser->until) {
        g_autoptr(Db) db = store_writer(raiser->rig->store, NULL);
        g_autoptr(StoreTxn) txn = db == NULL ? NULL : store_begin(db, NULL);

        if (txn == NULL || !loop_write(db, raiser, NULL) ||
            !store_commit(g_steal_pointer(&txn), NULL))
            raiser->failed++;
        else
            raiser->done++;
    }
    return NULL;
}

/* Transactions a second; 0 when one failed. */
static double loop_rate(const Bench *bench)
{
    Raiser raisers[LOOPS] = {0};
    pthread_t threads[LOOPS];
    int64_t begun = clock_monotonic(), done = 0, failed = 0;

    for (int i = 0; i < LOOPS; i++) {
        raisers[i].rig = bench->rig;
        raisers[i].id = g_strdup_printf("LOOP%d", i);
        raisers[i].until = begun + bench->run_ms / 2;
        if (pthread_create(&threads[i], NULL, loop_run, &raisers[i]) != 0)
            return 0;
    }
    for (int i = 0; i < LOOPS; i++) {
        pthread_join(threads[i], NULL);
        done += raisers[i].done;
        failed += raisers[i].failed;
        g_free(raisers[i].id);
    }
    if (failed > 0)
        return 0;
    return (double) done * SECOND_MS / (double) MAX(clock_monotonic() - begun, 1);
}

static void *raiser_run(void *data)
{
    Raiser *raiser = data;
    const Command *command = engine_command(raiser->rig->engine, "tally.raise");

    while (clock_monotonic() < raiser->until) {
        json_auto_t *args = json_pack("{s:s, s:i, s:s, s:s}", "id", raiser->id, "by", 1, "mark",
            "phone", "note", "麓山路与枫林路口两车相撞，一人轻伤，已通知交警和急救到场处置。");
        int64_t begun = g_get_monotonic_time();

        if (executor_run(raiser->rig->executor, command, raiser->rig->officer, args, NULL, NULL))
            raiser->done++;
        else
            raiser->failed++;
        begun = g_get_monotonic_time() - begun;
        g_array_append_val(raiser->times, begun);
    }
    return NULL;
}

static int time_compare(const void *a, const void *b)
{
    return *(const int64_t *) a < *(const int64_t *) b ? -1 : 1;
}

static double time_at(GArray *times, double share)
{
    if (times->len == 0)
        return 0;
    return (double) g_array_index(times, int64_t, (guint) (share * (times->len - 1))) / 1000;
}

/* Runs all threads; returns how many commands were done, -1 when one failed. */
static int64_t raise_all(const Bench *bench, GArray *times)
{
    g_autofree Raiser *raisers = g_new0(Raiser, (gsize) bench->threads);
    g_autofree pthread_t *threads = g_new0(pthread_t, (gsize) bench->threads);
    int64_t until = clock_monotonic() + bench->run_ms, done = 0, failed = 0;

    for (int i = 0; i < bench->threads; i++) {
        raisers[i].rig = bench->rig;
        raisers[i].id = g_strdup_printf("R%d-1", 10 + i % UNITS);
        raisers[i].until = until;
        raisers[i].times = g_array_new(FALSE, FALSE, sizeof(int64_t));
        if (pthread_create(&threads[i], NULL, raiser_run, &raisers[i]) != 0)
            return -1;
    }
    for (int i = 0; i < bench->threads; i++) {
        pthread_join(threads[i], NULL);
        done += raisers[i].done;
        failed += raisers[i].failed;
        g_array_append_vals(times, raisers[i].times->data, raisers[i].times->len);
        g_array_unref(raisers[i].times);
        g_free(raisers[i].id);
    }
    g_array_sort(times, time_compare);
    return failed > 0 ? -1 : done;
}

static const char *problem_of(const Bench *bench, int64_t events, GPtrArray *lines)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(bench->rig->store, &error);
    VerifyReport report = {0};
    bool fits = db != NULL && journal_verify(db, NULL, &report, &error) && report.problem == NULL &&
                report.events == events;

    verify_report_clear(&report);
    if (!fits)
        return "the journal does not fit";
    if (!engine_rebuild_check(bench->rig->engine, lines, &error) || lines->len > 0)
        return "the tables do not equal their rebuild";
    return NULL;
}

static int measure(const Bench *bench)
{
    double before = sync_rate(bench), loop = loop_tables(bench) ? loop_rate(bench) : 0;
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    int64_t begun = clock_monotonic();
    int64_t done = raise_all(bench, times);
    double seconds = (double) MAX(clock_monotonic() - begun, 1) / SECOND_MS;
    double sync = (before + sync_rate(bench)) / 2, rate = (double) done / seconds;
    const char *problem = done < 0 ? "a command failed" : problem_of(bench, done + UNITS, lines);
    json_auto_t *counters = executor_counters(bench->rig->executor);
    double batches = (double) json_number(counters, "batches_total", 1) - UNITS;

    printf("executor_bench %s: %d threads: %" G_GINT64_FORMAT " commands in %.1f s: %.0f/s"
           " = %.2f x fdatasync (%.0f/s) = %.2f x plain loop (%.0f/s); %.1f a batch; p50 %.2f ms,"
           " p99 %.2f ms; %s\n",
        SHAODIAN_VERSION, bench->threads, done, seconds, rate, rate / sync, sync, rate / loop, loop,
        (double) done / batches, time_at(times, 0.5), time_at(times, 0.99),
        problem == NULL ? "verified" : problem);
    return problem == NULL ? 0 : 1;
}

int main(int argc, char **argv)
{
    Bench bench = {0};
    int status = 0;

    if (argc < 2) {
        fprintf(stderr, "usage: bench-executor DIR [THREADS] [SECONDS] [URL]\n");
        return 2;
    }
    bench.folder = argv[1];
    bench.threads = argc > 2 ? CLAMP((int) strtol(argv[2], NULL, 10), 1, THREADS_MAX) : 64;
    bench.run_ms = (argc > 3 ? MAX((int) strtol(argv[3], NULL, 10), 1) : 3) * SECOND_MS;
    g_setenv("TMPDIR", bench.folder, TRUE);
    bench.rig = rig_new(argc > 4 ? argv[4] : NULL, true);
    for (int i = 0; i < UNITS; i++) {
        g_autofree char *unit = g_strdup_printf("R%d", 10 + i);

        g_free(rig_open(bench.rig, unit));
    }
    status = measure(&bench);
    rig_free(bench.rig);
    return status;
}
