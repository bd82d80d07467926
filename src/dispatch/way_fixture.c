/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/way_fixture.h"

#include "base/json.h"
#include "dispatch/module.h"

static const Module *const ours[] = {&dispatch_module, NULL};

void way_watch(Way *way, const Actor *actor, const char *role)
{
    town_done(way->town, "watch.begin", actor,
        json_pack("{s:s, s:s}", "unit", actor->unit, "role", role));
}

Way *way_open(StoreFixture *fixture)
{
    Way *way = g_new0(Way, 1);
    way->room = room_open(fixture, ours);
    way->town = way->room->town;
    way->rules = dispatch_rules_new_builtin(NULL);
    engine_set_service(way->town->engine, SERVICE_DISPATCH_RULES, way->rules);
    way->postman = postman_new(way->town->executor, way->town->engine);
    way->county = town_person(way->town, ROOM_COUNTY, "officer", "钱六");
    way->county_leader = town_person(way->town, ROOM_COUNTY, "leader", "孙七");
    way->city = town_person(way->town, ROOM_CITY, "officer", "李八");
    way_watch(way, way->room->officer, "officer");
    way_watch(way, way->county, "officer");
    way_watch(way, way->county_leader, "leader");
    return way;
}

void way_close(Way *way)
{
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(postman_waiting(way->postman, &error), ==, 0);
    postman_free(way->postman);
    room_close(way->room);
    dispatch_rules_free(way->rules);
    actor_free(way->county);
    actor_free(way->county_leader);
    actor_free(way->city);
    g_free(way);
}

int64_t way_deliver(Way *way)
{
    g_autoptr(GError) error = NULL;
    int64_t carried = postman_deliver(way->postman, &error);
    g_assert_no_error(error);
    return carried;
}

json_t *way_get(Way *way, const Actor *actor, const char *id)
{
    return town_ask(way->town, "dispatch.get", actor, json_pack("{s:s}", "id", id));
}

json_t *way_list(Way *way, const Actor *actor, const char *box)
{
    return town_ask(way->town, "dispatch.list", actor,
        json_pack("{s:s, s:s}", "unit", actor->unit, "box", box));
}

char *way_newest(Way *way, const Actor *actor, const char *box)
{
    json_auto_t *page = way_list(way, actor, box);
    return g_strdup(json_text(json_array_get(json_object_get(page, "items"), 0), "id"));
}

char *way_draft(Way *way, const Actor *actor, json_t *more)
{
    json_t *args = json_pack("{s:s, s:s, s:s, s:s}", "unit", actor->unit, "type", "initial_report",
        "title", "燃气爆炸初报", "body", "二时许，幸福里小区燃气爆炸。");
    if (more != NULL)
        json_object_update_new(args, more);
    json_auto_t *reply = town_do(way->town, "dispatch.draft", actor, args);
    return g_strdup(json_text(reply, "id"));
}

json_t *way_act(Way *way, const Actor *actor, const char *id, const char *name, json_t *more)
{
    g_autofree char *command = g_strconcat("dispatch.", name, NULL);
    json_t *args = json_pack("{s:s}", "id", id);
    if (more != NULL)
        json_object_update_new(args, more);
    return town_do(way->town, command, actor, args);
}

void way_acted(Way *way, const Actor *actor, const char *id, const char *name, json_t *more)
{
    json_decref(way_act(way, actor, id, name, more));
}

void way_text_is(const json_t *object, const char *name, const char *expected)
{
    g_assert_cmpstr(json_text(object, name), ==, expected);
}

bool way_may(const json_t *dispatch, const char *name)
{
    size_t i;
    json_t *one;
    json_array_foreach (json_object_get(dispatch, "may"), i, one) {
        if (g_strcmp0(json_string_value(one), name) == 0)
            return true;
    }
    return false;
}
