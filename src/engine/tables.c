/* SPDX-License-Identifier: Apache-2.0 */
/* Checks at start what a compiler cannot see in the tables of modules. */
#include "engine/engine_private.h"
#include "engine/personal.h"
#include "engine/view.h"

#include <string.h>

typedef struct Check {
    GHashTable *seen;   /* "event person.registered" -> module's name */
    const char *module; /* the one being read */
} Check;

/* Nothing of one sort may have a name twice, in whatever modules. */
static bool check_once(Check *check, const char *sort, const char *name, GError **error)
{
    g_autofree char *key = g_strdup_printf("%s %s", sort, name);
    const char *other = g_hash_table_lookup(check->seen, key);

    if (other != NULL)
        return fail(
            error, FAIL_INVALID, "two of %s (modules '%s' and '%s')", key, other, check->module);
    g_hash_table_insert(check->seen, g_steal_pointer(&key), (void *) check->module);
    return true;
}

static bool check_known(Check *check, const char *event, const char *sort, GError **error)
{
    g_autofree char *key = g_strdup_printf("event %s", event);

    if (g_hash_table_contains(check->seen, key))
        return true;
    return fail(error, FAIL_INVALID, "module '%s': a %s of the unknown event '%s'", check->module,
        sort, event);
}

static const Field *field_of(const Field *fields, const char *name)
{
    for (; fields != NULL && fields->name != NULL; fields++) {
        if (strcmp(fields->name, name) == 0)
            return fields;
    }
    return NULL;
}

static bool check_fields(const Field *fields, size_t size, const char *of, GError **error)
{
    for (const Field *field = fields; field != NULL && field->name != NULL; field++) {
        if (field_of(fields, field->name) != field)
            return fail(error, FAIL_INVALID, "%s has two fields '%s'", of, field->name);
        if (field->offset >= size)
            return fail(
                error, FAIL_INVALID, "field '%s' of %s lies outside its struct", field->name, of);
    }
    return true;
}

/* Does the table hold what opens something? Looks into lists of objects too. */
static bool has_secret(const Field *fields)
{
    for (; fields != NULL && fields->name != NULL; fields++) {
        if (fields->secret || has_secret(fields->items) || has_secret(fields->object))
            return true;
    }
    return false;
}

/* A secret is shown to nobody, and where a request is hashed it is left out member by member:
 * which a body of bytes has not. */
static bool check_secrets(const Field *fields, bool is_raw, const char *of, GError **error)
{
    for (const Field *field = fields; field != NULL && field->name != NULL; field++) {
        if (field->secret && !field->personal)
            return fail(
                error, FAIL_INVALID, "secret field '%s' of %s is not personal", field->name, of);
        if (!check_secrets(field->items, is_raw, of, error) ||
            !check_secrets(field->object, is_raw, of, error))
            return false;
    }
    if (is_raw && has_secret(fields))
        return fail(error, FAIL_INVALID, "%s takes bytes and a secret field", of);
    return true;
}

/* Every {name} of the path must be an argument, and the whole a route of its own. */
static bool check_route(
    Check *check, const char *method, const char *path, const Field *args, GError **error)
{
    g_autoptr(GPtrArray) names = path_names(path, error);
    g_autoptr(GString) route = NULL;

    if (names == NULL)
        return false;
    route = g_string_new(method);
    g_string_append_printf(route, " %s", path);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *braced = g_strdup_printf("{%s}", name);

        if (field_of(args, name) == NULL)
            return fail(error, FAIL_INVALID, "%s: {%s} is no argument", route->str, name);
        g_string_replace(route, braced, "{}", 1);
    }
    return check_once(check, "route", route->str, error);
}

static bool check_command_route(Check *check, const Command *command, GError **error)
{
    static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE", NULL};

    if (command->path == NULL && command->method == NULL)
        return true;
    if (command->method == NULL || !g_strv_contains(methods, command->method))
        return fail(
            error, FAIL_INVALID, "command '%s' has no method that changes things", command->name);
    if (!check_route(check, command->method, command->path, command->args, error))
        return fail_in(error, "command '%s'", command->name);
    return true;
}

/* Without a session there is no actor whose permission or unit could be asked for. */
static bool check_session(const Command *command, GError **error)
{
    if (!command_is_open(command))
        return true;
    if (command->permission != NULL)
        return fail(
            error, FAIL_INVALID, "command '%s' needs a permission but no session", command->name);
    if (command->unit_of == NULL && field_of(command->args, "unit") == NULL &&
        field_of(command->args, "id") == NULL)
        return fail(
            error, FAIL_INVALID, "command '%s' does not say which unit it changes", command->name);
    return true;
}

static bool check_command(Check *check, const Command *command, GError **error)
{
    g_autofree char *of = g_strdup_printf("command '%s'", command->name);

    if (!check_once(check, "operation", command->name, error) ||
        !check_command_route(check, command, error) || !check_session(command, error) ||
        !check_fields(command->args, command->args_size, of, error) ||
        !check_secrets(command->args, command->raw_max > 0, of, error))
        return false;
    if (command->decide == NULL && command->settle == NULL && command->conclude == NULL &&
        command->shows == NULL)
        return fail(error, FAIL_INVALID, "%s decides nothing", of);
    if (command->status != 0 && (command->status < 200 || command->status > 299))
        return fail(error, FAIL_INVALID, "%s succeeds with status %d", of, command->status);
    return true;
}

