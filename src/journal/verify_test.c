/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/verify.h"

#include "journal/fixture.h"

#include <string.h>

#define EVENTS 600 /* more than two pages */

/* Three units; all that is changed is changed in the middle one. */
static void fill(Fixture *fixture)
{
    fixture_fill(fixture, "430102", 3);
    fixture_fill(fixture, "430103", 6);
    fixture_fill(fixture, "430104", 3);
}

static void assert_fault(Fixture *fixture, int64_t seq, const char *problem)
{
    g_autoptr(GError) error = NULL;
    VerifyReport report = {0};

    g_assert_true(journal_verify(fixture->db, NULL, &report, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(report.problem, ==, problem);
    g_assert_cmpstr(report.unit, ==, "430103");
    g_assert_cmpint(report.seq, ==, seq);
    verify_report_clear(&report);
    g_assert_true(journal_verify(fixture->db, "430102", &report, &error));
    g_assert_cmpstr(report.problem, ==, NULL);
    g_assert_true(journal_verify(fixture->db, "430103", &report, &error));
    g_assert_cmpstr(report.problem, ==, problem);
    verify_report_clear(&report);
}

static void fits_when_nothing_was_touched(Fixture *fixture)
{
    VerifyReport report = {0};

    fill(fixture);
    fixture_fill(fixture, "430105", EVENTS);
    g_assert_true(journal_verify(fixture->db, NULL, &report, NULL));
    g_assert_cmpstr(report.problem, ==, NULL);
    g_assert_cmpstr(report.unit, ==, NULL);
    g_assert_cmpint(report.units, ==, 4);
    g_assert_cmpint(report.events, ==, 12 + EVENTS);
    g_assert_true(journal_verify(fixture->db, "430199", &report, NULL));
    g_assert_cmpint(report.units, ==, 0);
    g_assert_cmpstr(report.problem, ==, NULL);
}

typedef struct Manipulation {
    const char *name;
    const char *sql;
    int64_t seq;
    const char *problem;
} Manipulation;

static const Manipulation manipulations[] = {
    {"text changed",
        "UPDATE journal SET text = replace(text, '\"n\":4', '\"n\":5')"
        " WHERE unit = '430103' AND seq = 4",
        4, "hash does not fit"},
    {"text broken", "UPDATE journal SET text = '{' WHERE unit = '430103' AND seq = 4", 4,
        "text is not an event"},
    {"text spaced", "UPDATE journal SET text = text || ' ' WHERE unit = '430103' AND seq = 6", 6,
        "hash does not fit"},
    {"hash changed",
        "UPDATE journal SET hash = (SELECT hash FROM journal WHERE unit = '430102'"
        " AND seq = 2) WHERE unit = '430103' AND seq = 5",
        5, "hash does not fit"},
    {"event removed", "DELETE FROM journal WHERE unit = '430103' AND seq = 3", 3,
        "event is missing"},
    {"first event removed", "DELETE FROM journal WHERE unit = '430103' AND seq = 1", 1,
        "event is missing"},
    {"all events removed", "DELETE FROM journal WHERE unit = '430103'", 1, "event is missing"},
    {"event removed and the rest moved up",
        "DELETE FROM journal WHERE unit = '430103' AND seq = 3;"
        "UPDATE journal SET seq = seq - 1 WHERE unit = '430103' AND seq > 3",
        3, "hash does not fit"},
    {"events swapped", "UPDATE journal SET seq = 7 - seq WHERE unit = '430103' AND seq IN (3, 4)",
        3, "hash does not fit"},
    {"event added before",
        "INSERT INTO journal SELECT unit, 0, at, actor, kind, subject, text,"
        " hash FROM journal WHERE unit = '430103' AND seq = 2",
        0, "event is out of place"},
    {"event twice",
        "INSERT INTO journal SELECT unit, seq, at, actor, kind, subject, text, hash"
        " FROM journal WHERE unit = '430103' AND seq = 2",
        2, "event is out of place"},
    {"tail cut", "DELETE FROM journal WHERE unit = '430103' AND seq > 4", 5, "event is missing"},
    {"column unit",
        "UPDATE journal SET unit = '430103' WHERE unit = '430104' AND seq = 1;"
        "DELETE FROM journal WHERE unit = '430103' AND text NOT LIKE '%430104%'",
        1, "column `unit` differs"},
    {"column at", "UPDATE journal SET at = at + 1 WHERE unit = '430103' AND seq = 3", 3,
        "column `at` differs"},
    {"column actor", "UPDATE journal SET actor = 'x' WHERE unit = '430103' AND seq = 3", 3,
        "column `actor` differs"},
    {"column kind", "UPDATE journal SET kind = 'x' WHERE unit = '430103' AND seq = 3", 3,
        "column `kind` differs"},
    {"column subject", "UPDATE journal SET subject = 'x' WHERE unit = '430103' AND seq = 3", 3,
        "column `subject` differs"},
    {"vault value changed", "UPDATE vault SET value = 'other' WHERE unit = '430103' AND seq = 5", 5,
        "vault value of fields.summary differs"},
    {"vault salt changed",
        "UPDATE vault SET salt = (SELECT salt FROM vault WHERE unit = '430103'"
        " AND seq = 4) WHERE unit = '430103' AND seq = 5",
        5, "vault value of fields.summary differs"},
    {"vault value emptied", "UPDATE vault SET value = NULL WHERE unit = '430103' AND seq = 5", 5,
        "vault value of fields.summary is torn from its salt"},
    {"vault row removed", "DELETE FROM vault WHERE unit = '430103' AND seq = 5", 5,
        "vault value of fields.summary is missing"},
    {"vault row moved", "UPDATE vault SET path = 'fields.other' WHERE unit = '430103' AND seq = 5",
        5, "vault value of fields.summary is missing"},
    {"vault row added", "INSERT INTO vault (unit, seq, path) VALUES ('430103', 5, 'x')", 5,
        "vault holds a value that the event does not have"},
    {"vault row of no event", "INSERT INTO vault (unit, seq, path) VALUES ('430103', 9, 'x')", 9,
        "vault holds a value of an event that is missing"},
    {"head removed", "DELETE FROM head WHERE unit = '430103'", 0, "head row is missing"},
    {"head set back", "UPDATE head SET seq = 5 WHERE unit = '430103'", 0,
        "head row: `seq` differs"},
    {"head set forward", "UPDATE head SET seq = 7 WHERE unit = '430103'", 0,
        "head row: `seq` differs"},
    {"head at", "UPDATE head SET at = at + 1 WHERE unit = '430103'", 0, "head row: `at` differs"},
    {"head digest", "UPDATE head SET digest = 'sha256' WHERE unit = '430103'", 0,
        "head row: `digest` differs"},
    {"head digest unknown", "UPDATE head SET digest = 'md5' WHERE unit = '430103'", 0,
        "head row is damaged"},
    {"head hash",
        "UPDATE head SET hash = (SELECT hash FROM head WHERE unit = '430102')"
        " WHERE unit = '430103'",
        0, "head row: `hash` differs"},
};

static void names_every_manipulation(Fixture *fixture)
{
    fill(fixture);
    fixture_tamper(fixture, "CREATE TABLE journal_was AS SELECT * FROM journal;"
                            "CREATE TABLE head_was AS SELECT * FROM head;"
                            "CREATE TABLE vault_was AS SELECT * FROM vault");
    for (size_t i = 0; i < G_N_ELEMENTS(manipulations); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", manipulations[i].name);
        store_run_script(fixture->db, manipulations[i].sql, &error);
        g_assert_no_error(error);
        assert_fault(fixture, manipulations[i].seq, manipulations[i].problem);
        store_run_script(fixture->db,
            "DELETE FROM journal; INSERT INTO journal SELECT * FROM journal_was;"
            "DELETE FROM head; INSERT INTO head SELECT * FROM head_was;"
            "DELETE FROM vault; INSERT INTO vault SELECT * FROM vault_was;",
            &error);
        g_assert_no_error(error);
    }
}

/* A row of unit 430103 as someone would write it who knows how the chain is made. */
static void forge(Fixture *fixture, int64_t seq, int64_t at, const char *text, uint8_t *hash)
{
    g_autoptr(Digest) digest = digest_new(DIGEST_SM3);
    g_autoptr(Statement) insert = store_prepare(fixture->db,
        "INSERT INTO journal (unit, seq, at, actor, kind, subject, text, hash)"
        " VALUES ('430103', $seq, $at, 'system', 'x.y', 's', $text, $hash)",
        NULL);

    digest_pair(digest, hash, DIGEST_SIZE, text, strlen(text), hash);
    bind_int(insert, "seq", seq);
    bind_int(insert, "at", at);
    bind_text(insert, "text", text);
    bind_bytes(insert, "hash", hash, DIGEST_SIZE);
    g_assert_true(statement_run(insert, NULL));
}

static void finds_forged_text_that_is_not_canonical(Fixture *fixture)
{
    uint8_t hash[DIGEST_SIZE] = {0};

    fixture_fill(fixture, "430102", 1);
    forge(fixture, 1, 1,
        "{ \"actor\":\"system\",\"at\":1,\"body\":{\"digest\":\"sm3\"},"
        "\"kind\":\"x.y\",\"seq\":1,\"subject\":\"s\",\"unit\":\"430103\"}",
        hash);
    assert_fault(fixture, 1, "text is not canonical");
}

#define FIRST_EVENT                                                                                \
    "{\"actor\":\"system\",\"at\":5,\"body\":{\"digest\":\"sm3\"},"                                \
    "\"kind\":\"x.y\",\"seq\":1,\"subject\":\"s\",\"unit\":\"430103\"}"

static void finds_forged_time_put_back_from_elsewhere(Fixture *fixture)
{
    uint8_t hash[DIGEST_SIZE] = {0};

    fixture_fill(fixture, "430102", 1);
    forge(fixture, 1, 5, FIRST_EVENT, hash);
    forge(fixture, 2, 4,
        "{\"actor\":\"system\",\"at\":4,\"body\":{\"from\":6},"
        "\"kind\":\"time.corrected\",\"seq\":2,\"subject\":\"s\",\"unit\":\"430103\"}",
        hash);
    fixture_tamper(fixture, "UPDATE journal SET kind = 'time.corrected'"
                            " WHERE unit = '430103' AND seq = 2");
    assert_fault(fixture, 2, "time runs back from another time than it says");
}

static void finds_forged_time_that_runs_back(Fixture *fixture)
{
    uint8_t hash[DIGEST_SIZE] = {0};

    fixture_fill(fixture, "430102", 1);
    forge(fixture, 1, 5, FIRST_EVENT, hash);
    forge(fixture, 2, 4,
        "{\"actor\":\"system\",\"at\":4,\"body\":{},"
        "\"kind\":\"x.y\",\"seq\":2,\"subject\":\"s\",\"unit\":\"430103\"}",
        hash);
    assert_fault(fixture, 2, "time runs back");
}

static void finds_a_head_without_events(Fixture *fixture)
{
    fixture_fill(fixture, "430102", 1);
    fixture_tamper(fixture, "INSERT INTO head SELECT '430103', seq, at, digest, hash FROM head");
    assert_fault(fixture, 1, "event is missing");
}

static void finds_values_without_events(Fixture *fixture)
{
    fixture_fill(fixture, "430102", 1);
    fixture_tamper(fixture, "INSERT INTO vault (unit, seq, path) VALUES ('430103', 1, 'x')");
    assert_fault(fixture, 1, "vault holds a value of an event that is missing");
}

static const FixtureTest tests[] = {
    {"fits_when_nothing_was_touched", fits_when_nothing_was_touched},
    {"names_every_manipulation", names_every_manipulation},
    {"finds_forged_text_that_is_not_canonical", finds_forged_text_that_is_not_canonical},
    {"finds_forged_time_that_runs_back", finds_forged_time_that_runs_back},
    {"finds_forged_time_put_back_from_elsewhere", finds_forged_time_put_back_from_elsewhere},
    {"finds_a_head_without_events", finds_a_head_without_events},
    {"finds_values_without_events", finds_values_without_events},
    {NULL},
};

int main(int argc, char **argv)
{
    return fixture_main(argc, argv, "verify", tests);
}
