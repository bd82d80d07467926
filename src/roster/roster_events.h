/* SPDX-License-Identifier: Apache-2.0 */
/* roster_events - names and bodies of what happens to rosters, for the files of this folder. */
#pragma once

#include "engine/module.h"
#include "roster/roster.h"

#define EVENT_POSTS_ARRANGED "duty_post.arranged"
#define EVENT_DRAFTED "roster.drafted"
#define EVENT_CHANGED "roster.changed"
#define EVENT_PUBLISHED "roster.published"
#define EVENT_WITHDRAWN "roster.withdrawn"
#define EVENT_DISCARDED "roster.discarded"

typedef struct DraftedBody {
    char *title;
    char *from_day, *to_day;
    int64_t from_at, until_at;
    json_t *shifts; /* [{post, name, day, day_kind, begins_at, ends_at, person, how}] */
} DraftedBody;

typedef struct ChangedBody {
    json_t *changes; /* [{shift, person, was}]; person null: nobody */
    char *reason;
    bool keeps_turn; /* the roster is published: `rostered` stays */
} ChangedBody;

typedef struct PublishedBody {
    char *reason;   /* why in spite of what is broken; NULL: nothing is */
    json_t *broken; /* the hard rules that are: [{rule, shift, person}] */
} PublishedBody;

typedef struct WithdrawnBody {
    char *reason;
} WithdrawnBody;

extern const EventKind roster_events[];
extern const Projection roster_projections[];
