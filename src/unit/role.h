/* SPDX-License-Identifier: Apache-2.0 */
/* role - what a person may do, as catalog/roles.json says.
 *
 * A role holds permissions and a reach: its own unit, or that and everything below. Read once at
 * start; engine service SERVICE_ROLES. */
#pragma once

#include "base/fail.h"

#include <jansson.h>

#define SERVICE_ROLES "roles"

typedef struct Roles Roles;

/* Reads the text of roles.json. FAIL_INVALID says what is wrong with it. */
Roles *roles_new(const char *text, gsize size, GError **error);
/* The same from the built-in file. */
Roles *roles_new_builtin(GError **error);
void roles_free(Roles *roles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Roles, roles_free)

/* All names in the order of the file: borrowed, NULL-ended. */
const char *const *roles_names(const Roles *roles);
bool roles_has(const Roles *roles, const char *role);
bool roles_permits(const Roles *roles, const char *role, const char *permission);
bool roles_reach_below(const Roles *roles, const char *role);
/* May an escalation end there: is somebody always in this role? */
bool roles_always_filled(const Roles *roles, const char *role);
bool roles_is_administrator(const Roles *roles, const char *role);
/* May no person hold both? */
bool roles_exclude(const Roles *roles, const char *a, const char *b);
/* Is the permission named by any role? The loader of kinds and tests ask. */
bool roles_know_permission(const Roles *roles, const char *permission);
/* Every permission of a list of roles, sorted, without repeats: GStrv. */
char **roles_permissions(const Roles *roles, char *const *held);
/* The file itself, for GET /roles: borrowed. */
const json_t *roles_json(const Roles *roles);
