/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch - what crosses units: reports up, instructions and notices down, inquiries, answers.
 *
 * Written by the sender, signed off by its leader where the type asks for it, carried by the
 * postman, received under the sender's id so that a second delivery changes nothing. Each hop has
 * its own times, and the sender learns them by receipts. Here and there it has an id of its own:
 * `origin` is what the sender calls it. */
#pragma once

#include "dispatch/dispatch_rules.h"
#include "engine/engine.h"

/* Engine service: DispatchRules *. */
#define SERVICE_DISPATCH_RULES "dispatch_rules"
/* Set by decision_keep() while a matter is being opened from a dispatch: Dispatch *, borrowed. */
#define DISPATCH_OPENING "dispatch.opening"

typedef struct DispatchTo {
    char *receiver;
    bool copy;
    char *state;        /* "drafted", "sent", then the state it has there */
    char *about;        /* the receiver's own matter, where known */
    char *remote;       /* its id there */
    int64_t remote_seq; /* of the receiver's event that the last receipt told of */
    int64_t delivered_at, sign_due_at, signed_for_at;
    char *signed_for_by; /* personal */
    int64_t returned_at;
    char *reason; /* personal */
    char *remote_matter;
    int64_t attached_at;
    bool opened;
    int64_t forwarded_at, answered_at, phoned_at;
    char *phoned_person; /* personal */
    int64_t purged_at;   /* its copy there was destroyed after ours */
    int64_t kept_at;     /* or stays, since it belongs to a matter there */
} DispatchTo;

/* What a leader's word by telephone is worth: it holds at once, is "open" until somebody answers
 * for it, and is settled when confirmed, or when another leader lets it stand or declares it void.
 */
#define ORAL_OPEN "open"
#define ORAL_CONFIRMED "confirmed"
#define ORAL_DENIED "denied"
#define ORAL_STANDS "stands"
#define ORAL_VOID "void"

/* Times that are not there yet are FIELD_UNSET, texts NULL. */
typedef struct Dispatch {
    char *id;
    char *unit;
    char *box; /* "out" or "in" */
    char *state;
    char *type;
    char *urgency;
    char *matter;
    char *title;   /* personal */
    char *body;    /* personal */
    char *payload; /* personal; JSON {"kind", "number", "fields"} of the sender's matter */
    char *origin_unit, *origin, *origin_matter;
    bool copy;
    char *reply_to, *forward_of;
    bool opened;
    int64_t drafted_at;
    char *drafted_by;
    int64_t revised_at;
    char *revised_by;
    int64_t signed_at;
    char *signed_by; /* personal */
    char *signed_person;
    char *sign_mode;  /* "desk", "oral", "none" */
    char *words;      /* personal */
    char *oral_state; /* ORAL_…; NULL: not signed off orally */
    int64_t oral_at;
    char *oral_by, *oral_said; /* personal */
    int64_t confirm_due_at, confirmed_at, sent_at, delivered_at, sign_due_at, signed_for_at;
    char *signed_for_by; /* personal */
    int64_t answer_due_at, answered_at, returned_at;
    char *reason; /* personal */
    int64_t attached_at, forwarded_at, phoned_at;
    char *phoned_person; /* personal */
    int64_t closed_at;
    int64_t rang;
    int64_t version;
    GPtrArray *to; /* DispatchTo *, ordered by receiver; empty in the in-box */
} Dispatch;

void dispatch_free(Dispatch *dispatch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dispatch, dispatch_free)

/* The dispatch by the id it has in its own unit, or NULL with FAIL_NOT_FOUND. */
Dispatch *dispatch_load(Db *db, const char *id, GError **error);
/* The same with this receiver alone among its addressees, or with none where it did not go there.
 */
Dispatch *dispatch_load_for(Db *db, const char *id, const char *receiver, GError **error);
/* Of a unit's matter, oldest first: array of Dispatch *. */
GPtrArray *dispatches_of_matter(Db *db, const char *unit, const char *matter, GError **error);
/* What came from that unit about that matter of its own: array of Dispatch *. */
GPtrArray *dispatches_about(
    Db *db, const char *unit, const char *origin_unit, const char *origin_matter, GError **error);
bool dispatch_is_out(const Dispatch *dispatch);
const DispatchTo *dispatch_addressee(const Dispatch *dispatch, const char *unit);

/* What GET /dispatches/{id} shows: a new reference. `actor` NULL: without `may`. */
json_t *dispatch_show(
    Engine *engine, Db *db, const Dispatch *dispatch, const Actor *actor, int64_t now);
