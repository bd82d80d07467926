/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/county.h"

#include "base/builtin.h"
#include "base/json.h"
#include "base/resource.h"
#include "engine/county_shape.h"

#include <string.h>

#define FOLDER "/catalog/duty"

struct CountyFiles {
    json_t *files; /* by name without ".json" */
};

static json_t *builtin_read(const char *name, GError **error)
{
    g_autofree char *path = g_strdup_printf(FOLDER "/%s.json", name);
    gsize size = 0;
    const char *text = resource_text(path, &size);

    g_return_val_if_fail(text != NULL, json_object());
    return json_read(text, size, JSON_INTEGERS, error);
}

/* "leave" of "…/leave.json"; owned. */
static char *stem_of(const BuiltinFile *file)
{
    g_autofree char *base = g_path_get_basename(file->name);

    return g_strndup(base, strcspn(base, "."));
}

static bool file_keep(void *data, const BuiltinFile *file, GError **error)
{
    g_autofree char *stem = stem_of(file);
    json_t *json = json_read(file->text, file->size, JSON_INTEGERS, error);

    return json != NULL && json_object_set_new(((CountyFiles *) data)->files, stem, json) == 0;
}

typedef struct OwnReading {
    CountyFiles *data;
    GPtrArray *faults;
} OwnReading;

/* A file that takes the place of nothing is misspelt. */
static bool own_keep(void *data, const BuiltinFile *file, GError **error)
{
    const OwnReading *reading = data;
    g_autofree char *stem = stem_of(file);
    const json_t *builtin = json_object_get(reading->data->files, stem);
    const ShapeFile shape = {file->name, file->text, file->size};
    json_auto_t *json = NULL;

    if (builtin == NULL)
        return fail(
            error, FAIL_INVALID, "%s: there is no file of this name to replace", file->name);
    json = json_read(file->text, file->size, JSON_INTEGERS, error);
    if (json == NULL)
        return fail_in(error, "%s", file->name);
    if (shape_check(&shape, json, builtin, reading->faults))
        json_object_set(reading->data->files, stem, json);
    return true;
}

CountyFiles *county_files_new(const char *folder, GPtrArray *faults, GError **error)
{
    g_autoptr(CountyFiles) data = g_new0(CountyFiles, 1);

    data->files = json_object();
    if (!builtin_each("duty", NULL, file_keep, data, error))
        return NULL;
    if (folder != NULL) {
        OwnReading reading = {data, faults};
        g_autofree char *own = g_build_filename(folder, "duty", NULL);
        builtin_own_each(own, NULL, own_keep, &reading, faults);
    }
    return g_steal_pointer(&data);
}

bool county_files_refuse(
    CountyFiles *data, const char *name, const GError *reason, GPtrArray *faults)
{
    json_t *file = builtin_read(name, NULL);

    if (json_equal(file, json_object_get(data->files, name))) {
        json_decref(file);
        return false;
    }
    g_ptr_array_add(faults, g_strdup_printf("duty/%s.json: %s", name, reason->message));
    json_object_set_new(data->files, name, file);
    return true;
}

void county_files_free(CountyFiles *data)
{
    if (data == NULL)
        return;
    json_decref(data->files);
    g_free(data);
}

json_t *county_files_get(const CountyFiles *data, const char *name)
{
    json_t *file = data == NULL ? NULL : json_object_get(data->files, name);

    return file != NULL ? json_incref(file) : builtin_read(name, NULL);
}

json_t *county_file(const Engine *engine, const char *name)
{
    return county_files_get(engine_service(engine, SERVICE_COUNTY), name);
}

const json_t *county_row(const json_t *list, const char *name)
{
    size_t i = 0;
    const json_t *row = NULL;

    json_array_foreach (list, i, row) {
        if (g_strcmp0(json_text(row, "name"), name) == 0)
            return row;
    }
    return NULL;
}

/* Appends [from, to) filled in; says whether everything it names is known. */
static bool piece_fill(GString *out, const char *from, const char *to, const json_t *values)
{
    bool known = true;

    while (from < to) {
        const char *end = *from == '{' ? memchr(from, '}', (size_t) (to - from)) : NULL;
        g_autofree char *name = NULL;
        const char *value = NULL;

        if (end == NULL) {
            g_string_append_c(out, *from++);
            continue;
        }
        name = g_strndup(from + 1, (gsize) (end - from - 1));
        value = json_text(values, name);
        known = known && value != NULL && *value != '\0';
        g_string_append(out, value == NULL ? "" : value);
        from = end + 1;
    }
    return known;
}

char *county_fill(const char *pattern, const json_t *values)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *at = pattern;

    while (*at != '\0') {
        const char *close = *at == '[' ? strchr(at, ']') : NULL;
        size_t size = *at == '[' ? 1 : strcspn(at, "[");
        gsize before = text->len;

        if (close != NULL) {
            if (!piece_fill(text, at + 1, close, values))
                g_string_truncate(text, before);
            at = close + 1;
            continue;
        }
        piece_fill(text, at, at + size, values);
        at += size;
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* ---- GET /duty/catalog/{name} ---- */

typedef struct CatalogArgs {
    char *name;
    json_t *file;
} CatalogArgs;

static const Field catalog_args[] = {
    FIELD(CatalogArgs, name, FIELD_WORD, .required = true, .max = 40, .help = "leave, reach, …"),
    FIELD_END,
};

static const Field catalog_reply[] = {
    FIELD(CatalogArgs, file, FIELD_JSON, .required = true, .object = fields_free), FIELD_END};

static bool catalog_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const CatalogArgs *args = data;
    const CountyFiles *files = engine_service(asking->engine, SERVICE_COUNTY);
    json_t *file = files == NULL ? NULL : json_object_get(files->files, args->name);

    if (file == NULL)
        return fail(error, FAIL_NOT_FOUND, "there is no such file");
    out_answer->json = json_pack("{s:O}", "file", file);
    return true;
}

static const Query queries[] = {
    {.name = "duty.catalog",
        .path = "/duty/catalog/{name}",
        .permission = "catalog.read",
        .args = catalog_args,
        .args_size = sizeof(CatalogArgs),
        .reply = catalog_reply,
        .answer = catalog_answer,
        .help = "A file of catalog/duty: kinds with their labels, limits, starters."},
    {0},
};

const Part county_part = {.queries = queries};
