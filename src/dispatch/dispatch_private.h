/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch_private - shared by the files of this folder only. */
#pragma once

#include "dispatch/dispatch.h"
#include "dispatch/module.h"
#include "matter/matter.h"

/* --- rows and replies (row.c, show.c) --- */

extern const Field dispatch_fields[]; /* scalar members of Dispatch */
extern const Field dispatch_reply[];  /* what dispatch_show() gives */

/* Of the current row, all columns of `dispatch`, with its addressees. */
Dispatch *dispatch_of_row(Db *db, Statement *row, GError **error);
DispatchRules *dispatch_rules_of(const Engine *engine);
bool dispatch_is_late(const Dispatch *dispatch, int64_t now);
/* Sent by word of mouth, here or where it comes from, and nobody has answered for it yet? */
bool dispatch_is_flagged(const Dispatch *dispatch);

/* --- acts (act.c): what may be done with it in which state, by whom --- */

typedef enum ActCode {
    ACT_SIGN_OFF,
    ACT_SIGN_OFF_ORAL,
    ACT_CONFIRM_ORAL,
    ACT_DENY_ORAL,
    ACT_SETTLE_ORAL,
    ACT_SEND,
    ACT_REVISE,
    ACT_DISCARD,
    ACT_SIGN_FOR,
    ACT_RETURN,
    ACT_ATTACH,
    ACT_OPEN,
    ACT_FORWARD,
    ACT_ANSWER,
    ACT_CONFIRM_PHONE,
    ACT_CLOSE,
    ACT_COUNT
} ActCode;

/* Names of the acts it allows this actor now: a new array. */
json_t *acts_of(Engine *engine, Db *db, const Dispatch *dispatch, const Actor *actor);
/* Loads it and checks that the act fits its state: NULL with FAIL_NOT_FOUND or FAIL_CONFLICT
 * (reason "wrong_state"). */
Dispatch *act_begin(Decision *decision, const char *id, ActCode act, GError **error);
/* FAIL_DENIED (reason "needs_watch") unless whoever acts is on watch; the system always is. */
bool act_needs_watch(Decision *decision, const char *role, GError **error);
/* The reply of every act: the dispatch as it is now. */
bool act_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error);

/* --- drafting, revising and sending (draft.c, revise.c, sign.c) --- */

typedef struct Draft {
    const char *matter;
    const char *type;
    const char *urgency; /* NULL: the usual one */
    char *const *to;     /* GStrv; NULL or empty: the unit above */
    char *const *copies; /* GStrv or NULL */
    const char *title;
    const char *body;
    const json_t *carried;  /* fields put over those of the matter, event form; may be NULL */
    const char *payload;    /* taken as it is instead; may be NULL */
    const char *reply_to;   /* a dispatch here that it answers */
    const char *forward_of; /* a dispatch here that it sends on */
    int64_t answer_due_at;  /* FIELD_UNSET: by the type */
} Draft;

/* FAIL_INVALID by the name of the field. */
bool draft_check(Decision *decision, const Draft *draft, const char *urgency, GError **error);
/* What it carries of its matter as that is now: `*out_text` owned, NULL without one. */
bool draft_payload(Decision *decision, const Draft *draft, char **out_text, GError **error);
/* Appends a row for each addressee, as the events hold them. The unit above is only the default:
 * rules and people name others. */
bool draft_receivers(Decision *decision, const Draft *draft, json_t *list, GError **error);
/* Emits dispatch.drafted. `*out_id` owned. */
bool draft_make(Decision *decision, const Draft *draft, char **out_id, GError **error);
/* Emits dispatch.sent, and what follows for the dispatch it answers. */
bool draft_send(Decision *decision, const Dispatch *dispatch, GError **error);
/* Sends a draft whose type asks for no sign-off. */
bool draft_send_now(Decision *decision, const char *id, GError **error);
/* Text of {"kind", "number", "fields"} of a matter, with `over` put over its fields. */
char *payload_of(Decision *decision, const Matter *matter, const json_t *over, GError **error);
/* Are the attachments that `over` (may be NULL) names the unit's own? FAIL_INVALID, "unknown". */
bool payload_check(Decision *decision, const Matter *matter, const json_t *over, GError **error);
/* The carried fields as HTTP shows them: a new reference, NULL when nothing is carried. */
json_t *payload_show(const Engine *engine, const char *payload);
/* Owned kind of the matter that is carried, NULL when there is none. */
char *payload_kind(const char *payload);
/* The carried fields that opening a matter of `kind` takes, event form: a new reference. */
json_t *payload_fields_for(const Kind *kind, const char *payload);

/* --- events (events.c) --- */

typedef struct DraftedBody {
    char *matter, *type, *urgency, *title, *body, *payload, *reply_to, *forward_of;
    json_t *to; /* [{"unit", "copy", "about"}] */
    int64_t answer_due_at;
} DraftedBody;

/* A draft as it reads from now on. */
typedef struct RevisedBody {
    char *urgency, *title, *body, *payload;
    json_t *to; /* as in DraftedBody; NULL: as before */
} RevisedBody;

typedef struct SignedBody {
    char *mode, *person, *name, *words;
    int64_t signed_at, confirm_due_at;
} SignedBody;

