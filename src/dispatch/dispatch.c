/* SPDX-License-Identifier: Apache-2.0 */
/* Reading dispatches, and the module's rows. */
#include "dispatch/dispatch_private.h"

#include "base/text.h"

#include <string.h>

#define LIMIT_USUAL 50
#define LIMIT_MOST 200

typedef struct ListArgs {
    char *unit, *box, *state, *type, *matter, *cursor;
    bool waiting;
    int64_t limit;
} ListArgs;

static const char *const boxes[] = {"in", "out", NULL};

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Whose box"),
    FIELD(ListArgs, box, FIELD_WORD, .choices = boxes, .help = "in or out; both when absent"),
    FIELD(ListArgs, state, FIELD_WORD, .help = "Only in this state"),
    FIELD(ListArgs, type, FIELD_WORD, .help = "Only of this type"),
    FIELD(ListArgs, matter, FIELD_WORD, .help = "Only of this matter"),
    FIELD(ListArgs, waiting, FIELD_BOOL, .help = "Only what this unit must still act on"),
    FIELD(ListArgs, cursor, FIELD_WORD, .help = "Where the last page ended"),
    FIELD(ListArgs, limit, FIELD_INT, .min = 1, .max = LIMIT_MOST, .help = "At most so many"),
    FIELD_END};

static const Field list_reply[] = {
    {.name = "items", .type = FIELD_JSON, .items = dispatch_reply, .help = "Newest first"},
    {.name = "next", .type = FIELD_WORD, .help = "Cursor of the next page"}, FIELD_END};

#define LIST_SQL                                                                                   \
    "SELECT * FROM dispatch WHERE unit = $unit AND seq < $before"                                  \
    " AND ($box = '' OR box = $box) AND ($state = '' OR state = $state)"                           \
    " AND ($type = '' OR type = $type) AND ($matter = '' OR matter = $matter)"                     \
    " AND (CAST($waiting AS BIGINT) = 0 OR state = 'drafted'"                                      \
    " OR (box = 'out' AND sign_mode = 'oral' AND confirmed_at IS NULL)"                            \
    " OR (box = 'in' AND returned_at IS NULL AND closed_at IS NULL AND copy = 0"                   \
    " AND (signed_for_at IS NULL OR (answer_due_at IS NOT NULL AND answered_at IS NULL))))"        \
    " ORDER BY seq DESC LIMIT $limit"

static void bind_filter(Statement *statement, const char *name, const char *value)
{
    bind_text(statement, name, value != NULL ? value : "");
}

static GPtrArray *list_rows(Db *db, const ListArgs *args, int64_t limit, GError **error)
{
    int64_t before = INT64_MAX;
    if (args->cursor != NULL &&
        !g_ascii_string_to_signed(args->cursor, 10, 1, INT64_MAX, &before, NULL)) {
        fail_field(error, "cursor", "unknown");
        return NULL;
    }
    g_autoptr(Statement) statement = store_prepare(db, LIST_SQL, error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", args->unit);
    bind_int(statement, "before", before);
    bind_filter(statement, "box", args->box);
    bind_filter(statement, "state", args->state);
    bind_filter(statement, "type", args->type);
    bind_filter(statement, "matter", args->matter);
    bind_int(statement, "waiting", args->waiting ? 1 : 0);
    bind_int(statement, "limit", limit + 1);
    return dispatch_rows(db, statement, error);
}

/* Lists leave out the long texts. */
static json_t *summary_show(const Asking *asking, const Dispatch *dispatch)
{
    json_t *out = dispatch_show(asking->engine, asking->db, dispatch, asking->actor, asking->now);
    json_object_del(out, "body");
    json_object_del(out, "carried");
    json_object_del(out, "hops");
    return out;
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    int64_t limit = args->limit != FIELD_UNSET ? args->limit : LIMIT_USUAL;
    g_autoptr(GPtrArray) rows = list_rows(asking->db, args, limit, error);
    if (rows == NULL)
        return false;
    json_t *items = json_array(), *next = json_null();
    for (guint i = 0; i < rows->len && i < limit; i++)
        json_array_append_new(items, summary_show(asking, rows->pdata[i]));
    if (rows->len > limit) {
        const Dispatch *last = rows->pdata[limit - 1];
        json_decref(next);
        next = json_string(strrchr(last->id, '-') + 1);
    }
    out_answer->json = json_pack("{s:o, s:o}", "items", items, "next", next);
    return true;
}

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
        .reply = list_reply,
        .answer = list_answer,
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
static bool dispatch_sees(Db *db, const Actor *actor, const char *unit, const char *subject)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT 1 FROM dispatch WHERE unit = $mine AND origin_unit = $unit"
        " AND (origin = $subject OR origin_matter = $subject)",
        NULL);
    if (statement == NULL || actor->unit == NULL)
        return false;
    bind_text(statement, "mine", actor->unit);
    bind_text(statement, "unit", unit);
    bind_text(statement, "subject", subject);
    return statement_step(statement, NULL) == STORE_ROW;
}

const Part dispatch_part = {.events = dispatch_events,
    .projections = dispatch_projections,
    .queries = dispatch_queries,
    .reactions = dispatch_reactions,
    .chores = dispatch_chores,
    .sees = dispatch_sees};

const Part dispatch_draft_part = {.commands = draft_commands};
const Part dispatch_sign_part = {.commands = sign_commands};
const Part dispatch_purge_part = {.commands = purge_commands};
const Part dispatch_receive_part = {.commands = receive_commands};
const Part dispatch_handle_part = {.commands = handle_commands};
