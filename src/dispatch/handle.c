/* SPDX-License-Identifier: Apache-2.0 */
/* What the receiver does with a dispatch: signs for it, returns it, makes a matter of it, answers.
 */
#include "dispatch/dispatch_private.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

static const Field id_args[] = {
    FIELD(IdArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"), FIELD_END};

/* Whoever does something with it has it in hand. */
static bool sign_for(Decision *decision, const Dispatch *dispatch, GError **error)
{
    NameBody body = {.name = decision_actor(decision)->name};
    return dispatch->signed_for_at != FIELD_UNSET ||
           decision_emit(decision, "dispatch.signed_for", dispatch->id, &body, error);
}

static bool sign_for_decide(Decision *decision, const void *data, GError **error)
{
    g_autoptr(Dispatch) dispatch =
        act_begin(decision, ((const IdArgs *) data)->id, ACT_SIGN_FOR, error);
    return dispatch != NULL && sign_for(decision, dispatch, error);
}

typedef struct ReturnArgs {
    char *id, *reason;
} ReturnArgs;

static const Field return_args[] = {
    FIELD(ReturnArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"),
    FIELD(ReturnArgs, reason, FIELD_TEXT, .required = true, .min = 1, .max = 500, .help = "Why"),
    FIELD_END};

static bool return_decide(Decision *decision, const void *data, GError **error)
{
    const ReturnArgs *args = data;
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_RETURN, error);
    ReasonBody body = {.reason = args->reason};
    return dispatch != NULL && decision_emit(decision, "dispatch.returned", args->id, &body, error);
}

typedef struct AttachArgs {
    char *id, *matter;
} AttachArgs;

static const Field attach_args[] = {
    FIELD(AttachArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"),
    FIELD(AttachArgs, matter, FIELD_WORD, .required = true, .help = "A matter of this unit"),
    FIELD_END};

/* What came before about the same matter of theirs, and waits, goes there too. */
static bool attach_waiting(
    Decision *decision, const Dispatch *dispatch, const char *matter, GError **error)
{
    if (dispatch->origin_matter == NULL)
        return true;
    g_autoptr(GPtrArray) all = dispatches_about(decision_db(decision), dispatch->unit,
        dispatch->origin_unit, dispatch->origin_matter, error);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Dispatch *other = all->pdata[i];
        AttachedBody body = {.matter = (char *) matter, .by_rule = true};
        bool waits = other->matter == NULL && other->returned_at == FIELD_UNSET &&
                     strcmp(other->id, dispatch->id) != 0;
        if (waits && (!decision_emit(decision, "dispatch.attached", other->id, &body, error) ||
                         !matter_link(decision, matter, other->id, "received", error)))
            return false;
    }
    return all != NULL;
}

static bool attach(Decision *decision, const Dispatch *dispatch, const char *matter,
    const AttachedBody *how, GError **error)
{
    const AttachedBody body = {
        .matter = (char *) matter, .opened = how->opened, .by_rule = how->by_rule};
    return (how->by_rule || sign_for(decision, dispatch, error)) &&
           decision_emit(decision, "dispatch.attached", dispatch->id, &body, error) &&
           matter_link(decision, matter, dispatch->id, "received", error) &&
           attach_waiting(decision, dispatch, matter, error);
}

static bool attach_decide(Decision *decision, const void *data, GError **error)
{
    const AttachArgs *args = data;
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_ATTACH, error);
    if (dispatch == NULL)
        return false;
    g_autoptr(Matter) matter = NULL;
    if (!matter_find(decision_db(decision), decision_unit(decision), args->matter, &matter, error))
        return false;
    if (matter == NULL)
        return fail_field(error, "matter", "unknown");
    return attach(decision, dispatch, args->matter, &(AttachedBody){0}, error);
}

typedef struct OpenArgs {
    char *id, *kind;
} OpenArgs;

static const Field open_args[] = {
    FIELD(OpenArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"),
    FIELD(OpenArgs, kind, FIELD_WORD, .help = "Kind of matter; the sender's when absent"),
    FIELD_END};

static const Kind *kind_for(Decision *decision, const Dispatch *dispatch, const char *asked)
{
    const Catalog *catalog = engine_service(decision_engine(decision), SERVICE_CATALOG);
    g_autofree char *carried = payload_kind(dispatch->payload);
    const char *name = asked != NULL ? asked : carried;
    return name != NULL && catalog != NULL ? catalog_kind(catalog, name) : NULL;
}

static bool open_from(Decision *decision, Dispatch *dispatch, const Kind *kind, const char *note,
    char **out_matter, GError **error)
{
    json_auto_t *fields = payload_fields_for(kind, dispatch->payload);
    const MatterDraft draft = {
        .kind = kind->name, .fields = fields, .note = note, .claimed_at = FIELD_UNSET};
    decision_keep(decision, DISPATCH_OPENING, dispatch, NULL);
    bool done = matter_open(decision, &draft, out_matter, error);
    decision_keep(decision, DISPATCH_OPENING, NULL, NULL);
    return done;
}

static bool open_decide(Decision *decision, const void *data, GError **error)
{
    const OpenArgs *args = data;
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_OPEN, error);
    if (dispatch == NULL || !decision_permits(decision, "matter.open", error))
        return false;
    const Kind *kind = kind_for(decision, dispatch, args->kind);
    if (kind == NULL)
        return fail_field(error, "kind", "unknown");
    g_autofree char *matter = NULL;
    return sign_for(decision, dispatch, error) &&
           open_from(decision, dispatch, kind, NULL, &matter, error) &&
           attach(decision, dispatch, matter, &(AttachedBody){.opened = true}, error);
}

/* Nobody has it in hand by that: it still waits to be signed for. */
bool dispatch_open_itself(Decision *decision, Dispatch *dispatch, GError **error)
{
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    const char *note = json_text(dispatch_opens_note(rules, dispatch->type), "zh");
    const Kind *kind = kind_for(decision, dispatch, NULL);
    g_autofree char *matter = NULL;
    if (kind == NULL)
        return true;
    return open_from(decision, dispatch, kind, note, &matter, error) &&
           attach(decision, dispatch, matter, &(AttachedBody){.opened = true, .by_rule = true},
               error) &&
           notice_raise(decision, matter, "officer", "dispatch.opened_itself", error) &&
           notice_raise(decision, matter, "leader", "dispatch.opened_itself", error);
}

typedef struct ForwardArgs {
    char *id, *title, *body, *urgency;
    char **to, **copies;
} ForwardArgs;

static const Field forward_args[] = {
    FIELD(ForwardArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"),
    FIELD(ForwardArgs, to, FIELD_WORDS, .max = 500, .help = "To whom; the unit above when empty"),
    FIELD(ForwardArgs, copies, FIELD_WORDS, .max = 500, .help = "Who gets it for information"),
    FIELD(ForwardArgs, urgency, FIELD_WORD, .help = "Urgency; as received when absent"),
    FIELD(ForwardArgs, title, FIELD_TEXT, .line = true, .max = 200,
        .help = "Title; as received when absent"),
    FIELD(ForwardArgs, body, FIELD_TEXT, .max = 20000, .help = "Text; as received when absent"),
    FIELD_END};

static bool forward_decide(Decision *decision, const void *data, GError **error)
{
    const ForwardArgs *args = data;
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_FORWARD, error);
    if (dispatch == NULL || !sign_for(decision, dispatch, error))
        return false;
    const Draft draft = {.matter = dispatch->matter,
        .type = dispatch->type,
        .urgency = args->urgency != NULL ? args->urgency : dispatch->urgency,
        .to = args->to,
        .copies = args->copies,
        .title = args->title != NULL ? args->title : dispatch->title,
        .body = args->body != NULL ? args->body : dispatch->body,
        .payload = dispatch->matter == NULL ? dispatch->payload : NULL,
        .forward_of = dispatch->id,
        .answer_due_at = FIELD_UNSET};
    g_autofree char *id = NULL;
    if (!draft_make(decision, &draft, &id, error))
        return false;
    decision_show(decision, id);
    return true;
}

typedef struct AnswerArgs {
    char *id, *body, *title;
} AnswerArgs;

static const Field answer_args[] = {
    FIELD(AnswerArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"),
    FIELD(
        AnswerArgs, title, FIELD_TEXT, .max = 200, .help = "Title; made from its own when absent"),
    FIELD(AnswerArgs, body, FIELD_TEXT, .required = true, .min = 1, .max = 20000,
        .help = "The answer"),
    FIELD_END};

#define TYPE_ANSWER "answer"

static char *answer_title(const DispatchRules *rules, const Dispatch *dispatch)
{
    const json_t *label = json_object_get(dispatch_type(rules, TYPE_ANSWER), "label");
    g_autofree char *text = g_strdup_printf("%s：%s", json_text(label, "zh"),
        dispatch->title != NULL ? dispatch->title : dispatch->origin);
    return g_utf8_substring(text, 0, MIN(200, g_utf8_strlen(text, -1)));
}

/* An answer goes at once unless the rules ask for a sign-off of answers too. */
static bool answer_decide(Decision *decision, const void *data, GError **error)
{
    const AnswerArgs *args = data;
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_ANSWER, error);
    if (dispatch == NULL || !sign_for(decision, dispatch, error))
        return false;
    char *to[] = {dispatch->origin_unit, NULL};
    g_autofree char *made = args->title == NULL ? answer_title(rules, dispatch) : NULL;
    const Draft draft = {.matter = dispatch->matter,
        .type = TYPE_ANSWER,
        .urgency = dispatch->urgency,
        .to = to,
        .title = args->title != NULL ? args->title : made,
        .body = args->body,
        .reply_to = dispatch->id,
        .answer_due_at = FIELD_UNSET};
    g_autofree char *id = NULL;
    if (!draft_make(decision, &draft, &id, error))
        return false;
    bool done = dispatch_needs_sign_off(rules, TYPE_ANSWER) || draft_send_now(decision, id, error);
    decision_show(decision, args->id);
    return done;
}

typedef struct PhoneArgs {
    char *id, *person;
    int64_t at;
} PhoneArgs;

static const Field phone_args[] = {
    FIELD(PhoneArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"),
    FIELD(PhoneArgs, person, FIELD_TEXT, .line = true, .required = true, .personal = true, .min = 1,
        .max = 60, .help = "Who was spoken to"),
    FIELD(PhoneArgs, at, FIELD_TIME, .help = "When; now when absent"), FIELD_END};

static bool phone_decide(Decision *decision, const void *data, GError **error)
{
    const PhoneArgs *args = data;
    int64_t now = decision_now(decision);
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_CONFIRM_PHONE, error);
    if (dispatch == NULL)
        return false;
    if (args->at != FIELD_UNSET && args->at > now)
        return fail_field(error, "at", "in_the_future");
    PhonedBody body = {
        .person = args->person, .phoned_at = args->at != FIELD_UNSET ? args->at : now};
    return decision_emit(decision, "dispatch.phoned", args->id, &body, error);
}

typedef struct CloseArgs {
    char *id, *note;
} CloseArgs;

static const Field close_args[] = {
    FIELD(CloseArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"),
    FIELD(CloseArgs, note, FIELD_TEXT, .max = 500, .help = "What became of it"), FIELD_END};

/* What would open a matter by itself is not set aside without a word. */
static bool needs_reason(Decision *decision, const Dispatch *dispatch)
{
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    return !dispatch_is_out(dispatch) && !dispatch->copy && dispatch->matter == NULL &&
           dispatch_opens_ms(rules, dispatch->type) > 0;
}

static bool close_decide(Decision *decision, const void *data, GError **error)
{
    const CloseArgs *args = data;
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_CLOSE, error);
    g_autofree char *words = args->note != NULL ? text_trimmed(args->note) : g_strdup("");
    if (dispatch != NULL && *words == '\0' && needs_reason(decision, dispatch))
        return fail_field(error, "note", "required");
    ReasonBody body = {.reason = args->note};
    return dispatch != NULL && decision_emit(decision, "dispatch.closed", args->id, &body, error);
}

#define HANDLE(verb, Args, table, sentence)                                                        \
    {                                                                                              \
        .name = "dispatch." verb, .method = "POST", .path = "/dispatches/{id}/" verb,              \
        .permission = "dispatch.receive", .args = table, .args_size = sizeof(Args),                \
        .reply = dispatch_reply, .conclude = act_conclude, .help = sentence

const Command handle_commands[] = {HANDLE("sign_for", IdArgs, id_args, "Signs for a dispatch"),
    .decide = sign_for_decide},
              HANDLE("return", ReturnArgs, return_args, "Sends it back with a reason"),
              .decide = return_decide
}
, HANDLE("attach", AttachArgs, attach_args, "Puts it to a matter; what follows goes there too"),
    .decide = attach_decide
}
, HANDLE("open", OpenArgs, open_args, "Opens a matter from what it carries"), .decide = open_decide
}
, HANDLE("forward", ForwardArgs, forward_args, "Drafts it anew for others; replies the draft"),
    .decide = forward_decide
}
, HANDLE("answer", AnswerArgs, answer_args, "Answers its sender"), .decide = answer_decide
}
, HANDLE("confirm_phone", PhoneArgs, phone_args, "Records that its sender was rung up"),
    .decide = phone_decide
}
, HANDLE("close", CloseArgs, close_args, "Done with it"), .decide = close_decide
}
, {NULL},
}
;
