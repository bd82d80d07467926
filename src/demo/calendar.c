/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/calendar.h"

typedef struct Plan {
    int64_t at;
    guint64 ordinal;
    void *item;
} Plan;

struct Calendar {
    GSequence *plans; /* Plan *, sorted */
    guint64 planned;  /* so far */
    GDestroyNotify destroy;
};

Calendar *calendar_new(GDestroyNotify destroy)
{
    Calendar *calendar = g_new0(Calendar, 1);
    calendar->plans = g_sequence_new(g_free);
    calendar->destroy = destroy;
    return calendar;
}

void calendar_free(Calendar *calendar)
{
    if (calendar == NULL)
        return;
    for (void *item = calendar_take(calendar); item != NULL; item = calendar_take(calendar))
        calendar->destroy(item);
    g_sequence_free(calendar->plans);
    g_free(calendar);
}

static gint plan_compare(gconstpointer a, gconstpointer b, gpointer data)
{
    const Plan *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    return left->ordinal < right->ordinal ? -1 : 1;
}

void calendar_plan(Calendar *calendar, int64_t at, void *item)
{
    Plan *plan = g_new(Plan, 1);
    *plan = (Plan){.at = at, .ordinal = calendar->planned++, .item = item};
    g_sequence_insert_sorted(calendar->plans, plan, plan_compare, NULL);
}

bool calendar_next(const Calendar *calendar, int64_t *out_at)
{
    GSequenceIter *first = g_sequence_get_begin_iter(calendar->plans);
    if (g_sequence_iter_is_end(first))
        return false;
    *out_at = ((const Plan *) g_sequence_get(first))->at;
    return true;
}

void *calendar_take(Calendar *calendar)
{
    GSequenceIter *first = g_sequence_get_begin_iter(calendar->plans);
    if (g_sequence_iter_is_end(first))
        return NULL;
    void *item = ((const Plan *) g_sequence_get(first))->item;
    g_sequence_remove(first);
    return item;
}
