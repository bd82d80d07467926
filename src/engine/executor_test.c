/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/executor.h"

#include "base/json.h"
#include "engine/tally_fixture.h"
#include "journal/verify.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define THREADS 8
#define EACH 1000

static void rig_verify(Rig *rig, int64_t events)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(rig->store, &error);
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);
    VerifyReport report = {0};

    g_assert_no_error(error);
    journal_verify(db, NULL, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(report.problem, ==, NULL);
    if (events >= 0)
        g_assert_cmpint(report.events, ==, events);
    verify_report_clear(&report);
    engine_rebuild_check(rig->engine, differences, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(differences->len, ==, 0);
}

static json_t *raise_by(const char *id, int64_t by)
{
    return json_pack("{s:s, s:I}", "id", id, "by", (json_int_t) by);
}

static void a_command_is_decided_applied_and_answered(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    json_auto_t *reply = rig_do(rig, "tally.raise", raise_by(id, 3));
    FeedEntry entries[4];
    bool lost = false;

    g_assert_cmpstr(json_text(reply, "event"), ==, "R1-2");
    g_assert_cmpint(json_number(reply, "total", 0), ==, 3);
    g_assert_cmpint(rig_number(rig, "SELECT total FROM tally"), ==, 3);
    g_assert_cmpint(rig_number(rig, "SELECT at FROM journal WHERE seq = 2"), ==, RIG_START);
    /* Published after the reply. */
    while (feed_last(rig->feed) < 2)
        g_usleep(1000);
    g_assert_cmpuint(feed_read(rig->feed, 0, entries, 4, &lost), ==, 2);
    g_assert_cmpstr(entries[1].kind, ==, "tally.raised");
    g_assert_cmpstr(entries[1].subject, ==, "R1-1");
    g_assert_cmpint(entries[1].seq, ==, 2);
    rig_verify(rig, 2);
}

static void a_projection_binds_every_type(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");

    json_decref(rig_do(rig, "tally.raise",
        json_pack("{s:s, s:i, s:[s,s], s:{s:i,s:[i]}, s:b, s:s}", "id", id, "by", 1, "marks", "a",
            "b", "shape", "z", 1, "a", 2, "urgent", 1, "note", "by phone")));
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM tally WHERE marks = 'a,b' AND urgent = 1"
                                    " AND shape = '{\"a\":[2],\"z\":1}' AND note = 'by phone'"),
        ==, 1);
    g_assert_cmpint(
        rig_number(rig, "SELECT COUNT(*) FROM journal WHERE text LIKE '%by phone%'"), ==, 0);
    g_assert_cmpint(
        rig_number(rig, "SELECT COUNT(*) FROM tally_mark WHERE (place = 1 AND mark = 'a')"
                        " OR (place = 2 AND mark = 'b')"),
        ==, 2);
    json_decref(rig_do(rig, "tally.raise", raise_by(id, 1)));
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM tally_mark"), ==, 2);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM tally WHERE marks IS NULL AND urgent = 0"
                                    " AND shape IS NULL AND note IS NULL"),
        ==, 1);
    rig_verify(rig, 3);
}

static void refuse(Rig *rig, const char *command, json_t *args, FailCode code, const char *reason)
{
    g_autoptr(GError) error = NULL;
    int64_t before = rig_number(rig, "SELECT COUNT(*) FROM journal");

    g_assert_null(rig_run(rig, command, args, &error));
    g_assert_error(error, FAIL, (int) code);
    if (reason != NULL)
        g_assert_cmpstr(fail_reason(error), ==, reason);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM journal"), ==, before);
}

static void what_may_not_be_is_refused_and_leaves_nothing(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autofree char *other = rig_open(rig, "R2");

    refuse(rig, "tally.raise", json_pack("{s:s}", "id", id), FAIL_INVALID, NULL);
    refuse(rig, "tally.raise", json_pack("{s:s, s:i, s:i}", "id", id, "by", 1, "x", 1),
        FAIL_INVALID, NULL);
    refuse(rig, "tally.raise", raise_by("no id", 1), FAIL_NOT_FOUND, NULL);
    refuse(rig, "tally.raise", raise_by("R1-9", 1), FAIL_NOT_FOUND, NULL);
    refuse(rig, "tally.raise", raise_by(id, -1), FAIL_CONFLICT, "wrong_way");
    g_assert_cmpint(rig_number(rig, "SELECT total FROM tally WHERE unit = 'R1'"), ==, 0);
    /* Without a permission in its row a command is for accounts of the unit only. */
    refuse(rig, "tally.raise_slowly", raise_by(other, 1), FAIL_DENIED, NULL);
    refuse(rig, "tally.inside", json_pack("{s:s, s:i}", "id", id, "left", 0), FAIL_DENIED, NULL);
    rig->patience = 0;
    refuse(rig, "tally.raise", raise_by(id, 1), FAIL_DENIED, NULL);
    rig_verify(rig, 2);
}

