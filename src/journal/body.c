/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/body.h"

#include <string.h>

#define MARK "$vault"
#define PLACE "vault"

typedef struct Walk {
    bool (*meet)(struct Walk *walk, const json_t *object, json_t **out_instead, GError **error);
    BodyVisit visit;
    void *data;
    GString *path;
    int dotted; /* how many names on the path hold a dot */
} Walk;

static bool walk_value(Walk *walk, json_t *value, json_t **out_instead, GError **error);

static bool is_place(const json_t *object)
{
    const json_t *digest = json_object_get(object, PLACE);
    uint8_t bytes[DIGEST_SIZE];

    return json_object_size(object) == 1 && json_string_length(digest) == DIGEST_HEX - 1 &&
           hex_read(json_string_value(digest), bytes, DIGEST_SIZE);
}

static bool walk_object(Walk *walk, json_t *object, GError **error)
{
    size_t length = walk->path->len;

    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        const char *name = json_object_iter_key(at);
        int dotted = strchr(name, '.') != NULL;
        json_t *instead = NULL;
        g_string_append(walk->path, length > 0 ? "." : "");
        g_string_append(walk->path, name);
        walk->dotted += dotted;
        if (!walk_value(walk, json_object_iter_value(at), &instead, error))
            return false;
        if (instead != NULL)
            json_object_iter_set_new(object, at, instead);
        walk->dotted -= dotted;
        g_string_truncate(walk->path, length);
    }
    return true;
}

static bool walk_array(Walk *walk, json_t *array, GError **error)
{
    size_t length = walk->path->len;

    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *instead = NULL;
        g_string_append_printf(walk->path, ".%zu", i);
        if (!walk_value(walk, json_array_get(array, i), &instead, error))
            return false;
        if (instead != NULL)
            json_array_set_new(array, i, instead);
        g_string_truncate(walk->path, length);
    }
    return true;
}

static bool walk_value(Walk *walk, json_t *value, json_t **out_instead, GError **error)
{
    if (json_is_array(value))
        return walk_array(walk, value, error);
    if (!json_is_object(value))
        return true;
    if (!walk->meet(walk, value, out_instead, error))
        return false;
    return *out_instead != NULL || walk_object(walk, value, error);
}

static bool meet_mark(Walk *walk, const json_t *object, json_t **out_instead, GError **error)
{
    const json_t *text = json_object_get(object, MARK);

    if (is_place(object))
        return fail(error, FAIL_INVALID, "body holds a vault place that nobody made");
    if (text == NULL)
        return true;
    if (json_object_size(object) != 1 || !json_is_string(text))
        return fail(error, FAIL_INVALID, "a vault mark holds one text and nothing else");
    if (walk->dotted > 0)
        return fail(error, FAIL_INVALID, "a name above a vault value holds a dot");
    if (strlen(json_string_value(text)) != json_string_length(text))
        return fail(error, FAIL_INVALID, "text holds a NUL");
    return walk->visit(walk->data, walk->path->str, json_string_value(text), out_instead, error);
}

static bool meet_place(Walk *walk, const json_t *object, json_t **out_instead, GError **error)
{
    if (!is_place(object))
        return true;
    return walk->visit(walk->data, walk->path->str,
        json_string_value(json_object_get(object, PLACE)), out_instead, error);
}

/* The body itself is no value: walking begins at its members. */
static bool walk_body(Walk *walk, json_t *body, GError **error)
{
    g_autoptr(GString) path = g_string_new(NULL);

    walk->path = path;
    return walk_object(walk, body, error);
}

bool body_each_mark(json_t *body, BodyVisit visit, void *data, GError **error)
{
    Walk walk = {.meet = meet_mark, .visit = visit, .data = data};

    if (is_place(body) || json_object_get(body, MARK) != NULL)
        return fail(error, FAIL_INVALID, "a body can't be one vault value");
    return walk_body(&walk, body, error);
}

bool body_each_place(json_t *body, BodyVisit visit, void *data, GError **error)
{
    Walk walk = {.meet = meet_place, .visit = visit, .data = data};

    return walk_body(&walk, body, error);
}

static bool unmark(
    void *data, const char *path, const char *text, json_t **out_instead, GError **error)
{
    ++*(int *) data;
    *out_instead = json_string(text);
    return true;
}

/* No mark and no place, so that walking it would find nothing to do. */
static bool is_bare(const json_t *value)
{
    const char *name = NULL;
    json_t *member = NULL;
    size_t i = 0;

    json_array_foreach (value, i, member) {
        if (!is_bare(member))
            return false;
    }
    json_object_foreach ((json_t *) value, name, member) {
        if (strcmp(name, MARK) == 0 || strcmp(name, PLACE) == 0 || !is_bare(member))
            return false;
    }
    return true;
}

json_t *body_plain(const json_t *body, int *out_marks, GError **error)
{
    json_auto_t *plain = NULL;
    int marks = 0;

    if (!json_is_object(body)) {
        fail(error, FAIL_INVALID, "body is not an object");
        return NULL;
    }
    *out_marks = 0;
    if (is_bare(body))
        return json_incref((json_t *) body);
    plain = json_deep_copy(body);
    if (!body_each_mark(plain, unmark, &marks, error))
        return NULL;
    *out_marks = marks;
    return g_steal_pointer(&plain);
}
