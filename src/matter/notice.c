/* SPDX-License-Identifier: Apache-2.0 */
/* Alarms at the desk: who is told what, and whether it was seen. */
#include "base/json.h"
#include "engine/view.h"
#include "matter/act.h"
#include "matter/matter_private.h"
#include "matter/module.h"
#include "unit/unit.h"

#include <string.h>

bool notice_raise(
    Decision *decision, const char *matter, const char *role, const char *word, GError **error)
{
    const NoticeRaisedBody body = {
        .matter = (char *) matter, .role = (char *) role, .word = (char *) word};

    return decision_emit(decision, EVENT_NOTICE_RAISED, NULL, &body, error);
}

bool notice_climb(Decision *decision, const NoticeRung *rung, GError **error)
{
    if (rung->again)
        return notice_raise(decision, rung->matter, "head", rung->word, error);
    return (rung->first == NULL ||
               notice_raise(decision, rung->matter, rung->first, rung->word, error)) &&
           notice_raise(decision, rung->matter, "leader", rung->word, error);
}

/* ---- projections ---- */

typedef struct NoticeRow {
    const char *id;
    const char *matter;
    const char *role;
    const char *word;
    const json_t *label;
} NoticeRow;

static bool notice_write(Db *db, const Event *event, const NoticeRow *notice, GError **error)
{
    char *label =
        notice->label == NULL ? NULL : json_dumps(notice->label, JSON_COMPACT | JSON_SORT_KEYS);
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO notice (unit, id, matter, matter_seq, role, word, label, at, mistimed)"
        " VALUES ($unit, $id, $matter, $matter_seq, $role, $word, $label, $at, 0)",
        error);
    bool ok = false;

    if (row != NULL) {
        bind_text(row, "unit", event->unit);
        bind_text(row, "id", notice->id);
        bind_text(row, "matter", notice->matter);
        bind_int(row, "matter_seq", matter_seq(notice->matter));
        bind_text(row, "role", notice->role);
        bind_text(row, "word", notice->word);
        bind_text(row, "label", label);
        bind_int(row, "at", event->at);
        ok = statement_post(row, -1, error);
    }
    free(label);
    return ok;
}

static bool step_notices(Db *db, const Event *event, GError **error)
{
    const json_t *roles = json_object_get(event->body, "tell"), *role = NULL;
    const char *step = json_text(event->body, "step");
    g_autofree char *word = g_strdup_printf("step.%s", step == NULL ? "open" : step);
    size_t i = 0;

    json_array_foreach (roles, i, role) {
        g_autofree char *id =
            g_strdup_printf("%s-%" G_GINT64_FORMAT ".%zu", event->unit, event->seq, i + 1);
        const NoticeRow notice = {.id = id,
            .matter = event->subject,
            .role = json_string_value(role),
            .word = word,
            .label = json_object_get(event->body, "label")};

        if (!notice_write(db, event, &notice, error))
            return false;
    }
    return true;
}

static bool rang_notice(Db *db, const Event *event, GError **error)
{
    g_autofree char *id = g_strdup_printf("%s-%" G_GINT64_FORMAT, event->unit, event->seq);
    g_autofree char *word = g_strdup_printf("clock.%s", json_text(event->body, "word"));
    const NoticeRow notice = {.id = id,
        .matter = event->subject,
        .role = json_text(event->body, "tell"),
        .word = word,
        .label = json_object_get(event->body, "label")};

    return notice_write(db, event, &notice, error);
}

static bool rung_notices(Db *db, const Event *event, GError **error)
{
    const json_t *rung = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(event->body, "changes"), i, rung) {
        g_autofree char *id =
            g_strdup_printf("%s-%" G_GINT64_FORMAT ".%zu", event->unit, event->seq, i + 1);
        g_autofree char *word = g_strdup_printf("clock.%s", json_text(rung, "word"));
        const NoticeRow notice = {.id = id,
            .matter = event->subject,
            .role = json_text(rung, "tell"),
            .word = word,
            .label = json_object_get(rung, "label")};

        if (!notice_write(db, event, &notice, error))
            return false;
    }
    return true;
}

static bool raised_notice(Db *db, const Event *event, GError **error)
{
    const NoticeRow notice = {.id = event->subject,
        .matter = json_text(event->body, "matter"),
        .role = json_text(event->body, "role"),
        .word = json_text(event->body, "word"),
        .label = json_object_get(event->body, "label")};

    return notice_write(db, event, &notice, error);
}

static const Projection projections[] = {
    {.event = EVENT_OPENED, .apply = step_notices},
    {.event = EVENT_STEPPED, .apply = step_notices},
    {.event = EVENT_CLOSED, .apply = step_notices},
    {.event = EVENT_REOPENED, .apply = step_notices},
    {.event = EVENT_CLOCK_RANG, .apply = rang_notice},
    {.event = EVENT_OBLIGATION_RANG, .apply = rung_notices},
    {.event = EVENT_NOTICE_RAISED, .apply = raised_notice},
    {.event = EVENT_NOTICE_SEEN,
        .sql = "UPDATE notice SET seen_at = $at, seen_by = $actor"
               " WHERE unit = $unit AND id = $subject AND seen_at IS NULL"},
    {.event = EVENT_TIME_CORRECTED,
        .sql = "UPDATE notice SET mistimed = 1 WHERE unit = $unit AND at > $at"},
    {0},
};

