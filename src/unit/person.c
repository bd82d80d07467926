/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/person.h"

#include "engine/field.h"

void person_free(Person *person)
{
    if (person == NULL)
        return;
    g_free(person->unit);
    g_free(person->id);
    g_free(person->name);
    g_free(person->phone);
    g_free(person->post);
    g_free(person->engagement);
    g_free(person);
}

static void *person_of_row(Statement *statement)
{
    Person *person = g_new0(Person, 1);
    const char *phone = row_text(statement, 3);
    person->unit = g_strdup(row_text(statement, 0));
    person->id = g_strdup(row_text(statement, 1));
    person->name = g_strdup(row_text(statement, 2));
    person->phone = phone == NULL || *phone == '\0' ? NULL : g_strdup(phone);
    person->post = g_strdup(row_text(statement, 4));
    person->engagement = g_strdup(row_text(statement, 5));
    person->left_at = row_int_or(statement, 6, FIELD_UNSET);
    return person;
}

Person *person_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT unit, id, name, phone, post, engagement, left_at FROM person"
        " WHERE unit = $unit AND id = $id",
        id, error);
    return statement_one(statement, person_of_row, "no_such_person", "person", error);
}

char *person_name(Db *db, const char *id)
{
    g_autoptr(Person) person = id == NULL ? NULL : person_get(db, id, NULL);
    return person == NULL ? NULL : g_steal_pointer(&person->name);
}

char **person_roles(Db *db, const char *id)
{
    g_autoptr(GStrvBuilder) roles = g_strv_builder_new();
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT role FROM role_grant WHERE unit = $unit AND person = $id ORDER BY role", id, NULL);
    while (statement != NULL && statement_step(statement, NULL) == STORE_ROW)
        g_strv_builder_add(roles, row_text(statement, 0));
    return g_strv_builder_end(roles);
}

GPtrArray *persons_with_role(Db *db, const char *unit, const char *role, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT p.unit, p.id, p.name, p.phone, p.post, p.engagement, p.left_at"
        " FROM role_grant g JOIN person p ON p.unit = g.unit AND p.id = g.person"
        " WHERE g.unit = $unit AND g.role = $role ORDER BY p.registered_at, p.id",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "role", role);
    return statement_rows(statement, person_of_row, (GDestroyNotify) person_free, error);
}
