/* SPDX-License-Identifier: Apache-2.0 */
/* tally - what a simulated life did, counted by the one who did it, so that it can be held against
 * what the record shows.
 *
 * Counts stand in groups: "done" by what a script calls the act, "refused" mistakes that were meant
 * and caught, "late" acts after their limit, "asked" what
 * came at a time that no seed decides, "failed" what should have worked and did not. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct Tally Tally;

Tally *tally_new(void);
void tally_free(Tally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tally, tally_free)

void tally_add(Tally *tally, const char *group, const char *word);
json_int_t tally_count(const Tally *tally, const char *group, const char *word);
/* {group: {word: count}}, borrowed. */
const json_t *tally_json(const Tally *tally);
/* What was done wrong on purpose, or looks wrong and is not: {kind, unit, at, within, honest?,
 * what?, person?, other?}. */
void tally_plant(Tally *tally, json_t *plant /* taken */);
/* In the order in which it was done, borrowed. */
const json_t *tally_plants(const Tally *tally);
/* A line for each count, owned. */
char *tally_text(const Tally *tally);
