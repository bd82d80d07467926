/* SPDX-License-Identifier: Apache-2.0 */
/* What whoever asks may do with a handover. */
#include "handover/handover_private.h"

#include "base/json.h"
#include "engine/engine.h"
#include "unit/watch.h"

#include <string.h>

/* Does the leader change with the watch? */
static bool has_leaders(const Parties *parties)
{
    for (guint i = 0; i < parties->named->len; i++)
        if (strcmp(((const Party *) parties->named->pdata[i])->side, SIDE_LEADER_OUT) == 0)
            return true;
    return false;
}

bool handover_leader_side(
    Db *db, const char *unit, const Signing *signing, const char **out_side, GError **error)
{
    bool leads = false, watches = false;

    if (parties_name(signing->parties, SIDE_LEADER_OUT, signing->person))
        *out_side = SIDE_LEADER_OUT;
    else if (parties_name(signing->parties, SIDE_LEADER_IN, signing->person))
        *out_side = SIDE_LEADER_IN;
    else if (!watch_is_on(db, unit, signing->person, WATCH_LEADER, &leads, error) ||
             !watch_is_on(db, unit, signing->person, WATCH_OFFICER, &watches, error))
        return false;
    else
        *out_side = has_leaders(signing->parties) && leads && !watches ? SIDE_LEADER_IN : NULL;
    return true;
}

/* ---- may ---- */

static bool is_party(const Parties *parties, const char *person)
{
    return parties_name(parties, SIDE_OUT, person) || parties_name(parties, SIDE_IN, person);
}

/* *out_side: which whoever asks would sign on; NULL: none waits for them. Another than the rostered
 * one may come: an officer, or who stands the watch already. */
static bool side_find(
    const Asking *asking, const Signing *signing, const char **out_side, GError **error)
{
    const Actor *actor = asking->actor;
    const Parties *parties = signing->parties;
    bool comes =
        parties_name(parties, SIDE_IN, actor->person) || actor_has_role(actor, WATCH_OFFICER);

    *out_side = NULL;
    if (strcmp(parties->state, "cancelled") == 0 || parties_has_signed(parties, actor->person))
        return true;
    if (parties_name(parties, SIDE_OUT, actor->person)) {
        *out_side = SIDE_OUT;
        return true;
    }
    if (!handover_leader_side(asking->db, actor->unit, signing, out_side, error) ||
        (*out_side == NULL && !comes &&
            !watch_is_on(asking->db, actor->unit, actor->person, WATCH_OFFICER, &comes, error)))
        return false;
    if (*out_side == NULL && comes)
        *out_side = SIDE_IN;
    return true;
}

/* Who takes over comes on watch first; *out_watch NULL: they are, or go. */
static bool watch_first(
    const Asking *asking, const char *side, const char **out_watch, GError **error)
{
    const Actor *actor = asking->actor;
    const char *watch = strcmp(side, SIDE_LEADER_IN) == 0 ? WATCH_LEADER : WATCH_OFFICER;
    bool is_on = strcmp(side, SIDE_OUT) == 0 || strcmp(side, SIDE_LEADER_OUT) == 0;

    if (!is_on && !watch_is_on(asking->db, actor->unit, actor->person, watch, &is_on, error))
        return false;
    *out_watch = is_on ? NULL : watch;
    return true;
}

static bool signing_show(
    const Asking *asking, const Signing *signing, json_t *handover, GError **error)
{
    const char *side = NULL, *first = NULL;

    if (!side_find(asking, signing, &side, error) ||
        (side != NULL && !watch_first(asking, side, &first, error)))
        return false;
    if (side == NULL)
        return true;
    json_array_append_new(json_object_get(handover, "may"), json_string("sign"));
    json_object_set_new(handover, "signs_as", json_string(side));
    if (first != NULL)
        json_object_set_new(handover, "comes_as", json_string(first));
    return true;
}

bool handover_may_show(const Asking *asking, json_t *handover, GError **error)
{
    const char *id = json_text(handover, "id"), *unit = json_text(handover, "unit");
    const Actor *actor = asking->actor;
    bool permitted = false;
    g_auto(Parties) parties = {0};
    json_t *may = json_array();

    json_object_set_new(handover, "may", may);
    if (asking->engine == NULL || actor == NULL || actor->person == NULL)
        return true;
    if (!asking_may(asking, PERMISSION_HANDOVER, unit, &permitted, error))
        return false;
    if (!permitted)
        return true;
    const Signing signing = {.id = id, .person = actor->person, .parties = &parties};
    if (!parties_load(asking->db, id, &parties, error) ||
        !signing_show(asking, &signing, handover, error))
        return false;
    if (strcmp(parties.state, "sealed") == 0 && json_text(handover, "countersigned_at") == NULL &&
        roles_lead(actor->roles) && !is_party(&parties, actor->person))
        json_array_append_new(may, json_string("countersign"));
    return true;
}
