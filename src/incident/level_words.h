/* SPDX-License-Identifier: Apache-2.0 */
/* level_words - which figure decided on a level, in the Chinese words of the rule file. */
#pragma once

#include "incident/level.h"

/* Of a result of level_classify(): "死亡3人，达到较大（3人以上）". Owned; NULL when there is
 * nothing to say (no level, and no figure is missing for one). */
char *level_reason(const LevelRules *rules, const json_t *result);
/* level_decide() with "reason" beside it: those words, or null. */
json_t *level_classify(
    const LevelRules *rules, const char *ruleset, const json_t *metrics, GError **error);
