/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/person.h"

#include "base/text.h"
#include "engine/field_row.h"
#include "unit/person_change.h"

static const Field person_fields[] = {
    FIELD(Person, unit, FIELD_WORD),
    FIELD(Person, id, FIELD_WORD),
    FIELD(Person, name, FIELD_TEXT),
    FIELD(Person, phone, FIELD_TEXT),
    FIELD(Person, post, FIELD_TEXT),
    FIELD(Person, engagement, FIELD_WORD),
    FIELD(Person, left_at, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(Person, person, person_fields)

#define PERSON_COLUMNS                                                                             \
    "SELECT p.unit, p.id, p.name, NULLIF(p.phone, '') AS phone, p.post, p.engagement, p.left_at"

#define PERSON_ONE PERSON_COLUMNS " FROM person p WHERE p.unit = $unit AND p.id = $id"

bool person_find(Db *db, const char *id, Person **out_person, GError **error)
{
    void *found = NULL;
    g_autoptr(Statement) statement = store_prepare_id(db, PERSON_ONE, id, error);

    if (!fields_found(person_fields, sizeof(Person), statement, &found, error))
        return false;
    *out_person = found;
    return true;
}

Person *person_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_id(db, PERSON_ONE, id, error);
    return statement_find(statement, "no_such_person", "person", error)
               ? fields_row_new(person_fields, sizeof(Person), statement)
               : NULL;
}

char *person_name(Db *db, const char *id)
{
    g_autoptr(Person) person = id == NULL ? NULL : person_get(db, id, NULL);
    return person == NULL ? NULL : g_steal_pointer(&person->name);
}

char **person_roles(Db *db, const char *id, GError **error)
{
    g_autoptr(GStrvBuilder) roles = g_strv_builder_new();
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT role FROM role_grant WHERE unit = $unit AND person = $id ORDER BY role", id, error);
    StoreStep step = STORE_FAILED;

    while (statement != NULL && (step = statement_step(statement, error)) == STORE_ROW)
        g_strv_builder_add(roles, row_text(statement, 0));
    return step == STORE_DONE ? g_strv_builder_end(roles) : NULL;
}

GPtrArray *persons_with_role(Db *db, const char *unit, const char *role, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        PERSON_COLUMNS " FROM role_grant g JOIN person p ON p.unit = g.unit AND p.id = g.person"
                       " WHERE g.unit = $unit AND g.role = $role ORDER BY p.registered_at, p.id",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "role", role);
    return fields_rows(
        person_fields, sizeof(Person), (GDestroyNotify) person_free, statement, error);
}

Person *person_of_decision(Decision *decision, const char *id, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    g_autoptr(Person) person = person_get(decision_db(decision), id, error);
    if (person == NULL)
        return NULL;
    if (g_strcmp0(unit, decision_unit(decision)) != 0) {
        fail_as(error, FAIL_NOT_FOUND, "no_such_person", "the person is of another unit");
        return NULL;
    }
    if (person->left_at != FIELD_UNSET) {
        fail_as(error, FAIL_CONFLICT, "person_left", "the person has left the unit");
        return NULL;
    }
    return g_steal_pointer(&person);
}
