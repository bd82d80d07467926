/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/where.h"
#include "matter/kind_private.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct Desk {
    Roles *roles;
    Catalog *catalog;
    GPtrArray *faults;
} Desk;

static void desk_open(Desk *desk, gconstpointer data)
{
    desk->roles = roles_new_builtin(NULL);
    g_assert_nonnull(desk->roles);
    desk->catalog = catalog_new(desk->roles);
    desk->faults = g_ptr_array_new_with_free_func(g_free);
}

static void desk_close(Desk *desk, gconstpointer data)
{
    g_ptr_array_unref(desk->faults);
    catalog_free(desk->catalog);
    roles_free(desk->roles);
}

/* A kind that closes; tests break it in one place each. */
static const char sound[] =
    "{\"kind\": \"visit\", \"version\": 1,\n"
    " \"label\": {\"zh\": \"来访\", \"en\": \"Visit\"}, \"number\": {\"prefix\": {\"zh\": \"访\", "
    "\"en\": \"V\"}},\n"
    " \"face\": {\"title\": \"who\"},\n"
    " \"fields\": [{\"name\": \"who\", \"label\": {\"zh\": \"谁\", \"en\": \"Who\"}, \"type\": "
    "\"line\"},\n"
    "  {\"name\": \"until\", \"label\": {\"zh\": \"至\", \"en\": \"Until\"}, \"type\": "
    "\"time\"}],\n"
    " \"states\": [{\"name\": \"here\", \"label\": {\"zh\": \"在\", \"en\": \"Here\"}, \"owner\": "
    "\"officer\"},\n"
    "  {\"name\": \"gone\", \"label\": {\"zh\": \"走\", \"en\": \"Gone\"}}],\n"
    " \"ends\": [\"gone\"],\n"
    " \"open\": {\"to\": \"here\", \"who\": [\"officer\"], \"needs\": [\"who\"]},\n"
    " \"steps\": [{\"name\": \"leave\", \"label\": {\"zh\": \"走\", \"en\": \"Leave\"}, \"from\": "
    "[\"here\"],\n"
    "  \"to\": \"gone\", \"who\": [\"officer\"]}],\n"
    " \"clocks\": [{\"name\": \"stay\", \"label\": {\"zh\": \"限\", \"en\": \"Stay\"}, \"in\": "
    "[\"here\"], \"due\": \"PT1H\",\n"
    "  \"owner\": \"officer\", \"escalate\": [{\"after\": \"PT5M\", \"tell\": \"head\"}]}]}\n";

static Kind *read_changed(Desk *desk, const char *from, const char *to)
{
    g_autoptr(GString) text = g_string_new(sound);

    g_ptr_array_set_size(desk->faults, 0);
    if (from != NULL)
        g_assert_cmpint(g_string_replace(text, from, to, 1), ==, 1);
    return kind_read(desk->catalog, "visit.json", text->str, text->len, desk->faults);
}

static void test_sound(Desk *desk, gconstpointer data)
{
    g_autoptr(Kind) kind = read_changed(desk, NULL, NULL);

    g_assert_cmpint(desk->faults->len, ==, 0);
    g_assert_nonnull(kind);
    g_assert_cmpint(strlen(kind->digest), ==, 64);
    g_assert_true(kind_state(kind, "here")->waits);
    g_assert_false(kind_state(kind, "gone")->waits);
    g_assert_cmpint(kind_clock(kind, "stay")->due_ms, ==, 3600000);
    g_assert_true(kind_step_from(kind_step(kind, "leave"), "here"));
    g_assert_null(kind_step(kind, "stay"));
}

/* A version that was used when less was asked of a file is still what its matters live by. */
static void test_kept(Desk *desk, gconstpointer data)
{
    g_autoptr(GString) text = g_string_new(sound);

    g_string_replace(text, "\"type\": \"time\"", "\"type\": \"time\", \"colour\": 1", 1);
    g_autoptr(Kind) fresh =
        kind_read(desk->catalog, "visit.json", text->str, text->len, desk->faults);
    g_assert_null(fresh);
    g_ptr_array_set_size(desk->faults, 0);
    g_autoptr(Kind) kept =
        kind_read_kept(desk->catalog, "visit.json", text->str, text->len, desk->faults);
    g_assert_nonnull(kept);
}

typedef struct Break {
    const char *from, *to;
    const char *place;  /* how the fault begins */
    const char *reason; /* what it says, somewhere */
} Break;

