/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/resource.h"
#include "incident/taxonomy.h"

#include <string.h>

typedef struct Fixture {
    LevelRules *rules;
    Taxonomy *taxonomy;
} Fixture;

static void set_up(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    const char *text = resource_text("/catalog/rules/levels.json", &size);
    fixture->rules = level_rules_new("levels.json", text, size, &error);
    g_assert_no_error(error);
    text = resource_text("/catalog/lists/incident_kinds.json", &size);
    fixture->taxonomy = taxonomy_new("incident_kinds.json", text, size, fixture->rules, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, const void *data)
{
    taxonomy_free(fixture->taxonomy);
    level_rules_free(fixture->rules);
}

static json_t *ask(Fixture *fixture, const char *question, GError **error)
{
    json_t *read = json_read(question, strlen(question), JSON_REALS, NULL);
    g_assert_nonnull(read);
    json_t *result = taxonomy_classify(fixture->taxonomy, read, error);
    json_decref(read);
    return result;
}

typedef struct Vector {
    const char *question;
    int level;
    const char *rule;
    bool provisional;
} Vector;

static void check_vectors(Fixture *fixture, const Vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autoptr(GError) error = NULL;
        json_t *result = ask(fixture, vectors[i].question, &error);
        g_assert_no_error(error);
        g_test_message("%s", vectors[i].question);
        g_assert_cmpint(level_of(result), ==, vectors[i].level);
        g_assert_cmpstr(json_text(result, "rule"), ==, vectors[i].rule);
        g_assert_cmpint(json_flag(result, "provisional"), ==, vectors[i].provisional);
        g_assert_nonnull(json_text(result, "version"));
        json_decref(result);
    }
}

#define WS(deaths, serious, loss)                                                                  \
    "{\"ruleset\":\"work_safety\",\"metrics\":{\"deaths\":" deaths                                 \
    ",\"serious_injuries\":" serious ",\"direct_loss_yuan\":" loss "}}"

static void test_borders(Fixture *fixture, const void *data)
{
    static const Vector vectors[] = {
        {WS("0", "0", "0"), 4, "work_safety.4", false},
        {WS("2", "9", "9999999"), 4, "work_safety.4", false},
        {WS("3", "0", "0"), 3, "work_safety.3", false},
        {WS("9", "0", "0"), 3, "work_safety.3", false},
        {WS("10", "0", "0"), 2, "work_safety.2", false},
        {WS("29", "99", "99999999"), 2, "work_safety.2", false},
        {WS("30", "0", "0"), 1, "work_safety.1", false},
        {WS("0", "10", "0"), 3, "work_safety.3", false},
        {WS("0", "49", "0"), 3, "work_safety.3", false},
        {WS("0", "50", "0"), 2, "work_safety.2", false},
        {WS("0", "100", "0"), 1, "work_safety.1", false},
        {WS("0", "0", "10000000"), 3, "work_safety.3", false},
        {WS("0", "0", "49999999"), 3, "work_safety.3", false},
        {WS("0", "0", "50000000"), 2, "work_safety.2", false},
        {WS("0", "0", "100000000"), 1, "work_safety.1", false},
        {WS("0", "0", "100000000.0"), 1, "work_safety.1", false},
    };
    check_vectors(fixture, vectors, G_N_ELEMENTS(vectors));
}

static void test_unknown(Fixture *fixture, const void *data)
{
    static const Vector vectors[] = {
        {"{\"ruleset\":\"work_safety\",\"metrics\":{}}", 4, "work_safety.4", true},
        {WS("3", "null", "0"), 3, "work_safety.3", true},
        {WS("30", "null", "null"), 1, "work_safety.1", false},
        {"{\"ruleset\":\"food_poisoning\",\"metrics\":{\"poisoned\":40}}", 0, "food_poisoning.none",
            true},
        {"{\"ruleset\":\"food_poisoning\",\"metrics\":{\"poisoned\":40,\"deaths\":0}}", 4,
            "food_poisoning.4", false},
        {"{\"ruleset\":\"food_poisoning\",\"metrics\":{\"deaths\":1}}", 3, "food_poisoning.3",
            true},
        /* no one missing named: 10 dead are a floor */
        {"{\"ruleset\":\"earthquake\",\"metrics\":{\"deaths\":10,"
         "\"loss_share_of_prev_year_provincial_gdp\":0.001}}",
            3, "earthquake.3", true},
        {"{\"ruleset\":\"earthquake\",\"metrics\":{\"deaths\":9,\"missing\":1,"
         "\"loss_share_of_prev_year_provincial_gdp\":0}}",
            3, "earthquake.3", false},
        {"{\"ruleset\":\"near_miss\",\"metrics\":{\"trapped\":3}}", 0,
            "near_miss.reportable_near_miss", false},
    };
    check_vectors(fixture, vectors, G_N_ELEMENTS(vectors));
}

