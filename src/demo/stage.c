/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/stage.h"

#include "unit/account.h"
#include "unit/person.h"

int64_t stage_now(const Stage *stage)
{
    return clock_now(engine_clock(stage->engine));
}

void stage_advance(Stage *stage, int64_t to)
{
    stage->advance(stage->data, to);
}

Actor *stage_player(Stage *stage, const char *login, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(stage->engine), error);
    if (db == NULL)
        return NULL;
    g_autoptr(Account) account = account_by_login(db, login, error);
    if (account == NULL)
        return NULL;
    Actor *actor = g_new0(Actor, 1);
    actor->account = g_strdup(account->id);
    actor->person = g_strdup(account->person);
    actor->name = person_name(db, account->person);
    actor->unit = g_strdup(account->unit);
    actor->roles = person_roles(db, account->person);
    return actor;
}

bool stage_act(Stage *stage, const Actor *actor, const char *command, json_t *args,
    json_t **out_reply, GError **error)
{
    const Command *found = engine_command(stage->engine, command);
    json_t *reply = NULL;
    g_assert(found != NULL);
    g_autoptr(Actor) system = actor_system();
    bool done =
        executor_run(stage->executor, found, actor == NULL ? system : actor, args, &reply, error);
    json_decref(args);
    g_atomic_int_inc(done ? &stage->acts : &stage->refused);
    if (!done)
        return fail_in(error, "%s", command);
    if (out_reply != NULL)
        *out_reply = reply;
    else
        json_decref(reply);
    return true;
}
