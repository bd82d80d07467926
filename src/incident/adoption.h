/* SPDX-License-Identifier: Apache-2.0 */
/* adoption - an incident from before obligations is taken over, once.
 *
 * Its three clocks of reporting stop, and what the present rules ask begins: what was told by then
 * is met at the time it was told, what is still to be told and was due before counts from now. So
 * nothing rings for what is past, and nothing that must be told is forgotten. The old clocks stay
 * on the record. */
#pragma once

#include "incident/incident_private.h"

/* Nothing to do where no such clock runs. */
bool incident_adopt(Decision *decision, const Matter *matter, GError **error);

/* schema/022_adoption.sql wakes it for each at the first start after the upgrade. */
extern const Part adoption_part;
