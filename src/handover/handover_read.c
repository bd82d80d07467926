/* SPDX-License-Identifier: Apache-2.0 */
/* Reading one handover. */
#include "handover/handover_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
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

json_t *shown_column(Statement *row, int column)
{
    return shown_moment(row_int_or(row, column, FIELD_UNSET));
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

typedef struct CarriedShown {
    int64_t since;
    char *word;
    char *who;
    char *handover;
    int64_t shifts;
} CarriedShown;

static const Field carried_shown[] = {
    FIELD(CarriedShown, since, FIELD_TIME, .required = true),
    FIELD(CarriedShown, word, FIELD_TEXT, .help = "With which it was refused."),
    FIELD(CarriedShown, who, FIELD_TEXT),
    FIELD(CarriedShown, handover, FIELD_WORD),
    FIELD(CarriedShown, shifts, FIELD_INT, .required = true, .help = "It has come through."),
    FIELD_END,
};

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

char **handover_side(Db *db, const char *id, const char *side, bool signed_only)
{
    g_autoptr(GStrvBuilder) persons = g_strv_builder_new();
    g_autoptr(Statement) rows = store_prepare_id(db,
        "SELECT person FROM handover_person WHERE unit = $unit AND handover = $id AND side = $side"
        " AND ($all = 1 OR signed_at IS NOT NULL) ORDER BY person",
        id, NULL);

    if (rows != NULL) {
        bind_text(rows, "side", side);
        bind_int(rows, "all", signed_only ? 0 : 1);
        while (statement_step(rows, NULL) == STORE_ROW)
            g_strv_builder_add(persons, row_text(rows, 0));
    }
    return g_strv_builder_end(persons);
}

char *handover_state(Db *db, const char *id)
{
    g_autoptr(Statement) row = store_prepare_id(
        db, "SELECT state FROM handover WHERE unit = $unit AND id = $id", id, NULL);
    char *state = statement_one(row, row_first_text, "not_found", "handover", NULL);

    return state != NULL ? state : g_strdup("");
}

char *handover_open(Db *db, const char *unit)
{
    g_autoptr(Statement) row = store_prepare(
        db, "SELECT id FROM handover WHERE unit = $unit AND state = 'open' ORDER BY seq", NULL);

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit);
    return statement_step(row, NULL) == STORE_ROW ? g_strdup(row_text(row, 0)) : NULL;
}

/* ---- one ---- */

static json_t *person_signed_json(Statement *row)
{
    return json_pack("{s:s, s:o, s:o}", "person", row_text(row, 0), "name",
        shown_text(row_text(row, 1)), "signed_at", shown_column(row, 3));
}

bool handover_people_show(Db *db, const char *unit, json_t *handover, GError **error)
{
    static const char *const sides[][2] = {{SIDE_OUT, "outgoing"}, {SIDE_IN, "incoming"},
        {SIDE_LEADER_OUT, "outgoing_leaders"}, {SIDE_LEADER_IN, "incoming_leaders"}};
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT h.person, p.name, h.side, h.signed_at FROM handover_person h"
        " LEFT JOIN person p ON p.unit = h.unit AND p.id = h.person"
        " WHERE h.unit = $unit AND h.handover = $id ORDER BY h.person",
        error);
    StoreStep step = STORE_FAILED;

    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
        json_object_set_new(handover, sides[i][1], json_array());
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_text(rows, "id", json_text(handover, "id"));
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
            if (strcmp(row_text(rows, 2), sides[i][0]) == 0)
                json_array_append_new(
                    json_object_get(handover, sides[i][1]), person_signed_json(rows));
    }
    return step == STORE_DONE;
}

