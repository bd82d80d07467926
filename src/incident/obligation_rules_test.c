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

static ReportRules *rules_of(const json_t *reporting)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    ReportRules *rules = report_rules_new();
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
    const json_t *list = json_object_get(one, "levels");
    bool sensitive = json_flag(one, "sensitive");
    out[0] = (Judgement){
        .level = (int) json_number(one, "level", 0), .sensitive = sensitive, .at = INT64_MIN};
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        out[i] = (Judgement){.level = (int) json_integer_value(json_array_get(row, 0)),
            .sensitive = sensitive,
            .at = i == 0 ? INT64_MIN : moment_of(word_at(row, 1))};
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
    g_autoptr(ReportRules) rules = rules_of(fixture->reporting);
    size_t size = json_array_size(json_object_get(fixture->table, "cases"));
    g_test_message("%zu cases", size);
    g_assert_cmpuint(cases_failing(fixture, rules, true, SIZE_MAX), ==, 0);
    g_assert_cmpuint(size, >=, 60);
}

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/obligation_rules/the law as a table", test_table);
    return g_test_run();
}
