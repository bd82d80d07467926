/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/task.h"

#include "engine/idempotency.h"

Task *task_new(const Order *order)
{
    Task *task = g_new0(Task, 1);

    task->command = order->command;
    if (order->actor != NULL) {
        task->actor = actor_copy(order->actor);
        task->key = g_strdup(order->idem_key);
        task->digest = order->idem_key == NULL ? NULL : idempotency_digest(order);
    }
    if (command_is_work(order->command)) {
        task->work = order->work == NULL ? work_new() : work_ref(order->work);
        task->weight = command_weight(order->command, order->args);
    }
    task->holds = order->holds;
    task->done = order->done;
    task->data = order->data;
    return task;
}

Task *task_new_chore(const Chore *chore, const DueRow *row, ExecutorDone done, void *data)
{
    Task *task = g_new0(Task, 1);

    task->chore = chore;
    task->due.unit = g_strdup(row->unit);
    task->due.chore = g_strdup(row->chore);
    task->due.subject = g_strdup(row->subject);
    task->due.at = row->at;
    task->actor = actor_system();
    task->unit = g_strdup(row->unit);
    task->done = done;
    task->data = data;
    return task;
}

void task_succeed(Task *task, int status, json_t *reply)
{
    g_clear_error(&task->error);
    json_decref(task->reply);
    task->reply = reply;
    task->status = status;
}

void task_refuse(Task *task, GError *error)
{
    task_succeed(task, 0, NULL);
    task->error = error;
}

static void task_clear_input(Task *task)
{
    if (task->input == NULL)
        return;
    if (task->command->clear != NULL)
        task->command->clear(task->input);
    if (task->command->raw_max > 0)
        g_clear_pointer(
            &G_STRUCT_MEMBER(GBytes *, task->input, task->command->raw_offset), g_bytes_unref);
    if (task->command->args != NULL)
        fields_clear(task->command->args, task->input);
    g_clear_pointer(&task->input, g_free);
}

static void task_free(Task *task)
{
    g_free((char *) task->due.unit);
    g_free((char *) task->due.chore);
    g_free((char *) task->due.subject);
    actor_free(task->actor);
    work_unref(task->work);
    g_free(task->unit);
    g_free(task->key);
    g_free(task->digest);
    json_decref(task->reply);
    g_clear_error(&task->error);
    g_free(task);
}

void task_end(Task *task)
{
    /* First, because it may share JSON with the order, which is the caller's again after done(). */
    task_clear_input(task);
    if (task->done != NULL)
        task->done(task->data, task->status, g_steal_pointer(&task->reply), task->error);
    task_free(task);
}
