/* SPDX-License-Identifier: Apache-2.0 */
/* The secret time of the next challenge. */
#include "presence/presence.h"
#include "unit/draw.h"

#define SUBJECT_ASK "random"

static bool ask_again(
    Decision *decision, const PresenceRules *rules, int64_t from_at, GError **error)
{
    uint8_t key[DRAW_KEY_SIZE];
    const char *unit = decision_unit(decision);

    return draw_key_read(decision_db(decision), key, error) &&
           decision_wake(decision, CHORE_ASK, SUBJECT_ASK,
               draw_next(key, unit, from_at, rules->mean_ms), error);
}

bool challenge_arm(Decision *decision, const PresenceRules *rules, GError **error)
{
    bool page = false, waits = false;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM wake WHERE unit = $unit AND chore = '" CHORE_ASK "'", error, "unit",
        decision_unit(decision), NULL);

    if (!statement_found(row, &waits, error) || waits)
        return waits;
    /* Where nobody has a page, a time is drawn once one comes alive: beats look at the room. */
    return facts_has_page(decision_db(decision), decision_unit(decision), decision_now(decision),
               &page, error) &&
           (!page || ask_again(decision, rules, decision_now(decision), error));
}
