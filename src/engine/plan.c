/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "engine/engine_private.h"

#include <string.h>

typedef enum Source {
    SOURCE_UNIT,
    SOURCE_SEQ,
    SOURCE_AT,
    SOURCE_ACTOR,
    SOURCE_KIND,
    SOURCE_SUBJECT,
    SOURCE_BODY,
    SOURCE_ITEM,
    SOURCE_ITEM_MEMBER,
    SOURCE_ITEM_PLACE,
} Source;

static const char *const source_names[] = {"unit", "seq", "at", "actor", "kind", "subject"};

typedef struct Parameter {
    char *name;
    Source source;
    FieldType type; /* of the member of body or item */
} Parameter;

#define EACH "each"

/* An item of the list that a projection goes over; NULL: it goes over none. */
typedef struct Item {
    const json_t *value;
    size_t place;
} Item;

struct Plan {
    const Projection *projection; /* borrowed */
    GArray *parameters;           /* of Parameter */
};

static void parameter_clear(void *data)
{
    g_free(((Parameter *) data)->name);
}

void plan_free(Plan *plan)
{
    if (plan == NULL)
        return;
    g_array_unref(plan->parameters);
    g_free(plan);
}

static const Field *field_named(const Field *fields, const char *name)
{
    for (const Field *field = fields; field != NULL && field->name != NULL; field++) {
        if (strcmp(field->name, name) == 0)
            return field;
    }
    return NULL;
}

static const Field *field_find(const EventKind *kind, const char *name)
{
    return field_named(kind->fields, name);
}

static bool plan_has(const Plan *plan, const char *name)
{
    for (guint i = 0; i < plan->parameters->len; i++) {
        if (strcmp(g_array_index(plan->parameters, Parameter, i).name, name) == 0)
            return true;
    }
    return false;
}

static bool is_of_item(const Plan *plan, const char *name)
{
    return plan->projection->each != NULL &&
           (strcmp(name, EACH) == 0 || g_str_has_prefix(name, EACH "_"));
}

/* A list whose items no table describes may have any members. */
static bool item_add(Plan *plan, const EventKind *kind, const char *name, GError **error)
{
    const Field *list = field_find(kind, plan->projection->each);
    const char *member = strcmp(name, EACH) == 0 ? NULL : name + strlen(EACH "_");
    const Field *items = list->items != NULL && list->items->name != NULL ? list->items : NULL;
    const Field *field = member == NULL ? NULL : field_named(items, member);
    Parameter parameter = {.type = field == NULL ? FIELD_WORD : field->type,
        .source = member == NULL             ? SOURCE_ITEM
                  : strcmp(member, "n") == 0 ? SOURCE_ITEM_PLACE
                                             : SOURCE_ITEM_MEMBER};

    if (parameter.source == SOURCE_ITEM_MEMBER &&
        (list->type == FIELD_WORDS || (items != NULL && field == NULL)))
        return fail(error, FAIL_INVALID,
            "the projection of '%s' binds $%s, which the items of '%s' do not have", kind->name,
            name, list->name);
    parameter.name = g_strdup(name);
    g_array_append_val(plan->parameters, parameter);
    return true;
}

static bool plan_add(Plan *plan, const EventKind *kind, const char *name, GError **error)
{
    const Field *field = field_find(kind, name);
    Parameter parameter = {.source = SOURCE_BODY};

    if (plan_has(plan, name))
        return true;
    if (is_of_item(plan, name))
        return item_add(plan, kind, name, error);
    for (size_t i = 0; i < G_N_ELEMENTS(source_names); i++) {
        if (strcmp(name, source_names[i]) == 0)
            parameter.source = (Source) i;
    }
    if (parameter.source == SOURCE_BODY && field == NULL)
        return fail(error, FAIL_INVALID, "the projection of '%s' binds $%s, which it does not have",
            kind->name, name);
    if (parameter.source != SOURCE_BODY && field != NULL)
        return fail(error, FAIL_INVALID,
            "the projection of '%s' binds $%s, which is both the event's own and in its body",
            kind->name, name);
    parameter.name = g_strdup(name);
    parameter.type = field == NULL ? FIELD_WORD : field->type;
    g_array_append_val(plan->parameters, parameter);
    return true;
}

/* The end of a quoted piece or comment that begins at `at`, or `at` when none does. */
static const char *sql_skip(const char *at)
{
    const char *end = at;

    if (*at == '\'' || *at == '"')
        end = strchr(at + 1, *at);
    else if (at[0] == '-' && at[1] == '-')
        end = strchr(at, '\n');
    else
        return at;
    return end == NULL ? at + strlen(at) : end + 1;
}

static bool plan_read(Plan *plan, const EventKind *kind, GError **error)
{
    const char *at = plan->projection->sql;

    while (*at != '\0') {
        const char *skipped = sql_skip(at);
        g_autofree char *name = NULL;
        size_t size = 0;

        if (skipped != at || *at != '$') {
            at = skipped != at ? skipped : at + 1;
            continue;
        }
        at++;
        size = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
        name = g_strndup(at, size);
        if (!plan_add(plan, kind, name, error))
            return false;
        at += size;
    }
    return true;
}

