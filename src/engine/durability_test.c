/* SPDX-License-Identifier: Apache-2.0 */
/* Kills a process in the midst of its work: what was acknowledged must be there, once. */
#include "engine/executor.h"

#include "base/json.h"
#include "engine/tally_fixture.h"
#include "journal/verify.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 4
#define LIFE_US 700000
#define LINES_LEAST 10

typedef struct Raiser {
    Rig *rig;
    int number;
    int acknowledged; /* file descriptor */
} Raiser;

/* Raises without end and writes down the id of each event that was acknowledged. */
static void *raiser_run(void *data)
{
    Raiser *raiser = data;
    const Command *command = engine_command(raiser->rig->engine, "tally.raise");
    g_autofree char *id = g_strdup_printf("R%d-1", raiser->number + 1);

    for (;;) {
        json_auto_t *args = json_pack("{s:s, s:i}", "id", id, "by", 1);
        json_auto_t *reply = NULL;
        g_autofree char *line = NULL;

        if (!executor_run(raiser->rig->executor, command, raiser->rig->officer, args, &reply, NULL))
            _exit(3);
        line = g_strdup_printf("%s\n", json_text(reply, "event"));
        if (write(raiser->acknowledged, line, strlen(line)) != (ssize_t) strlen(line))
            _exit(4);
    }
    return NULL;
}

static void child_live(const char *url, int acknowledged)
{
    Rig *rig = rig_new_on(url, true);
    Raiser raisers[THREADS];
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        g_autofree char *unit = g_strdup_printf("R%d", i + 1);

        g_free(rig_open(rig, unit));
        raisers[i] = (Raiser){.rig = rig, .number = i, .acknowledged = acknowledged};
    }
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, raiser_run, &raisers[i]);
    for (;;)
        pause();
}

static int lines_of(const char *text)
{
    int lines = 0;

    for (; *text != '\0'; text++)
        lines += *text == '\n' ? 1 : 0;
    return lines;
}

/* What the child acknowledged until it was killed: lines. */
static char *child_kill(const char *url)
{
    g_autoptr(GString) text = g_string_new(NULL);
    int ends[2] = {-1, -1}, status = 0;
    char buffer[65536];
    ssize_t size = 0;
    pid_t child = -1;

    g_assert_cmpint(pipe(ends), ==, 0);
    child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        close(ends[0]);
        child_live(url, ends[1]);
        _exit(5);
    }
    close(ends[1]);
    size = read(ends[0], buffer, sizeof buffer);
    g_assert_cmpint(size, >, 0);
    g_string_append_len(text, buffer, size);
    /* At least so long, and until enough was acknowledged: how fast is the machine's business. */
    for (int64_t end = g_get_monotonic_time() + LIFE_US;
         g_get_monotonic_time() < end || lines_of(text->str) <= LINES_LEAST;) {
        size = read(ends[0], buffer, sizeof buffer);
        g_assert_cmpint(size, >, 0);
        g_string_append_len(text, buffer, size);
    }
    kill(child, SIGKILL);
    while ((size = read(ends[0], buffer, sizeof buffer)) > 0)
        g_string_append_len(text, buffer, size);
    close(ends[0]);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void acknowledged_are_there_once(Rig *rig, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(rig->store, &error);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(GStrv) ids = g_strsplit(text, "\n", -1);

    g_assert_no_error(error);
    for (char **id = ids; **id != '\0'; id++) {
        g_autoptr(Statement) statement =
            store_prepare(db, "SELECT COUNT(*) FROM tally_raise WHERE id = $id", &error);

        g_assert_no_error(error);
        bind_text(statement, "id", *id);
        g_assert_cmpint(statement_step(statement, &error), ==, STORE_ROW);
        g_assert_cmpint(row_int(statement, 0), ==, 1);
        g_assert_true(g_hash_table_add(seen, *id));
    }
    g_assert_cmpuint(g_hash_table_size(seen), >, LINES_LEAST);
    g_test_message("%u commands were acknowledged", g_hash_table_size(seen));
}

