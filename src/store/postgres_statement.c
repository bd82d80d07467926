/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgres_private.h"

#include <string.h>

#define OID_BOOL 16
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_INT2 21
#define OID_INT4 23
#define OID_TEXT 25
#define OID_NAME 19
#define OID_UNKNOWN 705
#define OID_CHAR_PADDED 1042
#define OID_VARCHAR 1043
#define BATCH 500

typedef struct Argument {
    ValueType type;
    char *bytes; /* as sent, with a zero byte behind; NULL for null */
    int size;
} Argument;

typedef struct PostgresStatement {
    Statement base;
    PostgresConnection *connection;
    char *sql;         /* with $1, $2, … */
    GHashTable *plans; /* types of the arguments -> name of the plan on the server */
    Argument *arguments;
    char *cursor; /* name, while one is open */
    PGresult *result;
    int row;
    GStringChunk *texts; /* numbers of this result read as text; NULL until needed */
} PostgresStatement;

static PostgresStatement *own(Statement *statement)
{
    return (PostgresStatement *) statement;
}

/* Preparing waits for the first step: the types of the arguments are not known before. */
Statement *postgres_prepare(void *connection, const char *sql, GError **error)
{
    PostgresStatement *self = g_new0(PostgresStatement, 1);
    g_autoptr(GString) numbered = g_string_new(NULL);
    self->base.names = g_ptr_array_new_with_free_func(g_free);
    parameters_scan(sql, self->base.names, numbered);
    self->connection = connection;
    self->sql = g_strdup(numbered->str);
    self->plans = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    self->arguments = g_new0(Argument, self->base.names->len + 1);
    self->row = -1;
    return &self->base;
}

void postgres_finalize(Statement *statement)
{
    PostgresStatement *self = own(statement);
    GHashTableIter iter;
    void *plan;
    g_hash_table_iter_init(&iter, self->plans);
    /* Cached statements end with their connection; only a second copy of one in use ends alone. */
    while (!statement->cached && g_hash_table_iter_next(&iter, NULL, &plan)) {
        if (!postgres_settle(self->connection, NULL))
            break;
        g_autofree char *sql = g_strdup_printf("DEALLOCATE %s", (char *) plan);
        PQclear(PQexec(self->connection->link, sql));
    }
    g_hash_table_unref(self->plans);
    g_free(self->arguments);
    g_free(self->sql);
    g_free(self);
}

void postgres_bind(Statement *statement, int index, const Value *value)
{
    Argument *argument = &own(statement)->arguments[index];
    g_free(argument->bytes);
    *argument = (Argument){.type = value->type};
    if (value->type == VALUE_INT) {
        argument->bytes = g_strdup_printf("%" G_GINT64_FORMAT, value->number);
        return;
    }
    if (value->type == VALUE_NULL)
        return;
    argument->size = (int) value->size;
    argument->bytes = g_malloc(value->size + 1);
    memcpy(argument->bytes, value->bytes, value->size);
    argument->bytes[value->size] = '\0';
}

void postgres_unbind(Statement *statement)
{
    PostgresStatement *self = own(statement);
    for (guint i = 0; i < statement->names->len; i++) {
        g_free(self->arguments[i].bytes);
        self->arguments[i] = (Argument){.type = VALUE_NULL};
    }
}

/* Arguments in the four arrays that libpq wants. */
typedef struct Sending {
    Oid *types;
    const char **values;
    int *sizes;
    int *formats;
    int count;
} Sending;

static void sending_clear(Sending *sending)
{
    g_free(sending->types);
    g_free(sending->values);
    g_free(sending->sizes);
    g_free(sending->formats);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sending, sending_clear)

static void sending_fill(Sending *sending, const PostgresStatement *self)
{
    static const Oid types[] = {[VALUE_NULL] = 0,
        [VALUE_INT] = OID_INT8,
        [VALUE_TEXT] = OID_TEXT,
        [VALUE_BYTES] = OID_BYTEA};
    guint count = self->base.names->len;
    sending->count = (int) count;
    sending->types = g_new(Oid, count + 1);
    sending->values = g_new(const char *, count + 1);
    sending->sizes = g_new(int, count + 1);
    sending->formats = g_new(int, count + 1);
    for (guint i = 0; i < count; i++) {
        const Argument *argument = &self->arguments[i];
        sending->types[i] = types[argument->type];
        sending->values[i] = argument->bytes;
        sending->sizes[i] = argument->size;
        sending->formats[i] = argument->type == VALUE_BYTES;
    }
}

