/* SPDX-License-Identifier: Apache-2.0 */
#include "solver/piece.h"

typedef struct Writing {
    Program *program;
    const Piece *piece;
    Plan *plan;
    const SolverProblem *problem;
} Writing;

void program_clear(Program *program)
{
    g_clear_pointer(&program->linear, linear_free);
    g_clear_pointer(&program->slots, g_array_unref);
    g_clear_pointer(&program->breaches, g_array_unref);
    g_clear_pointer(&program->stands, g_free);
}

static int slot_at(const Program *program, guint i)
{
    return g_array_index(program->slots, int, i);
}

static int *stands(const Program *program, int person, guint i)
{
    return &program->stands[(guint) person * program->slots->len + i];
}

static bool is_own(const Piece *piece, int slot)
{
    return slot >= piece->first && slot < piece->end;
}

static bool is_open(const Piece *piece, int slot)
{
    return is_own(piece, slot) && piece->plan->problem->slot[slot].fixed < 0;
}

static int64_t reach(const SolverSlot *slot, bool resting)
{
    return slot->ends_at + (resting ? slot->rest_ms : 0);
}

/* ---- which slots, and who may stand them ---- */

static void slots_gather(Writing *writing)
{
    const SolverProblem *problem = writing->problem;
    const Piece *piece = writing->piece;
    int64_t begins_at = problem->slot[piece->first].begins_at;
    int64_t until = begins_at;

    for (int slot = 0; slot < problem->slots; slot++) {
        const SolverSlot *it = &problem->slot[slot];
        bool before = slot < piece->first && reach(it, true) > begins_at;
        bool after = slot >= piece->end && it->begins_at < until;
        bool settled = writing->plan->person[slot] >= 0;
        if (is_own(piece, slot))
            until = MAX(until, reach(it, true));
        if (is_own(piece, slot) || (settled && (before || after)))
            g_array_append_val(writing->program->slots, slot);
    }
}

static int column_settled(Writing *writing)
{
    return linear_add_column(writing->program->linear, (LinearColumn){1, 1, 0, true});
}

static int column_open(Writing *writing, int person, int slot)
{
    const SolverProblem *problem = writing->problem;
    SolverMay may = problem->may[person * problem->slots + slot];
    double penalty = writing->plan->penalty[SOLVER_LEAVE];
    double cost = plan_stand_cost(writing->plan, person, slot);

    if (may == SOLVER_NEVER || (may == SOLVER_AWAY && (!writing->piece->bending || penalty < 0)))
        return -1;
    return linear_add_column(writing->program->linear,
        (LinearColumn){0, 1, may == SOLVER_AWAY ? cost + penalty : cost, true});
}

static void people_write(Writing *writing)
{
    Program *program = writing->program;

    program->stands = g_new(int, (gsize) writing->problem->people * program->slots->len + 1);
    for (int person = 0; person < writing->problem->people; person++)
        for (guint i = 0; i < program->slots->len; i++) {
            int slot = slot_at(program, i);
            int column = -1;
            if (is_open(writing->piece, slot))
                column = column_open(writing, person, slot);
            else if (writing->plan->person[slot] == person)
                column = column_settled(writing);
            *stands(program, person, i) = column;
        }
}

/* A column that bends a rule, in a row it makes true. */
static void breach_add(Writing *writing, SolverRule rule, int row, double value)
{
    double penalty = writing->plan->penalty[rule];
    int column = linear_add_column(
        writing->program->linear, (LinearColumn){0, LINEAR_FAR, MAX(penalty, 0), true});

    linear_put(writing->program->linear, row, column, value);
    g_array_append_val(writing->program->breaches, column);
}

/* ---- somebody stands each slot ---- */

static void cover_write(Writing *writing)
{
    Program *program = writing->program;

    for (guint i = 0; i < program->slots->len; i++) {
        if (!is_open(writing->piece, slot_at(program, i)))
            continue;
        int row = linear_add_row(program->linear, 1, 1);
        for (int person = 0; person < writing->problem->people; person++)
            if (*stands(program, person, i) >= 0)
                linear_put(program->linear, row, *stands(program, person, i), 1);
        breach_add(writing, SOLVER_COVER, row, 1);
    }
}

