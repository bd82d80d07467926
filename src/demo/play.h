/* SPDX-License-Identifier: Apache-2.0 */
/* play - one script under way in one unit: its acts, each at its own time.
 *
 * The scripts are data (catalog/demo/story.json; its member "grammar" tells how they are written).
 * Whatever chance decides comes from the world's dice, so a seed gives always the same play. */
#pragma once

#include "demo/calendar.h"
#include "demo/cast.h"
#include "demo/stage.h"
#include "demo/tally.h"

typedef struct World {
    Stage *stage;
    const json_t *story; /* catalog/demo/story.json */
    const json_t *rules; /* catalog/duty/presence.json */
    GHashTable *told;    /* ids of challenges that everybody has been told nobody answered */
    GRand *dice;
    Cast *cast;
    Calendar *calendar; /* Play * */
    Tally *tally;
} World;

typedef struct Play Play;

void play_free(Play *play);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Play, play_free)

/* Begins a script at `unit`, its first act at `at` or later. `vars` is referenced and wins over
 * what the script draws; may be NULL. FAIL_INVALID: no such script. */
bool play_begin(World *world, const char *script, const char *unit, const json_t *vars, int64_t at,
    GError **error);
/* Does the act that is planned and plans the next one; frees the play after its last. An act that
 * fails against the script's expectation is tallied as failed and ends the play. */
void play_act(World *world, Play *play /* taken */);
/* Where it plays, borrowed. */
const char *play_unit(const Play *play);
/* Tallies the limit that the play has let pass by `at` without its act being done, if any. */
void play_settle(World *world, const Play *play, int64_t at);

/* What chance makes of it: [1, 3] a number between, a list one of it, a number the percentage of
 * true, "@name" and "@phone" somebody's, {"is": value} that value; texts are filled with `vars`. A
 * new reference, NULL when it is one unset variable. */
json_t *play_draw(World *world, const json_t *spec, const json_t *vars);
