/* SPDX-License-Identifier: Apache-2.0 */
/* Proves that a kind closes: nothing unreachable, nothing that waits for ever, nobody missing. */
#include "matter/catalog_private.h"
#include "matter/kind_private.h"

#include <string.h>

/* Every row of fields, states, steps and clocks begins with its name. */
typedef struct Named {
    char *name;
} Named;

static void prove_unique(KindReader *reader, const char *list, const GPtrArray *rows)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    /* The opening is the first of the steps, but stands apart in the file. */
    guint shift = strcmp(list, "steps") == 0 ? 1 : 0;

    for (guint i = 0; i < rows->len; i++) {
        char *name = ((const Named *) rows->pdata[i])->name;
        g_autofree char *at = g_strdup_printf("/%s/%u/name", list, i - MIN(shift, i));

        if (!g_hash_table_add(seen, name))
            reader_fault(reader, at, "\"%s\" stands twice in \"%s\"", name, list);
    }
}

static void prove_columns(KindReader *reader, const Kind *kind)
{
    for (guint i = 0; i < kind->fields->len; i++) {
        const KindField *field = kind->fields->pdata[i];
        g_autofree char *list = g_strdup_printf("fields/%u/columns", i);

        if (field->columns != NULL)
            prove_unique(reader, list, field->columns);
    }
}

static void prove_role(KindReader *reader, const char *at, const char *role)
{
    const Roles *roles = catalog_roles(reader->catalog);

    if (role != NULL && roles_has(roles, role))
        return;
    g_autofree char *known = g_strjoinv(", ", (char **) roles_names(roles));
    reader_fault(reader, at, "role \"%s\" is not in roles.json; there are: %s",
        role == NULL ? "" : role, known);
}

static void prove_fields(KindReader *reader, const char *at, const Kind *kind, char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (kind_field(kind, names[i]) == NULL)
            reader_fault(reader, at, "field \"%s\" is not declared", names[i]);
}

static void prove_typed(
    KindReader *reader, const char *at, const Kind *kind, const char *name, KindType type)
{
    const KindField *field = kind_field(kind, name);

    if (field == NULL)
        reader_fault(reader, at, "field \"%s\" is not declared", name);
    else if (field->type != type)
        reader_fault(reader, at, "field \"%s\" has the wrong type for this", name);
}

/* What lists show and searches find can't be what only a reveal shows. */
static void prove_seen(KindReader *reader, const char *at, const Kind *kind, const char *name)
{
    const KindField *field = kind_field(kind, name);

    if (field != NULL && field->personal)
        reader_fault(
            reader, at, "field \"%s\" is personal: it can't be the title, nor searched", name);
}

static void prove_face(KindReader *reader, const Kind *kind)
{
    const KindField *title = kind_field(kind, kind->title);

    if (kind->title != NULL && title == NULL)
        reader_fault(reader, "/face/title", "field \"%s\" is not declared", kind->title);
    if (title != NULL && title->type != KIND_LINE && title->type != KIND_TEXT)
        reader_fault(reader, "/face/title", "the title must be a line or a text");
    for (size_t i = 0; kind->search[i] != NULL; i++)
        prove_seen(reader, "/face/search", kind, kind->search[i]);
    prove_seen(reader, "/face/title", kind, kind->title);
    if (kind->place != NULL)
        prove_typed(reader, "/face/place", kind, kind->place, KIND_PLACE);
    if (kind->level != NULL)
        prove_typed(reader, "/face/level", kind, kind->level, KIND_INT);
    prove_fields(reader, "/face/figures", kind, kind->figures);
    prove_fields(reader, "/face/search", kind, kind->search);
}

static void prove_who(KindReader *reader, const char *at, const KindStep *step)
{
    const Roles *roles = catalog_roles(reader->catalog);
    bool opening = strcmp(step->name, KIND_STEP_OPEN) == 0, able = false;

    for (size_t i = 0; step->who[i] != NULL; i++) {
        if (strcmp(step->who[i], KIND_ANYONE) == 0) {
            able = true;
            continue;
        }
        prove_role(reader, at, step->who[i]);
        able = able || roles_permits(roles, step->who[i], opening ? "matter.open" : "matter.step");
    }
    if (!able)
        reader_fault(reader, at, "nobody may take the step \"%s\"", step->name);
}

static void prove_notify(KindReader *reader, const char *at, const json_t *effect)
{
    const json_t *item = NULL;
    size_t i = 0;

    if (json_array_size(effect) == 0)
        reader_fault(reader, at, "\"notify\" needs a list of roles");
    json_array_foreach (effect, i, item)
        prove_role(reader, at, json_string_value(item));
}

