/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <pthread.h>
#include <sys/timex.h>
#include <time.h>

#define TORN_MS SECOND_MS /* both times are read within this, or again */
#define TRIES 5
#define START_SLACK_MS (10 * MINUTE_MS) /* a restart so soon is no reason to doubt */
#define HELD_SLACK_MS (30 * SECOND_MS)  /* beside the bound: so old a held time may be */
#define STEPS_FORGOTTEN 20 /* of the time that runs, a part so small in steps is borne */

struct Clock {
    pthread_mutex_t mutex; /* guards all below */
    bool manual;
    ClockSource source;
    int64_t hand_elapsed, hand_wall; /* of a manual clock */
    bool is_begun;
    ClockBounds bounds;
    int64_t offset;   /* time trusted = elapsed + offset */
    int64_t anchor;   /* an offset that follows it slowly: small steps may not add up to a jump */
    int64_t anchored; /* elapsed: when the anchor was moved */
    int64_t past_offset; /* the offset by which the last run's time would have gone on */
    int64_t until;       /* elapsed: when waiting ends */
    int64_t stepped;     /* while waiting: by how much the wall was put forward */
    bool from_start;     /* is the doubt one of the start? */
    ClockView view;
};

typedef struct Reading {
    int64_t wall, elapsed;
} Reading;

