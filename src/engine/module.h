/* SPDX-License-Identifier: Apache-2.0 */
/* module - a capability: a folder and its tables.
 *
 * A Module is what a folder adds to the program: a list of parts, most of them one a file. A Part
 * says which events it knows, which commands decide them, which queries read, which tables follow,
 * and what it does when others' events happen. Routes, permissions, argument checks,
 * replies, OpenAPI and TypeScript types all come from these tables. Modules of the field do not see
 * each other: they meet through events, dispatches and the matter engine. */
#pragma once

#include "engine/actor.h"
#include "engine/command.h"
#include "engine/field.h"
#include "engine/query.h"
#include "journal/event.h"

/* A kind of event. Its meaning never changes: a new shape is a new kind ("x.2"). */
typedef struct EventKind {
    const char *name;    /* "person.registered" */
    const Field *fields; /* of the body; FIELD_END only: empty body */
    size_t size;         /* of the struct the table describes */
} EventKind;

/* What follows an event in the tables: either one SQL text, its parameters bound from the event
 * ($unit $seq $at $actor $kind $subject) and from body members by their names, or an apply() that
 * reads no clock, catalog, setting, random number or other unit. Where the SQL selects, take() gets
 * each row: so a module says what a table of another folder should hold, and its owner writes it.
 *
 * With `each`, a member that is a list, the SQL runs once for each of its items: $each is the item
 * where they are words, $each_NAME its member NAME where they are objects, $each_n its place in the
 * list, 0 the first. */
typedef struct Projection {
    const char *event;
    const char *sql;
    bool (*apply)(Db *db, const Event *event, GError **error);
    bool (*take)(Db *db, const Event *event, Statement *row, GError **error);
    const char *each;
    bool
        one; /* each run changes just one row: FAIL_CONFLICT when the tables do not fit the event */
} Projection;

/* What a module notes of each unit for whoever looks from above; unit/standing keeps the notes and
 * unit/board shows them. What it is called stands in the page's words (`board.note.NAME`). */
typedef struct NoteKind {
    const char *name;  /* "flags" */
    const char *group; /* of a column of the board: notes of a group stand together */
    int64_t order;     /* among all notes, the smallest first; 100 apart, to leave room */
    const char *holds; /* which of "count", "at", "word", "text", with a space between */
    const char *opens; /* path of the page where more of it is seen, with {unit}; NULL: nowhere */
    int64_t weight; /* that it is amiss, beside others: 700 nobody is there, 400 a question waits,
                       200 soon nobody is, 50 a paper is missing; 0: it never is amiss */
} NoteKind;

/* What else is decided, in the same transaction, once an event has happened. */
typedef struct Reaction {
    const char *event;
    bool (*react)(Decision *decision, const Event *event, GError **error);
} Reaction;

/* What the passing of time asks for: serves rows of `due` with this name. The decision must emit an
 * event whose projection moves or removes the row, else the row is served again and again. Rows of
 * `wake` (decision_wake) are served too, and gone before the decision is asked. */
typedef struct Chore {
    const char *name;
    bool (*decide)(Decision *decision, const char *subject, int64_t due_at, GError **error);
} Chore;

/* A further check and further events at a step of a matter; matter/ reads these rows.
 * `kind` and `step` name rows of the catalog, so they stand only in the module's own folder;
 * HOOK_ANY is every one of them. */
#define HOOK_ANY "*"
typedef struct Hook {
    const char *kind;
    const char *step;
    /* Before: may refuse, and may change the fields. `matter` is a Matter *. */
    bool (*check)(Decision *decision, void *matter, json_t *fields, GError **error);
    /* After the step's own event: may emit more. */
    bool (*follow)(Decision *decision, void *matter, const json_t *fields, GError **error);
} Hook;

/* What the catalog can ask while it reads a kind. */
typedef struct EffectScope {
    const void *kind; /* Kind * */
    /* Engine services that are there already, by their names; NULL where it is not. */
    const void *(*service)(const void *services, const char *name);
    const void *services;
} EffectScope;

/* What a step of a kind may ask of a module: {"NAME": {…}} among its effects. A kind that asks for
 * what no part serves is refused. */
typedef struct Effect {
    const char *name;
    /* NULL, or what is wrong with it: owned. */
    char *(*problem)(const json_t *effect, const EffectScope *scope);
    /* After the step's own event, `matter` as it is then. NULL: the event says all, and is read
     * later. */
    bool (*follow)(Decision *decision, void *matter, const json_t *effect, GError **error);
} Effect;

typedef struct PersonalThing PersonalThing; /* engine/personal.h */

typedef struct Part {
    const EventKind *events; /* each list ends with a zeroed row; NULL: none */
    const Command *commands;
    const Query *queries;
    const Projection *projections;
    const Reaction *reactions;
    const Chore *chores;
    const Hook *hooks;
    const Effect *effects;
    const NoteKind *notes;
    const PersonalThing *const *personal; /* things that somebody is named in, a NULL at the end */
    /* May this actor see the subject? Asked of every part until one says yes; *out_sees is false
     * before. May be NULL. */
    bool (*sees)(Db *db, const Actor *actor, const char *unit, const char *subject, bool *out_sees,
        GError **error);
    /* Adds members to the reply of a matter; `matter` is a Matter *. Called for every matter: the
     * part looks whether it is of a kind of its own. May be NULL. */
    void (*show)(const Engine *engine, const void *matter, json_t *shown);
} Part;

typedef struct Module {
    const char *name; /* of its folder; the tag of its operations in the OpenAPI document */
    const Part *const *parts;
    /* Why personal values of its events stay as long as the record, where no thing of its own is
     * purged. */
    const char *personal_stays;
} Module;

/* The parts of a module, for its initializer: PARTS(&a_part, &b_part). */
#define PARTS(...) ((const Part *const[]){__VA_ARGS__, NULL})