static void record_is_whole(Rig *rig)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(rig->store, &error);
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);
    VerifyReport report = {0};

    journal_verify(db, NULL, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(report.problem, ==, NULL);
    verify_report_clear(&report);
    engine_rebuild_check(rig->engine, differences, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(differences->len, ==, 0);
}

static void kill_and_look(const char *url)
{
    g_autofree char *acknowledged = child_kill(url);
    g_autoptr(Rig) rig = rig_new_on(url, true);

    acknowledged_are_there_once(rig, acknowledged);
    record_is_whole(rig);
    json_decref(rig_do(rig, "tally.raise", json_pack("{s:s, s:i}", "id", "R1-1", "by", 1)));
}

/* Raises six times on a database that fails at its `fault`-th call: the ids acknowledged. */
static GPtrArray *faulty_raise(const char *url, int fault)
{
    g_autofree char *faulty = g_strdup_printf("fault:%d:%s", fault, url);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rig) rig = rig_try_on(faulty, false, NULL);

    for (int i = 0; rig != NULL && i < 6; i++) {
        g_autoptr(GError) error = NULL;
        json_auto_t *reply =
            rig_run(rig, "tally.raise", json_pack("{s:s, s:i}", "id", "R1-1", "by", 1), &error);

        if (reply != NULL)
            g_ptr_array_add(ids, g_strdup(json_text(reply, "event")));
        else
            g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
    }
    return g_steal_pointer(&ids);
}

/* Wherever the database fails, COMMIT among the places: what was acknowledged is there and nothing
 * else is. */
static void fail_and_look(const char *url)
{
    int64_t expected = 0, struck = 0;

    {
        g_autoptr(Rig) rig = rig_new_on(url, false);

        g_free(rig_open(rig, "R1"));
    }
    for (int fault = 1; fault <= 100; fault++) {
        g_autoptr(GPtrArray) ids = faulty_raise(url, fault);
        g_autoptr(Rig) rig = rig_new_on(url, false);

        expected += ids->len;
        struck += ids->len == 5 ? 1 : 0;
        g_assert_cmpint(rig_number(rig, "SELECT total FROM tally"), ==, expected);
        g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM journal"), ==, expected + 1);
        if (fault % 10 == 0)
            record_is_whole(rig);
    }
    g_test_message("%d faults struck a command", (int) struck);
    g_assert_cmpint(struck, >, 40);
}

static void on_sqlite(void (*look)(const char *url))
{
    g_autofree char *folder = g_dir_make_tmp("engine-XXXXXX", NULL);
    g_autofree char *url = g_strdup_printf("sqlite:%s/test.db", folder);

    look(url);
    rig_folder_remove(folder);
}

static void server_run(const char *script)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(g_getenv("SHAODIAN_TEST_PG"), &error);
    g_autoptr(Db) db = store_writer(store, &error);

    g_assert_no_error(error);
    store_run_script(db, script, &error);
    g_assert_no_error(error);
}

/* In a schema of its own that outlives the process that is killed. */
static void on_postgres(void (*look)(const char *url))
{
    const char *server = g_getenv("SHAODIAN_TEST_PG");
    g_autofree char *name = g_strdup_printf("durability_%d", (int) getpid());
    g_autofree char *make = g_strdup_printf("CREATE SCHEMA %s", name);
    g_autofree char *drop = g_strdup_printf("DROP SCHEMA %s CASCADE", name);
    g_autofree char *url = NULL;

    if (server == NULL) {
        g_test_skip("SHAODIAN_TEST_PG is not set");
        return;
    }
    url = g_strdup_printf(
        "%s%soptions=-csearch_path%%3D%s", server, strchr(server, '?') == NULL ? "?" : "&", name);
    server_run(make);
    look(url);
    server_run(drop);
}

static void sqlite_survives_a_kill(void)
{
    on_sqlite(kill_and_look);
}

static void postgres_survives_a_kill(void)
{
    on_postgres(kill_and_look);
}

static void sqlite_survives_faults(void)
{
    on_sqlite(fail_and_look);
}

static void postgres_survives_faults(void)
{
    on_postgres(fail_and_look);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/durability/what was acknowledged survives a kill (SQLite)", sqlite_survives_a_kill);
    g_test_add_func(
        "/durability/what was acknowledged survives a kill (PostgreSQL)", postgres_survives_a_kill);
    g_test_add_func(
        "/durability/a fault anywhere refuses and leaves nothing (SQLite)", sqlite_survives_faults);
    g_test_add_func("/durability/a fault anywhere refuses and leaves nothing (PostgreSQL)",
        postgres_survives_faults);
    return g_test_run();
}
