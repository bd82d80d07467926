/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/fixture.h"

#include <pthread.h>
#include <string.h>

#define UNIT "430102"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static void chains_events(Fixture *fixture)
{
    static const uint8_t zeros[DIGEST_SIZE] = {0};
    g_autoptr(Event) first = fixture_append(fixture, UNIT, "430102", "{\"digest\": \"sha256\"}");
    g_autoptr(Event) second =
        fixture_append(fixture, UNIT, "430102-2", "{\"b\": 1, \"a\": \"哨\"}");
    g_autoptr(GPtrArray) lines = journal_lines(fixture->db, UNIT, 0, 10, NULL);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    g_assert_cmpuint(lines->len, ==, 2);
    const JournalLine *one = lines->pdata[0], *two = lines->pdata[1];
    g_assert_cmpstr(one->text, ==,
        "{\"actor\":\"system\",\"at\":1000,\"body\":{\"digest\":\"sha256\"},"
        "\"kind\":\"matter.stepped\",\"seq\":1,\"subject\":\"430102\",\"unit\":\"430102\"}");
    g_assert_cmpstr(two->text, ==,
        "{\"actor\":\"system\",\"at\":1000,\"body\":{\"a\":\"哨\",\"b\":1},"
        "\"kind\":\"matter.stepped\",\"seq\":2,\"subject\":\"430102-2\",\"unit\":\"430102\"}");

    g_checksum_update(sum, zeros, DIGEST_SIZE);
    g_checksum_update(sum, (const guchar *) one->text, -1);
    g_assert_cmpstr(one->hash, ==, g_checksum_get_string(sum));
    g_checksum_reset(sum);
    g_checksum_update(sum, first->hash, DIGEST_SIZE);
    g_checksum_update(sum, (const guchar *) two->text, -1);
    g_assert_cmpstr(two->hash, ==, g_checksum_get_string(sum));

    Head head;
    g_assert_true(head_read(fixture->db, UNIT, false, &head, NULL));
    g_assert_cmpint(head.seq, ==, 2);
    g_assert_cmpint(head.digest, ==, DIGEST_SHA256);
    g_assert_cmpmem(head.hash, DIGEST_SIZE, second->hash, DIGEST_SIZE);
}

static void first_event_names_the_digest(Fixture *fixture)
{
    json_auto_t *none = fixture_json("{}"), *other = fixture_json("{\"digest\": \"md5\"}");
    JournalDraft draft = {UNIT, 1000, "system", "unit.registered", UNIT, none};

    fixture_append_refused(fixture, &draft, FAIL_INVALID);
    draft.body = other;
    fixture_append_refused(fixture, &draft, FAIL_INVALID);
    draft.body = NULL;
    fixture_append_refused(fixture, &draft, FAIL_INVALID);
    event_free(fixture_append(fixture, UNIT, UNIT, "{\"digest\": \"sm3\"}"));
}