static const Break breaks[] = {
    {"\"to\": \"gone\", ", "", "visit.json:7: ", "can't be reached"},
    {"\"from\": [\"here\"]", "\"from\": [\"gone\"]", "visit.json:6: ", "no end can be reached"},
    {", \"owner\": \"officer\"},\n  {\"name\": \"gone\"", "},\n  {\"name\": \"gone\"",
        "visit.json:6: ", "waits without an owner"},
    {"\"in\": [\"here\"]", "\"in\": []", "visit.json:6: ", "waits without a clock"},
    {"\"tell\": \"head\"", "\"tell\": \"inspector\"", "visit.json:12: ", "always filled"},
    {"\"tell\": \"head\"", "\"tell\": \"nobody\"",
        "visit.json:12: ", "not in roles.json; there are: officer, leader"},
    {"{\"after\": \"PT5M\", \"tell\": \"head\"}", "", "visit.json:12: ", "always filled"},
    {"\"needs\": [\"who\"]", "\"needs\": [\"whom\"]",
        "visit.json:9: ", "field \"whom\" is not declared"},
    {"\"name\": \"until\"", "\"name\": \"who\"", "visit.json:5: ", "stands twice"},
    {"\"who\": [\"officer\"]}]", "\"who\": [\"auditor\"]}]", "visit.json:10: ", "nobody may take"},
    {"\"who\": [\"officer\"]}]", "\"who\": []}]", "visit.json:10: ", "nobody may take"},
    {"\"ends\": [\"gone\"]", "\"ends\": []", "visit.json:8: ", "has no end"},
    {"\"type\": \"time\"", "\"type\": \"tme\"",
        "visit.json:5: ", "type \"tme\" is not known; known are: "},
    {"\"due\": \"PT1H\"", "\"due\": \"1h\"", "visit.json:12: ", "span of time"},
    {"\"due\": \"PT1H\"", "\"due\": \"PT1H\", \"warn\": \"PT1H\"",
        "visit.json:12: ", "warn before"},
    {"\"ends\"", "\"endz\"", "visit.json:8: ", "\"endz\" is not known here"},
    {"\"type\": \"time\"", "\"type\": \"time\", \"personnal\": true", "visit.json:5: ",
        "\"personnal\" is not known here; known are: name, label, type, personal"},
    {"\"type\": \"line\"", "\"type\": \"line\", \"personal\": \"true\"",
        "visit.json:4: ", "\"personal\" must be true or false"},
    {"\"type\": \"time\"",
        "\"type\": \"choice\", \"choices\": [{\"name\": \"a\", \"label\": {\"zh\": \"一\", "
        "\"en\": \"A\"}, \"colour\": 1}]",
        "visit.json:5: ", "\"colour\" is not known here"},
    {"\"type\": \"time\"",
        "\"type\": \"rows\", \"columns\": [{\"name\": \"a\", \"type\": \"line\", \"label\": "
        "{\"zh\": \"一\", \"en\": \"A\"}, \"personel\": true}]",
        "visit.json:5: ", "\"personel\" is not known here"},
    {"\"prefix\": {", "\"start\": 1, \"prefix\": {",
        "visit.json:2: ", "\"start\" is not known here"},
    {"\"owner\": \"officer\"},\n  {\"name\": \"gone\"",
        "\"owner\": \"officer\", \"waits\": \"no\"},\n  {\"name\": \"gone\"",
        "visit.json:6: ", "\"waits\" must be true or false"},
    {"\"to\": \"here\"", "\"to\": \"her\"", "visit.json:9: ", "state \"her\" is not declared"},
    {"\"title\": \"who\"", "\"title\": \"until\"", "visit.json:3: ", "the title must be"},
    {"\"who\": [\"officer\"]}]", "\"who\": [\"officer\"], \"effects\": [{\"ring\": \"stay\"}]}]",
        "visit.json:11: ", "effect \"ring\" is not known"},
    {"\"type\": \"line\"", "\"type\": \"line\", \"personal\": true",
        "visit.json:3: ", "is personal: it can't be the title"},
    {"\"version\": 1", "\"version\": 1, \"version\": 2", "visit.json:1: ", "JSON"},
    {"\"ends\"", "ends", "visit.json:8: ", "JSON"},
};

static void test_breaks(Desk *desk, gconstpointer data)
{
    for (size_t i = 0; i < G_N_ELEMENTS(breaks); i++) {
        const Break *one = &breaks[i];
        g_autoptr(Kind) kind = read_changed(desk, one->from, one->to);
        bool found = false;

        g_assert_null(kind);
        for (guint j = 0; j < desk->faults->len; j++) {
            const char *fault = desk->faults->pdata[j];
            found = found || (g_str_has_prefix(fault, one->place) && strstr(fault, one->reason));
        }
        if (!found)
            g_test_message("%s → %s: %s", one->from, one->to,
                desk->faults->len > 0 ? (char *) desk->faults->pdata[0] : "no fault");
        g_assert_true(found);
    }
}

