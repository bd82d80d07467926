/* SPDX-License-Identifier: Apache-2.0 */
/* value - what a matter's fields hold: checked by the kind, split for the vault, shown masked.
 *
 * Inside, values are in event form: times are integers, places objects. What is free text or
 * personal lives in `texts`, the rest in `plain`, in objects of the same shape. */
#pragma once

#include "engine/field.h"
#include "matter/kind.h"
#include "store/store.h"

typedef struct ValueScope {
    const Kind *kind;
    const char *const *takes; /* names that may be given; NULL: every field */
    FieldForm form;           /* of what is read */
    Db *db;                   /* to ask whether ids exist; NULL: not asked */
    const char *unit;
} ValueScope;

/* A new object with everything given, in event form; null stays null. NULL with FAIL_INVALID naming
 * each wrong one as "fields.NAME". */
json_t *values_read(const ValueScope *scope, const json_t *given, GError **error);
/* Is each of `needs` in `given` or else in `held`? Each missing one is "required". */
bool values_needed(
    const Kind *kind, char *const *needs, const json_t *given, const json_t *held, GError **error);
/* New objects; texts carry vault marks when `marked`. */
void values_split(
    const Kind *kind, const json_t *values, bool marked, json_t **out_plain, json_t **out_texts);
/* Both in one: a new reference. */
json_t *values_merge(const json_t *plain, const json_t *texts);
/* In HTTP form. Personal values become null and their paths ("fields.NAME") are appended to
 * `masked`, unless it is NULL: then all is shown. */
json_t *values_show(const Kind *kind, const json_t *values, json_t *masked);
