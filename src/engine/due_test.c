/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/executor.h"

#include "base/json.h"
#include "base/moment.h"
#include "engine/tally_fixture.h"

static void alarm_set(Rig *rig, const char *id, const char *chore, int64_t at)
{
    g_autofree char *when = moment_print(at);

    json_decref(rig_do(
        rig, "alarm.set", json_pack("{s:s, s:s, s:s}", "id", id, "chore", chore, "due_at", when)));
}

static int64_t serve(Rig *rig, int64_t until)
{
    g_autoptr(GError) error = NULL;
    int64_t served = executor_serve_due(rig->executor, until, &error);

    g_assert_no_error(error);
    return served;
}

typedef struct Listener {
    Rig *rig;
    GString *heard;
} Listener;

static void listener_hear(void *data, const DueRow *row, const GError *error)
{
    Listener *listener = data;

    g_string_append_printf(listener->heard, "%s%s@%d ", error == NULL ? "" : "!", row->subject,
        (int) ((clock_now(listener->rig->clock) - RIG_START) / SECOND_MS));
}

static void rows_are_served_in_order_at_their_own_time(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autoptr(GString) heard = g_string_new(NULL);
    Listener listener = {.rig = rig, .heard = heard};

    executor_on_served(rig->executor, listener_hear, &listener);
    g_free(rig_open(rig, "R1"));
    alarm_set(rig, "R1-30", "ring", RIG_START + 30 * SECOND_MS);
    alarm_set(rig, "R1-10", "ring", RIG_START + 10 * SECOND_MS);
    alarm_set(rig, "R1-70", "ring", RIG_START + 70 * SECOND_MS);
    alarm_set(rig, "R1-20", "ring", RIG_START + 20 * SECOND_MS);
    g_assert_cmpint(serve(rig, RIG_START + 60 * SECOND_MS), ==, 3);
    g_assert_cmpstr(heard->str, ==, "R1-10@10 R1-20@20 R1-30@30 ");
    g_assert_cmpint(clock_now(rig->clock), ==, RIG_START + 60 * SECOND_MS);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM due"), ==, 1);
    g_assert_cmpint(
        rig_number(rig, "SELECT COUNT(*) FROM journal WHERE kind = 'alarm.rang'"
                        " AND actor = 'system' AND at = 1790000020000 AND subject = 'R1-20'"),
        ==, 1);
    g_assert_cmpint(executor_due_lag(rig->executor), ==, 0);
    clock_move(rig->clock, RIG_START + 75 * SECOND_MS);
    g_assert_cmpint(executor_due_lag(rig->executor), ==, 5 * SECOND_MS);
    g_assert_cmpint(serve(rig, RIG_START + 75 * SECOND_MS), ==, 1);
}

static void a_bad_row_is_put_off_and_stops_no_other(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autoptr(GString) heard = g_string_new(NULL);
    Listener listener = {.rig = rig, .heard = heard};

    executor_on_served(rig->executor, listener_hear, &listener);
    g_free(rig_open(rig, "R1"));
    alarm_set(rig, "R1-1", "fail", RIG_START + 1 * SECOND_MS);
    alarm_set(rig, "R1-4", "ring", RIG_START + 4 * SECOND_MS);
    alarm_set(rig, "R1-9", "ring", RIG_START + 9 * SECOND_MS);
    g_assert_cmpint(serve(rig, RIG_START + 20 * SECOND_MS), ==, 2);
    g_assert_cmpstr(heard->str, ==, "!R1-1@1 !R1-1@2 !R1-1@4 R1-4@4 !R1-1@8 R1-9@9 !R1-1@16 ");
    g_assert_cmpint(executor_due_lag(rig->executor), ==, 19 * SECOND_MS);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM due"), ==, 1);
    /* Set anew it is a row like any other. */
    alarm_set(rig, "R1-1", "fail", RIG_START + 21 * SECOND_MS);
    g_string_truncate(heard, 0);
    g_assert_cmpint(serve(rig, RIG_START + 21 * SECOND_MS), ==, 0);
    g_assert_cmpstr(heard->str, ==, "!R1-1@21 ");
}

static void a_chore_that_leaves_its_row_is_refused(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    json_auto_t *counters = NULL;

    g_free(rig_open(rig, "R1"));
    alarm_set(rig, "R1-1", "stay", RIG_START);
    alarm_set(rig, "R1-2", "unheard_of", RIG_START);
    g_assert_cmpint(serve(rig, RIG_START), ==, 0);
    counters = executor_counters(rig->executor);
    g_assert_cmpint(json_number(counters, "due_failed_total", 0), ==, 2);
    g_assert_cmpint(json_number(counters, "due_served_total", -1), ==, 0);
}

/* More bad rows than are read at once. */
static void a_crowd_of_bad_rows_hides_no_good_one(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);

    g_free(rig_open(rig, "R1"));
    for (int i = 0; i < 200; i++) {
        g_autofree char *id = g_strdup_printf("R1-%d", 1000 + i);

        alarm_set(rig, id, "stay", RIG_START + i);
    }
    alarm_set(rig, "R1-5", "ring", RIG_START + 500);
    g_assert_cmpint(serve(rig, RIG_START + 500), ==, 1);
}

