/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/batch.h"

#include "engine/decision_private.h"
#include "engine/idempotency.h"
#include "engine/view.h"

#include <stdlib.h>
#include <string.h>

typedef struct Batch {
    const BatchSeat *seat;
    GHashTable *heads; /* unit -> Head * */
    GArray *entries;   /* of FeedEntry */
    bool is_stepwise;
} Batch;

static bool task_permits(Engine *engine, Db *db, const Task *task, GError **error)
{
    const Command *command = task->command;
    g_autofree char *asked = NULL;
    const char *unit = task->unit;

    if (command_is_open(command))
        return true;
    if (task->actor == NULL)
        return fail_as(error, FAIL_DENIED, "signed_out", "nobody is signed in");
    if (actor_is_system(task->actor))
        return true;
    if (command->asks_unit != NULL) {
        asked = command->asks_unit(engine, db, task->input, error);
        if (asked == NULL)
            return false;
        unit = asked;
    }
    if (command->permission != NULL)
        return engine_permits(engine, db, task->actor, command->permission, unit, error);
    if (command->path == NULL || g_strcmp0(task->actor->unit, unit) != 0)
        return fail(
            error, FAIL_DENIED, "'%s' is not for this account in unit %s", command->name, unit);
    return true;
}

/* What the program itself does, chores and deliveries, goes on in a unit that is closed. */
bool batch_permits(Engine *engine, Db *db, const Task *task, GError **error)
{
    return task_permits(engine, db, task, error) &&
           (!task->command->begins || actor_is_system(task->actor) ||
               engine_may_begin(engine, db, task->unit, error));
}

/* Locks the unit's head, once. */
static Head *batch_head(Batch *batch, const char *unit, GError **error)
{
    Head *head = g_hash_table_lookup(batch->heads, unit);

    if (head != NULL)
        return head;
    head = g_new0(Head, 1);
    if (!head_read(batch->seat->db, unit, true, head, error)) {
        g_free(head);
        return NULL;
    }
    g_hash_table_insert(batch->heads, g_strdup(unit), head);
    return head;
}

static bool reply_make(Decision *decision, const Task *task, json_t **out_reply, GError **error)
{
    const Command *command = task->command;
    const Asking asking = asking_of(decision);

    if (command->conclude != NULL)
        return command->conclude(decision, task->input, out_reply, error);
    if (command->shows == NULL)
        return true;
    const char *id = view_id(command->args, task->input);
    *out_reply =
        view_one(&asking, command->shows, id != NULL ? id : decision_shown(decision), error);
    return *out_reply != NULL;
}

/* Makes the reply. Whoever writes here would write again on a repeat. */
static bool command_show(Decision *decision, Task *task, GError **error)
{
    const Command *command = task->command;
    Db *db = decision_db(decision);
    int64_t touched = store_touched(db);
    json_auto_t *reply = NULL;

    if (!reply_make(decision, task, &reply, error))
        return false;
    if (store_touched(db) != touched)
        return fail(error, FAIL_CORRUPT, "command '%s' writes where it concludes", command->name);
    task_succeed(task, command->status == 0 ? 200 : command->status,
        reply == NULL ? json_object() : json_incref(reply));
    return true;
}

static bool command_conclude(Decision *decision, Task *task, GError **error)
{
    const Command *command = task->command;
    g_auto(Trace) trace = {0};
    GError *refusal = NULL;

    if (command->settle != NULL && !command->settle(decision, task->input, error))
        return false;
    refusal = decision_take_refusal(decision);
    if (refusal != NULL) {
        task_refuse(task, refusal);
        return true;
    }
    if (!command_show(decision, task, error))
        return false;
    trace = decision_trace(decision);
    return idempotency_store(decision_db(decision), task, &trace,
        clock_now(engine_clock(decision_engine(decision))), error);
}

bool batch_repeat(Engine *engine, Db *db, Task *task, const Trace *trace, GError **error)
{
    Head head = {0};
    const Seat seat = {
        .engine = engine, .db = db, .head = &head, .unit = task->unit, .actor = task->actor};

    if (task->command->once)
        return fail_as(error, FAIL_CONFLICT, "done",
            "this was done; what it answered is said only once: look at what is there");
    g_autoptr(StoreTxn) txn = store_begin_read(db, error);
    if (txn == NULL || !head_read(db, task->unit, false, &head, error))
        return false;
    g_autoptr(Decision) decision = decision_again(&seat, trace);
    return command_show(decision, task, error);
}