static void time_never_runs_back(Fixture *fixture)
{
    json_auto_t *body = fixture_json("{\"digest\": \"sm3\"}");
    const int64_t at[] = {5000, 4000, 6000}, expected[] = {5000, 5000, 6000};

    g_autoptr(StoreTxn) txn = store_begin(fixture->db, NULL);
    Head head;
    g_assert_true(head_read(fixture->db, UNIT, true, &head, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(at); i++) {
        const JournalDraft draft = {UNIT, at[i], "system", "x.y", UNIT, body};
        g_autoptr(Event) event = NULL;
        g_assert_true(journal_append(fixture->journal, fixture->db, &head, &draft, &event, NULL));
        g_assert_cmpint(event->at, ==, expected[i]);
        g_assert_cmpint(head.at, ==, expected[i]);
    }
}

static void refuses_bodies_that_are_no_journal_json(Fixture *fixture)
{
    static const char *const bodies[] = {
        "[]",
        "{\"a\": 1.5}",
        "{\"a\": 9007199254740992}",
        "{\"a\": {\"$vault\": 1}}",
        "{\"a\": {\"$vault\": \"x\", \"b\": 1}}",
        "{\"$vault\": \"x\"}",
        "{\"a.b\": {\"$vault\": \"x\"}}",
        "{\"a.b\": [{\"c\": {\"$vault\": \"x\"}}]}",
        "{\"a\": {\"vault\": \"" ZEROS "\"}}",
        "{\"vault\": \"" ZEROS "\"}",
    };

    fixture_fill(fixture, UNIT, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        json_auto_t *body = fixture_json(bodies[i]);
        const JournalDraft draft = {UNIT, 1000, "system", "x.y", UNIT, body};
        g_test_message("%s", bodies[i]);
        fixture_append_refused(fixture, &draft, FAIL_INVALID);
    }
    json_auto_t *nul = json_pack(
        "{s:o, s:{s:o}}", "a", json_stringn("x\0y", 3), "b", "$vault", json_stringn("x\0y", 3));
    const JournalDraft draft = {UNIT, 1000, "system", "x.y", UNIT, nul};
    fixture_append_refused(fixture, &draft, FAIL_INVALID);
    json_object_del(nul, "b");
    fixture_append_refused(fixture, &draft, FAIL_INVALID);
    event_free(fixture_append(
        fixture, UNIT, UNIT, "{\"a.b\": {\"c\": 1}, \"vault\": {\"$vault\": \"x\"}}"));
}

static void refuses_names_that_are_none(Fixture *fixture)
{
    static const char long_name[] =
        "0123456789012345678901234567890123456789012345678901234567890123";
    json_auto_t *first = fixture_json("{\"digest\": \"sm3\"}");
    JournalDraft drafts[] = {
        {"43-1", 0, "system", "x.y", "s", NULL},
        {UNIT, 0, "", "x.y", "s", NULL},
        {UNIT, 0, "system", "", "s", NULL},
        {UNIT, 0, "system", "x.y", "", NULL},
        {UNIT, 0, "system", "x.y", NULL, NULL},
        {UNIT, 0, "system", "x.y", "a\x01", NULL},
        {UNIT, 0, "system", "x.y", "\xFF", NULL},
        {UNIT, 0, "system", "x.y", long_name, NULL},
        {UNIT, 0, "system", long_name, "s", NULL},
        {UNIT, -1, "system", "x.y", "s", NULL},
    };

    fixture_fill(fixture, UNIT, 1);
    drafts[0].body = first;
    for (size_t i = 0; i < G_N_ELEMENTS(drafts); i++)
        fixture_append_refused(fixture, &drafts[i], FAIL_INVALID);
}

static void refuses_texts_that_are_too_long(Fixture *fixture)
{
    g_autofree char *text = g_strnfill(EVENT_TEXT_MAX, 'x');
    json_auto_t *body = json_pack("{s:s}", "a", text);
    const JournalDraft draft = {UNIT, 1000, "system", "x.y", UNIT, body};

    fixture_fill(fixture, UNIT, 1);
    fixture_append_refused(fixture, &draft, FAIL_INVALID);
}

/* Appends from `stale`, the head of some time ago. */
static void assert_conflict(Fixture *fixture, const Head *stale)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn = store_begin(fixture->db, NULL);
    json_auto_t *body = fixture_json("{\"digest\": \"sm3\"}");
    const JournalDraft draft = {UNIT, 1000, "system", "x.y", UNIT, body};
    Head head = *stale;
    g_autoptr(Event) event = NULL;

    g_assert_false(journal_append(fixture->journal, fixture->db, &head, &draft, &event, &error) &&
                   store_settle(fixture->db, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
}

static void refuses_a_second_writer(Fixture *fixture)
{
    Head none, first;

    g_assert_true(head_read(fixture->db, UNIT, false, &none, NULL));
    g_assert_cmpint(none.seq, ==, 0);
    fixture_fill(fixture, UNIT, 1);
    g_assert_true(head_read(fixture->db, UNIT, false, &first, NULL));
    event_free(fixture_append(fixture, UNIT, UNIT, "{}"));
    assert_conflict(fixture, &none);
    assert_conflict(fixture, &first);
    event_free(fixture_append(fixture, UNIT, UNIT, "{}"));
}

typedef struct Second {
    Store *store;
    int64_t seq;
} Second;

static void *append_as_second(void *data)
{
    Second *second = data;
    g_autoptr(Db) db = store_writer(second->store, NULL);
    Fixture fixture = {second->store, db, journal_new()};
    g_autoptr(Event) event = fixture_append(&fixture, UNIT, UNIT, "{}");

    second->seq = event->seq;
    journal_free(fixture.journal);
    return NULL;
}

/* On SQLite there is only ever one writer. */
static void second_writer_waits_for_the_head(Fixture *fixture)
{
    Second second = {fixture->store, 0};
    const JournalDraft draft = {UNIT, 1000, "system", "x.y", UNIT, NULL};
    pthread_t thread;
    Head head;

    if (store_kind(fixture->store) == STORE_SQLITE)
        return;
    fixture_fill(fixture, UNIT, 1);
    StoreTxn *txn = store_begin(fixture->db, NULL);
    g_assert_true(head_read(fixture->db, UNIT, true, &head, NULL));
    pthread_create(&thread, NULL, append_as_second, &second);
    g_usleep(50 * 1000);
    g_assert_true(journal_append(fixture->journal, fixture->db, &head, &draft, NULL, NULL));
    g_assert_true(head_write(fixture->db, UNIT, &head, NULL));
    g_assert_true(store_commit(txn, NULL));
    pthread_join(thread, NULL);
    g_assert_cmpint(second.seq, ==, 3);
}

static void leaves_the_draft_as_it_was(Fixture *fixture)
{
    static const char text[] = "{\"a\": [{\"$vault\": \"x\"}], \"b\": {\"c\": 1}}";
    json_auto_t *body = fixture_json(text), *before = fixture_json(text);
    const JournalDraft draft = {UNIT, 1000, "system", "x.y", UNIT, body};
    g_autoptr(Event) event = NULL;
    Head head;

    fixture_fill(fixture, UNIT, 1);
    g_autoptr(StoreTxn) txn = store_begin(fixture->db, NULL);
    g_assert_true(head_read(fixture->db, UNIT, true, &head, NULL));
    g_assert_true(journal_append(fixture->journal, fixture->db, &head, &draft, &event, NULL));
    g_assert_true(json_equal(body, before));
    json_object_set_new(json_object_get(body, "b"), "c", json_integer(2));
    g_assert_cmpint(
        json_integer_value(json_object_get(json_object_get(event->body, "b"), "c")), ==, 1);
}

static void reads_page_after_page(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    int64_t expected = 5;

    fixture_fill(fixture, UNIT, 300);
    g_autoptr(JournalReader) reader = journal_read(fixture->db, UNIT, expected, &error);
    for (Event *event; (event = journal_next(reader, &error)) != NULL; event_free(event)) {
        const json_t *fields = json_object_get(event->body, "fields");
        g_autofree char *value = g_strdup_printf("value %d", (int) ++expected);
        g_assert_cmpint(event->seq, ==, expected);
        g_assert_cmpstr(json_string_value(json_object_get(fields, "summary")), ==, value);
    }
    g_assert_no_error(error);
    g_assert_cmpint(expected, ==, 300);
    g_assert_null(journal_next(reader, &error));
    g_assert_no_error(error);
}

static void reads_all_units_in_order(Fixture *fixture)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    fixture_fill(fixture, "430103", 2);
    fixture_fill(fixture, "43", 3);
    fixture_fill(fixture, "430102", 1);
    g_autoptr(JournalReader) reader = journal_read(fixture->db, NULL, 0, &error);
    for (Event *event; (event = journal_next(reader, &error)) != NULL; event_free(event))
        g_string_append_printf(seen, "%s-%d ", event->unit, (int) event->seq);
    g_assert_no_error(error);
    g_assert_null(journal_next(reader, &error));
    g_assert_cmpstr(seen->str, ==, "43-1 43-2 43-3 430102-1 430103-1 430103-2 ");
}

static void reads_an_empty_journal(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JournalReader) all = journal_read(fixture->db, NULL, 0, NULL);
    g_autoptr(JournalReader) one = journal_read(fixture->db, UNIT, 0, NULL);

    g_assert_null(journal_next(all, &error));
    g_assert_no_error(error);
    g_assert_null(journal_next(one, &error));
    g_assert_no_error(error);
}

