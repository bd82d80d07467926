/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/oral.h"

#include "base/clock.h"
#include "unit/watch.h"

#include <string.h>

/* The leader is called first and what they agreed to typed afterwards: a word may be older than the
 * text of it. */
#define SAID_BEFORE_MS HOUR_MS

Person *oral_leader(Decision *decision, const char *id, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(Person) person = NULL;

    if (!person_find(db, id, &person, error))
        return NULL;
    if (person == NULL || strcmp(person->unit, decision_unit(decision)) != 0 ||
        person->left_at != FIELD_UNSET) {
        fail_field(error, "leader", "unknown");
        return NULL;
    }
    g_auto(GStrv) roles = person_roles(db, id, error);
    if (roles == NULL)
        return NULL;
    if (!roles_lead(roles)) {
        fail_field(error, "leader", "not_a_leader");
        return NULL;
    }
    return g_steal_pointer(&person);
}

bool oral_time_check(Decision *decision, int64_t said_at, int64_t typed_at, GError **error)
{
    int64_t now = decision_now(decision);

    if (said_at > now)
        return fail_field(error, "at", "in_the_future");
    /* What was typed at a time since put right lies in the future: it binds nobody to that. */
    return said_at >= MIN(typed_at, now) - SAID_BEFORE_MS || fail_field(error, "at", "too_early");
}
