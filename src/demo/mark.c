/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/mark.h"

#include "journal/journal.h"
#include "store/schema.h"

typedef struct MarkArgs {
    char *unit;
} MarkArgs;

static const Field mark_args[] = {
    FIELD(MarkArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct BegunBody {
    char *digest;
} BegunBody;

static const Field begun_fields[] = {
    FIELD(BegunBody, digest, FIELD_WORD, .required = true, .help = "Digest of this unit's chain."),
    FIELD_END,
};

static const Field no_fields[] = {FIELD_END};

/* Nothing may be there before it, and of two that begin at once only one does. */
static bool begin_decide(Decision *decision, const void *args, GError **error)
{
    const BegunBody body = {.digest = (char *) digest_name(DIGEST_SM3)};
    bool is_empty = false;
    if (!journal_is_empty(decision_db(decision), true, &is_empty, error))
        return false;
    if (!is_empty)
        return fail_as(error, FAIL_CONFLICT, "not_empty", "something is in this database already");
    return decision_emit(decision, "demo.begun", decision_unit(decision), &body, error);
}

static bool mark_decide(Decision *decision, const void *args, GError **error)
{
    return decision_emit(decision, "demo.filled", decision_unit(decision), NULL, error);
}

bool demo_mark_read(Db *db, DemoMark *out_mark, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT kind FROM journal WHERE unit = $top AND subject = $top"
        " AND kind IN ('demo.begun', 'demo.filled') ORDER BY seq DESC LIMIT 1",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "top", DEMO_TOP);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_FAILED)
        return false;
    bool is_filled = step == STORE_ROW && g_str_equal(row_text(statement, 0), "demo.filled");
    *out_mark = is_filled ? DEMO_FILLED : step == STORE_ROW ? DEMO_BEGUN : DEMO_NONE;
    return true;
}

/* Does the record begin with the mark? Then nothing in it is older. */
static bool demo_is_first(Db *db, bool *out_is, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        db, "SELECT 1 FROM journal WHERE unit = $top AND seq = 1 AND kind = 'demo.begun'", error);
    if (statement == NULL)
        return false;
    bind_text(statement, "top", DEMO_TOP);
    StoreStep step = statement_step(statement, error);
    *out_is = step == STORE_ROW;
    return step != STORE_FAILED;
}

bool demo_wipe(Db *db, GError **error)
{
    DemoMark mark = DEMO_NONE;
    bool is_first = false, is_empty = false;
    if (!journal_is_empty(db, true, &is_empty, error) || !demo_mark_read(db, &mark, error) ||
        !demo_is_first(db, &is_first, error))
        return false;
    if (mark != DEMO_BEGUN || !is_first)
        return fail(error, FAIL_CONFLICT, "this database holds more than an unfinished demo");
    return schema_erase(db, error);
}

bool demo_claim(Db *db, GError **error)
{
    if (store_kind(db_store(db)) == STORE_SQLITE)
        return true;
    g_autoptr(Statement) statement = store_prepare(
        db, "SELECT CASE WHEN pg_try_advisory_lock(84208421) THEN 1 ELSE 0 END AS claimed", error);
    if (statement == NULL || statement_step(statement, error) != STORE_ROW)
        return false;
    return row_int(statement, 0) == 1 ||
           fail_as(error, FAIL_CONFLICT, "in_use", "another process is filling this demo");
}

static const EventKind mark_events[] = {
    {.name = "demo.begun", .fields = begun_fields, .size = sizeof(BegunBody)},
    {.name = "demo.filled", .fields = no_fields},
    {0},
};

static const Command mark_commands[] = {
    {.name = "demo.begin",
        .args = mark_args,
        .args_size = sizeof(MarkArgs),
        .reply = no_fields,
        .decide = begin_decide,
        .help = "Says that everything that will be in this empty database is invented."},
    {.name = "demo.mark",
        .args = mark_args,
        .args_size = sizeof(MarkArgs),
        .reply = no_fields,
        .decide = mark_decide,
        .help = "Says that the invented city is finished."},
    {0},
};

static const Projection mark_projections[] = {
    {"demo.filled",
        "INSERT INTO demo_mark (unit, at) VALUES ($unit, $at) ON CONFLICT (unit) DO NOTHING", NULL},
    {0},
};

static const Part demo_part = {
    .events = mark_events,
    .commands = mark_commands,
    .projections = mark_projections,
};

const Module demo_module = {"demo", PARTS(&demo_part)};
