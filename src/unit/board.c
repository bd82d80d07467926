/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/standing_row.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"

#define LIST_DEFAULT 200
#define LIST_MAX 500

typedef struct BoardArgs {
    char *under;
    bool direct;
    char *cursor;
    int64_t limit;
} BoardArgs;

static const Field board_args[] = {
    FIELD(BoardArgs, under, FIELD_WORD, .required = true, .max = 24,
        .help = "This unit and everything below it."),
    FIELD(BoardArgs, direct, FIELD_BOOL, .help = "Only this unit and its direct children."),
    FIELD(BoardArgs, cursor, FIELD_WORD, .max = 24),
    FIELD(BoardArgs, limit, FIELD_INT, .min = 1, .max = LIST_MAX),
    FIELD_END,
};

/* One row of the board. */
typedef struct BoardRow {
    char *unit;
    char *name;
    char *short_name;
    char *initials;
    char *level;
    char *parent;
    char *duty_phone;
    json_t *leader;
    json_t *officer;
    int64_t officers;
    bool present;
    json_t *open;
    int64_t late_clocks;
    int64_t flags;
    char *presence;
    int64_t presence_since;
    int64_t gaps;
    int64_t next_gap_at;
    int64_t roster_until;
    int64_t filed_until;
    int64_t filing_due_at;
    int64_t handover_at;
    int64_t handovers_late;
    char *away;
    int64_t last_at;
} BoardRow;

typedef struct OnWatch {
    char *name;
    char *phone;
    int64_t since;
} OnWatch;

static const Field on_watch_fields[] = {
    FIELD(OnWatch, name, FIELD_TEXT),
    FIELD(OnWatch, phone, FIELD_TEXT),
    FIELD(OnWatch, since, FIELD_TIME, .required = true),
    FIELD_END,
};

/* Made by hand: no member of a struct is called 1. */
#define COUNT(level)                                                                               \
    {                                                                                              \
        .name = (level), .type = FIELD_INT, .required = true, .of = "LevelCounts"                  \
    }
static const Field level_counts[] = {
    COUNT("1"), COUNT("2"), COUNT("3"), COUNT("4"), COUNT("unknown"), FIELD_END};

static const Field row_fields[] = {
    FIELD(BoardRow, unit, FIELD_WORD, .required = true),
    FIELD(BoardRow, name, FIELD_TEXT, .required = true),
    FIELD(BoardRow, short_name, FIELD_TEXT),
    FIELD(BoardRow, initials, FIELD_WORD, .help = "Pinyin initials of the name."),
    FIELD(BoardRow, level, FIELD_WORD, .required = true),
    FIELD(BoardRow, parent, FIELD_WORD),
    FIELD(BoardRow, duty_phone, FIELD_TEXT),
    FIELD(BoardRow, leader, FIELD_JSON, .object = on_watch_fields,
        .help = "Absent: nobody leads now."),
    FIELD(BoardRow, officer, FIELD_JSON, .object = on_watch_fields, .help = "Who watches longest."),
    FIELD(BoardRow, officers, FIELD_INT, .required = true, .help = "How many watch."),
    FIELD(BoardRow, present, FIELD_BOOL, .required = true, .help = "Is anybody on watch?"),
    FIELD(BoardRow, open, FIELD_JSON, .required = true, .object = level_counts,
        .help = "Open matters by level."),
    FIELD(BoardRow, late_clocks, FIELD_INT, .required = true),
    FIELD(BoardRow, flags, FIELD_INT, .required = true, .help = "Open flags of presence."),
    FIELD(BoardRow, presence, FIELD_WORD,
        .help = "on_post, silent or absent; left out: nothing known."),
    FIELD(BoardRow, presence_since, FIELD_TIME),
    FIELD(
        BoardRow, gaps, FIELD_INT, .help = "Of coverage in the days ahead; absent: never looked."),
    FIELD(BoardRow, next_gap_at, FIELD_TIME, .help = "When the first of them begins."),
    FIELD(BoardRow, roster_until, FIELD_TIME, .help = "Published shifts reach until then."),
    FIELD(BoardRow, filed_until, FIELD_TIME, .help = "Filed rosters reach until then."),
    FIELD(BoardRow, filing_due_at, FIELD_TIME,
        .help = "By when the first roster asked for and not filed is due; absent: none is asked."),
    FIELD(BoardRow, handover_at, FIELD_TIME, .help = "When both last signed a handover."),
    FIELD(BoardRow, handovers_late, FIELD_INT, .required = true,
        .help = "Handovers that lack a signature past its time."),
    FIELD(BoardRow, away, FIELD_TEXT, .help = "Names of principals on leave now."),
    FIELD(BoardRow, last_at, FIELD_TIME, .help = "Of the last event worth a look."),
    FIELD_END,
};

typedef struct BoardReply {
    json_t *items;
    char *next;
    int64_t at;
} BoardReply;

static const Field board_reply[] = {
    FIELD(BoardReply, items, FIELD_JSON, .required = true, .items = row_fields),
    FIELD(BoardReply, next, FIELD_WORD),
    FIELD(BoardReply, at, FIELD_TIME, .required = true, .help = "When it was read."),
    FIELD_END,
};

