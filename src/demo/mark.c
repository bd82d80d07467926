/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/mark.h"

typedef struct MarkArgs {
    char *unit;
} MarkArgs;

static const Field mark_args[] = {
    FIELD(MarkArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field no_fields[] = {FIELD_END};

static bool mark_decide(Decision *decision, const void *args, GError **error)
{
    return decision_emit(decision, "demo.filled", decision_unit(decision), NULL, error);
}

bool demo_is_marked(Db *db)
{
    g_autoptr(Statement) statement = store_prepare(db, "SELECT 1 FROM demo_mark", NULL);
    return statement != NULL && statement_step(statement, NULL) == STORE_ROW;
}

static const EventKind mark_events[] = {
    {.name = "demo.filled", .fields = no_fields},
    {0},
};

static const Command mark_commands[] = {
    {.name = "demo.mark",
        .args = mark_args,
        .args_size = sizeof(MarkArgs),
        .reply = no_fields,
        .decide = mark_decide,
        .help = "Says that everything in this database is invented."},
    {0},
};

static const Projection mark_projections[] = {
    {"demo.filled",
        "INSERT INTO demo_mark (unit, at) VALUES ($unit, $at) ON CONFLICT (unit) DO NOTHING", NULL},
    {0},
};

const Module demo_module = {
    .name = "demo",
    .events = mark_events,
    .commands = mark_commands,
    .projections = mark_projections,
};
