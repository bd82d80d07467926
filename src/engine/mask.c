/* SPDX-License-Identifier: Apache-2.0 */
/* Masking, and whether everything personal has a road out. */
#include "engine/personal.h"

#include "engine/view.h"

#include <string.h>

/* ---- masking ---- */

void personal_mask(const View *view, json_t *item)
{
    json_t *masked = NULL;

    for (const Field *field = view->fields; !view->bare && field->name != NULL; field++) {
        if (!field->personal)
            continue;
        if (masked == NULL)
            masked = json_array();
        if (json_object_del(item, field->name) == 0)
            json_array_append_new(masked, json_string(field->name));
    }
    if (masked != NULL)
        json_object_set_new(item, "masked", masked);
}

/* ---- at start ---- */

static bool has_personal(const Field *fields)
{
    for (; fields != NULL && fields->name != NULL; fields++)
        if (fields->personal)
            return true;
    return false;
}

static bool has_field(const Field *fields, const char *name)
{
    for (; fields != NULL && fields->name != NULL; fields++)
        if (strcmp(fields->name, name) == 0)
            return true;
    return false;
}

/* Who may have what is shown bare goes through the record. */
static bool view_check(const View *view, const char *of, const char *permission, GError **error)
{
    if (view == NULL || !has_personal(view->fields))
        return true;
    if (view->bare)
        return g_strcmp0(permission, "reveal") == 0 ||
               fail(error, FAIL_INVALID, "'%s' shows personal members without revealing them", of);
    return has_field(view->fields, "masked") ||
           fail(error, FAIL_INVALID, "'%s' masks members and has no 'masked' to name them", of);
}

static bool calls_check(const Part *part, GError **error)
{
    for (const Command *row = part->commands; row != NULL && row->name != NULL; row++)
        if (!view_check(row->shows, row->name, row->permission, error))
            return false;
    for (const Query *row = part->queries; row != NULL && row->name != NULL; row++)
        if (!view_check(row->lists, row->name, "", error) ||
            !view_check(row->shows, row->name, "", error))
            return false;
    return true;
}

static bool part_has(const Part *part, const char *thing, const char *act)
{
    g_autofree char *name = g_strdup_printf("%s.%s", thing, act);

    for (const Command *row = part->commands; row != NULL && row->name != NULL; row++)
        if (strcmp(row->name, name) == 0)
            return true;
    return false;
}

static bool things_check(const Part *part, bool *out_any, GError **error)
{
    const PersonalThing *const *one = part->personal;

    for (; one != NULL && *one != NULL; one++) {
        *out_any = true;
        if (!part_has(part, (*one)->thing, "reveal") || !part_has(part, (*one)->thing, "purge"))
            return fail(error, FAIL_INVALID,
                "'%s' has personal members and lacks a command that reveals or one that purges",
                (*one)->thing);
    }
    return true;
}

/* An event that keeps something personal, or NULL. */
static const char *personal_event(const Module *module)
{
    for (const Part *const *part = module->parts; *part != NULL; part++)
        for (const EventKind *kind = (*part)->events; kind != NULL && kind->name != NULL; kind++)
            if (has_personal(kind->fields))
                return kind->name;
    return NULL;
}

bool personal_check(const Module *module, GError **error)
{
    const char *event = personal_event(module);
    bool has_things = false;

    for (const Part *const *part = module->parts; *part != NULL; part++)
        if (!calls_check(*part, error) || !things_check(*part, &has_things, error))
            return fail_in(error, "module '%s'", module->name);
    if (event != NULL && !has_things && module->personal_stays == NULL)
        return fail(error, FAIL_INVALID,
            "module '%s': '%s' keeps something personal that nothing purges", module->name, event);
    return true;
}