static json_t *on_watch(const char *name, const char *phone, int64_t since)
{
    if (since == FIELD_UNSET)
        return NULL;
    OnWatch watch = {.name = (char *) name, .phone = (char *) phone, .since = since};
    return fields_write(on_watch_fields, FIELD_HTTP, &watch);
}

static json_t *board_row(Statement *statement)
{
    g_autoptr(Standing) standing = standing_of_row(statement);
    BoardRow row = {.unit = standing->unit,
        .leader = on_watch(standing->leader, standing->leader_phone, standing->leader_since),
        .officer = on_watch(standing->officer, standing->officer_phone, standing->officer_since),
        .officers = standing->officers,
        .present = standing->officers > 0 || standing->leader_since != FIELD_UNSET,
        .late_clocks = standing->late_clocks,
        .flags = standing->flags,
        .presence = standing->presence,
        .presence_since = standing->presence_since,
        .gaps = standing->gaps,
        .next_gap_at = standing->next_gap_at,
        .roster_until = standing->roster_until,
        .filed_until = standing->filed_until,
        .filing_due_at = standing->filing_due_at,
        .handover_at = standing->handover_at,
        .handovers_late = standing->handovers_late,
        .away = standing->away,
        .last_at = standing->last_at,
        .name = (char *) row_text(statement, STANDING_COUNT),
        .short_name = (char *) row_text(statement, STANDING_COUNT + 1),
        .level = (char *) row_text(statement, STANDING_COUNT + 2),
        .parent = (char *) row_text(statement, STANDING_COUNT + 3),
        .duty_phone = (char *) row_text(statement, STANDING_COUNT + 4),
        .initials = (char *) row_text(statement, STANDING_COUNT + 5)};
    row.open = json_pack("{s:I, s:I, s:I, s:I, s:I}", "1", (json_int_t) standing->open[1], "2",
        (json_int_t) standing->open[2], "3", (json_int_t) standing->open[3], "4",
        (json_int_t) standing->open[4], "unknown", (json_int_t) standing->open[0]);
    json_t *json = fields_write(row_fields, FIELD_HTTP, &row);
    json_decref(row.leader);
    json_decref(row.officer);
    json_decref(row.open);
    return json;
}

#define BOARD_COLUMNS                                                                              \
    "SELECT " STANDING_COLUMNS                                                                     \
    ", u.name, u.short_name, u.level, u.parent, u.duty_phone, u.initials"                          \
    " FROM standing s JOIN unit u ON u.unit = s.unit WHERE u.valid_to IS NULL"
#define BOARD_PAGE " AND s.unit > $cursor ORDER BY s.unit LIMIT $limit"

static Statement *board_prepare(Db *db, bool direct, GError **error)
{
    if (direct)
        return store_prepare(
            db, BOARD_COLUMNS " AND (u.unit = $under OR u.parent = $under)" BOARD_PAGE, error);
    return store_prepare(db,
        "WITH RECURSIVE below(code) AS (SELECT unit FROM unit WHERE unit = $under"
        " UNION SELECT v.unit FROM unit v JOIN below b ON v.parent = b.code) " BOARD_COLUMNS
        " AND s.unit IN (SELECT code FROM below)" BOARD_PAGE,
        error);
}

static json_t *board_rows(Statement *statement, int64_t limit, char **out_next, GError **error)
{
    json_t *items = json_array();
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        if ((int64_t) json_array_size(items) == limit) {
            const json_t *last = json_array_get(items, (size_t) limit - 1);
            *out_next = g_strdup(json_string_value(json_object_get(last, "unit")));
            return items;
        }
        json_array_append_new(items, board_row(statement));
    }
    if (step == STORE_DONE)
        return items;
    json_decref(items);
    return NULL;
}

static bool board_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const BoardArgs *board = args;
    int64_t limit = board->limit == FIELD_UNSET ? LIST_DEFAULT : board->limit;
    g_autofree char *next = NULL;
    g_autoptr(Unit) top = unit_get(asking->db, board->under, error);
    g_autoptr(Statement) statement =
        top == NULL ? NULL : board_prepare(asking->db, board->direct, error);
    if (statement == NULL)
        return false;
    bind_text(statement, "under", board->under);
    bind_text(statement, "cursor", board->cursor == NULL ? "" : board->cursor);
    bind_int(statement, "limit", limit + 1);
    BoardReply reply = {.at = asking->now};
    reply.items = board_rows(statement, limit, &next, error);
    if (reply.items == NULL)
        return false;
    reply.next = next;
    out_answer->json = fields_write(board_reply, FIELD_HTTP, &reply);
    json_decref(reply.items);
    return true;
}

static char *board_unit(Engine *engine, Db *db, const void *args, GError **error)
{
    return g_strdup(((const BoardArgs *) args)->under);
}

const Query board_queries[] = {
    {.name = "board.get",
        .path = "/board",
        .permission = "board.read",
        .args = board_args,
        .args_size = sizeof(BoardArgs),
        .reply = board_reply,
        .unit_of = board_unit,
        .answer = board_answer,
        .help = "The standing of every unit below, each with who leads and watches now."},
    {0},
};
