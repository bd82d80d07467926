/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/access.h"

#include "base/digest.h"
#include "engine/field_row.h"
#include "unit/account.h"
#include "unit/person.h"
#include "unit/seal.h"
#include "unit/session.h"
#include "unit/terminal.h"
#include "unit/unit.h"

#include <string.h>

static bool refuse_signed_out(GError **error)
{
    return fail_as(error, FAIL_DENIED, "signed_out", "not signed in, or no longer");
}

static const Field actor_fields[] = {
    FIELD(Actor, session, FIELD_WORD),
    FIELD(Actor, unit, FIELD_WORD),
    FIELD(Actor, account, FIELD_WORD),
    FIELD(Actor, person, FIELD_WORD),
    FIELD(Actor, name, FIELD_TEXT),
    FIELD(Actor, method, FIELD_WORD),
    FIELD(Actor, handed, FIELD_BOOL),
    FIELD_END,
};

/* One row for each role; steps through the rest of them. */
static Actor *actor_of_rows(Statement *rows, int64_t now, GError **error)
{
    g_autoptr(GStrvBuilder) roles = g_strv_builder_new();
    g_autoptr(Actor) actor = fields_row_new(actor_fields, sizeof(Actor), rows);
    int64_t idle_ms = row_int_of(rows, "idle_ms");
    actor->worn = idle_ms > 0 && now - row_int_of(rows, "used_at") > idle_ms / SESSION_USED_PARTS;
    const int column = row_column(rows, "role");
    StoreStep step = STORE_ROW;
    for (; step == STORE_ROW; step = statement_step(rows, error))
        if (!row_is_null(rows, column))
            g_strv_builder_add(roles, row_text(rows, column));
    actor->roles = g_strv_builder_end(roles);
    return step == STORE_DONE ? g_steal_pointer(&actor) : NULL;
}

/* When the event was, of canonical text: the first member of that name. */
static int64_t event_at(const char *text)
{
    const char *member = strstr(text, "\"at\":");
    return member == NULL ? 0 : g_ascii_strtoll(member + 5, NULL, 10);
}

/* A row that somebody put in by hand is nobody's session. Those of before there were seals have
 * all run out by themselves within their twelve hours. */
static bool session_is_recorded(Statement *row, const char *digest, int64_t now)
{
    const char *text = row_text_of(row, "recorded");
    g_autofree char *kept = g_strdup_printf("%s|%s", digest, row_text_of(row, "account"));
    SealState state = seal_judge(kept, text);
    return state == SEAL_FITS || (state == SEAL_ABSENT && now - event_at(text) <= SESSION_LIFE_MS);
}

/* An account that is disabled has no session: ending them is part of disabling, and asking again
 * here costs nothing. One question to the database, since every call asks it. */
static Actor *session_actor(Db *db, const char *token, int64_t now, GError **error)
{
    g_autofree char *digest = token == NULL ? NULL : digest_secret(token);
    if (digest == NULL) {
        refuse_signed_out(error);
        return NULL;
    }
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT s.id AS session, s.unit, s.account, a.person, p.name, g.role, s.method,"
        " s.idle_ms, s.used_at, CASE WHEN " ACCOUNT_PASSWORD_BY_OTHER
        " THEN 1 ELSE 0 END AS handed, " SEAL_EVENT_SESSION("s.unit",
            "s.id") " AS recorded FROM session s"
                    " JOIN account a ON a.unit = s.unit AND a.id = s.account"
                    " LEFT JOIN person p ON p.unit = a.unit AND p.id = a.person"
                    " LEFT JOIN role_grant g ON g.unit = a.unit AND g.person = a.person"
                    " WHERE s.digest = $digest AND s.expires_at > $now AND a.disabled_at IS NULL"
                    " AND (s.idle_ms = 0 OR s.used_at + s.idle_ms > $now)"
                    " ORDER BY g.role",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "digest", digest);
    bind_int(statement, "now", now);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW && session_is_recorded(statement, digest, now))
        return actor_of_rows(statement, now, error);
    if (step != STORE_FAILED)
        refuse_signed_out(error);
    return NULL;
}

