/* SPDX-License-Identifier: Apache-2.0 */
/* Filing a roster with whoever asked for it, else with the unit above. */
#include "base/json.h"
#include "dispatch/post.h"
#include "roster/filing.h"
#include "roster/module.h"
#include "roster/show.h"
#include "unit/unit.h"

#include <string.h>

/* ---- POST /rosters/{id}/file ---- */

typedef struct FileArgs {
    char *id;
} FileArgs;

static const Field file_args[] = {
    FIELD(FileArgs, id, FIELD_WORD, .required = true, .help = "A published roster."),
    FIELD_END,
};

/* What this unit has filed before, and this roster. */
static GPtrArray *filed_days(Decision *decision, const Roster *roster, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_texts(decision_db(decision),
        "SELECT from_day, to_day FROM roster WHERE unit = $unit AND state = 'published'"
        " AND (filed_at IS NOT NULL OR id = $id)",
        error, "unit", roster->unit, "id", roster->id, NULL);

    return fields_rows(
        filing_days_fields, sizeof(FilingDays), (GDestroyNotify) filing_days_free, rows, error);
}

static json_t *shift_carried(Statement *row)
{
    return json_pack("[s, s, I, I, s?, s?]", row_text_of(row, "post"), row_text_of(row, "role"),
        (json_int_t) row_int_of(row, "begins_at"), (json_int_t) row_int_of(row, "ends_at"),
        row_text_of(row, "name"), row_text_of(row, "phone"));
}

/* As the unit above gets them: [post, role, begins_at, ends_at, name, phone] a shift. */
static json_t *shifts_carried(Db *db, const char *roster, GError **error)
{
    json_auto_t *items = json_array();
    StoreStep step = STORE_FAILED;
    g_autoptr(Statement) rows = store_prepare_id(db,
        "SELECT d.name AS post, d.role, s.begins_at, s.ends_at, p.name,"
        " NULLIF(p.phone, '') AS phone FROM shift s"
        " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post"
        " LEFT JOIN person p ON p.unit = s.unit AND p.id = s.person"
        " WHERE s.unit = $unit AND s.roster = $id ORDER BY s.begins_at, d.place, s.post, s.id",
        roster, error);

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(items, shift_carried(rows));
    return step == STORE_DONE ? g_steal_pointer(&items) : NULL;
}

static char *roster_payload(Decision *decision, const Roster *roster, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    json_t *shifts = shifts_carried(decision_db(decision), roster->id, error);

    if (shifts == NULL)
        return NULL;
    json_auto_t *payload = json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:s, s:I, s:o}}", "kind",
        DISPATCH_ROSTER_FILING, "number", roster->id, "fields", "roster", roster->id, "title",
        roster->title, "from_day", roster->from_day, "to_day", roster->to_day, "until_at",
        (json_int_t) roster->until_at, "shifts", shifts);
    return json_write_canonical(payload, text, error) ? g_string_free(g_steal_pointer(&text), FALSE)
                                                      : NULL;
}

typedef struct Filing {
    Decision *decision;
    const Roster *roster;
    const GPtrArray *filed; /* FilingDays * */
    GPtrArray *asks;        /* FilingAsk *, open */
    DispatchPost post;
    GPtrArray *to;  /* char *: units */
    GPtrArray *met; /* char *: ids of asks */
} Filing;

static bool is_touched(const Filing *filing, const FilingAsk *ask)
{
    return strcmp(ask->from_day, filing->roster->to_day) <= 0 &&
           strcmp(ask->to_day, filing->roster->from_day) >= 0;
}

static bool is_known(const GPtrArray *units, const char *unit)
{
    for (guint i = 0; i < units->len; i++)
        if (strcmp(units->pdata[i], unit) == 0)
            return true;
    return false;
}

/* An ask that is met now is answered; a part of one is sent to whoever asked. */
static bool asks_file(Filing *filing, GError **error)
{
    for (guint i = 0; i < filing->asks->len; i++) {
        FilingAsk *ask = filing->asks->pdata[i];
        if (!is_touched(filing, ask))
            continue;
        bool met = filing_covers(filing->filed, ask->from_day, ask->to_day, NULL);
        if (met)
            g_ptr_array_add(filing->met, ask->id);
        if (is_known(filing->to, ask->caller))
            continue;
        g_ptr_array_add(filing->to, g_strdup(ask->caller));
        char *to[] = {ask->caller, NULL};
        filing->post.to = to;
        bool sent =
            met ? dispatch_post_answer(filing->decision, ask->dispatch, &filing->post, error)
                : dispatch_post(filing->decision, &filing->post, NULL, error);
        if (!sent)
            return false;
    }
    return true;
}

