/* SPDX-License-Identifier: Apache-2.0 */
/* county_shape - is a file built like another: the same members, of the same types?
 *
 * An operator's file stands in for one of the program's own whole, so the program's own is the
 * measure: a member that every like part of it has is needed, one that none has is unknown (and
 * most likely misspelt), a list takes items like those it has, a time of day stays one. What only
 * explains ("version", "source", "mark", "conventions") and the members of "fields" are free. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct ShapeFile {
    const char *name; /* for the faults */
    const char *text;
    size_t size;
} ShapeFile;

/* Appends what is wrong to `faults` as "FILE:LINE: reason"; says whether nothing is. */
bool shape_check(
    const ShapeFile *file, const json_t *json, const json_t *builtin, GPtrArray *faults);
