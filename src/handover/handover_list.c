/* SPDX-License-Identifier: Apache-2.0 */
/* Reading handovers: the one that would begin now, and the chain of them. */
#include "handover/handover_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "handover/gather.h"
#include "unit/person.h"

#define PERMISSION_READ "dispatch.read"
#define LIST_DEFAULT 30

static json_t *person_shown(Db *db, const char *person)
{
    g_autofree char *name = person_name(db, person);
    return json_pack("{s:s, s:o}", "person", person, "name", shown_text(name));
}

/* ---- now ---- */

typedef struct UnitArgs {
    char *unit;
} UnitArgs;

static const Field unit_args[] = {
    FIELD(UnitArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

typedef struct NowReply {
    char *open;
    int64_t since;
    int64_t relief_at;
    int64_t overdue_at;
    int64_t last_at;
    char *away;
    json_t *outgoing;
    json_t *incoming;
    json_t *items;
} NowReply;

static const Field now_reply[] = {
    FIELD(NowReply, open, FIELD_WORD, .help = "The handover going on, or null."),
    FIELD(NowReply, since, FIELD_TIME, .help = "Since when the officers are on watch."),
    FIELD(NowReply, relief_at, FIELD_TIME, .help = "When the roster has them relieved."),
    FIELD(NowReply, overdue_at, FIELD_TIME, .help = "When it rang that nobody had come."),
    FIELD(NowReply, last_at, FIELD_TIME, .help = "When the last handover was signed by both."),
    FIELD(NowReply, away, FIELD_TEXT, .help = "Principals on leave now."),
    FIELD(NowReply, outgoing, FIELD_JSON, .required = true, .items = handover_person_shown),
    FIELD(NowReply, incoming, FIELD_JSON, .required = true, .items = handover_person_shown,
        .help = "Whom the roster brings."),
    FIELD(NowReply, items, FIELD_JSON, .required = true, .items = handover_item_shown),
    FIELD_END,
};

static json_t *persons_json(Db *db, char *const *persons)
{
    json_t *list = json_array();

    for (char *const *one = persons; *one != NULL; one++)
        json_array_append_new(list, person_shown(db, *one));
    return list;
}

static bool standing_show(Db *db, const char *unit, json_t *now, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT s.handover_at, s.away, (SELECT MIN(r.overdue_at) FROM relief r"
        " WHERE r.unit = s.unit AND r.ended_at IS NULL) FROM standing s WHERE s.unit = $unit",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        json_object_set_new(now, "last_at", shown_column(row, 0));
        json_object_set_new(now, "away", shown_text(row_text(row, 1)));
        json_object_set_new(now, "overdue_at", shown_column(row, 2));
    }
    return step != STORE_FAILED;
}

static bool now_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const UnitArgs *args = data;
    Db *db = asking->db;
    g_auto(Outgoing) outgoing = {0};
    json_t *item = NULL;
    size_t i = 0;

    if (!outgoing_find(db, args->unit, asking->now, &outgoing, error))
        return false;
    const GatherSpan span = handover_span(asking->engine, &outgoing, asking->now);
    json_auto_t *items = gather_items(db, args->unit, &span, error);
    g_auto(GStrv) incoming =
        items == NULL ? NULL : incoming_propose(db, args->unit, &outgoing, asking->now, error);
    if (incoming == NULL)
        return false;
    json_array_foreach (items, i, item)
        if (!item_show(db, args->unit, item, error))
            return false;
    g_autofree char *open = handover_open(db, args->unit);
    json_auto_t *now = json_pack("{s:o, s:o, s:o, s:o, s:o, s:O}", "open", shown_text(open),
        "since", shown_moment(*outgoing.persons == NULL ? FIELD_UNSET : outgoing.since),
        "relief_at", shown_moment(outgoing.relief_at), "outgoing",
        persons_json(db, outgoing.persons), "incoming", persons_json(db, incoming), "items", items);
    if (!standing_show(db, args->unit, now, error))
        return false;
    out_answer->json = json_incref(now);
    return true;
}

/* ---- the chain ---- */

typedef struct ListArgs {
    char *unit;
    int64_t from;
    int64_t to;
    char *cursor;
    int64_t limit;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, from, FIELD_TIME, .help = "Begun then or later."),
    FIELD(ListArgs, to, FIELD_TIME, .help = "Begun before."),
    FIELD(ListArgs, cursor, FIELD_WORD, .help = "`next` of the page before."),
    FIELD(ListArgs, limit, FIELD_INT, .min = 1, .max = 200),
    FIELD_END,
};

