/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/duty_set.h"

#include "base/json.h"

#include <string.h>

/* One duty of a group. */
typedef struct Part {
    Duty duty;
    char *office, *name; /* owned */
    bool came;           /* of the channel "any", gone into a telephone or written duty */
} Part;

typedef struct Group {
    char *unit; /* NULL: the office is no unit of the system */
    char *receiver;
    const char *channel;
    GPtrArray *parts; /* of Part; sorted by strictness when asked */
} Group;

struct DutySet {
    GPtrArray *groups;
};

static void part_free(gpointer data)
{
    Part *part = data;
    g_free(part->office);
    g_free(part->name);
    g_free(part);
}

static void group_free(gpointer data)
{
    Group *group = data;
    if (group == NULL)
        return;
    g_free(group->unit);
    g_free(group->receiver);
    g_ptr_array_unref(group->parts);
    g_free(group);
}

DutySet *duty_set_new(void)
{
    DutySet *set = g_new0(DutySet, 1);
    set->groups = g_ptr_array_new_with_free_func(group_free);
    return set;
}

void duty_set_free(DutySet *set)
{
    if (set == NULL)
        return;
    g_ptr_array_unref(set->groups);
    g_free(set);
}

static Group *group_of(DutySet *set, const char *receiver, const char *channel)
{
    for (guint i = 0; i < set->groups->len; i++) {
        Group *group = set->groups->pdata[i];
        if (strcmp(group->receiver, receiver) == 0 && strcmp(group->channel, channel) == 0)
            return group;
    }
    Group *group = g_new0(Group, 1);
    group->receiver = g_strdup(receiver);
    group->channel = channel;
    group->parts = g_ptr_array_new_with_free_func(part_free);
    g_ptr_array_add(set->groups, group);
    return group;
}

typedef struct Receiver {
    const char *office, *unit, *name;
} Receiver;

static void part_add(DutySet *set, const Receiver *receiver, const Duty *duty)
{
    const char *key = receiver->unit != NULL ? receiver->unit : receiver->office;
    Group *group = group_of(set, key, duty->channel);
    if (group->unit == NULL)
        group->unit = g_strdup(receiver->unit);
    Part *part = g_new0(Part, 1);
    *part = (Part){
        .duty = *duty, .office = g_strdup(receiver->office), .name = g_strdup(receiver->name)};
    g_ptr_array_add(group->parts, part);
}

void duty_set_add(DutySet *set, const Office *office, const Duty *duty)
{
    const Receiver receiver = {
        .office = office->id,
        .unit = office->unit != NULL ? office->unit->code : NULL,
        .name = office->name,
    };
    part_add(set, &receiver, duty);
}

void duty_set_add_again(DutySet *set, const Wanted *told, const Duty *duty)
{
    const Receiver receiver = {.office = told->office, .unit = told->unit, .name = told->name};
    part_add(set, &receiver, duty);
}

/* --- which decides --- */

static int compare_numbers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* Stricter first; of two alike the row with a limit of its own, then by name. */
static int compare_parts(gconstpointer a, gconstpointer b)
{
    const Part *one = *(Part *const *) a, *other = *(Part *const *) b;
    if (one->came != other->came)
        return one->came ? 1 : -1;
    int by_due = compare_numbers(one->duty.deadline.due_at, other->duty.deadline.due_at);
    if (by_due != 0)
        return by_due;
    int by_limit = (one->duty.limit_rule != NULL) - (other->duty.limit_rule != NULL);
    if (by_limit != 0)
        return by_limit;
    return g_strcmp0(
        json_text(one->duty.deadline.rule, "id"), json_text(other->duty.deadline.rule, "id"));
}

static int64_t group_due(const Group *group)
{
    return ((const Part *) group->parts->pdata[0])->duty.deadline.due_at;
}

