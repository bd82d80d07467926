/* SPDX-License-Identifier: Apache-2.0 */
/* What a step does beside its fields and its state. */
#include "base/json.h"
#include "matter/clock.h"
#include "matter/matter_private.h"

#include <string.h>

static json_t *none_if_empty(json_t *list /* taken */)
{
    if (json_array_size(list) > 0)
        return list;
    json_decref(list);
    return NULL;
}

/* Those that are served here; all others are asked of modules, and stand in the event. */
static const char *const own_effects[] = {
    "notify", "link", "open", "start_clock", "stop_clock", "drop_clock", NULL};

json_t *effects_tell(const KindStep *step)
{
    json_t *roles = json_array(), *effect = NULL;
    size_t i = 0;

    json_array_foreach ((json_t *) step->effects, i, effect) {
        json_t *notify = json_object_get(effect, "notify");
        if (notify != NULL)
            json_array_extend(roles, notify);
    }
    return none_if_empty(roles);
}

json_t *effects_asks(const KindStep *step)
{
    json_t *asks = json_array(), *effect = NULL;
    size_t i = 0;

    json_array_foreach ((json_t *) step->effects, i, effect) {
        void *only = json_object_iter(effect);
        if (only != NULL && !g_strv_contains(own_effects, json_object_iter_key(only)))
            json_array_append(asks, effect);
    }
    return none_if_empty(asks);
}

static bool effects_drop(const Run *run, GError **error)
{
    const json_t *effect = NULL;
    size_t i = 0;

    json_array_foreach (run->step->effects, i, effect) {
        const char *name = json_text(effect, "drop_clock");
        if (name != NULL && !clock_stop(run->decision, run->matter->id, name, false,
                                decision_now(run->decision), error))
            return false;
    }
    return true;
}

static int64_t run_at(const Run *run)
{
    return run->claimed_at == FIELD_UNSET ? decision_now(run->decision) : run->claimed_at;
}

static bool in_states(const KindClock *clock, const char *state)
{
    return state != NULL && g_strv_contains((const char *const *) clock->in, state);
}

/* A clock of states runs as long as the matter stays among them. */
static bool state_clocks(const Run *run, const char *from, GError **error)
{
    for (guint i = 0; i < run->kind->clocks->len; i++) {
        const KindClock *clock = run->kind->clocks->pdata[i];
        bool was = in_states(clock, from), is = in_states(clock, run->matter->state);

        if (was && !is &&
            !clock_stop(run->decision, run->matter->id, clock->name, true, run_at(run), error))
            return false;
        if (is && !was && !kind_clock_start(run, clock, error))
            return false;
    }
    return true;
}

/* In an end nothing is asked for any more. */
static bool end_clocks(const Run *run, GError **error)
{
    const KindState *state = kind_state(run->kind, run->matter->state);

    for (guint i = 0; state->ends && i < run->matter->clocks->len; i++) {
        const MatterClock *clock = run->matter->clocks->pdata[i];
        if (clock->ended_at == FIELD_UNSET &&
            !clock_stop(run->decision, run->matter->id, clock->name, false,
                decision_now(run->decision), error))
            return false;
    }
    return true;
}

static bool effect_link(const Run *run, const json_t *link, GError **error)
{
    const char *field = json_text(link, "field");
    json_auto_t *other = field == NULL ? NULL : matter_value(run->matter, field);
    const char *relation = json_text(link, "relation");

    if (!json_is_string(other))
        return true;
    return matter_link(run->decision, run->matter->id, json_string_value(other),
        relation == NULL ? "related" : relation, error);
}

static json_t *child_fields(const Run *run, const json_t *source)
{
    json_t *fields = json_object(), *value = NULL;
    const char *name = NULL;

    json_object_foreach ((json_t *) source, name, value) {
        const char *text = json_string_value(value);
        json_t *copy =
            text != NULL && *text == '$' ? matter_value(run->matter, text + 1) : json_incref(value);
        if (copy != NULL)
            json_object_set_new(fields, name, copy);
    }
    return fields;
}

static bool effect_open(const Run *run, const json_t *open, GError **error)
{
    json_auto_t *fields = child_fields(run, json_object_get(open, "fields"));
    g_autofree char *id = NULL;
    const OpenRequest request = {.draft = {.kind = json_text(open, "kind"),
                                     .fields = fields,
                                     .claimed_at = FIELD_UNSET,
                                     .parent = run->matter->id,
                                     .relation = json_text(open, "relation")},
        .form = FIELD_EVENT,
        .depth = run->depth + 1};

    return matter_open_run(run->decision, &request, &id, error);
}

static bool effect_run(const Run *run, const json_t *effect, GError **error)
{
    const KindClock *start = kind_clock(run->kind, json_text(effect, "start_clock"));
    const char *stop = json_text(effect, "stop_clock");
    const json_t *link = json_object_get(effect, "link"), *open = json_object_get(effect, "open");

    if (start != NULL && !kind_clock_start(run, start, error))
        return false;
    if (stop != NULL && !clock_stop(run->decision, run->matter->id, stop, true, run_at(run), error))
        return false;
    if (link != NULL && !effect_link(run, link, error))
        return false;
    return open == NULL || effect_open(run, open, error);
}

static bool part_serves(
    const Run *run, const Part *part, const char *name, const json_t *value, GError **error)
{
    for (const Effect *effect = part->effects; effect != NULL && effect->name != NULL; effect++)
        if (strcmp(effect->name, name) == 0 && effect->follow != NULL &&
            !effect->follow(run->decision, run->matter, value, error))
            return false;
    return true;
}

/* What modules were asked for. */
static bool asked_run(const Run *run, const json_t *effect, GError **error)
{
    void *only = json_object_iter((json_t *) effect);
    const char *name = only != NULL ? json_object_iter_key(only) : NULL;

    if (name == NULL || g_strv_contains(own_effects, name))
        return true;
    for (const Part *const *part = engine_parts(decision_engine(run->decision)); *part != NULL;
         part++)
        if (!part_serves(run, *part, name, json_object_iter_value(only), error))
            return false;
    return true;
}

bool effects_follow(const Run *run, const char *from, GError **error)
{
    const json_t *effect = NULL;
    size_t i = 0;

    if (!effects_drop(run, error) || !state_clocks(run, from, error) || !end_clocks(run, error))
        return false;
    json_array_foreach (run->step->effects, i, effect) {
        if (!effect_run(run, effect, error) || !asked_run(run, effect, error))
            return false;
    }
    return true;
}
