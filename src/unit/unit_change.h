/* SPDX-License-Identifier: Apache-2.0 */
/* unit_change - what is recorded of units, and the check of what somebody typed. */
#pragma once

#include "engine/command.h"

/* Body of unit.registered and, with absent members left as they were, of unit.changed. */
typedef struct UnitBody {
    char *digest;
    char *name;
    char *short_name;
    char *initials;
    char *division;
    char *level;
    char *parent;
    char **functions;
    char *duty_phone;
    char *profile;
    int64_t valid_from;
    int64_t valid_to;
} UnitBody;

/* Arguments of unit.register; setup reads the same table from its member `unit`. */
typedef struct UnitArgs {
    char *code;
    char *unit; /* of unit.change: the path */
    char *name;
    char *short_name;
    char *division;
    char *level;
    char *parent;
    char **functions;
    char *duty_phone;
    char *profile;
    int64_t valid_to;
} UnitArgs;

extern const Field unit_register_args[];

/* Emits unit.registered for the decision's own unit. FAIL_CONFLICT ("unit_exists") when there is
 * one already, FAIL_INVALID naming the fields otherwise. */
bool unit_register(Decision *decision, const UnitArgs *args, GError **error);
