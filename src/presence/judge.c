/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/judge.h"

#include "presence/minute.h"
#include "presence/prove.h"
#include "unit/watch.h"

#include <string.h>

static const char *const flag_words[FLAG_KINDS] = {
    [FLAG_ABSENT] = "absent",
    [FLAG_LEFT_POST] = "left_post",
    [FLAG_SUBSTITUTE] = "unauthorized_substitute",
    [FLAG_UNROSTERED] = "unrostered",
    [FLAG_LEADER_ABSENT] = "leader_absent",
};

static const char *const presence_words[] = {NULL, "on_post", "silent", "absent"};

const char *flag_word(FlagKind kind)
{
    return flag_words[kind];
}

const char *presence_word(PresenceState state)
{
    return presence_words[state];
}

PresenceState presence_of_word(const char *word)
{
    for (PresenceState state = PRESENCE_ON_POST; state <= PRESENCE_ABSENT; state++)
        if (g_strcmp0(word, presence_words[state]) == 0)
            return state;
    return PRESENCE_NONE;
}

/* ---- reading the facts ---- */

/* Is it their own that just ended or soon begins? */
static bool is_own_turn(
    const Facts *facts, const ShiftFact *shift, const WatchFact *watch, const JudgeRules *rules)
{
    int64_t now = facts->now;
    bool ended = shift->ends_at <= now && shift->ends_at > now - rules->relief_ms;
    bool begins = shift->begins_at > now && shift->begins_at < now + rules->relief_ms;

    return minute_is_same(shift->person, watch->person) && (ended || begins);
}

/* Whoever was at the post before the shift changed and is there still does what duty asks where
 * relief does not come: they are on overtime, however long it lasts, and stand in for nobody. What
 * is to be told of is who did not come. */
static bool is_staying(
    const Facts *facts, const ShiftFact *shift, const WatchFact *watch, const JudgeRules *rules)
{
    bool own = minute_is_same(shift->person, watch->person);
    int64_t slack = own ? 0 : rules->relief_ms;

    return (shift->ends_at <= facts->now && watch->since < shift->ends_at - slack) ||
           (minute_in_shift(shift, facts->now) &&
               watch->since < shift->begins_at - rules->relief_ms);
}

/* Holds the post although no shift of theirs asks for it now: has not been relieved, or came early.
 */
static bool is_relieving(const Facts *facts, const WatchFact *watch, const JudgeRules *rules)
{
    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (strcmp(shift->role, watch->role) == 0 &&
            (is_own_turn(facts, shift, watch, rules) || is_staying(facts, shift, watch, rules)))
            return true;
    }
    return false;
}

static const WatchFact *watch_of(const Facts *facts, const char *person, const char *role)
{
    return minute_watch(facts, person, role, facts->now);
}

/* When the person last went off watch during the shift; INT64_MIN: was not on watch in it. */
static int64_t left_at(const Facts *facts, const ShiftFact *shift)
{
    int64_t at = INT64_MIN;

    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (watch->ended_at <= facts->now && watch->ended_at > shift->begins_at &&
            strcmp(watch->role, shift->role) == 0 && minute_is_same(watch->person, shift->person))
            at = MAX(at, watch->ended_at);
    }
    return at;
}

/* The last sign of life; with `comings`, coming on watch and going off it are such. */
static int64_t life_at(const Facts *facts, bool comings)
{
    int64_t at = INT64_MIN;

    for (guint i = 0; i < facts->beats->len; i++) {
        const BeatFact *beat = facts->beats->pdata[i];

        if (beat->terminal != NULL || minute_is_of_room(facts, beat->person, facts->now))
            at = MAX(at, beat->last_at);
    }
    for (guint i = 0; i < facts->deeds->len; i++) {
        const DeedFact *deed = facts->deeds->pdata[i];

        if (minute_is_of_room(facts, deed->person, facts->now) && (comings || !deed->is_coming))
            at = MAX(at, deed->at);
    }
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (minute_in_watch(watch, facts->now) && (comings || watch->terminal != NULL))
            at = MAX(at, watch->since);
    }
    return at;
}

