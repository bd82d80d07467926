/* SPDX-License-Identifier: Apache-2.0 */
/* Signing: nothing untold, nothing undecided, each for themselves. */
#include "handover/handover_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "engine/engine.h"
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
    g_auto(Parties) parties = {0};

    return handover_take(decision, args->id, "open", &parties, error) &&
           handover_follow(decision, error) && change_find(decision, args->id, &change, error) &&
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

static bool watches_as(Decision *decision, const char *person, const char *role, GError **error)
{
    bool on_watch = false;

    return watch_is_on(
               decision_db(decision), decision_unit(decision), person, role, &on_watch, error) &&
           (on_watch || fail_as(error, FAIL_CONFLICT, "not_on_watch",
                            "who takes over comes on watch as %s first", role));
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
    g_auto(Parties) parties = {0};

    if (!parties_load(decision_db(decision), id, &parties, error))
        return false;
    for (guint i = 0; i < parties.named->len; i++) {
        const Party *party = parties.named->pdata[i];
        if (strcmp(party->side, side) == 0 && party->signed_at != FIELD_UNSET &&
            !relieve(decision, party->person, role, error))
            return false;
    }
    return true;
}

/* Is nobody's missing then, but perhaps a leader's? */
static bool is_whole(const Signing *signing)
{
    return !parties_lack(signing->parties, SIDE_OUT, signing->person) &&
           !parties_lack(signing->parties, SIDE_IN, signing->person);
}

static bool is_sealed(const Signing *signing)
{
    return strcmp(signing->parties->state, "sealed") == 0;
}

static bool sign_emit(Decision *decision, const Signing *signing, const char *side, GError **error)
{
    bool goes = strcmp(side, SIDE_OUT) == 0, open = strcmp(signing->parties->state, "open") == 0;
    bool taken = open && parties_signed(signing->parties, goes ? SIDE_IN : SIDE_OUT);
    const HandoverSignedBody body = {.person = (char *) signing->person,
        .side = (char *) side,
        .taken = taken,
        .whole = (taken || is_sealed(signing)) && is_whole(signing),
        .countersign_due_at = taken ? decision_now(decision) +
                                          handover_times(decision_engine(decision)).countersign_ms
                                    : FIELD_UNSET};

    if (taken && goes && !all_decided(decision, signing->id, error))
        return false;
    if (!decision_emit(decision, EVENT_HANDOVER_SIGNED, signing->id, &body, error))
        return false;
    return (!taken && !is_sealed(signing)) ||
           relieve_signed(decision, signing->id, SIDE_OUT, WATCH_OFFICER, error);
}

static bool incoming_sign(Decision *decision, const Signing *signing, GError **error)
{
    bool open = strcmp(signing->parties->state, "open") == 0;

    return watches_as(decision, signing->person, WATCH_OFFICER, error) &&
           (!open || all_decided(decision, signing->id, error)) &&
           sign_emit(decision, signing, SIDE_IN, error);
}

/* ---- the leaders' own ---- */

/* Whoever goes has signed, and somebody who comes; in place of the rostered one another may. */
static bool leader_sign(
    Decision *decision, const Signing *signing, const char *side, GError **error)
{
    const Parties *parties = signing->parties;
    bool comes = strcmp(side, SIDE_LEADER_IN) == 0;
    const HandoverSignedBody body = {.person = (char *) signing->person,
        .side = (char *) side,
        .whole = is_sealed(signing) && is_whole(signing),
        .leaders_whole = !parties_lack(parties, SIDE_LEADER_OUT, signing->person) &&
                         (comes || parties_signed(parties, SIDE_LEADER_IN)),
        .countersign_due_at = FIELD_UNSET};
    bool both = parties_signed(parties, comes ? SIDE_LEADER_OUT : SIDE_LEADER_IN);

    if (comes && !watches_as(decision, signing->person, WATCH_LEADER, error))
        return false;
    return decision_emit(decision, EVENT_HANDOVER_SIGNED, signing->id, &body, error) &&
           (!both || relieve_signed(decision, signing->id, SIDE_LEADER_OUT, WATCH_LEADER, error));
}

static bool signer_check(const Parties *parties, const char *person, GError **error)
{
    if (strcmp(parties->state, "cancelled") == 0)
        return fail_as(error, FAIL_CONFLICT, "sealed", "the handover was cancelled");
    if (person == NULL)
        return fail_as(error, FAIL_DENIED, "needs_person", "a person signs");
    return !parties_has_signed(parties, person) ||
           fail_as(error, FAIL_CONFLICT, "signed_already", "signed already");
}

bool handover_sign_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    const char *person = decision_actor(decision)->person, *leads = NULL;
    g_auto(Parties) parties = {0};
    const Signing signing = {.id = args->id, .person = person, .parties = &parties};

    if (!parties_load(decision_db(decision), args->id, &parties, error) ||
        !signer_check(&parties, person, error))
        return false;
    if (parties_name(&parties, SIDE_OUT, person))
        return sign_emit(decision, &signing, SIDE_OUT, error);
    if (!handover_leader_side(
            decision_db(decision), decision_unit(decision), &signing, &leads, error))
        return false;
    return leads != NULL ? leader_sign(decision, &signing, leads, error)
                         : incoming_sign(decision, &signing, error);
}

bool handover_countersign_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    const Actor *actor = decision_actor(decision);
    const PersonBody body = {.person = actor->person};
    g_auto(Parties) parties = {0};
    json_auto_t *handover = handover_take(decision, args->id, "sealed", &parties, error)
                                ? handover_json(decision_db(decision), args->id, error)
                                : NULL;

    if (handover == NULL)
        return false;
    if (actor->person == NULL || !roles_lead(actor->roles))
        return fail_as(error, FAIL_DENIED, "needs_role", "the leader countersigns");
    if (parties_name(&parties, SIDE_OUT, actor->person) ||
        parties_name(&parties, SIDE_IN, actor->person))
        return fail_as(error, FAIL_CONFLICT, "own_handover", "a party does not countersign");
    if (json_text(handover, "countersigned_at") != NULL)
        return fail_as(error, FAIL_CONFLICT, "signed_already", "countersigned already");
    return decision_emit(decision, EVENT_HANDOVER_COUNTERSIGNED, args->id, &body, error);
}
