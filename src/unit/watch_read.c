/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"
#include "unit/watch.h"

typedef struct ListArgs {
    char *unit;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

const Field watch_reply[] = {
    FIELD(Watch, id, FIELD_WORD, .required = true),
    FIELD(Watch, person, FIELD_WORD, .required = true),
    FIELD(Watch, name, FIELD_TEXT),
    FIELD(Watch, role, FIELD_WORD, .required = true),
    FIELD(Watch, post, FIELD_TEXT),
    FIELD(Watch, phone, FIELD_TEXT),
    FIELD(Watch, since, FIELD_TIME, .required = true),
    FIELD(Watch, terminal, FIELD_WORD, .help = "Of the room's terminal they came at."),
    FIELD(Watch, method, FIELD_WORD,
        .help = "pin, passkey, totp or password; absent: somebody else entered them."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = watch_reply),
    FIELD_END,
};

json_t *watch_json(const Watch *watch)
{
    return fields_write(watch_reply, FIELD_HTTP, watch);
}

/* A board that shows a unit shows who is on watch there, so whoever may read a board above may ask
 * here. */
static bool watch_visible(const Asking *asking, const char *unit, GError **error)
{
    const Guard *guard = engine_guard(asking->engine);
    const Actor *actor = asking->actor;
    if (guard->oversees(guard->self, asking->db, actor, unit))
        return true;
    bool above = actor->unit != NULL && unit_is_below(asking->db, unit, actor->unit) &&
                 guard->permits(guard->self, asking->db, actor, "board.read", actor->unit, NULL);
    return above || fail(error, FAIL_DENIED, "the watch of %s is not yours to see", unit);
}

static bool list_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const ListArgs *list = args;
    g_autoptr(Unit) unit = unit_get(asking->db, list->unit, error);
    if (unit == NULL || !watch_visible(asking, list->unit, error))
        return false;
    g_autoptr(GPtrArray) watches = watch_current(asking->db, list->unit, NULL, error);
    if (watches == NULL)
        return false;
    json_t *items = json_array();
    for (guint i = 0; i < watches->len; i++)
        json_array_append_new(items, watch_json(watches->pdata[i]));
    out_answer->json = json_pack("{s:o}", "items", items);
    return true;
}

const Query watch_queries[] = {
    {.name = "watch.list",
        .path = "/units/{unit}/watch",
        .room = true,
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "Who is on watch at the unit now."},
    {0},
};