/* What is gone over is a list of the event, and only SQL goes over it. */
static bool each_check(const Projection *projection, const EventKind *kind, GError **error)
{
    const Field *list = projection->each == NULL ? NULL : field_find(kind, projection->each);

    return projection->each == NULL ||
           (projection->sql != NULL && list != NULL &&
               (list->type == FIELD_WORDS || list->type == FIELD_JSON)) ||
           fail(error, FAIL_INVALID,
               "the projection of '%s' goes over '%s', which is no list of it", kind->name,
               projection->each);
}

Plan *plan_new(const Projection *projection, const EventKind *kind, GError **error)
{
    if (!each_check(projection, kind, error))
        return NULL;
    g_autoptr(Plan) plan = g_new0(Plan, 1);

    plan->projection = projection;
    plan->parameters = g_array_new(FALSE, TRUE, sizeof(Parameter));
    g_array_set_clear_func(plan->parameters, parameter_clear);
    if (projection->sql != NULL && !plan_read(plan, kind, error))
        return NULL;
    return g_steal_pointer(&plan);
}

/* Owned: the words with commas between them, or NULL when it is no list of words. */
static char *words_join(const json_t *list)
{
    g_autoptr(GString) text = g_string_new(NULL);
    size_t index = 0;
    json_t *item = NULL;

    json_array_foreach (list, index, item) {
        if (!json_is_string(item))
            return NULL;
        if (index > 0)
            g_string_append_c(text, ',');
        g_string_append(text, json_string_value(item));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool bind_structure(
    Statement *statement, const char *name, const json_t *value, GError **error)
{
    g_autofree char *words = json_is_array(value) ? words_join(value) : NULL;
    g_autoptr(GString) text = NULL;

    if (words != NULL) {
        bind_text(statement, name, words);
        return true;
    }
    /* Canonical, so that a replay from the stored text gives the same bytes. */
    text = g_string_new(NULL);
    if (!json_write_canonical(value, text, error))
        return fail_in(error, "binding $%s", name);
    bind_text(statement, name, text->str);
    return true;
}

static bool bind_member(
    Statement *statement, const Parameter *parameter, const json_t *value, GError **error)
{
    const char *name = parameter->name;

    if (value == NULL && parameter->type == FIELD_BOOL)
        bind_int(statement, name, 0);
    else if (value == NULL || json_is_null(value))
        bind_null(statement, name);
    else if (json_is_string(value))
        bind_text(statement, name, json_string_value(value));
    else if (json_is_integer(value))
        bind_int(statement, name, json_integer_value(value));
    else if (json_is_boolean(value))
        bind_int(statement, name, json_is_true(value) ? 1 : 0);
    else
        return bind_structure(statement, name, value, error);
    return true;
}

static bool bind_item(
    Statement *statement, const Parameter *parameter, const Item *item, GError **error)
{
    const json_t *value = parameter->source == SOURCE_ITEM
                              ? item->value
                              : json_object_get(item->value, parameter->name + strlen(EACH "_"));

    if (parameter->source != SOURCE_ITEM_PLACE)
        return bind_member(statement, parameter, value, error);
    bind_int(statement, parameter->name, (int64_t) item->place);
    return true;
}

static bool bind_parameter(Statement *statement, const Parameter *parameter, const Event *event,
    const Item *item, GError **error)
{
    switch (parameter->source) {
    case SOURCE_UNIT:
        bind_text(statement, "unit", event->unit);
        return true;
    case SOURCE_SEQ:
        bind_int(statement, "seq", event->seq);
        return true;
    case SOURCE_AT:
        bind_int(statement, "at", event->at);
        return true;
    case SOURCE_ACTOR:
        bind_text(statement, "actor", event->actor);
        return true;
    case SOURCE_KIND:
        bind_text(statement, "kind", event->kind);
        return true;
    case SOURCE_SUBJECT:
        bind_text(statement, "subject", event->subject);
        return true;
    case SOURCE_ITEM:
    case SOURCE_ITEM_MEMBER:
    case SOURCE_ITEM_PLACE:
        return bind_item(statement, parameter, item, error);
    case SOURCE_BODY:
        break;
    }
    return bind_member(statement, parameter, json_object_get(event->body, parameter->name), error);
}

static bool rows_take(const Plan *plan, Db *db, Statement *rows, const Event *event, GError **error)
{
    StoreStep step = STORE_FAILED;

    while ((step = statement_step(rows, error)) == STORE_ROW)
        if (!plan->projection->take(db, event, rows, error))
            return false;
    return step == STORE_DONE;
}

static bool sql_run(const Plan *plan, Db *db, const Event *event, const Item *item, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_static(db, plan->projection->sql, error);

    if (statement == NULL)
        return false;
    for (guint i = 0; i < plan->parameters->len; i++) {
        if (!bind_parameter(
                statement, &g_array_index(plan->parameters, Parameter, i), event, item, error))
            return false;
    }
    return plan->projection->take != NULL
               ? rows_take(plan, db, statement, event, error)
               : statement_post(statement, plan->projection->one ? 1 : -1, error);
}

bool plan_run(const Plan *plan, Db *db, const Event *event, GError **error)
{
    const Projection *projection = plan->projection;
    Item item = {0};

    if (projection->apply != NULL)
        return projection->apply(db, event, error);
    if (projection->each == NULL)
        return sql_run(plan, db, event, NULL, error);
    json_array_foreach (json_object_get(event->body, projection->each), item.place, item.value)
        if (!sql_run(plan, db, event, &item, error))
            return false;
    return true;
}
