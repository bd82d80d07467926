/* SPDX-License-Identifier: Apache-2.0 */
/* Reading one handover. */
#include "handover/handover_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "handover/gather.h"
#include "unit/account.h"
#include "unit/person.h"

#include <string.h>

json_t *shown_text(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

json_t *shown_moment(int64_t at)
{
    g_autofree char *text = at == FIELD_UNSET ? NULL : moment_print(at);
    return shown_text(text);
}

/* ---- shapes ---- */

typedef struct ItemShown {
    char *item;
    char *what;
    char *kind;
    char *state;
    char *state_now;
    int64_t level;
    int64_t due_at;
    bool late;
    bool quiet;
    char *title;
    char *number;
    int64_t at;
    char *who;
    char *matter;
    json_t *carried;
    char *decided;
    char *word;
    int64_t decided_at;
    char *decided_by;
} ItemShown;

const Field handover_item_shown[] = {
    FIELD(ItemShown, item, FIELD_WORD, .required = true, .help = "WHAT:ID."),
    FIELD(ItemShown, what, FIELD_WORD, .required = true,
        .help = "left, point, matter, dispatch, notice, log, flag."),
    FIELD(
        ItemShown, kind, FIELD_WORD, .help = "Of a matter; type of a dispatch; word of a notice."),
    FIELD(ItemShown, state, FIELD_WORD, .help = "When it was told."),
    FIELD(ItemShown, state_now, FIELD_WORD),
    FIELD(ItemShown, level, FIELD_INT),
    FIELD(ItemShown, due_at, FIELD_TIME),
    FIELD(ItemShown, late, FIELD_BOOL, .required = true),
    FIELD(ItemShown, quiet, FIELD_BOOL, .required = true, .help = "Told with the rest."),
    FIELD(ItemShown, title, FIELD_TEXT),
    FIELD(ItemShown, number, FIELD_TEXT),
    FIELD(ItemShown, at, FIELD_TIME, .help = "Since when it is so."),
    FIELD(ItemShown, who, FIELD_TEXT),
    FIELD(ItemShown, matter, FIELD_WORD),
    FIELD(
        ItemShown, carried, FIELD_JSON, .object = carried_shown, .help = "Why it comes up again."),
    FIELD(ItemShown, decided, FIELD_WORD, .help = "open, accepted, refused, settled."),
    FIELD(ItemShown, word, FIELD_TEXT, .help = "With which it was refused."),
    FIELD(ItemShown, decided_at, FIELD_TIME),
    FIELD(ItemShown, decided_by, FIELD_TEXT),
    FIELD_END,
};

typedef struct PersonShown {
    char *person;
    char *name;
    int64_t signed_at;
} PersonShown;

const Field handover_person_shown[] = {
    FIELD(PersonShown, person, FIELD_WORD, .required = true),
    FIELD(PersonShown, name, FIELD_TEXT),
    FIELD(PersonShown, signed_at, FIELD_TIME),
    FIELD_END,
};

typedef struct NoteShown {
    char *item;
    char *text;
    int64_t at;
    char *who;
} NoteShown;

static const Field note_shown[] = {
    FIELD(NoteShown, item, FIELD_WORD),
    FIELD(NoteShown, text, FIELD_TEXT),
    FIELD(NoteShown, at, FIELD_TIME, .required = true),
    FIELD(NoteShown, who, FIELD_TEXT),
    FIELD_END,
};

const Field handover_reply[] = {
    HEAD_SHOWN,
    FIELD(HandoverShown, items, FIELD_JSON, .required = true, .items = handover_item_shown),
    FIELD(HandoverShown, notes, FIELD_JSON, .required = true, .items = note_shown),
    FIELD_END,
};

/* ---- small questions ---- */

bool handover_open(Db *db, const char *unit, char **out_id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT id FROM handover WHERE unit = $unit AND state = 'open' ORDER BY seq LIMIT 1", error,
        "unit", unit, NULL);

    return statement_text(row, out_id, error);
}

/* ---- one ---- */

bool handover_people_show(Db *db, json_t *handover, GError **error)
{
    static const char *const sides[][2] = {{SIDE_OUT, "outgoing"}, {SIDE_IN, "incoming"},
        {SIDE_LEADER_OUT, "outgoing_leaders"}, {SIDE_LEADER_IN, "incoming_leaders"}};
    g_autoptr(Statement) rows = store_prepare_id(db,
        "SELECT h.person, p.name, h.side, h.signed_at FROM handover_person h"
        " LEFT JOIN person p ON p.unit = h.unit AND p.id = h.person"
        " WHERE h.unit = $unit AND h.handover = $id ORDER BY h.person",
        json_text(handover, "id"), error);
    StoreStep step = STORE_FAILED;

    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
        json_object_set_new(handover, sides[i][1], json_array());
    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
        for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
            if (strcmp(row_text_of(rows, "side"), sides[i][0]) == 0)
                json_array_append_new(json_object_get(handover, sides[i][1]),
                    fields_row_json(handover_person_shown, rows));
    return step == STORE_DONE;
}

static const ViewName item_names[] = {{"decided_by", "decider", account_person_name}, {0}};
static const View item_view = {.thing = "item", .fields = handover_item_shown, .names = item_names};

static const ViewName note_names[] = {{"who", "by_account", account_person_name}, {0}};
static const View note_view = {.thing = "note", .fields = note_shown, .names = note_names};

static bool handover_fill(const Asking *asking, Statement *row, json_t *handover, GError **error)
{
    const char *id = json_text(handover, "id");
    json_t *items = json_array(), *notes = json_array();
    g_autoptr(Statement) told = store_prepare_id(asking->db,
        "SELECT unit, item, what, kind, state, level, due_at, late, quiet, decided, word,"
        " decided_by AS decider, decided_at FROM handover_item WHERE unit = $unit"
        " AND handover = $id ORDER BY place",
        id, error);

    json_object_set_new(handover, "items", items);
    json_object_set_new(handover, "notes", notes);
    if (!handover_people_show(asking->db, handover, error) ||
        !view_items(asking, &item_view, told, items, error) ||
        !items_show(asking->db, row_text_of(row, "unit"), items, error))
        return false;
    g_autoptr(Statement) noted = store_prepare_id(asking->db,
        "SELECT item, text, at, by_account FROM handover_note"
        " WHERE unit = $unit AND handover = $id ORDER BY seq",
        id, error);
    return view_items(asking, &note_view, noted, notes, error);
}

const ViewName handover_names[] = {{"countersigned_by", "countersigner", person_name}, {0}};
const View handover_view = {
    .thing = "handover",
    .fields = handover_reply,
    .one = HEAD_COLUMNS " AND id = $id",
    .names = handover_names,
    .fill = handover_fill,
};

json_t *handover_json(Db *db, const char *id, GError **error)
{
    const Asking asking = {.db = db};

    return view_one(&asking, &handover_view, id, error);
}
