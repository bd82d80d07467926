/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/terminal.h"

#include "base/digest.h"
#include "engine/field_row.h"
#include "unit/person.h"
#include "unit/seal.h"

static const Field terminal_fields[] = {
    FIELD(Terminal, unit, FIELD_WORD),
    FIELD(Terminal, id, FIELD_WORD),
    FIELD(Terminal, name, FIELD_TEXT),
    FIELD(Terminal, added_at, FIELD_TIME),
    FIELD(Terminal, enrolled_at, FIELD_TIME),
    FIELD(Terminal, locked_until, FIELD_TIME),
    FIELD(Terminal, revoked_at, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(Terminal, terminal, terminal_fields)

#define TERMINAL_COLUMNS                                                                           \
    "SELECT t.unit, t.id, t.name, t.added_at, t.enrolled_at, t.locked_until, t.revoked_at"

Terminal *terminal_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(
        db, TERMINAL_COLUMNS " FROM terminal t WHERE t.unit = $unit AND t.id = $id", id, error);
    return statement_find(row, "no_such_terminal", "terminal", error)
               ? fields_row_new(terminal_fields, sizeof(Terminal), row)
               : NULL;
}

static Terminal *terminal_of_token(Db *db, const char *token, GError **error)
{
    g_autofree char *digest = digest_secret(token);
    g_autoptr(Statement) statement = store_prepare(db,
        TERMINAL_COLUMNS ", " SEAL_EVENT_TERMINAL(
            "t.unit", "t.id") " AS recorded FROM terminal t"
                              " JOIN terminal_secret s ON s.unit = t.unit AND s.terminal = t.id"
                              " WHERE s.digest = $digest AND t.revoked_at IS NULL",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "digest", digest);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW && seal_judge(digest, row_text_of(statement, "recorded")) != SEAL_BROKEN)
        return fields_row_new(terminal_fields, sizeof(Terminal), statement);
    if (step != STORE_FAILED)
        fail_as(error, FAIL_DENIED, "signed_out", "the terminal is not enrolled, or no longer");
    return NULL;
}

bool account_of_person(
    Db *db, const char *unit, const char *person, char **out_account, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT a.id FROM account a JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE a.unit = $unit AND a.person = $person AND a.disabled_at IS NULL"
        " AND p.left_at IS NULL ORDER BY a.opened_at, a.id LIMIT 1",
        error);
    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "person", person);
    return statement_text(row, out_account, error);
}

/* Sets method and proved_until from a proof given a moment ago. */
static bool actor_by_proof(Db *db, Actor *actor, int64_t now, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT method, until FROM proof WHERE unit = $unit AND terminal = $terminal"
        " AND person = $person AND until > $now",
        error);
    if (row == NULL)
        return false;
    bind_text(row, "unit", actor->unit);
    bind_text(row, "terminal", actor->terminal);
    bind_text(row, "person", actor->person);
    bind_int(row, "now", now);
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        actor->method = g_strdup(row_text_of(row, "method"));
        actor->proved_until = row_int_of(row, "until");
    }
    return step != STORE_FAILED;
}

/* Sets method from the watch they came for at this terminal. */
static bool actor_by_watch(Db *db, Actor *actor, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT method FROM watch WHERE unit = $unit AND person = $person AND terminal = $terminal"
        " AND ended_at IS NULL ORDER BY since LIMIT 1",
        error);
    if (row == NULL)
        return false;
    bind_text(row, "unit", actor->unit);
    bind_text(row, "terminal", actor->terminal);
    bind_text(row, "person", actor->person);
    return statement_text(row, &actor->method, error);
}

/* The room becomes the person who writes. */
static bool actor_take(Db *db, Actor *actor, const char *acting, int64_t now, GError **error)
{
    g_autofree char *account = NULL;

    actor->person = g_strdup(acting);
    if (!account_of_person(db, actor->unit, acting, &account, error) ||
        (account != NULL && !actor_by_proof(db, actor, now, error)) ||
        (account != NULL && actor->method == NULL && !actor_by_watch(db, actor, error)))
        return false;
    if (account == NULL || actor->method == NULL)
        return fail_as(error, FAIL_DENIED, "not_at_terminal", "this person did not come here");
    g_free(actor->account);
    g_free(actor->name);
    g_strfreev(actor->roles);
    actor->account = g_steal_pointer(&account);
    actor->name = person_name(db, acting);
    actor->roles = person_roles(db, acting, error);
    return actor->roles != NULL;
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
