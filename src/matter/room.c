/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/room.h"

#include "base/json.h"
#include "matter/module.h"
#include "unit/module.h"

#include <glib/gstdio.h>
#include <string.h>

static const char case_text[] =
    "{\"kind\": \"case\", \"version\": 1, \"label\": {\"zh\": \"案\", \"en\": \"Case\"},"
    "\"number\": {\"prefix\": {\"zh\": \"案\", \"en\": \"C\"}},"
    "\"face\": {\"title\": \"what\", \"place\": \"where\", \"level\": \"level\","
    " \"figures\": [\"deaths\"], \"search\": [\"what\", \"story\"]},"
    "\"fields\": ["
    "{\"name\": \"what\", \"label\": {\"zh\": \"事\", \"en\": \"What\"}, \"type\": \"line\"},"
    "{\"name\": \"story\", \"label\": {\"zh\": \"经过\", \"en\": \"Story\"}, \"type\": \"text\"},"
    "{\"name\": \"where\", \"label\": {\"zh\": \"地点\", \"en\": \"Where\"}, \"type\": \"place\"},"
    "{\"name\": \"level\", \"label\": {\"zh\": \"级\", \"en\": \"Level\"}, \"type\": \"int\", "
    "\"min\": 1,"
    " \"max\": 4},"
    "{\"name\": \"deaths\", \"label\": {\"zh\": \"死亡\", \"en\": \"Deaths\"}, \"type\": \"int\", "
    "\"min\": 0,"
    " \"max\": 100000, \"unknown\": true},"
    "{\"name\": \"caller\", \"label\": {\"zh\": \"来电人\", \"en\": \"Caller\"}, \"type\": "
    "\"line\","
    " \"personal\": true},"
    "{\"name\": \"known_at\", \"label\": {\"zh\": \"得知\", \"en\": \"Known\"}, \"type\": "
    "\"time\"},"
    "{\"name\": \"flags\", \"label\": {\"zh\": \"敏感\", \"en\": \"Flags\"}, \"type\": \"flags\", "
    "\"choices\": ["
    "{\"name\": \"school\", \"label\": {\"zh\": \"校\", \"en\": \"School\"}},"
    "{\"name\": \"media\", \"label\": {\"zh\": \"媒\", \"en\": \"Media\"}}]},"
    "{\"name\": \"into\", \"label\": {\"zh\": \"并入\", \"en\": \"Into\"}, \"type\": \"matter\"},"
    "{\"name\": \"scene\", \"label\": {\"zh\": \"现场\", \"en\": \"Scene\"}, \"type\": \"rows\", "
    "\"columns\": ["
    "{\"name\": \"name\", \"label\": {\"zh\": \"人\", \"en\": \"Name\"}, \"type\": \"line\"},"
    "{\"name\": \"phone\", \"label\": {\"zh\": \"话\", \"en\": \"Phone\"}, \"type\": \"line\","
    " \"personal\": true},"
    "{\"name\": \"left_at\", \"label\": {\"zh\": \"离\", \"en\": \"Left\"}, \"type\": \"time\"}]}],"
    "\"states\": ["
    "{\"name\": \"registered\", \"label\": {\"zh\": \"登记\", \"en\": \"Registered\"}, \"owner\": "
    "\"officer\"},"
    "{\"name\": \"verified\", \"label\": {\"zh\": \"核实\", \"en\": \"Verified\"}, \"owner\": "
    "\"leader\"},"
    "{\"name\": \"closed\", \"label\": {\"zh\": \"结\", \"en\": \"Closed\"}},"
    "{\"name\": \"merged\", \"label\": {\"zh\": \"并\", \"en\": \"Merged\"}}],"
    "\"ends\": [\"closed\", \"merged\"],"
    "\"open\": {\"to\": \"registered\", \"who\": [\"anyone\"], \"needs\": [\"what\"], \"takes\": "
    "[\"*\"],"
    " \"effects\": [{\"notify\": [\"leader\"]}]},"
    "\"steps\": ["
    "{\"name\": \"note\", \"label\": {\"zh\": \"注\", \"en\": \"Note\"}, \"from\": [\"*\", "
    "\"closed\"],"
    " \"who\": [\"anyone\"], \"note\": \"required\"},"
    "{\"name\": \"verify\", \"label\": {\"zh\": \"核\", \"en\": \"Verify\"}, \"from\": "
    "[\"registered\"],"
    " \"to\": \"verified\", \"who\": [\"officer\"], \"needs\": [\"deaths\", \"where\"], \"takes\": "
    "[\"*\"],"
    " \"effects\": [{\"start_clock\": \"report\"}]},"
    "{\"name\": \"report\", \"label\": {\"zh\": \"报\", \"en\": \"Report\"}, \"from\": "
    "[\"verified\"],"
    " \"who\": [\"officer\", \"leader\"], \"effects\": [{\"stop_clock\": \"report\"},"
    " {\"dispatch\": {\"type\": \"initial_report\"}}]},"
    "{\"name\": \"sign\", \"label\": {\"zh\": \"签\", \"en\": \"Sign\"}, \"from\": [\"verified\"],"
    " \"who\": [\"leader\"], \"weight\": \"legal\"},"
    "{\"name\": \"merge\", \"label\": {\"zh\": \"并\", \"en\": \"Merge\"}, \"from\": [\"*\"], "
    "\"to\": \"merged\","
    " \"who\": [\"officer\"], \"needs\": [\"into\"], \"effects\": [{\"link\": {\"field\": \"into\","
    " \"relation\": \"merged_into\"}}]},"
    "{\"name\": \"close\", \"label\": {\"zh\": \"结\", \"en\": \"Close\"}, \"from\": "
    "[\"verified\"],"
    " \"to\": \"closed\", \"who\": [\"leader\", \"head\"], \"effects\": [{\"open\": {\"kind\": "
    "\"task\","
    " \"fields\": {\"summary\": \"$what\", \"source\": \"incident\"}}}]},"
    "{\"name\": \"reopen\", \"label\": {\"zh\": \"重开\", \"en\": \"Reopen\"}, \"from\": "
    "[\"closed\"],"
    " \"to\": \"verified\", \"who\": [\"leader\"], \"note\": \"required\"}],"
    "\"clocks\": ["
    "{\"name\": \"verify\", \"label\": {\"zh\": \"核实\", \"en\": \"Verify\"}, \"in\": "
    "[\"registered\"],"
    " \"from\": \"field:known_at\", \"warn\": \"PT10M\", \"due\": \"PT15M\", \"owner\": "
    "\"officer\","
    " \"escalate\": [{\"after\": \"PT15M\", \"tell\": \"leader\"}, {\"after\": \"PT30M\", "
    "\"tell\": \"head\"}]},"
    "{\"name\": \"handle\", \"label\": {\"zh\": \"处置\", \"en\": \"Handle\"}, \"in\": "
    "[\"verified\"],"
    " \"due\": \"P1D\", \"owner\": \"leader\", \"escalate\": [{\"after\": \"PT1H\", \"tell\": "
    "\"head\"}]},"
    "{\"name\": \"report\", \"label\": {\"zh\": \"报送\", \"en\": \"Report\"}, \"due\": \"PT1H\","
    " \"owner\": \"officer\", \"escalate\": [{\"after\": \"PT5M\", \"tell\": \"head\"}]}]}";

