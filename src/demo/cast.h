/* SPDX-License-Identifier: Apache-2.0 */
/* cast - invented people for the demo and for simulations.
 *
 * Put together from lists of surnames and given names by a seeded generator: the same seed gives
 * the same people. Phone numbers begin with 1990 and are given out one after the other from a place
 * that the seed chooses. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct Cast Cast;

/* `names` is catalog/demo/names.json, borrowed; it must outlive the cast. */
Cast *cast_new(const json_t *names, guint32 seed);
void cast_free(Cast *cast);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cast, cast_free)

/* Owned. */
char *cast_name(Cast *cast);
char *cast_phone(Cast *cast);
