/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/resource.h"
#include "engine/field.h"
#include "incident/obligation_rules.h"

#include <string.h>

/* The law as a table (obligation_cases.json): who owes what to whom by when, each due time worked
 * out by hand from its article. */

typedef struct Fixture {
    LevelRules *levels;
    Taxonomy *taxonomy;
    json_t *table;
    json_t *reporting; /* the rules as JSON, to be changed by mutations */
} Fixture;

static json_t *table_read(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gsize size;
    const char *source = g_getenv("SHAODIAN_SOURCE");
    g_autofree char *path = g_build_filename(
        source != NULL ? source : ".", "src", "incident", "obligation_cases.json", NULL);
    g_file_get_contents(path, &text, &size, &error);
    g_assert_no_error(error);
    json_t *table = json_read(text, size, JSON_INTEGERS, &error);
    g_assert_no_error(error);
    return table;
}

static void set_up(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    const char *text = resource_text("/catalog/rules/levels.json", &size);
    fixture->levels = level_rules_new("levels.json", text, size, &error);
    g_assert_no_error(error);
    text = resource_text("/catalog/lists/incident_kinds.json", &size);
    fixture->taxonomy = taxonomy_new("incident_kinds.json", text, size, fixture->levels, &error);
    g_assert_no_error(error);
    text = resource_text("/catalog/rules/reporting.json", &size);
    fixture->reporting = json_read(text, size, JSON_INTEGERS, &error);
    g_assert_no_error(error);
    fixture->table = table_read();
}

static void tear_down(Fixture *fixture, const void *data)
{
    json_decref(fixture->table);
    json_decref(fixture->reporting);
    taxonomy_free(fixture->taxonomy);
    level_rules_free(fixture->levels);
}

static ReportRules *rules_of(const Fixture *fixture, const json_t *reporting)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    ReportRules *rules = report_rules_new(fixture->taxonomy);
    char *text = json_dumps(reporting, JSON_COMPACT);
    report_rules_add(rules, "reporting.json", text, strlen(text), &error);
    g_assert_no_error(error);
    free(text);
    const char *names = resource_text("/catalog/rules/divisions.json", &size);
    report_rules_add_divisions(rules, "divisions.json", names, size, &error);
    g_assert_no_error(error);
    return rules;
}

/* --- reading the table --- */

/* "02:40", "02:40+1" of the usual day, or "2021-01-10T19:00". */
static int64_t moment_of(const char *text)
{
    int64_t out = 0;
    unsigned days = 0;
    g_autofree char *full = strlen(text) >= 16 ? g_strdup_printf("%s:00+08:00", text)
                                               : g_strdup_printf("2026-11-21T%.5s:00+08:00", text);
    g_assert_true(moment_parse(full, &out, NULL));
    if (strlen(text) == 7)
        days = (unsigned) (text[6] - '0');
    return out + days * DAY_MS;
}

static int64_t time_of(const json_t *one, const char *name, const char *usual)
{
    const json_t *value = json_object_get(one, name);
    if (json_is_null(value))
        return FIELD_UNSET;
    return moment_of(json_is_string(value) ? json_string_value(value) : usual);
}

static const char *word_at(const json_t *row, size_t place)
{
    const char *word = json_string_value(json_array_get(row, place));
    return word != NULL ? word : "";
}

static DirectoryUnit *unit_at(const json_t *row)
{
    Unit *unit = g_new0(Unit, 1);
    const char *above = json_string_value(json_array_get(row, 3));
    *unit = (Unit){.code = g_strdup(word_at(row, 0)),
        .name = g_strdup(word_at(row, 1)),
        .short_name = g_strdup(""),
        .initials = g_strdup(""),
        .division = g_strdup(word_at(row, 6)),
        .level = g_strdup(word_at(row, 2)),
        .parent = g_strdup(above),
        .functions = g_strsplit(word_at(row, 4), ",", -1),
        .profile = g_strdup(word_at(row, 7)),
        .valid_to = strcmp(word_at(row, 5), "closed") == 0 ? 1 : FIELD_UNSET};
    return directory_unit_new(unit, strcmp(word_at(row, 5), "duty") == 0);
}

