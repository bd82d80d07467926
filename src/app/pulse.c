/* SPDX-License-Identifier: Apache-2.0 */
#include "app/pulse.h"

#include "app/marker.h"
#include "base/digest.h"
#include "base/queue.h"
#include "journal/journal.h"
#include "store/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#define ROUND_MS 1000
#define ROUND_AILING_MS 250
#define ASK_MS 2000             /* so long an answer may take */
#define STALE_MS 10000          /* nothing was found out for so long: that is a finding too */
#define IDLE_MS 15000           /* after so long without a write one is made */
#define REFUSED_MS 2000         /* so long a refusal of the executor is believed without asking */
#define WRITERS_MS 8000         /* so long who writes may wait for a server that does not answer */
#define ROOM_LEAST (256 * 1024) /* bytes; less is none */
#define FILLER_BYTES (128 * 1024)
#define HEADS_MS 10000 /* how often the ends of the chains are looked at */

typedef struct Finding {
    const char *reason; /* a literal; NULL: well */
    int64_t since;      /* monotonic, of the reason */
    int64_t looked_at;  /* monotonic */
    int64_t due_at;     /* INT64_MAX: nothing is due */
    int64_t erasures;   /* that are not done yet */
} Finding;

struct Pulse {
    Engine *engine;
    Store *store;
    Probe *probe;
    int64_t id;         /* of the record that was opened */
    int64_t wrote_at;   /* monotonic, what the probe wrote last */
    int64_t away_since; /* monotonic; 0: it answers */
    int64_t heads_at;   /* monotonic: when the ends of the chains are looked at next */
    bool heads_wrong;
    Queue *stop; /* nothing is ever pushed: closing it ends the thread */
    pthread_t thread;
    bool running;
    pthread_mutex_t mutex; /* guards the next two */
    Executor *executor;
    Finding finding;
};

static const char *word_of(const GError *error)
{
    static const char *const words[] = {
        "data_gone", "database_away", "disk_full", "read_only", "no_files", "busy"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_equal(words[i], fail_reason(error)))
            return words[i];
    }
    return g_error_matches(error, FAIL, FAIL_CORRUPT) ? "corrupt" : "database_away";
}

/* --- looking --- */

/* What waits: the next due row, and what was purged and has not left the files. */
static bool waiting_look(Pulse *pulse, Finding *found, GError **error)
{
    int64_t due = 0;

    if (!probe_read(pulse->probe,
            "SELECT MIN(at) FROM (SELECT MIN(at) AS at FROM due"
            " UNION ALL SELECT MIN(at) AS at FROM wake) AS rows",
            ASK_MS, &due, error))
        return false;
    found->due_at = due == INT64_MIN ? INT64_MAX : due;
    return probe_read(pulse->probe, "SELECT COUNT(*) FROM erasure WHERE done_at IS NULL", ASK_MS,
        &found->erasures, error);
}

