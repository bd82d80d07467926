/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/presence/judge.h"

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

static bool is_same(const char *one, const char *other)
{
    return one != NULL && other != NULL && strcmp(one, other) == 0;
}

static bool shift_is_live(const ShiftFact *shift, int64_t now)
{
    return shift->begins_at <= now && shift->ends_at > now;
}

static bool watch_is_live(const WatchFact *watch, int64_t now)
{
    return watch->since <= now && watch->ended_at > now;
}

/* Does the person stand a shift now; in this role, or in any? */
static bool is_rostered(const Facts *facts, const char *person, const char *role)
{
    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (shift_is_live(shift, facts->now) && is_same(shift->person, person) &&
            (role == NULL || strcmp(shift->role, role) == 0))
            return true;
    }
    return false;
}

/* Did their shift just end, or does it soon begin? */
static bool is_relieving(
    const Facts *facts, const char *person, const char *role, const JudgeRules *rules)
{
    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];
        bool near =
            (shift->ends_at <= facts->now && shift->ends_at > facts->now - rules->relief_ms) ||
            (shift->begins_at > facts->now && shift->begins_at < facts->now + rules->relief_ms);

        if (near && is_same(shift->person, person) && strcmp(shift->role, role) == 0)
            return true;
    }
    return false;
}

static const WatchFact *watch_of(const Facts *facts, const char *person, const char *role)
{
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (watch_is_live(watch, facts->now) && strcmp(watch->role, role) == 0 &&
            is_same(watch->person, person))
            return watch;
    }
    return NULL;
}

/* When the person last went off watch during the shift; INT64_MIN: was not on watch in it. */
static int64_t left_at(const Facts *facts, const ShiftFact *shift)
{
    int64_t at = INT64_MIN;

    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (watch->ended_at <= facts->now && watch->ended_at > shift->begins_at &&
            strcmp(watch->role, shift->role) == 0 && is_same(watch->person, shift->person))
            at = MAX(at, watch->ended_at);
    }
    return at;
}

/* On watch as an officer, on the roster as one, or the one who entered who is: the head's own page
 * in an office down the corridor says nothing about the room. */
static bool is_of_room(const Facts *facts, const char *person)
{
    if (watch_of(facts, person, WATCH_OFFICER) != NULL || is_rostered(facts, person, WATCH_OFFICER))
        return true;
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (watch_is_live(watch, facts->now) && is_same(watch->entered_by, person))
            return true;
    }
    return false;
}

int64_t presence_life(const Facts *facts)
{
    int64_t at = INT64_MIN;

    for (guint i = 0; i < facts->beats->len; i++) {
        const BeatFact *beat = facts->beats->pdata[i];

        if (beat->terminal != NULL || is_of_room(facts, beat->person))
            at = MAX(at, beat->last_at);
    }
    for (guint i = 0; i < facts->deeds->len; i++) {
        const DeedFact *deed = facts->deeds->pdata[i];

        if (is_of_room(facts, deed->person))
            at = MAX(at, deed->at);
    }
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (watch_is_live(watch, facts->now))
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

        if (!watch_is_live(watch, facts->now) || strcmp(watch->role, bench->role) != 0 ||
            is_rostered(facts, watch->person, bench->role))
            continue;
        if (is_relieving(facts, watch->person, bench->role, bench->rules))
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
            !is_rostered(facts, watch->person, bench->role) &&
            !is_relieving(facts, watch->person, bench->role, bench->rules))
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

/* No officer of the roster has done anything since the shift began; what the leader does at home
 * shows nobody in the room. */
static bool roster_is_idle(const Facts *facts, const ShiftFact *shift)
{
    for (guint i = 0; i < facts->deeds->len; i++) {
        const DeedFact *deed = facts->deeds->pdata[i];

        if (deed->at >= shift->begins_at && is_rostered(facts, deed->person, WATCH_OFFICER))
            return false;
    }
    return true;
}

/* Entered by somebody who stands no shift and no watch, while nobody of the roster has done
 * anything: perhaps signed for a colleague. */
static bool is_only_entered(const Facts *facts, const ShiftFact *shift, const WatchFact *watch)
{
    const char *by = watch->entered_by;

    return watch->method == NULL && by != NULL && !is_same(by, shift->person) &&
           !is_rostered(facts, by, NULL) && watch_of(facts, by, WATCH_OFFICER) == NULL &&
           watch_of(facts, by, WATCH_LEADER) == NULL && roster_is_idle(facts, shift);
}

