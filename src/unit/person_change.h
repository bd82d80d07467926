/* SPDX-License-Identifier: Apache-2.0 */
/* person_change - recording people and their roles, for this folder's own commands and setup. */
#pragma once

#include "engine/command.h"

/* Body of person.registered and, with absent members left as they were, of person.changed. */
typedef struct PersonBody {
    char *name;
    char *initials;
    char *phone;
    char *post;
    char *engagement;
} PersonBody;

typedef struct PersonArgs {
    char *unit;
    char *id;
    char *name;
    char *phone;
    char *post;
    char *engagement;
} PersonArgs;

/* Emits person.registered; *out_id (owned) is the new person's. FAIL_INVALID names the fields. */
bool person_register(Decision *decision, const PersonArgs *args, char **out_id, GError **error);

/* Emits role.granted. FAIL_INVALID: no such role; FAIL_CONFLICT: the person has left, holds it
 * already, or holds one that excludes it ("excluded_role"). */
bool role_grant(Decision *decision, const char *person, const char *role, GError **error);
/* Emits role.revoked. FAIL_NOT_FOUND when the person does not hold it. */
bool role_revoke(Decision *decision, const char *person, const char *role, GError **error);

/* The person, of the decision's own unit and still there; NULL with FAIL_NOT_FOUND or
 * FAIL_CONFLICT ("person_left"). */
struct Person *person_of_decision(Decision *decision, const char *id, GError **error);
