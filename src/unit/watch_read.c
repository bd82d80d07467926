/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"
#include "engine/view.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"
#include "unit/watch.h"

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

const Field watch_reply[] = {
    FIELD(Watch, id, FIELD_WORD, .required = true),
    FIELD(Watch, person, FIELD_WORD, .required = true),
    FIELD(Watch, name, FIELD_TEXT),
    FIELD(Watch, role, FIELD_WORD, .required = true, .choices = watch_kinds),
    FIELD(Watch, post, FIELD_TEXT),
    FIELD(Watch, phone, FIELD_TEXT),
    FIELD(Watch, since, FIELD_TIME, .required = true),
    FIELD(Watch, terminal, FIELD_WORD, .help = "Of the room's terminal they came at."),
    FIELD(Watch, method, FIELD_WORD,
        .help = "pin, passkey, totp or password; absent: somebody else entered them."),
    FIELD_END,
};

json_t *watch_json(const Watch *watch)
{
    return fields_write(watch_reply, FIELD_HTTP, watch);
}

/* A board that shows a unit shows who is on watch there, so whoever may read a board above may ask
 * here. */
static bool watch_admits(const Asking *asking, const void *args, GError **error)
{
    const char *unit = ((const ListArgs *) args)->unit;
    g_autoptr(Unit) known = unit_get(asking->db, unit, error);
    const Guard *guard = engine_guard(asking->engine);
    const Actor *actor = asking->actor;
    if (known == NULL)
        return false;
    if (guard->oversees(guard->self, asking->db, actor, unit))
        return true;
    bool is_below = false;
    if (actor->unit != NULL && !unit_is_below(asking->db, unit, actor->unit, &is_below, error))
        return false;
    bool above =
        is_below && guard->permits(guard->self, asking->db, actor, "board.read", actor->unit, NULL);
    return above || fail(error, FAIL_DENIED, "the watch of %s is not yours to see", unit);
}

static const View watch_view = {
    .thing = "watch",
    .fields = watch_reply,
    .list = "SELECT w.id, w.person, p.name, w.role, w.post, COALESCE(w.phone, p.phone) AS phone,"
            " w.since, w.terminal, w.method"
            " FROM watch w LEFT JOIN person p ON p.unit = w.unit AND p.id = w.person"
            " WHERE w.unit = $unit AND w.ended_at IS NULL"
            " AND (w.since, w.id) > ($after_since, $after_id) ORDER BY w.since, w.id LIMIT $limit",
    .admits = watch_admits,
    .keys = {{"since"}, {"id", .is_text = true}},
    .sheet = "name role post phone since method",
    .about = unit_name,
};

const Query watch_queries[] = {
    {.name = "watch.list",
        .path = "/units/{unit}/watch",
        .room = true,
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(watch_reply),
        .lists = &watch_view,
        .help = "Who is on watch at the unit now."},
    {0},
};
