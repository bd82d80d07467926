/* SPDX-License-Identifier: Apache-2.0 */
/* What opening and stepping have in common: reading, hooks, and what follows. */
#include "base/clock.h"
#include "matter/matter_private.h"

#include <string.h>

#define CLAIM_AHEAD_MS (5 * MINUTE_MS) /* clocks of browsers run a little fast */
#define NOTE_MAX 4000

void run_clear(Run *run)
{
    matter_free(run->matter);
    json_decref(run->values);
}

static bool claim_check(Run *run, GError **error)
{
    int64_t now = decision_now(run->decision);

    if (run->claimed_at == FIELD_UNSET || run->claimed_at <= now)
        return true;
    if (run->claimed_at > now + CLAIM_AHEAD_MS)
        return fail_field(error, "claimed_at", "in_future");
    run->claimed_at = now;
    return true;
}

static bool note_check(const Run *run, GError **error)
{
    if (run->note != NULL && g_utf8_strlen(run->note, -1) > NOTE_MAX)
        return fail_field(error, "note", "too_long");
    if (run->step->note_needed && (run->note == NULL || *run->note == '\0'))
        return fail_field(error, "note", "required");
    return true;
}

static bool hook_names(const char *hook, const char *name)
{
    return strcmp(hook, HOOK_ANY) == 0 || strcmp(hook, name) == 0;
}

static const Hook *hook_next(const Run *run, const Part *part, const Hook *hook)
{
    for (hook = hook == NULL ? part->hooks : hook + 1; hook != NULL && hook->kind != NULL; hook++)
        if (hook_names(hook->kind, run->kind->name) && hook_names(hook->step, run->step->name))
            return hook;
    return NULL;
}

static bool hooks_check(Run *run, GError **error)
{
    const Part *const *part = engine_parts(decision_engine(run->decision));

    for (; *part != NULL; part++)
        for (const Hook *hook = hook_next(run, *part, NULL); hook != NULL;
             hook = hook_next(run, *part, hook))
            if (hook->check != NULL && !hook->check(run->decision, run->matter, run->values, error))
                return false;
    return true;
}

/* What hooks set is held against the kind like anything else. */
static bool values_again(Run *run, GError **error)
{
    const ValueScope scope = {.kind = run->kind, .form = FIELD_EVENT};
    json_t *values = values_read(&scope, run->values, error);

    if (values == NULL)
        return false;
    json_decref(run->values);
    run->values = values;
    return true;
}

/* A page that may not see a personal value sends null for it where it is needed: it stays. */
static void needs_keep(Run *run, const json_t *held)
{
    for (size_t i = 0; run->values != NULL && run->step->needs[i] != NULL; i++) {
        const char *name = run->step->needs[i];
        const json_t *known = json_object_get(held, name);

        if (!kind_field(run->kind, name)->unknown && known != NULL && !json_is_null(known) &&
            json_is_null(json_object_get(run->values, name)))
            json_object_del(run->values, name);
    }
}

bool run_read(Run *run, const json_t *given, const ValueScope *scope, GError **error)
{
    decision_keep(run->decision, MATTER_NOTE, (char *) run->note, NULL);
    json_auto_t *held = matter_values(run->matter);
    bool fits = false;

    run->values = values_read(scope, given, error);
    needs_keep(run, held);
    fits = values_needed(
        run->kind, run->step->needs, run->values == NULL ? given : run->values, held, error);
    fits = note_check(run, error) && fits;
    fits = claim_check(run, error) && fits;
    return fits && run->values != NULL && hooks_check(run, error) && values_again(run, error);
}

static bool hooks_follow(Run *run, GError **error)
{
    const Part *const *part = engine_parts(decision_engine(run->decision));

    for (; *part != NULL; part++)
        for (const Hook *hook = hook_next(run, *part, NULL); hook != NULL;
             hook = hook_next(run, *part, hook))
            if (hook->follow != NULL &&
                !hook->follow(run->decision, run->matter, run->values, error))
                return false;
    return true;
}

static bool run_reload(Run *run, GError **error)
{
    g_autofree char *id = g_strdup(run->matter->id);
    Matter *matter = matter_load(decision_db(run->decision), id, error);

    if (matter == NULL)
        return false;
    matter_free(run->matter);
    run->matter = matter;
    return true;
}

bool run_follow(Run *run, const char *from, GError **error)
{
    return run_reload(run, error) && effects_follow(run, from, error) && run_reload(run, error) &&
           hooks_follow(run, error);
}