static void test_kinds(Fixture *fixture, const void *data)
{
    static const Vector vectors[] = {
        {"{\"kind\":\"gas_explosion\",\"metrics\":{\"deaths\":3}}", 3, "work_safety.3", true},
        {"{\"kind\":\"fire\",\"metrics\":{\"deaths\":0,\"serious_injuries\":0,"
         "\"direct_loss_yuan\":50000000}}",
            2, "fire.2", false},
        {"{\"kind\":\"forest_fire\",\"metrics\":{\"burnt_forest_ha\":0.5,\"deaths\":0,"
         "\"serious_injuries\":0}}",
            4, "forest_fire.4", false},
        {"{\"kind\":\"earthquake\",\"metrics\":{\"magnitude\":6.2,"
         "\"population_density_class\":\"dense\"}}",
            1, "earthquake_first_guess.1", true},
        {"{\"kind\":\"earthquake\",\"metrics\":{\"magnitude\":6.2,\"deaths\":0,\"missing\":0,"
         "\"population_density_class\":\"dense\"}}",
            4, "earthquake.4", true},
        {"{\"kind\":\"epidemic\",\"metrics\":{\"deaths\":1}}", 0, NULL, false},
    };
    check_vectors(fixture, vectors, G_N_ELEMENTS(vectors));
    json_t *result = ask(fixture, "{\"kind\":\"gas_leak\",\"metrics\":{\"evacuated\":500}}", NULL);
    g_assert_cmpstr(json_text(result, "outcome"), ==, "reportable_near_miss");
    json_decref(result);
}

/* Order 493 art. 3 counts acute industrial poisoning as serious injury, and so do orders 501 and
 * 549; food poisoning asks for "more than" a hundred; order 599 art. 34 takes the higher level. */
static void test_law(Fixture *fixture, const void *data)
{
    static const Vector vectors[] = {
        {"{\"kind\":\"dangerous_chemicals\",\"metrics\":{\"poisoned\":60}}", 2, "work_safety.2",
            true},
        {"{\"kind\":\"industrial\",\"metrics\":{\"poisoned\":10}}", 3, "work_safety.3", true},
        {"{\"kind\":\"industrial\",\"metrics\":{\"deaths\":0,\"serious_injuries\":0,"
         "\"poisoned\":9,\"direct_loss_yuan\":0}}",
            4, "work_safety.4", false},
        {"{\"kind\":\"industrial\",\"metrics\":{\"deaths\":0,\"serious_injuries\":4,"
         "\"poisoned\":6,\"direct_loss_yuan\":0}}",
            3, "work_safety.3", false},
        {"{\"kind\":\"industrial\",\"metrics\":{\"deaths\":0,\"serious_injuries\":0,"
         "\"poisoned\":null,\"direct_loss_yuan\":0}}",
            4, "work_safety.4", true},
        {"{\"kind\":\"dangerous_chemicals\",\"metrics\":{\"poisoned\":100}}", 1, "work_safety.1",
            false},
        {"{\"kind\":\"railway\",\"metrics\":{\"poisoned\":50}}", 2, "railway.2", true},
        {"{\"kind\":\"special_equipment\",\"metrics\":{\"poisoned\":10}}", 3, "special_equipment.3",
            true},
        /* a fire is graded by a notice that has no such line */
        {"{\"kind\":\"fire\",\"metrics\":{\"deaths\":0,\"serious_injuries\":0,\"poisoned\":60,"
         "\"direct_loss_yuan\":0}}",
            4, "fire.4", false},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{\"poisoned\":100,\"deaths\":0}}", 4,
            "food_poisoning.4", false},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{\"poisoned\":101,\"deaths\":0}}", 3,
            "food_poisoning.3", false},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{\"poisoned\":100,\"deaths\":1}}", 3,
            "food_poisoning.3", false},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{\"poisoned\":101,\"deaths\":1}}", 2,
            "food_poisoning.2", false},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{\"poisoned\":30,\"deaths\":0}}", 4,
            "food_poisoning.4", false},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{\"poisoned\":29,\"deaths\":0}}", 0,
            "food_poisoning.none", false},
        {"{\"kind\":\"power_cut\",\"metrics\":{\"deaths\":3}}", 3, "power_casualties.3", true},
        {"{\"kind\":\"power_cut\",\"metrics\":{\"deaths\":1,\"power_grid\":\"county_150\","
         "\"power_load_lost_percent\":60}}",
            3, "power.3", true},
        {"{\"kind\":\"power_cut\",\"metrics\":{\"deaths\":10,\"power_grid\":\"county_150\","
         "\"power_load_lost_percent\":60}}",
            2, "power_casualties.2", true},
        {"{\"kind\":\"power_cut\",\"metrics\":{\"deaths\":0,\"serious_injuries\":0,"
         "\"direct_loss_yuan\":0,\"power_grid\":\"city\",\"power_load_lost_percent\":5,"
         "\"power_users_cut_percent\":5}}",
            0, "power.none", false},
    };
    check_vectors(fixture, vectors, G_N_ELEMENTS(vectors));
}

