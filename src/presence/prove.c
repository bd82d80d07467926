/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/prove.h"

#include "presence/minute.h"
#include "unit/watch.h"

#include <string.h>

/* A watch of the person that they came for: not one left over from a shift long before. */
static bool watch_is_for(const JudgeRules *rules, const ShiftFact *shift, const WatchFact *watch)
{
    return strcmp(watch->role, shift->role) == 0 && watch->since < shift->ends_at &&
           watch->ended_at > shift->begins_at &&
           watch->since >= shift->begins_at - rules->relief_ms;
}

/* A colleague who showed themselves at the same computer, by the same means, in the same minute. */
static const WatchFact *companion(
    const Facts *facts, const JudgeRules *rules, const WatchFact *watch)
{
    for (guint i = 0; watch->terminal != NULL && i < facts->watches->len; i++) {
        const WatchFact *other = facts->watches->pdata[i];

        if (strcmp(other->role, watch->role) == 0 &&
            !minute_is_same(other->person, watch->person) &&
            minute_is_same(other->terminal, watch->terminal) &&
            minute_is_same(other->method, watch->method) &&
            ABS(other->since - watch->since) <= rules->together_ms)
            return other;
    }
    return NULL;
}

/* Of the ways in which they came for this shift the most certain one counts. */
static void came_read(
    const Facts *facts, const JudgeRules *rules, const ShiftFact *shift, Proof *proof)
{
    bool certain = false;

    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (!minute_is_same(watch->person, shift->person) || !watch_is_for(rules, shift, watch))
            continue;
        bool self = watch->method != NULL || minute_is_same(watch->entered_by, watch->person);
        const WatchFact *with = self ? companion(facts, rules, watch) : NULL;

        proof->came = proof->came == NULL ? watch : proof->came;
        certain |= self && with == NULL;
        if (proof->by == NULL || with != NULL) {
            proof->by = self ? with == NULL ? NULL : with->person : watch->entered_by;
            proof->together = with != NULL;
            proof->since = MAX(shift->begins_at, watch->since);
        }
    }
    if (certain)
        proof->by = NULL;
}

static void deed_count(Proof *proof, const DeedFact *deed)
{
    if (deed->kind != NULL && g_str_has_prefix(deed->kind, "challenge."))
        proof->answered++;
    else if (deed->kind != NULL && g_str_has_prefix(deed->kind, "handover."))
        proof->signed_count++;
    else if (!deed->is_coming)
        proof->wrote++;
}

/* What they did themselves from `from` on; what was done in one go with coming proves nothing. */
static void deeds_read(const Facts *facts, const ShiftFact *shift, const int64_t span[2],
    int64_t floor_at, Proof *proof)
{
    for (guint i = 0; i < facts->deeds->len; i++) {
        const DeedFact *deed = facts->deeds->pdata[i];

        if (deed->at < span[0] || deed->at >= span[1] ||
            !minute_is_same(deed->person, shift->person))
            continue;
        deed_count(proof, deed);
        proof->own_at = MAX(proof->own_at, deed->at);
        if (deed->at >= floor_at)
            proof->is_wanting = false;
    }
}

/* Their own page is a sign of their own; whose key was pressed at the room's computer nobody knows.
 */
static void pages_read(const Facts *facts, const ShiftFact *shift, const int64_t span[2],
    int64_t floor_at, Proof *proof)
{
    for (guint i = 0; i < facts->beats->len; i++) {
        const BeatFact *beat = facts->beats->pdata[i];
        bool own = beat->terminal == NULL && minute_is_same(beat->person, shift->person);

        if (beat->last_at < span[0] || beat->began_at >= span[1] ||
            (!own &&
                (proof->came == NULL || !minute_is_same(beat->terminal, proof->came->terminal))))
            continue;
        proof->page_at = MAX(proof->page_at, MIN(beat->last_at, span[1]));
        proof->input_at = MAX(proof->input_at, beat->input_at);
        if (own && beat->last_at >= floor_at)
            proof->is_wanting = false;
    }
}

Proof proof_of(const Facts *facts, const JudgeRules *rules, const ShiftFact *shift)
{
    const int64_t span[] = {shift->begins_at - rules->relief_ms, shift->ends_at + rules->settle_ms};
    Proof proof = {.own_at = INT64_MIN, .page_at = INT64_MIN, .input_at = INT64_MIN};

    if (shift->person == NULL)
        return proof;
    came_read(facts, rules, shift, &proof);
    proof.is_wanting = proof.by != NULL && !minute_is_same(proof.by, shift->person);
    int64_t floor_at = proof.together ? proof.since + rules->sitting_ms : span[0];
    deeds_read(facts, shift, span, floor_at, &proof);
    pages_read(facts, shift, span, floor_at, &proof);
    return proof;
}

int64_t proof_limit(const JudgeRules *rules, const ShiftFact *shift, const Proof *proof)
{
    int64_t end = shift->ends_at + rules->settle_ms;

    return proof->together ? end : MIN(end, proof->since + rules->unproved_ms);
}

bool proof_is_due(const Facts *facts, const JudgeRules *rules, const ShiftFact *shift)
{
    return shift->ends_at <= facts->now && facts->now < shift->ends_at + rules->relief_ms &&
           strcmp(shift->role, WATCH_OFFICER) == 0;
}

/* Was it in the shift, or typed later from a paper of the shift? */
static bool deed_is_of(const Facts *facts, const ShiftFact *shift, const DeedFact *deed)
{
    if (deed->is_coming)
        return false;
    return (deed->paper_at != INT64_MIN && minute_in_shift(shift, deed->paper_at)) ||
           (minute_in_shift(shift, deed->at) && minute_is_of_room(facts, deed->person, deed->at));
}

bool proof_is_hollow(const Facts *facts, const JudgeRules *rules, const ShiftFact *shift)
{
    bool came = false;

    if (facts->now < shift->ends_at + rules->settle_ms || shift->known_at > shift->begins_at)
        return false;
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (strcmp(watch->role, shift->role) != 0 || watch->since >= shift->ends_at ||
            watch->ended_at <= shift->begins_at)
            continue;
        if (watch->terminal != NULL)
            return false;
        came |= minute_is_same(watch->person, shift->person);
    }
    for (guint i = 0; i < facts->beats->len; i++) {
        const BeatFact *beat = facts->beats->pdata[i];

        if (beat->last_at >= shift->begins_at && beat->began_at < shift->ends_at)
            return false;
    }
    for (guint i = 0; i < facts->deeds->len; i++) {
        if (deed_is_of(facts, shift, facts->deeds->pdata[i]))
            return false;
    }
    return came;
}
