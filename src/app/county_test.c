/* SPDX-License-Identifier: Apache-2.0 */
/* What a county changes in catalog/duty/ counts, and what it gets wrong is named. */
#include "engine/county.h"

#include "base/json.h"
#include "base/resource.h"
#include "presence/rules.h"
#include "roster/pattern.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct Own {
    char *folder; /* what stands for DATA/catalog */
    char *path;   /* of the one file in it */
    GPtrArray *faults;
    CountyFiles *data;
    DutyRules *rules;
} Own;

static char *builtin_text(const char *name)
{
    g_autofree char *path = g_strdup_printf("/catalog/duty/%s.json", name);
    gsize size = 0;
    const char *text = resource_text(path, &size);

    g_assert_nonnull(text);
    return g_strndup(text, size);
}

/* The operator's file `name` is `text`, and everything is read as at a start. */
static Own own_read(const char *name, const char *text)
{
    Own own = {.folder = g_dir_make_tmp("duty-XXXXXX", NULL),
        .faults = g_ptr_array_new_with_free_func(g_free)};
    g_autofree char *duty = g_build_filename(own.folder, "duty", NULL);
    g_autoptr(Roles) roles = roles_new_builtin(NULL);
    g_autoptr(GError) error = NULL;

    own.path = g_strdup_printf("%s/%s.json", duty, name);
    g_assert_cmpint(g_mkdir(duty, 0700), ==, 0);
    g_assert_true(g_file_set_contents(own.path, text, -1, NULL));
    own.data = county_files_new(own.folder, own.faults, &error);
    g_assert_no_error(error);
    presence_rules_check(own.data, roles, own.faults);
    own.rules = duty_rules_new(own.data, own.faults, &error);
    g_assert_no_error(error);
    g_remove(own.path);
    g_rmdir(duty);
    g_rmdir(own.folder);
    return own;
}