static void test_siblings(Fixture *fixture, const void *data)
{
    static const Vector vectors[] = {
        /* hours aloft are one line of order 549 for ropeways and rides */
        {"{\"kind\":\"special_equipment\",\"metrics\":{\"ropeway_stranded_hours\":12}}", 3,
            "special_equipment.3", true},
        {"{\"kind\":\"special_equipment\",\"metrics\":{\"large_ride_stranded_hours\":11.9}}", 4,
            "special_equipment.4", true},
        {"{\"kind\":\"special_equipment\",\"metrics\":{\"boiler_exploded\":true}}", 3,
            "special_equipment.3", true},
        /* injured of unknown gravity are injured */
        {"{\"kind\":\"mass_incident\",\"metrics\":{\"injured\":30}}", 1, "mass_incident.1", false},
        {"{\"kind\":\"mass_incident\",\"metrics\":{\"injured\":4,\"light_injuries\":6}}", 2,
            "mass_incident.2", true},
    };
    check_vectors(fixture, vectors, G_N_ELEMENTS(vectors));
}

static void test_reason(Fixture *fixture, const void *data)
{
    static const char *const cases[][2] = {
        {WS("3", "0", "0"), "死亡3人，达到较大（3人以上）"},
        {WS("0", "50", "0"), "重伤（含急性工业中毒）50人，达到重大（50人以上）"},
        {WS("0", "0", "50000000"), "直接经济损失5000万元，达到重大（5000万元以上）"},
        {WS("0", "0", "123456789"), "直接经济损失123456789元，达到特别重大（1亿元以上）"},
        {WS("2", "0", "0"), "已知数字未达到更高等级，按一般"},
        {"{\"kind\":\"dangerous_chemicals\",\"metrics\":{\"poisoned\":60}}",
            "重伤（含急性工业中毒）至少60人，达到重大（50人以上）"},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{\"poisoned\":101,\"deaths\":0}}",
            "中毒101人，达到较大（超过100人）"},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{\"poisoned\":100,\"deaths\":0}}",
            "中毒100人、死亡0人，达到一般（中毒30人以上100人及以下、死亡0人）"},
        {"{\"kind\":\"food_poisoning\",\"metrics\":{}}", "数字不全，尚不能定级"},
        {"{\"kind\":\"earthquake\",\"metrics\":{\"magnitude\":6.2,"
         "\"population_density_class\":\"dense\"}}",
            "震级6.2级、人口密集，达到特别重大（震级6级以上）"},
        {"{\"kind\":\"special_equipment\",\"metrics\":{\"boiler_exploded\":true}}",
            "锅炉爆炸，达到较大"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        json_t *result = ask(fixture, cases[i][0], NULL);
        g_assert_cmpstr(json_text(result, "reason"), ==, cases[i][1]);
        json_decref(result);
    }
}

/* A reason is said to people: no metric goes by its name in the program. */
static void test_labels(Fixture *fixture, const void *data)
{
    const json_t *root = level_rules_json(fixture->rules);
    size_t i, k;
    json_t *metric, *choice;
    json_array_foreach (json_object_get(root, "metrics"), i, metric) {
        g_test_message("%s", json_text(metric, "id"));
        g_assert_nonnull(json_text(json_object_get(metric, "label"), "zh"));
        g_assert_nonnull(json_text(json_object_get(metric, "label"), "en"));
        json_array_foreach (json_object_get(metric, "choices"), k, choice)
            g_assert_nonnull(
                json_text(json_object_get(metric, "choices_zh"), json_string_value(choice)));
    }
}

static void test_decider(Fixture *fixture, const void *data)
{
    json_t *result = ask(fixture, WS("10", "60", "0"), NULL);
    const json_t *by = json_object_get(result, "decided_by");
    g_assert_cmpstr(json_text(by, "metric"), ==, "deaths");
    g_assert_cmpint(json_number(by, "value", -1), ==, 10);
    g_assert_cmpint(json_number(by, "ge", -1), ==, 10);
    json_decref(result);
    result = ask(fixture, WS("0", "0", "0"), NULL);
    g_assert_true(json_is_null(json_object_get(result, "decided_by")));
    json_decref(result);
}

static void assert_refused(Fixture *fixture, const char *question, const char *name)
{
    g_autoptr(GError) error = NULL;
    json_t *result = ask(fixture, question, &error);
    g_assert_null(result);
    g_assert_error(error, FAIL, FAIL_INVALID);
    const GPtrArray *fields = fail_fields(error);
    for (guint i = 0; i < fields->len; i++)
        if (strcmp(((FailField *) fields->pdata[i])->name, name) == 0)
            return;
    g_test_message("%s: %s", question, error->message);
    g_assert_not_reached();
}

static void test_refusals(Fixture *fixture, const void *data)
{
    assert_refused(fixture, WS("-1", "0", "0"), "metrics.deaths");
    assert_refused(fixture, WS("\"3\"", "0", "0"), "metrics.deaths");
    assert_refused(fixture, WS("3", "0.5", "0"), "metrics.serious_injuries");
    assert_refused(
        fixture, "{\"ruleset\":\"work_safety\",\"metrics\":{\"deths\":3}}", "metrics.deths");
    assert_refused(fixture, "{\"ruleset\":\"work_safty\",\"metrics\":{}}", "ruleset");
    assert_refused(fixture, "{\"kind\":\"gas\",\"metrics\":{}}", "kind");
    assert_refused(fixture, "{\"metrics\":{}}", "ruleset");
    assert_refused(fixture, "{\"ruleset\":\"fire\"}", "metrics");
    assert_refused(fixture, "{\"ruleset\":\"fire\",\"metrics\":{},\"level\":1}", "level");
    assert_refused(fixture, "{\"ruleset\":\"railway\",\"metrics\":{\"crane_overturned\":1}}",
        "metrics.crane_overturned");
}

static void assert_bad_rules(const char *text, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(level_rules_new("levels.json", text, strlen(text), &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, "levels.json"));
    g_assert_nonnull(strstr(error->message, part));
}

#define RULES_HEAD                                                                                 \
    "{\"version\":\"1\",\"metrics\":[{\"id\":\"deaths\",\"unit\":\"person\"}],\"rulesets\":"
#define SET_HEAD                                                                                   \
    "[{\"id\":\"a\",\"source\":\"s\",\"article\":\"1\",\"status\":\"in_force\",\"mark\":\"V\","    \
    "\"rules\":"

static void test_bad_files(void)
{
    assert_bad_rules("{", "levels.json");
    assert_bad_rules("{\"rulesets\":[]}", "version");
    assert_bad_rules(RULES_HEAD "[]}", "no rulesets");
    assert_bad_rules(RULES_HEAD "[{\"id\":\"a\",\"rules\":[]}]}", "\"source\"");
    assert_bad_rules(RULES_HEAD SET_HEAD "[{\"level\":5,\"any\":[[]]}]}]}", "level");
    assert_bad_rules(RULES_HEAD SET_HEAD "[{\"level\":1,\"any\":[[]]}]}]}", "alternative 1");
    assert_bad_rules(RULES_HEAD SET_HEAD
        "[{\"level\":1,\"any\":[[{\"metric\":\"dead\",\"ge\":1}]]}]}]}",
        "not declared");
    assert_bad_rules(RULES_HEAD SET_HEAD
        "[{\"level\":2,\"any\":[[{\"metric\":\"deaths\",\"ge\":3}]]},"
        "{\"level\":1,\"any\":[[{\"metric\":\"deaths\",\"ge\":9}]]}]}]}",
        "rule 2");
    assert_bad_rules(RULES_HEAD SET_HEAD
        "[{\"level\":1,\"any\":[[{\"metric\":\"deaths\",\"over\":3}]]}]}]}",
        "not known");
    assert_bad_rules(RULES_HEAD SET_HEAD
        "[{\"level\":1,\"any\":[[{\"metric\":\"deaths\",\"ge\":3,\"gt\":3}]]}]}]}",
        "bound twice");
}

/* --- the public record, where it stands beside this tree --- */

static char **data_lines(const char *file)
{
    const char *folder = g_getenv("SHAODIAN_TEST_DATA");
    g_autofree char *path = g_build_filename(folder ? folder : ".", "09-accidents", file, NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    return g_strsplit(g_strchomp(text), "\n", -1);
}

static int level_by_name(Fixture *fixture, const char *name)
{
    for (int level = LEVEL_WORST; level <= LEVEL_MILDEST; level++)
        if (g_strcmp0(level_name(fixture->rules, level), name) == 0)
            return level;
    return LEVEL_NONE;
}

static json_t *number_cell(const char *cell, double times)
{
    return *cell == '\0' ? json_null()
                         : json_integer((json_int_t) (g_ascii_strtod(cell, NULL) * times + 0.5));
}

static json_t *work_safety_question(const char *deaths, const char *serious, const char *loss_10k)
{
    return json_pack("{s:s, s:{s:o, s:o, s:o}}", "ruleset", "work_safety", "metrics", "deaths",
        number_cell(deaths, 1), "serious_injuries", number_cell(serious, 1), "direct_loss_yuan",
        number_cell(loss_10k, 10000));
}

static void test_boundary_file(Fixture *fixture, const void *data)
{
    g_auto(GStrv) lines = data_lines("boundary_vectors_synthetic.csv");
    if (lines == NULL) {
        g_test_skip("no data beside this tree");
        return;
    }
    for (size_t i = 1; lines[i] != NULL; i++) {
        g_auto(GStrv) cells = g_strsplit(g_strchomp(lines[i]), ",", -1);
        json_t *question = work_safety_question(cells[0], cells[1], cells[2]);
        json_t *result = taxonomy_classify(fixture->taxonomy, question, NULL);
        g_test_message("%s", lines[i]);
        g_assert_cmpint(level_of(result), ==, level_by_name(fixture, cells[3]));
        json_decref(result);
        json_decref(question);
    }
    g_assert_cmpuint(g_strv_length(lines), >, 10);
}

/* Published accidents graded by Order 493: columns 6 deaths, 7 missing, 8 serious, 10 loss, 11
 * official level, 12 basis. */
static void test_accidents_file(Fixture *fixture, const void *data)
{
    g_auto(GStrv) lines = data_lines("accidents.csv");
    if (lines == NULL) {
        g_test_skip("no data beside this tree");
        return;
    }
    int graded = 0;
    for (size_t i = 1; lines[i] != NULL; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], ",", -1);
        if (strcmp(cells[12], "493") != 0)
            continue;
        g_autofree char *deaths = g_strdup_printf("%d", atoi(cells[6]) + atoi(cells[7]));
        json_t *question = work_safety_question(deaths, cells[8], cells[10]);
        json_t *result = taxonomy_classify(fixture->taxonomy, question, NULL);
        g_test_message("%s", lines[i]);
        g_assert_cmpint(level_of(result), ==, level_by_name(fixture, cells[11]));
        json_decref(result);
        json_decref(question);
        graded++;
    }
    g_assert_cmpint(graded, >, 40);
}

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/level/a number on the border belongs to the worse level", test_borders);
    ADD("/level/what is unknown makes a floor and is not zero", test_unknown);
    ADD("/level/a kind is graded by its own rulesets", test_kinds);
    ADD("/level/poisoning, more than and the higher of two as the orders have them", test_law);
    ADD("/level/one line of an order is one line, however the figure is named", test_siblings);
    ADD("/level/the figure that decided is said in words", test_reason);
    ADD("/level/every metric has a name for people", test_labels);
    ADD("/level/the number that decided is told", test_decider);
    ADD("/level/wrong questions are refused by the name of the field", test_refusals);
    g_test_add_func("/level/a bad rule file is refused with its reason", test_bad_files);
    ADD("/level/the border vectors hold", test_boundary_file);
    ADD("/level/published accidents get their official level", test_accidents_file);
    return g_test_run();
}
