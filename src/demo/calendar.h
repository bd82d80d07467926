/* SPDX-License-Identifier: Apache-2.0 */
/* calendar - what is planned, in order of time.
 *
 * What is planned for one moment comes in the order in which it was planned, so the same plans
 * always give the same day. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Calendar Calendar;

/* `destroy` frees the items that are still planned when the calendar is freed. */
Calendar *calendar_new(GDestroyNotify destroy);
void calendar_free(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

void calendar_plan(Calendar *calendar, int64_t at, void *item /* taken */);
/* When the next item is planned; false when there is none. */
bool calendar_next(const Calendar *calendar, int64_t *out_at);
/* The next item, owned; NULL when there is none. */
void *calendar_take(Calendar *calendar);
