/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/actor.h"

#include "base/fail.h"

#include <string.h>

Actor *actor_copy(const Actor *actor)
{
    Actor *copy = g_new0(Actor, 1);

    copy->account = g_strdup(actor->account);
    copy->person = g_strdup(actor->person);
    copy->name = g_strdup(actor->name);
    copy->unit = g_strdup(actor->unit);
    copy->roles = g_strdupv(actor->roles);
    copy->session = g_strdup(actor->session);
    copy->terminal = g_strdup(actor->terminal);
    copy->method = g_strdup(actor->method);
    copy->handed = actor->handed;
    copy->worn = actor->worn;
    copy->proved_until = actor->proved_until;
    return copy;
}

Actor *actor_system(void)
{
    Actor *actor = g_new0(Actor, 1);

    actor->account = g_strdup(ACTOR_SYSTEM);
    actor->name = g_strdup(ACTOR_SYSTEM);
    actor->roles = g_new0(char *, 1);
    return actor;
}

void actor_free(Actor *actor)
{
    if (actor == NULL)
        return;
    g_free(actor->account);
    g_free(actor->person);
    g_free(actor->name);
    g_free(actor->unit);
    g_strfreev(actor->roles);
    g_free(actor->session);
    g_free(actor->terminal);
    g_free(actor->method);
    g_free(actor);
}

bool actor_is_system(const Actor *actor)
{
    return strcmp(actor->account, ACTOR_SYSTEM) == 0;
}

bool actor_has_role(const Actor *actor, const char *role)
{
    return actor->roles != NULL && g_strv_contains((const char *const *) actor->roles, role);
}

bool actor_is_room(const Actor *actor)
{
    return actor->terminal != NULL && actor->person == NULL;
}

bool actor_proved(const Actor *actor, int64_t now, GError **error)
{
    if (actor == NULL || actor->terminal == NULL || actor->proved_until > now)
        return true;
    return fail_as(error, FAIL_DENIED, "proof_needed", "say again who you are: PIN or passkey");
}
