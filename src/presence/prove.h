/* SPDX-License-Identifier: Apache-2.0 */
/* prove - what shows that the very person of an officers' shift was there. Pure.
 *
 * Who came by their own key, alone, is believed. Who was entered by somebody else, or showed
 * themselves at the computer of the room within seconds of a colleague, may have been signed for:
 * any sign of their own in the shift ends that doubt, a key on their own page, an answer, a line, a
 * signature. Two honest people who share a computer give one at the latest when they hand over. */
#pragma once

#include "presence/judge.h"

typedef struct Proof {
    const WatchFact *came; /* their first watch of the shift; NULL: none */
    const char *by;        /* who may have signed for them; NULL: nobody */
    bool together;         /* came at one computer with `by`; else `by` entered them */
    int64_t since;         /* since when there is this doubt */
    int64_t own_at;        /* their last act; INT64_MIN: none */
    int64_t page_at;       /* their own page, or that of the room's computer they came at */
    int64_t input_at;      /* INT64_MIN: as above, none */
    int64_t wrote, answered, signed_count;
    bool is_wanting; /* there is a doubt, and nothing has ended it */
} Proof;

Proof proof_of(const Facts *facts, const JudgeRules *rules, const ShiftFact *shift);
/* From when on a doubt that nothing has ended is a suspicion. */
int64_t proof_limit(const JudgeRules *rules, const ShiftFact *shift, const Proof *proof);
/* On watch in name only: the whole shift and the time to type what was on paper have brought no
 * page, no computer of the room, no line and no answer of anybody. False while it lasts. */
bool proof_is_hollow(const Facts *facts, const JudgeRules *rules, const ShiftFact *shift);
/* The shift is over, but what it lacked may still be raised. */
bool proof_is_due(const Facts *facts, const JudgeRules *rules, const ShiftFact *shift);