const char *const room_case[] = {"case.json", case_text, NULL};

static void folder_fill(const char *folder, const char *const *texts)
{
    g_autofree char *kinds = g_build_filename(folder, "kinds", NULL);

    g_assert_cmpint(g_mkdir(kinds, 0700), ==, 0);
    for (size_t i = 0; texts[i] != NULL; i += 2) {
        g_autofree char *path = g_build_filename(kinds, texts[i], NULL);
        g_assert_true(g_file_set_contents(path, texts[i + 1], -1, NULL));
    }
}

static void folder_drop(const char *folder, const char *const *texts)
{
    g_autofree char *kinds = g_build_filename(folder, "kinds", NULL);

    for (size_t i = 0; texts[i] != NULL; i += 2) {
        g_autofree char *path = g_build_filename(kinds, texts[i], NULL);
        g_remove(path);
    }
    g_rmdir(kinds);
    g_rmdir(folder);
}

/* Stands for the module that serves it, which a room need not have. */
static const Effect told_effects[] = {{"dispatch", NULL, NULL}, {NULL}};
static const Part told_part = {.effects = told_effects};
static const Module told_module = {"told", PARTS(&told_part)};
static const Module *const told_modules[] = {&told_module, NULL};

void room_kinds(Room *room, const char *const *texts)
{
    g_autofree char *folder = g_dir_make_tmp("room-XXXXXX", NULL);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(room->town->engine), &error);
    Catalog *catalog = catalog_new(room->town->roles);

    g_assert_no_error(error);
    catalog_serve(catalog, told_modules, &(EffectScope){0});
    catalog_load_builtin(catalog, &error);
    g_assert_no_error(error);
    folder_fill(folder, texts);
    catalog_load_folder(catalog, folder, faults);
    folder_drop(folder, texts);
    for (guint i = 0; i < faults->len; i++)
        g_test_message("%s", (char *) faults->pdata[i]);
    g_assert_cmpuint(faults->len, ==, 0);
    catalog_load_versions(catalog, db, &error);
    g_assert_no_error(error);
    engine_set_service(room->town->engine, SERVICE_CATALOG, catalog);
    catalog_free(room->catalog);
    room->catalog = catalog;
}

