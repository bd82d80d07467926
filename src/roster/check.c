/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/check.h"

#include "base/clock.h"
#include "base/json.h"
#include "unit/watch.h"

#include <string.h>

void roster_case_free(RosterCase *of)
{
    if (of == NULL)
        return;
    g_clear_pointer(&of->posts, g_ptr_array_unref);
    g_clear_pointer(&of->shifts, g_ptr_array_unref);
    g_clear_pointer(&of->others, g_ptr_array_unref);
    g_clear_pointer(&of->team, g_ptr_array_unref);
    g_clear_pointer(&of->slots, g_ptr_array_unref);
    g_free(of);
}

typedef struct Judge {
    const RosterCase *of;
    GArray *found;
} Judge;

static void found_add(const Judge *judge, Broken broken)
{
    broken.hard = json_flag(duty_rules_rule(judge->of->rules, broken.rule), "hard");
    g_array_append_val(judge->found, broken);
}

static Broken broken_of(const char *rule, const Shift *shift)
{
    return (Broken){.rule = rule,
        .post = shift->post,
        .shift = shift->id,
        .person = shift->person,
        .from_at = shift->begins_at,
        .until_at = shift->ends_at};
}

static bool overlap(const Shift *a, const Shift *b)
{
    return a->begins_at < b->ends_at && b->begins_at < a->ends_at;
}

static const DutyPost *post_of(const RosterCase *of, const char *post)
{
    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *one = of->posts->pdata[i];
        if (strcmp(one->post, post) == 0)
            return one;
    }
    return NULL;
}

/* ---- each shift by itself ---- */

static void judge_person(const Judge *judge, const Shift *shift, const DutyPost *post)
{
    const Member *member = team_find(judge->of->team, shift->person);

    if (member == NULL || (member->left_at != FIELD_UNSET && member->left_at < shift->ends_at)) {
        found_add(judge, broken_of("person_left", shift));
        return;
    }
    if (!duty_rules_may_stand(judge->of->rules, shift->role, member->roles))
        found_add(judge, broken_of("role_not_held", shift));
    if (post != NULL &&
        !g_strv_contains((const char *const *) post->engagements, member->engagement))
        found_add(judge, broken_of("engagement", shift));
    if (member_is_away(member, shift->begins_at, shift->ends_at))
        found_add(judge, broken_of("on_leave", shift));
}

static const Slot *slot_of(const GArray *slots, const Shift *shift)
{
    for (guint i = 0; i < slots->len; i++) {
        const Slot *slot = &g_array_index(slots, Slot, i);
        if (slot->begins_at == shift->begins_at && slot->ends_at == shift->ends_at)
            return slot;
    }
    return NULL;
}

static bool is_of_pattern(const RosterCase *of, const Shift *shift)
{
    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        if (strcmp(post->post, shift->post) == 0)
            return slot_of(of->slots->pdata[i], shift) != NULL;
    }
    return false;
}

static void judge_shift(const Judge *judge, const Shift *shift)
{
    if (!is_of_pattern(judge->of, shift))
        found_add(judge, broken_of("not_of_pattern", shift));
    if (shift->person == NULL)
        found_add(judge, broken_of("uncovered", shift));
    else
        judge_person(judge, shift, post_of(judge->of, shift->post));
}

/* ---- what the patterns ask for and nobody was put to ---- */

static bool is_stood(const GPtrArray *shifts, const char *post, const Slot *slot)
{
    for (guint i = 0; i < shifts->len; i++) {
        const Shift *shift = shifts->pdata[i];
        if (shift->begins_at <= slot->begins_at && shift->ends_at >= slot->ends_at &&
            strcmp(shift->post, post) == 0)
            return true;
    }
    return false;
}

