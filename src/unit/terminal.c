/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/terminal.h"

#include "base/digest.h"
#include "engine/field.h"
#include "unit/person.h"
#include "unit/seal.h"

void terminal_free(Terminal *terminal)
{
    if (terminal == NULL)
        return;
    g_free(terminal->unit);
    g_free(terminal->id);
    g_free(terminal->name);
    g_free(terminal);
}

#define TERMINAL_COLUMNS                                                                           \
    "SELECT t.unit, t.id, t.name, t.added_at, t.enrolled_at, t.locked_until, t.revoked_at"

static void *terminal_of_row(Statement *statement)
{
    Terminal *terminal = g_new0(Terminal, 1);
    terminal->unit = g_strdup(row_text(statement, 0));
    terminal->id = g_strdup(row_text(statement, 1));
    terminal->name = g_strdup(row_text(statement, 2));
    terminal->added_at = row_int(statement, 3);
    terminal->enrolled_at = row_int_or(statement, 4, FIELD_UNSET);
    terminal->locked_until = row_int_or(statement, 5, FIELD_UNSET);
    terminal->revoked_at = row_int_or(statement, 6, FIELD_UNSET);
    return terminal;
}

Terminal *terminal_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_id(
        db, TERMINAL_COLUMNS " FROM terminal t WHERE t.unit = $unit AND t.id = $id", id, error);
    return statement_one(statement, terminal_of_row, "no_such_terminal", "terminal", error);
}

static Terminal *terminal_of_token(Db *db, const char *token, GError **error)
{
    g_autofree char *digest = digest_secret(token);
    g_autoptr(Statement) statement = store_prepare(db,
        TERMINAL_COLUMNS ", " SEAL_EVENT_TERMINAL(
            "t.unit", "t.id") " FROM terminal t"
                              " JOIN terminal_secret s ON s.unit = t.unit AND s.terminal = t.id"
                              " WHERE s.digest = $digest AND t.revoked_at IS NULL",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "digest", digest);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW && seal_judge(digest, row_text(statement, 7)) != SEAL_BROKEN)
        return terminal_of_row(statement);
    if (step != STORE_FAILED)
        fail_as(error, FAIL_DENIED, "signed_out", "the terminal is not enrolled, or no longer");
    return NULL;
}

char *account_of_person(Db *db, const char *unit, const char *person)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT a.id FROM account a JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE a.unit = $unit AND a.person = $person AND a.disabled_at IS NULL"
        " AND p.left_at IS NULL ORDER BY a.opened_at, a.id LIMIT 1",
        NULL);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "person", person);
    return statement_step(statement, NULL) == STORE_ROW ? g_strdup(row_text(statement, 0)) : NULL;
}

/* Sets method and proved_until from a proof given a moment ago. */
static bool actor_by_proof(Db *db, Actor *actor, int64_t now)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT method, until FROM proof WHERE unit = $unit AND terminal = $terminal"
        " AND person = $person AND until > $now",
        NULL);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", actor->unit);
    bind_text(statement, "terminal", actor->terminal);
    bind_text(statement, "person", actor->person);
    bind_int(statement, "now", now);
    if (statement_step(statement, NULL) != STORE_ROW)
        return false;
    actor->method = g_strdup(row_text(statement, 0));
    actor->proved_until = row_int(statement, 1);
    return true;
}

/* Sets method from the watch they came for at this terminal. */
static bool actor_by_watch(Db *db, Actor *actor)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT method FROM watch WHERE unit = $unit AND person = $person AND terminal = $terminal"
        " AND ended_at IS NULL ORDER BY since LIMIT 1",
        NULL);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", actor->unit);
    bind_text(statement, "terminal", actor->terminal);
    bind_text(statement, "person", actor->person);
    if (statement_step(statement, NULL) != STORE_ROW)
        return false;
    actor->method = g_strdup(row_text(statement, 0));
    return true;
}

/* The room becomes the person who writes. */
static bool actor_take(Db *db, Actor *actor, const char *acting, int64_t now, GError **error)
{
    g_autofree char *account = account_of_person(db, actor->unit, acting);
    actor->person = g_strdup(acting);
    if (account == NULL || !(actor_by_proof(db, actor, now) || actor_by_watch(db, actor)))
        return fail_as(error, FAIL_DENIED, "not_at_terminal", "this person did not come here");
    g_free(actor->account);
    g_free(actor->name);
    g_strfreev(actor->roles);
    actor->account = g_steal_pointer(&account);
    actor->name = person_name(db, acting);
    actor->roles = person_roles(db, acting);
    return true;
}

Actor *terminal_actor(Db *db, const char *token, const char *acting, int64_t now, GError **error)
{
    g_autoptr(Terminal) terminal = terminal_of_token(db, token, error);
    if (terminal == NULL)
        return NULL;
    g_autoptr(Actor) actor = g_new0(Actor, 1);
    actor->account = g_strdup(terminal->id);
    actor->name = g_strdup(terminal->name);
    actor->unit = g_strdup(terminal->unit);
    actor->terminal = g_strdup(terminal->id);
    actor->roles = g_new0(char *, 1);
    if (acting != NULL && !actor_take(db, actor, acting, now, error))
        return NULL;
    return g_steal_pointer(&actor);
}
