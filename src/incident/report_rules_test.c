/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/report_rules.h"

#include "base/json.h"
#include "base/resource.h"

#include <string.h>

typedef struct Fixture {
    LevelRules *levels;
    Taxonomy *taxonomy;
    json_t *reporting; /* the built-in file, to be changed */
} Fixture;

static void set_up(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    const char *text = resource_text("/catalog/rules/reporting.json", &size);
    fixture->reporting = json_read(text, size, JSON_INTEGERS, &error);
    g_assert_no_error(error);
    text = resource_text("/catalog/rules/levels.json", &size);
    fixture->levels = level_rules_new("levels.json", text, size, &error);
    g_assert_no_error(error);
    text = resource_text("/catalog/lists/incident_kinds.json", &size);
    fixture->taxonomy = taxonomy_new("incident_kinds.json", text, size, fixture->levels, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, const void *data)
{
    json_decref(fixture->reporting);
    taxonomy_free(fixture->taxonomy);
    level_rules_free(fixture->levels);
}

static ReportRules *rules_builtin(const Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    ReportRules *rules = report_rules_new(fixture->taxonomy);
    const char *text = resource_text("/catalog/rules/reporting.json", &size);
    report_rules_add(rules, "reporting.json", text, size, &error);
    g_assert_no_error(error);
    return rules;
}

/* --- files that are refused --- */

typedef struct BadFile {
    const char *row;  /* of "deadlines", or a whole file */
    const char *part; /* of the message */
} BadFile;

static void assert_refused(ReportRules *rules, const char *text, const char *part)
{
    g_autoptr(GError) error = NULL;
    guint size = report_rules_deadlines(rules)->len;
    g_autofree char *version = g_strdup(report_rules_version(rules));
    g_assert_false(report_rules_add(rules, "own.json", text, strlen(text), &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_assert_nonnull(strstr(error->message, "own.json"));
    if (strstr(error->message, part) == NULL)
        g_test_message("%s: no %s", error->message, part);
    g_assert_nonnull(strstr(error->message, part));
    g_assert_cmpuint(report_rules_deadlines(rules)->len, ==, size);
    g_assert_cmpstr(report_rules_version(rules), ==, version);
}

#define OWN_ROW(id, more)                                                                          \
    "{\"id\":\"" id                                                                                \
    "\",\"profile\":\"own\",\"source\":\"s\",\"classes\":[\"*\"],\"level_from\":4,"                \
    "\"level_to\":1," more "}"
#define HOP "\"from\":\"town\",\"to\":\"county_government\","
#define CITY_HOP "\"from\":\"county_safety_dept\",\"to\":\"city_safety_dept\","
#define PHONE "\"channel\":\"phone\",\"clock_start\":\"receipt\",\"limit_minutes\":5"
#define T4(start, minutes)                                                                         \
    CITY_HOP "\"channel\":\"any\",\"parallel_to\":\"own_government\",\"clock_start\":\"" start     \
             "\",\"limit_minutes\":" minutes ",\"replaces\":[\"nat.ws.county_to_city\"]"

static void test_refused(Fixture *fixture, const void *data)
{
    static const BadFile bad[] = {
        {"{}", "\"id\""},
        {OWN_ROW("default.phone", HOP PHONE), "twice"},
        {OWN_ROW("a", "\"from\":\"twon\",\"to\":\"county_government\"," PHONE), "\"from\""},
        {OWN_ROW("b", "\"from\":\"town\",\"to\":\"moon\"," PHONE), "\"to\""},
        {OWN_ROW("c", "\"from\":\"town\",\"to\":\"village\"," PHONE), "office"},
        {OWN_ROW("d", HOP "\"channel\":\"telex\",\"clock_start\":\"receipt\",\"limit_minutes\":5"),
            "channel"},
        {OWN_ROW("e", HOP "\"channel\":\"phone\",\"clock_start\":\"receipt\",\"limit_minutes\":-5"),
            "limit_minutes"},
        {OWN_ROW("n", HOP
             "\"channel\":\"phone\",\"clock_start\":\"receipt\",\"limit_minutes\":999999999999"),
            "a year"},
        {OWN_ROW("o", HOP PHONE ",\"condition\":{\"any\":[[{\"metric\":\"dead\",\"ge\":3}]]}"),
            "condition"},
        {OWN_ROW("p", HOP PHONE ",\"condition\":[]"), "condition"},
        {"{\"id\":\"s\",\"profile\":\"own\",\"source\":\"s\",\"classes\":[\"fires\"],\"level_"
         "from\":4,"
         "\"level_to\":1," HOP PHONE "}",
            "classes"},
        {OWN_ROW("f", HOP PHONE ",\"parallel_to\":\"nobody\""), "parallel_to"},
        {OWN_ROW("g", HOP PHONE ",\"replaces\":[\"default.nothing\"]"), "there is not"},
        {OWN_ROW("h", HOP PHONE ",\"replaces\":\"default.phone\""), "list"},
        {OWN_ROW("i", HOP PHONE ",\"replaces\":[\"wuhan.major\"]"), "another profile"},
        {OWN_ROW("j", T4("receipt", "121")), "milder"},
        {OWN_ROW("k", CITY_HOP PHONE ",\"replaces\":[\"nat.ws.county_to_city\"]"), "milder"},
        {OWN_ROW("l", HOP "\"channel\":\"any\",\"clock_start\":\"learning\",\"limit_minutes\":20,"
                          "\"replaces\":[\"nat.t0.town\"]"),
            "milder"},
    };
    g_autoptr(ReportRules) rules = rules_builtin(fixture);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *text = g_strdup_printf(
            "{\"version\":\"9\",\"deadlines\":[%s,%s]}", OWN_ROW("fine", HOP PHONE), bad[i].row);
        assert_refused(rules, text, bad[i].part);
    }
    assert_refused(rules,
        "{\"follow_up\":[{\"id\":\"m\",\"profile\":\"own\",\"source\":\"s\",\"classes\":[\"*\"],"
        "\"every_days\":2,\"replaces\":[\"fu.ws.high\"]}]}",
        "milder");
    assert_refused(rules,
        "{\"follow_up\":[{\"id\":\"n\",\"profile\":\"own\",\"source\":\"s\",\"classes\":[\"*\"],"
        "\"min_per_day\":1,\"replaces\":[\"default.phone\"]}]}",
        "there is not");
    g_assert_false(report_rules_has_profile(rules, "own"));
}

static void test_follow_ups_refused(Fixture *fixture, const void *data)
{
    static const char *const bad[] = {
        "\"min_per_day\":0", "\"min_per_day\":2000", "\"min_per_day\":\"2\"", "\"every_days\":-1"};
    g_autoptr(ReportRules) rules = rules_builtin(fixture);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *text = g_strdup_printf("{\"follow_up\":[{\"id\":\"q\",\"profile\":\"own\","
                                                "\"source\":\"s\",\"classes\":[\"*\"],"
                                                "%s}]}",
            bad[i]);
        assert_refused(rules, text, "min_per_day");
    }
    assert_refused(rules, "{\"supplement\":[{\"id\":\"r\",\"source\":\"s\",\"classes\":[7]}]}",
        "supplement 1");
    assert_refused(rules, "{\"deadlines\":[7]}", "deadline 1");
}

static void main_refused(const Fixture *fixture, const char *path, json_t *value, const char *part)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    json_t *changed = json_deep_copy(fixture->reporting), *at = changed;
    size_t last = g_strv_length(names) - 1;
    for (size_t i = 0; i < last; i++)
        at = json_object_get(at, names[i]);
    json_object_set_new(at, names[last], value);
    char *text = json_dumps(changed, JSON_COMPACT);
    ReportRules *rules = report_rules_new(fixture->taxonomy);
    g_autoptr(GError) error = NULL;
    g_assert_false(report_rules_add(rules, "reporting.json", text, strlen(text), &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_assert_nonnull(strstr(error->message, part));
    report_rules_free(rules);
    free(text);
    json_decref(changed);
}

static void test_main_refused(Fixture *fixture, const void *data)
{
    main_refused(fixture, "sides/town/functions", json_pack("[s]", "magic"), "side \"town\"");
    main_refused(fixture, "sides/town/office", json_string("magic"), "side \"town\"");
    main_refused(fixture, "sides/town/levels", json_pack("[s]", "hamlet"), "side \"town\"");
    main_refused(fixture, "functions/health/label", json_pack("{s:s}", "zh", "x"), "label");
    main_refused(fixture, "at_once/phone", json_object(), "at_once");
    main_refused(fixture, "sides", json_null(), "sides");
}

static void test_divisions(Fixture *fixture, const void *data)
{
    g_autoptr(ReportRules) rules = rules_builtin(fixture);
    g_autoptr(GError) error = NULL;
    gsize size;
    const char *text = resource_text("/catalog/rules/divisions.json", &size);
    g_assert_null(report_rules_division(rules, "4301"));
    g_assert_false(report_rules_add_divisions(rules, "own.json", "{}", 2, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_clear_error(&error);
    g_assert_true(report_rules_add_divisions(rules, "divisions.json", text, size, &error));
    g_assert_cmpstr(report_rules_division(rules, "4301"), ==, "长沙市");
    g_assert_cmpstr(report_rules_division(rules, "43"), ==, "湖南省");
    g_assert_null(report_rules_division(rules, "430102"));
    g_assert_true(report_rules_is_municipality(rules, "50"));
    g_assert_false(report_rules_is_municipality(rules, "43"));
}

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/report_rules/a file is refused whole and its fault named", test_refused);
    ADD("/report_rules/so are follow-ups and supplements", test_follow_ups_refused);
    ADD("/report_rules/the main file needs its sides and labels", test_main_refused);
    ADD("/report_rules/divisions have names", test_divisions);
    return g_test_run();
}
