/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/verify.h"

#include "base/json.h"
#include "journal/body.h"
#include "journal/vault_rows.h"

#include <string.h>

#define PAGE 256

/* A check returns false without setting an error when it has put a fault into the report. */
typedef struct Check {
    Db *db;
    VerifyReport *report;
    Digest *digests[2]; /* by DigestKind */
    const char *unit;
    Head last;            /* of the events seen so far */
    GPtrArray *vault;     /* rows of the page at hand */
    size_t position;      /* in `vault`: the event at hand */
    size_t count, placed; /* its rows, and its places */
} Check;

/* The row at hand; borrowed from the statement. */
typedef struct Row {
    int64_t seq, at;
    const char *actor, *kind, *subject, *text;
    const void *hash;
    size_t hash_size;
} Row;

void verify_report_clear(VerifyReport *report)
{
    g_free(report->unit);
    g_free(report->problem);
    *report = (VerifyReport){0};
}

static bool fault(Check *check, int64_t seq, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool fault(Check *check, int64_t seq, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    check->report->unit = g_strdup(check->unit);
    check->report->seq = seq;
    check->report->problem = g_strdup_vprintf(format, args);
    va_end(args);
    return false;
}

static Row row_read(Statement *statement)
{
    Row row = {.seq = row_int(statement, 0),
        .at = row_int(statement, 1),
        .actor = row_text(statement, 2),
        .kind = row_text(statement, 3),
        .subject = row_text(statement, 4),
        .text = row_text(statement, 5)};

    row.hash = row_bytes(statement, 6, &row.hash_size);
    return row;
}

static bool check_columns(Check *check, const Row *row, const Event *event)
{
    if (strcmp(event->unit, check->unit) != 0)
        return fault(check, row->seq, "column `unit` differs");
    if (event->seq != row->seq)
        return fault(check, row->seq, "column `seq` differs");
    if (event->at != row->at)
        return fault(check, row->seq, "column `at` differs");
    if (strcmp(event->actor, row->actor) != 0)
        return fault(check, row->seq, "column `actor` differs");
    if (strcmp(event->kind, row->kind) != 0)
        return fault(check, row->seq, "column `kind` differs");
    if (strcmp(event->subject, row->subject) != 0)
        return fault(check, row->seq, "column `subject` differs");
    return true;
}

/* The first event says how the chain is hashed. */
static bool check_hash(Check *check, const Row *row, const Event *event)
{
    uint8_t hash[DIGEST_SIZE];

    if (row->seq == 1) {
        const char *name = json_text(event->body, "digest");
        if (name == NULL || !digest_kind(name, &check->last.digest))
            return fault(check, 1, "no digest is named");
    }
    digest_pair(check->digests[check->last.digest], check->last.hash, DIGEST_SIZE, row->text,
        strlen(row->text), hash);
    if (row->hash_size != DIGEST_SIZE || memcmp(hash, row->hash, DIGEST_SIZE) != 0)
        return fault(check, row->seq, "hash does not fit");
    memcpy(check->last.hash, hash, DIGEST_SIZE);
    return true;
}

static bool check_place(
    void *data, const char *path, const char *digest, json_t **out_instead, GError **error)
{
    Check *check = data;
    int64_t seq = check->last.seq + 1;
    uint8_t hash[DIGEST_SIZE];
    char hex[DIGEST_HEX];
    const VaultRow *row = vault_rows_find(check->vault, check->position, check->count, path);

    check->placed++;
    if (row == NULL)
        return fault(check, seq, "vault value of %s is missing", path);
    if (row->value == NULL && !row->has_salt)
        return true; /* purged */
    if (row->value == NULL || !row->has_salt)
        return fault(check, seq, "vault value of %s is torn from its salt", path);
    digest_pair(check->digests[check->last.digest], row->salt, VAULT_SALT_SIZE, row->value,
        strlen(row->value), hash);
    hex_write(hash, DIGEST_SIZE, hex);
    return strcmp(hex, digest) == 0 || fault(check, seq, "vault value of %s differs", path);
}

static bool check_vault(Check *check, const Row *row, const Event *event)
{
    check->placed = 0;
    check->count = vault_rows_at(check->vault, row->seq, &check->position);
    if (!body_each_place(event->body, check_place, check, NULL))
        return false;
    return check->placed == check->count ||
           fault(check, row->seq, "vault holds a value that the event does not have");
}

/* Time runs back only where the record itself says so, and from where. */
static bool check_time(Check *check, const Row *row, const Event *event)
{
    if (row->at >= check->last.at)
        return true;
    if (strcmp(row->kind, EVENT_TIME_CORRECTED) != 0)
        return fault(check, row->seq, "time runs back");
    return json_number(event->body, "from", -1) == check->last.at ||
           fault(check, row->seq, "time runs back from another time than it says");
}

static bool check_event(Check *check, const Row *row)
{
    int64_t expected = check->last.seq + 1;
    size_t length = strlen(row->text);

    if (row->seq > expected)
        return fault(check, expected, "event is missing");
    if (row->seq < expected)
        return fault(check, row->seq, "event is out of place");
    g_autoptr(Event) event = event_parse(row->text, length, NULL);
    if (event == NULL)
        return fault(check, row->seq, "text is not an event");
    if (!check_hash(check, row, event))
        return false;
    if (!event_is_canonical(event, row->text, length))
        return fault(check, row->seq, "text is not canonical");
    if (!check_columns(check, row, event))
        return false;
    if (!check_time(check, row, event))
        return false;
    if (!check_vault(check, row, event))
        return false;
    check->last.seq = row->seq;
    check->last.at = row->at;
    check->report->events++;
    return true;
}

static Statement *prepare_page(const Check *check, GError **error)
{
    Statement *statement = store_prepare(check->db,
        "SELECT seq, at, actor, kind, subject, text, hash FROM journal"
        " WHERE unit = $unit AND seq > $after ORDER BY seq LIMIT $limit",
        error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", check->unit);
    bind_int(statement, "after", check->last.seq > 0 ? check->last.seq : INT64_MIN);
    bind_int(statement, "limit", PAGE);
    return statement;
}

/* *out_more false after the last event. The rows of the vault are read first, for the numbers
 * that the events of this page must have. */
static bool check_page(Check *check, bool *out_more, GError **error)
{
    int64_t before = check->last.seq;

    g_clear_pointer(&check->vault, g_ptr_array_unref);
    check->position = 0;
    check->vault = vault_rows(check->db, check->unit, before + 1, before + PAGE, error);
    if (check->vault == NULL)
        return false;
    g_autoptr(Statement) statement = prepare_page(check, error);
    StoreStep step = STORE_FAILED;
    while (statement != NULL && (step = statement_step(statement, error)) == STORE_ROW) {
        const Row row = row_read(statement);
        if (!check_event(check, &row))
            return false;
    }
    *out_more = check->last.seq == before + PAGE;
    return step == STORE_DONE;
}

/* Values of events that are not there. */
static bool check_stray_values(Check *check, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(check->db,
        "SELECT MIN(seq) FROM vault WHERE unit = $unit AND (seq < 1 OR seq > $last)", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", check->unit);
    bind_int(statement, "last", check->last.seq);
    if (statement_step(statement, error) != STORE_ROW)
        return false;
    return row_is_null(statement, 0) ||
           fault(check, row_int(statement, 0), "vault holds a value of an event that is missing");
}

static bool check_head(Check *check, GError **error)
{
    const Head *last = &check->last;
    g_autoptr(GError) damage = NULL;
    Head head;

    if (!head_read(check->db, check->unit, false, &head, &damage)) {
        if (g_error_matches(damage, FAIL, FAIL_CORRUPT))
            return fault(check, 0, "head row is damaged");
        g_propagate_error(error, g_steal_pointer(&damage));
        return false;
    }
    bool is_same_hash = memcmp(head.hash, last->hash, DIGEST_SIZE) == 0;
    if (head.seq > last->seq && !is_same_hash)
        return fault(check, last->seq + 1, "event is missing");
    if (head.seq == 0 && last->seq > 0)
        return fault(check, 0, "head row is missing");
    if (head.seq != last->seq)
        return fault(check, 0, "head row: `seq` differs");
    if (head.at != last->at)
        return fault(check, 0, "head row: `at` differs");
    if (head.digest != last->digest)
        return fault(check, 0, "head row: `digest` differs");
    return is_same_hash || fault(check, 0, "head row: `hash` differs");
}

static bool check_unit(Check *check, const char *unit, GError **error)
{
    bool has_more = true;

    check->unit = unit;
    check->last = (Head){.digest = DIGEST_SM3};
    while (has_more) {
        if (!check_page(check, &has_more, error))
            return false;
    }
    if (!check_head(check, error) || !check_stray_values(check, error))
        return false;
    check->report->units += check->last.seq > 0;
    return true;
}

static bool least_unit(Statement *statement, const char *after, char **least, GError **error)
{
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", after);
    if (statement_step(statement, error) != STORE_ROW)
        return false;
    const char *unit = row_text(statement, 0);
    if (unit != NULL && (*least == NULL || strcmp(unit, *least) < 0)) {
        g_free(*least);
        *least = g_strdup(unit);
    }
    return true;
}

/* The next unit that any kept table knows, or NULL in *out_unit. */
static bool next_unit(Db *db, const char *after, char **out_unit, GError **error)
{
    g_autofree char *least = NULL;
    g_autoptr(Statement) journal =
        store_prepare(db, "SELECT MIN(unit) FROM journal WHERE unit > $unit", error);
    if (!least_unit(journal, after, &least, error))
        return false;
    g_autoptr(Statement) head =
        store_prepare(db, "SELECT MIN(unit) FROM head WHERE unit > $unit", error);
    if (!least_unit(head, after, &least, error))
        return false;
    g_autoptr(Statement) vault =
        store_prepare(db, "SELECT MIN(unit) FROM vault WHERE unit > $unit", error);
    if (!least_unit(vault, after, &least, error))
        return false;
    *out_unit = g_steal_pointer(&least);
    return true;
}

static bool check_units(Check *check, const char *only, GError **error)
{
    g_autofree char *unit = g_strdup("");

    if (only != NULL)
        return check_unit(check, only, error);
    while (true) {
        char *next = NULL;
        if (!next_unit(check->db, unit, &next, error))
            return false;
        if (next == NULL)
            return true;
        g_free(unit);
        unit = next;
        if (!check_unit(check, unit, error))
            return false;
    }
}

bool journal_verify(Db *db, const char *unit, VerifyReport *out_report, GError **error)
{
    VerifyReport report = {0};
    g_autoptr(Digest) sm3 = digest_new(DIGEST_SM3);
    g_autoptr(Digest) sha256 = digest_new(DIGEST_SHA256);
    g_autoptr(StoreTxn) txn = store_begin_read(db, error);
    Check check = {.db = db, .report = &report};

    if (txn == NULL)
        return false;
    check.digests[DIGEST_SM3] = sm3;
    check.digests[DIGEST_SHA256] = sha256;
    bool is_right = check_units(&check, unit, error);
    g_clear_pointer(&check.vault, g_ptr_array_unref);
    if (!is_right && report.problem == NULL)
        return false;
    *out_report = report;
    return true;
}