Room *room_open(StoreFixture *fixture, const Module *const *more)
{
    static const Module *const ours[] = {&unit_module, &matter_module};
    g_autoptr(GPtrArray) modules = g_ptr_array_new();
    Room *room = g_new0(Room, 1);

    for (size_t i = 0; i < G_N_ELEMENTS(ours); i++)
        g_ptr_array_add(modules, (void *) ours[i]);
    for (size_t i = 0; more != NULL && more[i] != NULL; i++)
        g_ptr_array_add(modules, (void *) more[i]);
    g_ptr_array_add(modules, NULL);
    room->town = town_open_with(
        fixture, (const Module *const *) g_ptr_array_free(g_steal_pointer(&modules), FALSE));
    room_kinds(room, room_case);
    town_unit(room->town, ROOM_CITY, "长沙市人民政府", NULL);
    town_unit(room->town, ROOM_COUNTY, "芙蓉区人民政府", ROOM_CITY);
    town_unit(room->town, ROOM_STREET, "定王台街道办事处", ROOM_COUNTY);
    room->officer = town_person(room->town, ROOM_STREET, "officer", "周一");
    room->leader = town_person(room->town, ROOM_STREET, "leader", "吴二");
    room->head = town_person(room->town, ROOM_STREET, "head", "郑三");
    room->member = town_person(room->town, ROOM_STREET, "member", "王四");
    room->inspector = town_person(room->town, ROOM_CITY, "inspector", "冯五");
    return room;
}

void room_close(Room *room)
{
    const Module *const *modules = engine_modules(room->town->engine);

    town_close(room->town);
    g_free((void *) modules);
    catalog_free(room->catalog);
    actor_free(room->officer);
    actor_free(room->leader);
    actor_free(room->head);
    actor_free(room->member);
    actor_free(room->inspector);
    g_free(room);
}

json_t *room_matter(Room *room, const char *kind, json_t *fields)
{
    return town_do(room->town, "matter.open", room->officer,
        json_pack("{s:s, s:s, s:o}", "unit", ROOM_STREET, "kind", kind, "fields", fields));
}

char *room_open_id(Room *room, const char *kind, json_t *fields)
{
    json_auto_t *matter = room_matter(room, kind, fields);

    return g_strdup(json_text(matter, "id"));
}

json_t *room_step(Room *room, const Actor *actor, const char *id, const char *step, json_t *fields)
{
    return town_do(room->town, "matter.step", actor,
        json_pack("{s:s, s:s, s:o*}", "id", id, "step", step, "fields", fields));
}

json_t *room_step_noted(Room *room, const Actor *actor, const char *id, const char *step)
{
    return town_do(room->town, "matter.step", actor,
        json_pack("{s:s, s:s, s:s}", "id", id, "step", step, "note", "有原因"));
}

json_t *room_get(Room *room, const char *id)
{
    return town_ask(room->town, "matter.get", room->officer, json_pack("{s:s}", "id", id));
}

json_t *room_clock(const json_t *matter, const char *name)
{
    json_t *item = NULL, *found = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(matter, "clocks"), i, item) {
        if (g_strcmp0(json_text(item, "name"), name) == 0)
            found = item;
    }
    return found;
}

void room_pass(Room *room, int64_t minutes)
{
    g_autoptr(GError) error = NULL;

    executor_serve_due(
        room->town->executor, clock_now(room->town->clock) + minutes * MINUTE_MS, &error);
    g_assert_no_error(error);
}

void room_same(Room *room, const char *id)
{
    g_autoptr(GError) error = NULL;
    Engine *engine = room->town->engine;
    g_autoptr(Db) db = store_reader(engine_store(engine), &error);
    g_autoptr(Matter) stored = matter_load(db, id, &error);
    g_autoptr(Matter) folded = matter_at(db, id, INT64_MAX, &error);

    g_assert_no_error(error);
    json_auto_t *a = json_pack("{s:I, s:s, s:O, s:O, s:i, s:i, s:I, s:I}", "version",
        (json_int_t) stored->version, "state", stored->state, "fields", stored->fields, "texts",
        stored->texts, "clocks", (int) stored->clocks->len, "links", (int) stored->links->len,
        "closed", (json_int_t) stored->closed_at, "changed", (json_int_t) stored->changed_at);
    json_auto_t *b = json_pack("{s:I, s:s, s:O, s:O, s:i, s:i, s:I, s:I}", "version",
        (json_int_t) folded->version, "state", folded->state, "fields", folded->fields, "texts",
        folded->texts, "clocks", (int) folded->clocks->len, "links", (int) folded->links->len,
        "closed", (json_int_t) folded->closed_at, "changed", (json_int_t) folded->changed_at);
    g_assert_true(json_equal(a, b));
    for (guint i = 0; i < stored->clocks->len; i++) {
        const MatterClock *one = stored->clocks->pdata[i], *two = folded->clocks->pdata[i];

        g_assert_cmpstr(one->id, ==, two->id);
        g_assert_cmpint(one->state, ==, two->state);
        g_assert_cmpint(one->due_at, ==, two->due_at);
        g_assert_cmpint(one->ended_at, ==, two->ended_at);
        g_assert_cmpint(one->rang, ==, two->rang);
        g_assert_true(one->late == two->late);
    }
}
