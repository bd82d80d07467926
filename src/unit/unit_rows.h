/* SPDX-License-Identifier: Apache-2.0 */
/* unit_rows - the tables that this folder's files give to the Module rows in unit_module.c, and
 * the event bodies that more than one of them emits. */
#pragma once

#include "engine/module.h"
#include "unit/role.h"

extern const EventKind unit_events[], person_events[], role_events[], account_events[],
    session_events[], watch_events[], post_events[], terminal_events[], proof_events[],
    credential_events[];
extern const Projection unit_projections[], post_projections[], person_projections[],
    role_projections[], account_projections[], watch_projections[], terminal_projections[],
    credential_projections[];
extern const Command unit_commands[], post_commands[], person_commands[], role_commands[],
    account_commands[], password_commands[], setup_commands[], session_commands[], watch_commands[],
    import_commands[], terminal_commands[], proof_commands[], credential_commands[];
extern const Query unit_queries[], post_queries[], board_queries[], person_queries[],
    role_queries[], account_queries[], setup_queries[], session_queries[], me_queries[],
    watch_queries[], terminal_queries[], credential_queries[];
extern const NoteKind board_notes[];

struct Watch;
/* One watch as GET …/watch gives it: a new reference. */
extern const Field watch_reply[]; /* of a watch that is stood */
json_t *watch_json(const struct Watch *watch);

/* May the asker see the people of the unit: its own, its overseers, and who administers it.
 * FAIL_DENIED. */
bool people_visible(const Asking *asking, const char *unit, GError **error);
