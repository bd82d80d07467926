/* SPDX-License-Identifier: Apache-2.0 */
/* life - days of duty in a subtree, lived by the public commands with the clock moved by hand.
 *
 * Calls come in, are verified, judged, reported up, signed for or returned, followed up and closed
 * at every level; watches change; some acts come too late and some are mistakes. What is done is
 * tallied. The same seed on the same record lives the same life. */
#pragma once

#include "demo/play.h"

typedef struct LifePlan {
    const char *under; /* a unit: it and all below live */
    double rate;       /* incidents a unit and day */
    const char *busy;  /* a unit below: it and all below live at `busy_rate`; may be NULL */
    double busy_rate;
    guint32 seed;
    int64_t until;
    const char *scenes; /* name of scenes of the story to be played besides; may be NULL */
    bool computers;     /* some rooms get one, whose page is alive */
    /* Called now and then; may be NULL. */
    void (*progress)(void *data, int64_t now, const Stage *stage);
    void *data;
    const json_t *rules; /* catalog/duty/presence.json, borrowed */
} LifePlan;

/* From now until `until`. `story` is catalog/demo/story.json, `names` catalog/demo/names.json, both
 * borrowed. The tally is owned; NULL with an error. */
Tally *life_live(
    Stage *stage, const json_t *story, const json_t *names, const LifePlan *plan, GError **error);
