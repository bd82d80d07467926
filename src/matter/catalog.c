/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/catalog_private.h"

#include "base/builtin.h"
#include "base/json.h"
#include "matter/kind_private.h"

#include <string.h>

static void json_free(void *value)
{
    json_decref(value);
}

static void kind_release(void *kind)
{
    kind_free(kind);
}

Catalog *catalog_new(const Roles *roles)
{
    Catalog *catalog = g_new0(Catalog, 1);

    catalog->roles = roles;
    catalog->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, json_free);
    catalog->kinds = g_ptr_array_new();
    catalog->versions = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, kind_release);
    return catalog;
}

void catalog_serve(Catalog *catalog, const Module *const *modules, const EffectScope *scope)
{
    catalog->modules = modules;
    catalog->scope = *scope;
}

void catalog_free(Catalog *catalog)
{
    if (catalog == NULL)
        return;
    g_hash_table_unref(catalog->lists);
    g_ptr_array_unref(catalog->kinds);
    g_hash_table_unref(catalog->versions);
    g_free(catalog);
}

const GPtrArray *catalog_kinds(const Catalog *catalog)
{
    return catalog->kinds;
}

const Kind *catalog_kind(const Catalog *catalog, const char *name)
{
    for (guint i = 0; name != NULL && i < catalog->kinds->len; i++) {
        const Kind *kind = catalog->kinds->pdata[i];
        if (strcmp(kind->name, name) == 0)
            return kind;
    }
    return NULL;
}

const Kind *catalog_version(const Catalog *catalog, const char *digest)
{
    return digest == NULL ? NULL : g_hash_table_lookup(catalog->versions, digest);
}

/* The version as it is kept: the same one when it is known already. */
const Kind *catalog_add_version(Catalog *catalog, Kind *kind /* taken */)
{
    Kind *known = g_hash_table_lookup(catalog->versions, kind->digest);

    if (known != NULL) {
        kind_free(kind);
        return known;
    }
    g_hash_table_insert(catalog->versions, kind->digest, kind);
    return kind;
}

static int kind_by_name(gconstpointer a, gconstpointer b)
{
    const Kind *one = *(Kind *const *) a, *two = *(Kind *const *) b;
    return strcmp(one->name, two->name);
}

static void kind_add(Catalog *catalog, Kind *kind /* taken */)
{
    const Kind *version = catalog_add_version(catalog, kind);

    for (guint i = 0; i < catalog->kinds->len; i++) {
        const Kind *known = catalog->kinds->pdata[i];
        if (strcmp(known->name, version->name) == 0) {
            catalog->kinds->pdata[i] = (void *) version;
            return;
        }
    }
    g_ptr_array_add(catalog->kinds, (void *) version);
    g_ptr_array_sort(catalog->kinds, kind_by_name);
}

static void list_add(
    Catalog *catalog, const char *file, const char *bytes, size_t size, GPtrArray *faults)
{
    g_autoptr(GError) problem = NULL;
    json_auto_t *source = json_read(bytes, size, JSON_REALS, &problem);
    const char *name = json_text(source, "list");
    json_t *items = json_object_get(source, "items");

    if (source == NULL)
        json_fault(file, problem, faults);
    else if (name == NULL || !json_is_array(items))
        g_ptr_array_add(faults, g_strdup_printf("%s:1: a list needs \"list\" and \"items\"", file));
    else
        g_hash_table_replace(catalog->lists, g_strdup(name), json_incref(items));
}

/* A kind's file bears its name. */
static bool name_fits(const Kind *kind, const char *file, GPtrArray *faults)
{
    g_autofree char *base = g_path_get_basename(file);
    g_autofree char *wanted = g_strdup_printf("%s.json", kind->name);

    if (strcmp(base, wanted) == 0)
        return true;
    g_ptr_array_add(faults,
        g_strdup_printf("%s:1: the kind \"%s\" must stand in %s", file, kind->name, wanted));
    return false;
}

static void text_add(
    Catalog *catalog, const char *file, const char *bytes, size_t size, GPtrArray *faults)
{
    g_autoptr(Kind) kind = NULL;

    if (strstr(file, "/lists/") != NULL || g_str_has_prefix(file, "lists/")) {
        list_add(catalog, file, bytes, size, faults);
        return;
    }
    kind = kind_read(catalog, file, bytes, size, faults);
    if (kind != NULL && name_fits(kind, file, faults))
        kind_add(catalog, g_steal_pointer(&kind));
}