static bool command_run(Decision *decision, Task *task, GError **error)
{
    const Command *command = task->command;
    Db *db = decision_db(decision);

    /* Asked once more: a session or role may have been revoked since the task was queued. */
    if (!batch_permits(decision_engine(decision), db, task, error))
        return false;
    if (task->holds != NULL && !task->holds(task->data, db, error))
        return false;
    if (command->decide != NULL && !command->decide(decision, task->input, error))
        return false;
    return decision_react(decision, error) && command_conclude(decision, task, error);
}

/* When the row of a chore is due, INT64_MAX when there is none. */
static bool due_read(Db *db, const DueRow *row, int64_t *out_at, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT at FROM due WHERE unit = $unit AND chore = $chore AND subject = $subject"
        " UNION ALL SELECT at FROM wake"
        " WHERE unit = $unit AND chore = $chore AND subject = $subject ORDER BY 1",
        error);
    StoreStep step = STORE_FAILED;

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", row->unit);
    bind_text(statement, "chore", row->chore);
    bind_text(statement, "subject", row->subject);
    step = statement_step(statement, error);
    if (step == STORE_FAILED)
        return false;
    *out_at = step == STORE_ROW ? row_int(statement, 0) : INT64_MAX;
    return true;
}

static bool chore_run(Decision *decision, Task *task, GError **error)
{
    const DueRow *row = &task->due;
    Db *db = decision_db(decision);
    int64_t at = 0;

    if (task->chore == NULL)
        return fail(error, FAIL_CORRUPT, "no module has the chore '%s'", row->chore);
    if (!due_read(db, row, &at, error))
        return false;
    task_succeed(task, 200, NULL);
    /* Moved or removed by a command since the row was read. */
    if (at != row->at)
        return true;
    if (!wake_drop(db, row->unit, row->chore, row->subject, error) ||
        !task->chore->decide(decision, row->subject, row->at, error) ||
        !decision_react(decision, error) || !due_read(db, row, &at, error))
        return false;
    if (at <= row->at)
        return fail(error, FAIL_CORRUPT, "chore '%s' left its row for %s where it was", row->chore,
            row->subject);
    return true;
}

static void batch_keep(Batch *batch, const Decision *decision)
{
    const GPtrArray *events = decision_events(decision);

    for (guint i = 0; i < events->len; i++) {
        const Event *event = g_ptr_array_index(events, i);
        FeedEntry entry = {.seq = event->seq};

        g_strlcpy(entry.unit, event->unit, sizeof entry.unit);
        g_strlcpy(entry.kind, event->kind, sizeof entry.kind);
        g_strlcpy(entry.subject, event->subject, sizeof entry.subject);
        g_array_append_val(batch->entries, entry);
    }
}

static bool task_decide(Batch *batch, Task *task, GError **error)
{
    Head *head = batch_head(batch, task->unit, error);
    const Head before = head == NULL ? (Head){0} : *head;
    const Seat seat = {
        .engine = batch->seat->engine,
        .db = batch->seat->db,
        .journal = batch->seat->journal,
        .head = head,
        .unit = task->unit,
        .actor = task->actor,
    };
    g_autoptr(Decision) decision = head == NULL ? NULL : decision_new(&seat);
    bool ok = decision != NULL &&
              (task->command != NULL ? command_run(decision, task, error)
                                     : chore_run(decision, task, error)) &&
              (!batch->is_stepwise || store_settle(batch->seat->db, error));

    /* What was decided upon a read that failed, or refused, is neither. */
    if (store_sound(batch->seat->db, error) && ok) {
        batch_keep(batch, decision);
        return true;
    }
    if (head != NULL)
        *head = before;
    if (*error == NULL)
        fail(error, FAIL_CORRUPT, "refused without saying why");
    return false;
}

