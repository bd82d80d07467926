/* SPDX-License-Identifier: Apache-2.0 */
#include "app/timekeeper.h"

#include "base/moment.h"
#include "base/queue.h"
#include "unit/timekeeping.h"

#include <pthread.h>

#define ROUND_MS 250
#define KEEP_MS (30 * SECOND_MS)

struct Timekeeper {
    Executor *executor;
    Engine *engine;
    bool asks_system;        /* is the system's word on synchronisation taken? */
    int64_t ahead_ms;        /* a unit so far ahead lives in the future */
    pthread_mutex_t looking; /* guards the next two */
    int64_t noted;           /* turn of the clock that the record knows */
    int64_t told;            /* turn of which was said that the record does not know it */
    int64_t keep_at;         /* monotonic: when the time is noted again */
    Queue *stop;             /* nothing is ever pushed: closing it ends the thread */
    pthread_t thread;
    bool running;
};

static const Settings *settings_of(const Engine *engine)
{
    return engine_service(engine, SERVICE_SETTINGS);
}

static bool system_vouches(const Settings *settings)
{
    return settings_flag(settings, "clock_system") && clock_system_is_synchronised();
}

bool timekeeper_begin(Engine *engine, const Settings *settings, GError **error)
{
    const ClockBounds bounds = {
        .jump_ms = settings_int(settings, "clock_jump") * SECOND_MS,
        .far_ms = settings_int(settings, "clock_far") * DAY_MS,
        .wait_ms = settings_int(settings, "clock_wait") * SECOND_MS,
    };
    Clock *clock = engine_clock(engine);
    g_autoptr(Db) db = store_reader(engine_store(engine), error);

    if (db == NULL)
        return false;
    ClockPast past = {0};
    /* A clock moved by hand starts where it is told to. */
    if (!clock_is_manual(clock))
        timekeeping_past(db, clock_now(clock), bounds.jump_ms, &past);
    clock_begin(clock, &bounds, &past, system_vouches(settings));
    return true;
}

/* ---- the record ---- */

static bool submit(Timekeeper *keeper, const char *command, json_t *args, GError **error)
{
    g_autoptr(Actor) system = actor_system();
    json_auto_t *taken = args;

    return executor_run(
        keeper->executor, engine_command(keeper->engine, command), system, taken, NULL, error);
}

/* What a person said stands on the record already. */
static bool turn_note(Timekeeper *keeper, const char *top, const ClockView *view, GError **error)
{
    g_autofree char *wall = moment_print(view->wall);

    if (view->cause == CLOCK_CAUSE_CONFIRMED || view->cause == CLOCK_CAUSE_HELD_RIGHT)
        return true;
    return submit(keeper, COMMAND_TIME_NOTE,
        json_pack("{s:s, s:s, s:s, s:s, s:I}", "unit", top, "state", clock_state_word(view->state),
            "cause", clock_cause_word(view->cause), "wall_at", wall, "back_ms",
            (json_int_t) view->back_ms),
        error);
}

/* A person vouches for the time that it is now, or the system; or whoever put the wall back while
 * a start was doubted, and nothing spoke against it since. */
static bool wall_is_vouched(const ClockView *view)
{
    return view->cause == CLOCK_CAUSE_CONFIRMED || view->cause == CLOCK_CAUSE_SYNCED ||
           (view->cause == CLOCK_CAUSE_WAITED && view->back_ms > 0);
}

static bool futures_leave(Timekeeper *keeper, Db *db, const ClockView *view, GError **error)
{
    if (!wall_is_vouched(view))
        return true;
    g_autoptr(GPtrArray) units = timekeeping_ahead(db, view->now + keeper->ahead_ms, error);
    for (guint i = 0; units != NULL && i < units->len; i++) {
        const char *unit = units->pdata[i];

        if (!submit(keeper, COMMAND_TIME_CORRECT,
                json_pack("{s:s, s:I}", "unit", unit, "back_ms", (json_int_t) view->back_ms),
                error))
            return fail_in(error, "putting right the time of %s", unit);
    }
    return units != NULL;
}

static bool turn_record(Timekeeper *keeper, const ClockView *view, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(keeper->engine), error);
    g_autofree char *top = db == NULL ? NULL : timekeeping_top(db);

    if (db == NULL)
        return false;
    if (keeper->told != view->turn)
        g_message(
            "the clock is %s (%s)", clock_state_word(view->state), clock_cause_word(view->cause));
    return top == NULL ||
           (turn_note(keeper, top, view, error) && futures_leave(keeper, db, view, error));
}

/* Losing a note makes the next start doubt more than it must; the next round writes another. */
static void time_keep(Timekeeper *keeper)
{
    g_autoptr(Db) db = store_reader(engine_store(keeper->engine), NULL);
    g_autofree char *top = db == NULL ? NULL : timekeeping_top(db);

    if (top != NULL)
        submit(keeper, COMMAND_TIME_KEEP, json_pack("{s:s}", "unit", top), NULL);
}

void timekeeper_look(Timekeeper *keeper)
{
    Clock *clock = engine_clock(keeper->engine);
    g_autoptr(GError) error = NULL;
    ClockView view;

    pthread_mutex_lock(&keeper->looking);
    clock_look(clock, &view);
    if (!view.rings && keeper->asks_system && clock_system_is_synchronised()) {
        clock_vouch(clock);
        clock_look(clock, &view);
    }
    if (view.turn != keeper->noted) {
        if (turn_record(keeper, &view, &error)) {
            keeper->noted = view.turn;
            keeper->keep_at = 0;
        } else if (keeper->told != view.turn) {
            g_message("what the clock does is not on the record yet: %s", error->message);
            keeper->told = view.turn;
        }
    }
    if (view.state != CLOCK_WAITING && clock_monotonic() >= keeper->keep_at) {
        keeper->keep_at = clock_monotonic() + KEEP_MS;
        time_keep(keeper);
    }
    pthread_mutex_unlock(&keeper->looking);
}

static void *keeper_run(void *data)
{
    Timekeeper *keeper = data;
    void *nothing = NULL;

    while (!queue_is_closed(keeper->stop)) {
        queue_take(keeper->stop, &nothing, 1, ROUND_MS);
        timekeeper_look(keeper);
    }
    return NULL;
}

Timekeeper *timekeeper_new(Executor *executor, Engine *engine, GError **error)
{
    g_autoptr(Timekeeper) keeper = g_new0(Timekeeper, 1);
    const Settings *settings = settings_of(engine);

    pthread_mutex_init(&keeper->looking, NULL);
    keeper->executor = executor;
    keeper->engine = engine;
    keeper->asks_system = settings_flag(settings, "clock_system");
    keeper->ahead_ms = settings_int(settings, "clock_jump") * SECOND_MS;
    keeper->stop = queue_new(1);
    keeper->running = pthread_create(&keeper->thread, NULL, keeper_run, keeper) == 0;
    if (!keeper->running) {
        fail(error, FAIL_UNAVAILABLE, "no thread for the timekeeper");
        return NULL;
    }
    return g_steal_pointer(&keeper);
}

void timekeeper_free(Timekeeper *keeper)
{
    if (keeper == NULL)
        return;
    queue_close(keeper->stop);
    if (keeper->running)
        pthread_join(keeper->thread, NULL);
    queue_free(keeper->stop);
    pthread_mutex_destroy(&keeper->looking);
    g_free(keeper);
}