static void the_guard_is_asked_again_inside_the_transaction(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");

    rig->patience = 2;
    json_decref(rig_do(rig, "tally.raise", raise_by(id, 1)));
    rig->patience = 1;
    refuse(rig, "tally.raise", raise_by(id, 1), FAIL_DENIED, NULL);
}

static void nobody_and_the_system_are_told_apart(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Actor) system = actor_system();
    g_autoptr(GError) error = NULL;
    json_auto_t *args = json_pack("{s:s, s:i}", "id", id, "left", 0);

    g_assert_false(executor_run(
        rig->executor, engine_command(rig->engine, "tally.link"), NULL, args, NULL, &error));
    g_assert_cmpstr(fail_reason(error), ==, "signed_out");
    g_clear_error(&error);
    executor_run(
        rig->executor, engine_command(rig->engine, "tally.inside"), system, args, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM journal WHERE actor = 'system'"), ==, 1);
}

static void a_refusal_may_keep_what_was_counted(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);

    for (int i = 0; i < 3; i++)
        refuse(rig, "tally.try", json_pack("{s:s, s:i}", "id", "R1-1", "left", 0), FAIL_DENIED,
            "wrong_password");
    g_assert_cmpint(rig_number(rig, "SELECT tries FROM tally_try"), ==, 3);
}

static void slow_work_is_done_before_and_freed_after(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    json_auto_t *reply = rig_do(rig, "tally.raise_slowly", raise_by(id, 4));

    g_assert_cmpstr(json_text(reply, "prepared"), ==, "by 4 for R1-7");
    refuse(rig, "tally.raise_slowly", raise_by(id, 0), FAIL_INVALID, NULL);
    refuse(rig, "tally.raise_slowly", raise_by(id, -1), FAIL_CONFLICT, "wrong_way");
}

static void reactions_follow_eight_deep_and_no_deeper(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(GError) error = NULL;

    json_decref(rig_do(rig, "tally.link", json_pack("{s:s, s:i}", "id", id, "left", 8)));
    g_assert_cmpint(
        rig_number(rig, "SELECT COUNT(*) FROM journal WHERE kind = 'tally.linked'"), ==, 9);
    refuse(rig, "tally.link", json_pack("{s:s, s:i}", "id", id, "left", 9), FAIL_CORRUPT, NULL);
    g_assert_null(
        rig_run(rig, "tally.swing", json_pack("{s:s, s:i}", "id", id, "left", 0), &error));
    g_assert_nonnull(strstr(error->message, "tally.swung → tally.swung_back → tally.swung"));
    rig_verify(rig, 10);
}

/* A burst of orders submitted at once, so that they share transactions. */
typedef struct Burst {
    Rig *rig;
    atomic_int answered, refused, unseen;
} Burst;

/* Does another connection see what this event made? */
static bool event_is_seen(Rig *rig, const char *id)
{
    g_autoptr(Db) db = store_reader(rig->store, NULL);
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT 1 FROM tally_raise WHERE id = $id", NULL);

    bind_text(statement, "id", id);
    return statement_step(statement, NULL) == STORE_ROW;
}

static void burst_answer(void *data, int status, json_t *reply, const GError *error)
{
    json_auto_t *taken = reply;
    Burst *burst = data;

    if (error != NULL)
        atomic_fetch_add(&burst->refused, 1);
    else if (!event_is_seen(burst->rig, json_text(taken, "event")))
        atomic_fetch_add(&burst->unseen, 1);
    atomic_fetch_add(&burst->answered, 1);
}

static void burst_order(Burst *burst, const char *command, json_t *args)
{
    json_auto_t *taken = args;
    const Order order = {.command = engine_command(burst->rig->engine, command),
        .actor = burst->rig->officer,
        .args = taken,
        .done = burst_answer,
        .data = burst};

    executor_submit(burst->rig->executor, &order);
}

static void burst_submit(Burst *burst, const char *id, int count)
{
    for (int i = 0; i < count; i++)
        burst_order(burst, "tally.raise", raise_by(id, i % 3 == 0 ? -1 : 1));
}

