/* SPDX-License-Identifier: Apache-2.0 */
/* What an absence would break: nobody left to lead; and what rosters say of it, when they are
 * asked. */
#include "base/json.h"
#include "base/moment.h"
#include "leave/leave_private.h"
#include "unit/person.h"

bool leave_holds(Db *db, const json_t *rules, const char *list, const char *person)
{
    g_auto(GStrv) roles = person_roles(db, person, NULL);
    size_t i = 0;
    const json_t *role = NULL;

    json_array_foreach (json_object_get(rules, list), i, role) {
        if (roles != NULL && g_strv_contains((const char *const *) roles, json_string_value(role)))
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
    Db *db, const json_t *rules, const LeaveAbsence *absence, const Leave *other)
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
    Db *db, const json_t *rules, const char *unit, const LeaveAbsence *absence, GError **error)
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

const Field leave_stand_in_fields[] = {
    FIELD(StandIn, person, FIELD_WORD, .required = true),
    FIELD(StandIn, name, FIELD_TEXT),
    FIELD_END,
};

const Field leave_touch_fields[] = {
    FIELD(LeaveTouch, shift, FIELD_WORD, .required = true),
    FIELD(LeaveTouch, post, FIELD_WORD, .required = true),
    FIELD(LeaveTouch, post_name, FIELD_TEXT),
    FIELD(LeaveTouch, role, FIELD_WORD, .required = true),
    FIELD(LeaveTouch, begins_at, FIELD_TIME, .required = true),
    FIELD(LeaveTouch, ends_at, FIELD_TIME, .required = true),
    FIELD(LeaveTouch, stand_ins, FIELD_JSON, .required = true, .items = leave_stand_in_fields,
        .help = "Who could stand in, the least burdened first."),
    FIELD_END,
};

json_t *absence_touches(
    Engine *engine, Db *db, const char *unit, const LeaveAbsence *absence, GError **error)
{
    const LeaveRoster *roster = engine_service(engine, SERVICE_LEAVE_ROSTER);

    return roster == NULL ? json_array() : roster->touches(db, unit, absence, error);
}
