/* SPDX-License-Identifier: Apache-2.0 */
/* What an absence would break: nobody left to lead; and what rosters say of it, when they are
 * asked. */
#include "base/json.h"
#include "base/moment.h"
#include "leave/leave_commands.h"
#include "unit/person.h"

static bool is_listed(const json_t *list, const char *role)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach (list, i, one)
        if (g_strcmp0(json_string_value(one), role) == 0)
            return true;
    return false;
}

bool leave_holds(Db *db, const json_t *rules, const char *list, const char *person, bool *out_holds,
    GError **error)
{
    g_autoptr(Statement) rows = store_prepare_id(
        db, "SELECT role FROM role_grant WHERE unit = $unit AND person = $id", person, error);
    StoreStep step = STORE_FAILED;

    *out_holds = false;
    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
        *out_holds |= is_listed(json_object_get(rules, list), row_text_of(rows, "role"));
    return step == STORE_DONE;
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

/* *out_why is NULL: they do not get in each other's way. */
static bool clash_why(Db *db, const json_t *rules, const LeaveAbsence *absence, const Leave *other,
    const char **out_why, GError **error)
{
    bool heads = false;

    *out_why = NULL;
    if (g_strcmp0(other->id, absence->leave) == 0 || g_strcmp0(other->person, absence->person) == 0)
        return true;
    if (absence->acting != NULL && g_strcmp0(other->person, absence->acting) == 0)
        *out_why = "acting_away";
    else if (g_strcmp0(other->acting, absence->person) == 0)
        *out_why = "acts_for";
    else if (!leave_holds(db, rules, "heads", absence->person, &heads, error) ||
             (heads && !leave_holds(db, rules, "heads", other->person, &heads, error)))
        return false;
    else if (heads)
        *out_why = "both_heads";
    return true;
}

static bool clash_put(Db *db, const json_t *rules, const LeaveAbsence *absence, const Leave *other,
    json_t *found, GError **error)
{
    const char *why = NULL;

    if (!clash_why(db, rules, absence, other, &why, error))
        return false;
    if (why == NULL)
        return true;
    g_autofree char *name = person_name(db, other->person);
    const LeaveClash clash = {.leave = other->id,
        .person = other->person,
        .name = name,
        .why = (char *) why,
        .from = MAX(other->from_at, absence->from_at),
        .until = MIN(other->until_at, absence->until_at)};
    json_array_append_new(found, fields_write(clash_fields, FIELD_HTTP, &clash));
    return true;
}

/* All leaves that touch the time of this one: array of Leave *. */
static GPtrArray *absences_near(
    Db *db, const char *unit, const LeaveAbsence *absence, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        LEAVE_COLUMNS "WHERE l.unit = $unit AND l.state IN ('asked', 'approved')"
                      " AND l.from_at < $until AND l.until_at > $from ORDER BY l.from_at, l.id",
        unit, absence->from_at, absence->until_at, error);

    return rows == NULL ? NULL : leaves_of(rows, error);
}

json_t *absence_clash(
    Db *db, const json_t *rules, const char *unit, const LeaveAbsence *absence, GError **error)
{
    json_auto_t *found = json_array();
    g_autoptr(GPtrArray) leaves = absences_near(db, unit, absence, error);

    if (leaves == NULL)
        return NULL;
    for (guint i = 0; i < leaves->len; i++)
        if (!clash_put(db, rules, absence, leaves->pdata[i], found, error))
            return NULL;
    return g_steal_pointer(&found);
}

static const Leave *away_then(
    const GPtrArray *leaves, const LeaveAbsence *absence, const char *person)
{
    for (guint i = 0; i < leaves->len; i++) {
        const Leave *leave = leaves->pdata[i];
        if (g_strcmp0(leave->id, absence->leave) != 0 && g_strcmp0(leave->person, person) == 0)
            return leave;
    }
    return NULL;
}

/* Does the line of those who act for each other come back to who goes away? No explanation puts a
 * person into the room where each names another who is away. A line that ends with nobody named is
 * a clash like any other, to be explained. */
static bool acting_ends(const GPtrArray *leaves, const LeaveAbsence *absence)
{
    const char *acting = absence->acting;

    for (guint steps = 0; acting != NULL && steps <= leaves->len; steps++) {
        const Leave *away = away_then(leaves, absence, acting);
        if (g_strcmp0(acting, absence->person) == 0)
            return false;
        if (away == NULL)
            return true;
        acting = away->acting;
    }
    return acting == NULL;
}

static bool acting_check(
    Decision *decision, const LeaveDraft *draft, const LeaveAbsence *absence, GError **error)
{
    g_autoptr(GPtrArray) leaves = absences_near(decision_db(decision), draft->unit, absence, error);

    return leaves != NULL &&
           (acting_ends(leaves, absence) ||
               fail_as(error, FAIL_CONFLICT, "acting_is_away",
                   "who is to act is away at the same time, and relies on who goes away"));
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

bool leave_clash_check(Decision *decision, const json_t *rules, const LeaveDraft *draft,
    char ***out_clash, GError **error)
{
    const LeaveAbsence absence = {.leave = draft->id,
        .person = draft->person,
        .acting = draft->acting,
        .from_at = draft->from_at,
        .until_at = draft->until_at};
    json_auto_t *found = absence_clash(decision_db(decision), rules, draft->unit, &absence, error);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    size_t i = 0;
    const json_t *clash = NULL;

    if (found == NULL || !acting_check(decision, draft, &absence, error))
        return false;
    if (json_array_size(found) > 0 && (draft->explanation == NULL || *draft->explanation == '\0'))
        return fail_as(error, FAIL_CONFLICT, "both_away",
            "nobody of those who lead would be left, and it is not explained");
    json_array_foreach (found, i, clash)
        g_ptr_array_add(ids, g_strdup(json_text(clash, "leave")));
    g_ptr_array_add(ids, NULL);
    *out_clash = (char **) g_ptr_array_free(g_steal_pointer(&ids), FALSE);
    return true;
}
