/* SPDX-License-Identifier: Apache-2.0 */
/* handover_private - what the files of this folder share. */
#pragma once

#include "engine/view.h"
#include "handover/gather.h"
#include "handover/handover.h"
#include "handover/parties.h"

/* Who is on watch as an officer now, longest first; since when the longest, and when a roster has
 * them relieved (FIELD_UNSET: none says). */
typedef struct Outgoing {
    char **persons; /* GStrv */
    int64_t since;
    int64_t relief_at;
} Outgoing;

void outgoing_clear(Outgoing *outgoing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outgoing, outgoing_clear)
bool outgoing_find(Db *db, const char *unit, int64_t now, Outgoing *out, GError **error);
/* The leaders on watch whom the roster no longer has an hour from now, and those whom it has then;
 * nobody on either side where none changes. */
typedef struct LeaderChange {
    char **outgoing; /* GStrv */
    char **incoming;
} LeaderChange;

void leader_change_clear(LeaderChange *change);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LeaderChange, leader_change_clear)
bool leader_change_find(Db *db, const char *unit, int64_t now, LeaderChange *out, GError **error);
/* Persons whom the roster brings next, without those who are on watch: GStrv. */
char **incoming_propose(
    Db *db, const char *unit, const Outgoing *outgoing, int64_t now, GError **error);
/* For gather_items(): what there is to tell now. */
GatherSpan handover_span(const Engine *engine, const Outgoing *outgoing, int64_t now);
/* When somebody on watch since `since` is to be relieved as rosters say it at `now`: the end of the
 * officers' shift that holds then, FIELD_UNSET when there is none. */
bool relief_find(Db *db, const char *unit, int64_t now, int64_t *out_at, GError **error);

/* Brings who takes over in the unit's open handover up to date with the roster. */
bool handover_follow(Decision *decision, GError **error);
bool handover_follow_react(Decision *decision, const Event *event, GError **error);
/* Reactions to a matter, dispatch or entry of the log that was destroyed. */
bool handover_matter_purged(Decision *decision, const Event *event, GError **error);
bool handover_dispatch_purged(Decision *decision, const Event *event, GError **error);
bool handover_log_purged(Decision *decision, const Event *event, GError **error);

/* ---- what replies carry ---- */

json_t *shown_text(const char *text); /* null for NULL */
json_t *shown_moment(int64_t at);     /* null for FIELD_UNSET */

typedef struct HandoverShown {
    char *id;
    char *unit;
    char *state;
    int64_t began_at;
    int64_t since_at;
    int64_t relief_at;
    int64_t taken_at;
    bool whole;
    int64_t countersign_due_at;
    int64_t countersigned_at;
    char *countersigned_by;
    int64_t cancelled_at;
    char *reason;
    bool late;
    int64_t leaders_due_at;
    bool leaders_late;
    json_t *outgoing;
    json_t *incoming;
    json_t *outgoing_leaders;
    json_t *incoming_leaders;
    json_t *items;
    json_t *notes;
    char **may;
    char *signs_as;
    char *comes_as;
} HandoverShown;

#define HEAD_SHOWN                                                                                 \
    FIELD(HandoverShown, id, FIELD_WORD, .required = true),                                        \
        FIELD(HandoverShown, unit, FIELD_WORD, .required = true),                                  \
        FIELD(HandoverShown, state, FIELD_WORD, .required = true,                                  \
            .help = "open, sealed, cancelled."),                                                   \
        FIELD(HandoverShown, began_at, FIELD_TIME, .required = true),                              \
        FIELD(HandoverShown, since_at, FIELD_TIME, .required = true,                               \
            .help = "Since when the outgoing had been on watch."),                                 \
        FIELD(HandoverShown, relief_at, FIELD_TIME, .help = "When the roster has them relieved."), \
        FIELD(HandoverShown, taken_at, FIELD_TIME, .help = "Signed by both sides."),               \
        FIELD(HandoverShown, whole, FIELD_BOOL, .required = true,                                  \
            .help = "Everybody who should sign has signed."),                                      \
        FIELD(HandoverShown, countersign_due_at, FIELD_TIME),                                      \
        FIELD(HandoverShown, countersigned_at, FIELD_TIME),                                        \
        FIELD(HandoverShown, countersigned_by, FIELD_TEXT),                                        \
        FIELD(HandoverShown, cancelled_at, FIELD_TIME), FIELD(HandoverShown, reason, FIELD_TEXT),  \
        FIELD(HandoverShown, late, FIELD_BOOL, .required = true,                                   \
            .help = "A signature was or is missing past its time."),                               \
        FIELD(HandoverShown, leaders_due_at, FIELD_TIME,                                           \
            .help = "By when the leaders who change sign; absent: none changes."),                 \
        FIELD(HandoverShown, leaders_late, FIELD_BOOL, .required = true,                           \
            .help = "One of their signatures is missing past that."),                              \
        FIELD(HandoverShown, outgoing, FIELD_JSON, .required = true,                               \
            .items = handover_person_shown),                                                       \
        FIELD(HandoverShown, incoming, FIELD_JSON, .required = true,                               \
            .items = handover_person_shown),                                                       \
        FIELD(HandoverShown, outgoing_leaders, FIELD_JSON, .required = true,                       \
            .items = handover_person_shown,                                                        \
            .help = "Where the leader changes with the watch; else empty."),                       \
        FIELD(HandoverShown, incoming_leaders, FIELD_JSON, .required = true,                       \
            .items = handover_person_shown)

extern const Field handover_person_shown[], handover_item_shown[];

#define HEAD_COLUMNS                                                                               \
    "SELECT id, unit, state, began_at, from_at AS since_at, relief_at, taken_at, whole,"           \
    " countersign_due_at, countersigned_at, countersigned_by AS countersigner, cancelled_at,"      \
    " reason, CASE WHEN sign_rang + countersign_rang + leaders_rang > 0 THEN 1 ELSE 0 END"         \
    " AS late, seq, leaders_due_at,"                                                               \
    " CASE WHEN leaders_rang > 0 AND leaders_whole = 0 THEN 1 ELSE 0 END AS leaders_late"          \
    " FROM handover WHERE unit = $unit"

extern const ViewName handover_names[];
extern const View handover_view;
/* Sets "outgoing", "incoming" and the leaders. */
bool handover_people_show(Db *db, json_t *handover, GError **error);

/* ---- deciding ---- */

typedef struct HandoverArgs {
    char *unit;
    char *id;
    char **outgoing;
    char **incoming;
    char *item;
    char *word;
    char *text;
} HandoverArgs;

#define PERMISSION_HANDOVER "duty.handover"
/* One signature that is being given. */
typedef struct Signing {
    const char *id;
    const char *person;
    const Parties *parties; /* as they were before it */
} Signing;

/* *out_side is NULL: no leader's signature is due from them. Whoever leads in place of the rostered
 * one takes over as the rostered one would. */
bool handover_leader_side(
    Db *db, const char *unit, const Signing *signing, const char **out_side, GError **error);
/* Sets "may", "signs_as" and "comes_as" of whoever asks. */
bool handover_may_show(const Asking *asking, json_t *handover, GError **error);
/* Reads who is named, and refuses a handover in another state: FAIL_NOT_FOUND, FAIL_CONFLICT
 * ("sealed", "handover_open"). */
bool handover_take(
    Decision *decision, const char *id, const char *wanted, Parties *out, GError **error);
bool handover_renew_decide(Decision *decision, const void *data, GError **error);
bool handover_sign_decide(Decision *decision, const void *data, GError **error);
bool handover_countersign_decide(Decision *decision, const void *data, GError **error);
