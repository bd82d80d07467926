/* SPDX-License-Identifier: Apache-2.0 */
/* catalog - every kind of matter, the lists they choose from, and every version that was used.
 *
 * Built at start, then read-only and shared. A matter lives by the version it opened under: the
 * table `catalog_version` keeps the text of each version from its first use. Engine service
 * SERVICE_CATALOG. */
#pragma once

#include "matter/kind.h"
#include "store/store.h"
#include "unit/role.h"

typedef struct Module Module;           /* engine/module.h */
typedef struct EffectScope EffectScope; /* the same */

#define SERVICE_CATALOG "catalog"
/* No kind: an operator who puts it beside the kinds is told that roles are built in. */
#define OWN_ROLES "roles.json"

/* `roles` is borrowed. */
Catalog *catalog_new(const Roles *roles);
void catalog_free(Catalog *catalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalog, catalog_free)

/* Whose effects the steps of kinds may ask for, and what these look into: before any kind is read.
 * All borrowed. */
void catalog_serve(Catalog *catalog, const Module *const *modules, const EffectScope *scope);

/* The lists and kinds built into the program. FAIL_INVALID names the first fault. */
bool catalog_load_builtin(Catalog *catalog, GError **error);
/* An operator's own FOLDER/lists and FOLDER/kinds through the same reader: a file with a fault is
 * left out, its faults appended ("FILE:LINE: reason"), the others load. One of a known name takes
 * its place for matters opened from now on. A folder that does not exist holds nothing. */
void catalog_load_folder(Catalog *catalog, const char *folder, GPtrArray *faults);
/* The same for a folder that holds kind files itself. */
void catalog_load_kinds(Catalog *catalog, const char *folder, GPtrArray *faults);
/* Adds the older versions that were used. */
bool catalog_load_versions(Catalog *catalog, Db *db, GError **error);

/* Newest kind of that name / the kind of that digest; NULL when there is none. */
const Kind *catalog_kind(const Catalog *catalog, const char *name);
const Kind *catalog_version(const Catalog *catalog, const char *digest);
/* Newest kinds in order of their names: borrowed array of Kind *. */
const GPtrArray *catalog_kinds(const Catalog *catalog);
const Roles *catalog_roles(const Catalog *catalog);
/* Items of a list ({"name", "label", …}), borrowed; NULL when there is none. */
const json_t *catalog_list(const Catalog *catalog, const char *name);
/* The kind as GET /kinds/{kind} shows it, choices filled in: a new reference. */
json_t *catalog_show(const Catalog *catalog, const Kind *kind);

/* Keeps the text of a kind ("kind:NAME") or rule file ("rule:NAME") under its digest; one already
 * there is left alone. */
bool catalog_keep(Db *db, const char *digest, const char *name, const char *text, GError **error);
/* Appends owned words for each kept text that is not the one of its digest and name, and each that
 * a matter lives by and that is missing. */
bool catalog_kept_check(Db *db, GPtrArray *out_differences, GError **error);
/* Whether it is there already; read once in a transaction. */
bool catalog_keeps(Db *db, const char *digest);
