/* SPDX-License-Identifier: Apache-2.0 */
/* The calls that open, step, link, reveal and purge matters. */
#include "base/text.h"
#include "matter/act.h"
#include "matter/matter_private.h"
#include "matter/module.h"
#include "matter/purge.h"
#include "matter/query.h"

#include <string.h>

static bool matter_reply_make(
    Decision *decision, const char *id, json_t **out_reply, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(Matter) matter = matter_load(db, id, error);

    if (matter == NULL)
        return false;
    *out_reply =
        matter_json(decision_engine(decision), db, decision_actor(decision), matter, error);
    return *out_reply != NULL;
}

/* ---- POST /units/{unit}/matters ---- */

typedef struct OpenArgs {
    char *unit;
    char *kind;
    json_t *fields;
    char *note;
    int64_t claimed_at;
    char *parent;
    char *relation;
} OpenArgs;

static const char *const relations[] = {"child", "parent", "related", "causes", "caused_by", NULL};

static const Field open_args[] = {
    FIELD(OpenArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(OpenArgs, kind, FIELD_WORD, .required = true, .help = "Name of a kind (GET /kinds)."),
    FIELD(OpenArgs, fields, FIELD_JSON, .help = "By name, as the kind's opening takes them."),
    FIELD(OpenArgs, note, FIELD_TEXT, .max = 4000),
    FIELD(OpenArgs, claimed_at, FIELD_TIME, .help = "When it is said to have happened."),
    FIELD(OpenArgs, parent, FIELD_WORD, .help = "A matter of this unit it belongs to."),
    FIELD(OpenArgs, relation, FIELD_WORD, .choices = relations,
        .help = "What it is to `parent`: child when not said."),
    FIELD_END,
};

static bool open_decide(Decision *decision, const void *data, GError **error)
{
    const OpenArgs *args = data;
    const OpenRequest request = {.draft = {.kind = args->kind,
                                     .fields = args->fields,
                                     .note = args->note,
                                     .claimed_at = args->claimed_at,
                                     .parent = args->parent,
                                     .relation = args->relation},
        .form = FIELD_HTTP};
    g_autoptr(Matter) parent = NULL;
    g_autofree char *id = NULL;

    if (!matter_find(decision_db(decision), args->unit, args->parent, &parent, error))
        return false;
    if (args->parent != NULL && parent == NULL)
        return fail_field(error, "parent", "unknown");
    if (!matter_open_run(decision, &request, &id, error))
        return false;
    decision_show(decision, id);
    return true;
}

static bool open_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    return matter_reply_make(decision, decision_shown(decision), out_reply, error);
}

/* ---- POST /matters/{id}/steps/{step} ---- */

typedef struct StepArgs {
    char *id;
    char *step;
    json_t *fields;
    char *note;
    int64_t claimed_at;
    int64_t version;
} StepArgs;

static const Field step_args[] = {
    FIELD(StepArgs, id, FIELD_WORD, .required = true, .help = "The matter."),
    FIELD(StepArgs, step, FIELD_WORD, .required = true, .help = "A step out of `may`."),
    FIELD(StepArgs, fields, FIELD_JSON, .help = "By name, as the step takes them."),
    FIELD(StepArgs, note, FIELD_TEXT, .max = 4000),
    FIELD(StepArgs, claimed_at, FIELD_TIME, .help = "When it is said to have happened."),
    FIELD(StepArgs, version, FIELD_INT, .help = "Refuse when the matter has moved on since."),
    FIELD_END,
};

static bool version_check(Decision *decision, const StepArgs *args, GError **error)
{
    g_autoptr(Matter) matter = NULL;

    if (args->version == FIELD_UNSET)
        return true;
    matter = matter_load(decision_db(decision), args->id, error);
    if (matter == NULL)
        return false;
    return matter->version == args->version ||
           fail_as(error, FAIL_CONFLICT, "changed", "the matter has moved on to version %d",
               (int) matter->version);
}

static bool step_decide(Decision *decision, const void *data, GError **error)
{
    const StepArgs *args = data;
    const StepDraft draft = {.matter = args->id,
        .step = args->step,
        .fields = args->fields,
        .note = args->note,
        .claimed_at = args->claimed_at};

    return version_check(decision, args, error) &&
           matter_step_run(decision, &draft, FIELD_HTTP, error);
}

