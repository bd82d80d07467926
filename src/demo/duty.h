/* SPDX-License-Identifier: Apache-2.0 */
/* duty - posts, people enough and published rosters for a unit of the demo city.
 *
 * The days that are lived are rostered to those who will be on watch then; the rest goes by turn.
 * A month whose holidays are not known yet is left out. */
#pragma once

#include "demo/cast.h"
#include "demo/stage.h"

typedef struct DutyPlan {
    const char *unit;
    const char *leader;      /* on watch from now on, day and night */
    const char *officers[2]; /* the first is on watch now */
    bool relieved;           /* they take turns at 08:30; else the first stays */
    const char *post;        /* what further officers do there */
    const char *hash;        /* of the password of their accounts */
    bool second;             /* staff enough for a second officer on every watch */
    bool gaps;               /* leave a few minutes of the coming days to nobody */
} DutyPlan;

bool duty_build(Stage *stage, const DutyPlan *plan, Cast *cast, GError **error);
