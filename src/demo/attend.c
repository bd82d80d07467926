/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/attend.h"

#include "base/text.h"

typedef struct Waiting {
    char *id;
    bool asks; /* there is a question to it */
} Waiting;

static void waiting_free(void *data)
{
    Waiting *waiting = data;

    g_free(waiting->id);
    g_free(waiting);
}

static GPtrArray *waiting_read(World *world, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(waiting_free);
    g_autoptr(Db) db = store_reader(engine_store(world->stage->engine), error);
    g_autoptr(Statement) statement =
        db == NULL ? NULL
                   : store_prepare(db,
                         "SELECT id, question FROM challenge WHERE state = 'waiting'"
                         " AND due_at > $now ORDER BY unit, issued_at",
                         error);
    StoreStep step;

    if (statement == NULL)
        return NULL;
    bind_int(statement, "now", stage_now(world->stage));
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        Waiting *waiting = g_new0(Waiting, 1);
        waiting->id = g_strdup(row_text(statement, 0));
        waiting->asks = !row_is_null(statement, 1);
        g_ptr_array_add(found, waiting);
    }
    return step == STORE_DONE ? g_steal_pointer(&found) : NULL;
}

static void challenge_attend(World *world, const Waiting *waiting)
{
    g_autofree char *unit = text_unit_of(waiting->id);
    g_autoptr(Actor) actor = stage_player(world->stage, unit, "officer", NULL);
    json_t *args = json_pack("{s:s}", "id", waiting->id);

    if (waiting->asks)
        json_object_set_new(args, "choice", json_integer(0));
    if (actor == NULL)
        json_decref(args);
    else if (stage_act(world->stage, actor, "challenge.answer", args, NULL, NULL))
        tally_add(world->tally, "done", "challenge answered");
}

bool challenges_attend(World *world, GError **error)
{
    g_autoptr(GPtrArray) waiting = waiting_read(world, error);

    for (guint i = 0; waiting != NULL && i < waiting->len; i++)
        challenge_attend(world, waiting->pdata[i]);
    return waiting != NULL;
}
