/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/roster/generate.h"

#include <string.h>

typedef struct Turns {
    int64_t taken[LANES][3];
} Turns;

typedef struct Round {
    const RosterCase *of;
    Turns *turns; /* so far, for each member */
} Round;

static const DutyPost *post_of(const RosterCase *of, const Shift *shift)
{
    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        if (strcmp(post->post, shift->post) == 0)
            return post;
    }
    return NULL;
}

static bool may_take(const RosterCase *of, const Member *member, const Shift *shift)
{
    const DutyPost *post = post_of(of, shift);

    return post != NULL && duty_rules_in_rotation(of->rules, post->role, member->roles) &&
           g_strv_contains((const char *const *) post->engagements, member->engagement) &&
           (member->left_at == FIELD_UNSET || member->left_at >= shift->ends_at) &&
           !member_is_away(member, shift->begins_at, shift->ends_at);
}

static bool too_close(const RosterCase *of, const Shift *a, const Shift *b)
{
    const Shift *first = a->begins_at <= b->begins_at ? a : b, *second = first == a ? b : a;
    int64_t rest = duty_rules_rest_ms(of->rules, first->role, first->ends_at - first->begins_at);

    return second->begins_at < first->ends_at + rest;
}

static bool is_rested(
    const RosterCase *of, const GPtrArray *shifts, const Member *member, const Shift *wanted)
{
    for (guint i = 0; i < shifts->len; i++) {
        const Shift *shift = shifts->pdata[i];
        if (shift != wanted && g_strcmp0(shift->person, member->id) == 0 &&
            too_close(of, shift, wanted))
            return false;
    }
    return true;
}

static int next_of(const Round *round, const Shift *shift)
{
    Lane lane = lane_of(shift->role);
    int best = -1;

    for (guint i = 0; i < round->of->team->len; i++) {
        const Member *member = round->of->team->pdata[i];
        if (!may_take(round->of, member, shift) ||
            !is_rested(round->of, round->of->shifts, member, shift) ||
            !is_rested(round->of, round->of->others, member, shift))
            continue;
        if (best < 0 ||
            round->turns[i].taken[lane][shift->kind] < round->turns[best].taken[lane][shift->kind])
            best = (int) i;
    }
    return best;
}

static void shift_fill(const Round *round, Shift *shift)
{
    int next = next_of(round, shift);
    const Member *member = next < 0 ? NULL : round->of->team->pdata[next];

    if (member == NULL)
        return;
    shift->person = g_strdup(member->id);
    shift->rostered = g_strdup(member->id);
    g_free(shift->how);
    shift->how = g_strdup(HOW_GENERATED);
    round->turns[next].taken[lane_of(shift->role)][shift->kind]++;
}

bool roster_generate(Engine *engine, RosterCase *of, json_t *relax, GError **error)
{
    const Round round = {of, g_new0(Turns, MAX(of->team->len, 1))};
    json_int_t open = 0;

    for (guint i = 0; i < of->team->len; i++)
        memcpy(round.turns[i].taken, ((const Member *) of->team->pdata[i])->turns,
            sizeof round.turns[i].taken);
    for (guint i = 0; i < of->shifts->len; i++) {
        Shift *shift = of->shifts->pdata[i];
        if (shift->person == NULL)
            shift_fill(&round, shift);
        open += shift->person == NULL;
    }
    if (open > 0)
        json_array_append_new(relax, json_pack("{s:s, s:I}", "rule", "rest", "times", open));
    g_free(round.turns);
    return true;
}