/* By exactly one of three; a list's arguments begin with a ListAsk. */
static bool is_answered(const Query *query)
{
    const Field *cursor = query->lists == NULL ? NULL : field_of(query->args, "cursor");

    if (query->lists != NULL && (cursor == NULL || cursor->offset != offsetof(ListAsk, cursor)))
        return false;
    if (query->shows != NULL && (query->shows->one == NULL || field_of(query->args, "id") == NULL))
        return false;
    return (query->answer != NULL) + (query->lists != NULL) + (query->shows != NULL) == 1;
}

static bool check_query(Check *check, const Query *query, GError **error)
{
    g_autofree char *of = g_strdup_printf("query '%s'", query->name);

    if (!check_once(check, "operation", query->name, error))
        return false;
    if (!check_route(check, "GET", query->path, query->args, error))
        return fail_in(error, "%s", of);
    if (!is_answered(query))
        return fail(error, FAIL_INVALID, "%s answers nothing", of);
    if (query->reply == NULL && query->media == NULL)
        return fail(error, FAIL_INVALID, "%s does not say what it answers", of);
    if (query->public && query->permission != NULL)
        return fail(error, FAIL_INVALID, "%s needs a permission but no session", of);
    return check_fields(query->args, query->args_size, of, error);
}

static bool check_events(Check *check, const Part *part, GError **error)
{
    for (const EventKind *kind = part->events; kind != NULL && kind->name != NULL; kind++) {
        g_autofree char *of = g_strdup_printf("event '%s'", kind->name);

        if (!check_once(check, "event", kind->name, error) ||
            !check_fields(kind->fields, kind->size, of, error))
            return false;
        if (has_secret(kind->fields))
            return fail(error, FAIL_INVALID, "%s would keep a secret field", of);
    }
    return true;
}

static bool check_calls(Check *check, const Part *part, GError **error)
{
    for (const Command *row = part->commands; row != NULL && row->name != NULL; row++) {
        if (!check_command(check, row, error))
            return false;
    }
    for (const Query *row = part->queries; row != NULL && row->name != NULL; row++) {
        if (!check_query(check, row, error))
            return false;
    }
    return true;
}

static bool check_notes(Check *check, const Part *part, GError **error)
{
    for (const NoteKind *row = part->notes; row != NULL && row->name != NULL; row++) {
        if (!check_once(check, "note", row->name, error))
            return false;
        if (row->group == NULL || row->holds == NULL)
            return fail(error, FAIL_INVALID, "the note '%s' says too little", row->name);
    }
    return true;
}

static bool check_projections(Check *check, const Part *part, GError **error)
{
    for (const Projection *row = part->projections; row != NULL && row->event != NULL; row++) {
        if (!check_known(check, row->event, "projection", error))
            return false;
        if ((row->sql == NULL) == (row->apply == NULL))
            return fail(error, FAIL_INVALID, "the projection of '%s' is not one of sql and apply",
                row->event);
        if (row->take != NULL && row->sql == NULL)
            return fail(
                error, FAIL_INVALID, "the projection of '%s' takes rows of no sql", row->event);
    }
    return true;
}

static bool check_follows(Check *check, const Part *part, GError **error)
{
    for (const Reaction *row = part->reactions; row != NULL && row->event != NULL; row++) {
        if (!check_known(check, row->event, "reaction", error))
            return false;
        if (row->react == NULL)
            return fail(error, FAIL_INVALID, "the reaction to '%s' does nothing", row->event);
    }
    for (const Chore *row = part->chores; row != NULL && row->name != NULL; row++) {
        if (!check_once(check, "chore", row->name, error))
            return false;
        if (row->decide == NULL)
            return fail(error, FAIL_INVALID, "chore '%s' decides nothing", row->name);
    }
    return true;
}

typedef bool (*Checker)(Check *check, const Part *part, GError **error);

static bool check_parts(Check *check, const Module *module, Checker checker, GError **error)
{
    check->module = module->name;
    for (const Part *const *part = module->parts; *part != NULL; part++) {
        if (!checker(check, *part, error))
            return fail_in(error, "module '%s'", module->name);
    }
    return true;
}

bool tables_check(const Module *const *modules, GError **error)
{
    /* Events of all modules first: modules may follow each other's. */
    static const Checker checkers[] = {
        check_events, check_calls, check_projections, check_follows, check_notes};
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Check check = {.seen = seen};

    for (const Module *const *module = modules; *module != NULL; module++) {
        check.module = (*module)->name;
        if (!check_once(&check, "module", check.module, error))
            return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(checkers); i++) {
        for (const Module *const *module = modules; *module != NULL; module++) {
            if (!check_parts(&check, *module, checkers[i], error))
                return false;
        }
    }
    for (const Module *const *module = modules; *module != NULL; module++)
        if (!personal_check(*module, error))
            return false;
    return true;
}