/* The telephone or written duty to the same receiver that is due first, and no later. */
static Group *group_firmer(const DutySet *set, const Group *any)
{
    Group *best = NULL;
    for (guint i = 0; i < set->groups->len; i++) {
        Group *group = set->groups->pdata[i];
        bool fits = strcmp(group->receiver, any->receiver) == 0 &&
                    strcmp(group->channel, "any") != 0 && group_due(group) <= group_due(any);
        if (fits && (best == NULL || group_due(group) < group_due(best)))
            best = group;
    }
    return best;
}

static void group_join(Group *group, Group *any)
{
    while (any->parts->len > 0) {
        Part *part = g_ptr_array_steal_index(any->parts, 0);
        part->came = true;
        g_ptr_array_add(group->parts, part);
    }
}

static void any_join(DutySet *set)
{
    for (guint i = 0; i < set->groups->len; i++) {
        Group *group = set->groups->pdata[i];
        Group *firmer = strcmp(group->channel, "any") == 0 ? group_firmer(set, group) : NULL;
        if (firmer == NULL)
            continue;
        group_join(firmer, group);
        g_ptr_array_remove_index(set->groups, i--);
    }
}

/* --- what comes out --- */

static bool is_said(const json_t *also, const char *id, int64_t due_at)
{
    size_t i;
    json_t *row;
    json_array_foreach (also, i, row)
        if (g_strcmp0(json_text(row, "rule"), id) == 0 && json_number(row, "due_at", 0) == due_at)
            return true;
    return false;
}

/* A row that reaches the same receiver as two offices is named once. */
static json_t *also_of(const Group *group, const char *version)
{
    json_t *also = json_array();
    const char *first = json_text(((Part *) group->parts->pdata[0])->duty.deadline.rule, "id");
    for (guint i = 1; i < group->parts->len; i++) {
        const Deadline *one = &((const Part *) group->parts->pdata[i])->duty.deadline;
        const char *id = json_text(one->rule, "id");
        if (g_strcmp0(id, first) != 0 && !is_said(also, id, one->due_at))
            json_array_append_new(also, json_pack("{s:s, s:s, s:I}", "rule", id, "version", version,
                                            "due_at", (json_int_t) one->due_at));
    }
    return also;
}

static int hop_of(const Group *group)
{
    int hop = 0;
    for (guint i = 0; i < group->parts->len; i++)
        hop = MAX(hop, ((const Part *) group->parts->pdata[i])->duty.hop);
    return hop;
}

static Wanted *wanted_new(const Group *group, const char *report, const char *version)
{
    const Part *first = group->parts->pdata[0];
    const Deadline *deadline = &first->duty.deadline;
    Wanted *wanted = g_new0(Wanted, 1);
    *wanted = (Wanted){.report = g_strdup(report),
        .channel = g_strdup(group->channel),
        .office = g_strdup(first->office),
        .unit = g_strdup(group->unit),
        .name = g_strdup(first->name),
        .rule = deadline->rule,
        .limit_rule = first->duty.limit_rule,
        .also = also_of(group, version),
        .start_at = deadline->started_at,
        .due_at = deadline->due_at,
        .counted_from = deadline->counted_from,
        .fallback = deadline->fallback,
        .hop = hop_of(group)};
    return wanted;
}

static int compare_wanted(gconstpointer a, gconstpointer b)
{
    const Wanted *one = *(Wanted *const *) a, *other = *(Wanted *const *) b;
    int by_due = compare_numbers(one->due_at, other->due_at);
    int by_office = g_strcmp0(one->office, other->office);
    return by_due != 0 ? by_due : by_office != 0 ? by_office : strcmp(one->channel, other->channel);
}

static void groups_sort(DutySet *set)
{
    for (guint i = 0; i < set->groups->len; i++)
        g_ptr_array_sort(((Group *) set->groups->pdata[i])->parts, compare_parts);
}

GPtrArray *duty_set_wanted(DutySet *set, const char *report, const char *version)
{
    groups_sort(set);
    any_join(set);
    groups_sort(set);
    GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify) wanted_free);
    for (guint i = 0; i < set->groups->len; i++)
        g_ptr_array_add(out, wanted_new(set->groups->pdata[i], report, version));
    g_ptr_array_sort(out, compare_wanted);
    return out;
}
