/* SPDX-License-Identifier: Apache-2.0 */
/* builtin - the files of catalog/: those built in, and an operator's own in DATA/catalog.
 *
 * An operator's file stands in for the built-in one of its name, or is added where a folder takes
 * more of a kind. What is wrong with it is a fault that is told, and what is built in serves on: an
 * edit must not keep a duty room from starting. */
#pragma once

#include "base/fail.h"

#include <glib.h>

typedef struct BuiltinFile {
    const char *name; /* as faults call it: "catalog/rules/x.json", or the operator's path */
    const char *text;
    gsize size;
} BuiltinFile;

/* Makes of the file whatever it is read for. False without an error: it has told the faults itself.
 * Never so of a built-in one. */
typedef bool (*BuiltinRead)(void *into, const BuiltinFile *file, GError **error);

/* `folder`: DATA/catalog, NULL: none. `name`: "rules/dispatch.json". Reads the operator's, else the
 * built-in one; false when that can't be read. `faults` (owned texts) may be NULL. */
bool builtin_or_own(const char *folder, const char *name, BuiltinRead read, void *into,
    GPtrArray *faults, GError **error);
/* Each built-in file of "kinds" whose name begins so (NULL: any), in order of names. */
bool builtin_each(
    const char *part, const char *prefix, BuiltinRead read, void *into, GError **error);
/* Each .json of the operator's in `path` whose name begins so, in order of names. */
void builtin_own_each(
    const char *path, const char *prefix, BuiltinRead read, void *into, GPtrArray *faults);
