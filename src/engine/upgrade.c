/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/upgrade_private.h"

#include "store/next.h"

#define WAIT_US (G_USEC_PER_SEC / 2)
/* A pass that found no more than so many leaves a tail that takes no time. */
#define TAIL_EVENTS 200
#define PASSES_MOST 20

/* --- what is there --- */

static void upgrade_clear(Upgrade *upgrade)
{
    g_clear_pointer(&upgrade->from, db_release);
    g_clear_pointer(&upgrade->to, db_release);
    g_clear_pointer(&upgrade->engine, engine_free);
    g_clear_pointer(&upgrade->next, store_free);
    g_clear_pointer(&upgrade->reached, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Upgrade, upgrade_clear)

/* What tells a replay of this program from that of any other: events are applied by its code. */
static char *goal_of(const UpgradeJob *job)
{
    g_autofree char *schema = schema_digest(job->schema);
    g_autofree char *program = NULL;
    gsize size = 0;
    uint8_t bytes[DIGEST_SIZE];
    char hex[DIGEST_HEX] = SHAODIAN_VERSION;

    if (g_file_get_contents("/proc/self/exe", &program, &size, NULL)) {
        g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);
        digest_pair(digest, program, size, NULL, 0, bytes);
        hex_write(bytes, DIGEST_SIZE, hex);
    }
    return g_strconcat(schema, " ", hex, NULL);
}

static bool goal_read(Db *to, char **out_goal, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(to, "SELECT goal FROM upgrade_goal", error);
    StoreStep step = statement == NULL ? STORE_FAILED : statement_step(statement, error);

    if (step == STORE_ROW)
        *out_goal = g_strdup(row_text(statement, 0));
    return step != STORE_FAILED;
}

/* Is the event at which a unit stands still that event? */
static bool chain_fits(
    Upgrade *upgrade, const char *unit, Statement *row, bool *out_fits, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(upgrade_source(upgrade),
        "SELECT 1 FROM journal WHERE unit = $unit AND seq = $seq AND hash = $hash", error);
    size_t size = 0;
    const void *hash = row_bytes(row, 2, &size);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_int(statement, "seq", row_int(row, 1));
    bind_bytes(statement, "hash", hash, size);
    StoreStep step = statement_step(statement, error);
    *out_fits = *out_fits && step == STORE_ROW;
    return step != STORE_FAILED;
}

static bool reached_read(Upgrade *upgrade, bool *out_fits, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(upgrade->to, "SELECT unit, seq, hash FROM upgrade_unit", error);
    StoreStep step = STORE_FAILED;

    while (statement != NULL && (step = statement_step(statement, error)) == STORE_ROW) {
        const char *unit = row_text(statement, 0);
        int64_t *seq = g_new(int64_t, 1);
        *seq = row_int(statement, 1);
        upgrade->done += *seq;
        g_hash_table_insert(upgrade->reached, g_strdup(unit), seq);
        if (!chain_fits(upgrade, unit, statement, out_fits, error))
            return false;
    }
    return step == STORE_DONE;
}

/* --- opening --- */

/* When another process is at it, `waits` for its end. */
static Store *next_wait(const UpgradeJob *job, Store *live, bool waits, GError **error)
{
    bool told = false;

    for (;;) {
        g_autoptr(GError) problem = NULL;
        Store *next = store_open_next(live, &problem);

        if (next != NULL)
            return next;
        if (!waits || !g_str_equal(fail_reason(problem), "in_use")) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return NULL;
        }
        if (!told && job->watch != NULL && job->watch->tell != NULL)
            job->watch->tell(job->watch->self, "another process prepares it: waiting for its end");
        told = true;
        if (!upgrade_job_goes_on(job, error))
            return NULL;
        g_usleep(WAIT_US);
    }
}

static bool upgrade_connect(Upgrade *upgrade, GError **error)
{
    upgrade->to = store_writer(upgrade->next, error);
    if (upgrade->to == NULL)
        return false;
    if (store_kind(upgrade->live) == STORE_SQLITE)
        upgrade->from = store_reader(upgrade->live, error);
    upgrade->engine = engine_new(
        upgrade->next, upgrade->job->clock, upgrade->job->schema, upgrade->job->modules, error);
    return upgrade->engine != NULL && upgrade_source(upgrade) != NULL;
}

/* Whether what lies there is this program's and of this record. A thing that can't be understood
 * is not; only a failing disk or server is a failure. */
