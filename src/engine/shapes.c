/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/shapes.h"

#include <string.h>

typedef struct Shape {
    const Field *table; /* borrowed */
    char *place;        /* where it was met first */
    const char *name;   /* borrowed from `place` or the table */
} Shape;

struct Shapes {
    GPtrArray *all;    /* of Shape *, as they were met */
    GHashTable *found; /* const Field * -> Shape * */
    GHashTable *types; /* name of a struct -> how many tables describe one */
};

static void shape_free(void *data)
{
    Shape *shape = data;

    g_free(shape->place);
    g_free(shape);
}

/* "matter.get" and "opened_by" as one name: MatterGetOpenedBy. */
static char *place_name(const char *before, const char *name)
{
    g_autoptr(GString) place = g_string_new(before);
    bool is_first = true;

    for (; *name != '\0'; name++) {
        bool is_letter = g_ascii_isalnum(*name);
        if (is_letter)
            g_string_append_c(place, is_first ? g_ascii_toupper(*name) : *name);
        is_first = !is_letter;
    }
    return g_string_free(g_steal_pointer(&place), FALSE);
}

static void type_count(Shapes *shapes, const char *type)
{
    if (type == NULL)
        return;
    int count = GPOINTER_TO_INT(g_hash_table_lookup(shapes->types, type));
    g_hash_table_insert(shapes->types, (void *) type, GINT_TO_POINTER(count + 1));
}

/* Takes in a table and those inside it. */
static void shapes_meet(Shapes *shapes, const Field *table, const char *before, const char *name)
{
    if (table == NULL || table == fields_free || table == fields_integer ||
        g_hash_table_contains(shapes->found, table))
        return;
    Shape *shape = g_new0(Shape, 1);
    shape->table = table;
    shape->place = place_name(before, name);
    g_ptr_array_add(shapes->all, shape);
    g_hash_table_insert(shapes->found, (void *) table, shape);
    type_count(shapes, table->of);
    for (const Field *field = table; field->name != NULL; field++) {
        shapes_meet(shapes, field->items, shape->place, field->name);
        shapes_meet(shapes, field->object, shape->place, field->name);
    }
}

/* What is called after arguments or the body of an event says nothing of a reply. */
static bool type_tells(const Shapes *shapes, const char *type)
{
    return type != NULL && !g_str_has_suffix(type, "Args") && !g_str_has_suffix(type, "Body") &&
           GPOINTER_TO_INT(g_hash_table_lookup(shapes->types, type)) == 1;
}

static void shapes_name(Shapes *shapes)
{
    for (guint i = 0; i < shapes->all->len; i++) {
        Shape *shape = shapes->all->pdata[i];
        bool tells = type_tells(shapes, shape->table->of);
        shape->name = tells ? shape->table->of : shape->place;
    }
}

Shapes *shapes_new(const Part *const *parts)
{
    Shapes *shapes = g_new0(Shapes, 1);

    shapes->all = g_ptr_array_new_with_free_func(shape_free);
    shapes->found = g_hash_table_new(NULL, NULL);
    shapes->types = g_hash_table_new(g_str_hash, g_str_equal);
    for (; *parts != NULL; parts++) {
        const Command *command = (*parts)->commands;
        const Query *query = (*parts)->queries;

        for (; command != NULL && command->name != NULL; command++)
            shapes_meet(shapes, command->path == NULL ? NULL : command->reply, NULL, command->name);
        for (; query != NULL && query->name != NULL; query++)
            shapes_meet(shapes, query->reply, NULL, query->name);
    }
    shapes_name(shapes);
    return shapes;
}

void shapes_free(Shapes *shapes)
{
    if (shapes == NULL)
        return;
    g_hash_table_unref(shapes->types);
    g_hash_table_unref(shapes->found);
    g_ptr_array_unref(shapes->all);
    g_free(shapes);
}

json_t *shapes_refer(const Shapes *shapes, const Field *table)
{
    const Shape *shape = g_hash_table_lookup(shapes->found, table);

    if (shape == NULL)
        return fields_schema(table, NULL, NULL);
    g_autofree char *place = g_strconcat("#/components/schemas/", shape->name, NULL);
    return json_pack("{s:s}", "$ref", place);
}

static json_t *refer(const Field *table, void *shapes)
{
    return shapes_refer(shapes, table);
}

json_t *shapes_json(const Shapes *shapes)
{
    json_t *schemas = json_object();

    for (guint i = 0; i < shapes->all->len; i++) {
        const Shape *shape = shapes->all->pdata[i];
        g_assert(json_object_get(schemas, shape->name) == NULL);
        json_object_set_new(
            schemas, shape->name, fields_schema(shape->table, refer, (void *) shapes));
    }
    return schemas;
}
