/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/dispatch_rules.h"

#include "base/builtin.h"
#include "base/json.h"
#include "base/resource.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct County {
    char *folder, *rules, *path;
    GPtrArray *faults;
} County;

static County county_new(void)
{
    County county = {.folder = g_dir_make_tmp("shaodian-rules-XXXXXX", NULL),
        .faults = g_ptr_array_new_with_free_func(g_free)};

    county.rules = g_build_filename(county.folder, "rules", NULL);
    county.path = g_build_filename(county.rules, "dispatch.json", NULL);
    g_mkdir(county.rules, 0700);
    return county;
}

static void county_clear(County *county)
{
    g_remove(county->path);
    g_rmdir(county->rules);
    g_rmdir(county->folder);
    g_ptr_array_unref(county->faults);
    g_free(county->path);
    g_free(county->rules);
    g_free(county->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(County, county_clear)

/* The built-in rules: a new reference. */
static json_t *rules_json(void)
{
    gsize size = 0;
    const char *text = resource_text("/catalog/rules/dispatch.json", &size);

    return json_read(text, size, JSON_INTEGERS, NULL);
}

static DispatchRules *county_rules(County *county, const json_t *json)
{
    g_autofree char *text = json_dumps(json, 0);
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_set_contents(county->path, text, -1, NULL));
    DispatchRules *rules = dispatch_rules_read(county->folder, county->faults, &error);
    g_assert_no_error(error);
    return rules;
}

static void a_county_sets_its_own_minutes(void)
{
    g_auto(County) county = county_new();
    json_auto_t *json = rules_json();

    json_object_set_new(json_object_get(json, "alarm"), "head_after_minutes", json_integer(3));
    g_autoptr(DispatchRules) rules = county_rules(&county, json);
    g_assert_cmpuint(county.faults->len, ==, 0);
    g_assert_cmpint(dispatch_head_after_ms(rules), ==, INT64_C(3) * 60 * 1000);
}

/* Calls for rosters go by a type of their own: without it, none would go. */
static void what_the_program_sends_by_is_kept(void)
{
    g_auto(County) county = county_new();
    json_auto_t *json = rules_json();
    json_t *types = json_object_get(json, "types");

    for (size_t i = 0; i < json_array_size(types); i++)
        if (g_strcmp0(json_text(json_array_get(types, i), "id"), "filing_call") == 0)
            json_array_remove(types, i);
    g_autoptr(DispatchRules) rules = county_rules(&county, json);
    g_assert_cmpuint(county.faults->len, ==, 1);
    g_assert_nonnull(strstr(county.faults->pdata[0], "lacks \"filing_call\""));
    g_assert_nonnull(dispatch_type(rules, "filing_call"));
}

static json_t *type_of(const json_t *rules, const char *id)
{
    size_t i;
    json_t *row, *types = json_object_get(rules, "types");
    json_array_foreach (types, i, row)
        if (g_strcmp0(json_text(row, "id"), id) == 0)
            return row;
    g_assert_not_reached();
}

static void the_times_of_a_type_are_minutes_of_a_day(void)
{
    static const struct {
        const char *name, *value;
        bool fits;
    } rows[] = {
        {"sign_for_minutes", "5", true},
        {"sign_for_minutes", "0", false},
        {"sign_for_minutes", "-3", false},
        {"sign_for_minutes", "\"10\"", false},
        {"leader_after_minutes", "1440", true},
        {"leader_after_minutes", "9223372036854775807", false},
        {"opens", "{\"after_minutes\": 45, \"note\": {\"zh\": \"a\", \"en\": \"b\"}}", true},
        {"opens", "{\"after_minutes\": 0, \"note\": {\"zh\": \"a\", \"en\": \"b\"}}", false},
        {"opens", "{\"after_minutes\": 45, \"note\": {\"zh\": \"a\"}}", false},
        {"opens", "{}", false},
        {"opens", "null", true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(County) county = county_new();
        json_auto_t *json = rules_json();
        json_object_set_new(type_of(json, "phone_report"), rows[i].name,
            json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
        g_autoptr(DispatchRules) rules = county_rules(&county, json);
        g_assert_cmpuint(county.faults->len, ==, rows[i].fits ? 0 : 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dispatch_rules/a_county_sets_its_own_minutes", a_county_sets_its_own_minutes);
    g_test_add_func(
        "/dispatch_rules/what_the_program_sends_by_is_kept", what_the_program_sends_by_is_kept);
    g_test_add_func("/dispatch_rules/the_times_of_a_type_are_minutes_of_a_day",
        the_times_of_a_type_are_minutes_of_a_day);
    return g_test_run();
}