/* What became of an oral sign-off, in the sender's journal. */
typedef struct OralBody {
    char *state;  /* ORAL_DENIED, ORAL_STANDS, ORAL_VOID */
    char *person; /* who says so */
    char *name, *words;
} OralBody;

/* The same as it was told to the receiver. */
typedef struct OralToldBody {
    char *state;
    int64_t said_at;
    char *name, *words;
} OralToldBody;

typedef struct EmptyBody {
    int64_t unused;
} EmptyBody;

typedef struct DeliveredBody {
    char *receiver, *remote;
    int64_t delivered_at, sign_due_at;
} DeliveredBody;

/* How far it has come at the receiver, all of it each time. */
typedef struct ReceiptBody {
    char *receiver, *state, *signed_for_by, *reason, *remote_matter, *phoned_person;
    int64_t signed_for_at, returned_at, attached_at, forwarded_at, answered_at, phoned_at;
    int64_t remote_seq;
    bool opened;
} ReceiptBody;

typedef struct ReceivedBody {
    char *origin_unit, *origin, *origin_matter, *type, *urgency, *title, *body, *payload;
    char *reply_to, *signed_by, *sign_mode;
    int64_t signed_at, sent_at, sign_due_at, answer_due_at;
    int64_t opens_at; /* FIELD_UNSET: it opens nothing by itself */
    bool copy;
} ReceivedBody;

typedef struct NameBody {
    char *name;
} NameBody;

typedef struct ReasonBody {
    char *reason;
} ReasonBody;

typedef struct AttachedBody {
    char *matter;
    bool opened;
    bool by_rule; /* it follows one that was attached before */
} AttachedBody;

typedef struct ByBody {
    char *by; /* id of the dispatch that does it */
} ByBody;

typedef struct PhonedBody {
    char *person;
    int64_t phoned_at;
} PhonedBody;

typedef struct RangBody {
    char *clock; /* name of the chore */
    int64_t stage;
    int64_t next_at; /* FIELD_UNSET: it rings no more */
} RangBody;

typedef struct ToldBody {
    char *receiver;
    int64_t told; /* seq of what the receipt told */
} ToldBody;

typedef struct ReceiverBody {
    char *receiver;
    bool kept; /* it belongs to a matter of the receiver's */
} ReceiverBody;

extern const EventKind dispatch_events[];
extern const Projection dispatch_projections[];
extern const NoteKind dispatch_notes[];
extern const Command draft_commands[];
extern const Command sign_commands[];
extern const Command receive_commands[];
extern const Command handle_commands[];
extern const Command purge_commands[];
extern const Command oral_commands[];
extern const Chore dispatch_chores[];
extern const Reaction dispatch_reactions[];

/* What sends this one on and was not purged yet, oldest first: array of Dispatch *. */
GPtrArray *dispatches_forwarding(Db *db, const char *id, GError **error);

#define CHORE_SIGN_FOR "dispatch.sign_for"
#define CHORE_ANSWER "dispatch.answer"
#define CHORE_CONFIRM "dispatch.confirm"
#define CHORE_OPEN "dispatch.open_itself"

typedef struct IdArgs {
    char *id;
} IdArgs;

/* Opens a matter from what nobody acted on (handle.c); false with an error. */
bool dispatch_open_itself(Decision *decision, Dispatch *dispatch, GError **error);

/* --- what the postman brings (receive.c, postman.c) --- */

#define COMMAND_RECEIVE "dispatch.receive"
#define COMMAND_DELIVERED "dispatch.delivered"
#define COMMAND_RECEIPT "dispatch.receipt"
#define COMMAND_TOLD "dispatch.told"
#define COMMAND_ORAL "dispatch.oral"
#define COMMAND_ORAL_TOLD "dispatch.oral_told"
#define COMMAND_PURGE "dispatch.purge"
#define COMMAND_PURGE_TOLD "dispatch.purge_told"

/* Owned id of what was received under the sender's id before, or NULL. */
bool received_before(Db *db, const char *unit, const char *origin, char **out_id, GError **error);

typedef struct ReceiveArgs {
    char *unit, *origin_unit, *origin, *origin_matter, *type, *urgency, *title, *body, *payload;
    char *answers; /* the dispatch of ours that it answers */
    char *about;   /* our matter that it is about */
    char *signed_by, *sign_mode;
    int64_t signed_at, sent_at, answer_due_at;
    bool copy;
} ReceiveArgs;

typedef struct DeliveredArgs {
    char *id, *receiver, *remote;
    int64_t delivered_at, sign_due_at;
} DeliveredArgs;

typedef struct ReceiptArgs {
    char *id, *receiver, *state, *signed_for_by, *reason, *remote_matter, *phoned_person;
    int64_t signed_for_at, returned_at, attached_at, forwarded_at, answered_at, phoned_at;
    int64_t remote_seq;
    bool opened;
} ReceiptArgs;

typedef struct ToldArgs {
    char *id, *receiver;
    int64_t told;
} ToldArgs;

extern const Field news_told_args[];
/* Says by `event` that what waited in the outbox as `what` was told, unless somebody said so before
 * or newer news waits there. */
bool told_say(
    Decision *decision, const ToldArgs *args, const char *what, const char *event, GError **error);