/* ---- one role ---- */

typedef struct Bench {
    const Facts *facts;
    const JudgeRules *rules;
    const char *role;
    GArray *found;
    GPtrArray *strangers; /* WatchFact *: on watch, in no shift */
    guint used;           /* strangers already standing in for somebody */
    bool is_held;         /* by who is leaving, or by who came early */
} Bench;

/* A suspicion is no flag yet: it has a grace, because the facts come from machines that fail and
 * people who are on their way. The pure function only says from when on it would be one. */
static void suspect(
    const Bench *bench, const ShiftFact *shift, FlagKind kind, const char *other, int64_t since)
{
    const Suspicion suspicion = {.kind = kind,
        .what = shift == NULL ? bench->role : shift->id,
        .role = bench->role,
        .shift = shift,
        .person = shift == NULL ? NULL : shift->person,
        .other = other,
        .since = since,
        .ripe_at = since + bench->rules->grace_ms[kind]};

    g_array_append_val(bench->found, suspicion);
}

static void bench_fill(Bench *bench)
{
    const Facts *facts = bench->facts;

    for (guint i = 0; i < facts->watches->len; i++) {
        WatchFact *watch = facts->watches->pdata[i];

        if (!minute_in_watch(watch, facts->now) || strcmp(watch->role, bench->role) != 0 ||
            minute_is_rostered(facts, watch->person, bench->role, facts->now))
            continue;
        if (is_relieving(facts, watch, bench->rules))
            bench->is_held = true;
        else
            g_ptr_array_add(bench->strangers, watch);
    }
}

/* When the last who stood in for somebody of this shift went; INT64_MIN: nobody did. */
static int64_t stood_in_until(const Bench *bench, const ShiftFact *shift)
{
    const Facts *facts = bench->facts;
    int64_t at = INT64_MIN;

    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (watch->ended_at <= facts->now && watch->ended_at > shift->begins_at &&
            strcmp(watch->role, bench->role) == 0 &&
            !minute_is_rostered(facts, watch->person, bench->role, facts->now) &&
            !is_relieving(facts, watch, bench->rules))
            at = MAX(at, watch->ended_at);
    }
    return at;
}

/* The person of the shift is not on watch. */
static void missing_judge(Bench *bench, const ShiftFact *shift)
{
    bool leads = strcmp(bench->role, WATCH_LEADER) == 0;
    int64_t left = left_at(bench->facts, shift);
    int64_t since = MAX(MAX(shift->begins_at, shift->known_at), left);
    Suspicion *last = NULL;

    if (bench->used < bench->strangers->len) {
        const WatchFact *other = bench->strangers->pdata[bench->used++];

        suspect(bench, shift, FLAG_SUBSTITUTE, other->person, MAX(since, other->since));
        return;
    }
    suspect(bench, shift,
        leads               ? FLAG_LEADER_ABSENT
        : left != INT64_MIN ? FLAG_LEFT_POST
                            : FLAG_ABSENT,
        NULL, MAX(since, stood_in_until(bench, shift)));
    last = &g_array_index(bench->found, Suspicion, bench->found->len - 1);
    if (bench->is_held)
        last->ripe_at = MAX(last->ripe_at, last->since + bench->rules->relief_ms);
}

/* No officer of the roster has done anything in the shift; what the leader does at home shows
 * nobody in the room. */
static bool roster_is_idle(const Facts *facts, const ShiftFact *shift)
{
    for (guint i = 0; i < facts->deeds->len; i++) {
        const DeedFact *deed = facts->deeds->pdata[i];

        if (minute_in_shift(shift, deed->at) &&
            minute_is_rostered(facts, deed->person, WATCH_OFFICER, deed->at))
            return false;
    }
    return true;
}

