/* SPDX-License-Identifier: Apache-2.0 */
/* cast - invented people for the demo and for simulations.
 *
 * Put together from lists of surnames and given names by a seeded generator: the same seed gives
 * the same people. Phone numbers lie in 1990000xxxx and are given out one after the other, so that
 * no two are alike. */
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
