/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "engine/engine.h"
#include "unit/person.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"

#define LIST_DEFAULT 50
#define LIST_MAX 200

typedef struct PersonRow {
    char *id;
    char *name;
    char *initials;
    char *phone;
    char *post;
    char *engagement;
    char **roles;
    bool on_watch;
    int64_t registered_at;
    int64_t left_at;
} PersonRow;

static const Field row_fields[] = {
    FIELD(PersonRow, id, FIELD_WORD, .required = true),
    FIELD(PersonRow, name, FIELD_TEXT),
    FIELD(PersonRow, initials, FIELD_WORD),
    FIELD(PersonRow, phone, FIELD_TEXT),
    FIELD(PersonRow, post, FIELD_TEXT),
    FIELD(PersonRow, engagement, FIELD_WORD, .required = true),
    FIELD(PersonRow, roles, FIELD_WORDS, .required = true),
    FIELD(PersonRow, on_watch, FIELD_BOOL, .required = true),
    FIELD(PersonRow, registered_at, FIELD_TIME, .required = true),
    FIELD(PersonRow, left_at, FIELD_TIME),
    FIELD_END,
};

typedef struct ListArgs {
    char *unit;
    char *id;
    char *q;
    char *role;
    bool left;
    int64_t cursor;
    int64_t limit;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD(ListArgs, q, FIELD_TEXT, .max = 40, .help = "Part of the name or pinyin initials."),
    FIELD(ListArgs, role, FIELD_WORD, .max = 40, .help = "Only who holds this role."),
    FIELD(ListArgs, left, FIELD_BOOL, .help = "Those who left, too."),
    FIELD(ListArgs, cursor, FIELD_INT, .min = 0, .max = 1000000),
    FIELD(ListArgs, limit, FIELD_INT, .min = 1, .max = LIST_MAX),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
    char *next;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = row_fields),
    FIELD(ListReply, next, FIELD_WORD, .help = "Cursor of the next page; null at the end."),
    FIELD_END,
};

bool people_visible(const Asking *asking, const char *unit, GError **error)
{
    static const char *const permissions[] = {"person.manage", "account.manage", "role.grant"};
    const Guard *guard = engine_guard(asking->engine);
    if (guard->oversees(guard->self, asking->db, asking->actor, unit))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(permissions); i++)
        if (guard->permits(guard->self, asking->db, asking->actor, permissions[i], unit, NULL))
            return true;
    return fail(error, FAIL_DENIED, "the people of %s are not yours to see", unit);
}

#define PERSON_COLUMNS                                                                             \
    "SELECT p.id, p.name, p.initials, p.phone, p.post, p.engagement, p.registered_at, p.left_at,"  \
    " (SELECT COUNT(*) FROM watch w WHERE w.unit = p.unit AND w.person = p.id"                     \
    " AND w.ended_at IS NULL) FROM person p WHERE p.unit = $unit"

static json_t *person_row(Db *db, Statement *statement)
{
    g_auto(GStrv) roles = person_roles(db, row_text(statement, 0));
    PersonRow row = {.id = (char *) row_text(statement, 0),
        .name = (char *) row_text(statement, 1),
        .initials = (char *) row_text(statement, 2),
        .phone = (char *) row_text(statement, 3),
        .post = (char *) row_text(statement, 4),
        .engagement = (char *) row_text(statement, 5),
        .registered_at = row_int(statement, 6),
        .left_at = row_int_or(statement, 7, FIELD_UNSET),
        .on_watch = row_int(statement, 8) > 0,
        .roles = roles};
    return fields_write(row_fields, FIELD_HTTP, &row);
}

static bool rows_read(Db *db, Statement *statement, json_t *items, GError **error)
{
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW)
        json_array_append_new(items, person_row(db, statement));
    return step == STORE_DONE;
}

static Statement *list_prepare(Db *db, const ListArgs *list, int64_t limit, GError **error)
{
    g_autofree char *initials = list->q == NULL ? g_strdup("") : g_ascii_strdown(list->q, -1);
    Statement *statement = store_prepare(db,
        PERSON_COLUMNS
        " AND ($left = 1 OR p.left_at IS NULL)"
        " AND ($q = '' OR REPLACE(p.name, $q, '') <> p.name"
        "   OR REPLACE(p.initials, $initials, '') <> p.initials)"
        " AND ($role = '' OR EXISTS (SELECT 1 FROM role_grant g WHERE g.unit = p.unit"
        "   AND g.person = p.id AND g.role = $role))"
        " ORDER BY p.registered_at, p.id LIMIT $limit OFFSET $skip",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", list->unit);
    bind_int(statement, "left", list->left ? 1 : 0);
    bind_text(statement, "q", list->q == NULL ? "" : list->q);
    bind_text(statement, "initials", initials);
    bind_text(statement, "role", list->role == NULL ? "" : list->role);
    bind_int(statement, "limit", limit + 1);
    bind_int(statement, "skip", list->cursor == FIELD_UNSET ? 0 : list->cursor);
    return statement;
}

static bool list_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const ListArgs *list = args;
    int64_t limit = list->limit == FIELD_UNSET ? LIST_DEFAULT : list->limit;
    int64_t skip = list->cursor == FIELD_UNSET ? 0 : list->cursor;
    g_autoptr(Unit) unit = unit_get(asking->db, list->unit, error);
    if (unit == NULL || !people_visible(asking, list->unit, error))
        return false;
    g_autoptr(Statement) statement = list_prepare(asking->db, list, limit, error);
    if (statement == NULL)
        return false;
    json_t *items = json_array();
    if (!rows_read(asking->db, statement, items, error)) {
        json_decref(items);
        return false;
    }
    g_autofree char *next = NULL;
    if ((int64_t) json_array_size(items) > limit) {
        json_array_remove(items, (size_t) limit);
        next = g_strdup_printf("%" G_GINT64_FORMAT, skip + limit);
    }
    out_answer->json = json_pack("{s:o, s:s?}", "items", items, "next", next);
    return true;
}

static const Field get_args[] = {
    FIELD(ListArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

static bool get_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const ListArgs *get = args;
    g_autofree char *unit = text_unit_of(get->id);
    if (unit == NULL || !people_visible(asking, unit, NULL))
        return fail_as(error, FAIL_NOT_FOUND, "no_such_person", "there is no such person");
    g_autoptr(Statement) statement =
        store_prepare(asking->db, PERSON_COLUMNS " AND p.id = $id", error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_text(statement, "id", get->id);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW)
        out_answer->json = person_row(asking->db, statement);
    else if (step == STORE_DONE)
        fail_as(error, FAIL_NOT_FOUND, "no_such_person", "there is no such person");
    return step == STORE_ROW;
}

const Query person_queries[] = {
    {.name = "person.list",
        .path = "/units/{unit}/people",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "The people of a unit, for its own people, its overseers and administrators."},
    {.name = "person.get",
        .path = "/people/{id}",
        .args = get_args,
        .args_size = sizeof(ListArgs),
        .reply = row_fields,
        .answer = get_answer,
        .help = "One person."},
    {0},
};