/* Stands no shift and no watch. */
static bool is_stranger(const Facts *facts, const char *person, int64_t at)
{
    return !minute_is_rostered(facts, person, NULL, at) &&
           minute_watch(facts, person, WATCH_OFFICER, at) == NULL &&
           minute_watch(facts, person, WATCH_LEADER, at) == NULL;
}

/* Did the person write in the shift as one does who keeps the log? */
static bool wrote_the_log(
    const Facts *facts, const JudgeRules *rules, const ShiftFact *shift, const char *person)
{
    int64_t first = INT64_MAX, last = INT64_MIN, entries = 0;

    for (guint i = 0; i < facts->deeds->len; i++) {
        const DeedFact *deed = facts->deeds->pdata[i];

        if (!minute_in_shift(shift, deed->at) || !minute_is_same(deed->person, person))
            continue;
        first = MIN(first, deed->at);
        last = MAX(last, deed->at);
        entries++;
    }
    return entries >= rules->signed_least && last - first >= rules->signed_ms;
}

/* The last minute of the shift that has been. */
static int64_t minute_of(const Facts *facts, const ShiftFact *shift)
{
    return MIN(facts->now, shift->ends_at - 1);
}

/* Entered by somebody who has no business there while nobody of the roster has done anything. */
static bool is_alone_with(const Facts *facts, const ShiftFact *shift, const Proof *proof)
{
    return !proof->together && is_stranger(facts, proof->by, minute_of(facts, shift)) &&
           roster_is_idle(facts, shift);
}

/* Does who came together with them work, so that one of the two is there? */
static bool colleague_works(const Facts *facts, const JudgeRules *rules, const Proof *proof)
{
    for (guint i = 0; i < facts->deeds->len; i++) {
        const DeedFact *deed = facts->deeds->pdata[i];

        if (deed->at >= proof->since + rules->sitting_ms && minute_is_same(deed->person, proof->by))
            return true;
    }
    return false;
}

/* Perhaps somebody signed for the person of the shift. Who writes in an absent colleague's place
 * shows it soon; where a second officer works honestly, only time does: so long nothing of their
 * own. Where nothing but paper is, everything is typed by one. */
static void proof_judge(Bench *bench, const ShiftFact *shift)
{
    const Facts *facts = bench->facts;
    const Proof proof = proof_of(facts, bench->rules, shift);
    int64_t limit = proof_limit(bench->rules, shift, &proof);

    if (!proof.is_wanting || (proof.together && !colleague_works(facts, bench->rules, &proof)))
        return;
    bool wrote = !proof.together && is_stranger(facts, proof.by, minute_of(facts, shift)) &&
                 wrote_the_log(facts, bench->rules, shift, proof.by);
    bool soon = wrote && is_alone_with(facts, shift, &proof);
    if (!soon && (!facts->has_page || facts->now < limit))
        return;
    suspect(bench, shift, wrote ? FLAG_SUBSTITUTE : FLAG_ABSENT, proof.by, proof.since);
    Suspicion *last = &g_array_index(bench->found, Suspicion, bench->found->len - 1);
    last->is_unproved = true;
    last->ripe_at = soon ? last->ripe_at : limit;
}

/* On watch where no page is alive, so that nobody can be asked: the last sign of life. */
static int64_t seen_at(const Facts *facts, const ShiftFact *shift)
{
    return MAX(shift->begins_at, life_at(facts, false));
}

/* A day without a line is no suspicion before it is over: any line ends it. */
static void unseen_judge(Bench *bench, const ShiftFact *shift)
{
    int64_t since = seen_at(bench->facts, shift), ripe_at = since + bench->rules->unseen_ms;

    if (bench->facts->has_page || ripe_at > bench->facts->now)
        return;
    suspect(bench, shift, FLAG_LEFT_POST, NULL, since);
    g_array_index(bench->found, Suspicion, bench->found->len - 1).ripe_at = ripe_at;
}

/* On watch, but nobody answered a challenge and nothing has moved since. The suspicion ripens only
 * when the head has been told: a missed call may be a visitor, and a flag stays on a person's
 * record. */
