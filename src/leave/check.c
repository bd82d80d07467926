/* SPDX-License-Identifier: Apache-2.0 */
/* What an absence would break: nobody left to lead, shifts without their person. */
#include "base/json.h"
#include "base/moment.h"
#include "leave/leave_private.h"
#include "roster/on_duty.h"
#include "unit/person.h"

#define STAND_INS "3"

bool leave_holds(Db *db, const json_t *rules, const char *list, const char *person)
{
    g_auto(GStrv) roles = person_roles(db, person);
    size_t i = 0;
    const json_t *role = NULL;

    json_array_foreach (json_object_get(rules, list), i, role) {
        if (g_strv_contains((const char *const *) roles, json_string_value(role)))
            return true;
    }
    return false;
}

typedef struct LeaveClash {
    char *leave, *person, *name, *why;
    int64_t from, until;
} LeaveClash;

const Field clash_fields[] = {
    FIELD(LeaveClash, leave, FIELD_WORD, .required = true),
    FIELD(LeaveClash, person, FIELD_WORD, .required = true),
    FIELD(LeaveClash, name, FIELD_TEXT),
    FIELD(LeaveClash, why, FIELD_WORD, .required = true,
        .help = "both_heads; acting_away: who was to lead is away; acts_for: leads for them."),
    FIELD(LeaveClash, from, FIELD_TIME, .required = true, .help = "Both are away from then"),
    FIELD(LeaveClash, until, FIELD_TIME, .required = true),
    FIELD_END,
};

/* NULL: they do not get in each other's way. */
static const char *clash_why(
    Db *db, const json_t *rules, const Absence *absence, const Leave *other)
{
    if (g_strcmp0(other->id, absence->leave) == 0 || g_strcmp0(other->person, absence->person) == 0)
        return NULL;
    if (absence->acting != NULL && g_strcmp0(other->person, absence->acting) == 0)
        return "acting_away";
    if (g_strcmp0(other->acting, absence->person) == 0)
        return "acts_for";
    if (leave_holds(db, rules, "heads", absence->person) &&
        leave_holds(db, rules, "heads", other->person))
        return "both_heads";
    return NULL;
}

json_t *absence_clash(
    Db *db, const json_t *rules, const char *unit, const Absence *absence, GError **error)
{
    g_autoptr(GPtrArray) leaves = NULL;
    json_t *found = NULL;
    g_autoptr(Statement) rows = store_prepare_span(db,
        LEAVE_COLUMNS "WHERE l.unit = $unit AND l.state IN ('asked', 'approved')"
                      " AND l.from_at < $until AND l.until_at > $from ORDER BY l.from_at, l.id",
        unit, absence->from_at, absence->until_at, error);

    if (rows == NULL)
        return NULL;
    leaves = leaves_of(rows, error);
    if (leaves == NULL)
        return NULL;
    found = json_array();
    for (guint i = 0; i < leaves->len; i++) {
        const Leave *other = leaves->pdata[i];
        const char *why = clash_why(db, rules, absence, other);
        g_autofree char *name = why == NULL ? NULL : person_name(db, other->person);
        const LeaveClash clash = {.leave = other->id,
            .person = other->person,
            .name = name,
            .why = (char *) why,
            .from = MAX(other->from_at, absence->from_at),
            .until = MIN(other->until_at, absence->until_at)};

        if (why != NULL)
            json_array_append_new(found, fields_write(clash_fields, FIELD_HTTP, &clash));
    }
    return found;
}

/* --- shifts --- */

typedef struct LeaveTouch {
    char *shift, *post, *post_name, *role;
    int64_t begins_at, ends_at;
    json_t *stand_ins;
} LeaveTouch;

typedef struct StandIn {
    char *person, *name;
} StandIn;

static const Field stand_in_fields[] = {
    FIELD(StandIn, person, FIELD_WORD, .required = true),
    FIELD(StandIn, name, FIELD_TEXT),
    FIELD_END,
};

const Field touch_fields[] = {
    FIELD(LeaveTouch, shift, FIELD_WORD, .required = true),
    FIELD(LeaveTouch, post, FIELD_WORD, .required = true),
    FIELD(LeaveTouch, post_name, FIELD_TEXT),
    FIELD(LeaveTouch, role, FIELD_WORD, .required = true),
    FIELD(LeaveTouch, begins_at, FIELD_TIME, .required = true),
    FIELD(LeaveTouch, ends_at, FIELD_TIME, .required = true),
    FIELD(LeaveTouch, stand_ins, FIELD_JSON, .required = true, .items = stand_in_fields,
        .help = "Who could stand in, the least burdened first."),
    FIELD_END,
};

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
        json_array_append_new(list, fields_write(stand_in_fields, FIELD_HTTP, &one));
    }
    return step == STORE_DONE;
}

json_t *absence_touches(Db *db, const char *unit, const Absence *absence, GError **error)
{
    g_autoptr(GPtrArray) shifts =
        on_duty_between(db, unit, absence->from_at, absence->until_at, error);
    json_t *touches = shifts == NULL ? NULL : json_array();

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
            json_decref(touches);
            return NULL;
        }
        json_array_append_new(touches, fields_write(touch_fields, FIELD_HTTP, &touch));
    }
    return touches;
}