static void judge_slots(const Judge *judge)
{
    for (guint i = 0; i < judge->of->posts->len; i++) {
        const DutyPost *post = judge->of->posts->pdata[i];
        const GArray *slots = judge->of->slots->pdata[i];

        for (guint j = 0; j < slots->len; j++) {
            const Slot *slot = &g_array_index(slots, Slot, j);
            if (!is_stood(judge->of->shifts, post->post, slot) &&
                !is_stood(judge->of->others, post->post, slot))
                found_add(judge, (Broken){.rule = "uncovered",
                                     .post = post->post,
                                     .from_at = slot->begins_at,
                                     .until_at = slot->ends_at});
        }
    }
}

/* ---- pairs ---- */

/* `second` begins no earlier than `first`. After a night nobody is fit for the next: how long the
 * rest must be is no national rule but the county's (rules.json), so it is found and named, not
 * forbidden. */
static void judge_rest(const Judge *judge, const Shift *first, const Shift *second)
{
    int64_t rest =
        duty_rules_rest_ms(judge->of->rules, first->role, first->ends_at - first->begins_at);

    if (second->begins_at < first->ends_at || second->begins_at >= first->ends_at + rest)
        return;
    Broken broken = broken_of("rest", second);
    broken.other = first->id;
    broken.from_at = first->ends_at;
    broken.until_at = second->begins_at;
    found_add(judge, broken);
}

static void judge_pair(const Judge *judge, const Shift *first, const Shift *second)
{
    bool same_post = strcmp(first->post, second->post) == 0;
    bool same_person = first->person != NULL && g_strcmp0(first->person, second->person) == 0;

    if (overlap(first, second) && (same_post || same_person)) {
        Broken broken = broken_of(same_post ? "doubled" : "two_places", second);
        broken.other = first->id;
        broken.from_at = MAX(first->begins_at, second->begins_at);
        broken.until_at = MIN(first->ends_at, second->ends_at);
        found_add(judge, broken);
    } else if (same_person) {
        judge_rest(judge, first, second);
    }
}

static gint by_time(gconstpointer a, gconstpointer b)
{
    const Shift *left = *(const Shift *const *) a, *right = *(const Shift *const *) b;

    if (left->begins_at != right->begins_at)
        return left->begins_at < right->begins_at ? -1 : 1;
    return strcmp(left->id, right->id);
}

/* What others planned is their roster's fault, told where that is published. */
static bool is_judged(const Judge *judge, const Shift *shift)
{
    const Shift *first = judge->of->shifts->len == 0 ? NULL : judge->of->shifts->pdata[0];
    return first != NULL && strcmp(shift->roster, first->roster) == 0;
}

#define FAR_MS (5 * DAY_MS) /* no shift and its rest reach further */

/* All pairs that touch or nearly do, one of them of the roster judged. */
static void judge_pairs(const Judge *judge)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    g_ptr_array_extend(all, judge->of->shifts, NULL, NULL);
    g_ptr_array_extend(all, judge->of->others, NULL, NULL);
    g_ptr_array_sort(all, by_time);
    for (guint i = 0; i < all->len; i++)
        for (guint j = i + 1; j < all->len; j++) {
            const Shift *first = all->pdata[i], *second = all->pdata[j];
            if (second->begins_at > first->ends_at + FAR_MS)
                break;
            if (is_judged(judge, first) || is_judged(judge, second))
                judge_pair(judge, first, second);
        }
}

/* ---- one of the regular staff ---- */

/* Two people at two posts, trained staff of the unit itself: helpers hired for the night may make
 * up the second, never both, since only staff can answer for what is reported upward. */

static bool has_regular(const Judge *judge, const GPtrArray *shifts, const Shift *beside)
{
    for (guint i = 0; i < shifts->len; i++) {
        const Shift *shift = shifts->pdata[i];
        const Member *member = team_find(judge->of->team, shift->person);

        if (member != NULL && strcmp(shift->role, WATCH_OFFICER) == 0 && overlap(shift, beside) &&
            duty_rules_is_regular(judge->of->rules, member->engagement))
            return true;
    }
    return false;
}

