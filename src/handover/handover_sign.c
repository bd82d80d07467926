/* SPDX-License-Identifier: Apache-2.0 */
/* Signing: nothing untold, nothing undecided, each for themselves. */
#include "handover/handover_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "unit/watch.h"

#include <string.h>

/* ---- renew: what has come up or ended since it began ---- */

typedef struct Change {
    json_t *items;  /* new */
    char **settled; /* GStrv */
} Change;

static void change_clear(Change *change)
{
    json_decref(change->items);
    g_strfreev(change->settled);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Change, change_clear)

static bool list_has(const json_t *items, const char *item)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (items, i, one) {
        if (g_strcmp0(json_text(one, "item"), item) == 0)
            return true;
    }
    return false;
}

static bool change_find(Decision *decision, const char *id, Change *out, GError **error)
{
    Db *db = decision_db(decision);
    g_auto(Outgoing) outgoing = {0};
    json_auto_t *handover = handover_json(db, id, error);
    g_autoptr(GStrvBuilder) settled = g_strv_builder_new();
    const json_t *item = NULL;
    size_t i = 0;

    if (handover == NULL)
        return false;
    if (!moment_parse(json_text(handover, "since_at"), &outgoing.since, error))
        return false;
    const GatherSpan span =
        handover_span(decision_engine(decision), &outgoing, decision_now(decision));
    json_auto_t *now = gather_items(db, decision_unit(decision), &span, error);
    if (now == NULL)
        return false;
    const json_t *then = json_object_get(handover, "items");
    out->items = json_array();
    json_array_foreach (now, i, item)
        if (!list_has(then, json_text(item, "item")))
            json_array_append(out->items, (json_t *) item);
    json_array_foreach (then, i, item)
        if (g_strcmp0(json_text(item, "decided"), "open") == 0 &&
            !list_has(now, json_text(item, "item")))
            g_strv_builder_add(settled, json_text(item, "item"));
    out->settled = g_strv_builder_end(settled);
    return true;
}

static bool change_emit(Decision *decision, const char *id, const Change *change, GError **error)
{
    const RenewedBody body = {.items = change->items, .settled = change->settled};

    return (json_array_size(change->items) == 0 && *change->settled == NULL) ||
           decision_emit(decision, EVENT_HANDOVER_RENEWED, id, &body, error);
}

bool handover_renew_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    g_auto(Change) change = {0};

    return handover_is(decision, args->id, "open", error) &&
           change_find(decision, args->id, &change, error) &&
           change_emit(decision, args->id, &change, error);
}

/* ---- sign ---- */

/* Nothing may be undecided, nothing untold, when the next watch signs. Quiet news is told with
 * the rest and needs no word. */
static bool all_decided(Decision *decision, const char *id, GError **error)
{
    g_auto(Change) change = {0};
    const json_t *item = NULL;
    size_t i = 0, open = 0;

    if (!change_find(decision, id, &change, error))
        return false;
    json_array_foreach (change.items, i, item)
        if (!json_flag(item, "quiet"))
            return fail_as(error, FAIL_CONFLICT, "items_new",
                "something has come up since the handover began");
    json_array_clear(change.items);
    json_auto_t *handover = change_emit(decision, id, &change, error)
                                ? handover_json(decision_db(decision), id, error)
                                : NULL;
    if (handover == NULL)
        return false;
    json_array_foreach (json_object_get(handover, "items"), i, item) {
        if (g_strcmp0(json_text(item, "decided"), "open") == 0)
            open++;
    }
    return open == 0 ||
           fail_as(error, FAIL_CONFLICT, "items_open", "%zu items wait for a word", open);
}

static bool incoming_check(Decision *decision, const char *id, const char *person, GError **error)
{
    g_autofree char *state = handover_state(decision_db(decision), id);
    bool is_on = false;

    if (!watch_is_on(
            decision_db(decision), decision_unit(decision), person, WATCH_OFFICER, &is_on, error))
        return false;
    if (!is_on)
        return fail_as(
            error, FAIL_CONFLICT, "not_on_watch", "who takes over comes on watch as officer first");
    return strcmp(state, "open") != 0 || all_decided(decision, id, error);
}

