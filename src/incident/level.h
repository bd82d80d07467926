/* SPDX-License-Identifier: Apache-2.0 */
/* level - how serious an incident is, by rules that are data (catalog/rules/levels.json).
 *
 * 1 is the worst, 4 ordinary, none when the rules set no grade. An unknown metric is never taken
 * for zero: the level found is then a lower bound and called provisional, unless what is unknown
 * could not raise it. The rules are checked once when read and never change after. */
#pragma once

#include "incident/rule_text.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#define LEVEL_NONE 0
#define LEVEL_WORST 1
#define LEVEL_MILDEST 4

typedef struct LevelRules LevelRules;

/* Reads and checks the rule file; FAIL_INVALID names `name` and what is wrong where. */
LevelRules *level_rules_new(const char *name, const char *bytes, size_t size, GError **error);
void level_rules_free(LevelRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LevelRules, level_rules_free)

/* The file as text and as JSON, borrowed. */
const RuleText *level_rules_text(const LevelRules *rules);
const json_t *level_rules_json(const LevelRules *rules);
/* "2026.1@" and the head of the digest of the file. */
const char *level_rules_version(const LevelRules *rules);
bool level_rules_has(const LevelRules *rules, const char *ruleset);
/* Is there a metric of that name? */
bool level_rules_knows(const LevelRules *rules, const char *metric);
/* Its row in the file, borrowed; NULL when there is none. */
const json_t *level_rules_metric(const LevelRules *rules, const char *metric);
/* Chinese name of a level ("特别重大"), NULL for LEVEL_NONE. */
const char *level_name(const LevelRules *rules, int level);

/* FAIL_INVALID with a field "metrics.NAME" for each unknown name and each bad value. */
bool level_metrics_check(const LevelRules *rules, const json_t *metrics, GError **error);

/* Grades checked metrics by one ruleset: a new reference to {level: 1-4 or null, rule, ruleset,
 * source, article, status, version, decided_by: {metric, value, ge…} or null, provisional} and
 * "outcome" where the rule gives one instead of a level. FAIL_INVALID: no such ruleset. */
json_t *level_decide(
    const LevelRules *rules, const char *ruleset, const json_t *metrics, GError **error);

/* True when any metric the ruleset looks at is known. */
bool level_knows_any(const LevelRules *rules, const char *ruleset, const json_t *metrics);
/* The level of a result of level_decide(), LEVEL_NONE when it has none. */
int level_of(const json_t *result);
/* Is `a` more serious than `b`? LEVEL_NONE is the least. */
bool level_worse(int a, int b);