Actor *actor_of_account(Db *db, const char *account, GError **error)
{
    if (g_strcmp0(account, ACTOR_SYSTEM) == 0)
        return actor_system();
    g_autoptr(GError) problem = NULL;
    g_autoptr(Account) found = account_get(db, account, &problem);
    if (found == NULL && !g_error_matches(problem, FAIL, FAIL_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    if (found == NULL || found->disabled_at != FIELD_UNSET) {
        refuse_signed_out(error);
        return NULL;
    }
    char **roles = person_roles(db, found->person, error);
    if (roles == NULL)
        return NULL;
    Actor *actor = g_new0(Actor, 1);
    actor->account = g_strdup(found->id);
    actor->person = g_strdup(found->person);
    actor->name = person_name(db, found->person);
    actor->unit = g_strdup(found->unit);
    actor->roles = roles;
    return actor;
}

static Actor *authenticate(
    void *self, Db *db, const char *token, const char *acting, int64_t now, GError **error)
{
    if (token != NULL && *token == TERMINAL_TOKEN_MARK)
        return terminal_actor(db, token, acting, now, error);
    g_autoptr(Actor) actor = session_actor(db, token, now, error);
    if (actor == NULL || acting == NULL || g_strcmp0(acting, actor->person) == 0)
        return g_steal_pointer(&actor);
    /* A page that believes somebody else writes must not write in this one's name. */
    fail_as(error, FAIL_DENIED, "not_at_terminal", "this session is somebody else's");
    return NULL;
}

/* Does a role with this permission reach below its own unit? */
static bool reaches_below(const Roles *roles, const Actor *actor, const char *permission)
{
    for (char **role = actor->roles; role != NULL && *role != NULL; role++)
        if (roles_reach_below(roles, *role) && roles_permits(roles, *role, permission))
            return true;
    return false;
}

static bool holds(const Roles *roles, const Actor *actor, const char *permission)
{
    for (char **role = actor->roles; role != NULL && *role != NULL; role++)
        if (roles_permits(roles, *role, permission))
            return true;
    return false;
}

static bool permits(void *self, Db *db, const Actor *actor, const char *permission,
    const char *unit, GError **error)
{
    const Roles *roles = self;
    if (actor_is_system(actor))
        return true;
    bool own = g_strcmp0(actor->unit, unit) == 0;
    if (own && holds(roles, actor, permission))
        return true;
    bool is_there = own, lies_below = false;
    if (!own && (!unit_exists(db, unit, &is_there, error) ||
                    !unit_is_below(db, unit, actor->unit, &lies_below, error)))
        return false;
    if (!is_there)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_unit", "there is no unit %s", unit);
    if (lies_below && reaches_below(roles, actor, permission))
        return true;
    return fail(error, FAIL_DENIED, "%s is not granted for unit %s", permission, unit);
}

/* Who is left there signs in, reads, and finishes what runs. */
static bool may_begin(void *self, Db *db, const char *unit, int64_t now, GError **error)
{
    g_autoptr(Unit) there = unit_get(db, unit, error);
    if (there == NULL)
        return false;
    return there->valid_to == FIELD_UNSET || there->valid_to > now ||
           fail_as(error, FAIL_CONFLICT, "unit_closed",
               "unit %s is closed: what runs there is finished, nothing new is begun", unit);
}

/* For questions that are answered yes or no: that the database failed says the connection
 * (decision 021). */
static bool is_below(Db *db, const char *unit, const char *ancestor)
{
    bool is = false;
    return unit_is_below(db, unit, ancestor, &is, NULL) && is;
}

static bool oversees(void *self, Db *db, const Actor *actor, const char *unit)
{
    if (actor_is_system(actor) || g_strcmp0(actor->unit, unit) == 0)
        return true;
    return reaches_below(self, actor, PERMISSION_INSPECT) && is_below(db, unit, actor->unit);
}

static bool within(void *self, Db *db, const char *unit, const char *ancestor)
{
    if (ancestor == NULL)
        return false;
    return g_strcmp0(unit, ancestor) == 0 || is_below(db, unit, ancestor);
}

Guard guard_new(Roles *roles)
{
    return (Guard){.self = roles,
        .authenticate = authenticate,
        .permits = permits,
        .may_begin = may_begin,
        .oversees = oversees,
        .within = within};
}
