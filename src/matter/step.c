/* SPDX-License-Identifier: Apache-2.0 */
/* Decides a step of a matter. */
#include "base/json.h"
#include "base/text.h"
#include "matter/act.h"
#include "matter/matter_private.h"
#include "unit/watch.h"

#include <string.h>

/* The event a step is recorded as tells where it leads. */
static const char *step_event(const Kind *kind, const char *from, const char *to)
{
    bool ended = kind_state(kind, from)->ends, ends = kind_state(kind, to)->ends;

    if (ended == ends)
        return EVENT_STEPPED;
    return ends ? EVENT_CLOSED : EVENT_REOPENED;
}

static json_t *step_label(const Run *run)
{
    json_t *list = json_object_get(run->kind->source, "steps"), *item = NULL;
    size_t i = 0;

    json_array_foreach (list, i, item) {
        if (g_strcmp0(json_text(item, "name"), run->step->name) == 0)
            return json_object_get(item, "label");
    }
    return NULL;
}

static bool stepped_emit(const Run *run, GError **error)
{
    const char *from = run->matter->state;
    const char *to = run->step->to == NULL ? from : run->step->to;
    json_auto_t *fields = NULL, *texts = NULL, *tell = effects_tell(run->step);
    json_auto_t *asks = effects_asks(run->step);
    bool on_watch = false;

    if (!actor_on_watch(decision_db(run->decision), decision_actor(run->decision),
            decision_unit(run->decision), &on_watch, error))
        return false;
    SteppedBody body = {.step = run->step->name,
        .label = step_label(run),
        .from = (char *) from,
        .to = (char *) to,
        .note = (char *) run->note,
        .claimed_at = run->claimed_at,
        .off_watch = !on_watch,
        .tell = tell,
        .asks = asks};

    values_split(run->kind, run->values, true, &fields, &texts);
    body.fields = fields;
    body.texts = texts;
    return decision_emit(
        run->decision, step_event(run->kind, from, to), run->matter->id, &body, error);
}

static bool step_find(Run *run, const StepDraft *draft, GError **error)
{
    Decision *decision = run->decision;
    g_autofree char *unit = text_unit_of(draft->matter);

    if (g_strcmp0(unit, decision_unit(decision)) != 0)
        return fail(error, FAIL_NOT_FOUND, "the matter belongs to another unit");
    run->matter = matter_load(decision_db(decision), draft->matter, error);
    if (run->matter == NULL)
        return false;
    run->kind = matter_kind(decision_engine(decision), run->matter, error);
    if (run->kind == NULL)
        return false;
    run->step = kind_step(run->kind, draft->step);
    if (run->step == NULL || run->step == run->kind->open)
        return fail_as(error, FAIL_NOT_FOUND, "unknown_step", "the kind has no such step");
    return true;
}

static bool step_fits(const Run *run, const StepDraft *draft, GError **error)
{
    Decision *decision = run->decision;

    if (!draft->by_rule && !step_allowed(decision_engine(decision), decision_db(decision),
                               decision_actor(decision), run->matter->unit, run->step, error))
        return false;
    if (!kind_step_from(run->step, run->matter->state))
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "step '%s' does not leave state '%s'",
            run->step->name, run->matter->state);
    return draft->by_rule || !run->step->legal ||
           actor_proved(decision_actor(decision), decision_now(decision), error);
}

bool matter_step_run(Decision *decision, const StepDraft *draft, FieldForm form, GError **error)
{
    g_auto(Run) run = {.decision = decision, .note = draft->note, .claimed_at = draft->claimed_at};
    g_autofree char *from = NULL;

    if (!step_find(&run, draft, error) || !step_fits(&run, draft, error))
        return false;
    const ValueScope scope = {.kind = run.kind,
        .takes = draft->by_rule ? NULL : (const char *const *) run.step->takes,
        .form = form,
        .db = decision_db(decision),
        .unit = decision_unit(decision)};
    from = g_strdup(run.matter->state);
    return run_read(&run, draft->fields, &scope, error) && stepped_emit(&run, error) &&
           run_follow(&run, from, error);
}

bool matter_step(Decision *decision, const StepDraft *draft, GError **error)
{
    return matter_step_run(decision, draft, FIELD_EVENT, error);
}