static Directory *directory_of(const Fixture *fixture, const json_t *one)
{
    const json_t *tree =
        json_object_get(json_object_get(fixture->table, "trees"), json_text(one, "tree"));
    GPtrArray *units = g_ptr_array_new_with_free_func((GDestroyNotify) directory_unit_free);
    for (size_t i = 0; i < json_array_size(tree); i++)
        g_ptr_array_add(units, unit_at(json_array_get(tree, i)));
    Directory *directory = directory_new(json_text(one, "sender"), units);
    g_assert_nonnull(directory);
    return directory;
}

static size_t judgements_of(const json_t *one, Judgement *out)
{
    const json_t *list = json_object_get(one, "levels"), *figures = json_object_get(one, "figures");
    bool sensitive = json_flag(one, "sensitive");
    out[0] = (Judgement){
        .level = (int) json_number(one, "level", 0), .sensitive = sensitive, .at = INT64_MIN};
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        out[i] = (Judgement){.level = (int) json_integer_value(json_array_get(row, 0)),
            .sensitive = sensitive,
            .at = i == 0 ? INT64_MIN : moment_of(word_at(row, 1)),
            .metrics = json_array_get(figures, i)};
    }
    return MAX(json_array_size(list), 1);
}

/* --- what comes out, as the table writes it --- */

static int64_t also_due(const json_t *also, const char *id)
{
    for (size_t i = 0; i < json_array_size(also); i++)
        if (g_strcmp0(json_text(json_array_get(also, i), "rule"), id) == 0)
            return json_number(json_array_get(also, i), "due_at", 0);
    return 0;
}

/* Does one word of a wanted line ("@received_at", "=name", "+row:04:12") hold? */
static bool word_holds(const Wanted *wanted, const char *word)
{
    if (word[0] == '@')
        return strcmp(wanted->counted_from, word + 1) == 0;
    if (word[0] == '=')
        return strcmp(wanted->name, word + 1) == 0;
    g_assert_cmpint(word[0], ==, '+');
    const char *clock = strchr(word, ':');
    g_autofree char *id =
        clock == NULL ? g_strdup(word + 1) : g_strndup(word + 1, (gsize) (clock - word - 1));
    int64_t due_at = also_due(wanted->also, id);
    return due_at != 0 && (clock == NULL || due_at == moment_of(clock + 1));
}

static bool is_line(const Wanted *wanted, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    const char *receiver = wanted->unit != NULL ? wanted->unit : wanted->office;
    size_t also = 0;
    g_assert_cmpuint(g_strv_length(words), >=, 4);
    if (strcmp(wanted->channel, words[0]) != 0 || strcmp(receiver, words[1]) != 0 ||
        wanted->due_at != moment_of(words[2]) ||
        strcmp(json_text(wanted->rule, "id"), words[3]) != 0)
        return false;
    for (size_t i = 4; words[i] != NULL; i++) {
        also += words[i][0] == '+';
        if (!word_holds(wanted, words[i]))
            return false;
    }
    return also == json_array_size(wanted->also);
}

static void wanted_say(const Wanted *wanted)
{
    g_autofree char *due = moment_print(wanted->due_at);
    g_autoptr(GString) also = g_string_new(NULL);
    for (size_t i = 0; i < json_array_size(wanted->also); i++)
        g_string_append_printf(also, " +%s", json_text(json_array_get(wanted->also, i), "rule"));
    g_test_message("got: %s %s %s %s @%s =%s%s", wanted->channel,
        wanted->unit != NULL ? wanted->unit : wanted->office, due, json_text(wanted->rule, "id"),
        wanted->counted_from, wanted->name, also->str);
}

static bool line_is_there(const GPtrArray *got, const char *line)
{
    for (guint i = 0; i < got->len; i++)
        if (is_line(got->pdata[i], line))
            return true;
    return false;
}

static bool is_as_wanted(const json_t *one, const GPtrArray *got, bool aloud)
{
    const json_t *lines = json_object_get(one, "want");
    bool right = got->len == json_array_size(lines);
    for (size_t i = 0; i < json_array_size(lines); i++)
        right = right && line_is_there(got, word_at(lines, i));
    for (guint i = 0; i < got->len; i++)
        right = right && ((const Wanted *) got->pdata[i])->fallback == json_flag(one, "fallback");
    if (right || !aloud)
        return right;
    g_test_message("case: %s", json_text(one, "name"));
    for (size_t i = 0; i < json_array_size(lines); i++)
        g_test_message("want: %s", word_at(lines, i));
    for (guint i = 0; i < got->len; i++)
        wanted_say(got->pdata[i]);
    return false;
}

