/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "engine/engine.h"
#include "unit/duty_line.h"
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

typedef struct BoardNote {
    const char *name;
    int64_t count;
    int64_t at;
    const char *word;
    const char *text;
    bool amiss;
    int64_t amiss_at;
} BoardNote;

static const Field note_fields[] = {
    FIELD(BoardNote, name, FIELD_WORD, .required = true, .help = "As GET /board/notes lists it."),
    FIELD(BoardNote, count, FIELD_INT),
    FIELD(BoardNote, at, FIELD_TIME),
    FIELD(BoardNote, word, FIELD_WORD),
    FIELD(BoardNote, text, FIELD_TEXT),
    FIELD(BoardNote, amiss, FIELD_BOOL, .help = "Worth a look now."),
    FIELD(BoardNote, amiss_at, FIELD_TIME, .help = "Worth a look from then on, which is to come."),
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
    json_t *notes;
    int64_t last_at;
} BoardRow;

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
    FIELD(BoardRow, notes, FIELD_JSON, .required = true, .items = note_fields,
        .help = "What modules say of it, in the order of GET /board/notes; what is left out, of "
                "which there is nothing to say."),
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

/* ---- what is declared ---- */

static gint note_order(gconstpointer a, gconstpointer b)
{
    const NoteKind *left = *(NoteKind *const *) a, *right = *(NoteKind *const *) b;

    if (left->order != right->order)
        return left->order < right->order ? -1 : 1;
    return g_strcmp0(left->name, right->name);
}

/* Owned, of borrowed kinds: all that modules declare, in order. */
static GPtrArray *kinds_of(const Engine *engine)
{
    GPtrArray *kinds = g_ptr_array_new();

    for (const Part *const *part = engine_parts(engine); *part != NULL; part++)
        for (const NoteKind *kind = (*part)->notes; kind != NULL && kind->name != NULL; kind++)
            g_ptr_array_add(kinds, (void *) kind);
    g_ptr_array_sort(kinds, note_order);
    return kinds;
}

static const Field no_args[] = {FIELD_END};

typedef struct NoteKindShown {
    const char *name, *group;
    char **holds;
    const char *opens;
    int64_t weight;
} NoteKindShown;

static const Field kind_fields[] = {
    FIELD(NoteKindShown, name, FIELD_WORD, .required = true),
    FIELD(NoteKindShown, group, FIELD_WORD, .required = true,
        .help = "Notes of a group stand in one column."),
    FIELD(NoteKindShown, holds, FIELD_WORDS, .required = true,
        .help = "Which of count, at, word and text it has."),
    FIELD(NoteKindShown, opens, FIELD_WORD, .help = "Path of the page with more, with {unit}."),
    FIELD(NoteKindShown, weight, FIELD_INT, .required = true,
        .help = "How much it weighs that it is amiss; 0: it never is."),
    FIELD_END,
};

static const Field kinds_reply[] = {
    {.name = "items",
        .type = FIELD_JSON,
        .required = true,
        .items = kind_fields,
        .help = "In the order of the board."},
    FIELD_END,
};

static bool kinds_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    g_autoptr(GPtrArray) kinds = kinds_of(asking->engine);
    json_t *items = json_array();

    for (guint i = 0; i < kinds->len; i++) {
        const NoteKind *kind = kinds->pdata[i];
        g_auto(GStrv) holds = g_strsplit(kind->holds, " ", -1);
        const NoteKindShown shown = {kind->name, kind->group, holds, kind->opens, kind->weight};
        json_array_append_new(items, fields_write(kind_fields, FIELD_HTTP, &shown));
    }
    out_answer->json = json_pack("{s:o}", "items", items);
    return true;
}

/* ---- a row ---- */

#define NOTE_DUTY_LINE "duty_line"

/* One reading of the board: rows come one a note, those of a unit together. */
typedef struct Board {
    GPtrArray *kinds;
    const DutyLines *lines;
    int64_t now;
    json_t *items;
} Board;

