/* SPDX-License-Identifier: Apache-2.0 */
/* shift_change - somebody stands another's shift: a swap (换班) or a stand-in (替班).
 *
 * Asked by the unit, approved or refused by a leader who is no part of it; only then does the
 * shift have another person. Whose turn it was stays as it is, and both people stay on the record.
 * At night the leader's word by telephone is enough: who, when and which words stand in the record,
 * and it stays marked until that leader has confirmed it. */
#pragma once

#include "engine/module.h"
#include "engine/view.h"
#include "roster/roster.h"

#define CHANGE_SWAP "swap"
#define CHANGE_SUBSTITUTE "substitute"

#define CHANGE_ASKED "asked"
#define CHANGE_APPROVED "approved" /* also when the word was given by telephone */
#define CHANGE_REFUSED "refused"
#define CHANGE_WITHDRAWN "withdrawn"
#define CHANGE_DENIED "denied" /* the leader says that no such word was given */

typedef struct ShiftChange {
    char *unit;
    char *id;
    char *kind;
    char *state;
    char *shift;
    char *was;         /* who stood or would have stood it */
    char *person;      /* who stands it instead */
    char *other_shift; /* of a swap: the one that `was` takes; else NULL */
    char *reason;
    int64_t asked_at;
    char *asked_by;     /* account */
    int64_t decided_at; /* FIELD_UNSET: not yet */
    char *mode;         /* "desk", "oral"; NULL: not approved */
    char *leader;       /* who decided */
    char *words;        /* oral: what was said; refused, denied: why */
    int64_t said_at;    /* oral: when; else FIELD_UNSET */
    int64_t confirm_due_at, confirmed_at;
    bool late; /* not confirmed in time */
} ShiftChange;

void shift_change_free(ShiftChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ShiftChange, shift_change_free)

/* NULL with FAIL_NOT_FOUND (reason "no_such_change"). */
ShiftChange *shift_change_get(Db *db, const char *id, GError **error);

/* What the change would break that is not broken now: new array, as broken_json() has them. */
json_t *shift_change_breaks(
    Engine *engine, Db *db, const ShiftChange *change, int64_t now, GError **error);

/* ---- inside this folder ---- */

#define EVENT_CHANGE_ASKED "shift_change.asked"
#define EVENT_CHANGE_APPROVED "shift_change.approved"
#define EVENT_CHANGE_REFUSED "shift_change.refused"
#define EVENT_CHANGE_WITHDRAWN "shift_change.withdrawn"
#define EVENT_CHANGE_CONFIRMED "shift_change.confirmed"
#define EVENT_CHANGE_DENIED "shift_change.denied"
#define EVENT_CHANGE_RANG "shift_change.rang"
#define CHORE_CHANGE_CONFIRM "shift_change.confirm"

typedef struct ChangeAskedBody {
    char *way; /* CHANGE_SWAP, CHANGE_SUBSTITUTE */
    char *shift, *was, *person, *other_shift;
    char *reason;
} ChangeAskedBody;

typedef struct ChangeApprovedBody {
    char *way;
    char *shift, *was, *person, *other_shift;
    char *mode;
    char *leader;
    char *words;
    int64_t said_at, confirm_due_at;
    char *reason;   /* why in spite of what it breaks */
    json_t *broken; /* [{rule, shift, person}] */
} ChangeApprovedBody;

typedef struct ChangeWordBody {
    char *leader;
    char *words;
} ChangeWordBody;

typedef struct ChangeRangBody {
    int64_t stage;
    int64_t next_at;
} ChangeRangBody;

extern const EventKind shift_change_events[];
extern const Projection shift_change_projections[];
extern const Query shift_change_queries[];
extern const Field shift_change_fields[];
/* One or a list, as replies carry it; what waits for its answer with what it would break. */
extern const View shift_change_view;
/* The same of one that is only tried: a new reference, or NULL. */
json_t *shift_change_tried(Db *db, const ShiftChange *change, const json_t *breaks, GError **error);