static void a_refused_command_harms_no_other_and_replies_follow_commit(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    Burst burst = {.rig = rig};
    json_auto_t *counters = NULL;

    burst_submit(&burst, id, 300);
    while (atomic_load(&burst.answered) < 300)
        g_usleep(1000);
    g_assert_cmpint(atomic_load(&burst.refused), ==, 100);
    g_assert_cmpint(atomic_load(&burst.unseen), ==, 0);
    g_assert_cmpint(rig_number(rig, "SELECT total FROM tally"), ==, 200);
    counters = executor_counters(rig->executor);
    g_assert_cmpint(json_number(counters, "commands_total", 0), ==, 201);
    g_assert_cmpint(json_number(counters, "commands_refused_total", 0), ==, 100);
    g_assert_cmpint(json_number(counters, "events_total", 0), ==, 201);
    g_assert_cmpint(json_number(counters, "batches_total", 0), <, 150);
    rig_verify(rig, 201);
}

/* A chain of links that goes too deep is refused when nine of them stand in the journal. */
static void who_is_refused_half_way_harms_no_other(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    Burst burst = {.rig = rig};

    for (int i = 0; i < 60; i++) {
        if (i % 3 == 0)
            burst_order(&burst, "tally.link", json_pack("{s:s, s:i}", "id", id, "left", 9));
        else
            burst_order(&burst, "tally.raise", raise_by(id, 1));
    }
    while (atomic_load(&burst.answered) < 60)
        g_usleep(1000);
    g_assert_cmpint(atomic_load(&burst.refused), ==, 20);
    g_assert_cmpint(atomic_load(&burst.unseen), ==, 0);
    g_assert_cmpint(rig_number(rig, "SELECT total FROM tally"), ==, 40);
    rig_verify(rig, 41);
}

typedef struct Raiser {
    Rig *rig;
    const char *id;
    int number;
    int failed;
} Raiser;

static void *raiser_run(void *data)
{
    Raiser *raiser = data;
    const Command *command = engine_command(raiser->rig->engine, "tally.raise");

    for (int i = 0; i < EACH; i++) {
        g_autofree char *mark = g_strdup_printf("%d-%d", raiser->number, i);
        json_auto_t *args = json_pack("{s:s, s:i, s:s}", "id", raiser->id, "by", 1, "mark", mark);

        if (!executor_run(raiser->rig->executor, command, raiser->rig->officer, args, NULL, NULL))
            raiser->failed++;
    }
    return NULL;
}

static void eight_threads_lose_and_double_nothing(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    Raiser raisers[THREADS] = {0};
    pthread_t threads[THREADS];
    char *ids[4] = {
        rig_open(rig, "R1"), rig_open(rig, "R2"), rig_open(rig, "R3"), rig_open(rig, "R4")};

    for (int i = 0; i < THREADS; i++) {
        raisers[i] = (Raiser){.rig = rig, .id = ids[i % 4], .number = i};
        g_assert_cmpint(pthread_create(&threads[i], NULL, raiser_run, &raisers[i]), ==, 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        g_assert_cmpint(raisers[i].failed, ==, 0);
    }
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(DISTINCT mark) FROM tally_raise"), ==, 8000);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM tally_raise"), ==, 8000);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM tally WHERE total = 2000"), ==, 4);
    rig_verify(rig, 8004);
    for (int i = 0; i < 4; i++)
        g_free(ids[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rig_test("/executor/a command is decided, applied and answered",
        a_command_is_decided_applied_and_answered);
    rig_test("/executor/a projection binds every type", a_projection_binds_every_type);
    rig_test("/executor/what may not be is refused and leaves nothing",
        what_may_not_be_is_refused_and_leaves_nothing);
    rig_test("/executor/the guard is asked again inside the transaction",
        the_guard_is_asked_again_inside_the_transaction);
    rig_test(
        "/executor/nobody and the system are told apart", nobody_and_the_system_are_told_apart);
    rig_test("/executor/a refusal may keep what was counted", a_refusal_may_keep_what_was_counted);
    rig_test("/executor/slow work is done before and freed after",
        slow_work_is_done_before_and_freed_after);
    rig_test("/executor/reactions follow eight deep and no deeper",
        reactions_follow_eight_deep_and_no_deeper);
    rig_test("/executor/a refused command harms no other, replies follow COMMIT",
        a_refused_command_harms_no_other_and_replies_follow_commit);
    rig_test(
        "/executor/who is refused half-way harms no other", who_is_refused_half_way_harms_no_other);
    rig_test(
        "/executor/eight threads lose and double nothing", eight_threads_lose_and_double_nothing);
    return g_test_run();
}