/* Stepwise a savepoint undoes what a refused task did. False when the transaction is lost. */
static bool task_step(Batch *batch, Task *task, GError **error)
{
    GError *refusal = NULL;

    if (!store_savepoint(batch->seat->db, error))
        return false;
    if (task_decide(batch, task, &refusal))
        return store_savepoint_release(batch->seat->db, error);
    task_refuse(task, refusal);
    return store_savepoint_rollback(batch->seat->db, error);
}

/* In a row a refused task must not have done anything yet: false when it had. */
static bool task_pass(Batch *batch, Task *task, GError **error)
{
    int64_t touched = store_touched(batch->seat->db);
    GError *refusal = NULL;

    if (task_decide(batch, task, &refusal))
        return true;
    task_refuse(task, refusal);
    if (store_touched(batch->seat->db) == touched)
        return true;
    g_propagate_error(error, g_error_copy(refusal));
    return false;
}

static int unit_compare(const void *a, const void *b)
{
    return strcmp((*(Task *const *) a)->unit, (*(Task *const *) b)->unit);
}

/* In the order of codes, so that no two transactions wait for each other. A damaged head is for
 * its own unit's tasks to meet again. */
static bool batch_lock(Batch *batch, Task **tasks, size_t count, GError **error)
{
    g_autofree Task **sorted = g_memdup2(tasks, count * sizeof *tasks);
    g_autoptr(GString) units = g_string_new(NULL);

    qsort(sorted, count, sizeof *sorted, unit_compare);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(units, i == 0 ? "%s" : ",%s", sorted[i]->unit);
    if (!heads_lock(batch->seat->db, units->str, batch->heads, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        g_autoptr(GError) failure = NULL;

        if (batch_head(batch, sorted[i]->unit, &failure) != NULL ||
            g_error_matches(failure, FAIL, FAIL_CORRUPT))
            continue;
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return true;
}

static bool heads_write(Batch *batch, GError **error)
{
    GHashTableIter iter;
    void *unit = NULL, *head = NULL;

    g_hash_table_iter_init(&iter, batch->heads);
    while (g_hash_table_iter_next(&iter, &unit, &head)) {
        if (!head_write(batch->seat->db, unit, head, error))
            return false;
    }
    return true;
}

static bool tasks_decide(Batch *batch, Task **tasks, size_t count, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        if (!(batch->is_stepwise ? task_step : task_pass)(batch, tasks[i], error))
            return false;
    }
    return heads_write(batch, error) && store_settle(batch->seat->db, error);
}

/* *out_undone when a task spoilt it: nothing of it stayed, and the others may be right. */
static bool batch_decide(Batch *batch, Task **tasks, size_t count, bool *out_undone, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(batch->seat->db, error);

    g_hash_table_remove_all(batch->heads);
    g_array_set_size(batch->entries, 0);
    if (txn == NULL || (count > 1 && !batch_lock(batch, tasks, count, error)))
        return false;
    if (tasks_decide(batch, tasks, count, error))
        return store_commit(g_steal_pointer(&txn), error);
    *out_undone = !g_error_matches(*error, FAIL, FAIL_UNAVAILABLE);
    return false;
}

void batch_refuse(Task **tasks, size_t count, const GError *cause)
{
    for (size_t i = 0; i < count; i++) {
        GError *error = NULL;

        if (g_error_matches(cause, FAIL, FAIL_UNAVAILABLE))
            error = g_error_copy(cause);
        else
            fail(&error, FAIL_UNAVAILABLE, "%s", cause->message);
        task_refuse(tasks[i], error);
    }
}

void batch_run(const BatchSeat *seat, Task **tasks, size_t count, GArray *entries, GError **error)
{
    g_autoptr(GHashTable) heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Batch batch = {.seat = seat, .heads = heads, .entries = entries};
    g_autoptr(GError) failure = NULL;
    bool undone = false;

    if (batch_decide(&batch, tasks, count, &undone, &failure))
        return;
    if (undone) {
        g_clear_error(&failure);
        batch.is_stepwise = true;
        if (batch_decide(&batch, tasks, count, &undone, &failure))
            return;
    }
    g_array_set_size(entries, 0);
    batch_refuse(tasks, count, failure);
    g_propagate_error(error, g_steal_pointer(&failure));
}