static bool silence_judge(Bench *bench, const ShiftFact *shift)
{
    for (guint i = 0; i < bench->facts->misses->len; i++) {
        const MissFact *miss = bench->facts->misses->pdata[i];
        Suspicion *last = NULL;

        if (miss->issued_at < shift->begins_at)
            continue;
        suspect(bench, shift, FLAG_LEFT_POST, NULL, miss->issued_at);
        last = &g_array_index(bench->found, Suspicion, bench->found->len - 1);
        last->ripe_at = miss->told_at;
        return true;
    }
    return false;
}

static void shift_judge(Bench *bench, const ShiftFact *shift)
{
    const WatchFact *watch = watch_of(bench->facts, shift->person, bench->role);

    if (shift->person == NULL) {
        suspect(bench, shift, FLAG_UNROSTERED, NULL, MAX(shift->begins_at, shift->known_at));
        return;
    }
    if (watch == NULL) {
        missing_judge(bench, shift);
        return;
    }
    if (strcmp(bench->role, WATCH_OFFICER) == 0) {
        proof_judge(bench, shift);
        if (!silence_judge(bench, shift))
            unseen_judge(bench, shift);
    }
}

/* What the whole of a shift that has just ended did not bring. */
static void over_judge(Bench *bench, const ShiftFact *shift)
{
    guint before = bench->found->len;

    if (proof_is_hollow(bench->facts, bench->rules, shift)) {
        suspect(bench, shift, FLAG_LEFT_POST, NULL, shift->begins_at);
        g_array_index(bench->found, Suspicion, before).ripe_at =
            shift->ends_at + bench->rules->settle_ms;
    } else {
        proof_judge(bench, shift);
    }
    for (guint i = before; i < bench->found->len; i++)
        g_array_index(bench->found, Suspicion, i).is_over = true;
}

static void role_judge(Bench *bench, int64_t unrostered)
{
    bench_fill(bench);
    if (unrostered != INT64_MIN)
        suspect(bench, NULL, FLAG_UNROSTERED, NULL, unrostered);
    for (guint i = 0; i < bench->facts->shifts->len; i++) {
        const ShiftFact *shift = bench->facts->shifts->pdata[i];

        if (strcmp(shift->role, bench->role) != 0)
            continue;
        if (minute_in_shift(shift, bench->facts->now))
            shift_judge(bench, shift);
        else if (proof_is_due(bench->facts, bench->rules, shift))
            over_judge(bench, shift);
    }
}

GArray *presence_judge(const Facts *facts, const JudgeRules *rules)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Suspicion));
    const struct {
        const char *role;
        int64_t unrostered;
    } roles[] = {
        {WATCH_OFFICER, facts->unrostered_officer}, {WATCH_LEADER, facts->unrostered_leader}};

    for (size_t i = 0; facts->keeps_duty && i < G_N_ELEMENTS(roles); i++) {
        g_autoptr(GPtrArray) strangers = g_ptr_array_new();
        Bench bench = {.facts = facts,
            .rules = rules,
            .role = roles[i].role,
            .found = found,
            .strangers = strangers};

        role_judge(&bench, roles[i].unrostered);
    }
    return found;
}

/* When to look at the shift again although nothing tells of it. */
static int64_t shift_again(const Facts *facts, const JudgeRules *rules, const ShiftFact *shift)
{
    const WatchFact *watch = watch_of(facts, shift->person, WATCH_OFFICER);
    const Proof proof = proof_of(facts, rules, shift);
    int64_t at = INT64_MAX, limit = proof_limit(rules, shift, &proof);

    if (proof_is_due(facts, rules, shift))
        return shift->ends_at + rules->settle_ms;
    if (watch == NULL || !minute_in_shift(shift, facts->now))
        return INT64_MAX;
    if (proof.is_wanting)
        at = is_alone_with(facts, shift, &proof) ? facts->now + rules->grace_ms[FLAG_SUBSTITUTE]
                                                 : limit;
    return facts->has_page ? at : MIN(at, seen_at(facts, shift) + rules->unseen_ms);
}

