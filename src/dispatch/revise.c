/* SPDX-License-Identifier: Apache-2.0 */
/* Mending a draft before it goes, and reading who wrote which words. */
#include "dispatch/dispatch_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "unit/account.h"

#include <string.h>

typedef struct ReviseArgs {
    char *id, *urgency, *title, *body;
    char **to, **copies;
    json_t *fields;
} ReviseArgs;

static const Field revise_args[] = {
    FIELD(ReviseArgs, id, FIELD_WORD, .required = true, .help = "The draft"),
    FIELD(ReviseArgs, urgency, FIELD_WORD, .help = "What is absent stays as it is"),
    FIELD(ReviseArgs, title, FIELD_TEXT, .line = true, .min = 1, .max = 200, .help = "Title"),
    FIELD(ReviseArgs, body, FIELD_TEXT, .max = 20000, .help = "Text"),
    FIELD(ReviseArgs, to, FIELD_WORDS, .max = 500, .help = "Addressees; the unit above when empty"),
    FIELD(ReviseArgs, copies, FIELD_WORDS, .max = 500, .help = "Who gets it for information"),
    FIELD(ReviseArgs, fields, FIELD_JSON, .help = "Values carried besides those of the matter"),
    FIELD_END};

/* Addressees or copies as they are: a new GStrv. */
static char **receivers_now(const Dispatch *dispatch, bool copies)
{
    g_autoptr(GStrvBuilder) codes = g_strv_builder_new();
    for (guint i = 0; i < dispatch->to->len; i++) {
        const DispatchTo *to = dispatch->to->pdata[i];
        if (to->copy == copies)
            g_strv_builder_add(codes, to->receiver);
    }
    return g_strv_builder_end(codes);
}

/* *out_list stays NULL when neither addressees nor copies are named. */
static bool receivers_revise(Decision *decision, const Dispatch *before, const Draft *draft,
    json_t **out_list, GError **error)
{
    g_auto(GStrv) to = receivers_now(before, false), copies = receivers_now(before, true);
    if (draft->to == NULL && draft->copies == NULL)
        return true;
    Draft whole = *draft;
    whole.to = draft->to != NULL ? draft->to : to;
    whole.copies = draft->copies != NULL ? draft->copies : copies;
    json_auto_t *list = json_array();
    if (!draft_receivers(decision, &whole, list, error))
        return false;
    *out_list = g_steal_pointer(&list);
    return true;
}

static bool is_same(const Dispatch *before, const RevisedBody *body)
{
    return body->to == NULL && g_strcmp0(before->urgency, body->urgency) == 0 &&
           g_strcmp0(before->title, body->title) == 0 && g_strcmp0(before->body, body->body) == 0 &&
           g_strcmp0(before->payload, body->payload) == 0;
}

/* The whole as it reads from now on; what the command leaves out stays. */
static Draft draft_revised(const Dispatch *before, const ReviseArgs *args)
{
    return (Draft){.matter = before->matter,
        .type = before->type,
        .urgency = args->urgency != NULL ? args->urgency : before->urgency,
        .to = args->to,
        .copies = args->copies,
        .title = args->title != NULL ? args->title : before->title,
        .body = args->body != NULL ? args->body : before->body,
        .carried = args->fields,
        .payload = before->forward_of != NULL ? before->payload : NULL,
        .answer_due_at = FIELD_UNSET};
}

static bool revise_decide(Decision *decision, const void *data, GError **error)
{
    const ReviseArgs *args = data;
    g_autoptr(Dispatch) before = act_begin(decision, args->id, ACT_REVISE, error);
    if (before == NULL)
        return false;
    const Draft draft = draft_revised(before, args);
    g_autofree char *payload = NULL;
    json_auto_t *to = NULL;
    if (draft.title == NULL) /* it was purged */
        return fail_field(error, "title", "required");
    if (!draft_check(decision, &draft, draft.urgency, error) ||
        !draft_payload(decision, &draft, &payload, error) ||
        !receivers_revise(decision, before, &draft, &to, error))
        return false;
    RevisedBody body = {.urgency = (char *) draft.urgency,
        .title = (char *) draft.title,
        .body = (char *) draft.body,
        .payload = payload,
        .to = to};
    return is_same(before, &body) ||
           decision_emit(decision, "dispatch.revised", before->id, &body, error);
}

