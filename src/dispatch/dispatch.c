/* SPDX-License-Identifier: Apache-2.0 */
/* Reading dispatches, and the module's rows. */
#include "dispatch/dispatch_private.h"

#include "base/text.h"
#include "engine/view.h"
#include "unit/unit.h"

typedef struct ListArgs {
    ListAsk ask;
    char *unit, *box, *state, *type, *matter;
    bool waiting;
} ListArgs;

static const char *const boxes[] = {"in", "out", NULL};

static const Field list_args[] = {SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Whose box"),
    FIELD(ListArgs, box, FIELD_WORD, .choices = boxes, .help = "in or out; both when absent"),
    FIELD(ListArgs, state, FIELD_WORD, .help = "Only in this state"),
    FIELD(ListArgs, type, FIELD_WORD, .help = "Only of this type"),
    FIELD(ListArgs, matter, FIELD_WORD, .help = "Only of this matter"),
    FIELD(ListArgs, waiting, FIELD_BOOL, .help = "Only what this unit must still act on"),
    FIELD_END};

/* Lists leave out the long texts. */
static bool summary_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    static const char *const longs[] = {"body", "carried", "hops"};
    g_autoptr(Dispatch) dispatch = dispatch_of_row(asking->db, row, error);
    if (dispatch == NULL)
        return false;
    json_auto_t *shown =
        dispatch_show(asking->engine, asking->db, dispatch, asking->actor, asking->now);
    json_object_clear(item);
    json_object_update(item, shown);
    for (size_t i = 0; i < G_N_ELEMENTS(longs); i++)
        json_object_del(item, longs[i]);
    return true;
}

/* As the rules call them. */
static void codes_say(const Asking *asking, Statement *row, const char *lang, json_t *item)
{
    const DispatchRules *rules = dispatch_rules_of(asking->engine);
    const json_t *type = dispatch_type(rules, row_text_of(row, "type"));
    const json_t *urgency = dispatch_urgency(rules, row_text_of(row, "urgency"));

    if (type != NULL)
        json_object_set(item, "type", json_object_get(type, "label"));
    if (urgency != NULL)
        json_object_set(item, "urgency", json_object_get(urgency, "label"));
}

static const View dispatch_view = {
    .thing = "dispatch",
    .fields = dispatch_reply,
    .list = "SELECT * FROM dispatch WHERE unit = $unit AND seq < $after_seq"
            " AND (CAST($box AS TEXT) IS NULL OR box = $box)"
            " AND (CAST($state AS TEXT) IS NULL OR state = $state)"
            " AND (CAST($type AS TEXT) IS NULL OR type = $type)"
            " AND (CAST($matter AS TEXT) IS NULL OR matter = $matter)"
            " AND (CAST($waiting AS BIGINT) = 0 OR state = 'drafted'"
            " OR (box = 'out' AND oral_state IN ('open', 'denied'))"
            " OR (box = 'in' AND returned_at IS NULL AND closed_at IS NULL AND copy = 0"
            " AND (signed_for_at IS NULL OR (answer_due_at IS NOT NULL AND answered_at IS NULL))))"
            " ORDER BY seq DESC LIMIT $limit",
    .fill = summary_fill,
    .say = codes_say,
    .keys = {{"seq", .falls = true}},
    .sheet = "title type urgency state from_name signed_by drafted_at sent_at received_at"
             " signed_for_at signed_for_by answer_due_at answered_at late reason matter id",
    .about = unit_name,
};

static const Field get_args[] = {
    FIELD(IdArgs, id, FIELD_WORD, .required = true, .help = "Its id in this unit"), FIELD_END};

static char *unit_of_id(Engine *engine, Db *db, const void *args, GError **error)
{
    char *unit = text_unit_of(((const IdArgs *) args)->id);
    if (unit == NULL)
        fail(error, FAIL_NOT_FOUND, "there is no such dispatch");
    return unit;
}

static bool get_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const IdArgs *args = data;
    g_autoptr(Dispatch) dispatch = dispatch_load(asking->db, args->id, error);
    if (dispatch == NULL)
        return false;
    out_answer->json =
        dispatch_show(asking->engine, asking->db, dispatch, asking->actor, asking->now);
    return true;
}

static const Field no_args[] = {FIELD_END};

static bool rules_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const DispatchRules *rules = dispatch_rules_of(asking->engine);
    out_answer->json = json_incref((json_t *) dispatch_rules_json(rules));
    return true;
}

static const Query dispatch_queries[] = {
    {.name = "dispatch.list",
        .path = "/units/{unit}/dispatches",
        .permission = "dispatch.read",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(dispatch_reply),
        .lists = &dispatch_view,
        .help = "What came in and what went out, newest first"},
    {.name = "dispatch.get",
        .path = "/dispatches/{id}",
        .permission = "dispatch.read",
        .args = get_args,
        .args_size = sizeof(IdArgs),
        .reply = dispatch_reply,
        .unit_of = unit_of_id,
        .answer = get_answer,
        .help = "One dispatch with the times of every hop"},
    {.name = "dispatch.rules",
        .path = "/dispatch-rules",
        .permission = "catalog.read",
        .args = no_args,
        .args_size = 0,
        .reply = fields_free,
        .answer = rules_answer,
        .help = "Types of dispatches, urgencies and their limits"},
    {NULL},
};

/* A dispatch carried it to us: the sender's dispatch itself, and the matter it is about. */
static bool dispatch_sees(Db *db, const Actor *actor, const char *unit, const char *subject,
    bool *out_sees, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_texts(db,
        "SELECT 1 FROM dispatch WHERE unit = $mine AND origin_unit = $unit"
        " AND (origin = $subject OR origin_matter = $subject)",
        error, "mine", actor->unit, "unit", unit, "subject", subject, NULL);

    return statement_found(statement, out_sees, error);
}

const Part dispatch_part = {.events = dispatch_events,
    .projections = dispatch_projections,
    .queries = dispatch_queries,
    .reactions = dispatch_reactions,
    .chores = dispatch_chores,
    .notes = dispatch_notes,
    .sees = dispatch_sees};

const Part dispatch_draft_part = {.commands = draft_commands};
const Part dispatch_sign_part = {.commands = sign_commands};
const Part dispatch_oral_part = {.commands = oral_commands};
const Part dispatch_purge_part = {.commands = purge_commands};
const Part dispatch_receive_part = {.commands = receive_commands};
const Part dispatch_handle_part = {.commands = handle_commands};