int64_t presence_again(const Facts *facts, const JudgeRules *rules)
{
    int64_t at = INT64_MAX;

    for (guint i = 0; facts->keeps_duty && i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];
        int64_t again =
            strcmp(shift->role, WATCH_OFFICER) == 0 ? shift_again(facts, rules, shift) : INT64_MAX;

        if (again > facts->now)
            at = MIN(at, again);
    }
    return at;
}

/* ---- the room as a whole ---- */

/* Since when an officer should be there although none is; INT64_MAX: none need be. A shift put into
 * the roster late counts from when it was known: nobody is absent from a duty they could not know
 * of. */
static int64_t vacant_since(const Facts *facts)
{
    int64_t since = facts->unrostered_officer == INT64_MIN ? INT64_MAX : facts->unrostered_officer;

    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (minute_in_shift(shift, facts->now) && strcmp(shift->role, WATCH_OFFICER) == 0)
            since = MIN(since, MAX(shift->begins_at, shift->known_at));
    }
    for (guint i = 0; since != INT64_MAX && i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (strcmp(watch->role, WATCH_OFFICER) == 0)
            since = MAX(since, watch->ended_at);
    }
    return since;
}

static bool is_watched(const Facts *facts)
{
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (minute_in_watch(watch, facts->now) && strcmp(watch->role, WATCH_OFFICER) == 0)
            return true;
    }
    return false;
}

/* Since when a shift that has just ended was one in name only; INT64_MAX: none was. */
static int64_t hollow_since(const Facts *facts, const JudgeRules *rules)
{
    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (proof_is_due(facts, rules, shift) && proof_is_hollow(facts, rules, shift))
            return shift->begins_at;
    }
    return INT64_MAX;
}

/* The last sign of life in a room without a page, or the beginning of the shift that who is on
 * watch there stands: each shift on paper has its own day. Where one went by in name only, the next
 * one's beginning is no sign. */
static int64_t paper_life(const Facts *facts, bool doubted)
{
    int64_t at = life_at(facts, !doubted);

    for (guint i = 0; !doubted && i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (minute_in_shift(shift, facts->now) && strcmp(shift->role, WATCH_OFFICER) == 0 &&
            watch_of(facts, shift->person, WATCH_OFFICER) != NULL)
            at = MAX(at, shift->begins_at);
    }
    return at;
}

/* Somebody is on watch: is there life? */
static RoomState watched_state(const Facts *facts, const JudgeRules *rules, PresenceState before)
{
    int64_t hollow = hollow_since(facts, rules);
    bool doubted = !facts->has_page && (before == PRESENCE_SILENT || hollow != INT64_MAX);
    int64_t limit = facts->has_page || doubted ? rules->silent_ms : rules->unseen_ms;
    int64_t since = facts->has_page ? life_at(facts, true) : paper_life(facts, doubted);

    if (since == INT64_MIN)
        since = MIN(hollow, facts->now - rules->silent_ms);
    if (facts->now - since >= limit)
        return (RoomState){PRESENCE_SILENT, since, INT64_MAX};
    return (RoomState){PRESENCE_ON_POST, facts->now, since + limit};
}

RoomState presence_state(const Facts *facts, const JudgeRules *rules, PresenceState before)
{
    int64_t since = 0;

    if (!facts->keeps_duty)
        return (RoomState){PRESENCE_NONE, facts->now, INT64_MAX};
    if (is_watched(facts))
        return watched_state(facts, rules, before);
    since = vacant_since(facts);
    if (since == INT64_MAX)
        return (RoomState){PRESENCE_NONE, facts->now, INT64_MAX};
    if (facts->now - since >= rules->grace_ms[FLAG_ABSENT])
        return (RoomState){PRESENCE_ABSENT, since, INT64_MAX};
    return (RoomState){before, facts->now, since + rules->grace_ms[FLAG_ABSENT]};
}
