/* SPDX-License-Identifier: Apache-2.0 */
/* Who hands over to whom, as watches and rosters say. */
#include "handover/handover_private.h"

#include "base/clock.h"
#include "base/json.h"
#include "engine/county.h"
#include "roster/on_duty.h"
#include "unit/watch.h"

#include <string.h>

HandoverTimes handover_times(const Engine *engine)
{
    json_auto_t *root = county_file(engine, "handover");

    return (HandoverTimes){
        .relief_grace_ms = json_number(root, "relief_grace_minutes", 10) * MINUTE_MS,
        .sign_ms = json_number(root, "sign_minutes", 30) * MINUTE_MS,
        .leader_sign_ms = json_number(root, "leader_sign_minutes", 240) * MINUTE_MS,
        .head_after_ms = json_number(root, "head_after_minutes", 60) * MINUTE_MS,
        .countersign_ms = json_number(root, "countersign_minutes", 1440) * MINUTE_MS,
        .ahead_ms = json_number(root, "ahead_minutes", 1440) * MINUTE_MS,
        .usual_watch_ms = json_number(root, "usual_watch_minutes", 1440) * MINUTE_MS};
}

void outgoing_clear(Outgoing *outgoing)
{
    g_clear_pointer(&outgoing->persons, g_strfreev);
}

bool relief_find(Db *db, const char *unit, int64_t now, int64_t *out_at, GError **error)
{
    g_autoptr(GPtrArray) shifts = on_duty_between(db, unit, now, now + 1, error);

    *out_at = FIELD_UNSET;
    for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        if (g_strcmp0(shift->role, WATCH_OFFICER) == 0 &&
            (*out_at == FIELD_UNSET || shift->ends_at > *out_at))
            *out_at = shift->ends_at;
    }
    return shifts != NULL;
}

/* The last officers' shift that began before now and in which one of these persons stood: a late
 * successor must not make the next shift look like theirs. */
static int64_t shift_end(const GPtrArray *shifts, const char *const *persons, int64_t now)
{
    int64_t end = FIELD_UNSET;

    for (guint i = 0; i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        if (g_strcmp0(shift->role, WATCH_OFFICER) == 0 && shift->person != NULL &&
            shift->begins_at <= now && g_strv_contains(persons, shift->person))
            end = MAX(end, shift->ends_at);
    }
    return end;
}

/* When each officer on watch should be relieved; without a row nobody said. */
static bool reliefs_read(Db *db, const char *unit, GHashTable *dues, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(
        db, "SELECT watch, due_at FROM relief WHERE unit = $unit AND ended_at IS NULL", error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        int64_t *due_at = g_new(int64_t, 1);
        *due_at = row_int_of(rows, "due_at");
        g_hash_table_insert(dues, g_strdup(row_text_of(rows, "watch")), due_at);
    }
    return step == STORE_DONE;
}

/* Who came in the last hour before somebody else should be relieved, or later, came to relieve
 * them, and hands over only when their own time comes. */
static bool is_successor(const Watch *watch, GHashTable *dues, int64_t now)
{
    const int64_t *own = g_hash_table_lookup(dues, watch->id), *due_at = NULL;
    GHashTableIter iter;

    if (own != NULL && *own <= now + HOUR_MS)
        return false;
    g_hash_table_iter_init(&iter, dues);
    while (g_hash_table_iter_next(&iter, NULL, (void **) &due_at))
        if (watch->since >= *due_at - HOUR_MS)
            return true;
    return false;
}

bool outgoing_find(Db *db, const char *unit, int64_t now, Outgoing *out, GError **error)
{
    g_autoptr(GPtrArray) watches = watch_current(db, unit, WATCH_OFFICER, error);
    g_autoptr(GHashTable) dues = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GStrvBuilder) persons = g_strv_builder_new();

    *out = (Outgoing){.since = now, .relief_at = FIELD_UNSET};
    if (watches == NULL || !reliefs_read(db, unit, dues, error))
        return false;
    for (guint i = 0; i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        if (is_successor(watch, dues, now))
            continue;
        g_strv_builder_add(persons, watch->person);
        out->since = MIN(out->since, watch->since);
    }
    out->persons = g_strv_builder_end(persons);
    g_autoptr(GPtrArray) shifts = on_duty_between(db, unit, out->since, now + 1, error);
    if (shifts != NULL)
        out->relief_at = shift_end(shifts, (const char *const *) out->persons, now);
    return shifts != NULL;
}

/* Whoever the roster has at the first change that is not yet past by half a day. */
char **incoming_propose(
    Db *db, const char *unit, const Outgoing *outgoing, int64_t now, GError **error)
{
    g_autoptr(GStrvBuilder) persons = g_strv_builder_new();
    int64_t at = outgoing->relief_at == FIELD_UNSET ? now : MAX(outgoing->relief_at, now);
    g_autoptr(GPtrArray) shifts = on_duty_between(db, unit, at, at + 1, error);

    for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        if (g_strcmp0(shift->role, WATCH_OFFICER) == 0 && on_duty_person(shift) != NULL &&
            !g_strv_contains((const char *const *) outgoing->persons, shift->person))
            g_strv_builder_add(persons, shift->person);
    }
    return shifts == NULL ? NULL : g_strv_builder_end(persons);
}

void leader_change_clear(LeaderChange *change)
{
    g_clear_pointer(&change->outgoing, g_strfreev);
    g_clear_pointer(&change->incoming, g_strfreev);
}

static char **leaders_rostered(Db *db, const char *unit, int64_t at, GError **error)
{
    g_autoptr(GStrvBuilder) persons = g_strv_builder_new();
    g_autoptr(GPtrArray) shifts = on_duty_between(db, unit, at, at + 1, error);

    for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        if (g_strcmp0(shift->role, WATCH_LEADER) == 0 && on_duty_person(shift) != NULL)
            g_strv_builder_add(persons, shift->person);
    }
    return shifts == NULL ? NULL : g_strv_builder_end(persons);
}

/* Those of `list` whom `others` lacks. */
static char **persons_without(char *const *list, char *const *others)
{
    g_autoptr(GStrvBuilder) left = g_strv_builder_new();

    for (; *list != NULL; list++)
        if (!g_strv_contains((const char *const *) others, *list))
            g_strv_builder_add(left, *list);
    return g_strv_builder_end(left);
}

bool leader_change_find(Db *db, const char *unit, int64_t now, LeaderChange *out, GError **error)
{
    g_auto(GStrv) next = leaders_rostered(db, unit, now + HOUR_MS, error);
    g_autoptr(GPtrArray) watches =
        next == NULL ? NULL : watch_current(db, unit, WATCH_LEADER, error);
    g_autoptr(GStrvBuilder) here = g_strv_builder_new();

    if (watches == NULL)
        return false;
    for (guint i = 0; i < watches->len; i++)
        g_strv_builder_add(here, ((const Watch *) watches->pdata[i])->person);
    g_auto(GStrv) on_watch = g_strv_builder_end(here);
    out->outgoing = persons_without(on_watch, next);
    out->incoming = g_strdupv(next); /* one who came early is on watch already */
    /* One who leads on, or nobody to take over by the roster: no change. */
    if (*next == NULL || *out->outgoing == NULL) {
        leader_change_clear(out);
        out->outgoing = g_new0(char *, 1);
        out->incoming = g_new0(char *, 1);
    }
    return true;
}

GatherSpan handover_span(const Engine *engine, const Outgoing *outgoing, int64_t now)
{
    return (GatherSpan){
        .since = outgoing->since, .ahead_at = now + handover_times(engine).ahead_ms, .now = now};
}