static bool rest_fits(Upgrade *upgrade, const char *goal, bool *out_fits, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *was = NULL;
    bool fits = true;

    if (goal_read(upgrade->to, &was, &problem) && g_strcmp0(was, goal) == 0 &&
        reached_read(upgrade, &fits, &problem) && fits) {
        *out_fits = true;
        return true;
    }
    *out_fits = false;
    if (!g_error_matches(problem, FAIL, FAIL_UNAVAILABLE))
        return true;
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

static bool goal_write(Db *to, const char *goal, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(to, "INSERT INTO upgrade_goal (goal) VALUES ($goal)", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "goal", goal);
    return statement_run(statement, error);
}

static bool next_begin(Upgrade *upgrade, const char *goal, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(upgrade->to, error);

    return txn != NULL && schema_next_make(upgrade->job->schema, upgrade->to, error) &&
           store_run_script(upgrade->to, "CREATE TABLE upgrade_goal (goal TEXT NOT NULL)", error) &&
           store_run_script(upgrade->to,
               "CREATE TABLE upgrade_unit (unit TEXT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL,"
               " hash BLOB NOT NULL)",
               error) &&
           goal_write(upgrade->to, goal, error) && store_commit(g_steal_pointer(&txn), error);
}

/* Throws away what lies there and begins anew. */
static bool upgrade_begin(Upgrade *upgrade, const char *goal, GError **error)
{
    g_clear_pointer(&upgrade->from, db_release);
    g_clear_pointer(&upgrade->to, db_release);
    g_clear_pointer(&upgrade->engine, engine_free);
    g_hash_table_remove_all(upgrade->reached);
    upgrade->done = 0;
    return store_clear_next(upgrade->next, error) && store_check_room(upgrade->live, error) &&
           upgrade_connect(upgrade, error) && next_begin(upgrade, goal, error);
}

static bool upgrade_open(Upgrade *upgrade, GError **error)
{
    g_autofree char *goal = goal_of(upgrade->job);
    bool fits = false;

    upgrade->reached = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!upgrade_connect(upgrade, error) || !rest_fits(upgrade, goal, &fits, error))
        return false;
    if (fits ? !store_check_room(upgrade->live, error) : !upgrade_begin(upgrade, goal, error))
        return false;
    upgrade->began_at = upgrade->told_at = clock_monotonic();
    upgrade->began_with = upgrade->done;
    if (upgrade->done > 0)
        upgrade_tell(upgrade, "going on after %" G_GINT64_FORMAT " events", upgrade->done);
    return true;
}

/* --- what is to be done --- */

