/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/turns.h"

#include <glib.h>
#include <pthread.h>

/* What waits under one name from one source. */
typedef struct Line {
    char *name;
    GQueue items;
} Line;

typedef struct Source {
    char *name;
    GQueue lines; /* of Line *, none empty; the first is served next */
    size_t count; /* items in them */
} Source;

typedef struct Lane {
    GQueue sources; /* of Source *, none empty; the first is served next */
    size_t count;
} Lane;

struct Turns {
    pthread_mutex_t mutex;
    pthread_cond_t arrived;
    Lane lanes[TURN_LANES];
    size_t limit, each;
    size_t taken;
    bool closed;
};

Turns *turns_new(size_t limit, size_t each)
{
    Turns *turns = g_new0(Turns, 1);
    pthread_mutex_init(&turns->mutex, NULL);
    pthread_cond_init(&turns->arrived, NULL);
    turns->limit = limit;
    turns->each = each;
    return turns;
}

void turns_free(Turns *turns)
{
    if (turns == NULL)
        return;
    g_assert(turns_length(turns) == 0);
    pthread_cond_destroy(&turns->arrived);
    pthread_mutex_destroy(&turns->mutex);
    g_free(turns);
}

static Source *source_find(const Lane *lane, const char *name)
{
    for (GList *at = lane->sources.head; at != NULL; at = at->next)
        if (g_str_equal(((Source *) at->data)->name, name))
            return at->data;
    return NULL;
}

static Line *line_find(const Source *source, const char *name)
{
    for (GList *at = source->lines.head; at != NULL; at = at->next)
        if (g_str_equal(((Line *) at->data)->name, name))
            return at->data;
    return NULL;
}

static size_t source_length(const Source *source)
{
    return source == NULL ? 0 : source->count;
}

static size_t line_length(const Line *line)
{
    return line == NULL ? 0 : line->items.length;
}

static Source *source_longest(const Lane *lane)
{
    Source *longest = NULL;
    for (GList *at = lane->sources.head; at != NULL; at = at->next)
        if (source_length(at->data) > source_length(longest))
            longest = at->data;
    return longest;
}

static Line *line_longest(const Source *source)
{
    Line *longest = NULL;
    for (GList *at = source->lines.head; at != NULL; at = at->next)
        if (line_length(at->data) > line_length(longest))
            longest = at->data;
    return longest;
}

/* The item was taken out of the line: what is empty goes, what is not waits behind the others. */
static void line_leave(Lane *lane, Source *source, Line *line)
{
    lane->count--;
    source->count--;
    if (line->items.length == 0) {
        g_queue_remove(&source->lines, line);
        g_free(line->name);
        g_free(line);
    }
    if (source->count == 0) {
        g_queue_remove(&lane->sources, source);
        g_free(source->name);
        g_free(source);
    }
}

/* The last to come of those who have most. */
static void *line_displace(Lane *lane, Source *source, Line *line)
{
    void *item = g_queue_pop_tail(&line->items);
    line_leave(lane, source, line);
    return item;
}

static void *lane_take(Lane *lane)
{
    Source *source = g_queue_pop_head(&lane->sources);
    Line *line = g_queue_pop_head(&source->lines);
    void *item = g_queue_pop_head(&line->items);
    g_queue_push_tail(&source->lines, line);
    g_queue_push_tail(&lane->sources, source);
    line_leave(lane, source, line);
    return item;
}

static void lane_add(Lane *lane, const char *source_name, const char *name, void *item)
{
    Source *source = source_find(lane, source_name);
    if (source == NULL) {
        source = g_new0(Source, 1);
        source->name = g_strdup(source_name);
        g_queue_push_tail(&lane->sources, source);
    }
    Line *line = line_find(source, name);
    if (line == NULL) {
        line = g_new0(Line, 1);
        line->name = g_strdup(name);
        g_queue_push_tail(&source->lines, line);
    }
    g_queue_push_tail(&line->items, item);
    source->count++;
    lane->count++;
}

/* Makes a place for one more; false when whoever comes has as much as anybody. */
static bool lane_make_room(const Turns *turns, Lane *lane, const Turn *turn, void **out_displaced)
{
    Source *source = source_find(lane, turn->source);
    Source *longest = source_longest(lane);
    bool full = lane->count >= turns->limit;
    bool over = *turn->source != '\0' && source_length(source) >= turns->each;
    if (!full && !over)
        return true;
    if (!over && longest != source && source_length(longest) > source_length(source) + 1) {
        *out_displaced = line_displace(lane, longest, line_longest(longest));
        return true;
    }
    Line *line = source == NULL ? NULL : line_longest(source);
    if (line == NULL || line_length(line) <= line_length(line_find(source, turn->name)) + 1)
        return false;
    *out_displaced = line_displace(lane, source, line);
    return true;
}

bool turns_push(Turns *turns, const Turn *turn, void *item, void **out_displaced)
{
    const Turn whole = {.lane = turn->lane,
        .source = turn->source == NULL ? "" : turn->source,
        .name = turn->name == NULL ? "" : turn->name};
    Lane *lane = &turns->lanes[turn->lane];
    *out_displaced = NULL;
    pthread_mutex_lock(&turns->mutex);
    bool taken = !turns->closed && lane_make_room(turns, lane, &whole, out_displaced);
    if (taken) {
        lane_add(lane, whole.source, whole.name, item);
        pthread_cond_signal(&turns->arrived);
    }
    pthread_mutex_unlock(&turns->mutex);
    return taken;
}

/* Every second place is for who is signed in, and of the rest one in four for strangers; a lane
 * that is empty leaves its place to the others. */
static Lane *lane_next(Turns *turns)
{
    static const TurnLane places[] = {TURN_SIGNED, TURN_KNOWN, TURN_SIGNED, TURN_KNOWN, TURN_SIGNED,
        TURN_KNOWN, TURN_SIGNED, TURN_STRANGER};
    Lane *lane = &turns->lanes[places[turns->taken % G_N_ELEMENTS(places)]];
    for (int i = 0; lane->count == 0 && i < TURN_LANES; i++)
        lane = &turns->lanes[i];
    return lane->count == 0 ? NULL : lane;
}

void *turns_take(Turns *turns)
{
    Lane *lane = NULL;
    void *item = NULL;
    pthread_mutex_lock(&turns->mutex);
    while ((lane = lane_next(turns)) == NULL && !turns->closed)
        pthread_cond_wait(&turns->arrived, &turns->mutex);
    if (lane != NULL) {
        item = lane_take(lane);
        turns->taken++;
    }
    pthread_mutex_unlock(&turns->mutex);
    return item;
}

void turns_close(Turns *turns)
{
    pthread_mutex_lock(&turns->mutex);
    turns->closed = true;
    pthread_cond_broadcast(&turns->arrived);
    pthread_mutex_unlock(&turns->mutex);
}

size_t turns_length(Turns *turns)
{
    size_t length = 0;
    pthread_mutex_lock(&turns->mutex);
    for (int i = 0; i < TURN_LANES; i++)
        length += turns->lanes[i].count;
    pthread_mutex_unlock(&turns->mutex);
    return length;
}