static json_t *item_json(Db *db, Statement *row)
{
    g_autofree char *who = row_is_null(row, 10) ? NULL : account_person_name(db, row_text(row, 10));
    json_t *item = json_pack("{s:s, s:s, s:o, s:o, s:b, s:b, s:s, s:o, s:o, s:o}", "item",
        row_text(row, 0), "what", row_text(row, 1), "kind", shown_text(row_text(row, 2)), "state",
        shown_text(row_text(row, 3)), "late", (int) row_int(row, 6), "quiet", (int) row_int(row, 7),
        "decided", row_text(row, 8), "word", shown_text(row_text(row, 9)), "decided_at",
        shown_column(row, 11), "decided_by", shown_text(who));

    if (!row_is_null(row, 4))
        json_object_set_new(item, "level", json_integer(row_int(row, 4)));
    if (!row_is_null(row, 5))
        json_object_set_new(item, "due_at", json_integer(row_int(row, 5)));
    return item;
}

static bool items_show(Db *db, const char *unit, json_t *handover, GError **error)
{
    json_t *items = json_array(), *item = NULL;
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT item, what, kind, state, level, due_at, late, quiet, decided, word, decided_by,"
        " decided_at FROM handover_item WHERE unit = $unit AND handover = $id ORDER BY place",
        error);
    StoreStep step = STORE_FAILED;
    size_t i = 0;

    json_object_set_new(handover, "items", items);
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_text(rows, "id", json_text(handover, "id"));
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(items, item_json(db, rows));
    json_array_foreach (items, i, item)
        if (!item_show(db, unit, item, error))
            return false;
    return step == STORE_DONE;
}

static bool notes_show(Db *db, const char *unit, json_t *handover, GError **error)
{
    json_t *notes = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT item, text, at, by_account FROM handover_note"
        " WHERE unit = $unit AND handover = $id ORDER BY seq",
        error);
    StoreStep step = STORE_FAILED;

    json_object_set_new(handover, "notes", notes);
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_text(rows, "id", json_text(handover, "id"));
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *who = account_person_name(db, row_text(rows, 3));
        json_array_append_new(
            notes, json_pack("{s:o, s:o, s:o, s:o}", "item", shown_text(row_text(rows, 0)), "text",
                       shown_text(row_text(rows, 1)), "at", shown_column(rows, 2), "who",
                       shown_text(who)));
    }
    return step == STORE_DONE;
}

json_t *handover_head_json(Db *db, Statement *row)
{
    g_autofree char *leader = row_is_null(row, 10) ? NULL : person_name(db, row_text(row, 10));

    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:b, s:o,"
                     " s:b}",
        "id", row_text(row, 0), "unit", row_text(row, 1), "state", row_text(row, 2), "began_at",
        shown_column(row, 3), "since_at", shown_column(row, 4), "relief_at", shown_column(row, 5),
        "taken_at", shown_column(row, 6), "whole", (int) row_int(row, 7), "countersign_due_at",
        shown_column(row, 8), "countersigned_at", shown_column(row, 9), "countersigned_by",
        shown_text(leader), "cancelled_at", shown_column(row, 11), "reason",
        shown_text(row_text(row, 12)), "late", row_int(row, 13) > 0, "leaders_due_at",
        shown_column(row, 15), "leaders_late", (int) row_int(row, 16));
}

json_t *handover_json(Db *db, const char *id, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    json_auto_t *handover = NULL;
    {
        g_autoptr(Statement) row = store_prepare_id(db, HEAD_COLUMNS " AND id = $id", id, error);
        if (!statement_find(row, "not_found", "handover", error))
            return NULL;
        handover = handover_head_json(db, row);
    }
    return handover_people_show(db, unit, handover, error) &&
                   items_show(db, unit, handover, error) && notes_show(db, unit, handover, error)
               ? json_incref(handover)
               : NULL;
}

const Field handover_get_args[] = {
    FIELD(HandoverGetArgs, id, FIELD_WORD, .required = true, .help = "The handover."),
    FIELD_END,
};

char *handover_get_unit(Engine *engine, Db *db, const void *args, GError **error)
{
    char *unit = text_unit_of(((const HandoverGetArgs *) args)->id);

    if (unit == NULL)
        fail(error, FAIL_NOT_FOUND, "there is no such handover");
    return unit;
}

bool handover_get_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    out_answer->json = handover_json(asking->db, ((const HandoverGetArgs *) args)->id, error);
    return out_answer->json != NULL;
}
