/* SPDX-License-Identifier: Apache-2.0 */
#include "base/password.h"
#include "base/text.h"
#include "engine/county.h"
#include "unit/account.h"
#include "unit/account_change.h"
#include "unit/import_private.h"
#include "unit/password_gate.h"
#include "unit/phone.h"
#include "unit/role.h"
#include "unit/unit.h"

static const char *const known[] = {
    "name", "unit", "phone", "post", "engagement", "roles", "login", "password", NULL};

typedef struct People {
    Import *import;
    Csv *csv;
    GHashTable *seen; /* unit, name and phone of lines before */
    Db *db;
    const Roles *roles;
} People;

/* One line, its texts normalised: names and codes are the same however they were typed. */
typedef struct Line {
    int64_t number;
    char *name;
    char *unit;
    const char *phone;
    char *post;
    char *engagement;
    char *login;
    const char *password;
    json_t *roles;
} Line;

static char *cell_plain(const People *people, const CsvRow *row, const char *column)
{
    return g_strdup(csv_cell(row, csv_column(people->csv, column)));
}

/* "在编" as "staff": owned; what it does not know stays as it is. */
static char *engagement_word(const People *people, char *written /* taken */)
{
    json_auto_t *tables = county_file(people->import->engine, "tables");
    const char *name = NULL;
    json_t *words = NULL, *word = NULL;
    size_t i = 0;

    json_object_foreach (json_object_get(tables, "engagement"), name, words)
        json_array_foreach (words, i, word)
            if (g_strcmp0(json_string_value(word), written) == 0) {
                g_free(written);
                return g_strdup(name);
            }
    return written;
}

static Line line_read(const People *people, const CsvRow *row)
{
    const Csv *csv = people->csv;
    g_autofree char *name = cell_plain(people, row, "name");
    char *unit = cell_plain(people, row, "unit");
    return (Line){.number = row->line,
        .name = name != NULL ? text_name(name) : NULL,
        .unit = unit != NULL ? unit : g_strdup(people->import->unit),
        .phone = csv_cell(row, csv_column(csv, "phone")),
        .post = cell_plain(people, row, "post"),
        .engagement = engagement_word(people, cell_plain(people, row, "engagement")),
        .login = cell_plain(people, row, "login"),
        .password = csv_cell(row, csv_column(csv, "password")),
        .roles = import_words(csv_cell(row, csv_column(csv, "roles")))};
}

static void line_clear(Line *line)
{
    g_free(line->name);
    g_free(line->unit);
    g_free(line->post);
    g_free(line->engagement);
    g_free(line->login);
    json_decref(line->roles);
}

static bool refuse(People *people, const Line *line, const char *column, const char *problem)
{
    import_refuse(people->import, line->number, column, problem);
    return false;
}

static bool is_permitted(const People *people, const char *permission, const char *unit)
{
    const Guard *guard = engine_guard(people->import->engine);
    return guard->permits(guard->self, people->db, people->import->actor, permission, unit, NULL);
}

/* Somebody of this name and phone is there already: 1 yes, 0 no, -1 it can't be read. */
static bool is_there(const People *people, const Line *line)
{
    g_autofree char *phone = line->phone == NULL ? NULL : phone_normal(line->phone, NULL);
    g_autoptr(Statement) statement = store_prepare(people->db,
        "SELECT 1 FROM person WHERE unit = $unit AND name = $name"
        " AND COALESCE(phone, '') = $phone AND left_at IS NULL",
        NULL);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", line->unit);
    bind_text(statement, "name", line->name);
    bind_text(statement, "phone", phone == NULL ? "" : phone);
    return statement_step(statement, NULL) == STORE_ROW;
}

static bool person_check(People *people, const Line *line)
{
    if (line->name == NULL)
        return refuse(people, line, "name", "required");
    if (line->unit == NULL)
        return refuse(people, line, "unit", "required");
    bool is_known = false;
    if (!unit_exists(people->db, line->unit, &is_known, NULL) || !is_known)
        return refuse(people, line, "unit", "no_such_unit");
    if (!is_permitted(people, "person.manage", line->unit))
        return refuse(people, line, "unit", "denied");
    if (line->phone != NULL) {
        g_autofree char *phone = phone_normal(line->phone, NULL);
        if (phone == NULL)
            return refuse(people, line, "phone", "not_a_phone");
    }
    g_autofree char *phone = line->phone == NULL ? NULL : phone_normal(line->phone, NULL);
    char *key = g_strdup_printf("%s\n%s\n%s", line->unit, line->name, phone == NULL ? "" : phone);
    bool is_first = g_hash_table_add(people->seen, key);
    return (is_first && !is_there(people, line)) || refuse(people, line, "name", "duplicate");
}

