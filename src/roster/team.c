/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/team.h"

#include "base/clock.h"
#include "base/moment.h"
#include "engine/field_row.h"
#include "unit/watch.h"

#include <string.h>

static const Field member_columns[] = {
    FIELD(Member, id, FIELD_WORD),
    FIELD(Member, name, FIELD_TEXT),
    FIELD(Member, engagement, FIELD_WORD),
    FIELD(Member, registered_at, FIELD_TIME),
    FIELD(Member, left_at, FIELD_TIME),
    FIELD(Member, roles, FIELD_WORDS),
    FIELD_END,
};

static void member_free(void *data)
{
    Member *member = data;

    fields_clear(member_columns, member);
    g_array_unref(member->away);
    g_free(member);
}

Lane lane_of(const char *role)
{
    return g_strcmp0(role, WATCH_LEADER) == 0 ? LANE_LEADER : LANE_OFFICER;
}

static Member *member_of_row(Statement *row)
{
    Member *member = fields_row_new(member_columns, sizeof(Member), row);

    member->away = g_array_new(FALSE, FALSE, sizeof(Span));
    for (int lane = 0; lane < LANES; lane++)
        for (int kind = 0; kind < 3; kind++)
            member->last_at[lane][kind] = INT64_MIN;
    return member;
}

/* A row for each role, those of a person one after the other. */
static GPtrArray *members_of_rows(Statement *rows, GError **error)
{
    g_autoptr(GPtrArray) team = g_ptr_array_new_with_free_func(member_free);
    g_autoptr(GStrvBuilder) roles = g_strv_builder_new();
    Member *member = NULL;
    StoreStep step = STORE_FAILED;

    while ((step = statement_step(rows, error)) == STORE_ROW) {
        if (member == NULL || strcmp(member->id, row_text_of(rows, "id")) != 0) {
            if (member != NULL)
                member->roles = g_strv_builder_end(roles);
            member = member_of_row(rows);
            g_ptr_array_add(team, member);
        }
        if (row_text_of(rows, "role") != NULL)
            g_strv_builder_add(roles, row_text_of(rows, "role"));
    }
    if (member != NULL)
        member->roles = g_strv_builder_end(roles);
    return step == STORE_DONE ? g_steal_pointer(&team) : NULL;
}

static Member *member_find(const GPtrArray *team, const char *person)
{
    for (guint i = 0; person != NULL && i < team->len; i++) {
        Member *member = team->pdata[i];
        if (strcmp(member->id, person) == 0)
            return member;
    }
    return NULL;
}

const Member *team_find(const GPtrArray *team, const char *person)
{
    return member_find(team, person);
}

bool member_is_away(const Member *member, int64_t from_at, int64_t until_at)
{
    for (guint i = 0; i < member->away->len; i++) {
        const Span *span = &g_array_index(member->away, Span, i);
        if (span->from_at < until_at && span->until_at > from_at)
            return true;
    }
    return false;
}

/* ---- turns ---- */

static void turn_take(Member *member, Statement *row)
{
    Lane lane = lane_of(row_text_of(row, "role"));
    DayKind kind = DAY_WORKDAY;

    if (!day_kind_read(row_text_of(row, "day_kind"), &kind, NULL))
        return;
    member->turns[lane][kind] += row_int_of(row, "turns");
    member->last_at[lane][kind] = MAX(member->last_at[lane][kind], row_int_of(row, "last_at"));
}

/* Counts of the year; the last turn also from the year before, so that the round goes on over New
 * Year. */
static bool turns_load(
    Db *db, GPtrArray *team, const char *unit, const int64_t span[2], GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT s.rostered, d.role, s.day_kind, CAST(SUM(CASE WHEN s.begins_at >= $year_at"
        " THEN 1 ELSE 0 END) AS BIGINT) AS turns, MAX(s.begins_at) AS last_at FROM shift s"
        " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post"
        " WHERE s.unit = $unit AND s.live = 1 AND s.rostered IS NOT NULL"
        " AND s.begins_at >= $before_at AND s.begins_at < $from_at"
        " GROUP BY s.rostered, d.role, s.day_kind",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_int(rows, "year_at", span[0]);
    bind_int(rows, "before_at", span[0] - 366 * DAY_MS);
    bind_int(rows, "from_at", span[1]);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        Member *member = member_find(team, row_text_of(rows, "rostered"));
        if (member != NULL)
            turn_take(member, rows);
    }
    return step == STORE_DONE;
}

/* Approved leave, cut where somebody came back. */
static bool leaves_load(Db *db, GPtrArray *team, const char *unit, int64_t from, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT person, from_at, until_at FROM leave WHERE unit = $unit"
        " AND state IN ('approved', 'returned') AND until_at > $from_at ORDER BY from_at, id",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_int(rows, "from_at", from);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        Member *member = member_find(team, row_text_of(rows, "person"));
        const Span span = {row_int_of(rows, "from_at"), row_int_of(rows, "until_at")};
        if (member != NULL)
            g_array_append_val(member->away, span);
    }
    return step == STORE_DONE;
}

static int64_t year_start(int64_t at)
{
    g_autofree char *text = g_strdup_printf("%04d-01-01", day_year(moment_day(at)));
    int64_t day = 0;

    day_parse(text, &day, NULL);
    return moment_day_start(day);
}

GPtrArray *team_load(Db *db, const char *unit, int64_t from, GError **error)
{
    const int64_t span[2] = {year_start(from), from};
    g_autoptr(GPtrArray) team = NULL;
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT p.id, p.name, p.engagement, p.registered_at, p.left_at, g.role FROM person p"
        " LEFT JOIN role_grant g ON g.unit = p.unit AND g.person = p.id"
        " WHERE p.unit = $unit AND (p.left_at IS NULL OR p.left_at > $from_at)"
        " ORDER BY p.registered_at, p.id, g.role",
        error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_int(rows, "from_at", from);
    team = members_of_rows(rows, error);
    if (team == NULL || !turns_load(db, team, unit, span, error) ||
        !leaves_load(db, team, unit, from, error))
        return NULL;
    return g_steal_pointer(&team);
}