/* Name of the plan for these types, made when it is the first of its kind; NULL on failure. */
static const char *plan_for(PostgresStatement *self, const Sending *sending, GError **error)
{
    g_autofree char *key = g_malloc((gsize) sending->count + 1);
    for (int i = 0; i < sending->count; i++)
        key[i] = "nitb"[self->arguments[i].type];
    key[sending->count] = '\0';
    const char *known = g_hash_table_lookup(self->plans, key);
    if (known)
        return known;
    if (!postgres_settle(self->connection, error))
        return NULL;
    g_autofree char *name = g_strdup_printf("p%" G_GINT64_FORMAT, ++self->connection->plans);
    PGresult *result =
        PQprepare(self->connection->link, name, self->sql, sending->count, sending->types);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        postgres_fail(self->connection, result, error);
        fail_in(error, "preparing `%s`", self->base.sql);
        return NULL;
    }
    PQclear(result);
    char *kept = g_steal_pointer(&name);
    g_hash_table_insert(self->plans, g_steal_pointer(&key), kept);
    return kept;
}

/* Binary results of other types would be read wrongly: SUM() gives a numeric unless CAST. */
static bool types_are_known(const PGresult *result, GError **error)
{
    for (int i = 0; i < PQnfields(result); i++) {
        switch (PQftype(result, i)) {
        case OID_BOOL:
        case OID_BYTEA:
        case OID_INT8:
        case OID_INT2:
        case OID_INT4:
        case OID_TEXT:
        case OID_NAME:
        case OID_UNKNOWN:
        case OID_CHAR_PADDED:
        case OID_VARCHAR:
            continue;
        default:
            return fail(error, FAIL_CORRUPT, "column %s has type %u: CAST it to BIGINT or TEXT",
                PQfname(result, i), PQftype(result, i));
        }
    }
    return true;
}

/* Takes a result; false when it tells of a failure. */
static bool result_take(PostgresStatement *self, PGresult *result, GError **error)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return postgres_fail(self->connection, result, error);
    if (!types_are_known(result, error)) {
        PQclear(result);
        return false;
    }
    PQclear(self->result);
    self->result = result;
    self->row = -1;
    if (self->texts)
        g_string_chunk_clear(self->texts);
    return true;
}

static bool fetch(PostgresStatement *self, GError **error)
{
    g_autofree char *sql = g_strdup_printf("FETCH FORWARD %d FROM %s", BATCH, self->cursor);
    if (!postgres_settle(self->connection, error))
        return false;
    PGresult *result = PQexecParams(self->connection->link, sql, 0, NULL, NULL, NULL, NULL, 1);
    return result_take(self, result, error);
}

static bool open_cursor(PostgresStatement *self, const Sending *sending, GError **error)
{
    g_autofree char *name = g_strdup_printf("c%" G_GINT64_FORMAT, ++self->connection->plans);
    g_autofree char *sql = g_strdup_printf("DECLARE %s NO SCROLL CURSOR FOR %s", name, self->sql);
    if (!postgres_settle(self->connection, error))
        return false;
    PGresult *result = PQexecParams(self->connection->link, sql, sending->count, sending->types,
        sending->values, sending->sizes, sending->formats, 1);
    if (!result_take(self, result, error))
        return false;
    self->cursor = g_steal_pointer(&name);
    return fetch(self, error);
}

static bool plan_send(PostgresStatement *self, const char *plan, const Sending *sending)
{
    return PQsendQueryPrepared(self->connection->link, plan, sending->count, sending->values,
               sending->sizes, sending->formats, 1) == 1;
}

/* Alone, or behind what was posted and in the same round trip. NULL when that failed. */
static PGresult *execute_plan(
    PostgresStatement *self, const char *plan, const Sending *sending, GError **error)
{
    PostgresConnection *connection = self->connection;
    if (connection->posted->len > 0 && plan_send(self, plan, sending))
        return postgres_settle_last(connection, error);
    if (!postgres_settle(connection, error))
        return NULL;
    PGresult *result = PQexecPrepared(connection->link, plan, sending->count, sending->values,
        sending->sizes, sending->formats, 1);
    if (!result)
        postgres_fail(connection, NULL, error);
    return result;
}