/* Who may not give roles registers the person all the same: the security administrator gives them,
 * and is told by whoever reads what was left. */
static bool roles_check(People *people, Line *line)
{
    size_t count = json_array_size(line->roles);
    for (size_t i = 0; i < count; i++) {
        const char *role = json_string_value(json_array_get(line->roles, i));
        if (!roles_has(people->roles, role))
            return refuse(people, line, "roles", "not_a_choice");
        for (size_t k = 0; k < i; k++) {
            const char *other = json_string_value(json_array_get(line->roles, k));
            if (g_strcmp0(role, other) == 0 || roles_exclude(people->roles, role, other))
                return refuse(people, line, "roles", "excluded_role");
        }
    }
    if (count == 0 || is_permitted(people, "role.grant", line->unit))
        return true;
    import_refuse(people->import, line->number, "roles", "left_to_secadmin");
    json_array_clear(line->roles);
    return true;
}

static bool account_check(People *people, Line *line)
{
    if (line->login == NULL)
        return line->password == NULL || refuse(people, line, "login", "required");
    g_autofree char *login = login_normal(line->login, line->unit);
    if (login == NULL)
        return refuse(people, line, "login", "not_a_login");
    g_autoptr(Account) other = account_by_login(people->db, login, NULL);
    if (other != NULL)
        return refuse(people, line, "login", "login_taken");
    if (line->password == NULL)
        return refuse(people, line, "password", "required");
    const char *problem = password_problem(line->password, line->login);
    if (problem != NULL)
        return refuse(people, line, "password", problem);
    if (is_permitted(people, "account.manage", line->unit))
        return true;
    import_refuse(people->import, line->number, "login", "left_to_secadmin");
    g_clear_pointer(&line->login, g_free);
    return true;
}

static bool roles_grant(People *people, const Line *line, const char *person, GError **error)
{
    for (size_t i = 0; i < json_array_size(line->roles); i++) {
        json_t *args = json_pack("{s:s, s:s, s:O}", "unit", line->unit, "person", person, "role",
            json_array_get(line->roles, i));
        if (!import_run(people->import, "role.grant", args, NULL, error))
            return false;
    }
    return true;
}

static bool account_make(People *people, const Line *line, const char *person, GError **error)
{
    if (line->login == NULL)
        return true;
    g_autofree char *hash = g_strdup(line->password);
    if (!password_take(&hash, line->login, "password", error))
        return false;
    return import_run(people->import, "account.open_hashed",
        json_pack("{s:s, s:s, s:s, s:s}", "unit", line->unit, "person", person, "login",
            line->login, "hash", hash),
        NULL, error);
}

static bool person_make(People *people, const Line *line, GError **error)
{
    json_t *reply = NULL;
    if (people->import->only_try)
        return true;
    json_t *args = json_pack("{s:s, s:s, s:s*, s:s*, s:s*}", "unit", line->unit, "name", line->name,
        "phone", line->phone, "post", line->post, "engagement", line->engagement);
    if (!import_run(people->import, "person.register", args, &reply, error))
        return false;
    g_autofree char *person = g_strdup(json_string_value(json_object_get(reply, "id")));
    json_decref(reply);
    return roles_grant(people, line, person, error) && account_make(people, line, person, error);
}

static void row_take(People *people, const CsvRow *row)
{
    g_autoptr(GError) error = NULL;
    if (row->problem != NULL) {
        import_refuse(people->import, row->line, NULL, row->problem);
        return;
    }
    Line line = line_read(people, row);
    bool right =
        person_check(people, &line) && roles_check(people, &line) && account_check(people, &line);
    if (right && person_make(people, &line, &error))
        people->import->accepted++;
    else if (right)
        import_refuse_error(people->import, line.number, error);
    line_clear(&line);
}

bool import_people(Import *import, const char *csv, size_t size, GError **error)
{
    g_autoptr(Csv) table = import_read(import, csv, size, &(ImportShape){"people", known}, error);
    if (table == NULL || !import_needs(table, "name", error))
        return false;
    g_autoptr(Db) db = store_reader(engine_store(import->engine), error);
    if (db == NULL)
        return false;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    People people = {.import = import,
        .csv = table,
        .seen = seen,
        .db = db,
        .roles = engine_service(import->engine, SERVICE_ROLES)};
    for (guint i = 0; i < table->rows->len; i++) {
        if (!import_goes_on(import)) {
            import->untouched = table->rows->len - i;
            break;
        }
        row_take(&people, table->rows->pdata[i]);
        import_progress(import, i + 1, table->rows->len);
    }
    return true;
}
