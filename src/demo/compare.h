/* SPDX-License-Identifier: Apache-2.0 */
/* compare - what was planted in a simulated life held against what the record shows of it: flags,
 * clocks of handovers, silent rooms, all asked for by the public queries as an inspector would.
 *
 * A plant is found when a fact of its kind, about the same thing and the same people, covers its
 * minute and was there within the time that the plant gives ("within", minutes). A fact that fits
 * no plant is invented. Plants whose time is not over yet are neither missed nor counted. */
#pragma once

#include "demo/stage.h"

typedef struct CompareSpan {
    const char *under;   /* a unit: it and all below */
    int64_t from, until; /* what began then, as things stand at `until` */
} CompareSpan;

/* {kinds: {KIND: {planted, found, missed, invented}}, honest: {KIND: {planted, blamed}}, missed,
 * invented: [{kind, unit, at, what, person, other}]}: owned, NULL with an error. `plants` is what
 * tally_plants() has. */
json_t *duty_compare(Stage *stage, const CompareSpan *span, const json_t *plants, GError **error);
/* The same of facts that are known: [{kind, unit, at, until, seen_at, what?, person?, other?}], in
 * milliseconds. Pure. */
json_t *duty_match(const json_t *facts, const json_t *plants, int64_t until);
/* Was anything missed or invented? */
bool duty_is_wrong(const json_t *compared);
/* Lines as tally_text() has them, owned. */
char *duty_text(const json_t *compared);