/* ---- one at a time, and rest ---- */

typedef struct Stretch {
    Writing *writing;
    int person;
    bool resting;
    GArray *open; /* guint: slots of which any two are too near each other */
} Stretch;

static void stretch_emit(Stretch *stretch)
{
    Writing *writing = stretch->writing;
    Program *program = writing->program;
    double most = 0;

    if (stretch->open->len < 2)
        return;
    int row = linear_add_row(program->linear, -LINEAR_FAR, 1);
    for (guint i = 0; i < stretch->open->len; i++) {
        guint at = g_array_index(stretch->open, guint, i);
        linear_put(program->linear, row, *stands(program, stretch->person, at), 1);
        most += is_open(writing->piece, slot_at(program, at)) ? 0 : 1;
    }
    if (most > 1)
        linear_row_upper(program->linear, row, most);
    if (stretch->resting && writing->piece->bending && writing->plan->penalty[SOLVER_REST] >= 0)
        breach_add(writing, SOLVER_REST, row, -1);
}

/* Lets go what has ended when `slot` begins; what stood together till then is a row. */
static void stretch_pass(Stretch *stretch, const SolverSlot *slot)
{
    const SolverProblem *problem = stretch->writing->problem;
    bool emitted = false;

    for (guint i = stretch->open->len; i > 0; i--) {
        guint at = g_array_index(stretch->open, guint, i - 1);
        const SolverSlot *other = &problem->slot[slot_at(stretch->writing->program, at)];
        if (reach(other, stretch->resting) > slot->begins_at)
            continue;
        if (!emitted)
            stretch_emit(stretch);
        emitted = true;
        g_array_remove_index(stretch->open, i - 1);
    }
}

static void stretches_write(Writing *writing, int person, bool resting)
{
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
    Stretch stretch = {writing, person, resting, open};

    for (guint i = 0; i < writing->program->slots->len; i++) {
        if (*stands(writing->program, person, i) < 0)
            continue;
        stretch_pass(&stretch, &writing->problem->slot[slot_at(writing->program, i)]);
        g_array_append_val(open, i);
    }
    stretch_emit(&stretch);
}

static void rest_write(Writing *writing)
{
    for (int person = 0; person < writing->problem->people; person++) {
        /* Rows of rest imply the others as long as rest is not bent. */
        if (writing->piece->bending)
            stretches_write(writing, person, false);
        stretches_write(writing, person, true);
    }
}

/* ---- one of these on one of these ---- */

static int position(const Program *program, int slot)
{
    for (guint i = 0; i < program->slots->len; i++)
        if (slot_at(program, i) == slot)
            return (int) i;
    return -1;
}

/* Of this piece: its last slot is, or the rest of it is settled. */
static bool need_is_here(const Writing *writing, const SolverNeed *need)
{
    bool here = false;

    for (int i = 0; i < need->slot_count; i++) {
        here |= is_open(writing->piece, need->slots[i]);
        if (need->slots[i] >= writing->piece->end && writing->plan->person[need->slots[i]] < 0)
            return false;
    }
    return here;
}

static bool need_is_met(const Writing *writing, const SolverNeed *need)
{
    for (int i = 0; i < need->slot_count; i++)
        for (int j = 0; j < need->person_count; j++)
            if (writing->plan->person[need->slots[i]] == need->people[j])
                return true;
    return false;
}

static void need_write(Writing *writing, const SolverNeed *need)
{
    Program *program = writing->program;

    if (!need_is_here(writing, need) || need_is_met(writing, need))
        return;
    int row = linear_add_row(program->linear, 1, LINEAR_FAR);
    for (int i = 0; i < need->slot_count; i++) {
        int at = is_open(writing->piece, need->slots[i]) ? position(program, need->slots[i]) : -1;
        for (int j = 0; at >= 0 && j < need->person_count; j++) {
            int column = *stands(program, need->people[j], (guint) at);
            if (column >= 0)
                linear_put(program->linear, row, column, 1);
        }
    }
    breach_add(writing, SOLVER_NEED, row, 1);
}