typedef struct SpanShown {
    int64_t from;
    int64_t until;
} SpanShown;

static const Field span_shown[] = {
    FIELD(SpanShown, from, FIELD_TIME, .required = true),
    FIELD(SpanShown, until, FIELD_TIME, .required = true),
    FIELD_END,
};

typedef struct LinkShown {
    HandoverShown head; /* for the offsets of HEAD_SHOWN */
    int64_t accepted;
    int64_t refused;
    bool linked;
    int64_t overdue_at;
    json_t *unmanned;
} LinkShown;

static const Field link_shown[] = {
    HEAD_SHOWN,
    FIELD(LinkShown, accepted, FIELD_INT, .required = true),
    FIELD(LinkShown, refused, FIELD_INT, .required = true),
    FIELD(LinkShown, linked, FIELD_BOOL, .required = true,
        .help = "Somebody who hands over here took over in the one before."),
    FIELD(LinkShown, overdue_at, FIELD_TIME,
        .help = "When it rang that nobody had come to relieve who hands over."),
    FIELD(LinkShown, unmanned, FIELD_JSON, .required = true, .items = span_shown,
        .help = "Since the one before: when no officer was on watch."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
    char *next;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = link_shown),
    FIELD(ListReply, next, FIELD_WORD, .help = "Cursor of the next page, or null."),
    FIELD_END,
};

static void span_add(json_t *spans, int64_t from, int64_t until)
{
    if (until > from)
        json_array_append_new(spans,
            json_pack("{s:o, s:o}", "from", shown_moment(from), "until", shown_moment(until)));
}

json_t *unmanned_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    json_auto_t *spans = json_array();
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT since, ended_at FROM watch WHERE unit = $unit AND role = 'officer'"
        " AND since < $until AND (ended_at IS NULL OR ended_at > $from) ORDER BY since, id",
        unit, from, until, error);
    StoreStep step = STORE_FAILED;
    int64_t manned_until = from;

    if (rows == NULL)
        return NULL;
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        span_add(spans, manned_until, row_int(rows, 0));
        manned_until = MAX(manned_until, row_int_or(rows, 1, until));
    }
    span_add(spans, manned_until, until);
    return step == STORE_DONE ? json_incref(spans) : NULL;
}

static bool count_decided(Db *db, const char *unit, json_t *link, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT CAST(COALESCE(SUM(CASE WHEN decided = 'accepted' THEN 1 ELSE 0 END), 0) AS BIGINT),"
        " CAST(COALESCE(SUM(CASE WHEN decided = 'refused' THEN 1 ELSE 0 END), 0) AS BIGINT)"
        " FROM handover_item WHERE unit = $unit AND handover = $id",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "id", json_text(link, "id"));
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        json_object_set_new(link, "accepted", json_integer(row_int(row, 0)));
        json_object_set_new(link, "refused", json_integer(row_int(row, 1)));
    }
    return step == STORE_ROW;
}

/* The relief of one of those who hand over was late. */
static bool overdue_show(Db *db, const char *unit, json_t *link, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT MIN(r.overdue_at) FROM handover h JOIN handover_person p ON p.unit = h.unit"
        " AND p.handover = h.id AND p.side = 'out' JOIN relief r ON r.unit = h.unit"
        " AND r.person = p.person WHERE h.unit = $unit AND h.id = $id"
        " AND r.overdue_at >= h.from_at AND r.overdue_at <= COALESCE(h.taken_at, h.cancelled_at,"
        " r.overdue_at)",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "id", json_text(link, "id"));
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW)
        json_object_set_new(link, "overdue_at", shown_column(row, 0));
    return step == STORE_ROW;
}

typedef struct Before {
    char *id;
    int64_t taken_at; /* FIELD_UNSET: this was the first */
} Before;

static bool before_find(Db *db, const char *unit, int64_t seq, Before *out, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT id, taken_at FROM handover WHERE unit = $unit AND seq < $seq"
        " AND taken_at IS NOT NULL ORDER BY seq DESC LIMIT 1",
        error);

    out->taken_at = FIELD_UNSET;
    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_int(row, "seq", seq);
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        out->id = g_strdup(row_text(row, 0));
        out->taken_at = row_int(row, 1);
    }
    return step != STORE_FAILED;
}