static bool step_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const StepArgs *args = data;
    return matter_reply_make(decision, args->id, out_reply, error);
}

/* ---- POST /matters/{id}/links ---- */

typedef struct LinkArgs {
    char *id;
    char *other;
    char *relation;
} LinkArgs;

static const Field link_args[] = {
    FIELD(LinkArgs, id, FIELD_WORD, .required = true, .help = "The matter."),
    FIELD(LinkArgs, other, FIELD_WORD, .required = true, .help = "Another one of the same unit."),
    FIELD(LinkArgs, relation, FIELD_WORD, .required = true, .choices = relations,
        .help = "What the other is to it."),
    FIELD_END,
};

static bool link_decide(Decision *decision, const void *data, GError **error)
{
    const LinkArgs *args = data;
    g_autoptr(Matter) matter = matter_load(decision_db(decision), args->id, error);
    g_autoptr(Matter) other = NULL;

    if (matter == NULL ||
        !matter_find(decision_db(decision), decision_unit(decision), args->other, &other, error))
        return false;
    if (other == NULL)
        return fail_field(error, "other", "unknown");
    return matter_link(decision, args->id, args->other, args->relation, error);
}

static bool link_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const LinkArgs *args = data;
    return matter_reply_make(decision, args->id, out_reply, error);
}

typedef struct RevealReply {
    char *id;
    json_t *fields;
} RevealReply;

static const Field reveal_reply[] = {
    FIELD(RevealReply, id, FIELD_WORD, .required = true),
    FIELD(RevealReply, fields, FIELD_JSON, .required = true, .object = fields_free,
        .help = "Those masked elsewhere."),
    FIELD_END,
};

static const Command commands[] = {
    {.name = "matter.open",
        .method = "POST",
        .path = "/units/{unit}/matters",
        .permission = "matter.open",
        .status = 201,
        .begins = true,
        .args = open_args,
        .args_size = sizeof(OpenArgs),
        .reply = matter_reply,
        .decide = open_decide,
        .conclude = open_conclude,
        .help = "Opens a matter."},
    /* Which role takes a step is the kind's to say, so any account of the unit may try. */
    {.name = "matter.step",
        .method = "POST",
        .path = "/matters/{id}/steps/{step}",
        .args = step_args,
        .args_size = sizeof(StepArgs),
        .reply = matter_reply,
        .decide = step_decide,
        .conclude = step_conclude,
        .help = "Takes a step of a matter."},
    {.name = "matter.link",
        .method = "POST",
        .path = "/matters/{id}/links",
        .permission = "matter.step",
        .args = link_args,
        .args_size = sizeof(LinkArgs),
        .reply = matter_reply,
        .decide = link_decide,
        .conclude = link_conclude,
        .help = "Says that two matters of a unit belong together."},
    {.name = "matter.reveal",
        .method = "POST",
        .path = "/matters/{id}/reveal",
        .permission = "reveal",
        .args = reason_args,
        .args_size = sizeof(Reason),
        .reply = reveal_reply,
        .decide = reveal_decide,
        .conclude = reveal_conclude,
        .help = "Shows the personal fields of a matter; that it was done stands in the record."},
    {.name = "matter.purge",
        .method = "POST",
        .path = "/matters/{id}/purge",
        .permission = "purge",
        .args = reason_args,
        .args_size = sizeof(Reason),
        .reply = matter_reply,
        .decide = purge_decide,
        .settle = purge_settle,
        .conclude = purge_conclude,
        .help =
            "Destroys the texts and personal values of a closed matter; the chain stays whole."},
    {0},
};

static const Projection projections[] = {
    {.event = EVENT_OPENED, .apply = matter_apply},
    {.event = EVENT_STEPPED, .apply = matter_apply},
    {.event = EVENT_CLOSED, .apply = matter_apply},
    {.event = EVENT_REOPENED, .apply = matter_apply},
    {.event = EVENT_LINKED, .apply = matter_apply},
    {.event = EVENT_PURGED, .apply = matter_apply},
    {0},
};

static const PersonalThing *const personal[] = {&matter_personal, NULL};

const Part matter_part = {.personal = personal,
    .events = matter_events,
    .commands = commands,
    .queries = matter_queries,
    .projections = projections};
