/* SPDX-License-Identifier: Apache-2.0 */
/* What follows when nobody answers: the desk rings, then one after the other is told. */
#include "base/json.h"
#include "dispatch/post.h"
#include "matter/matter.h"
#include "presence/presence.h"
#include "unit/unit.h"
#include "unit/watch.h"

#include <string.h>

/* The level above; a unit at the top has none. A roll call that nobody answered is known there. */
static bool above_tell(
    Decision *decision, const Challenge *challenge, const PresenceRules *rules, GError **error)
{
    g_autofree char *parent = NULL;
    const json_t *words = json_object_get(json_object_get(rules->file, "words"), "missed");
    const DispatchPost post = {
        .type = "presence_alarm", .title = json_text(words, "zh"), .answer_due_at = FIELD_UNSET};

    if (!unit_parent(decision_db(decision), decision_unit(decision), &parent, error))
        return false;
    if (parent == NULL || challenge->dispatch != NULL)
        return true;
    return dispatch_post(decision, &post, NULL, error);
}

static bool stage_tell(
    Decision *decision, const Challenge *challenge, const PresenceRules *rules, GError **error)
{
    int64_t stage = challenge->stage;
    const MissStage *now = &rules->miss[stage];
    int64_t missed_at =
        challenge->missed_at == FIELD_UNSET ? decision_now(decision) : challenge->missed_at;
    bool more = stage + 1 < (int64_t) rules->stages;
    const ChallengeMissed body = {.stage = stage + 1,
        .tell = (char *) now->tell,
        .next_at =
            more ? MAX(missed_at + rules->miss[stage + 1].after_ms, decision_now(decision) + 1)
                 : FIELD_UNSET};

    if (!decision_emit(decision, EVENT_CHALLENGE_MISSED, challenge->id, &body, error))
        return false;
    if (strcmp(now->tell, TELL_ABOVE) == 0 && !above_tell(decision, challenge, rules, error))
        return false;
    if (strcmp(now->tell, TELL_ABOVE) != 0 &&
        !notice_raise(decision, NULL, now->tell, "challenge.missed", error))
        return false;
    return more || presence_look(decision, error);
}

/* The last act after it was asked of somebody on watch: who logs a call is there. */
static bool deed_since(
    Decision *decision, const Challenge *challenge, char **out_deed, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT j.subject FROM journal j JOIN account a ON a.unit = j.unit AND a.id = j.actor"
        " JOIN watch w ON w.unit = j.unit AND w.person = a.person AND w.since <= j.at"
        " AND (w.ended_at IS NULL OR w.ended_at > j.at)"
        " WHERE j.unit = $unit AND j.seq > $seq AND j.kind NOT IN ('watch.ended', 'session.ended')"
        " AND w.role = '" WATCH_OFFICER "' ORDER BY j.seq DESC LIMIT 1",
        error, "unit", challenge->unit, NULL);
    const char *dash = strrchr(challenge->id, '-');

    if (row != NULL)
        bind_int(row, "seq", dash == NULL ? 0 : g_ascii_strtoll(dash + 1, NULL, 10));
    return statement_text(row, out_deed, error);
}

bool challenge_late(Decision *decision, const char *subject, int64_t at, GError **error)
{
    g_auto(PresenceRules) rules = {0};
    g_autoptr(Challenge) challenge = challenge_load(decision_db(decision), subject, error);

    if (challenge == NULL || !presence_rules_read(decision_engine(decision), decision_db(decision),
                                 decision_unit(decision), &rules, error))
        return false;
    g_autofree char *deed = NULL;
    if (challenge->stage == 0 && challenge->dispatch == NULL &&
        !deed_since(decision, challenge, &deed, error))
        return false;
    const ChallengeDeed body = {.deed = deed};
    if (deed != NULL)
        return decision_emit(decision, EVENT_CHALLENGE_EXCUSED, subject, &body, error);
    return stage_tell(decision, challenge, &rules, error);
}
