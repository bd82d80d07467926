/* SPDX-License-Identifier: Apache-2.0 */
/* fixture - an empty database with the journal's tables, for the tests of journal/.
 *
 * Each test runs on SQLite and, when SHAODIAN_TEST_PG names a server, on PostgreSQL. */
#pragma once

#include "journal/journal.h"

typedef struct Fixture {
    Store *store;
    Db *db; /* a writer */
    Journal *journal;
} Fixture;

typedef struct FixtureTest {
    const char *name;
    void (*run)(Fixture *fixture);
} FixtureTest;

/* The main() of a test program: `tests` ends with a row without name. */
int fixture_main(int argc, char **argv, const char *noun, const FixtureTest *tests);

/* Appends in a transaction of its own; `body` is JSON, its marks {"$vault": …} included. Aborts
 * the test when it is refused. */
Event *fixture_append(Fixture *fixture, const char *unit, const char *subject, const char *body);
/* The same, expected to be refused with this code. */
void fixture_append_refused(Fixture *fixture, const JournalDraft *draft, FailCode code);
/* A first event and `count` - 1 more, each with a vault value, each of subject "UNIT-1". */
void fixture_fill(Fixture *fixture, const char *unit, int count);
/* Runs SQL on the tables with nothing to guard them. */
void fixture_tamper(Fixture *fixture, const char *sql);
json_t *fixture_json(const char *text);