bool upgrade_need(const UpgradeJob *job, Db *db, UpgradeNeed *out_need, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *bare = NULL;
    SchemaState state = SCHEMA_SAME;

    if (!schema_examine(job->schema, db, &state, &problem)) {
        *out_need = UPGRADE_TABLES;
        if (g_error_matches(problem, FAIL, FAIL_NOT_FOUND))
            return true;
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (state != SCHEMA_REPLAY && !job->is_made && !schema_find_bare(job->schema, db, &bare, error))
        return false;
    bool replays = job->always || state == SCHEMA_REPLAY || bare != NULL;
    *out_need = replays ? UPGRADE_REPLAY : state == SCHEMA_SAME ? UPGRADE_NONE : UPGRADE_TABLES;
    return true;
}

static bool need_find(const UpgradeJob *job, Store *live, UpgradeNeed *out_need, GError **error)
{
    g_autoptr(Db) db = store_reader(live, error);

    return db != NULL && upgrade_need(job, db, out_need, error);
}

/* --- the two parts --- */

static bool upgrade_long(Upgrade *upgrade, GError **error)
{
    int64_t events = TAIL_EVENTS + 1;

    if (!upgrade_follow(upgrade, false, error))
        return false;
    for (int pass = 0; pass < PASSES_MOST && events > TAIL_EVENTS; pass++) {
        if (!upgrade_replay(upgrade, &events, error))
            return false;
    }
    return true;
}

/* Nobody writes meanwhile: what another process holds ready waits at the heads. */
static bool postgres_finish(Upgrade *upgrade, GError **error)
{
    int64_t events = 0;
    g_autoptr(StoreTxn) txn = store_begin(upgrade->to, error);

    upgrade->in_one = true;
    return txn != NULL &&
           store_run_script(upgrade->to, "LOCK TABLE head IN EXCLUSIVE MODE", error) &&
           upgrade_replay(upgrade, &events, error) &&
           schema_take_place(upgrade->job->schema, upgrade->to, error) &&
           store_commit(g_steal_pointer(&txn), error);
}

static bool sqlite_finish(Upgrade *upgrade, Store **live, GError **error)
{
    int64_t events = 0;

    if (!upgrade_replay(upgrade, &events, error) || !upgrade_follow(upgrade, true, error))
        return false;
    g_clear_pointer(&upgrade->from, db_release);
    g_clear_pointer(&upgrade->to, db_release);
    return store_replace(g_steal_pointer(live), g_steal_pointer(&upgrade->next), error);
}

bool upgrade_prepare(const UpgradeJob *job, Store *live, GError **error)
{
    g_auto(Upgrade) upgrade = {.job = job, .live = live};

    upgrade.next = next_wait(job, live, false, error);
    if (upgrade.next == NULL || !upgrade_open(&upgrade, error) || !upgrade_long(&upgrade, error))
        return fail_in(error, "preparing the upgrade");
    upgrade_tell(&upgrade, "prepared up to %" G_GINT64_FORMAT " events", upgrade.done);
    return true;
}

static bool replay_all(Upgrade *upgrade, Store **live, bool *out_reopen, GError **error)
{
    bool is_sqlite = store_kind(*live) == STORE_SQLITE;

    upgrade_tell(upgrade, "the tables are made anew from the journal beside those in use");
    if (!upgrade_open(upgrade, error) || !upgrade_long(upgrade, error))
        return false;
    int64_t closed_at = clock_monotonic();
    if (is_sqlite ? !sqlite_finish(upgrade, live, error) : !postgres_finish(upgrade, error))
        return false;
    *out_reopen = is_sqlite;
    int64_t now = clock_monotonic();
    upgrade_tell(upgrade,
        "done: %" G_GINT64_FORMAT " events, %.1f s in all, of which the exchange took %.1f s",
        upgrade->done, (double) (now - upgrade->began_at) / SECOND_MS,
        (double) (now - closed_at) / SECOND_MS);
    return true;
}

static bool replay_run(const UpgradeJob *job, Store **live, bool *out_reopen, GError **error)
{
    g_auto(Upgrade) upgrade = {.job = job, .live = *live};
    UpgradeNeed need = UPGRADE_NONE;

    upgrade.next = next_wait(job, *live, true, error);
    if (upgrade.next == NULL || !need_find(job, *live, &need, error))
        return false;
    /* Who was waited for may have done it. */
    if (need == UPGRADE_NONE)
        return store_discard_next(g_steal_pointer(&upgrade.next), error);
    return replay_all(&upgrade, live, out_reopen, error);
}

/* What an upgrade that ended long ago left, of this program: nobody will go on with it, and what
 * is purged must not stay there. */
static void rest_discard(const UpgradeJob *job, Store *live)
{
    UpgradeRest rest = {0};
    g_autofree char *was = NULL, *goal = NULL;

    if (!upgrade_find_rest(live, &rest, NULL) || !rest.there)
        return;
    g_autoptr(Store) next = store_open_next(live, NULL);
    g_autoptr(Db) to = next == NULL ? NULL : store_writer(next, NULL);
    if (to == NULL)
        return;
    goal = goal_of(job);
    bool is_ours = goal_read(to, &was, NULL) && (was == NULL || g_str_equal(was, goal));
    g_clear_pointer(&to, db_release);
    if (is_ours)
        store_discard_next(g_steal_pointer(&next), NULL);
}

static bool tables_make(const UpgradeJob *job, Store *live, GError **error)
{
    bool replay = false;
    g_autoptr(Db) db = store_writer(live, error);

    return db != NULL && schema_apply(job->schema, db, &replay, error);
}

/* After the exchange, in what was the file beside. */
static bool marks_drop(Store *live, GError **error)
{
    g_autoptr(Db) db = store_writer(live, error);

    return db != NULL &&
           store_run_script(
               db, "DROP TABLE IF EXISTS upgrade_unit; DROP TABLE IF EXISTS upgrade_goal", error);
}

static bool fence_raise(const UpgradeJob *job, Store *live, GError **error)
{
    g_autoptr(Db) db = store_writer(live, error);
    g_autoptr(StoreTxn) txn = db == NULL ? NULL : store_begin(db, error);

    return txn != NULL && schema_fence(job->schema, db, error) &&
           store_commit(g_steal_pointer(&txn), error);
}

bool upgrade_run(const UpgradeJob *job, Store **live, bool *out_reopen, GError **error)
{
    UpgradeNeed need = UPGRADE_NONE;
    g_autofree char *version = schema_version_of(job->schema);

    *out_reopen = false;
    store_set_version(*live, version);
    if (!need_find(job, *live, &need, error))
        return false;
    if (need == UPGRADE_REPLAY)
        return replay_run(job, live, out_reopen, error) || fail_in(error, "upgrading");
    rest_discard(job, *live);
    if (store_kind(*live) == STORE_SQLITE && !marks_drop(*live, error))
        return false;
    return (need == UPGRADE_NONE || tables_make(job, *live, error)) &&
           fence_raise(job, *live, error);
}

bool upgrade_find_rest(Store *live, UpgradeRest *out_rest, GError **error)
{
    return store_find_next(live, &out_rest->there, &out_rest->bytes, error);
}
