/* SPDX-License-Identifier: Apache-2.0 */
/* The shifts that an absence would leave without their person, and who could stand in. */
#include "roster/touch.h"

#include "base/clock.h"
#include "engine/field.h"
#include "roster/on_duty.h"

#define STAND_INS "3"

/* Whoever may stand the post, is not away and has no shift within half a day of it. */
#define STAND_IN_SQL                                                                               \
    "SELECT p.id, p.name FROM person p WHERE p.unit = $unit AND p.left_at IS NULL"                 \
    " AND p.id <> $away AND EXISTS (SELECT 1 FROM role_grant g WHERE g.unit = p.unit"              \
    "  AND g.person = p.id AND (g.role = $role OR g.role = 'leader' OR g.role = 'head'))"          \
    " AND EXISTS (SELECT 1 FROM duty_post d WHERE d.unit = p.unit AND d.post = $post"              \
    "  AND REPLACE(',' || d.engagements || ',', ',' || p.engagement || ',', '')"                   \
    "  <> ',' || d.engagements || ',')"                                                            \
    " AND NOT EXISTS (SELECT 1 FROM leave l WHERE l.unit = p.unit AND l.person = p.id"             \
    "  AND l.state = 'approved' AND l.from_at < $until AND l.until_at > $from)"                    \
    " AND NOT EXISTS (SELECT 1 FROM shift s WHERE s.unit = p.unit AND s.person = p.id"             \
    "  AND s.live = 1 AND s.begins_at < $rest_until AND s.ends_at > $rest_from)"                   \
    " ORDER BY CASE WHEN EXISTS (SELECT 1 FROM role_grant g WHERE g.unit = p.unit"                 \
    "  AND g.person = p.id AND g.role = $role) THEN 0 ELSE 1 END,"                                 \
    " (SELECT COUNT(*) FROM shift s WHERE s.unit = p.unit AND s.person = p.id AND s.live = 1"      \
    "  AND s.begins_at > $recent_from AND s.begins_at < $recent_until), p.id LIMIT " STAND_INS

static bool stand_ins(Db *db, const char *unit, const OnDuty *shift, json_t *list, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db, STAND_IN_SQL, error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_text(rows, "away", shift->person);
    bind_text(rows, "role", shift->role);
    bind_text(rows, "post", shift->post);
    bind_int(rows, "from", shift->begins_at);
    bind_int(rows, "until", shift->ends_at);
    bind_int(rows, "rest_from", shift->begins_at - DAY_MS / 2);
    bind_int(rows, "rest_until", shift->ends_at + DAY_MS / 2);
    bind_int(rows, "recent_from", shift->begins_at - 30 * DAY_MS);
    bind_int(rows, "recent_until", shift->begins_at + 30 * DAY_MS);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        const StandIn one = {
            .person = (char *) row_text(rows, 0), .name = (char *) row_text(rows, 1)};
        json_array_append_new(list, fields_write(leave_stand_in_fields, FIELD_HTTP, &one));
    }
    return step == STORE_DONE;
}

static json_t *touches(Db *db, const char *unit, const LeaveAbsence *absence, GError **error)
{
    g_autoptr(GPtrArray) shifts =
        on_duty_between(db, unit, absence->from_at, absence->until_at, error);
    json_t *touched = shifts == NULL ? NULL : json_array();

    for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        json_auto_t *list = json_array();
        const LeaveTouch touch = {.shift = shift->shift,
            .post = shift->post,
            .post_name = shift->post_name,
            .role = shift->role,
            .begins_at = shift->begins_at,
            .ends_at = shift->ends_at,
            .stand_ins = list};

        if (g_strcmp0(shift->person, absence->person) != 0)
            continue;
        if (!stand_ins(db, unit, shift, list, error)) {
            json_decref(touched);
            return NULL;
        }
        json_array_append_new(touched, fields_write(leave_touch_fields, FIELD_HTTP, &touch));
    }
    return touched;
}

const LeaveRoster roster_of_leave = {.touches = touches};
