/* SPDX-License-Identifier: Apache-2.0 */
/* Reading handovers: the one that would begin now, and the chain of them. */
#include "handover/handover_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "handover/gather.h"
#include "unit/person.h"
#include "unit/unit.h"

#define PERMISSION_READ "dispatch.read"

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

static const Field standing_fields[] = {
    FIELD(NowReply, last_at, FIELD_TIME),
    FIELD(NowReply, away, FIELD_TEXT),
    FIELD(NowReply, overdue_at, FIELD_TIME),
    FIELD_END,
};

static bool standing_show(Db *db, const char *unit, json_t *now, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT s.handover_at AS last_at, s.away, (SELECT MIN(r.overdue_at) FROM relief r"
        " WHERE r.unit = s.unit AND r.ended_at IS NULL) AS overdue_at FROM standing s"
        " WHERE s.unit = $unit",
        error, "unit", unit, NULL);

    if (!statement_found(row, &found, error))
        return false;
    if (found) {
        json_auto_t *standing = fields_row_json(standing_fields, row);
        json_object_update(now, standing);
    }
    return true;
}

static bool now_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const UnitArgs *args = data;
    Db *db = asking->db;
    g_auto(Outgoing) outgoing = {0};

    if (!outgoing_find(db, args->unit, asking->now, &outgoing, error))
        return false;
    const GatherSpan span = handover_span(asking->engine, &outgoing, asking->now);
    json_auto_t *items = gather_items(db, args->unit, &span, error);
    g_auto(GStrv) incoming =
        items == NULL ? NULL : incoming_propose(db, args->unit, &outgoing, asking->now, error);
    if (incoming == NULL || !items_show(db, args->unit, items, error))
        return false;
    g_autofree char *open = NULL;
    if (!handover_open(db, args->unit, &open, error))
        return false;
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
    ListAsk ask;
    char *unit, *id;
    int64_t from, to;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, from, FIELD_TIME, .help = "Begun then or later."),
    FIELD(ListArgs, to, FIELD_TIME, .help = "Begun before."),
    FIELD_END,
};

static const Field get_args[] = {
    FIELD(ListArgs, id, FIELD_WORD, .required = true, .help = "The handover."),
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
        "SELECT since, COALESCE(ended_at, $until) AS ended_at FROM watch WHERE unit = $unit AND "
        "role = 'officer'"
        " AND since < $until AND (ended_at IS NULL OR ended_at > $from) ORDER BY since, id",
        unit, from, until, error);
    StoreStep step = STORE_FAILED;
    int64_t manned_until = from;

    if (rows == NULL)
        return NULL;
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        span_add(spans, manned_until, row_int_of(rows, "since"));
        manned_until = MAX(manned_until, row_int_of(rows, "ended_at"));
    }
    span_add(spans, manned_until, until);
    return step == STORE_DONE ? json_incref(spans) : NULL;
}

typedef struct Before {
    char *id; /* NULL: this was the first */
    int64_t taken_at;
} Before;

static const Field before_fields[] = {
    FIELD(Before, id, FIELD_WORD), FIELD(Before, taken_at, FIELD_TIME), FIELD_END};

static bool before_find(Db *db, const char *unit, int64_t seq, Before *out, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT id, taken_at FROM handover WHERE unit = $unit AND seq < $seq"
        " AND taken_at IS NOT NULL ORDER BY seq DESC LIMIT 1",
        error, "unit", unit, NULL);

    if (row != NULL)
        bind_int(row, "seq", seq);
    if (!statement_found(row, &found, error))
        return false;
    if (found)
        fields_row(before_fields, row, out);
    return true;
}

/* Does one of those who took the one before hand over in this one? */
static bool is_linked(Db *db, const char *before, const char *id, bool *out_linked, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db,
        "SELECT 1 FROM handover_person g JOIN handover_person t ON t.unit = g.unit"
        " AND t.handover = $before AND t.side = '" SIDE_IN "' AND t.person = g.person"
        " WHERE g.unit = $unit AND g.handover = $id AND g.side = '" SIDE_OUT "' LIMIT 1",
        id, error);

    if (row != NULL)
        bind_text(row, "before", before);
    return statement_found(row, out_linked, error);
}

/* What lies between the handover before and this one. */
static bool link_show(
    const Asking *asking, const char *unit, json_t *link, int64_t seq, GError **error)
{
    Before before = {0};
    int64_t until = asking->now;
    const char *taken = json_text(link, "taken_at");
    json_t *unmanned = NULL;
    bool linked = true;

    if (!before_find(asking->db, unit, seq, &before, error) ||
        (taken != NULL && !moment_parse(taken, &until, error)))
        return false;
    g_autofree char *id = before.id;
    if (id == NULL)
        unmanned = json_array();
    else if (is_linked(asking->db, id, json_text(link, "id"), &linked, error))
        unmanned = unmanned_between(asking->db, unit, before.taken_at, until, error);
    json_object_set_new(link, "linked", json_boolean(linked));
    return unmanned != NULL && json_object_set_new(link, "unmanned", unmanned) == 0;
}

static bool link_fill(const Asking *asking, Statement *row, json_t *link, GError **error)
{
    return handover_people_show(asking->db, link, error) &&
           link_show(asking, row_text_of(row, "unit"), link, row_int_of(row, "seq"), error);
}

#define DECIDED(word)                                                                              \
    "(SELECT COUNT(*) FROM handover_item i WHERE i.unit = h.unit AND i.handover = h.id"            \
    " AND i.decided = '" word "') AS " word
/* The relief of one of those who hand over was late. */
#define OVERDUE                                                                                    \
    "(SELECT MIN(r.overdue_at) FROM handover_person p JOIN relief r ON r.unit = p.unit"            \
    " AND r.person = p.person WHERE p.unit = h.unit AND p.handover = h.id AND p.side = 'out'"      \
    " AND r.overdue_at >= h.since_at AND r.overdue_at <= COALESCE(h.taken_at, h.cancelled_at,"     \
    " r.overdue_at)) AS overdue_at"

static const View link_view = {
    .thing = "handover",
    .fields = link_shown,
    .list = "SELECT h.*, " DECIDED("accepted") ", " DECIDED(
        "refused") ", " OVERDUE " FROM (" HEAD_COLUMNS " AND seq < $after_seq"
                   " AND began_at >= COALESCE(CAST($from AS BIGINT), 0)"
                   " AND (CAST($to AS BIGINT) IS NULL OR began_at < $to)"
                   " ORDER BY seq DESC LIMIT $limit) h ORDER BY h.seq DESC",
    .names = handover_names,
    .fill = link_fill,
    .keys = {{"seq", .falls = true}},
    .sheet = "began_at since_at relief_at taken_at state whole accepted refused countersigned_by "
             "countersigned_at overdue_at late linked reason id",
    .about = unit_name,
};

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
        .reply = LIST_OF(link_shown),
        .lists = &link_view,
        .help = "The chain of handovers, newest first, and what is missing between them."},
    {.name = "handover.get",
        .path = "/handovers/{id}",
        .permission = PERMISSION_READ,
        .args = get_args,
        .args_size = sizeof(ListArgs),
        .reply = handover_reply,
        .shows = &handover_view,
        .help = "A handover with its items, signatures and corrections."},
    {0},
};
