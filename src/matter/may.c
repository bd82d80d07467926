/* SPDX-License-Identifier: Apache-2.0 */
/* Who may take which step: by role, state and watch. */
#include "matter/kind_private.h"
#include "matter/matter_private.h"
#include "unit/watch.h"

#include <string.h>

static bool actor_is_among(const Actor *actor, const KindStep *step)
{
    for (size_t i = 0; step->who[i] != NULL; i++)
        if (strcmp(step->who[i], KIND_ANYONE) == 0 || actor_has_role(actor, step->who[i]))
            return true;
    return false;
}

/* But for the watch, which is asked of the database. */
static bool step_is_theirs(Engine *engine, Db *db, const Actor *actor, const char *unit,
    const KindStep *step, GError **error)
{
    const Guard *guard = engine_guard(engine);
    bool open_to_all = g_strv_contains((const char *const *) step->who, KIND_ANYONE);
    bool opening = strcmp(step->name, KIND_STEP_OPEN) == 0;
    const char *permission = opening || open_to_all ? "matter.open" : "matter.step";

    if (actor == NULL || actor_is_system(actor))
        return true;
    if (g_strcmp0(actor->unit, unit) != 0)
        return fail_as(error, FAIL_DENIED, "other_unit", "the matter belongs to another unit");
    if (!actor_is_among(actor, step))
        return fail_as(error, FAIL_DENIED, "needs_role", "the step is for another role");
    return guard == NULL || guard->permits(guard->self, db, actor, permission, unit, error);
}

bool step_allowed(Engine *engine, Db *db, const Actor *actor, const char *unit,
    const KindStep *step, GError **error)
{
    if (!step_is_theirs(engine, db, actor, unit, step, error))
        return false;
    bool on_watch = !step->legal;

    if (step->legal && !actor_on_watch(db, actor, unit, &on_watch, error))
        return false;
    if (!on_watch)
        return fail_as(error, FAIL_DENIED, "needs_watch", "the step is for who is on watch");
    return true;
}

json_t *matter_may(Engine *engine, Db *db, const Actor *actor, const Matter *matter)
{
    const Kind *kind = matter_kind(engine, matter, NULL);
    json_t *may = json_array();
    bool asked = false, on_watch = false;

    for (guint i = 1; kind != NULL && actor != NULL && i < kind->steps->len; i++) {
        const KindStep *step = kind->steps->pdata[i];

        if (!kind_step_from(step, matter->state) ||
            !step_is_theirs(engine, db, actor, matter->unit, step, NULL))
            continue;
        /* What can't be read is not offered; the whole answer is refused then (decision 021). */
        if (step->legal && !asked)
            asked = actor_on_watch(db, actor, matter->unit, &on_watch, NULL);
        if (!step->legal || on_watch)
            json_array_append_new(may, json_string(step->name));
    }
    return may;
}