/* Whoever has handed over and signed is relieved: their watch ends. */
static bool relieve(Decision *decision, const char *person, const char *role, GError **error)
{
    g_autoptr(GPtrArray) watches =
        watch_current(decision_db(decision), decision_unit(decision), role, error);

    for (guint i = 0; watches != NULL && i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        if (g_strcmp0(watch->person, person) == 0 &&
            !decision_emit(decision, "watch.ended", watch->id, NULL, error))
            return false;
    }
    return watches != NULL;
}

static bool relieve_signed(
    Decision *decision, const char *id, const char *side, const char *role, GError **error)
{
    g_auto(GStrv) persons = handover_side(decision_db(decision), id, side, true);

    for (char **person = persons; *person != NULL; person++)
        if (!relieve(decision, *person, role, error))
            return false;
    return true;
}

static bool unsigned_but(Decision *decision, const char *id, const char *person)
{
    static const char *const sides[] = {SIDE_OUT, SIDE_IN};

    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
        g_auto(GStrv) all = handover_side(decision_db(decision), id, sides[i], false);
        g_auto(GStrv) done = handover_side(decision_db(decision), id, sides[i], true);
        for (char **one = all; *one != NULL; one++)
            if (strcmp(*one, person) != 0 && !g_strv_contains((const char *const *) done, *one))
                return true;
    }
    return false;
}

static bool sign_emit(
    Decision *decision, const char *id, const char *person, const char *side, GError **error)
{
    g_autofree char *state = handover_state(decision_db(decision), id);
    g_auto(GStrv) others =
        handover_side(decision_db(decision), id, strcmp(side, "out") == 0 ? "in" : "out", true);
    bool taken = strcmp(state, "open") == 0 && *others != NULL;
    const HandoverSignedBody body = {.person = (char *) person,
        .side = (char *) side,
        .taken = taken,
        .whole = (taken || strcmp(state, "sealed") == 0) && !unsigned_but(decision, id, person),
        .countersign_due_at = taken ? decision_now(decision) +
                                          handover_times(decision_engine(decision)).countersign_ms
                                    : FIELD_UNSET};

    if (taken && strcmp(side, "out") == 0 && !all_decided(decision, id, error))
        return false;
    if (!decision_emit(decision, EVENT_HANDOVER_SIGNED, id, &body, error))
        return false;
    return (!taken && strcmp(state, "sealed") != 0) ||
           relieve_signed(decision, id, SIDE_OUT, WATCH_OFFICER, error);
}

/* ---- the leaders' own ---- */

/* *out_side NULL: no leader's signature is due from them. Whoever leads in place of the rostered
 * one takes over as the rostered one would. */
static bool leader_side(
    Decision *decision, const char *id, const char *person, const char **out_side, GError **error)
{
    Db *db = decision_db(decision);
    g_auto(GStrv) outgoing = handover_side(db, id, SIDE_LEADER_OUT, false);

    bool leads = false, watches = false;

    *out_side = NULL;
    if (!watch_is_on(db, decision_unit(decision), person, WATCH_LEADER, &leads, error) ||
        !watch_is_on(db, decision_unit(decision), person, WATCH_OFFICER, &watches, error))
        return false;
    if (g_strv_contains((const char *const *) outgoing, person))
        *out_side = SIDE_LEADER_OUT;
    else if (handover_has(decision, id, SIDE_LEADER_IN, person) ||
             (*outgoing != NULL && leads && !watches))
        *out_side = SIDE_LEADER_IN;
    return true;
}

/* Whoever goes has signed, and somebody who comes; in place of the rostered one another may. */
static bool leaders_whole(Decision *decision, const char *id, const char *person, bool comes)
{
    Db *db = decision_db(decision);
    g_auto(GStrv) go = handover_side(db, id, SIDE_LEADER_OUT, false);
    g_auto(GStrv) gone = handover_side(db, id, SIDE_LEADER_OUT, true);
    g_auto(GStrv) come = handover_side(db, id, SIDE_LEADER_IN, true);

    for (char **one = go; *one != NULL; one++)
        if (strcmp(*one, person) != 0 && !g_strv_contains((const char *const *) gone, *one))
            return false;
    return comes || *come != NULL;
}

