/* SPDX-License-Identifier: Apache-2.0 */
/* merger - one incident taken into another of the same room: what is owed and what was told goes
 * with it.
 *
 * The same event is told once. So for each receiver and channel the other incident owes what the
 * earlier of both owed, and what was told of one was told of both; what was late stays late, each
 * on its own record. A merger is no way out of a duty: into an incident that need not be reported
 * nothing is merged that must be. */
#pragma once

#include "incident/report_act.h"

/* May it be merged into the one that `fields` names? */
bool merger_check(Decision *decision, const Matter *matter, const json_t *fields, GError **error);
/* After the step, `matter` as it was merged and what it owes still running: the other takes it
 * over, and those who were told of this one are told as what it goes on. */
bool merger_follow(Decision *decision, const Matter *matter, GError **error);