static void own_clear(Own *own)
{
    duty_rules_free(own->rules);
    county_files_free(own->data);
    g_ptr_array_unref(own->faults);
    g_free(own->path);
    g_free(own->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Own, own_clear)

static char *replaced(const char *name, const char *from, const char *to)
{
    g_autofree char *text = builtin_text(name);
    const char *at = strstr(text, from);

    g_assert_nonnull(at);
    return g_strdup_printf("%.*s%s%s", (int) (at - text), text, to, at + strlen(from));
}

static void test_builtin(void)
{
    g_auto(GStrv) names = resource_list("/catalog/duty");

    for (char **name = names; *name != NULL; name++) {
        g_autofree char *stem = g_strndup(*name, strcspn(*name, "."));
        g_autofree char *text = builtin_text(stem);
        g_auto(Own) own = own_read(stem, text);

        if (own.faults->len > 0)
            g_error("%s", (char *) own.faults->pdata[0]);
    }
}

static void test_counts(void)
{
    g_autofree char *presence =
        replaced("presence", "\"night_minutes\": 10", "\"night_minutes\": 25");
    g_autofree char *patterns = replaced("patterns", "\"08:30\"", "\"08:00\"");
    g_auto(Own) one = own_read("presence", presence);
    g_auto(Own) other = own_read("patterns", patterns);
    json_auto_t *file = county_files_get(one.data, "presence");
    const Pattern *pattern = duty_rules_pattern(other.rules, "h24");

    g_assert_cmpuint(one.faults->len + other.faults->len, ==, 0);
    g_assert_cmpint(json_number(json_object_get(file, "challenge"), "night_minutes", 0), ==, 25);
    g_assert_cmpint(
        g_array_index(pattern->shifts, PatternShift, 0).begins_ms, ==, INT64_C(8) * 3600 * 1000);
}

typedef struct Wrong {
    const char *file, *from, *to;
    const char *said; /* @: the line of the slip */
} Wrong;

/* One slip, and what is said of it; the built-in file serves on. */
static void test_wrong(const void *row)
{
    const Wrong *wrong = row;
    g_autofree char *text = replaced(wrong->file, wrong->from, wrong->to);
    g_auto(Own) own = own_read(wrong->file, text);
    g_autofree char *before = builtin_text(wrong->file);
    json_auto_t *builtin = json_read(before, strlen(before), JSON_INTEGERS, NULL);
    json_auto_t *serves = county_files_get(own.data, wrong->file);
    g_autoptr(GString) said = g_string_new(NULL), expected = g_string_new(wrong->said);
    int line = 1;

    for (const char *at = before; at < strstr(before, wrong->from); at++)
        line += *at == '\n';
    g_autofree char *number = g_strdup_printf("%d", line);
    g_string_replace(expected, "@", number, 0);
    for (guint i = 0; i < own.faults->len; i++)
        g_string_append_printf(said, "%s\n", (char *) own.faults->pdata[i]);
    g_test_message("%s", said->str);
    g_assert_nonnull(strstr(said->str, wrong->file));
    g_assert_nonnull(strstr(said->str, expected->str));
    g_assert_true(json_equal(builtin, serves));
}

static void test_stranger(void)
{
    g_auto(Own) own = own_read("presense", "{}");

    g_assert_cmpuint(own.faults->len, ==, 1);
    g_assert_nonnull(strstr(own.faults->pdata[0], "presense.json: there is no file of this name"));
}

int main(int argc, char **argv)
{
    static const Wrong slips[] = {
        {"presence", "\"silent_minutes\": 10,", "\"silent_minutes\": 10,,", "line @, column"},
        {"presence", "\"silent_minutes\": 10", "\"silent_minutes\": \"ten\"",
            "presence.json:@: silent_minutes: must be a whole number"},
        {"presence", "\"silent_minutes\": 10", "\"silent_minutes\": -1",
            "presence.json:@: silent_minutes: must not be below 0"},
        {"presence", "\"mean_minutes\"", "\"mean\"", "mean"},
        {"presence", "\"until\": \"06:00\"", "\"until\": \"6\"",
            "presence.json:@: night/until: must be a time of day, HH:MM"},
        {"presence", "\"tell\": \"head\"", "\"tell\": \"boss\"",
            "challenge/miss/2/tell: no role \"boss\""},
        {"presence", "\"after_minutes\": 8", "\"after_minutes\": 2",
            "challenge/miss/2/after_minutes: each stage comes after"},
        {"presence", "\"roll_call\": {\"minutes\": 10", "\"roll_call\": {\"minutes\": 1",
            "roll_call/minutes"},
        {"presence", "\"label\": {\"zh\": \"人员在岗\", ", "\"label\": {", "\"zh\" is missing"},
        {"handover", "\"sign_minutes\": 30,", "", "handover.json:1: the file: \"sign_minutes\""},
        {"wall", "\"weekdays\": {\"zh\": [\"一\"", "\"weekdays\": {\"zh\": [1",
            "wall.json:@: weekdays/zh/0: must be a text"},
        {"day_log", "\"title\": {\"zh\": \"事项\"", "\"title\": {\"cn\": \"事项\"",
            "columns/title"},
        {"import", "\"names\": [", "\"name\": [", "name"},
        {"leave", "\"heads\": [\"head\"]", "\"heads\": \"head\"", "heads: must be a list"},
        {"reach", "\"from\": \"09:00\"", "\"from\": \"9am\"", "reach.json:@: from: must be a time"},
        {"equipment", "{\"name\": \"fax\",", "{\"nam\": \"fax\",", "kinds/1"},
        {"cards", "\"triggers\": [\"fire\"", "\"triggers\": [7",
            "cards/1/triggers/0: must be a text"},
        {"rules", "\"warn_hours\": [24, 2]", "\"warn_hours\": [24, \"two\"]", "warn_hours/1"},
        {"patterns", "\"hours\": 24", "\"hours\": 240", "patterns.json: pattern \"h24\": shift"},
    };

    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/county/every built-in file is one that may stand in for itself", test_builtin);
    g_test_add_func("/county/an operator's own file counts", test_counts);
    for (size_t i = 0; i < G_N_ELEMENTS(slips); i++) {
        g_autofree char *name =
            g_strdup_printf("/county/a slip is named: %s %s", slips[i].file, slips[i].to);
        g_test_add_data_func(name, &slips[i], test_wrong);
    }
    g_test_add_func("/county/a file that replaces nothing is named", test_stranger);
    return g_test_run();
}