static GPtrArray *ask(
    const json_t *one, const ReportRules *rules, const ReportCase *of, const Directory *directory)
{
    if (json_text(one, "changed") != NULL)
        return obligations_supplement(rules, of, directory, moment_of(json_text(one, "changed")));
    if (json_text(one, "last") == NULL)
        return obligations_wanted(rules, of, directory);
    GPtrArray *got = g_ptr_array_new_with_free_func((GDestroyNotify) wanted_free);
    Wanted *next = obligation_followup(rules, of, directory, moment_of(json_text(one, "last")));
    if (next != NULL)
        g_ptr_array_add(got, next);
    return got;
}

static bool case_holds(
    const Fixture *fixture, const ReportRules *rules, const json_t *one, bool aloud)
{
    Judgement judgements[8];
    g_autoptr(Directory) directory = directory_of(fixture, one);
    const char *kind = json_text(one, "kind"), *profile = json_text(one, "profile");
    const ReportCase of = {.taxonomy = fixture->taxonomy,
        .class = taxonomy_class_of(fixture->taxonomy, kind),
        .kind = kind,
        .judgements_size = judgements_of(one, judgements),
        .judgements = judgements,
        .metrics = json_object_get(one, "metrics"),
        .sender = directory_sender(directory),
        .profile = profile != NULL ? profile : directory_profile(directory),
        .occurred_at = time_of(one, "occurred", "02:00"),
        .known_at = time_of(one, "known", "02:10"),
        .received_at = time_of(one, "received", "02:12"),
        .opened_at = time_of(one, "opened", "02:13")};
    g_assert_nonnull(of.class);
    g_autoptr(GPtrArray) got = ask(one, rules, &of, directory);
    return is_as_wanted(one, got, aloud);
}

static size_t cases_failing(
    const Fixture *fixture, const ReportRules *rules, bool aloud, size_t enough)
{
    const json_t *cases = json_object_get(fixture->table, "cases");
    size_t failing = 0;
    for (size_t i = 0; i < json_array_size(cases) && failing < enough; i++)
        failing += !case_holds(fixture, rules, json_array_get(cases, i), aloud);
    return failing;
}

static void test_table(Fixture *fixture, const void *data)
{
    g_autoptr(ReportRules) rules = rules_of(fixture, fixture->reporting);
    size_t size = json_array_size(json_object_get(fixture->table, "cases"));
    g_test_message("%zu cases", size);
    g_assert_cmpuint(cases_failing(fixture, rules, true, SIZE_MAX), ==, 0);
    g_assert_cmpuint(size, >=, 150);
}

/* --- does the table notice? --- */

/* Does the row bind any unit of the system at all? */
static bool binds_units(const Fixture *fixture, const json_t *row)
{
    const json_t *sides = json_object_get(fixture->reporting, "sides");
    g_auto(GStrv) names = g_strsplit_set(json_text(row, "from"), "|+", -1);
    for (size_t i = 0; names[i] != NULL; i++)
        if (json_array_size(json_object_get(json_object_get(sides, names[i]), "levels")) > 0)
            return true;
    return false;
}

/* Nobody replaces what is gone. */
static void replaces_forget(json_t *rows, const char *id)
{
    size_t i;
    json_t *row;
    json_array_foreach (rows, i, row) {
        json_t *list = json_object_get(row, "replaces");
        for (size_t k = json_array_size(list); k > 0; k--)
            if (strcmp(word_at(list, k - 1), id) == 0)
                json_array_remove(list, k - 1);
    }
}

static bool is_noticed(const Fixture *fixture, const json_t *reporting)
{
    g_autoptr(ReportRules) rules = rules_of(fixture, reporting);
    return cases_failing(fixture, rules, false, 1) > 0;
}

static bool drop_is_noticed(const Fixture *fixture, const char *part, size_t place)
{
    json_t *changed = json_deep_copy(fixture->reporting);
    json_t *rows = json_object_get(changed, part);
    g_autofree char *id = g_strdup(json_text(json_array_get(rows, place), "id"));
    json_array_remove(rows, place);
    replaces_forget(rows, id);
    bool noticed = is_noticed(fixture, changed);
    json_decref(changed);
    return noticed;
}