/* Kinds name each other in `open` effects, so this is asked when all are there. */
static void children_prove(const Catalog *catalog, const Kind *kind, GPtrArray *faults)
{
    for (guint i = 0; i < kind->steps->len; i++) {
        const KindStep *step = kind->steps->pdata[i];
        const json_t *effect = NULL;
        size_t j = 0;

        json_array_foreach (step->effects, j, effect) {
            const char *child = json_text(json_object_get(effect, "open"), "kind");
            if (child != NULL && catalog_kind(catalog, child) == NULL)
                g_ptr_array_add(
                    faults, g_strdup_printf("%s.json:1: step \"%s\" opens \"%s\", which is no kind",
                                kind->name, step->name, child));
        }
    }
}

/* Where files are read to. */
typedef struct Reading {
    Catalog *catalog;
    GPtrArray *faults;
} Reading;

static bool file_read(void *data, const BuiltinFile *file, GError **error)
{
    const Reading *reading = data;
    g_autofree char *base = g_path_get_basename(file->name);

    if (strcmp(base, OWN_ROLES) != 0)
        text_add(reading->catalog, file->name, file->text, file->size, reading->faults);
    return true;
}

bool catalog_load_builtin(Catalog *catalog, GError **error)
{
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);

    Reading reading = {catalog, faults};
    if (!builtin_each("lists", NULL, file_read, &reading, error) ||
        !builtin_each("kinds", NULL, file_read, &reading, error))
        return false;
    for (guint i = 0; i < catalog->kinds->len; i++)
        children_prove(catalog, catalog->kinds->pdata[i], faults);
    if (faults->len > 0)
        return fail_as(error, FAIL_INVALID, "bad_kind", "%s", (char *) faults->pdata[0]);
    return true;
}

static void own_folder(Catalog *catalog, const char *path, GPtrArray *faults)
{
    Reading reading = {catalog, faults};

    builtin_own_each(path, NULL, file_read, &reading, faults);
}

static void all_children_prove(const Catalog *catalog, GPtrArray *faults)
{
    for (guint i = 0; i < catalog->kinds->len; i++)
        children_prove(catalog, catalog->kinds->pdata[i], faults);
}

void catalog_load_folder(Catalog *catalog, const char *folder, GPtrArray *faults)
{
    g_autofree char *lists = g_build_filename(folder, "lists", NULL);
    g_autofree char *kinds = g_build_filename(folder, "kinds", NULL);

    own_folder(catalog, lists, faults);
    own_folder(catalog, kinds, faults);
    all_children_prove(catalog, faults);
}

void catalog_load_kinds(Catalog *catalog, const char *folder, GPtrArray *faults)
{
    own_folder(catalog, folder, faults);
    all_children_prove(catalog, faults);
}

static json_t *choices_shown(const Catalog *catalog, json_t *field)
{
    const char *from = json_text(field, "choices_from");

    if (from != NULL && catalog_list(catalog, from) != NULL)
        json_object_set(field, "choices", (json_t *) catalog_list(catalog, from));
    return field;
}

static json_t *words_json(char *const *words)
{
    json_t *list = json_array();

    for (size_t i = 0; words[i] != NULL; i++)
        json_array_append_new(list, json_string(words[i]));
    return list;
}

/* "*" is written out, so that a page need not know what it stands for. */
static void step_show(json_t *shown, const KindStep *step, bool opening)
{
    if (!opening)
        json_object_set_new(shown, "from", words_json(step->from));
    json_object_set_new(shown, "needs", words_json(step->needs));
    json_object_set_new(shown, "takes", words_json(step->takes));
}

json_t *catalog_show(const Catalog *catalog, const Kind *kind)
{
    json_t *shown = json_deep_copy(kind->source);
    json_t *field = NULL, *column = NULL;
    size_t i = 0, j = 0;

    json_object_set_new(shown, "digest", json_string(kind->digest));
    step_show(json_object_get(shown, "open"), kind->open, true);
    json_array_foreach (json_object_get(shown, "steps"), i, field) {
        step_show(field, kind->steps->pdata[i + 1], false);
    }
    json_array_foreach (json_object_get(shown, "fields"), i, field) {
        choices_shown(catalog, field);
        json_array_foreach (json_object_get(field, "columns"), j, column)
            choices_shown(catalog, column);
    }
    return shown;
}
