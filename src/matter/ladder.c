/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/ladder.h"

#include "base/clock.h"
#include "base/json.h"
#include "engine/field.h"
#include "matter/kind.h"

const char *clock_stage_word(int64_t stage)
{
    if (stage <= CLOCK_STAGE_WARN)
        return "warn";
    return stage == CLOCK_STAGE_LATE ? "late" : "escalate";
}

const char *ring_told(const char *owner, const json_t *escalate, int64_t stage)
{
    const char *role = NULL;

    if (stage > CLOCK_STAGE_LATE)
        role = json_text(json_array_get(escalate, (size_t) (stage - CLOCK_STAGE_LATE - 1)), "tell");
    return role == NULL ? owner : role;
}

int64_t ring_next_at(int64_t warn_at, int64_t due_at, const json_t *escalate, int64_t rang)
{
    if (rang < CLOCK_STAGE_WARN && warn_at != FIELD_UNSET && warn_at < due_at)
        return warn_at;
    if (rang < CLOCK_STAGE_LATE)
        return due_at;
    return json_number(
        json_array_get(escalate, (size_t) (rang - CLOCK_STAGE_LATE)), "at", FIELD_UNSET);
}

json_t *alarm_at(int64_t at, const char *role)
{
    json_t *alarm = json_object();

    json_object_set_new(alarm, "at", json_integer(at));
    json_object_set_new(alarm, "tell", json_string(role));
    return alarm;
}

json_t *clock_alarms(const json_t *steps, int64_t due_at)
{
    json_t *alarms = json_array();
    const json_t *item = NULL;
    size_t i = 0;

    if (steps == NULL) {
        json_array_append_new(alarms, alarm_at(due_at + 15 * MINUTE_MS, "leader"));
        json_array_append_new(alarms, alarm_at(due_at + 30 * MINUTE_MS, "head"));
    }
    json_array_foreach (steps, i, item) {
        int64_t after = duration_read(json_text(item, "after"));
        const char *role = json_text(item, "tell");

        if (after >= 0 && role != NULL)
            json_array_append_new(alarms, alarm_at(due_at + after, role));
    }
    return alarms;
}

json_t *rang_show(int64_t warn_at, int64_t rang)
{
    json_t *words = json_array();

    for (int64_t stage = CLOCK_STAGE_WARN; stage <= rang; stage++) {
        if (stage == CLOCK_STAGE_WARN && warn_at == FIELD_UNSET)
            continue;
        json_array_append_new(words, json_string(clock_stage_word(stage)));
    }
    return words;
}