/* In the place of the column called so, which is the name alone. */
static void watch_put(json_t *row, const char *role, const OnWatch *watch)
{
    if (watch->since == FIELD_UNSET)
        json_object_del(row, role);
    else
        json_object_set_new(row, role, fields_write(on_watch_fields, FIELD_HTTP, watch));
}

static json_t *levels_json(const Standing *standing)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "1", (json_int_t) standing->open[1], "2",
        (json_int_t) standing->open[2], "3", (json_int_t) standing->open[3], "4",
        (json_int_t) standing->open[4], "unknown", (json_int_t) standing->open[0]);
}

static json_t *row_begin(const Board *board, Statement *statement)
{
    Standing standing = {0};
    json_t *row = fields_row_json(row_fields, statement);
    json_t *notes = json_array();

    fields_row(standing_fields, statement, &standing);
    const OnWatch leader = {standing.leader, standing.leader_phone, standing.leader_since};
    const OnWatch officer = {standing.officer, standing.officer_phone, standing.officer_since};
    watch_put(row, "leader", &leader);
    watch_put(row, "officer", &officer);
    json_object_set_new(row, "present",
        json_boolean(standing.officers > 0 || standing.leader_since != FIELD_UNSET));
    json_object_set_new(row, "open", levels_json(&standing));
    for (guint i = 0; i < board->kinds->len; i++)
        json_array_append_new(notes, json_null());
    json_object_set_new(row, "notes", notes);
    fields_clear(standing_fields, &standing);
    return row;
}

/* As the statement calls them, where the unit has a name too. */
static const Field note_columns[] = {
    {.name = "note", .type = FIELD_WORD, .offset = offsetof(StandingNote, name)},
    FIELD(StandingNote, count, FIELD_INT),
    FIELD(StandingNote, at, FIELD_TIME),
    FIELD(StandingNote, word, FIELD_WORD),
    FIELD(StandingNote, text, FIELD_TEXT),
    FIELD(StandingNote, amiss_at, FIELD_TIME),
    FIELD_END,
};

static json_t *note_json(const StandingNote *note, int64_t now)
{
    bool is_set = note->amiss_at != FIELD_UNSET;
    const BoardNote shown = {.name = note->name,
        .count = note->count,
        .at = note->at,
        .word = note->word,
        .text = note->text,
        .amiss = is_set && note->amiss_at <= now,
        .amiss_at = is_set && note->amiss_at > now ? note->amiss_at : FIELD_UNSET};

    return fields_write(note_fields, FIELD_HTTP, &shown);
}

static void note_put(const Board *board, Statement *statement, json_t *notes)
{
    StandingNote note = {0};

    fields_row(note_columns, statement, &note);
    for (guint i = 0; note.name != NULL && i < board->kinds->len; i++)
        if (g_str_equal(((const NoteKind *) board->kinds->pdata[i])->name, note.name))
            json_array_set_new(notes, i, note_json(&note, board->now));
    fields_clear(note_columns, &note);
}

/* What a number is like, nobody need record: it is seen. */
static void line_put(const Board *board, json_t *row)
{
    const char *finding = duty_line_finding(board->lines, json_text(row, "duty_phone"));
    const StandingNote note = {.name = NOTE_DUTY_LINE,
        .count = FIELD_UNSET,
        .at = FIELD_UNSET,
        .word = finding,
        .amiss_at = 0};

    for (guint i = 0; finding != NULL && i < board->kinds->len; i++)
        if (g_str_equal(((const NoteKind *) board->kinds->pdata[i])->name, NOTE_DUTY_LINE))
            json_array_set_new(json_object_get(row, "notes"), i, note_json(&note, board->now));
}

/* A place was left for each kind. */
static void notes_close(json_t *notes)
{
    for (size_t i = json_array_size(notes); i-- > 0;)
        if (json_is_null(json_array_get(notes, i)))
            json_array_remove(notes, i);
}

/* ---- the board ---- */

