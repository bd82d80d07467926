/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/module.h"

#include "unit/unit.h"
#include "unit/unit_rows.h"

/* A unit itself is known to everybody. */
static bool unit_sees(Db *db, const Actor *actor, const char *unit, const char *subject,
    bool *out_sees, GError **error)
{
    *out_sees = g_strcmp0(unit, subject) == 0;
    return true;
}

/* Who is on watch below shows on the board above. */
static bool watch_sees(Db *db, const Actor *actor, const char *unit, const char *subject,
    bool *out_sees, GError **error)
{
    bool found = false;
    g_autoptr(Statement) statement =
        store_prepare_texts(db, "SELECT 1 FROM watch WHERE unit = $unit AND id = $id", error,
            "unit", unit, "id", subject, NULL);

    if (!statement_found(statement, &found, error))
        return false;
    return !found || actor->unit == NULL || unit_is_below(db, unit, actor->unit, out_sees, error);
}

const Part unit_part = {
    .events = unit_events,
    .commands = unit_commands,
    .queries = unit_queries,
    .projections = unit_projections,
    .sees = unit_sees,
};

const Part post_part = {
    .events = post_events,
    .commands = post_commands,
    .queries = post_queries,
    .projections = post_projections,
};

const Part board_part = {
    .queries = board_queries,
    .notes = board_notes,
};

const Part person_part = {
    .events = person_events,
    .commands = person_commands,
    .queries = person_queries,
    .projections = person_projections,
};

const Part role_part = {
    .events = role_events,
    .commands = role_commands,
    .queries = role_queries,
    .projections = role_projections,
};

const Part account_part = {
    .events = account_events,
    .commands = account_commands,
    .queries = account_queries,
    .projections = account_projections,
};

const Part password_part = {
    .commands = password_commands,
};

const Part setup_part = {
    .commands = setup_commands,
    .queries = setup_queries,
};

const Part session_part = {
    .events = session_events,
    .commands = session_commands,
    .queries = session_queries,
};

const Part me_part = {
    .queries = me_queries,
};

const Part watch_part = {
    .events = watch_events,
    .commands = watch_commands,
    .queries = watch_queries,
    .projections = watch_projections,
    .sees = watch_sees,
};

const Part import_part = {
    .commands = import_commands,
};

const Part credential_part = {
    .events = credential_events,
    .commands = credential_commands,
    .queries = credential_queries,
    .projections = credential_projections,
};

const Part terminal_part = {
    .events = terminal_events,
    .commands = terminal_commands,
    .queries = terminal_queries,
    .projections = terminal_projections,
};

const Part proof_part = {
    .events = proof_events,
    .commands = proof_commands,
};

const Module unit_module = {"unit",
    PARTS(&unit_part, &post_part, &board_part, &person_part, &role_part, &account_part,
        &password_part, &setup_part, &session_part, &me_part, &watch_part, &import_part,
        &workday_part, &workday_notice_part, &credential_part, &terminal_part, &proof_part,
        &time_part, &below_part),
    .personal_stays = "who served, and who was on watch, is what the record is for"};
