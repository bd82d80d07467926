/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes of replies, for the documents and the types made from them. */
#include "engine/field.h"
#include "matter/obligation_private.h"
#include "matter/query.h"

typedef struct ActorShown {
    char *account;
    char *name;
} ActorShown;

const Field actor_reply[] = {
    FIELD(ActorShown, account, FIELD_WORD, .help = "Id of the account, or system."),
    FIELD(ActorShown, name, FIELD_TEXT, .personal = true),
    FIELD_END,
};

typedef struct ClockShown {
    char *id;
    char *name;
    json_t *label;
    char *state;
    bool late;
    int64_t started_at;
    int64_t warn_at;
    int64_t due_at;
    int64_t ended_at;
    int64_t met_at;
    char *owner;
    char *tell;
    char **rang;
    json_t *rule;
} ClockShown;

static const char *const clock_states[] = {
    "running", "late", "met", "late_met", "stopped", "mistimed", NULL};

static const Field clock_reply[] = {
    FIELD(ClockShown, id, FIELD_WORD, .required = true),
    FIELD(ClockShown, name, FIELD_WORD, .required = true),
    FIELD(ClockShown, label, FIELD_JSON, .object = fields_label),
    FIELD(ClockShown, state, FIELD_WORD, .required = true, .choices = clock_states),
    FIELD(ClockShown, late, FIELD_BOOL, .required = true, .help = "Was or is past its due time."),
    FIELD(ClockShown, started_at, FIELD_TIME, .required = true),
    FIELD(ClockShown, warn_at, FIELD_TIME),
    FIELD(ClockShown, due_at, FIELD_TIME, .required = true),
    FIELD(ClockShown, ended_at, FIELD_TIME, .help = "Met or no longer asked for."),
    FIELD(ClockShown, met_at, FIELD_TIME),
    FIELD(ClockShown, owner, FIELD_WORD, .required = true, .help = "Role that must act."),
    FIELD(ClockShown, tell, FIELD_WORD, .required = true, .help = "Role told last."),
    FIELD(ClockShown, rang, FIELD_WORDS, .required = true, .help = "warn, late, escalate, …"),
    FIELD(ClockShown, rule, FIELD_JSON, .object = fields_free,
        .help = "Which rule asks for it; null: the kind."),
    FIELD_END,
};

typedef struct LinkShown {
    char *id;
    char *relation;
} LinkShown;

static const Field link_reply[] = {
    FIELD(LinkShown, id, FIELD_WORD, .required = true),
    FIELD(LinkShown, relation, FIELD_WORD, .required = true, .help = "What it is to this one."),
    FIELD_END,
};

typedef struct RemainShown {
    char *what;
    char *id;
} RemainShown;

static const char *const remain_whats[] = {"backups", "wal", "dispatch", "linked", NULL};

static const Field remain_reply[] = {
    FIELD(RemainShown, what, FIELD_WORD, .required = true, .choices = remain_whats,
        .help = "Backups made before; PostgreSQL's log; a dispatch, whose hops say what became of "
                "the copies; another matter."),
    FIELD(RemainShown, id, FIELD_WORD, .help = "Of the dispatch or matter."),
    FIELD_END,
};

typedef struct MatterShown {
    char *id;
    char *number;
    char *kind;
    char *kind_version;
    char *unit;
    char *state;
    int64_t version;
    char *title;
    char *place;
    int64_t level;
    int64_t opened_at;
    json_t *opened_by;
    int64_t closed_at;
    int64_t changed_at;
    bool late;
    bool off_watch;
    bool purged;
    json_t *fields;
    json_t *clocks;
    json_t *obligations;
    json_t *links;
    char **may;
    char **masked;
    json_t *suggested;
    json_t *exempt;
    json_t *remains;
} MatterShown;

static const Field exempt_reply[] = {
    {.name = "rule", .type = FIELD_WORD, .required = true},
    {.name = "label",
        .type = FIELD_JSON,
        .object = fields_label,
        .help = "In words; null: the rule is gone."},
    {.name = "source", .type = FIELD_TEXT},
    FIELD_END,
};

const Field matter_reply[] = {
    FIELD(MatterShown, id, FIELD_WORD, .required = true),
    FIELD(MatterShown, number, FIELD_TEXT, .required = true, .help = "As people say it."),
    FIELD(MatterShown, kind, FIELD_WORD, .required = true),
    FIELD(MatterShown, kind_version, FIELD_WORD, .required = true, .help = "Digest."),
    FIELD(MatterShown, unit, FIELD_WORD, .required = true),
    FIELD(MatterShown, state, FIELD_WORD, .required = true),
    FIELD(MatterShown, version, FIELD_INT, .required = true),
    FIELD(MatterShown, title, FIELD_TEXT),
    FIELD(MatterShown, place, FIELD_TEXT),
    FIELD(MatterShown, level, FIELD_INT, .help = "1 worst to 4; null: none."),
    FIELD(MatterShown, opened_at, FIELD_TIME, .required = true),
    FIELD(MatterShown, opened_by, FIELD_JSON, .object = actor_reply),
    FIELD(MatterShown, closed_at, FIELD_TIME, .help = "Null: open."),
    FIELD(MatterShown, changed_at, FIELD_TIME, .required = true),
    FIELD(MatterShown, late, FIELD_BOOL, .required = true),
    FIELD(MatterShown, off_watch, FIELD_BOOL, .required = true),
    FIELD(MatterShown, purged, FIELD_BOOL, .required = true),
    FIELD(MatterShown, fields, FIELD_JSON, .required = true, .object = fields_free,
        .help = "By name, as the kind says."),
    FIELD(MatterShown, clocks, FIELD_JSON, .required = true, .items = clock_reply),
    FIELD(MatterShown, obligations, FIELD_JSON, .required = true, .items = obligation_reply,
        .help = "Who must be told by when, and what became of it."),
    FIELD(MatterShown, links, FIELD_JSON, .required = true, .items = link_reply),
    FIELD(MatterShown, may, FIELD_WORDS, .required = true, .help = "Steps the asker may take."),
    FIELD(MatterShown, masked, FIELD_WORDS, .required = true, .help = "Paths not shown."),
    FIELD(MatterShown, suggested, FIELD_JSON, .object = fields_free,
        .help = "Level by rule; kinds that are graded."),
    FIELD(MatterShown, exempt, FIELD_JSON, .object = exempt_reply,
        .help = "By which rule it need not be reported; null: by none."),
    FIELD(MatterShown, remains, FIELD_JSON, .items = remain_reply,
        .help = "In the answer to a purge: where words of it may still be."),
    FIELD_END,
};
