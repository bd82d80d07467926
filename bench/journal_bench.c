/* SPDX-License-Identifier: Apache-2.0 */
/* Events a second, appended in batches of one transaction, against the disk's own fdatasync rate
 * in the same run; verified afterwards.
 *
 *   journal_bench DIR [BATCH] [SECONDS] [URL]      URL: default sqlite:DIR/bench.db
 */
#include "base/clock.h"
#include "base/resource.h"
#include "journal/verify.h"
#include "store/schema.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define UNITS 16
#define SYNC_BYTES 512

typedef struct Bench {
    const char *folder;
    int batch;
    int64_t run_ms;
    Db *db;
    Journal *journal;
    Head heads[UNITS];
    int64_t events, batches;
} Bench;

static bool make_tables(Db *db, GError **error)
{
    static const char *const names[] = {"001_journal.sql", NULL};
    const char *texts[] = {resource_text("/schema/001_journal.sql", NULL), NULL};
    g_autoptr(Schema) schema = schema_new(names, texts, error);
    bool replay = false;

    return schema != NULL && schema_apply(schema, db, &replay, error);
}

/* Appends of 512 bytes, each made durable; a second. */
static double sync_rate(const Bench *bench)
{
    g_autofree char *path = g_build_filename(bench->folder, "fdatasync", NULL);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    char bytes[SYNC_BYTES] = {0};
    int64_t count = 0, begun = clock_monotonic();

    while (file >= 0 && clock_monotonic() - begun < bench->run_ms) {
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

static json_t *body_make(int64_t n)
{
    static const char summary[] = "麓山路与枫林路口两车相撞，一人轻伤，已通知交警和急救到场处置。";

    return json_pack("{s:s, s:I, s:s, s:s, s:{s:o, s:I, s:n, s:{s:I, s:I}}}", "digest", "sm3", "n",
        (json_int_t) n, "step", "verify", "to", "verified", "fields", "summary",
        event_vault(summary), "light_injuries", (json_int_t) 1, "deaths", "place", "lng",
        (json_int_t) 1129388000, "lat", (json_int_t) 282282000);
}

static bool append_one(Bench *bench, GError **error)
{
    int64_t n = bench->events;
    json_auto_t *body = body_make(n);
    g_autofree char *unit = g_strdup_printf("4301%02d", (int) (n % UNITS));
    g_autofree char *subject = g_strdup_printf("%s-%d", unit, (int) (n / 100 + 1));
    const JournalDraft draft = {unit, 1000 + n, "430102-3", "matter.stepped", subject, body};
    g_autoptr(Event) event = NULL;

    Head *head = &bench->heads[n % UNITS];
    if (!journal_append(bench->journal, bench->db, head, &draft, &event, error) ||
        !head_write(bench->db, unit, head, error))
        return false;
    bench->events++;
    return true;
}

static bool append_batch(Bench *bench, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(bench->db, error);

    if (txn == NULL)
        return false;
    for (int i = 0; i < bench->batch; i++) {
        if (!append_one(bench, error))
            return false;
    }
    bench->batches++;
    return store_commit(g_steal_pointer(&txn), error);
}

static bool measure(Bench *bench, GError **error)
{
    double before = sync_rate(bench);
    int64_t begun = clock_monotonic();
    VerifyReport report = {0};

    while (clock_monotonic() - begun < bench->run_ms) {
        if (!append_batch(bench, error))
            return false;
    }
    double seconds = (double) MAX(clock_monotonic() - begun, 1) / SECOND_MS;
    double sync = (before + sync_rate(bench)) / 2, rate = (double) bench->events / seconds;
    begun = clock_monotonic();
    if (!journal_verify(bench->db, NULL, &report, error))
        return false;
    double verified =
        (double) report.events * SECOND_MS / (double) MAX(clock_monotonic() - begun, 1);
    printf("journal_bench %s: batch %d: %" G_GINT64_FORMAT " events in %.1f s: %.0f events/s"
           " = %.2f x fdatasync (%.0f/s); verify %.0f events/s: %s\n",
        SHAODIAN_VERSION, bench->batch, report.events, seconds, rate, rate / sync, sync, verified,
        report.problem != NULL ? report.problem : "fits");
    bool is_right = report.problem == NULL && report.events == bench->events;
    verify_report_clear(&report);
    return is_right || fail(error, FAIL_CORRUPT, "the journal does not fit");
}

static bool run(Bench *bench, const char *url, GError **error)
{
    g_autoptr(Store) store = store_open(url, error);
    g_autoptr(Db) db = store != NULL ? store_writer(store, error) : NULL;
    g_autoptr(Journal) journal = journal_new();

    if (db == NULL || !make_tables(db, error))
        return false;
    bench->db = db;
    bench->journal = journal;
    for (int i = 0; i < UNITS; i++) {
        g_autofree char *unit = g_strdup_printf("4301%02d", i);
        if (!head_read(db, unit, false, &bench->heads[i], error))
            return false;
        if (bench->heads[i].seq > 0)
            return fail(error, FAIL_CONFLICT, "the database is not empty");
    }
    return measure(bench, error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    Bench bench = {0};

    if (argc < 2) {
        fprintf(stderr, "usage: journal_bench DIR [BATCH] [SECONDS] [URL]\n");
        return 2;
    }
    bench.folder = argv[1];
    bench.batch = argc > 2 ? MAX((int) strtol(argv[2], NULL, 10), 1) : 64;
    bench.run_ms = (argc > 3 ? MAX((int) strtol(argv[3], NULL, 10), 1) : 3) * SECOND_MS;
    g_autofree char *url =
        argc > 4 ? g_strdup(argv[4]) : g_strdup_printf("sqlite:%s/bench.db", argv[1]);
    if (run(&bench, url, &error))
        return 0;
    fprintf(stderr, "journal_bench: %s\n", error->message);
    return 1;
}