/* ---- even shares ---- */

static void share_write(Writing *writing, int person, int group)
{
    Program *program = writing->program;
    int stood = plan_load(writing->plan, person, group);
    int row = -1;

    for (guint i = 0; i < program->slots->len; i++) {
        int slot = slot_at(program, i);
        int column = *stands(program, person, i);
        if (column < 0 || !is_open(writing->piece, slot) ||
            writing->problem->slot[slot].group != group)
            continue;
        if (row < 0)
            row = linear_add_row(program->linear, 0, 0);
        linear_put(program->linear, row, column, 1);
        int step = linear_add_column(program->linear,
            (LinearColumn){0, 1, plan_load_cost(writing->plan, person, stood++), false});
        linear_put(program->linear, row, step, -1);
    }
}

/* ---- two weekends running ---- */

/* Has he stood in this weekend, in a slot settled outside the programme? */
static bool weekend_stood(const Writing *writing, int person, int weekend)
{
    for (int slot = writing->piece->first - 1; slot >= 0; slot--)
        if (writing->problem->slot[slot].weekend == weekend &&
            writing->plan->person[slot] == person)
            return true;
    return false;
}

static void weekend_write(Writing *writing, int person, int weekend)
{
    Program *program = writing->program;
    g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(int));
    bool stood = weekend_stood(writing, person, weekend);

    for (guint i = 0; i < program->slots->len; i++) {
        int slot = slot_at(program, i);
        int of = writing->problem->slot[slot].weekend;
        int column = is_own(writing->piece, slot) ? *stands(program, person, i) : -1;
        if (column >= 0 && of >= 0 && (of == weekend || of == weekend + 1))
            g_array_append_val(columns, column);
    }
    if (columns->len + (stood ? 1 : 0) < 2)
        return;
    int row = linear_add_row(program->linear, -LINEAR_FAR, stood ? 0 : 1);
    for (guint i = 0; i < columns->len; i++)
        linear_put(program->linear, row, g_array_index(columns, int, i), 1);
    int twice = linear_add_column(program->linear, (LinearColumn){0, LINEAR_FAR, 1, false});
    linear_put(program->linear, row, twice, -1);
}

static void weekends_write(Writing *writing)
{
    int first = G_MAXINT, last = -1;

    for (int slot = writing->piece->first; slot < writing->piece->end; slot++) {
        int weekend = writing->problem->slot[slot].weekend;
        first = weekend < 0 ? first : MIN(first, weekend - 1);
        last = MAX(last, weekend);
    }
    for (int person = 0; person < writing->problem->people && last >= 0; person++)
        for (int weekend = first; weekend <= last; weekend++)
            weekend_write(writing, person, weekend);
}

void program_write(Program *program, const Piece *piece)
{
    Writing writing = {program, piece, piece->plan, piece->plan->problem};

    *program = (Program){.linear = linear_new(),
        .slots = g_array_new(FALSE, FALSE, sizeof(int)),
        .breaches = g_array_new(FALSE, FALSE, sizeof(int))};
    slots_gather(&writing);
    people_write(&writing);
    cover_write(&writing);
    rest_write(&writing);
    for (int i = 0; i < writing.problem->needs; i++)
        need_write(&writing, &writing.problem->need[i]);
    for (int person = 0; person < writing.problem->people; person++)
        for (int group = 0; group < writing.problem->groups; group++)
            share_write(&writing, person, group);
    weekends_write(&writing);
}

void program_take(const Program *program, const Piece *piece, const double *value)
{
    Plan *plan = piece->plan;
    int groups = plan->problem->groups;

    for (guint i = 0; i < program->slots->len; i++) {
        int slot = slot_at(program, i);
        int group = plan->problem->slot[slot].group;
        if (!is_open(piece, slot))
            continue;
        for (int person = 0; person < plan->problem->people; person++) {
            int column = *stands(program, person, i);
            if (column < 0 || value[column] < 0.5)
                continue;
            plan->person[slot] = person;
            if (group >= 0)
                plan->load[person * groups + group]++;
        }
    }
}
