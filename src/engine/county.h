/* SPDX-License-Identifier: Apache-2.0 */
/* county - the files of catalog/duty/ that a county may change: DATA/catalog/duty/NAME.json stands
 * in for the built-in one whole. Read once at start. */
#pragma once

#include "engine/engine.h"
#include "engine/module.h"

/* Engine service: CountyFiles *. Without it the built-in files are read. */
#define SERVICE_COUNTY "county"

typedef struct CountyFiles CountyFiles;

/* `folder`: DATA/catalog; NULL: only what is built in. An operator's file must be built like the
 * one it replaces (`shape`): what is wrong with it is added to `faults` ("FILE:LINE: reason",
 * owned) and the built-in one serves on. FAIL_CORRUPT when a built-in file can't be read. */
CountyFiles *county_files_new(const char *folder, GPtrArray *faults, GError **error);
void county_files_free(CountyFiles *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CountyFiles, county_files_free)

/* Whoever reads a file finds more wrong with the operator's than its shape: the built-in one takes
 * its place again and the reason is added to `faults`. False: it is the built-in one already. */
bool county_files_refuse(
    CountyFiles *data, const char *name, const GError *reason, GPtrArray *faults);

/* The file of that name ("leave"): a new reference, never NULL. A name that is not built in is a
 * programmer's error. */
json_t *county_file(const Engine *engine, const char *name);
/* The same without an engine; `data` NULL: the built-in one. */
json_t *county_files_get(const CountyFiles *data, const char *name);
/* The row of a list of {"name", …} with that name: borrowed, NULL when there is none. */
const json_t *county_row(const json_t *list, const char *name);
/* Puts `values` (an object of texts) where {name} stands in `pattern`; a piece in [ ] that names
 * something absent is left out. Owned. */
char *county_fill(const char *pattern, const json_t *values);

/* Gives them to the page. */
extern const Part county_part;