static void prove_open(KindReader *reader, const char *at, const Kind *kind, const json_t *effect)
{
    const char *name = NULL;
    const json_t *value = NULL;

    if (json_string_value(json_object_get(effect, "kind")) == NULL)
        reader_fault(reader, at, "\"open\" needs a kind");
    json_object_foreach (json_object_get(effect, "fields"), name, value) {
        const char *text = json_string_value(value);

        if (text != NULL && *text == '$' && kind_field(kind, text + 1) == NULL)
            reader_fault(reader, at, "field \"%s\" is not declared", text + 1);
    }
}

static const Effect *effect_of_part(const Part *part, const char *name)
{
    for (const Effect *effect = part->effects; effect != NULL && effect->name != NULL; effect++)
        if (strcmp(effect->name, name) == 0)
            return effect;
    return NULL;
}

static const Effect *effect_served(const Catalog *catalog, const char *name)
{
    const Effect *effect = NULL;

    for (size_t i = 0; catalog->modules != NULL && catalog->modules[i] != NULL; i++)
        for (size_t k = 0; effect == NULL && catalog->modules[i]->parts[k] != NULL; k++)
            effect = effect_of_part(catalog->modules[i]->parts[k], name);
    return effect;
}

/* What matters live by already was let pass when nobody served it: it does nothing, as before. */
static void prove_served(
    KindReader *reader, const char *at, const Kind *kind, const char *name, const json_t *value)
{
    const Effect *effect = effect_served(reader->catalog, name);
    EffectScope scope = reader->catalog->scope;
    g_autofree char *problem = NULL;

    if (reader->is_kept)
        return;
    scope.kind = kind;
    if (effect == NULL) {
        reader_fault(reader, at, "effect \"%s\" is not known: no module serves it", name);
        return;
    }
    problem = effect->problem != NULL ? effect->problem(value, &scope) : NULL;
    if (problem != NULL)
        reader_fault(reader, at, "effect \"%s\": %s", name, problem);
}

static void prove_effect(
    KindReader *reader, const char *at, const Kind *kind, const char *name, const json_t *effect)
{
    bool is_clock = g_str_has_suffix(name, "_clock") &&
                    (g_str_has_prefix(name, "start") || g_str_has_prefix(name, "stop") ||
                        g_str_has_prefix(name, "drop"));

    if (is_clock && kind_clock(kind, json_string_value(effect)) == NULL)
        reader_fault(reader, at, "there is no such clock");
    else if (strcmp(name, "notify") == 0)
        prove_notify(reader, at, effect);
    else if (strcmp(name, "link") == 0) {
        const char *field = json_string_value(json_object_get(effect, "field"));
        prove_typed(reader, at, kind, field == NULL ? "" : field, KIND_MATTER);
    } else if (strcmp(name, "open") == 0)
        prove_open(reader, at, kind, effect);
    else if (!is_clock)
        prove_served(reader, at, kind, name, effect);
}

static void prove_effects(
    KindReader *reader, const char *at, const Kind *kind, const KindStep *step)
{
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (step->effects, i, item) {
        g_autofree char *here = g_strdup_printf("%s/effects/%zu", at, i);
        void *only = json_object_iter((json_t *) item);

        if (json_object_size(item) != 1)
            reader_fault(reader, here, "an effect has one member: its name");
        else
            prove_effect(
                reader, here, kind, json_object_iter_key(only), json_object_iter_value(only));
    }
}

/* A matter that comes back from its end must say why. */
static bool step_reopens(const Kind *kind, const KindStep *step)
{
    const KindState *to = kind_state(kind, step->to);

    for (size_t i = 0; to != NULL && !to->ends && step->from[i] != NULL; i++) {
        const KindState *from = kind_state(kind, step->from[i]);
        if (from != NULL && from->ends)
            return true;
    }
    return false;
}

static void prove_step(KindReader *reader, const char *at, const Kind *kind, const KindStep *step)
{
    bool opening = step == kind->open;

    if (opening ? step->to == NULL : step->from[0] == NULL)
        reader_fault(reader, at,
            opening ? "the opening leads nowhere: \"to\" is missing"
                    : "the step leaves no state: \"from\" is missing");
    if (step->to != NULL && kind_state(kind, step->to) == NULL)
        reader_fault(reader, at, "state \"%s\" is not declared", step->to);
    for (size_t i = 0; step->from[i] != NULL; i++)
        if (kind_state(kind, step->from[i]) == NULL)
            reader_fault(reader, at, "state \"%s\" is not declared", step->from[i]);
    prove_fields(reader, at, kind, step->takes);
    prove_who(reader, at, step);
    prove_effects(reader, at, kind, step);
    if (step_reopens(kind, step) && !step->note_needed)
        reader_fault(reader, at, "\"%s\" reopens, so its note must be required", step->name);
}

/* Spreads marks along the steps until nothing changes: forward from the opening, or back from the
 * ends. */