/* ---- POST /notices/{id}/seen ---- */

typedef struct SeenArgs {
    char *id;
} SeenArgs;

static const Field seen_args[] = {
    FIELD(SeenArgs, id, FIELD_WORD, .required = true, .help = "The notice."),
    FIELD_END,
};

static bool seen_decide(Decision *decision, const void *data, GError **error)
{
    const SeenArgs *args = data;
    const Actor *actor = decision_actor(decision);
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "SELECT role, seen_at FROM notice WHERE unit = $unit AND id = $id", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "id", args->id);
    if (!statement_find(row, "not_found", "notice", error))
        return false;
    if (!row_is_null(row, row_column(row, "seen_at")))
        return true;
    if (actor != NULL && !actor_is_system(actor) &&
        !actor_has_role(actor, row_text_of(row, "role")))
        return fail_as(error, FAIL_DENIED, "needs_role", "the notice is for another role");
    return decision_emit(decision, EVENT_NOTICE_SEEN, args->id, NULL, error);
}

static const Command commands[] = {
    {.name = "notice.see",
        .method = "POST",
        .path = "/notices/{id}/seen",
        .args = seen_args,
        .args_size = sizeof(SeenArgs),
        .decide = seen_decide,
        .help = "Says that an alarm at the desk was seen by whom it is for."},
    {0},
};

/* ---- GET /units/{unit}/notices ---- */

typedef struct NoticesArgs {
    ListAsk ask;
    char *unit;
    bool all;
    bool open;
} NoticesArgs;

static const Field notices_args[] = {
    SHEET_FIELDS,
    FIELD(NoticesArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(NoticesArgs, all, FIELD_BOOL, .help = "Also those that were seen."),
    FIELD(NoticesArgs, open, FIELD_BOOL, .help = "Only those not yet seen: the default."),
    FIELD_END,
};

typedef struct NoticeShown {
    char *id;
    char *matter;
    char *title;
    char *number;
    char *role;
    char *text;
    json_t *label;
    int64_t at;
    bool mistimed;
    int64_t seen_at;
    char *seen_by;
    char **may;
} NoticeShown;

static const Field notice_shown[] = {
    FIELD(NoticeShown, id, FIELD_WORD),
    FIELD(NoticeShown, matter, FIELD_WORD, .help = "The matter it is about, if any."),
    FIELD(NoticeShown, title, FIELD_TEXT),
    FIELD(NoticeShown, number, FIELD_TEXT),
    FIELD(NoticeShown, role, FIELD_WORD, .help = "Who is told."),
    FIELD(NoticeShown, text, FIELD_WORD, .help = "What it says: clock.late, step.close, …"),
    FIELD(NoticeShown, label, FIELD_JSON, .object = fields_label,
        .help = "Name of the clock or step."),
    FIELD(NoticeShown, at, FIELD_TIME),
    FIELD(NoticeShown, mistimed, FIELD_BOOL,
        .help = "It was raised at a time that proved to be wrong: perhaps for nothing."),
    FIELD(NoticeShown, seen_at, FIELD_TIME),
    FIELD(NoticeShown, seen_by, FIELD_WORD),
    FIELD(NoticeShown, may, FIELD_WORDS, .required = true,
        .help = "What whoever asks may do: seen, when it is for them."),
    FIELD_END,
};

static bool may_fill(const Asking *asking, Statement *row, json_t *notice, GError **error)
{
    const Actor *actor = asking->actor;
    bool is_theirs = actor != NULL && row_is_null(row, row_column(row, "seen_at")) &&
                     actor_has_role(actor, row_text_of(row, "role"));

    json_object_set_new(notice, "may", is_theirs ? json_pack("[s]", "seen") : json_array());
    return true;
}

static const View notice_view = {
    .thing = "notice",
    .fields = notice_shown,
    .list = "SELECT n.id, n.matter, m.title, m.number, n.role, n.word AS text, n.label, n.at,"
            " n.mistimed, n.seen_at, n.seen_by FROM notice n"
            " LEFT JOIN matter m ON m.unit = n.unit AND m.seq = n.matter_seq WHERE n.unit = $unit"
            " AND (n.seen_at IS NULL OR ($all = 1 AND $open = 0))"
            " AND (n.at, n.id) < ($after_at, $after_id)"
            " ORDER BY n.at DESC, n.id DESC LIMIT $limit",
    .fill = may_fill,
    .keys = {{"at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "at role text label number title mistimed seen_at seen_by matter",
    .about = unit_name,
};

static const Query queries[] = {
    {.name = "notice.list",
        .path = "/units/{unit}/notices",
        .permission = "matter.read",
        .args = notices_args,
        .args_size = sizeof(NoticesArgs),
        .reply = LIST_OF(notice_shown),
        .lists = &notice_view,
        .help = "The alarms at a unit's desk, newest first, without those that were seen."},
    {0},
};

const Part notice_part = {
    .events = notice_events, .commands = commands, .queries = queries, .projections = projections};