/* A database of the same name that was made anew lacks the number, or the table. */
static bool record_look(Pulse *pulse, GError **error)
{
    g_autoptr(GError) problem = NULL;
    int64_t id = 0;

    if (probe_read(
            pulse->probe, "SELECT id FROM installation WHERE one = 1", ASK_MS, &id, &problem) &&
        id == pulse->id)
        return true;
    if (!g_error_matches(problem, FAIL, FAIL_UNAVAILABLE) &&
        !g_str_equal(fail_reason(problem), STORE_DAMAGED))
        return fail_as(error, FAIL_UNAVAILABLE, "data_gone",
            "another database is there than the one that was opened: stop, restore and start");
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

/* What some reader or writer was told, wherever in the files it was. Only a restart forgets it. */
static bool damage_look(const Pulse *pulse, GError **error)
{
    return !store_is_damaged(pulse->store) ||
           fail(error, FAIL_CORRUPT,
               "the database says that its files are damaged: keep a copy, `shaodian audit verify` "
               "says what is whole; stop, restore the last backup and start");
}

/* Does every chain end where its head says? Whoever writes on would chain on to something else. */
static bool heads_look(Pulse *pulse, GError **error)
{
    int64_t now = clock_monotonic(), wrong = 0;

    if (now >= pulse->heads_at) {
        if (!probe_read(pulse->probe, "SELECT COUNT(*) FROM head h WHERE " HEAD_IS_WRONG, ASK_MS,
                &wrong, error))
            return false;
        pulse->heads_at = now + HEADS_MS;
        pulse->heads_wrong = wrong > 0;
    }
    return !pulse->heads_wrong ||
           fail(error, FAIL_CORRUPT,
               "a chain does not end where its head says: `shaodian doctor` says which; stop, keep "
               "a copy, restore the last backup and start");
}

/* Without one nobody new is heard, and no file can be opened. */
static bool files_look(GError **error)
{
    int one = open("/", O_PATH | O_CLOEXEC);

    if (one >= 0)
        close(one);
    return one >= 0 || errno != EMFILE ||
           fail_as(error, FAIL_UNAVAILABLE, "no_files",
               "all file descriptors are in use: raise LimitNOFILE (ulimit -n)");
}

static bool room_look(const Pulse *pulse, GError **error)
{
    int64_t room = store_room(pulse->store);

    return room >= ROOM_LEAST || fail_as(error, FAIL_UNAVAILABLE, "disk_full",
                                     "%" G_GINT64_FORMAT " bytes are left on the disk", room);
}

static ExecutorLast last_of(Pulse *pulse)
{
    ExecutorLast last = {0};

    pthread_mutex_lock(&pulse->mutex);
    if (pulse->executor != NULL)
        last = executor_last(pulse->executor);
    pthread_mutex_unlock(&pulse->mutex);
    return last;
}

/* After a refusal as much is written as proves something. */
static bool row_write(Pulse *pulse, bool much, GError **error)
{
    g_autofree char *filler = much ? random_hex(FILLER_BYTES) : NULL;
    g_autofree char *sql =
        g_strdup_printf("INSERT INTO pulse (one, beats) VALUES (1, 1)"
                        " ON CONFLICT (one) DO UPDATE SET beats = pulse.beats + 1, filler = %s%s%s",
            much ? "'" : "", much ? filler : "NULL", much ? "'" : "");

    if (!probe_write(pulse->probe, sql, ASK_MS, error))
        return false;
    pulse->wrote_at = clock_monotonic();
    return true;
}

/* Was what was written last kept, and would more be? */
static bool writing_look(Pulse *pulse, bool ailing, GError **error)
{
    ExecutorLast last = last_of(pulse);
    int64_t now = clock_monotonic();
    bool refused = last.refusal != NULL && last.at >= pulse->wrote_at;

    if (refused && now - last.at < REFUSED_MS)
        return fail_as(error, FAIL_UNAVAILABLE, last.refusal, "commands are refused");
    if (!refused && !ailing && now - MAX(last.at, pulse->wrote_at) < IDLE_MS)
        return true;
    return row_write(pulse, refused || ailing, error);
}

/* As every call of somebody signed in reads it: what keeps them from it, keeps everybody. */
static bool session_look(Pulse *pulse, GError **error)
{
    int64_t any = 0;

    return probe_read(pulse->probe,
        "SELECT COUNT(*) FROM (SELECT j.seq FROM session s LEFT JOIN journal j ON j.unit = s.unit"
        " AND j.subject = s.id LIMIT 1) AS rows",
        ASK_MS, &any, error);
}

static bool all_look(Pulse *pulse, bool ailing, Finding *found, GError **error)
{
    return store_stands(pulse->store, error) && record_look(pulse, error) &&
           session_look(pulse, error) && waiting_look(pulse, found, error) &&
           room_look(pulse, error) && writing_look(pulse, ailing, error) &&
           damage_look(pulse, error) && heads_look(pulse, error) && files_look(error);
}

/* --- what follows --- */

/* On a server: who can't be answered is told so instead of waiting. */
static void store_follow(Pulse *pulse, const char *reason)
{
    int64_t now = clock_monotonic();
    bool away = g_strcmp0(reason, "database_away") == 0;
    bool gone = g_strcmp0(reason, "data_gone") == 0;

    if (store_kind(pulse->store) != STORE_POSTGRES)
        return;
    store_hold(pulse->store, away || gone ? reason : NULL);
    if (!away) {
        pulse->away_since = 0;
        return;
    }
    if (pulse->away_since == 0)
        pulse->away_since = now;
    store_cut(pulse->store, now - pulse->away_since > WRITERS_MS);
}

/* Said once when it changes. */
static void finding_set(Pulse *pulse, const Finding *found, const GError *error)
{
    pthread_mutex_lock(&pulse->mutex);
    const char *before = pulse->finding.reason;
    int64_t since = pulse->finding.since;
    pulse->finding = *found;
    if (g_strcmp0(before, found->reason) == 0)
        pulse->finding.since = since;
    pthread_mutex_unlock(&pulse->mutex);
    if (g_strcmp0(before, found->reason) == 0)
        return;
    if (found->reason == NULL)
        g_message("well again, after %s", before);
    else
        g_message("not well, %s: %s", found->reason, error->message);
}

/* True when all is well. */
static bool pulse_look(Pulse *pulse, bool ailing)
{
    g_autoptr(GError) error = NULL;
    Finding found = {.due_at = INT64_MAX};

    all_look(pulse, ailing, &found, &error);
    /* Others were quicker to write: that is no illness. */
    if (error != NULL && !g_str_equal(fail_reason(error), "busy"))
        found.reason = word_of(error);
    found.looked_at = found.since = clock_monotonic();
    store_follow(pulse, found.reason);
    finding_set(pulse, &found, error);
    return found.reason == NULL;
}

static void *pulse_run(void *data)
{
    Pulse *pulse = data;
    void *nothing = NULL;
    bool well = pulse->finding.reason == NULL;

    while (!queue_is_closed(pulse->stop)) {
        queue_take(pulse->stop, &nothing, 1, well ? ROUND_MS : ROUND_AILING_MS);
        well = pulse_look(pulse, !well);
    }
    return NULL;
}

static int64_t id_of(Store *store, GError **error)
{
    g_autoptr(Db) db = store_reader(store, error);

    int64_t id = db == NULL ? 0 : installation_id(db);

    if (id == 0 && db != NULL)
        fail(error, FAIL_UNAVAILABLE, "the number of the record can't be read");
    return id;
}

Pulse *pulse_new(Executor *executor, Engine *engine, GError **error)
{
    g_autoptr(Pulse) pulse = g_new0(Pulse, 1);

    pthread_mutex_init(&pulse->mutex, NULL);
    pulse->engine = engine;
    pulse->store = engine_store(engine);
    pulse->executor = executor;
    pulse->stop = queue_new(1);
    pulse->probe = probe_new(pulse->store);
    pulse->wrote_at = clock_monotonic();
    pulse->id = id_of(pulse->store, error);
    if (pulse->id == 0)
        return NULL;
    pulse_look(pulse, false);
    pulse->running = pthread_create(&pulse->thread, NULL, pulse_run, pulse) == 0;
    if (!pulse->running) {
        fail(error, FAIL_UNAVAILABLE, "no thread for the pulse");
        return NULL;
    }
    return g_steal_pointer(&pulse);
}

void pulse_part(Pulse *pulse)
{
    if (pulse == NULL)
        return;
    pthread_mutex_lock(&pulse->mutex);
    pulse->executor = NULL;
    pthread_mutex_unlock(&pulse->mutex);
}

void pulse_free(Pulse *pulse)
{
    if (pulse == NULL)
        return;
    queue_close(pulse->stop);
    if (pulse->running)
        pthread_join(pulse->thread, NULL);
    queue_free(pulse->stop);
    probe_free(pulse->probe);
    pthread_mutex_destroy(&pulse->mutex);
    g_free(pulse);
}

void pulse_read(Pulse *pulse, Health *out_health)
{
    pthread_mutex_lock(&pulse->mutex);
    const Finding found = pulse->finding;
    pthread_mutex_unlock(&pulse->mutex);
    int64_t now = clock_monotonic();

    *out_health = (Health){.reason = found.reason, .age_ms = now - found.looked_at};
    if (found.reason == NULL && out_health->age_ms > STALE_MS)
        out_health->reason = "database_away";
    if (out_health->reason != NULL)
        out_health->failing_ms = now - (found.reason == NULL ? found.looked_at : found.since);
    out_health->erasures = found.erasures;
    if (found.due_at != INT64_MAX)
        out_health->due_lag_ms = MAX(0, clock_now(engine_clock(pulse->engine)) - found.due_at);
}