static bool leader_sign(
    Decision *decision, const char *id, const char *person, const char *side, GError **error)
{
    Db *db = decision_db(decision);
    bool comes = strcmp(side, SIDE_LEADER_IN) == 0;
    g_autofree char *state = handover_state(db, id);
    g_auto(GStrv) others = handover_side(db, id, comes ? SIDE_LEADER_OUT : SIDE_LEADER_IN, true);
    const HandoverSignedBody body = {.person = (char *) person,
        .side = (char *) side,
        .whole = strcmp(state, "sealed") == 0 && !unsigned_but(decision, id, person),
        .leaders_whole = leaders_whole(decision, id, person, comes),
        .countersign_due_at = FIELD_UNSET};

    bool is_on = !comes;

    if (comes && !watch_is_on(db, decision_unit(decision), person, WATCH_LEADER, &is_on, error))
        return false;
    if (!is_on)
        return fail_as(
            error, FAIL_CONFLICT, "not_on_watch", "who takes over comes on watch as leader first");
    return decision_emit(decision, EVENT_HANDOVER_SIGNED, id, &body, error) &&
           (*others == NULL || relieve_signed(decision, id, SIDE_LEADER_OUT, WATCH_LEADER, error));
}

static bool has_signed(Decision *decision, const char *id, const char *person)
{
    static const char *const sides[] = {SIDE_OUT, SIDE_IN, SIDE_LEADER_OUT, SIDE_LEADER_IN};

    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
        g_auto(GStrv) done = handover_side(decision_db(decision), id, sides[i], true);
        if (g_strv_contains((const char *const *) done, person))
            return true;
    }
    return false;
}

bool handover_sign_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    const char *person = decision_actor(decision)->person;
    g_autofree char *state = handover_state(decision_db(decision), args->id);

    if (*state == '\0')
        return fail(error, FAIL_NOT_FOUND, "there is no such handover");
    if (strcmp(state, "cancelled") == 0)
        return fail_as(error, FAIL_CONFLICT, "sealed", "the handover was cancelled");
    if (person == NULL)
        return fail_as(error, FAIL_DENIED, "needs_person", "a person signs");
    if (has_signed(decision, args->id, person))
        return fail_as(error, FAIL_CONFLICT, "signed_already", "signed already");
    if (handover_has(decision, args->id, SIDE_OUT, person))
        return sign_emit(decision, args->id, person, SIDE_OUT, error);
    const char *leads = NULL;
    if (!leader_side(decision, args->id, person, &leads, error))
        return false;
    if (leads != NULL)
        return leader_sign(decision, args->id, person, leads, error);
    return incoming_check(decision, args->id, person, error) &&
           sign_emit(decision, args->id, person, SIDE_IN, error);
}

bool handover_countersign_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    const Actor *actor = decision_actor(decision);
    const PersonBody body = {.person = actor->person};
    json_auto_t *handover = handover_is(decision, args->id, "sealed", error)
                                ? handover_json(decision_db(decision), args->id, error)
                                : NULL;

    if (handover == NULL)
        return false;
    if (actor->person == NULL ||
        (!actor_has_role(actor, "leader") && !actor_has_role(actor, "head")))
        return fail_as(error, FAIL_DENIED, "needs_role", "the leader countersigns");
    if (handover_has(decision, args->id, "out", actor->person) ||
        handover_has(decision, args->id, "in", actor->person))
        return fail_as(error, FAIL_CONFLICT, "own_handover", "a party does not countersign");
    if (json_text(handover, "countersigned_at") != NULL)
        return fail_as(error, FAIL_CONFLICT, "signed_already", "countersigned already");
    return decision_emit(decision, EVENT_HANDOVER_COUNTERSIGNED, args->id, &body, error);
}