static bool is_linked(Db *db, const char *before, const char *id)
{
    g_auto(GStrv) took = handover_side(db, before, "in", false);
    g_auto(GStrv) gave = handover_side(db, id, "out", false);

    for (char **one = gave; *one != NULL; one++)
        if (g_strv_contains((const char *const *) took, *one))
            return true;
    return false;
}

/* What lies between the handover before and this one. */
static bool link_show(
    const Asking *asking, const char *unit, json_t *link, int64_t seq, GError **error)
{
    Before before = {0};
    int64_t until = asking->now;
    const char *taken = json_text(link, "taken_at");
    json_t *unmanned = NULL;

    if (!before_find(asking->db, unit, seq, &before, error) ||
        (taken != NULL && !moment_parse(taken, &until, error)))
        return false;
    if (before.id == NULL)
        unmanned = json_array();
    else
        unmanned = unmanned_between(asking->db, unit, before.taken_at, until, error);
    json_object_set_new(link, "linked",
        json_boolean(before.id == NULL || is_linked(asking->db, before.id, json_text(link, "id"))));
    g_free(before.id);
    return unmanned != NULL && json_object_set_new(link, "unmanned", unmanned) == 0;
}

static Statement *list_ask(
    const Asking *asking, const ListArgs *args, int64_t limit, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(asking->db,
        HEAD_COLUMNS " AND seq < $before AND began_at >= $from_at AND began_at < $to_at"
                     " ORDER BY seq DESC LIMIT $limit",
        error);
    gint64 before = JSON_INTEGER_MAX;

    if (args->cursor != NULL &&
        !g_ascii_string_to_signed(args->cursor, 10, 0, JSON_INTEGER_MAX, &before, NULL)) {
        fail_field(error, "cursor", "unknown");
        return NULL;
    }
    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", args->unit);
    bind_int(rows, "before", before);
    bind_int(rows, "from_at", args->from == FIELD_UNSET ? 0 : args->from);
    bind_int(rows, "to_at", args->to == FIELD_UNSET ? JSON_INTEGER_MAX : args->to);
    bind_int(rows, "limit", limit + 1);
    return g_steal_pointer(&rows);
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    int64_t limit = args->limit == FIELD_UNSET ? LIST_DEFAULT : args->limit;
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = list_ask(asking, args, limit, error);
    StoreStep step = STORE_FAILED;
    json_t *link = NULL;
    int64_t seq = 0;
    bool more = false;
    size_t i = 0;

    if (rows == NULL)
        return false;
    while ((step = statement_step(rows, error)) == STORE_ROW && !more) {
        more = (int64_t) json_array_size(items) == limit;
        if (!more) {
            seq = row_int(rows, 14);
            link = handover_head_json(asking->db, rows);
            json_object_set_new(link, "seq", json_integer(seq));
            json_array_append_new(items, link);
        }
    }
    if (step == STORE_FAILED)
        return false;
    json_array_foreach (items, i, link) {
        if (!handover_people_show(asking->db, args->unit, link, error) ||
            !count_decided(asking->db, args->unit, link, error) ||
            !overdue_show(asking->db, args->unit, link, error) ||
            !link_show(asking, args->unit, link, json_number(link, "seq", 0), error))
            return false;
        json_object_del(link, "seq");
    }
    g_autofree char *next = more ? g_strdup_printf("%" G_GINT64_FORMAT, seq) : NULL;
    out_answer->json = json_pack("{s:O, s:o}", "items", items, "next", shown_text(next));
    return true;
}

const Query handover_queries[] = {
    {.name = "handover.now",
        .path = "/units/{unit}/handover",
        .permission = PERMISSION_READ,
        .args = unit_args,
        .args_size = sizeof(UnitArgs),
        .reply = now_reply,
        .answer = now_answer,
        .help = "What there is to hand over at the unit now, and who to whom."},
    {.name = "handover.list",
        .path = "/units/{unit}/handovers",
        .permission = PERMISSION_READ,
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "The chain of handovers, newest first, and what is missing between them."},
    {.name = "handover.get",
        .path = "/handovers/{id}",
        .permission = PERMISSION_READ,
        .args = handover_get_args,
        .args_size = sizeof(HandoverGetArgs),
        .reply = handover_reply,
        .unit_of = handover_get_unit,
        .answer = handover_get_answer,
        .help = "A handover with its items, signatures and corrections."},
    {0},
};
