/* SPDX-License-Identifier: Apache-2.0 */
/* matter_private - what the files of this folder share about matters. */
#pragma once

#include "matter/ladder.h"
#include "matter/matter.h"
#include "matter/value.h"

#define CHORE_RING "clock.ring"

/* ---- fold ---- */
/* Number of the event that opened it, or 0. */
int64_t matter_seq(const char *id);
/* Another of its own, to fold into. */
Matter *matter_copy(const Matter *matter);
MatterClock *matter_clock_by_id(const Matter *matter, const char *id);

/* ---- read ---- */
/* When the clock rings next; FIELD_UNSET when it never will. */
int64_t clock_next_at(const MatterClock *clock);
/* What is due first of its running clocks and obligations; FIELD_UNSET: nothing is. `out_word` is
 * owned: its name for pages, NULL when there is none. */
int64_t matter_next_due(const Matter *matter, char **out_word);
/* Text of the field that is its title / its place, NULL when there is none. */
const char *matter_title(const Matter *matter);
const char *matter_place(const Matter *matter);
int64_t matter_level(const Matter *matter); /* FIELD_UNSET */

/* ---- apply ---- */
/* The matter that this transaction wrote last, when it is that one: held once more; or NULL. */
#define KEPT_WRITTEN "matter.written"
Matter *matter_written(const Db *db, const char *id);
bool matter_apply(Db *db, const Event *event, GError **error);

/* ---- row_write ---- */
/* Canonical, so that the same values are the same bytes. */
void bind_json(Statement *statement, const char *name, const json_t *value);
/* When the chore looks at it next; FIELD_UNSET: no more. */
bool due_write(
    Db *db, const char *unit, const char *chore, const char *subject, int64_t at, GError **error);

/* ---- may ---- */
/* May the actor take this step now? FAIL_DENIED with the reason ("needs_role", "needs_watch"). */
bool step_allowed(Engine *engine, Db *db, const Actor *actor, const char *unit,
    const KindStep *step, GError **error);
json_t *matter_may(Engine *engine, Db *db, const Actor *actor, const Matter *matter);

/* ---- show ---- */
/* The whole matter as replies carry it: a new reference, NULL with an error. */
json_t *matter_json(
    Engine *engine, Db *db, const Actor *actor, const Matter *matter, GError **error);
json_t *clock_json(const MatterClock *clock);
json_t *moment_json(int64_t at); /* null for FIELD_UNSET */
json_t *text_json(const char *text);
json_t *actor_json(Db *db, const char *account); /* {"account", "name"} */

/* ---- clock ---- */
/* The role told at that stage. */
const char *clock_told(const MatterClock *clock, int64_t stage);
/* ---- decide ---- */
/* One step (or opening) being decided. */
typedef struct Run {
    Decision *decision;
    const Kind *kind;
    const KindStep *step;
    Matter *matter; /* owned; before the event, then after it; first a shell for an opening */
    json_t *values; /* owned; given, event form */
    const char *note;
    int64_t claimed_at; /* FIELD_UNSET: now */
    int depth;          /* of openings inside openings */
} Run;
void run_clear(Run *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* Reads what was given into run->values; hooks check it. Everything wrong is named at once. */
bool run_read(Run *run, const json_t *given, const ValueScope *scope, GError **error);
/* After the event: clocks, links, children, then the hooks. `from` NULL: an opening. */
bool run_follow(Run *run, const char *from, GError **error);

/* Roles told, and what other modules are asked, as the step's effects say; NULL when nothing. */
json_t *effects_tell(const KindStep *step);
json_t *effects_asks(const KindStep *step);
/* Clocks by state and by effect, links, children. */
bool effects_follow(const Run *run, const char *from, GError **error);

typedef struct OpenRequest {
    MatterDraft draft;
    FieldForm form;
    int depth;
} OpenRequest;
bool matter_open_run(Decision *decision, const OpenRequest *request, char **out_id, GError **error);
bool matter_step_run(Decision *decision, const StepDraft *draft, FieldForm form, GError **error);