/* As long as it takes; a test that never ends has failed. */
static void await_nothing_due(Rig *rig)
{
    while (rig_number(rig, "SELECT COUNT(*) FROM due") > 0)
        g_usleep(20000);
}

static void the_timer_serves_by_itself(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, true);
    g_autoptr(GError) error = NULL;
    g_free(rig_open(rig, "R1"));
    for (int i = 0; i < 100; i++) {
        g_autofree char *id = g_strdup_printf("R1-%d", 1000 + i);

        alarm_set(rig, id, "ring", clock_now(rig->clock) + 300);
    }
    executor_start_timer(rig->executor, &error);
    g_assert_no_error(error);
    await_nothing_due(rig);
    g_assert_cmpint(
        rig_number(rig, "SELECT COUNT(*) FROM journal WHERE kind = 'alarm.rang'"), ==, 100);
}

static void a_doubtful_start_rings_nothing(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, true);
    g_autoptr(GError) error = NULL;
    const ClockBounds bounds = {.jump_ms = MINUTE_MS, .far_ms = 30 * DAY_MS, .wait_ms = HOUR_MS};

    g_free(rig_open(rig, "R1"));
    alarm_set(rig, "R1-1", "ring", clock_now(rig->clock));
    clock_begin(rig->clock, &bounds, &(ClockPast){.at = clock_now(rig->clock) - HOUR_MS}, false);
    executor_start_timer(rig->executor, &error);
    g_assert_no_error(error);
    g_usleep(800000);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM due"), ==, 1);
    clock_vouch(rig->clock);
    await_nothing_due(rig);
}

/* The wall goes eight hours ahead: what is due by the time held rings, and nothing else. */
static void a_jump_rings_nothing_falsely(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    const ClockBounds bounds = {.jump_ms = MINUTE_MS, .far_ms = 30 * DAY_MS};

    g_free(rig_open(rig, "R1"));
    clock_begin(rig->clock, &bounds, &(ClockPast){0}, false);
    alarm_set(rig, "R1-1", "ring", RIG_START + 30 * MINUTE_MS);
    alarm_set(rig, "R1-2", "ring", RIG_START + 4 * HOUR_MS);
    clock_set_wall(rig->clock, RIG_START + 8 * HOUR_MS);
    g_assert_cmpint(serve(rig, clock_now(rig->clock)), ==, 0);
    g_assert_cmpint(executor_due_lag(rig->executor), ==, 0);
    g_assert_cmpint(serve(rig, RIG_START + HOUR_MS), ==, 1);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM journal WHERE kind = 'alarm.rang'"
                                    " AND text LIKE '%\"clock_mark\":\"held\"%'"),
        ==, 1);
}

static void wake_set(Rig *rig, const char *id, const char *chore, int64_t at)
{
    g_autofree char *when = moment_print(at);
    g_autoptr(GError) error = NULL;
    g_autoptr(Actor) system = actor_system();
    json_auto_t *args = json_pack("{s:s, s:s, s:s}", "id", id, "chore", chore, "due_at", when);

    executor_run(
        rig->executor, engine_command(rig->engine, "alarm.wake"), system, args, NULL, &error);
    g_assert_no_error(error);
}

static void a_look_leaves_no_trace_unless_it_fails(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    int64_t events = 0;

    g_free(rig_open(rig, "R1"));
    events = rig_number(rig, "SELECT COUNT(*) FROM journal");
    wake_set(rig, "R1-1", "stay", RIG_START + 5 * SECOND_MS);
    wake_set(rig, "R1-1", "stay", RIG_START + 9 * SECOND_MS);
    wake_set(rig, "R1-2", "fail", RIG_START + 7 * SECOND_MS);
    g_assert_cmpint(serve(rig, RIG_START + 8 * SECOND_MS), ==, 0);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM wake"), ==, 2);
    g_assert_cmpint(serve(rig, RIG_START + 9 * SECOND_MS), ==, 1);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM wake WHERE subject = 'R1-1'"), ==, 0);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM wake WHERE subject = 'R1-2'"), ==, 1);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM journal"), ==, events);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rig_test("/due/rows are served in order at their own time",
        rows_are_served_in_order_at_their_own_time);
    rig_test(
        "/due/a bad row is put off and stops no other", a_bad_row_is_put_off_and_stops_no_other);
    rig_test("/due/a chore that leaves its row is refused", a_chore_that_leaves_its_row_is_refused);
    rig_test("/due/a crowd of bad rows hides no good one", a_crowd_of_bad_rows_hides_no_good_one);
    rig_test("/due/the timer serves by itself", the_timer_serves_by_itself);
    rig_test("/due/a doubtful start rings nothing", a_doubtful_start_rings_nothing);
    rig_test("/due/a jump rings nothing falsely", a_jump_rings_nothing_falsely);
    rig_test("/due/a look leaves no trace unless it fails", a_look_leaves_no_trace_unless_it_fails);
    return g_test_run();
}
