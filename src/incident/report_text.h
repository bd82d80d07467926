/* SPDX-License-Identifier: Apache-2.0 */
/* report_text - the words of a report drawn from an incident's fields
 * (catalog/rules/report_text.json), which the officer then edits. */
#pragma once

#include "base/fail.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ReportText {
    const json_t *words;   /* the file */
    const json_t *kind;    /* source of the kind: fields with their labels and choices */
    const json_t *choices; /* {"FIELD": [items]} for choices that stand in lists; may be NULL */
    const json_t *values;  /* of the matter, event form */
    const char *unit;      /* name of the unit that reports */
    int64_t now;
    int64_t number; /* of a follow-up, from 1 */
} ReportText;

/* {title, body, message}: a new reference. FAIL_INVALID (field "type"): no such report. */
json_t *report_text_make(const ReportText *text, const char *type, GError **error);
