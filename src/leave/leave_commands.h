/* SPDX-License-Identifier: Apache-2.0 */
/* leave_commands - shared by the commands of this folder: arguments, who may, in which state. */
#pragma once

#include "leave/leave_private.h"

typedef struct LeaveArgs {
    char *unit, *id, *person, *kind, *place, *reason, *transport, *acting, *acting_phone;
    char *explanation, *phoned_to, *words, *above, *paper;
    int64_t from, until, phoned_at, at;
} LeaveArgs;

/* A leave as it is meant to be. */
typedef struct LeaveDraft {
    const char *id; /* NULL: not yet asked for */
    const char *unit, *person, *acting, *acting_phone, *explanation;
    int64_t from_at, until_at;
    bool principal;
} LeaveDraft;

typedef enum LeaveNeeds {
    LEAVE_ASKED,    /* not yet answered, or changed since */
    LEAVE_APPROVED, /* and not over */
    LEAVE_OPEN,     /* either */
} LeaveNeeds;

/* Loads it: NULL with FAIL_NOT_FOUND, or FAIL_CONFLICT (reason "wrong_state"). */
Leave *leave_begin(Decision *decision, const char *id, LeaveNeeds needs, GError **error);
/* Is it the actor's own, asked for by them, or are they at the duty desk? FAIL_DENIED. */
bool leave_asker_check(Decision *decision, const Leave *leave, GError **error);
/* May whoever acts answer it: holds the permission, and it is not their own? */
bool leave_may_answer(Decision *decision, const Leave *leave, bool *out_may, GError **error);
/* FAIL_CONFLICT (reason "both_away") when nobody is left to lead and nothing explains it. */
bool leave_clash_check(Decision *decision, const json_t *rules, const LeaveDraft *draft,
    char ***out_clash, GError **error);

/* The clashes are looked at again, and it counts from now on; filed above. `above`: who there
 * agreed, when that is not put down yet. */
bool leave_approve(
    Decision *decision, const Leave *leave, const AnsweredBody *said, GError **error);

extern const Command leave_ask_commands[];
extern const Command leave_answer_commands[];
extern const Command leave_above_commands[];
