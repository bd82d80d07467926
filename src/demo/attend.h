/* SPDX-License-Identifier: Apache-2.0 */
/* attend - whoever is on watch answers when the room is asked whether somebody is there.
 *
 * Nobody can know when that will be, so no script can have it: it is looked for as time goes on. In
 * a deserted room nobody answers; once all have been told of it, that is planted. */
#pragma once

#include "demo/play.h"

/* Half of the shortest time to answer is more than this. */
#define ATTEND_STEP_MS MINUTE_MS

/* Answers every challenge that waits now, and tallies it under "asked": when the room is asked, is
 * no matter of the seed. Whoever is back after a miss says so. */
bool challenges_attend(World *world, GError **error);