static int64_t system_read(clockid_t which)
{
    struct timespec at = {0};

    clock_gettime(which, &at);
    return (int64_t) at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static int64_t system_wall(void *data)
{
    return system_read(CLOCK_REALTIME);
}

/* Counts through suspension, so that waking up is no jump. */
static int64_t system_elapsed(void *data)
{
    return system_read(CLOCK_BOOTTIME);
}

static int64_t hand_wall(void *data)
{
    return ((const Clock *) data)->hand_wall;
}

static int64_t hand_elapsed(void *data)
{
    return ((const Clock *) data)->hand_elapsed;
}

Clock *clock_new(const ClockSource *source)
{
    Clock *clock = g_new0(Clock, 1);

    pthread_mutex_init(&clock->mutex, NULL);
    clock->source = *source;
    clock->view.rings = true;
    return clock;
}

Clock *clock_new_system(void)
{
    return clock_new(&(ClockSource){system_wall, system_elapsed, NULL});
}

Clock *clock_new_manual(int64_t start_at)
{
    Clock *clock = clock_new(&(ClockSource){hand_wall, hand_elapsed, NULL});

    clock->source.data = clock;
    clock->manual = true;
    clock->hand_elapsed = clock->hand_wall = start_at;
    return clock;
}

void clock_free(Clock *clock)
{
    if (clock == NULL)
        return;
    pthread_mutex_destroy(&clock->mutex);
    g_free(clock);
}

/* A thread that is put aside between the two readings would see a jump that never was. */
static Reading reading_take(const Clock *clock)
{
    const ClockSource *source = &clock->source;
    Reading reading = {0};

    for (int i = 0; i < TRIES; i++) {
        int64_t before = source->elapsed(source->data);

        reading.wall = source->wall(source->data);
        reading.elapsed = source->elapsed(source->data);
        if (reading.elapsed - before <= TORN_MS)
            break;
    }
    return reading;
}

/* By how much the wall is ahead of the time trusted. */
static int64_t wall_ahead(const Clock *clock, const Reading *reading)
{
    return reading->wall - (reading->elapsed + clock->offset);
}

static bool wall_agrees(const Clock *clock, const Reading *reading)
{
    return ABS(wall_ahead(clock, reading)) <= clock->bounds.jump_ms;
}

static void anchor_set(Clock *clock, const Reading *reading)
{
    clock->anchor = reading->wall - reading->elapsed;
    clock->anchored = reading->elapsed;
}

static void anchor_follow(Clock *clock, const Reading *reading)
{
    int64_t apart = reading->wall - reading->elapsed - clock->anchor;
    int64_t most = (reading->elapsed - clock->anchored) / STEPS_FORGOTTEN;

    if (most == 0)
        return;
    clock->anchor += CLAMP(apart, -most, most);
    clock->anchored = reading->elapsed;
}

static bool steps_add_up(const Clock *clock, const Reading *reading)
{
    return ABS(reading->wall - reading->elapsed - clock->anchor) > clock->bounds.jump_ms;
}

static void state_turn(Clock *clock, ClockTrust state, ClockCause cause, const Reading *reading)
{
    if (state == CLOCK_TRUSTED) {
        clock->offset = reading->wall - reading->elapsed;
        anchor_set(clock, reading);
        clock->from_start = false;
    }
    clock->view.state = state;
    clock->view.cause = cause;
    clock->view.rings = !clock->from_start;
    clock->view.since = reading->elapsed + clock->offset;
    clock->view.turn++;
}

static void trusted_judge(Clock *clock, const Reading *reading)
{
    anchor_follow(clock, reading);
    if (wall_agrees(clock, reading) && !steps_add_up(clock, reading))
        clock->offset = reading->wall - reading->elapsed;
    else
        state_turn(clock, CLOCK_HELD, CLOCK_CAUSE_JUMPED, reading);
}

static void past_follow(Clock *clock)
{
    clock->offset = clock->anchor = clock->past_offset;
}

/* A start that nobody vouches for and whose wall can't be right, by the time that was left. */
static void start_hold(Clock *clock, int64_t ahead, const Reading *reading)
{
    past_follow(clock);
    state_turn(clock, CLOCK_HELD, ahead < 0 ? CLOCK_CAUSE_BEHIND : CLOCK_CAUSE_FAR, reading);
}

/* What steps now is likely the hand that puts it right: the wall is followed as far as that may be,
 * and watched anew. */
static void waiting_judge(Clock *clock, const Reading *reading)
{
    int64_t ahead = reading->wall - (reading->elapsed + clock->past_offset);

    if (ahead < -clock->bounds.jump_ms || ahead > clock->bounds.far_ms) {
        start_hold(clock, ahead, reading);
        return;
    }
    if (!wall_agrees(clock, reading)) {
        clock->stepped += wall_ahead(clock, reading);
        clock->until = reading->elapsed + clock->bounds.wait_ms;
    }
    clock->offset = reading->wall - reading->elapsed;
    if (reading->elapsed >= clock->until) {
        clock->view.back_ms = MAX(0, -clock->stepped);
        state_turn(clock, CLOCK_TRUSTED, CLOCK_CAUSE_WAITED, reading);
    }
}

static void held_judge(Clock *clock, const Reading *reading)
{
    int64_t ahead = wall_ahead(clock, reading);

    if (wall_agrees(clock, reading) && !steps_add_up(clock, reading)) {
        clock->view.back_ms = 0;
        state_turn(clock, CLOCK_TRUSTED, CLOCK_CAUSE_RETURNED, reading);
    } else if (clock->from_start && ahead > 0 && ahead <= clock->bounds.far_ms) {
        /* Put where it may well be right: watched like any other start. */
        clock->offset = reading->wall - reading->elapsed;
        clock->until = reading->elapsed + clock->bounds.wait_ms;
        state_turn(clock, CLOCK_WAITING, CLOCK_CAUSE_UNVOUCHED, reading);
    }
}

static Reading clock_judge(Clock *clock)
{
    Reading reading = reading_take(clock);

    if (!clock->is_begun)
        clock->offset = reading.wall - reading.elapsed;
    else if (clock->view.state == CLOCK_TRUSTED)
        trusted_judge(clock, &reading);
    else if (clock->view.state == CLOCK_WAITING)
        waiting_judge(clock, &reading);
    else
        held_judge(clock, &reading);
    clock->view.now = reading.elapsed + clock->offset;
    clock->view.wall = reading.wall;
    return reading;
}

void clock_look(const Clock *clock, ClockView *out_view)
{
    Clock *own = (Clock *) clock;

    pthread_mutex_lock(&own->mutex);
    clock_judge(own);
    *out_view = own->view;
    pthread_mutex_unlock(&own->mutex);
}

int64_t clock_now(const Clock *clock)
{
    ClockView view;

    clock_look(clock, &view);
    return view.now;
}

bool clock_is_manual(const Clock *clock)
{
    return clock->manual;
}

void clock_move(Clock *clock, int64_t at)
{
    g_return_if_fail(clock->manual);
    pthread_mutex_lock(&clock->mutex);
    int64_t step = at - (clock_judge(clock).elapsed + clock->offset);

    if (step > 0) {
        clock->hand_elapsed += step;
        clock->hand_wall += step;
    }
    pthread_mutex_unlock(&clock->mutex);
}

void clock_set_wall(Clock *clock, int64_t at)
{
    g_return_if_fail(clock->manual);
    pthread_mutex_lock(&clock->mutex);
    clock_judge(clock);
    clock->hand_wall = at;
    pthread_mutex_unlock(&clock->mutex);
}

/* The doubt of the last run, of which nobody said how it ended. */
static void doubt_go_on(Clock *clock, const ClockPast *past, int64_t ahead, const Reading *reading)
{
    const ClockBounds *bounds = &clock->bounds;

    if (ahead >= -bounds->jump_ms && ahead <= bounds->jump_ms + HELD_SLACK_MS) {
        state_turn(clock, CLOCK_TRUSTED, CLOCK_CAUSE_RETURNED, reading);
        return;
    }
    clock->from_start = past->is_of_start;
    if (past->is_of_start) {
        start_hold(clock, ahead, reading);
        return;
    }
    past_follow(clock);
    state_turn(clock, CLOCK_HELD, CLOCK_CAUSE_JUMPED, reading);
}

static void start_judge(
    Clock *clock, const ClockPast *past, bool is_vouched, const Reading *reading)
{
    const ClockBounds *bounds = &clock->bounds;
    int64_t ahead = reading->wall - past->at;
    bool is_behind = past->at > 0 && ahead < -bounds->jump_ms;
    bool is_doubtful = past->at > 0 && ahead > MAX(bounds->jump_ms, START_SLACK_MS);

    if (is_vouched) {
        /* Then the time last trusted was wrong, and some may live in the future. */
        if (is_behind || past->is_held)
            state_turn(clock, CLOCK_TRUSTED, CLOCK_CAUSE_SYNCED, reading);
        return;
    }
    if (past->is_held) {
        doubt_go_on(clock, past, ahead, reading);
        return;
    }
    clock->from_start =
        is_behind || (is_doubtful && (ahead > bounds->far_ms || bounds->wait_ms > 0));
    if (is_behind || (is_doubtful && ahead > bounds->far_ms))
        start_hold(clock, ahead, reading);
    else if (clock->from_start)
        state_turn(clock, CLOCK_WAITING, CLOCK_CAUSE_UNVOUCHED, reading);
}

void clock_begin(Clock *clock, const ClockBounds *bounds, const ClockPast *past, bool is_vouched)
{
    pthread_mutex_lock(&clock->mutex);
    Reading reading = clock_judge(clock);

    clock->is_begun = true;
    clock->bounds = *bounds;
    clock->past_offset = past->at - reading.elapsed;
    clock->until = reading.elapsed + bounds->wait_ms;
    anchor_set(clock, &reading);
    start_judge(clock, past, is_vouched, &reading);
    pthread_mutex_unlock(&clock->mutex);
}

void clock_vouch(Clock *clock)
{
    pthread_mutex_lock(&clock->mutex);
    Reading reading = clock_judge(clock);

    if (clock->from_start) {
        clock->view.back_ms = MAX(0, -clock->stepped);
        state_turn(clock, CLOCK_TRUSTED, CLOCK_CAUSE_SYNCED, &reading);
    }
    pthread_mutex_unlock(&clock->mutex);
}

/* By how much a clock was ahead that followed a wrong wall, when that can be told. */
static int64_t ahead_before(const Clock *clock, const Reading *reading)
{
    if (clock->view.state == CLOCK_HELD)
        return clock->from_start ? 0 : MAX(0, -wall_ahead(clock, reading));
    return MAX(0, -clock->stepped);
}

bool clock_confirm(Clock *clock, bool wall_is_right)
{
    pthread_mutex_lock(&clock->mutex);
    Reading reading = clock_judge(clock);
    bool fits = wall_is_right || clock->view.state == CLOCK_HELD;

    if (fits && wall_is_right) {
        clock->view.back_ms = ahead_before(clock, &reading);
        state_turn(clock, CLOCK_TRUSTED, CLOCK_CAUSE_CONFIRMED, &reading);
    } else if (fits) {
        clock->from_start = false;
        state_turn(clock, CLOCK_HELD, CLOCK_CAUSE_HELD_RIGHT, &reading);
    }
    pthread_mutex_unlock(&clock->mutex);
    return fits;
}

const char *clock_state_word(ClockTrust state)
{
    static const char *const words[] = {"trusted", "held", "waiting"};

    return words[state];
}

const char *clock_cause_word(ClockCause cause)
{
    static const char *const words[] = {"", "jumped", "behind", "far_ahead", "unvouched",
        "returned", "synchronised", "waited", "confirmed", "held_right"};

    return words[cause];
}

const char *clock_mark(const Clock *clock)
{
    ClockView view;

    clock_look(clock, &view);
    if (view.state == CLOCK_TRUSTED || view.cause == CLOCK_CAUSE_HELD_RIGHT)
        return NULL;
    return view.state == CLOCK_HELD ? "held" : "unvouched";
}

bool clock_system_is_synchronised(void)
{
    struct timex state = {.modes = 0};

    return adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
}

int64_t clock_monotonic(void)
{
    return g_get_monotonic_time() / 1000;
}