static const Command revise_commands[] = {
    {.name = "dispatch.revise",
        .method = "POST",
        .path = "/dispatches/{id}/revise",
        .permission = "dispatch.draft",
        .args = revise_args,
        .args_size = sizeof(ReviseArgs),
        .reply = dispatch_reply,
        .decide = revise_decide,
        .conclude = act_conclude,
        .help = "Mends the words or addressees of a draft; what it carries of its matter is taken "
                "anew"},
    {NULL},
};

/* --- GET /dispatches/{id}/history --- */

typedef struct DispatchWording {
    int64_t at;
    char *by, *by_name, *urgency, *title, *body;
    char **to, **copies;
} DispatchWording;

static const Field wording_fields[] = {
    FIELD(DispatchWording, at, FIELD_TIME, .required = true),
    FIELD(DispatchWording, by, FIELD_WORD, .required = true, .help = "Account"),
    FIELD(DispatchWording, by_name, FIELD_TEXT, .help = "Name of the person"),
    FIELD(DispatchWording, urgency, FIELD_WORD),
    FIELD(DispatchWording, title, FIELD_TEXT, .help = "Absent when it was purged"),
    FIELD(DispatchWording, body, FIELD_TEXT),
    FIELD(DispatchWording, to, FIELD_WORDS, .help = "Addressees"),
    FIELD(DispatchWording, copies, FIELD_WORDS, .help = "Copies"),
    FIELD_END,
};

static const Field history_reply[] = {
    {.name = "items", .type = FIELD_JSON, .items = wording_fields, .help = "Oldest first"},
    FIELD_END};

static const Field history_args[] = {
    FIELD(IdArgs, id, FIELD_WORD, .required = true, .help = "Its id in this unit"), FIELD_END};

static char **receivers_of(const json_t *list, bool copies)
{
    g_autoptr(GStrvBuilder) codes = g_strv_builder_new();
    size_t i;
    json_t *row;
    json_array_foreach (list, i, row) {
        if (json_flag(row, "copy") == copies)
            g_strv_builder_add(codes, json_text(row, "unit"));
    }
    return g_strv_builder_end(codes);
}

/* `to`: the addressees that hold at this event. */
static json_t *wording_show(Db *db, const Event *event, const json_t *to)
{
    g_autofree char *name = account_person_name(db, event->actor);
    g_auto(GStrv) addressees = receivers_of(to, false), copies = receivers_of(to, true);
    const DispatchWording wording = {.at = event->at,
        .by = event->actor,
        .by_name = name,
        .urgency = (char *) json_text(event->body, "urgency"),
        .title = (char *) json_text(event->body, "title"),
        .body = (char *) json_text(event->body, "body"),
        .to = addressees,
        .copies = copies};
    return fields_write(wording_fields, FIELD_HTTP, &wording);
}

static bool history_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const IdArgs *args = data;
    g_autoptr(Dispatch) dispatch = dispatch_load(asking->db, args->id, error);
    g_autoptr(GPtrArray) events =
        dispatch == NULL ? NULL
                         : journal_of_subject(asking->db, dispatch->unit, dispatch->id, error);
    const json_t *to = NULL;
    if (events == NULL)
        return false;
    json_t *items = json_array();
    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];
        if (strcmp(event->kind, "dispatch.drafted") != 0 &&
            strcmp(event->kind, "dispatch.revised") != 0)
            continue;
        const json_t *named = json_object_get(event->body, "to");
        to = named != NULL ? named : to;
        json_array_append_new(items, wording_show(asking->db, event, to));
    }
    out_answer->json = json_pack("{s:o}", "items", items);
    return true;
}

static const Query revise_queries[] = {
    {.name = "dispatch.history",
        .path = "/dispatches/{id}/history",
        .permission = "dispatch.read",
        .args = history_args,
        .args_size = sizeof(IdArgs),
        .reply = history_reply,
        .answer = history_answer,
        .help = "Who wrote which words of a dispatch, from the first draft on"},
    {NULL},
};

const Part dispatch_revise_part = {.commands = revise_commands, .queries = revise_queries};