static void number_double(json_t *row, const char *name)
{
    int64_t number = json_number(row, name, 0);
    if (number > 0)
        json_object_set_new(row, name, json_integer(number * 2));
}

static bool double_is_noticed(const Fixture *fixture, const char *part, size_t place)
{
    static const char *const numbers[] = {"limit_minutes", "min_per_day", "window_days"};
    json_t *changed = json_deep_copy(fixture->reporting);
    json_t *row = json_array_get(json_object_get(changed, part), place);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        number_double(row, numbers[i]);
    /* A national limit may not become longer than what replaces it: none does here. */
    bool noticed =
        json_equal(row, json_array_get(json_object_get(fixture->reporting, part), place)) ||
        is_noticed(fixture, changed);
    json_decref(changed);
    return noticed;
}

static void test_deadlines_matter(Fixture *fixture, const void *data)
{
    const json_t *rows = json_object_get(fixture->reporting, "deadlines");
    size_t unnoticed = 0, looked_at = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (!binds_units(fixture, row))
            continue;
        looked_at++;
        bool dropped = drop_is_noticed(fixture, "deadlines", i),
             doubled = double_is_noticed(fixture, "deadlines", i);
        if (!dropped || !doubled)
            g_test_message(
                "%s: %s unnoticed", json_text(row, "id"), dropped ? "doubled" : "dropped");
        unnoticed += !dropped || !doubled;
    }
    g_assert_cmpuint(looked_at, >=, 40);
    g_assert_cmpuint(unnoticed, ==, 0);
}

/* Rows of a trade's own scoring rule, of profiles a person asks for, and of what no figure tells.
 */
static bool never_decides(const char *id)
{
    static const char *const known[] = {"fu.drought", "fu.bureau.sample", "fu.complex.daily",
        "fu.key_period.daily", "missing.as_dead.general", "missing.as_dead.road_fire", NULL};
    return g_strv_contains(known, id);
}

static void rows_matter(const Fixture *fixture, const char *part)
{
    const json_t *rows = json_object_get(fixture->reporting, part);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const char *id = json_text(json_array_get(rows, i), "id");
        if (never_decides(id))
            continue;
        bool noticed = drop_is_noticed(fixture, part, i) && double_is_noticed(fixture, part, i);
        if (!noticed)
            g_test_message("%s: unnoticed", id);
        g_assert_true(noticed);
    }
}

static void test_others_matter(Fixture *fixture, const void *data)
{
    rows_matter(fixture, "follow_up");
    rows_matter(fixture, "supplement");
    json_t *changed = json_deep_copy(fixture->reporting);
    number_double(json_object_get(json_object_get(changed, "at_once"), "phone"), "limit_minutes");
    g_assert_true(is_noticed(fixture, changed));
    json_decref(changed);
}

/* --- shown --- */

static void test_shown(Fixture *fixture, const void *data)
{
    g_autoptr(ReportRules) rules = rules_of(fixture, fixture->reporting);
    json_t *one = json_pack("{s:s, s:s}", "tree", "province", "sender", "430000");
    g_autoptr(Directory) directory = directory_of(fixture, one);
    static const Judgement serious[] = {{2, false, INT64_MIN}};
    const ReportCase of = {.taxonomy = fixture->taxonomy,
        .class = "accident_disaster",
        .kind = "mine",
        .judgements = serious,
        .judgements_size = 1,
        .sender = directory_sender(directory),
        .profile = "",
        .occurred_at = FIELD_UNSET,
        .known_at = moment_of("02:10"),
        .received_at = FIELD_UNSET,
        .opened_at = moment_of("02:13")};
    g_autoptr(GPtrArray) wanted = obligations_wanted(rules, &of, directory);
    const Wanted *first = wanted->pdata[0];
    json_t *told = wanted_rule_json(rules, first);
    g_assert_cmpstr(first->report, ==, "initial");
    g_assert_cmpstr(json_text(told, "id"), ==, "nat.ws.state_to_council");
    g_assert_cmpint(json_number(told, "limit_minutes", 0), ==, 30);
    g_assert_cmpstr(json_text(told, "counted_from"), ==, "known_at");
    g_assert_true(json_flag(told, "fallback"));
    g_assert_true(json_is_integer(json_object_get(told, "limit_minutes")));
    g_assert_cmpstr(json_text(told, "version"), ==, report_rules_version(rules));
    g_assert_cmpstr(
        json_text(json_array_get(first->also, 0), "version"), ==, report_rules_version(rules));
    json_decref(told);
    json_decref(one);
}