static void test_reopen(Desk *desk, gconstpointer data)
{
    static const char again[] =
        "{\"name\": \"again\", \"label\": {\"zh\": \"回\", \"en\": \"Again\"}, "
        "\"from\": [\"gone\"], \"to\": \"here\", \"who\": [\"officer\"]%s},\n"
        " {\"name\": \"leave\"";
    g_autofree char *silent = g_strdup_printf(
        "%.*s%s", (int) (strstr(again, "%s") - again), again, strstr(again, "%s") + 2);
    g_autoptr(Kind) kind = read_changed(desk, "{\"name\": \"leave\"", silent);

    g_assert_null(kind);
    g_assert_nonnull(strstr(desk->faults->pdata[0], "reopens"));
    g_autofree char *spoken = g_strdup_printf("%.*s, \"note\": \"required\"%s",
        (int) (strstr(again, "%s") - again), again, strstr(again, "%s") + 2);
    g_autoptr(Kind) better = read_changed(desk, "{\"name\": \"leave\"", spoken);
    g_assert_nonnull(better);
}

static void test_builtin(Desk *desk, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    catalog_load_builtin(desk->catalog, &error);
    g_assert_no_error(error);
    g_assert_nonnull(catalog_kind(desk->catalog, "task"));
    g_assert_nonnull(catalog_kind(desk->catalog, "inquiry"));
    const GPtrArray *kinds = catalog_kinds(desk->catalog);
    for (guint i = 0; i < kinds->len; i++) {
        const Kind *kind = kinds->pdata[i];
        json_auto_t *shown = catalog_show(desk->catalog, kind);

        g_assert_true(catalog_version(desk->catalog, kind->digest) == kind);
        g_assert_cmpstr(json_text(shown, "kind"), ==, kind->name);
    }
}

static void file_write(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, "kinds", name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void folder_remove(const char *folder)
{
    static const char *const files[] = {"kinds/visit.json", "kinds/bad.json", "kinds", ""};

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        g_remove(path);
    }
}

static void test_own_folder(Desk *desk, gconstpointer data)
{
    g_autofree char *folder = g_dir_make_tmp("kinds-XXXXXX", NULL);
    g_autofree char *kinds = g_build_filename(folder, "kinds", NULL);

    g_assert_cmpint(g_mkdir(kinds, 0700), ==, 0);
    file_write(folder, "visit.json", sound);
    file_write(folder, "bad.json", "{\"kind\": \"bad\",\n \"version\": 1, \"colour\": 2}");
    catalog_load_folder(desk->catalog, folder, desk->faults);
    folder_remove(folder);
    g_assert_nonnull(catalog_kind(desk->catalog, "visit"));
    g_assert_null(catalog_kind(desk->catalog, "bad"));
    g_assert_cmpint(desk->faults->len, >, 0);
    g_assert_nonnull(strstr(desk->faults->pdata[0], "bad.json:2: \"colour\" is not known here"));
    catalog_load_folder(desk->catalog, "/nowhere/at/all", desk->faults);
}

static void test_durations(void)
{
    g_assert_cmpint(duration_read("PT15M"), ==, 15 * 60000);
    g_assert_cmpint(duration_read("P1DT2H30M5S"), ==, 95405000);
    g_assert_cmpint(duration_read("P"), ==, -1);
    g_assert_cmpint(duration_read("15M"), ==, -1);
    g_assert_cmpint(duration_read("PT"), ==, -1);
    g_assert_cmpint(duration_read("P5M"), ==, -1);
    g_assert_cmpint(duration_read("PT99999999999H"), ==, -1);
    g_assert_cmpint(duration_read(NULL), ==, -1);
}

static void test_lines(void)
{
    static const char text[] = "{\"a\": [1,\n 2, {\"b\\\"\": \"x]\",\n \"c\": null}],\n\"d\": 4}";

    g_assert_cmpint(json_line(text, sizeof text - 1, ""), ==, 1);
    g_assert_cmpint(json_line(text, sizeof text - 1, "/a/1"), ==, 2);
    g_assert_cmpint(json_line(text, sizeof text - 1, "/a/2/c"), ==, 3);
    g_assert_cmpint(json_line(text, sizeof text - 1, "/d"), ==, 4);
    g_assert_cmpint(json_line(text, sizeof text - 1, "/a/2/none"), ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define DESK_TEST(path, test) g_test_add(path, Desk, NULL, desk_open, test, desk_close)
    DESK_TEST("/kind/a kind that closes is read", test_sound);
    DESK_TEST("/kind/every fault is named by file, line and reason", test_breaks);
    DESK_TEST("/kind/a version that was used is read as it was", test_kept);
    DESK_TEST("/kind/a step that reopens asks why", test_reopen);
    DESK_TEST("/kind/the built-in kinds are proved", test_builtin);
    DESK_TEST("/kind/of an operator's own folder a bad file harms no other", test_own_folder);
    g_test_add_func("/kind/spans of time are read", test_durations);
    g_test_add_func("/kind/lines are found", test_lines);
    return g_test_run();
}