static void gets_one_event(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *body = fixture_json("{\"n\": 2, \"fields\": {\"summary\": \"value 2\"}}");

    fixture_fill(fixture, UNIT, 3);
    g_autoptr(Event) event = journal_get(fixture->db, UNIT, 2, &error);
    g_assert_no_error(error);
    g_assert_cmpint(event->seq, ==, 2);
    g_assert_true(json_equal(event->body, body));
    g_assert_null(journal_get(fixture->db, UNIT, 4, &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
    g_clear_error(&error);
    g_assert_null(journal_get(fixture->db, UNIT, 0, &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
}

static void reads_what_happened_to_a_subject(Fixture *fixture)
{
    fixture_fill(fixture, UNIT, 2);
    event_free(fixture_append(fixture, UNIT, "430102-3", "{\"a\": {\"$vault\": \"x\"}}"));
    event_free(fixture_append(fixture, UNIT, "430102-1", "{}"));
    event_free(fixture_append(fixture, UNIT, "430102-3", "{\"a\": {\"$vault\": \"y\"}}"));
    fixture_fill(fixture, "430103", 2);

    g_autoptr(GPtrArray) events = journal_of_subject(fixture->db, UNIT, "430102-3", NULL);
    g_assert_cmpuint(events->len, ==, 2);
    const Event *first = events->pdata[0], *second = events->pdata[1];
    g_assert_cmpint(first->seq, ==, 3);
    g_assert_cmpint(second->seq, ==, 5);
    g_assert_cmpstr(json_string_value(json_object_get(first->body, "a")), ==, "x");
    g_assert_cmpstr(json_string_value(json_object_get(second->body, "a")), ==, "y");
    g_autoptr(GPtrArray) none = journal_of_subject(fixture->db, UNIT, "430102-9", NULL);
    g_assert_cmpuint(none->len, ==, 0);
}

static void gives_lines_up_to_a_limit(Fixture *fixture)
{
    fixture_fill(fixture, UNIT, 5);
    g_autoptr(GPtrArray) lines = journal_lines(fixture->db, UNIT, 2, 2, NULL);

    g_assert_cmpuint(lines->len, ==, 2);
    const JournalLine *line = lines->pdata[0];
    g_assert_cmpint(line->seq, ==, 3);
    g_assert_cmpuint(strlen(line->hash), ==, 64);
}

static void finds_a_text_that_is_not_its_row(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;

    fixture_fill(fixture, UNIT, 3);
    fixture_tamper(fixture, "UPDATE journal SET seq = 9 WHERE seq = 3");
    g_assert_null(journal_get(fixture->db, UNIT, 9, &error));
    g_assert_error(error, FAIL, FAIL_CORRUPT);
}

static void refuses_update_and_delete(Fixture *fixture)
{
    fixture_fill(fixture, UNIT, 2);
    g_assert_false(store_run_script(fixture->db, "UPDATE journal SET at = 1", NULL));
    g_assert_false(store_run_script(fixture->db, "DELETE FROM journal", NULL));
    g_autoptr(Event) event = journal_get(fixture->db, UNIT, 2, NULL);
    g_assert_cmpint(event->at, ==, 1000);
}

static const FixtureTest tests[] = {
    {"chains_events", chains_events},
    {"first_event_names_the_digest", first_event_names_the_digest},
    {"time_never_runs_back", time_never_runs_back},
    {"refuses_bodies_that_are_no_journal_json", refuses_bodies_that_are_no_journal_json},
    {"refuses_names_that_are_none", refuses_names_that_are_none},
    {"refuses_texts_that_are_too_long", refuses_texts_that_are_too_long},
    {"refuses_a_second_writer", refuses_a_second_writer},
    {"second_writer_waits_for_the_head", second_writer_waits_for_the_head},
    {"leaves_the_draft_as_it_was", leaves_the_draft_as_it_was},
    {"reads_page_after_page", reads_page_after_page},
    {"reads_all_units_in_order", reads_all_units_in_order},
    {"reads_an_empty_journal", reads_an_empty_journal},
    {"gets_one_event", gets_one_event},
    {"reads_what_happened_to_a_subject", reads_what_happened_to_a_subject},
    {"gives_lines_up_to_a_limit", gives_lines_up_to_a_limit},
    {"finds_a_text_that_is_not_its_row", finds_a_text_that_is_not_its_row},
    {"refuses_update_and_delete", refuses_update_and_delete},
    {NULL},
};

int main(int argc, char **argv)
{
    return fixture_main(argc, argv, "journal", tests);
}