/* --- a file of one's own --- */

#define OWN_ROW(id, more)                                                                          \
    "{\"id\":\"" id                                                                                \
    "\",\"profile\":\"own\",\"source\":\"s\",\"classes\":[\"*\"],\"level_from\":4,"                \
    "\"level_to\":1," more "}"
#define CITY_HOP "\"from\":\"county_safety_dept\",\"to\":\"city_safety_dept\","
#define T4(start, minutes)                                                                         \
    CITY_HOP "\"channel\":\"any\",\"parallel_to\":\"own_government\",\"clock_start\":\"" start     \
             "\",\"limit_minutes\":" minutes ",\"replaces\":[\"nat.ws.county_to_city\"]"

static void test_own_file(Fixture *fixture, const void *data)
{
    static const char *const text = "{\"deadlines\":[" OWN_ROW(
        "own.t4", T4("occurrence", "120")) "],\"follow_up\":[{\"id\":"
                                           "\"own.fu\",\"profile\":\"own\",\"source\":\"s\","
                                           "\"classes\":[\"*\"],\"level_from\":4,"
                                           "\"level_to\":1,\"min_per_day\":4,\"replaces\":[\"fu."
                                           "default.low\",\"fu.default.high\"]}]}";
    g_autoptr(GError) error = NULL;
    g_autoptr(ReportRules) rules = rules_of(fixture, fixture->reporting);
    report_rules_add(rules, "own.json", text, strlen(text), &error);
    g_assert_no_error(error);
    g_assert_true(report_rules_has_profile(rules, "own"));
    g_assert_true(report_rules_has_profile(rules, "beijing"));
    g_assert_true(report_rules_has_profile(rules, "national"));
    g_assert_false(report_rules_has_profile(rules, "other"));
    json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:s, s:[s, s, s]}", "tree", "bureaus", "sender",
        "430102YJ", "kind", "mine", "profile", "own", "name", "own", "want",
        "phone 430102 02:40 default.phone +own.t4:04:00", "written 430102 03:10 default.written",
        "any 430100YJ 04:00 own.t4 @occurred_at");
    g_assert_true(case_holds(fixture, rules, one, true));
    json_object_set_new(one, "last", json_string("03:00"));
    json_object_set_new(one, "want", json_pack("[s]", "any 430102 09:00 own.fu"));
    g_assert_true(case_holds(fixture, rules, one, true));
    json_decref(one);
}

/* --- figures --- */

static void test_metrics(Fixture *fixture, const void *data)
{
    json_t *values = json_pack("{s:i, s:i, s:n, s:[s, s]}", "deaths", 3, "missing", 8,
        "serious_injuries", "sensitive", "time", "media");
    json_t *metrics = report_metrics(values);
    g_assert_cmpint(json_number(metrics, "deaths", -1), ==, 3);
    g_assert_cmpint(json_number(metrics, "deaths_or_missing", -1), ==, 11);
    g_assert_null(json_object_get(metrics, "serious_injuries"));
    g_assert_true(json_flag(metrics, "public_hotspot"));
    json_decref(metrics);
    json_decref(values);
    values = json_object();
    metrics = report_metrics(values);
    g_assert_cmpuint(json_object_size(metrics), ==, 0);
    json_decref(metrics);
    json_decref(values);
}

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/obligation_rules/the law as a table", test_table);
    ADD("/obligation_rules/every deadline decides a case of the table", test_deadlines_matter);
    ADD("/obligation_rules/so does every follow-up and supplement", test_others_matter);
    ADD("/obligation_rules/a rule is shown with the limit that counted", test_shown);
    ADD("/obligation_rules/a profile of one's own replaces by name", test_own_file);
    ADD("/obligation_rules/figures that rules look at", test_metrics);
    return g_test_run();
}