static GHashTable *states_marked(const Kind *kind, bool forward)
{
    GHashTable *marked = g_hash_table_new(g_str_hash, g_str_equal);
    guint before = 0;

    if (forward && kind->open->to != NULL)
        g_hash_table_add(marked, kind->open->to);
    for (guint i = 0; !forward && i < kind->states->len; i++) {
        KindState *state = kind->states->pdata[i];
        if (state->ends)
            g_hash_table_add(marked, state->name);
    }
    do {
        before = g_hash_table_size(marked);
        for (guint i = 1; i < kind->steps->len; i++) {
            const KindStep *step = kind->steps->pdata[i];
            for (size_t j = 0; step->to != NULL && step->from[j] != NULL; j++) {
                char *here = forward ? step->from[j] : step->to;
                if (g_hash_table_contains(marked, here))
                    g_hash_table_add(marked, forward ? step->to : step->from[j]);
            }
        }
    } while (g_hash_table_size(marked) != before);
    return marked;
}

static bool state_has_clock(const Kind *kind, const KindState *state)
{
    for (guint i = 0; i < kind->clocks->len; i++) {
        const KindClock *clock = kind->clocks->pdata[i];
        if (g_strv_contains((const char *const *) clock->in, state->name))
            return true;
    }
    return false;
}

static void prove_states(KindReader *reader, const Kind *kind)
{
    g_autoptr(GHashTable) reached = states_marked(kind, true);
    g_autoptr(GHashTable) closing = states_marked(kind, false);
    bool any_end = false;

    for (guint i = 0; i < kind->states->len; i++) {
        const KindState *state = kind->states->pdata[i];
        g_autofree char *at = g_strdup_printf("/states/%u", i);

        any_end = any_end || state->ends;
        if (!g_hash_table_contains(reached, state->name))
            reader_fault(reader, at, "state \"%s\" can't be reached", state->name);
        if (!g_hash_table_contains(closing, state->name))
            reader_fault(reader, at, "no end can be reached from state \"%s\"", state->name);
        if (state->owner != NULL)
            prove_role(reader, at, state->owner);
        if (state->waits && state->owner == NULL)
            reader_fault(reader, at, "state \"%s\" waits without an owner", state->name);
        if (state->waits && !state_has_clock(kind, state))
            reader_fault(reader, at, "state \"%s\" waits without a clock", state->name);
    }
    if (!any_end)
        reader_fault(reader, "/ends", "it has no end");
}

static void prove_alarms(KindReader *reader, const char *at, const KindClock *clock)
{
    const Roles *roles = catalog_roles(reader->catalog);
    const char *last = NULL;
    int64_t before = -1;

    for (guint i = 0; i < clock->escalate->len; i++) {
        const KindAlarm *alarm = &g_array_index(clock->escalate, KindAlarm, i);

        prove_role(reader, at, alarm->tell);
        if (alarm->after_ms <= before)
            reader_fault(
                reader, at, "escalations of \"%s\" must come one after the other", clock->name);
        before = alarm->after_ms;
        last = alarm->tell;
    }
    if (last == NULL || !roles_always_filled(roles, last))
        reader_fault(
            reader, at, "clock \"%s\" must end at a role that is always filled", clock->name);
}

static void prove_clock(
    KindReader *reader, const char *at, const Kind *kind, const KindClock *clock)
{
    for (size_t i = 0; clock->in[i] != NULL; i++)
        if (kind_state(kind, clock->in[i]) == NULL)
            reader_fault(reader, at, "state \"%s\" is not declared", clock->in[i]);
    if (strcmp(clock->from, "now") != 0 && strcmp(clock->from, "opened") != 0)
        prove_typed(reader, at, kind, clock->from, KIND_TIME);
    if (clock->due_field != NULL)
        prove_typed(reader, at, kind, clock->due_field, KIND_TIME);
    if (clock->due_ms <= 0)
        reader_fault(reader, at, "clock \"%s\" needs \"due\", a span of time", clock->name);
    if (clock->warn_ms >= clock->due_ms || clock->warn_before_ms >= clock->due_ms)
        reader_fault(reader, at, "clock \"%s\" must warn before it is due", clock->name);
    prove_role(reader, at, clock->owner);
    prove_alarms(reader, at, clock);
}

void kind_prove(KindReader *reader, const Kind *kind)
{
    prove_unique(reader, "fields", kind->fields);
    prove_unique(reader, "states", kind->states);
    prove_unique(reader, "steps", kind->steps);
    prove_unique(reader, "clocks", kind->clocks);
    prove_columns(reader, kind);
    prove_face(reader, kind);
    prove_step(reader, "/open", kind, kind->open);
    for (guint i = 1; i < kind->steps->len; i++) {
        g_autofree char *at = g_strdup_printf("/steps/%u", i - 1);
        prove_step(reader, at, kind, kind->steps->pdata[i]);
    }
    prove_states(reader, kind);
    for (guint i = 0; i < kind->clocks->len; i++) {
        g_autofree char *at = g_strdup_printf("/clocks/%u", i);
        prove_clock(reader, at, kind, kind->clocks->pdata[i]);
    }
}
