/* SPDX-License-Identifier: Apache-2.0 */
/* Drafting a roster: what the patterns ask for, who is put to it by hand, and the rest by turn. */
#include "base/json.h"
#include "base/moment.h"
#include "roster/case.h"
#include "roster/generate.h"
#include "roster/module.h"
#include "roster/roster_events.h"
#include "roster/show.h"

#define DAYS_MAX 366
#define TITLE_MAX 60

typedef struct DraftArgs {
    char *unit;
    char *from_day;
    char *to_day;
    char *title;
    bool generate;
    bool imported;
    json_t *assignments;
    /* What prepare() made of it. */
    json_t *plan;  /* [{post, begins_at, person, how}] */
    json_t *relax; /* as roster_generate() says it */
} DraftArgs;

typedef struct Assignment {
    char *post;
    char *day;
    char *name;
    char *person;
} Assignment;

static const Field assignment_fields[] = {
    FIELD(Assignment, post, FIELD_WORD, .required = true, .max = 40),
    FIELD(Assignment, day, FIELD_WORD, .required = true, .help = "On which the shift begins."),
    FIELD(Assignment, name, FIELD_WORD, .max = 40,
        .help = "Of the shift in its pattern; the first of the day when absent."),
    FIELD(Assignment, person, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

static const Field draft_args[] = {
    FIELD(DraftArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(DraftArgs, from_day, FIELD_WORD, .required = true, .help = "YYYY-MM-DD."),
    FIELD(DraftArgs, to_day, FIELD_WORD, .required = true, .help = "YYYY-MM-DD, included."),
    FIELD(DraftArgs, title, FIELD_TEXT, .line = true, .max = TITLE_MAX),
    FIELD(DraftArgs, generate, FIELD_BOOL, .help = "Fill what is open by turn."),
    FIELD(DraftArgs, imported, FIELD_BOOL, .help = "The assignments were read from a file."),
    FIELD(DraftArgs, assignments, FIELD_JSON, .items = assignment_fields,
        .help = "Who is put where by hand."),
    FIELD_END,
};

/* ---- checks ---- */

static bool day_take(const char *name, const char *text, int64_t *out_day, GError **error)
{
    return day_parse(text, out_day, NULL) || fail_field(error, name, "not_a_day");
}

static bool days_take(const DraftArgs *args, int64_t days[2], GError **error)
{
    bool fits = day_take("from_day", args->from_day, &days[0], error);

    fits = day_take("to_day", args->to_day, &days[1], error) && fits;
    if (!fits)
        return false;
    if (days[1] < days[0])
        return fail_field(error, "to_day", "too_early");
    return days[1] - days[0] < DAYS_MAX || fail_field(error, "to_day", "too_late");
}

static bool assignment_fault(GError **error, size_t index, const char *name, const char *problem)
{
    g_autofree char *path = g_strdup_printf("assignments.%zu.%s", index, name);
    return fail_field(error, path, problem);
}

static Shift *assigned_shift(const RosterCase *of, const Assignment *assignment)
{
    for (guint i = 0; i < of->shifts->len; i++) {
        Shift *shift = of->shifts->pdata[i];
        if (g_strcmp0(shift->post, assignment->post) == 0 &&
            g_strcmp0(shift->day, assignment->day) == 0 &&
            (assignment->name == NULL || g_strcmp0(shift->name, assignment->name) == 0))
            return shift;
    }
    return NULL;
}

static void shift_give(Shift *shift, const char *person, const char *how)
{
    g_free(shift->person);
    g_free(shift->rostered);
    g_free(shift->how);
    shift->person = g_strdup(person);
    shift->rostered = g_strdup(person);
    shift->how = g_strdup(how);
}

static bool assign(const DraftArgs *args, RosterCase *of, size_t index, GError **error)
{
    g_autofree char *prefix = g_strdup_printf("assignments.%zu.", index);
    const json_t *asked = json_array_get(args->assignments, index);
    Assignment assignment = {0};
    Shift *shift = NULL;
    bool fits = true;

    if (!json_is_object(asked))
        return assignment_fault(error, index, "post", "required");
    if (!fields_read(assignment_fields, FIELD_HTTP, asked, prefix, &assignment, error))
        return false;
    shift = assigned_shift(of, &assignment);
    if (shift == NULL)
        fits = assignment_fault(error, index, "day", "no_such_shift");
    else if (team_find(of->team, assignment.person) == NULL)
        fits = assignment_fault(error, index, "person", "no_such_person");
    else
        shift_give(shift, assignment.person, args->imported ? HOW_IMPORTED : HOW_ASSIGNED);
    fields_clear(assignment_fields, &assignment);
    return fits;
}

static bool assign_all(const DraftArgs *args, RosterCase *of, GError **error)
{
    bool fits = true;

    if (args->assignments != NULL && !json_is_array(args->assignments))
        return fail_field(error, "assignments", "not_a_list");
    if (json_array_size(args->assignments) > of->shifts->len)
        return fail_field(error, "assignments", "too_many");
    for (size_t i = 0; i < json_array_size(args->assignments); i++)
        fits = assign(args, of, i, error) && fits;
    return fits;
}

/* ---- prepare: off the executor, since it may take seconds ---- */

static json_t *plan_of(const RosterCase *of)
{
    json_t *plan = json_array();

    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        if (shift->person != NULL)
            json_array_append_new(plan,
                json_pack("{s:s, s:I, s:s, s:s}", "post", shift->post, "begins_at",
                    (json_int_t) shift->begins_at, "person", shift->person, "how", shift->how));
    }
    return plan;
}

static bool draft_prepare(const Preparation *preparation, void *data, GError **error)
{
    DraftArgs *args = data;
    CaseAsk ask = {.engine = preparation->engine,
        .db = preparation->db,
        .unit = args->unit,
        .now = preparation->now};
    Solver *solver = engine_service(preparation->engine, SERVICE_SOLVER);
    g_autoptr(RosterCase) of = NULL;

    if (!days_take(args, ask.days, error))
        return false;
    of = roster_case_plan(&ask, error);
    if (of == NULL || !assign_all(args, of, error))
        return false;
    args->relax = json_array();
    if (args->generate && !roster_generate(solver, of, preparation->work, args->relax, error))
        return false;
    args->plan = plan_of(of);
    return true;
}

static WorkWeight draft_weight(const json_t *args)
{
    return json_flag(args, "generate") ? WORK_LONG : WORK_QUICK;
}

static void draft_clear(void *data)
{
    DraftArgs *args = data;

    json_decref(args->plan);
    json_decref(args->relax);
}

/* ---- decide ---- */

/* Posts may have been arranged anew meanwhile: what no longer fits stays open and shows as such. */
static void plan_put(const json_t *plan, RosterCase *of)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (plan, i, one) {
        Shift *shift =
            roster_case_shift(of, json_text(one, "post"), json_number(one, "begins_at", 0));
        if (shift != NULL)
            shift_give(shift, json_text(one, "person"), json_text(one, "how"));
    }
}

static json_t *shift_body(const Shift *shift)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:s*, s:s}", "post", shift->post, "name",
        shift->name, "day", shift->day, "day_kind", day_kind_word(shift->kind), "begins_at",
        (json_int_t) shift->begins_at, "ends_at", (json_int_t) shift->ends_at, "person",
        shift->person, "how", shift->how);
}

