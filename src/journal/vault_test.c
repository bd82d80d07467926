/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/fixture.h"
#include "journal/vault.h"
#include "journal/verify.h"

#include <string.h>

#define UNIT "430102"
#define BODY                                                                                        \
    "{\"fields\": {\"summary\": {\"$vault\": \"桥塌了\"}, \"summary2\": {\"$vault\": \"two\"}}," \
    " \"people\": [{\"name\": {\"$vault\": \"张三\"}, \"age\": 3}, {\"$vault\": \"李四\"}],"    \
    " \"empty\": {\"$vault\": \"\"}, \"n\": 1}"

static void assert_body(const Event *event, const char *expected)
{
    json_auto_t *body = fixture_json(expected);
    g_autofree char *text = json_dumps(event->body, 0);

    g_test_message("%s", text);
    g_assert_true(json_equal(event->body, body));
}

static void assert_fits(Fixture *fixture)
{
    VerifyReport report = {0};

    g_assert_true(journal_verify(fixture->db, NULL, &report, NULL));
    g_assert_cmpstr(report.problem, ==, NULL);
}

static void keeps_values_out_of_the_journal(Fixture *fixture)
{
    static const char plain[] =
        "{\"fields\": {\"summary\": \"桥塌了\", \"summary2\": \"two\"}, \"people\":"
        " [{\"name\": \"张三\", \"age\": 3}, \"李四\"], \"empty\": \"\", \"n\": 1}";

    fixture_fill(fixture, UNIT, 1);
    g_autoptr(Event) appended = fixture_append(fixture, UNIT, UNIT, BODY);
    assert_body(appended, plain);
    g_autoptr(GPtrArray) lines = journal_lines(fixture->db, UNIT, 1, 1, NULL);
    const JournalLine *line = lines->pdata[0];
    g_assert_null(strstr(line->text, "张三"));
    g_assert_null(strstr(line->text, "two"));
    g_assert_nonnull(strstr(line->text, "\"summary2\":{\"vault\":\""));
    g_autoptr(Event) read = journal_get(fixture->db, UNIT, 2, NULL);
    assert_body(read, plain);
    assert_fits(fixture);
}

static void salts_each_value(Fixture *fixture)
{
    fixture_fill(fixture, UNIT, 1);
    event_free(fixture_append(
        fixture, UNIT, UNIT, "{\"a\": {\"$vault\": \"same\"}, \"b\": {\"$vault\": \"same\"}}"));
    g_autoptr(GPtrArray) lines = journal_lines(fixture->db, UNIT, 1, 1, NULL);
    const JournalLine *line = lines->pdata[0];
    json_auto_t *text = fixture_json(line->text);
    json_t *body = json_object_get(text, "body");

    g_assert_false(json_equal(json_object_get(body, "a"), json_object_get(body, "b")));
}

static void purges_an_event(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;

    fixture_fill(fixture, UNIT, 1);
    event_free(fixture_append(fixture, UNIT, UNIT, BODY));
    event_free(fixture_append(fixture, UNIT, UNIT, "{\"a\": {\"$vault\": \"stays\"}}"));
    vault_purge(fixture->db, UNIT, 2, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Event) purged = journal_get(fixture->db, UNIT, 2, NULL);
    assert_body(purged, "{\"fields\": {\"summary\": null, \"summary2\": null}, \"people\":"
                        " [{\"name\": null, \"age\": 3}, null], \"empty\": null, \"n\": 1}");
    g_autoptr(Event) other = journal_get(fixture->db, UNIT, 3, NULL);
    assert_body(other, "{\"a\": \"stays\"}");
    assert_fits(fixture);
}

static void purges_one_place_and_what_is_below(Fixture *fixture)
{
    fixture_fill(fixture, UNIT, 1);
    event_free(fixture_append(fixture, UNIT, UNIT, BODY));
    g_assert_true(vault_purge(fixture->db, UNIT, 2, "fields.summary", NULL));
    g_assert_true(vault_purge(fixture->db, UNIT, 2, "people", NULL));
    g_assert_true(vault_purge(fixture->db, UNIT, 2, "emp", NULL));
    g_autoptr(Event) event = journal_get(fixture->db, UNIT, 2, NULL);
    assert_body(event, "{\"fields\": {\"summary\": null, \"summary2\": \"two\"}, \"people\":"
                       " [{\"name\": null, \"age\": 3}, null], \"empty\": \"\", \"n\": 1}");
    assert_fits(fixture);
}

static void refuses_values_that_are_too_long(Fixture *fixture)
{
    g_autofree char *fits = g_strnfill(VAULT_VALUE_MAX, 'x');
    g_autofree char *over = g_strnfill(VAULT_VALUE_MAX + 1, 'x');
    json_auto_t *body = json_pack("{s:o}", "a", event_vault(over));
    const JournalDraft draft = {UNIT, 1000, "system", "x.y", UNIT, body};
    g_autofree char *text = g_strdup_printf("{\"a\": {\"$vault\": \"%s\"}}", fits);

    fixture_fill(fixture, UNIT, 1);
    fixture_append_refused(fixture, &draft, FAIL_INVALID);
    event_free(fixture_append(fixture, UNIT, UNIT, text));
}

static void misses_a_value_that_is_gone(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;

    fixture_fill(fixture, UNIT, 3);
    fixture_tamper(fixture, "DELETE FROM vault WHERE seq = 2");
    g_assert_null(journal_get(fixture->db, UNIT, 2, &error));
    g_assert_error(error, FAIL, FAIL_CORRUPT);
}

static const FixtureTest tests[] = {
    {"keeps_values_out_of_the_journal", keeps_values_out_of_the_journal},
    {"salts_each_value", salts_each_value},
    {"purges_an_event", purges_an_event},
    {"purges_one_place_and_what_is_below", purges_one_place_and_what_is_below},
    {"refuses_values_that_are_too_long", refuses_values_that_are_too_long},
    {"misses_a_value_that_is_gone", misses_a_value_that_is_gone},
    {NULL},
};

int main(int argc, char **argv)
{
    return fixture_main(argc, argv, "vault", tests);
}
