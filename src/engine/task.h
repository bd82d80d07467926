/* SPDX-License-Identifier: Apache-2.0 */
/* task - one command or chore on its way through the executor.
 *
 * Belongs to one thread at a time; ends by task_end, which tells the outcome exactly once. */
#pragma once

#include "engine/executor.h"

typedef struct Task {
    const Command *command; /* or */
    const Chore *chore;
    DueRow due;    /* of a chore; texts owned */
    Actor *actor;  /* NULL without a session */
    void *input;   /* the command's argument struct; NULL until read */
    char *unit;    /* which it changes */
    char *key;     /* of idempotency; NULL: none */
    char *digest;  /* of what was sent with the key; NULL without */
    bool key_held; /* the key is marked as in flight */
    bool (*holds)(void *data, Db *db, GError **error); /* or NULL */
    ExecutorDone done;
    void *data;
    Work *work; /* of a command that is one; owned, else NULL */
    WorkWeight weight;
    int status;    /* outcome: of success */
    json_t *reply; /* of success, owned */
    GError *error; /* of refusal, owned */
} Task;

Task *task_new(const Order *order);
/* `chore` may be NULL when no module has it: the task then fails. */
Task *task_new_chore(const Chore *chore, const DueRow *row, ExecutorDone done, void *data);
/* Sets the outcome, replacing an earlier one. */
void task_succeed(Task *task, int status, json_t *reply /* taken */);
void task_refuse(Task *task, GError *error /* taken */);
/* Calls done() and frees the task. */
void task_end(Task *task);
