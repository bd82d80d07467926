/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "engine/engine.h"
#include "engine/view.h"
#include "unit/person.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"
#include "unit/watch.h"

typedef struct PersonRow {
    char *id;
    char *name;
    char *initials;
    char *phone;
    char *post;
    char *engagement;
    char **roles;
    char **stands;
    bool leads;
    int64_t rank;
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
    FIELD(PersonRow, stands, FIELD_WORDS, .required = true, .choices = watch_kinds,
        .help = "Watches they may stand, their own first."),
    FIELD(PersonRow, leads, FIELD_BOOL, .required = true,
        .help = "Of the unit's leaders, or its head."),
    FIELD(PersonRow, rank, FIELD_INT, .required = true,
        .help = "Whom to call first: 0 the head, 1 a leader, 2 anybody else."),
    FIELD(PersonRow, on_watch, FIELD_BOOL, .required = true),
    FIELD(PersonRow, registered_at, FIELD_TIME, .required = true),
    FIELD(PersonRow, left_at, FIELD_TIME),
    FIELD_END,
};

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
    char *id;
    char *q;
    char *role;
    bool left;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD(ListArgs, q, FIELD_TEXT, .max = 40, .help = "Part of the name or pinyin initials."),
    FIELD(ListArgs, role, FIELD_WORD, .max = 40, .help = "Only who holds this role."),
    FIELD(ListArgs, left, FIELD_BOOL, .help = "Those who left, too."),
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
    " AND w.ended_at IS NULL) AS on_watch FROM person p WHERE p.unit = $unit"

static bool people_admit(const Asking *asking, const void *args, GError **error)
{
    const ListArgs *list = args;
    g_autoptr(Unit) unit = unit_get(asking->db, list->unit, error);

    return unit != NULL && people_visible(asking, list->unit, error);
}

static bool people_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    const char *q = ((const ListArgs *) args)->q;
    g_autofree char *initials = g_ascii_strdown(q == NULL ? "" : q, -1);

    bind_text(rows, "part", q == NULL ? "" : q);
    bind_text(rows, "initials", initials);
    return true;
}

static json_t *words_json(char *const *words)
{
    json_t *list = json_array();

    for (char *const *word = words; *word != NULL; word++)
        json_array_append_new(list, json_string(*word));
    return list;
}

static bool person_fill(const Asking *asking, Statement *row, json_t *person, GError **error)
{
    g_auto(GStrv) roles = person_roles(asking->db, row_text_of(row, "id"), error);

    if (roles == NULL)
        return false;
    g_auto(GStrv) stands = roles_stand(roles);
    bool leads = roles_lead(roles);
    bool is_head = g_strv_contains((const char *const *) roles, "head");

    json_object_set_new(person, "roles", words_json(roles));
    json_object_set_new(person, "stands", words_json(stands));
    json_object_set_new(person, "leads", json_boolean(leads));
    json_object_set_new(person, "rank", json_integer(is_head ? 0 : leads ? 1 : 2));
    return true;
}

static const View person_view = {
    .thing = "person",
    .reason = "no_such_person",
    .fields = row_fields,
    .one = PERSON_COLUMNS " AND p.id = $id",
    .list = PERSON_COLUMNS " AND ($left = 1 OR p.left_at IS NULL)"
                           " AND ($part = '' OR REPLACE(p.name, $part, '') <> p.name"
                           "   OR REPLACE(p.initials, $initials, '') <> p.initials)"
                           " AND (CAST($role AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM role_grant g"
                           "   WHERE g.unit = p.unit AND g.person = p.id AND g.role = $role))"
                           " AND (p.registered_at, p.id) > ($after_registered_at, $after_id)"
                           " ORDER BY p.registered_at, p.id LIMIT $limit",
    .admits = people_admit,
    .bind = people_bind,
    .fill = person_fill,
    .keys = {{"registered_at"}, {"id", .is_text = true}},
    .sheet = "name phone post engagement on_watch registered_at left_at id",
    .about = unit_name,
};

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
    out_answer->json = view_one(asking, &person_view, get->id, error);
    return out_answer->json != NULL;
}

const Query person_queries[] = {
    {.name = "person.list",
        .path = "/units/{unit}/people",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(row_fields),
        .lists = &person_view,
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