#define PAGE                                                                                       \
    "page AS (SELECT " STANDING_COLUMNS                                                            \
    ", u.name, u.short_name, u.level, u.parent, u.duty_phone, u.initials"                          \
    " FROM standing s JOIN unit u ON u.unit = s.unit WHERE u.valid_to IS NULL AND s.unit > "       \
    "$cursor"
#define PAGE_END                                                                                   \
    " ORDER BY s.unit LIMIT $limit) SELECT p.*, n.name AS note, n.count, n.at, n.word, n.text,"    \
    " n.amiss_at FROM page p LEFT JOIN standing_note n ON n.unit = p.unit ORDER BY p.unit"

static Statement *board_prepare(Db *db, bool direct, GError **error)
{
    if (direct)
        return store_prepare(
            db, "WITH " PAGE " AND (u.unit = $under OR u.parent = $under)" PAGE_END, error);
    return store_prepare(db,
        "WITH RECURSIVE below(code) AS (SELECT unit FROM unit WHERE unit = $under"
        " UNION SELECT v.unit FROM unit v JOIN below b ON v.parent = b.code), " PAGE
        " AND s.unit IN (SELECT code FROM below)" PAGE_END,
        error);
}

/* The row of the unit that the statement stands at, begun when it is another than before. */
static json_t *row_of(const Board *board, Statement *statement)
{
    size_t size = json_array_size(board->items);
    json_t *last = size == 0 ? NULL : json_array_get(board->items, size - 1);

    if (last != NULL && g_strcmp0(json_text(last, "unit"), row_text(statement, 0)) == 0)
        return last;
    if (last != NULL)
        notes_close(json_object_get(last, "notes"));
    json_array_append_new(board->items, row_begin(board, statement));
    last = json_array_get(board->items, size);
    line_put(board, last);
    return last;
}

/* One more than asked for says that there is a page after this. */
static char *next_of(json_t *items, int64_t limit)
{
    if ((int64_t) json_array_size(items) <= limit)
        return NULL;
    json_array_remove(items, (size_t) limit);
    return g_strdup(json_text(json_array_get(items, (size_t) limit - 1), "unit"));
}

static bool board_read(const Board *board, Statement *rows, GError **error)
{
    size_t size = 0;
    StoreStep step = STORE_FAILED;

    while ((step = statement_step(rows, error)) == STORE_ROW)
        note_put(board, rows, json_object_get(row_of(board, rows), "notes"));
    size = json_array_size(board->items);
    if (size > 0)
        notes_close(json_object_get(json_array_get(board->items, size - 1), "notes"));
    return step == STORE_DONE;
}

static bool board_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const BoardArgs *asked = args;
    int64_t limit = asked->limit == FIELD_UNSET ? LIST_DEFAULT : asked->limit;
    g_autoptr(GPtrArray) kinds = kinds_of(asking->engine);
    g_autofree char *next = NULL;
    json_auto_t *items = json_array();
    const Board board = {.kinds = kinds,
        .lines = engine_service(asking->engine, SERVICE_DUTY_LINES),
        .now = asking->now,
        .items = items};
    g_autoptr(Unit) top = unit_get(asking->db, asked->under, error);
    g_autoptr(Statement) rows =
        top == NULL ? NULL : board_prepare(asking->db, asked->direct, error);

    if (rows == NULL)
        return false;
    bind_text(rows, "under", asked->under);
    bind_text(rows, "cursor", asked->cursor == NULL ? "" : asked->cursor);
    bind_int(rows, "limit", limit + 1);
    if (!board_read(&board, rows, error))
        return false;
    next = next_of(items, limit);
    const BoardReply reply = {.items = items, .next = next, .at = asking->now};
    out_answer->json = fields_write(board_reply, FIELD_HTTP, &reply);
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
    {.name = "board.notes",
        .path = "/board/notes",
        .args = no_args,
        .reply = kinds_reply,
        .answer = kinds_answer,
        .help = "What modules note of a unit on the board: in which column, how much it weighs."},
    {0},
};

const NoteKind board_notes[] = {
    {NOTE_DUTY_LINE, "roster", 600, "word", NULL, 60},
    {0},
};
