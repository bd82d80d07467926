/* SPDX-License-Identifier: Apache-2.0 */
/* taxonomy - the four classes and the kinds of incidents (catalog/lists/incident_kinds.json), and
 * how a kind is graded.
 *
 * Ids are our own and stable; codes of other systems are attributes. A kind names the rulesets
 * that grade it: the most serious result counts. Checked once when read, never changed after. */
#pragma once

#include "incident/level.h"

typedef struct Taxonomy Taxonomy;

/* `rules` is borrowed and must outlive it: every ruleset named must be there. */
Taxonomy *taxonomy_new(
    const char *name, const char *bytes, size_t size, const LevelRules *rules, GError **error);
void taxonomy_free(Taxonomy *taxonomy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Taxonomy, taxonomy_free)

/* The row of a kind {name, label, class, rulesets, …}, borrowed; NULL when there is none. */
const json_t *taxonomy_kind(const Taxonomy *taxonomy, const char *kind);
/* Borrowed class id of a kind, or NULL. */
const char *taxonomy_class_of(const Taxonomy *taxonomy, const char *kind);
bool taxonomy_has_class(const Taxonomy *taxonomy, const char *class);
/* The whole file, borrowed: for the catalog query and the forms. */
const json_t *taxonomy_json(const Taxonomy *taxonomy);
/* Does `name`, as reporting rules write classes, cover an incident of this class and kind (either
 * may be NULL)? "*" covers everything. */
bool taxonomy_covers(
    const Taxonomy *taxonomy, const char *name, const char *class, const char *kind);
/* Is `name` one that could cover anything: "*", a class, a kind, a group, an outcome? */
bool taxonomy_knows(const Taxonomy *taxonomy, const char *name);
/* After how many days the missing of this kind count as dead. */
int taxonomy_missing_days(const Taxonomy *taxonomy, const char *kind);

/* `shaodian classify`: {"ruleset" or "kind", "metrics"} -> as level_classify(), with "kind" and,
 * for a kind whose outcomes hold, "outcome". FAIL_INVALID names every wrong field. */
json_t *taxonomy_classify(const Taxonomy *taxonomy, const json_t *question, GError **error);
