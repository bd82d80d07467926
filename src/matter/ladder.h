/* SPDX-License-Identifier: Apache-2.0 */
/* ladder - what rings of anything that has a time until which it must be done: a warning, then that
 * it is late, then one step up after the other. A clock of a kind and an obligation both climb it.
 */
#pragma once

#include <jansson.h>
#include <stdint.h>

#define CLOCK_STAGE_WARN 1
#define CLOCK_STAGE_LATE 2

/* "warn", "late", "escalate" */
const char *clock_stage_word(int64_t stage);
/* When it rings next after `rang` stages; `warn_at` FIELD_UNSET: no warning. FIELD_UNSET: never. */
int64_t ring_next_at(int64_t warn_at, int64_t due_at, const json_t *escalate, int64_t rang);
/* The role told at a stage: before the steps up, `owner`. */
const char *ring_told(const char *owner, const json_t *escalate, int64_t stage);
/* {"at", "tell"}: a new reference. */
json_t *alarm_at(int64_t at, const char *role);
/* The steps as points of time, [{"at", "tell"}]: [{"after", "tell"}] from the due time; NULL: the
 * leader after a quarter of an hour, the head after half an hour. A new reference. */
json_t *clock_alarms(const json_t *steps, int64_t due_at);
/* ["warn", "late", "escalate", …]: what has rung after `rang` stages. A new reference. */
json_t *rang_show(int64_t warn_at, int64_t rang);