bool postgres_post(Statement *statement, const Expected *expected, GError **error)
{
    PostgresStatement *self = own(statement);
    g_auto(Sending) sending = {0};
    sending_fill(&sending, self);
    const char *plan = plan_for(self, &sending, error);
    if (!plan || !postgres_post_begin(self->connection, error))
        return false;
    bool sent = plan_send(self, plan, &sending);
    return postgres_post_end(self->connection, sent, expected, error);
}

static bool execute(PostgresStatement *self, GError **error)
{
    g_auto(Sending) sending = {0};
    sending_fill(&sending, self);
    if (self->base.in_batches)
        return open_cursor(self, &sending, error);
    const char *plan = plan_for(self, &sending, error);
    if (!plan)
        return false;
    PGresult *result = execute_plan(self, plan, &sending, error);
    if (!result || !result_take(self, result, error))
        return false;
    self->base.changes = g_ascii_strtoll(PQcmdTuples(self->result), NULL, 10);
    if (g_str_has_prefix(PQcmdStatus(self->result), "SELECT"))
        self->base.changes = 0;
    return true;
}

StoreStep postgres_step(Statement *statement, GError **error)
{
    PostgresStatement *self = own(statement);
    if (!self->result && !execute(self, error))
        return STORE_FAILED;
    if (self->cursor && self->row + 1 == BATCH && !fetch(self, error))
        return STORE_FAILED;
    if (self->row + 1 >= PQntuples(self->result))
        return STORE_DONE;
    self->row++;
    return STORE_ROW;
}

void postgres_rewind(Statement *statement)
{
    PostgresStatement *self = own(statement);
    if (self->cursor && PQtransactionStatus(self->connection->link) == PQTRANS_INTRANS) {
        g_autofree char *sql = g_strdup_printf("CLOSE %s", self->cursor);
        postgres_settle(self->connection, NULL);
        PQclear(PQexec(self->connection->link, sql));
    }
    g_clear_pointer(&self->cursor, g_free);
    g_clear_pointer(&self->result, PQclear);
    g_clear_pointer(&self->texts, g_string_chunk_free);
    self->row = -1;
}

int postgres_columns(Statement *statement)
{
    return PQnfields(own(statement)->result);
}

const char *postgres_column_name(Statement *statement, int column)
{
    return PQfname(own(statement)->result, column);
}

/* Bytes of a whole number in network order, 0 when the column is none. */
static int number_size(const PostgresStatement *self, int column)
{
    switch (PQftype(self->result, column)) {
    case OID_BOOL:
        return 1;
    case OID_INT2:
        return 2;
    case OID_INT4:
        return 4;
    case OID_INT8:
        return 8;
    default:
        return 0;
    }
}

ValueType postgres_column_type(Statement *statement, int column)
{
    const PostgresStatement *self = own(statement);
    if (PQgetisnull(self->result, self->row, column))
        return VALUE_NULL;
    if (number_size(self, column) > 0)
        return VALUE_INT;
    return PQftype(self->result, column) == OID_BYTEA ? VALUE_BYTES : VALUE_TEXT;
}

int64_t postgres_column_int(Statement *statement, int column)
{
    const PostgresStatement *self = own(statement);
    if (PQgetisnull(self->result, self->row, column))
        return 0;
    const char *bytes = PQgetvalue(self->result, self->row, column);
    int size = number_size(self, column);
    if (size == 0)
        return g_ascii_strtoll(bytes, NULL, 10);
    uint64_t number = (signed char) bytes[0] < 0 ? UINT64_MAX : 0;
    for (int i = 0; i < size; i++)
        number = number << 8 | (unsigned char) bytes[i];
    return (int64_t) number;
}

const char *postgres_column_text(Statement *statement, int column)
{
    PostgresStatement *self = own(statement);
    if (PQgetisnull(self->result, self->row, column))
        return NULL;
    if (number_size(self, column) == 0)
        return PQgetvalue(self->result, self->row, column);
    char digits[32];
    g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, postgres_column_int(statement, column));
    if (!self->texts)
        self->texts = g_string_chunk_new(256);
    return g_string_chunk_insert(self->texts, digits);
}

const void *postgres_column_bytes(Statement *statement, int column, size_t *out_size)
{
    const PostgresStatement *self = own(statement);
    const char *text = postgres_column_text(statement, column);
    if (!text)
        *out_size = 0;
    else if (number_size(self, column) > 0)
        *out_size = strlen(text);
    else
        *out_size = (size_t) PQgetlength(self->result, self->row, column);
    return text;
}