static bool parent_file(Filing *filing, GError **error)
{
    g_autofree char *parent = NULL;

    if (!unit_parent(decision_db(filing->decision), filing->roster->unit, &parent, error))
        return false;
    char *to[] = {parent, NULL};
    if (parent == NULL)
        return fail_as(error, FAIL_CONFLICT, "no_unit_above", "there is no unit above");
    g_ptr_array_add(filing->to, g_strdup(parent));
    filing->post.to = to;
    return dispatch_post(filing->decision, &filing->post, NULL, error);
}

static bool filing_emit(Filing *filing, GError **error)
{
    RosterFiledBody body = {0};

    if (!asks_file(filing, error) || (filing->to->len == 0 && !parent_file(filing, error)))
        return false;
    g_ptr_array_add(filing->to, NULL);
    g_ptr_array_add(filing->met, NULL);
    body.to = (char **) filing->to->pdata;
    body.asks = filing->met->len > 1 ? (char **) filing->met->pdata : NULL;
    return decision_emit(filing->decision, EVENT_ROSTER_FILED, filing->roster->id, &body, error);
}

static bool file_send(Decision *decision, const Roster *roster, GError **error)
{
    g_autofree char *payload = roster_payload(decision, roster, error);
    g_autofree char *days = g_strdup_printf("%s – %s", roster->from_day, roster->to_day);
    g_autoptr(GPtrArray) filed = filed_days(decision, roster, error);
    g_autoptr(GPtrArray) asks = NULL;
    g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) met = g_ptr_array_new();

    if (payload == NULL || filed == NULL)
        return false;
    asks = filing_asks(decision_db(decision), roster->unit, error);
    if (asks == NULL)
        return false;
    Filing filing = {.decision = decision,
        .roster = roster,
        .filed = filed,
        .asks = asks,
        .post = {.type = DISPATCH_ROSTER_FILING,
            .urgency = "normal",
            .title = *roster->title == '\0' ? days : roster->title,
            .payload = payload,
            .answer_due_at = FIELD_UNSET},
        .to = to,
        .met = met};
    return filing_emit(&filing, error);
}

/* Ids of published rosters that were filed and touch the days. */
static GPtrArray *filed_rosters(
    Decision *decision, const char *from_day, const char *to_day, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(decision_db(decision),
        "SELECT id FROM roster WHERE unit = $unit AND state = 'published' AND filed_at IS NOT NULL"
        " AND from_day <= $to AND to_day >= $from ORDER BY from_day, id",
        error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", decision_unit(decision));
    bind_text(rows, "from", from_day);
    bind_text(rows, "to", to_day);
    return statement_rows(rows, row_first_text, g_free, error);
}

bool filing_send_filed(Decision *decision, const char *from_day, const char *to_day, GError **error)
{
    g_autoptr(GPtrArray) ids = filed_rosters(decision, from_day, to_day, error);

    if (ids == NULL)
        return false;
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(Roster) roster = roster_get(decision_db(decision), ids->pdata[i], error);
        if (roster == NULL || !file_send(decision, roster, error))
            return false;
    }
    return true;
}

static bool file_decide(Decision *decision, const void *data, GError **error)
{
    const FileArgs *args = data;
    g_autoptr(Roster) roster = roster_get(decision_db(decision), args->id, error);

    if (roster == NULL)
        return false;
    if (strcmp(roster->state, ROSTER_PUBLISHED) != 0)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "the roster is %s", roster->state);
    return file_send(decision, roster, error);
}

static bool file_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const FileArgs *args = data;

    *out_reply = roster_show(
        decision_engine(decision), decision_db(decision), args->id, decision_now(decision), error);
    return *out_reply != NULL;
}

static const Command commands[] = {
    {.name = "roster.file",
        .method = "POST",
        .path = "/rosters/{id}/file",
        .permission = "roster.publish",
        .args = file_args,
        .args_size = sizeof(FileArgs),
        .reply = roster_shown,
        .decide = file_decide,
        .conclude = file_conclude,
        .help = "Files a published roster with the units that asked for it, else with the unit "
                "above; filing again sends it as it is now."},
    {0},
};

const Part filing_send_part = {.commands = commands};
