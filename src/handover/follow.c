/* SPDX-License-Identifier: Apache-2.0 */
/* A handover that goes on follows the roster: who is to come was asked of it when the handover
 * began, and a stand-in approved since, a leave, a change is said there and nowhere else. Whom
 * somebody chose by name stays, and whoever has signed. */
#include "handover/handover_private.h"

#include "base/json.h"
#include "unit/unit.h"

#include <string.h>

typedef struct Running {
    char *id;
    int64_t relief_at;
    bool is_named, leaders_change;
} Running;

static void running_clear(Running *running)
{
    g_free(running->id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Running, running_clear)

static bool running_find(Db *db, const char *unit, Running *out, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT id, relief_at, named, leaders_due_at FROM handover WHERE unit = $unit"
        " AND state = 'open'",
        error, "unit", unit, NULL);
    bool found = false;

    if (!statement_found(row, &found, error))
        return false;
    if (found)
        *out = (Running){.id = g_strdup(row_text_of(row, "id")),
            .relief_at = row_int_or(row, 1, FIELD_UNSET),
            .is_named = row_int_of(row, "named") != 0,
            .leaders_change = row_int_or(row, 3, FIELD_UNSET) != FIELD_UNSET};
    return true;
}

static char **persons_of(const Parties *parties, const char *side)
{
    g_autoptr(GStrvBuilder) persons = g_strv_builder_new();

    for (guint i = 0; i < parties->named->len; i++) {
        const Party *party = parties->named->pdata[i];
        if (strcmp(party->side, side) == 0)
            g_strv_builder_add(persons, party->person);
    }
    return g_strv_builder_end(persons);
}

/* Who is named on the side from now on; NULL: as before. Whoever signed there stays. */
static char **side_now(const Parties *parties, const char *side, char *const *proposed)
{
    g_autoptr(GStrvBuilder) persons = g_strv_builder_new();
    bool differs = false;

    for (guint i = 0; i < parties->named->len; i++) {
        const Party *party = parties->named->pdata[i];
        bool stays = g_strv_contains((const char *const *) proposed, party->person);
        if (strcmp(party->side, side) != 0)
            continue;
        if (party->signed_at != FIELD_UNSET && !stays)
            g_strv_builder_add(persons, party->person);
        differs |= party->signed_at == FIELD_UNSET && !stays;
    }
    for (char *const *one = proposed; *one != NULL; one++) {
        g_strv_builder_add(persons, *one);
        differs |= !parties_name(parties, side, *one);
    }
    return differs ? g_strv_builder_end(persons) : NULL;
}

/* Only where the roster has somebody to come: it never takes all names away. */
static bool leaders_now(Decision *decision, const Running *running, const Parties *parties,
    char ***out_leaders, GError **error)
{
    g_auto(LeaderChange) change = {0};

    *out_leaders = NULL;
    if (!running->leaders_change)
        return true;
    if (!leader_change_find(
            decision_db(decision), decision_unit(decision), decision_now(decision), &change, error))
        return false;
    if (*change.incoming != NULL)
        *out_leaders = side_now(parties, SIDE_LEADER_IN, change.incoming);
    return true;
}

static bool running_follow(Decision *decision, const Running *running, GError **error)
{
    Db *db = decision_db(decision);
    g_auto(Parties) parties = {0};
    g_auto(Outgoing) outgoing = {.relief_at = running->relief_at};
    g_auto(GStrv) leaders = NULL, proposed = NULL, incoming = NULL;

    if (!parties_load(db, running->id, &parties, error) ||
        !leaders_now(decision, running, &parties, &leaders, error))
        return false;
    outgoing.persons = persons_of(&parties, SIDE_OUT);
    proposed =
        incoming_propose(db, decision_unit(decision), &outgoing, decision_now(decision), error);
    if (proposed == NULL)
        return false;
    incoming = running->is_named ? NULL : side_now(&parties, SIDE_IN, proposed);
    const RenamedBody body = {.incoming = incoming, .incoming_leaders = leaders};
    return (incoming == NULL && leaders == NULL) ||
           decision_emit(decision, EVENT_HANDOVER_RENAMED, running->id, &body, error);
}

bool handover_follow(Decision *decision, GError **error)
{
    g_auto(Running) running = {0};

    return running_find(decision_db(decision), decision_unit(decision), &running, error) &&
           (running.id == NULL || running_follow(decision, &running, error));
}

bool handover_follow_react(Decision *decision, const Event *event, GError **error)
{
    return handover_follow(decision, error);
}
