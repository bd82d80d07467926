/* SPDX-License-Identifier: Apache-2.0 */
/* clock - what rings when a matter waits too long: warn, late, then escalation after escalation.
 *
 * A clock lives in the tables and in `due`, so a restart loses none. clock_start and clock_stop
 * stand in matter.h, for modules. */
#pragma once

#include "matter/matter_private.h"

/* Starts a clock of the kind for the matter as it is after the step's event. */
bool kind_clock_start(const Run *run, const KindClock *clock, GError **error);
/* The reaction to EVENT_TIME_CORRECTED. */
bool clocks_rebase(Decision *decision, const Event *event, GError **error);