static bool draft_emit(
    Decision *decision, const DraftArgs *args, const RosterCase *of, GError **error)
{
    json_auto_t *shifts = json_array();
    DraftedBody body = {.title = args->title,
        .from_day = args->from_day,
        .to_day = args->to_day,
        .from_at = INT64_MAX,
        .until_at = INT64_MIN,
        .shifts = shifts};

    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        body.from_at = MIN(body.from_at, shift->begins_at);
        body.until_at = MAX(body.until_at, shift->ends_at);
        json_array_append_new(shifts, shift_body(shift));
    }
    if (of->shifts->len == 0)
        return fail_as(
            error, FAIL_CONFLICT, "no_shifts", "the patterns ask for no shift on these days");
    return decision_emit(decision, EVENT_DRAFTED, NULL, &body, error);
}

static bool draft_decide(Decision *decision, const void *data, GError **error)
{
    const DraftArgs *args = data;
    CaseAsk ask = {.engine = decision_engine(decision),
        .db = decision_db(decision),
        .unit = args->unit,
        .now = decision_now(decision)};
    g_autoptr(RosterCase) of = NULL;

    if (!days_take(args, ask.days, error))
        return false;
    of = roster_case_plan(&ask, error);
    if (of == NULL)
        return false;
    plan_put(args->plan, of);
    return draft_emit(decision, args, of, error);
}

static bool draft_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const DraftArgs *args = data;
    Engine *engine = decision_engine(decision);
    g_autofree char *id = decision_first_id(decision);
    Db *db = decision_db(decision);
    json_auto_t *shown = roster_show(engine, db, id, decision_now(decision), error);
    json_t *relax =
        shown == NULL ? NULL : relax_json(engine, db, decision_unit(decision), args->relax, error);

    if (relax == NULL)
        return false;
    json_object_set_new(shown, "relax", relax);
    *out_reply = g_steal_pointer(&shown);
    return true;
}

static const Command commands[] = {
    {.name = "roster.draft",
        .method = "POST",
        .path = "/units/{unit}/rosters",
        .permission = "roster.draft",
        .status = 201,
        .begins = true,
        .args = draft_args,
        .args_size = sizeof(DraftArgs),
        .reply = roster_shown,
        .prepare = draft_prepare,
        .weight = draft_weight,
        .decide = draft_decide,
        .conclude = draft_conclude,
        .clear = draft_clear,
        .help = "Drafts a roster: by hand, by turn, or both. It says what it breaks."},
    {0},
};

const Part roster_draft_part = {.commands = commands};
