/* SPDX-License-Identifier: Apache-2.0 */
/* The roster changes while a handover goes on. */
#include "base/json.h"
#include "handover/module.h"
#include "roster/desk.h"

static const Module *const more[] = {DESK_MODULES, &handover_module, NULL};

static const char *first_incoming(const json_t *handover)
{
    return json_text(json_array_get(json_object_get(handover, "incoming"), 0), "person");
}

static const Actor *officer_of(const Desk *desk, const char *person)
{
    for (int i = 0; i < DESK_OFFICERS; i++)
        if (g_strcmp0(desk->officers[i]->person, person) == 0)
            return desk->officers[i];
    return NULL;
}

/* Who neither hands over nor takes over. */
static const Actor *officer_free(const Desk *desk, const json_t *handover)
{
    for (int i = 0; i < DESK_OFFICERS; i++) {
        const char *person = desk->officers[i]->person;
        bool named = false;
        const json_t *one = NULL;
        size_t k = 0;

        json_array_foreach (json_object_get(handover, "incoming"), k, one) {
            named |= g_strcmp0(json_text(one, "person"), person) == 0;
        }
        json_array_foreach (json_object_get(handover, "outgoing"), k, one) {
            named |= g_strcmp0(json_text(one, "person"), person) == 0;
        }
        if (!named)
            return desk->officers[i];
    }
    return NULL;
}

static json_t *on_duty_at(Desk *desk, const char *at)
{
    json_auto_t *reply = town_ask(desk->room->town, "on_duty.unit", desk->room->leader,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "at", at));
    return json_incref(json_object_get(reply, "items"));
}

static void test_follows_the_roster(StoreFixture *fixture)
{
    Desk *desk = desk_open_with(fixture, more);
    Town *town = desk->room->town;

    desk_posts(desk);
    g_autofree char *roster = desk_publish(desk, "2025-12-31", "2026-01-10");
    json_auto_t *now = on_duty_at(desk, "2026-01-01T08:00:00+08:00");
    json_auto_t *then = on_duty_at(desk, "2026-01-01T09:00:00+08:00");
    const Actor *out = officer_of(desk, json_text(json_array_get(now, 1), "person"));
    town_done(
        town, "watch.begin", out, json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    room_pass(desk->room, 20);
    json_auto_t *begun =
        town_do(town, "handover.begin", out, json_pack("{s:s}", "unit", ROOM_STREET));
    g_assert_cmpstr(first_incoming(begun), !=, NULL);
    const json_t *shift = json_array_get(then, 1);
    const Actor *other = officer_free(desk, begun);
    town_done(town, "roster.change", desk->room->leader,
        json_pack("{s:s, s:[{s:s, s:s}], s:s}", "id", roster, "changes", "shift",
            json_text(shift, "shift"), "person", other->person, "reason", "替班"));
    json_auto_t *changed =
        town_ask(town, "handover.get", out, json_pack("{s:s}", "id", json_text(begun, "id")));
    bool found = false, gone = true;
    const json_t *one = NULL;
    size_t i = 0;
    json_array_foreach (json_object_get(changed, "incoming"), i, one) {
        found |= g_strcmp0(json_text(one, "person"), other->person) == 0;
        gone &= g_strcmp0(json_text(one, "person"), json_text(shift, "person")) != 0;
    }
    g_assert_true(found);
    g_assert_true(gone);
    /* Who goes away before they come is expected no more. */
    town_done(town, "person.leave", NULL, json_pack("{s:s}", "id", other->person));
    json_auto_t *left =
        town_ask(town, "handover.get", out, json_pack("{s:s}", "id", json_text(begun, "id")));
    json_array_foreach (json_object_get(left, "incoming"), i, one) {
        g_assert_cmpstr(json_text(one, "person"), !=, other->person);
    }
    desk_close(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("follow", "who takes over follows the roster", test_follows_the_roster);
    return g_test_run();
}
