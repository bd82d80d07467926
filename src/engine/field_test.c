/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field.h"

#include "base/json.h"
#include "base/moment.h"

#include <glib.h>
#include <string.h>

typedef struct Sample {
    char *summary;
    char *kind;
    char *place;
    char *phone;
    int64_t deaths;
    bool oral;
    int64_t known_at;
    json_t *extra;
    char **functions;
    char **people;
} Sample;

static const char *const kinds[] = {"fire", "flood", NULL};
static const Field inner[] = {FIELD(Sample, deaths, FIELD_INT), FIELD_END};
static const Field fields[] = {
    FIELD(Sample, summary, FIELD_TEXT, .required = true, .min = 2, .max = 5),
    FIELD(Sample, kind, FIELD_WORD, .required = true, .choices = kinds),
    FIELD(Sample, place, FIELD_TEXT, .plain = true),
    FIELD(Sample, phone, FIELD_WORD, .personal = true, .help = "Number of the caller."),
    FIELD(Sample, deaths, FIELD_INT, .min = 0, .max = 1000),
    FIELD(Sample, oral, FIELD_BOOL),
    FIELD(Sample, known_at, FIELD_TIME),
    FIELD(Sample, extra, FIELD_JSON, .items = inner),
    FIELD(Sample, functions, FIELD_WORDS, .max = 2, .choices = kinds),
    FIELD(Sample, people, FIELD_WORDS, .personal = true),
    FIELD_END,
};

static json_t *parse(const char *text)
{
    json_t *value = json_loads(text, 0, NULL);

    g_assert_nonnull(value);
    return value;
}

static void assert_fields(const GError *error, const char *expected)
{
    g_autoptr(GString) all = g_string_new(NULL);
    const GPtrArray *wrong = fail_fields(error);

    g_assert_error(error, FAIL, FAIL_INVALID);
    for (guint i = 0; i < wrong->len; i++) {
        const FailField *one = wrong->pdata[i];
        g_string_append_printf(all, "%s%s:%s", i > 0 ? " " : "", one->name, one->problem);
    }
    g_assert_cmpstr(all->str, ==, expected);
}

/* Expects exactly these problems, "name:problem name:problem"; NULL: it is right. */
static void assert_read(FieldForm form, const char *text, const char *problems)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *object = parse(text);
    Sample sample = {0};
    const Sample empty = {0};

    bool is_right = fields_read(fields, form, object, "", &sample, &error);
    g_test_message("%s", text);
    if (problems == NULL) {
        g_assert_no_error(error);
        g_assert_true(is_right);
        fields_clear(fields, &sample);
    } else {
        g_assert_false(is_right);
        assert_fields(error, problems);
    }
    g_assert_cmpmem(&sample, sizeof sample, &empty, sizeof empty);
}