/* And who entered them wrote everything since: signed for a colleague. */
static void signed_for_judge(Bench *bench, const ShiftFact *shift, const WatchFact *watch)
{
    const Facts *facts = bench->facts;
    const char *by = watch->entered_by;
    int64_t first = INT64_MAX, last = INT64_MIN, entries = 0;

    if (!is_only_entered(facts, shift, watch))
        return;
    for (guint i = 0; i < facts->deeds->len; i++) {
        const DeedFact *deed = facts->deeds->pdata[i];

        if (deed->at < shift->begins_at || !is_same(deed->person, by))
            continue;
        first = MIN(first, deed->at);
        last = MAX(last, deed->at);
        entries++;
    }
    if (entries >= bench->rules->signed_least && last - first >= bench->rules->signed_ms)
        suspect(bench, shift, FLAG_SUBSTITUTE, by, MAX(watch->since, shift->begins_at));
}

/* On watch where no page is alive, so that nobody can be asked: the last sign of life. */
static int64_t seen_at(const Facts *facts, const ShiftFact *shift)
{
    return MAX(shift->begins_at, presence_life(facts));
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

/* On watch, but nobody answered a challenge and nothing has moved since. */
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
        signed_for_judge(bench, shift, watch);
        if (!silence_judge(bench, shift))
            unseen_judge(bench, shift);
    }
}

static void role_judge(Bench *bench, int64_t unrostered)
{
    bench_fill(bench);
    if (unrostered != INT64_MIN)
        suspect(bench, NULL, FLAG_UNROSTERED, NULL, unrostered);
    for (guint i = 0; i < bench->facts->shifts->len; i++) {
        const ShiftFact *shift = bench->facts->shifts->pdata[i];

        if (shift_is_live(shift, bench->facts->now) && strcmp(shift->role, bench->role) == 0)
            shift_judge(bench, shift);
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

int64_t presence_again(const Facts *facts, const JudgeRules *rules)
{
    int64_t at = INT64_MAX;

    for (guint i = 0; facts->keeps_duty && i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];
        const WatchFact *watch = watch_of(facts, shift->person, WATCH_OFFICER);

        if (watch == NULL || !shift_is_live(shift, facts->now) ||
            strcmp(shift->role, WATCH_OFFICER) != 0)
            continue;
        if (is_only_entered(facts, shift, watch))
            at = MIN(at, facts->now + rules->grace_ms[FLAG_SUBSTITUTE]);
        int64_t unseen_at = seen_at(facts, shift) + rules->unseen_ms;
        if (!facts->has_page && unseen_at > facts->now)
            at = MIN(at, unseen_at);
    }
    return at;
}

/* ---- the room as a whole ---- */

/* Since when an officer should be there although none is; INT64_MAX: none need be. */
static int64_t vacant_since(const Facts *facts)
{
    int64_t since = facts->unrostered_officer == INT64_MIN ? INT64_MAX : facts->unrostered_officer;

    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (shift_is_live(shift, facts->now) && strcmp(shift->role, WATCH_OFFICER) == 0)
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

        if (watch_is_live(watch, facts->now) && strcmp(watch->role, WATCH_OFFICER) == 0)
            return true;
    }
    return false;
}

/* The last sign of life in a room without a page, or the beginning of the shift that who is on
 * watch there stands: each shift on paper has its own day. */
static int64_t paper_life(const Facts *facts)
{
    int64_t at = presence_life(facts);

    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (shift_is_live(shift, facts->now) && strcmp(shift->role, WATCH_OFFICER) == 0 &&
            watch_of(facts, shift->person, WATCH_OFFICER) != NULL)
            at = MAX(at, shift->begins_at);
    }
    return at;
}

RoomState presence_state(const Facts *facts, const JudgeRules *rules, PresenceState before)
{
    int64_t since = 0;

    if (!facts->keeps_duty)
        return (RoomState){PRESENCE_NONE, facts->now, INT64_MAX};
    if (is_watched(facts)) {
        int64_t limit =
            facts->has_page || before == PRESENCE_SILENT ? rules->silent_ms : rules->unseen_ms;
        since = facts->has_page ? presence_life(facts) : paper_life(facts);
        if (facts->now - since >= limit)
            return (RoomState){PRESENCE_SILENT, since, INT64_MAX};
        return (RoomState){PRESENCE_ON_POST, facts->now, since + limit};
    }
    since = vacant_since(facts);
    if (since == INT64_MAX)
        return (RoomState){PRESENCE_NONE, facts->now, INT64_MAX};
    if (facts->now - since >= rules->grace_ms[FLAG_ABSENT])
        return (RoomState){PRESENCE_ABSENT, since, INT64_MAX};
    return (RoomState){before, facts->now, since + rules->grace_ms[FLAG_ABSENT]};
}
