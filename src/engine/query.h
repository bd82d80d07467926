/* SPDX-License-Identifier: Apache-2.0 */
/* query - something that reads.
 *
 * Answers JSON, or a Sheet that the port renders as JSON, CSV, XLSX or PDF. Runs on a reader
 * connection inside one read snapshot; never waits for the writer on SQLite. What prints or packs
 * (`slow`, and any `format` but json) runs in the pool, never on a thread of the port. */
#pragma once

#include "base/work.h"
#include "engine/actor.h"
#include "engine/field.h"
#include "engine/sheet.h"

typedef struct Engine Engine;
typedef struct View View; /* engine/view.h */

typedef struct Asking {
    Engine *engine;
    Db *db;
    const Actor *actor; /* NULL for public queries */
    int64_t now;
    Work *work; /* to be asked between steps, and told how far it is; NULL: nobody watches */
} Asking;

/* May the actor see the subject: own unit, overseen unit, or a module says so. Nobody: no. */
bool asking_sees(
    const Asking *asking, const char *unit, const char *subject, bool *out_sees, GError **error);
/* Does the guard permit it, where "no" is an answer and no refusal? Nobody: no. */
bool asking_may(
    const Asking *asking, const char *permission, const char *unit, bool *out_may, GError **error);

typedef struct Answer {
    json_t *json;     /* owned; or */
    Sheet *sheet;     /* owned; ?format=csv|xlsx|pdf chooses, JSON is the default; or */
    GBytes *bytes;    /* owned, with */
    char *media_type; /* owned */
    char *file_name;  /* owned; NULL: shown inline */
} Answer;
void answer_clear(Answer *answer);

typedef struct Query {
    const char *name;       /* "matter.get" */
    const char *path;       /* "/matters/{id}" */
    const char *permission; /* NULL: any signed-in account; the answer() checks visibility */
    bool public;            /* no session needed */
    bool room;              /* a room's terminal may ask it with nobody acting there */
    bool handed;            /* and who must set a password of their own first (Actor) */
    const Field *args;      /* path and query parameters alike (all come as text) */
    size_t args_size;
    const Field *reply;       /* of its JSON, a sheet's too; NULL: it never answers JSON */
    const char *const *media; /* NULL-ended: media types of the bytes it answers, a sheet's apart */
    /* Which unit the permission is asked of; as for commands. May be NULL. */
    char *(*unit_of)(Engine *engine, Db *db, const void *args, GError **error);
    /* What answers: a list of this view, the one of it whose id is the argument `id`, or this. */
    const View *lists;
    const View *shows;
    bool (*answer)(const Asking *asking, const void *args, Answer *out_answer, GError **error);
    bool slow; /* answers a file that it prints or packs */
    /* How heavy a slow one is with these arguments; quick itself. NULL: WORK_QUICK. */
    WorkWeight (*weight)(const Asking *asking, const void *args);
    const char *help;
} Query;

bool query_answers(
    const Query *query, const Asking *asking, const void *args, Answer *out_answer, GError **error);