static void reads_every_type(void)
{
    g_autoptr(GError) error = NULL;
    Sample sample = {0};
    json_auto_t *object =
        parse("{\"summary\": \"桥塌了\", \"kind\": \"flood\", \"deaths\": 3, \"oral\": true,"
              " \"known_at\": \"2026-11-21T02:40:00.5+08:00\", \"extra\": [{\"deaths\": 1}],"
              " \"functions\": [\"fire\", \"flood\"], \"phone\": \"13800000000\"}");

    g_assert_true(fields_read(fields, FIELD_HTTP, object, "", &sample, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(sample.summary, ==, "桥塌了");
    g_assert_cmpstr(sample.kind, ==, "flood");
    g_assert_null(sample.place);
    g_assert_cmpint(sample.deaths, ==, 3);
    g_assert_true(sample.oral);
    g_assert_cmpint(sample.known_at % 1000, ==, 500);
    g_assert_cmpint(json_array_size(sample.extra), ==, 1);
    g_assert_cmpstr(sample.functions[1], ==, "flood");
    g_assert_null(sample.functions[2]);
    fields_clear(fields, &sample);
}

static void tells_unknown_from_zero(void)
{
    Sample sample = {0};
    json_auto_t *object = parse("{\"summary\": \"ab\", \"kind\": \"fire\", \"deaths\": null}");

    g_assert_true(fields_read(fields, FIELD_HTTP, object, "", &sample, NULL));
    g_assert_cmpint(sample.deaths, ==, FIELD_UNSET);
    g_assert_cmpint(sample.known_at, ==, FIELD_UNSET);
    json_auto_t *again = fields_write(fields, FIELD_HTTP, &sample);
    g_assert_null(json_object_get(again, "deaths"));
    g_assert_null(json_object_get(again, "known_at"));
    fields_clear(fields, &sample);
}

static void reports_all_problems_at_once(void)
{
    assert_read(FIELD_HTTP,
        "{\"kind\": \"war\", \"place\": 7, \"phone\": \"1\\n2\", \"deaths\": 1001,"
        " \"oral\": \"yes\", \"known_at\": \"2026-11-21\", \"extra\": 1, \"nonsense\": 1,"
        " \"functions\": [\"fire\", \"war\"]}",
        "summary:required kind:not_a_choice place:not_text phone:control_character"
        " deaths:too_large oral:not_a_boolean known_at:not_a_time extra:not_json"
        " functions:not_a_choice nonsense:unknown");
}

static void knows_each_limit(void)
{
#define WITH(rest) "{\"summary\": \"ab\", \"kind\": \"fire\", " rest "}"
    assert_read(FIELD_HTTP, "{\"summary\": \"五个汉字好\", \"kind\": \"fire\"}", NULL);
    assert_read(
        FIELD_HTTP, "{\"summary\": \"六个汉字不好\", \"kind\": \"fire\"}", "summary:too_long");
    assert_read(FIELD_HTTP, "{\"summary\": \"a\", \"kind\": \"fire\"}", "summary:too_short");
    assert_read(FIELD_HTTP, "{\"summary\": \" \\n\", \"kind\": \"fire\"}", "summary:required");
    assert_read(FIELD_HTTP, "{\"summary\": \"a\\u0007b\", \"kind\": \"fire\"}",
        "summary:control_character");
    assert_read(FIELD_HTTP, WITH("\"deaths\": 0"), NULL);
    assert_read(FIELD_HTTP, WITH("\"deaths\": -1"), "deaths:too_small");
    assert_read(FIELD_HTTP, WITH("\"deaths\": 1.5"), "deaths:not_an_integer");
    assert_read(FIELD_HTTP, WITH("\"deaths\": \"1\""), "deaths:not_an_integer");
    assert_read(FIELD_HTTP, WITH("\"known_at\": 1000"), "known_at:not_a_time");
    assert_read(FIELD_HTTP, WITH("\"functions\": \"fire\""), "functions:not_a_list");
    assert_read(
        FIELD_HTTP, WITH("\"functions\": [\"fire\",\"fire\",\"fire\"]"), "functions:too_many");
    assert_read(FIELD_HTTP, WITH("\"functions\": [1]"), "functions:not_text");
    assert_read(FIELD_HTTP, WITH("\"summary.x\": 1"), "summary.x:unknown");
    assert_read(FIELD_HTTP, WITH("\"phone\": {\"$vault\": \"1\"}"), "phone:not_text");
}

static void puts_the_prefix_before_names(void)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *first = parse("{\"summary\": \"ab\"}"), *second = parse("{\"deaths\": true}");
    Sample sample = {0};

    g_assert_false(fields_read(fields, FIELD_HTTP, first, "fields.", &sample, &error));
    g_assert_false(fields_read(inner, FIELD_HTTP, second, "more.", &sample, &error));
    assert_fields(error, "fields.kind:required more.deaths:not_an_integer");
}

static void reads_parameters_that_come_as_text(void)
{
    g_autoptr(GError) error = NULL;
    Sample sample = {0};
    json_auto_t *object =
        parse("{\"summary\": \"abc\", \"kind\": \"fire\", \"deaths\": \"12\", \"oral\": \"1\","
              " \"known_at\": \"1970-01-01T08:00:01+08:00\", \"functions\": \"fire,flood\","
              " \"place\": \"\", \"extra\": \"[]\"}");

    g_assert_true(fields_read(fields, FIELD_QUERY, object, "", &sample, &error));
    g_assert_no_error(error);
    g_assert_cmpint(sample.deaths, ==, 12);
    g_assert_true(sample.oral);
    g_assert_cmpint(sample.known_at, ==, 1000);
    g_assert_cmpuint(g_strv_length(sample.functions), ==, 2);
    g_assert_null(sample.place);
    g_assert_true(json_is_array(sample.extra));
    fields_clear(fields, &sample);
    assert_read(FIELD_QUERY,
        "{\"summary\": \"\", \"kind\": \"fire\", \"deaths\": \"1x\", \"oral\": \"yes\","
        " \"extra\": \"{\"}",
        "summary:required deaths:not_an_integer oral:not_a_boolean extra:not_json");
    assert_read(FIELD_QUERY, "{\"summary\": \"  \", \"kind\": \"fire\"}", "summary:required");
}

static void writes_events_with_vault_marks(void)
{
    char *people[] = {(char *) "甲", NULL}, *functions[] = {(char *) "fire", NULL};
    Sample sample = {.summary = (char *) "桥塌了",
        .kind = (char *) "flood",
        .place = (char *) "桥",
        .phone = (char *) "138",
        .deaths = 2,
        .known_at = 1500,
        .functions = functions,
        .people = people};
    json_auto_t *event = fields_write(fields, FIELD_EVENT, &sample);
    json_auto_t *expected = parse(
        "{\"summary\": {\"$vault\": \"桥塌了\"}, \"kind\": \"flood\", \"place\": \"桥\","
        " \"phone\": {\"$vault\": \"138\"}, \"deaths\": 2, \"oral\": false, \"known_at\": 1500,"
        " \"functions\": [\"fire\"], \"people\": [{\"$vault\": \"甲\"}]}");

    g_assert_true(json_equal(event, expected));
    Sample again = {0};
    g_assert_true(fields_read(fields, FIELD_EVENT, event, "", &again, NULL));
    g_assert_cmpstr(again.summary, ==, "桥塌了");
    g_assert_cmpstr(again.phone, ==, "138");
    g_assert_cmpstr(again.people[0], ==, "甲");
    g_assert_cmpint(again.known_at, ==, 1500);
    fields_clear(fields, &again);
}

static void reads_old_events_whatever_the_limits(void)
{
    Sample sample = {0};
    json_auto_t *object = parse("{\"summary\": null, \"kind\": \"plague\", \"deaths\": 5000,"
                                " \"people\": [null, \"乙\"]}");

    g_assert_true(fields_read(fields, FIELD_EVENT, object, "", &sample, NULL));
    g_assert_null(sample.summary);
    g_assert_cmpint(sample.deaths, ==, 5000);
    g_assert_cmpstr(sample.people[0], ==, "乙");
    fields_clear(fields, &sample);
    assert_read(FIELD_EVENT, "{\"summary\": \"ab\", \"kind\": null}", "kind:required");
    assert_read(FIELD_EVENT, "{\"kind\": \"fire\"}", "summary:required");
    assert_read(FIELD_EVENT, "{\"summary\": \"ab\", \"kind\": \"fire\", \"x\": 1}", "x:unknown");
    assert_read(FIELD_EVENT, "{\"summary\": \"ab\", \"kind\": \"fire\", \"known_at\": \"1\"}",
        "known_at:not_a_time");
}

static void survives_a_round_over_http(void)
{
    Sample sample = {0};
    json_auto_t *object =
        parse("{\"summary\": \"桥塌了\", \"kind\": \"flood\", \"deaths\": 0, \"oral\": true,"
              " \"known_at\": \"2026-11-21T02:40:00+08:00\", \"extra\": {\"a\": [1]},"
              " \"functions\": [\"fire\"], \"people\": [], \"phone\": \"1\", \"place\": \"x\"}");

    g_assert_true(fields_read(fields, FIELD_HTTP, object, "", &sample, NULL));
    json_auto_t *again = fields_write(fields, FIELD_HTTP, &sample);
    g_assert_true(json_equal(object, again));
    fields_clear(fields, &sample);
}

static void describes_itself_as_a_schema(void)
{
    json_auto_t *schema = fields_schema(fields, NULL, NULL);
    json_t *properties = json_object_get(schema, "properties");
    json_auto_t *kind =
        parse("{\"type\": \"string\", \"maxLength\": 200, \"minLength\": 1, \"enum\": [\"fire\", "
              "\"flood\"]}");
    json_auto_t *deaths =
        parse("{\"type\": [\"integer\", \"null\"], \"minimum\": 0, \"maximum\": 1000}");
    json_auto_t *phone =
        parse("{\"type\": [\"string\", \"null\"], \"maxLength\": 200,"
              " \"x-personal\": true, \"description\": \"Number of the caller.\"}");
    json_auto_t *required = parse("[\"summary\", \"kind\"]");

    g_assert_true(json_equal(json_object_get(properties, "kind"), kind));
    g_assert_true(json_equal(json_object_get(properties, "deaths"), deaths));
    g_assert_true(json_equal(json_object_get(properties, "phone"), phone));
    g_assert_true(json_equal(json_object_get(schema, "required"), required));
    g_assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
    g_assert_cmpint(json_object_size(properties), ==, 10);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/field/reads_every_type", reads_every_type);
    g_test_add_func("/field/tells_unknown_from_zero", tells_unknown_from_zero);
    g_test_add_func("/field/reports_all_problems_at_once", reports_all_problems_at_once);
    g_test_add_func("/field/knows_each_limit", knows_each_limit);
    g_test_add_func("/field/puts_the_prefix_before_names", puts_the_prefix_before_names);
    g_test_add_func(
        "/field/reads_parameters_that_come_as_text", reads_parameters_that_come_as_text);
    g_test_add_func("/field/writes_events_with_vault_marks", writes_events_with_vault_marks);
    g_test_add_func(
        "/field/reads_old_events_whatever_the_limits", reads_old_events_whatever_the_limits);
    g_test_add_func("/field/survives_a_round_over_http", survives_a_round_over_http);
    g_test_add_func("/field/describes_itself_as_a_schema", describes_itself_as_a_schema);
    return g_test_run();
}
