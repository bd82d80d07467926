/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit_module.h"

#include "unit/unit.h"
#include "unit/unit_rows.h"

/* A unit itself is known to everybody. */
static bool unit_sees(Db *db, const Actor *actor, const char *unit, const char *subject)
{
    return g_strcmp0(unit, subject) == 0;
}

/* Who is on watch below shows on the board above. */
static bool watch_sees(Db *db, const Actor *actor, const char *unit, const char *subject)
{
    if (actor->unit == NULL)
        return false;
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT 1 FROM watch WHERE unit = $unit AND id = $id", NULL);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_text(statement, "id", subject);
    if (statement_step(statement, NULL) != STORE_ROW)
        return false;
    return unit_is_below(db, unit, actor->unit);
}

const Module unit_module = {
    .name = "unit",
    .events = unit_events,
    .commands = unit_commands,
    .queries = unit_queries,
    .projections = unit_projections,
    .sees = unit_sees,
};

const Module post_module = {
    .name = "post",
    .events = post_events,
    .commands = post_commands,
    .queries = post_queries,
    .projections = post_projections,
};

const Module board_module = {
    .name = "board",
    .queries = board_queries,
};

const Module person_module = {
    .name = "person",
    .events = person_events,
    .commands = person_commands,
    .queries = person_queries,
    .projections = person_projections,
};

const Module role_module = {
    .name = "role",
    .events = role_events,
    .commands = role_commands,
    .queries = role_queries,
    .projections = role_projections,
};

const Module account_module = {
    .name = "account",
    .events = account_events,
    .commands = account_commands,
    .queries = account_queries,
    .projections = account_projections,
};

const Module password_module = {
    .name = "password",
    .commands = password_commands,
};

const Module setup_module = {
    .name = "setup",
    .commands = setup_commands,
    .queries = setup_queries,
};

const Module session_module = {
    .name = "session",
    .events = session_events,
    .commands = session_commands,
    .queries = session_queries,
};

const Module me_module = {
    .name = "me",
    .queries = me_queries,
};

const Module watch_module = {
    .name = "watch",
    .events = watch_events,
    .commands = watch_commands,
    .queries = watch_queries,
    .projections = watch_projections,
    .sees = watch_sees,
};

const Module import_module = {
    .name = "import",
    .commands = import_commands,
};

const Module credential_module = {
    .name = "credential",
    .events = credential_events,
    .commands = credential_commands,
    .queries = credential_queries,
    .projections = credential_projections,
};

const Module terminal_module = {
    .name = "terminal",
    .events = terminal_events,
    .commands = terminal_commands,
    .queries = terminal_queries,
    .projections = terminal_projections,
};

const Module proof_module = {
    .name = "proof",
    .events = proof_events,
    .commands = proof_commands,
};