/* Asked of the first post that is stood at that time. */
static bool is_first_beside(const Judge *judge, const Shift *shift)
{
    for (guint i = 0; i < judge->of->shifts->len; i++) {
        const Shift *other = judge->of->shifts->pdata[i];
        if (other == shift)
            return true;
        if (strcmp(other->role, WATCH_OFFICER) == 0 && other->person != NULL &&
            other->begins_at == shift->begins_at)
            return false;
    }
    return true;
}

static void judge_regular(const Judge *judge, const Shift *shift)
{
    if (shift->person == NULL || strcmp(shift->role, WATCH_OFFICER) != 0 ||
        !is_first_beside(judge, shift))
        return;
    if (!has_regular(judge, judge->of->shifts, shift) &&
        !has_regular(judge, judge->of->others, shift))
        found_add(judge, broken_of("no_regular", shift));
}

/* ---- all ---- */

static gint broken_by_time(gconstpointer a, gconstpointer b)
{
    const Broken *left = a, *right = b;

    if (left->from_at != right->from_at)
        return left->from_at < right->from_at ? -1 : 1;
    return g_strcmp0(left->shift, right->shift);
}

GArray *roster_check(const RosterCase *of)
{
    GArray *found = g_array_new(FALSE, TRUE, sizeof(Broken));
    const Judge judge = {of, found};

    judge_slots(&judge);
    for (guint i = 0; i < of->shifts->len; i++) {
        judge_shift(&judge, of->shifts->pdata[i]);
        judge_regular(&judge, of->shifts->pdata[i]);
    }
    judge_pairs(&judge);
    spread_check(of, found);
    g_array_sort(found, broken_by_time);
    return found;
}

bool broken_same(const Broken *a, const Broken *b)
{
    return strcmp(a->rule, b->rule) == 0 && g_strcmp0(a->shift, b->shift) == 0 &&
           g_strcmp0(a->other, b->other) == 0 && g_strcmp0(a->post, b->post) == 0 &&
           g_strcmp0(a->person, b->person) == 0 && a->from_at == b->from_at;
}

/* ---- as replies carry it ---- */

typedef struct BrokenShown {
    char *rule;
    bool hard;
    json_t *label;
    char *post;
    char *shift;
    char *other;
    char *person;
    int64_t from_at;
    int64_t until_at;
} BrokenShown;

const Field broken_fields[] = {
    FIELD(BrokenShown, rule, FIELD_WORD, .required = true),
    FIELD(BrokenShown, hard, FIELD_BOOL, .required = true,
        .help = "Publishing in spite of it needs a reason."),
    FIELD(BrokenShown, label, FIELD_JSON, .required = true, .object = fields_label),
    FIELD(BrokenShown, post, FIELD_WORD),
    FIELD(BrokenShown, shift, FIELD_WORD),
    FIELD(BrokenShown, other, FIELD_WORD, .help = "The shift it collides with."),
    FIELD(BrokenShown, person, FIELD_WORD),
    FIELD(BrokenShown, from_at, FIELD_TIME),
    FIELD(BrokenShown, until_at, FIELD_TIME, .help = "Not included."),
    FIELD_END,
};

json_t *broken_json(const DutyRules *rules, const Broken *broken)
{
    const BrokenShown shown = {.rule = (char *) broken->rule,
        .hard = broken->hard,
        .label = json_object_get(duty_rules_rule(rules, broken->rule), "label"),
        .post = (char *) broken->post,
        .shift = (char *) broken->shift,
        .other = (char *) broken->other,
        .person = (char *) broken->person,
        .from_at = broken->from_at,
        .until_at = broken->until_at};

    return fields_write(broken_fields, FIELD_HTTP, &shown);
}

json_t *brokens_json(const DutyRules *rules, const GArray *brokens)
{
    json_t *items = json_array();

    for (guint i = 0; i < brokens->len; i++)
        json_array_append_new(items, broken_json(rules, &g_array_index(brokens, Broken, i)));
    return items;
}
