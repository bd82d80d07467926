/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/role.h"

#include "base/json.h"
#include "base/resource.h"

#include <string.h>

struct Roles {
    json_t *json;
    json_t *by_name; /* name -> row */
    char **names;
};

void roles_free(Roles *roles)
{
    if (roles == NULL)
        return;
    json_decref(roles->by_name);
    json_decref(roles->json);
    g_strfreev(roles->names);
    g_free(roles);
}

static bool words_check(const json_t *words, const char *where, GError **error)
{
    if (!json_is_array(words))
        return fail(error, FAIL_INVALID, "roles.json: %s is not a list", where);
    size_t i;
    json_t *word;
    json_array_foreach ((json_t *) words, i, word) {
        if (!json_is_string(word))
            return fail(error, FAIL_INVALID, "roles.json: %s holds something not a word", where);
    }
    return true;
}

static bool names_known(const Roles *roles, const json_t *words, const char *where, GError **error)
{
    if (!words_check(words, where, error))
        return false;
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *name = json_string_value(json_array_get(words, i));
        if (json_object_get(roles->by_name, name) == NULL)
            return fail(error, FAIL_INVALID, "roles.json: %s names no role \"%s\"", where, name);
    }
    return true;
}

static bool role_add(Roles *roles, json_t *row, GPtrArray *names, GError **error)
{
    const char *name = json_text(row, "name");
    const char *reach = json_text(row, "reach");
    if (name == NULL || json_object_get(roles->by_name, name) != NULL)
        return fail(error, FAIL_INVALID, "roles.json: a role without a name of its own");
    if (g_strcmp0(reach, "unit") != 0 && g_strcmp0(reach, "below") != 0)
        return fail(error, FAIL_INVALID, "roles.json: reach of %s is not unit or below", name);
    const json_t *label = json_object_get(row, "label");
    if (json_text(label, "zh") == NULL || json_text(label, "en") == NULL)
        return fail(error, FAIL_INVALID, "roles.json: %s has no label in zh and en", name);
    if (!words_check(json_object_get(row, "permissions"), name, error))
        return false;
    json_object_set(roles->by_name, name, row);
    g_ptr_array_add(names, g_strdup(name));
    return true;
}

static bool rows_add(Roles *roles, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    json_t *rows = json_object_get(roles->json, "roles");
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (!role_add(roles, json_array_get(rows, i), names, error))
            return false;
    if (names->len == 0)
        return fail(error, FAIL_INVALID, "roles.json: no roles");
    g_ptr_array_add(names, NULL);
    roles->names = (char **) g_ptr_array_steal(names, NULL);
    return true;
}

static bool groups_check(const Roles *roles, GError **error)
{
    json_t *groups = json_object_get(roles->json, "exclusive");
    for (size_t i = 0; i < json_array_size(groups); i++)
        if (!names_known(roles, json_array_get(groups, i), "exclusive", error))
            return false;
    return names_known(
        roles, json_object_get(roles->json, "administrators"), "administrators", error);
}

Roles *roles_new(const char *text, gsize size, GError **error)
{
    g_autoptr(Roles) roles = g_new0(Roles, 1);
    roles->json = json_read(text, size, JSON_INTEGERS, error);
    if (roles->json == NULL) {
        fail_in(error, "roles.json");
        return NULL;
    }
    roles->by_name = json_object();
    if (!rows_add(roles, error) || !groups_check(roles, error))
        return NULL;
    return g_steal_pointer(&roles);
}

Roles *roles_new_builtin(GError **error)
{
    gsize size = 0;
    const char *text = resource_text("/catalog/roles.json", &size);
    if (text == NULL) {
        fail(error, FAIL_NOT_FOUND, "catalog/roles.json is not built in");
        return NULL;
    }
    return roles_new(text, size, error);
}

const char *const *roles_names(const Roles *roles)
{
    return (const char *const *) roles->names;
}

static bool has_word(const json_t *words, const char *word)
{
    for (size_t i = 0; i < json_array_size(words); i++)
        if (g_strcmp0(json_string_value(json_array_get(words, i)), word) == 0)
            return true;
    return false;
}

bool roles_has(const Roles *roles, const char *role)
{
    return role != NULL && json_object_get(roles->by_name, role) != NULL;
}

bool roles_permits(const Roles *roles, const char *role, const char *permission)
{
    const json_t *row = json_object_get(roles->by_name, role);
    return has_word(json_object_get(row, "permissions"), permission);
}

bool roles_reach_below(const Roles *roles, const char *role)
{
    const json_t *row = json_object_get(roles->by_name, role);
    return g_strcmp0(json_text(row, "reach"), "below") == 0;
}

bool roles_always_filled(const Roles *roles, const char *role)
{
    return json_flag(json_object_get(roles->by_name, role), "always_filled");
}

bool roles_is_administrator(const Roles *roles, const char *role)
{
    return has_word(json_object_get(roles->json, "administrators"), role);
}

bool roles_exclude(const Roles *roles, const char *a, const char *b)
{
    if (g_strcmp0(a, b) == 0)
        return false;
    if (roles_is_administrator(roles, a) != roles_is_administrator(roles, b))
        return true;
    const json_t *groups = json_object_get(roles->json, "exclusive");
    for (size_t i = 0; i < json_array_size(groups); i++) {
        const json_t *group = json_array_get(groups, i);
        if (has_word(group, a) && has_word(group, b))
            return true;
    }
    return false;
}

bool roles_know_permission(const Roles *roles, const char *permission)
{
    for (char **name = roles->names; *name != NULL; name++)
        if (roles_permits(roles, *name, permission))
            return true;
    return false;
}

static int compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

char **roles_permissions(const Roles *roles, char *const *held)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *found = g_ptr_array_new();
    for (size_t i = 0; held != NULL && held[i] != NULL; i++) {
        const json_t *row = json_object_get(roles->by_name, held[i]);
        const json_t *words = json_object_get(row, "permissions");
        for (size_t k = 0; k < json_array_size(words); k++) {
            const char *word = json_string_value(json_array_get(words, k));
            if (g_hash_table_add(seen, (void *) word))
                g_ptr_array_add(found, g_strdup(word));
        }
    }
    g_ptr_array_sort(found, compare_words);
    g_ptr_array_add(found, NULL);
    return (char **) g_ptr_array_free(found, FALSE);
}

const json_t *roles_json(const Roles *roles)
{
    return roles->json;
}
