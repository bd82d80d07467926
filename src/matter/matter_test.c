/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/matter.h"

#include "base/json.h"
#include "matter/room.h"

#include <string.h>

#define assert_text(object, name, expected) g_assert_cmpstr(json_text(object, name), ==, expected)

static bool may(const json_t *matter, const char *step)
{
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(matter, "may"), i, item) {
        if (g_strcmp0(json_string_value(item), step) == 0)
            return true;
    }
    return false;
}

static json_t *case_fields(void)
{
    return json_pack("{s:s, s:s, s:{s:s, s:I, s:I}, s:n, s:s, s:[s, s], s:s}", "what",
        "五一大道燃气爆炸", "story", "围观群众较多", "where", "text", "五一大道12号", "lng",
        (json_int_t) 1129800000, "lat", (json_int_t) 281900000, "deaths", "caller", "13800000001",
        "flags", "media", "school", "known_at", "2026-01-01T07:55:00+08:00");
}

static void test_loop(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    json_auto_t *opened = room_matter(
        room, "task", json_pack("{s:s, s:s}", "summary", "排查隐患", "urgency", "urgent"));
    const char *id = json_text(opened, "id");

    assert_text(opened, "state", "assigned");
    assert_text(opened, "number", "办〔2026〕1号");
    assert_text(opened, "title", "排查隐患");
    g_assert_true(json_flag(opened, "off_watch"));
    g_assert_true(may(opened, "sign_for"));
    g_assert_true(may(opened, "note"));
    g_assert_false(may(opened, "close"));
    assert_text(room_clock(opened, "sign_for"), "state", "running");
    json_auto_t *signed_for = room_step(room, room->officer, id, "sign_for", NULL);
    assert_text(room_clock(signed_for, "sign_for"), "state", "met");
    assert_text(room_clock(signed_for, "handle"), "state", "running");
    json_decref(room_step(
        room, room->officer, id, "feed_back", json_pack("{s:s}", "result", "已排查三处")));
    json_auto_t *closed = room_step(room, room->leader, id, "close", NULL);
    assert_text(closed, "state", "closed");
    g_assert_nonnull(json_text(closed, "closed_at"));
    g_assert_true(may(closed, "reopen"));
    json_auto_t *again = room_step_noted(room, room->leader, id, "reopen");
    assert_text(again, "state", "in_progress");
    g_assert_null(json_text(again, "closed_at"));
    assert_text(room_clock(again, "handle"), "state", "running");
    json_auto_t *timeline = town_ask(room->town, "matter.timeline", room->officer,
        json_pack("{s:s, s:s}", "id", id, "limit", "4"));
    g_assert_cmpuint(json_array_size(json_object_get(timeline, "items")), ==, 4);
    json_auto_t *rest = town_ask(room->town, "matter.timeline", room->officer,
        json_pack("{s:s, s:s}", "id", id, "cursor", json_text(timeline, "next")));
    const json_t *items = json_object_get(rest, "items");
    assert_text(json_array_get(items, json_array_size(items) - 1), "kind", "clock.started");
    room_same(room, id);
    room_close(room);
}

static void test_fields(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    static const char *const wrong[] = {"fields.what required", "fields.level too_large",
        "fields.known_at not_a_time", "fields.flags not_a_choice", "fields.nothing unknown",
        "fields.where not_a_place", "fields.scene.0.left_at not_a_time", "fields.scene.0.x unknown",
        "fields.into unknown", "fields.caller control_character", "claimed_at in_future"};

    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        json_t *fields = json_pack("{s:i, s:s, s:[s], s:i, s:{s:i}, s:[{s:i, s:i}], s:s, s:s}",
            "level", 5, "known_at", "yesterday", "flags", "none", "nothing", 1, "where", "lng", 3,
            "scene", "left_at", 3, "x", 1, "into", "430102004-9999", "caller", "a\nb");
        town_refused(room->town, "matter.open", room->officer,
            json_pack("{s:s, s:s, s:o, s:s}", "unit", ROOM_STREET, "kind", "case", "fields", fields,
                "claimed_at", "2027-01-01T00:00:00+08:00"),
            wrong[i]);
    }
    town_refused(room->town, "matter.open", room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "kind", "nothing"), "kind unknown");
    g_autofree char *id = room_open_id(room, "case", case_fields());
    json_auto_t *matter = room_get(room, id);
    json_t *fields = json_object_get(matter, "fields");
    assert_text(fields, "known_at", "2026-01-01T07:55:00+08:00");
    g_assert_true(json_is_null(json_object_get(fields, "deaths")));
    g_assert_true(json_is_null(json_object_get(fields, "caller")));
    assert_text(json_object_get(fields, "where"), "text", "五一大道12号");
    g_assert_cmpint(json_number(json_object_get(fields, "where"), "lng", 0), ==, 1129800000);
    g_assert_cmpstr(json_string_value(json_array_get(json_object_get(matter, "masked"), 0)), ==,
        "fields.caller");
    g_assert_cmpstr(
        json_string_value(json_array_get(json_object_get(fields, "flags"), 0)), ==, "school");
    /* Unknown is an answer, nothing is none. */
    json_decref(room_step(room, room->officer, id, "verify", NULL));
    g_autofree char *bare = room_open_id(room, "case", json_pack("{s:s}", "what", "停电"));
    town_refused(room->town, "matter.step", room->officer,
        json_pack("{s:s, s:s}", "id", bare, "step", "verify"), "fields.deaths required");
    room_close(room);
}

static void test_who(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", case_fields());
    json_t *verify = json_pack("{s:s, s:s}", "id", id, "step", "verify");

    town_refused(room->town, "matter.step", room->leader, json_incref(verify), "needs_role");
    town_refused(room->town, "matter.step", room->member, json_incref(verify), "needs_role");
    town_refused(room->town, "matter.step", room->inspector, json_incref(verify), "denied");
    town_refused(room->town, "matter.step", room->leader,
        json_pack("{s:s, s:s}", "id", id, "step", "dance"), "unknown_step");
    town_refused(room->town, "matter.step", room->leader,
        json_pack("{s:s, s:s}", "id", id, "step", "sign"), "needs_watch");
    town_refused(room->town, "matter.step", room->head,
        json_pack("{s:s, s:s}", "id", id, "step", "close"), "wrong_state");
    town_refused(room->town, "matter.step", room->member,
        json_pack("{s:s, s:s}", "id", id, "step", "note"), "note required");
    town_refused(room->town, "matter.step", room->officer,
        json_pack("{s:s, s:s, s:{s:i}}", "id", id, "step", "note", "fields", "deaths", 1),
        "fields.deaths not_taken");
    town_refused(room->town, "matter.step", room->officer,
        json_pack("{s:s, s:s, s:i}", "id", id, "step", "verify", "version", 1), "changed");
    /* A member of staff may always take down what happens. */
    json_decref(room_step_noted(room, room->member, id, "note"));
    json_decref(town_do(room->town, "matter.open", room->member,
        json_pack(
            "{s:s, s:s, s:{s:s}}", "unit", ROOM_STREET, "kind", "case", "fields", "what", "x")));
    json_decref(room_step(room, room->officer, id, "verify", NULL));
    json_decref(town_do(room->town, "watch.begin", room->leader,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "leader")));
    json_auto_t *seen =
        town_ask(room->town, "matter.get", room->leader, json_pack("{s:s}", "id", id));
    g_assert_true(may(seen, "sign"));
    json_decref(room_step(room, room->leader, id, "sign", NULL));
    json_auto_t *far =
        town_ask(room->town, "matter.get", room->inspector, json_pack("{s:s}", "id", id));
    g_assert_cmpuint(json_array_size(json_object_get(far, "may")), ==, 0);
    json_decref(verify);
    room_close(room);
}

static void test_links(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *first = room_open_id(room, "case", case_fields());
    g_autofree char *second = room_open_id(room, "case", case_fields());

    town_refused(room->town, "matter.link", room->officer,
        json_pack("{s:s, s:s, s:s}", "id", first, "other", "430100-1", "relation", "related"),
        "other unknown");
    json_auto_t *merged =
        room_step(room, room->officer, second, "merge", json_pack("{s:s}", "into", first));
    assert_text(json_array_get(json_object_get(merged, "links"), 0), "relation", "merged_into");
    json_auto_t *other = room_get(room, first);
    assert_text(json_array_get(json_object_get(other, "links"), 0), "relation", "merged_from");
    json_decref(room_step(room, room->officer, first, "verify", NULL));
    json_auto_t *closed = room_step(room, room->head, first, "close", NULL);
    const json_t *links = json_object_get(closed, "links");
    const json_t *child = json_array_get(links, json_array_size(links) - 1);
    assert_text(child, "relation", "child");
    json_auto_t *task = room_get(room, json_text(child, "id"));
    assert_text(task, "kind", "task");
    assert_text(task, "title", "五一大道燃气爆炸");
    assert_text(json_array_get(json_object_get(task, "links"), 0), "relation", "parent");
    json_auto_t *secondary = town_do(room->town, "matter.open", room->officer,
        json_pack("{s:s, s:s, s:{s:s}, s:s, s:s}", "unit", ROOM_STREET, "kind", "case", "fields",
            "what", "次生停水", "parent", first, "relation", "causes"));
    assert_text(json_array_get(json_object_get(secondary, "links"), 0), "relation", "caused_by");
    room_same(room, first);
    room_close(room);
}

static int64_t number_of(StoreFixture *fixture, const char *sql)
{
    g_autoptr(Db) db = fixture_reader(fixture);
    return fixture_number(db, sql);
}

static void test_purge(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", case_fields());
    json_t *why = json_pack("{s:s, s:s}", "id", id, "reason", "应急处置结束");

    town_refused(room->town, "matter.purge", room->head, json_incref(why), "still_open");
    town_refused(room->town, "matter.purge", room->officer, json_incref(why), "denied");
    json_auto_t *shown = town_do(room->town, "matter.reveal", room->officer, json_incref(why));
    assert_text(json_object_get(shown, "fields"), "caller", "13800000001");
    g_assert_cmpuint(json_object_size(json_object_get(shown, "fields")), ==, 1);
    town_refused(room->town, "matter.reveal", room->officer, json_pack("{s:s}", "id", id),
        "reason required");
    json_decref(room_step(room, room->officer, id, "verify",
        json_pack("{s:[{s:s, s:s}]}", "scene", "name", "赵六", "phone", "13900000000")));
    json_decref(room_step(room, room->head, id, "close", NULL));
    json_auto_t *purged = town_do(room->town, "matter.purge", room->head, why);
    g_assert_true(json_flag(purged, "purged"));
    g_assert_null(json_text(purged, "title"));
    g_assert_cmpint(
        number_of(fixture, "SELECT COUNT(*) FROM vault v JOIN journal j ON"
                           " j.unit = v.unit AND j.seq = v.seq WHERE v.value IS NOT NULL"
                           " AND j.kind IN ('matter.closed', 'matter.stepped')"),
        ==, 0);
    json_auto_t *timeline =
        town_ask(room->town, "matter.timeline", room->officer, json_pack("{s:s}", "id", id));
    char *text = json_dumps(timeline, 0);
    g_assert_null(strstr(text, "燃气"));
    g_assert_nonnull(strstr(text, "应急处置结束"));
    free(text);
    json_auto_t *found = town_ask(room->town, "matter.list", room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "q", "燃气"));
    /* Its task has the same words and is another matter. */
    g_assert_cmpuint(json_array_size(json_object_get(found, "items")), ==, 1);
    room_same(room, id);
    room_close(room);
}

static size_t found(Room *room, const Actor *actor, json_t *args)
{
    json_auto_t *page = town_ask(room->town, "matter.list", actor, args);
    return json_array_size(json_object_get(page, "items"));
}

static void test_ledger(StoreFixture *fixture)
{
    static const char *const sorts[] = {"opened", "due", "level"};
    Room *room = room_open(fixture, NULL);

    for (int i = 0; i < 7; i++) {
        json_t *fields = case_fields();
        json_object_set_new(fields, "level", json_integer(i % 4 + 1));
        g_free(room_open_id(room, i % 2 == 0 ? "case" : "task",
            i % 2 == 0 ? json_incref(fields) : json_pack("{s:s}", "summary", "检查电梯")));
        json_decref(fields);
        room_pass(room, 1);
    }
    json_t *all = json_pack("{s:s}", "unit", ROOM_STREET);
    g_assert_cmpuint(found(room, room->officer, json_incref(all)), ==, 7);
    json_object_set_new(all, "q", json_string("电梯"));
    g_assert_cmpuint(found(room, room->officer, json_incref(all)), ==, 3);
    json_object_set_new(all, "q", json_string("梯"));
    g_assert_cmpuint(found(room, room->officer, json_incref(all)), ==, 3);
    json_object_set_new(all, "q", json_string("围观群众"));
    g_assert_cmpuint(found(room, room->officer, json_incref(all)), ==, 4);
    json_object_set_new(all, "q", json_string("围观电梯"));
    g_assert_cmpuint(found(room, room->officer, json_incref(all)), ==, 0);
    json_object_set_new(all, "q", json_string("办〔2026〕2号"));
    g_assert_cmpuint(found(room, room->officer, json_incref(all)), ==, 1);
    json_object_del(all, "q");
    json_object_set_new(all, "level", json_string("3"));
    g_assert_cmpuint(found(room, room->officer, json_incref(all)), ==, 2);
    json_object_del(all, "level");
    json_object_set_new(all, "open", json_string("0"));
    g_assert_cmpuint(found(room, room->officer, json_incref(all)), ==, 0);
    json_object_del(all, "open");
    json_object_set_new(all, "from", json_string("2026-01-01T08:03:00+08:00"));
    json_object_set_new(all, "to", json_string("2026-01-01T08:05:00+08:00"));
    g_assert_cmpuint(found(room, room->officer, all), ==, 2);
    for (size_t i = 0; i < G_N_ELEMENTS(sorts); i++)
        for (int under = 0; under < 2; under++) {
            g_autofree char *cursor = NULL;
            size_t count = 0, pages = 0;

            do {
                json_auto_t *page = town_ask(room->town, "matter.list", room->inspector,
                    json_pack("{s:s, s:s, s:s, s:s, s:s*}", "unit", under ? ROOM_CITY : ROOM_STREET,
                        "under", under ? "1" : "0", "sort", sorts[i], "limit", "3", "cursor",
                        cursor));
                count += json_array_size(json_object_get(page, "items"));
                g_free(cursor);
                cursor = g_strdup(json_text(page, "next"));
                pages++;
            } while (cursor != NULL && pages < 9);
            g_assert_cmpuint(count, ==, 7);
            g_assert_cmpuint(pages, ==, 3);
        }
    town_denied(room->town, "matter.list", room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "cursor", "x"), "cursor unknown");
    room_close(room);
}

static void test_below(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autoptr(Actor) county = town_person(room->town, ROOM_COUNTY, "officer,leader,head", "陈六");
    g_autofree char *id = room_open_id(room, "case", case_fields());
    json_t *under = json_pack("{s:s, s:s}", "unit", ROOM_COUNTY, "under", "1");

    town_denied(room->town, "matter.list", county, json_incref(under), "denied");
    town_denied(room->town, "matter.get", county, json_pack("{s:s}", "id", id), "not_found");
    town_denied(room->town, "matter.timeline", county, json_pack("{s:s}", "id", id), "not_found");
    g_assert_cmpuint(found(room, room->inspector, under), ==, 1);
    room_close(room);
}

static void test_inquiry(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "inquiry",
        json_pack("{s:s, s:s}", "question", "伤者送哪家医院", "asked_phone", "0731-84110120"));

    json_decref(
        room_step(room, room->officer, id, "answer", json_pack("{s:s}", "answer", "市一医院")));
    json_decref(room_step_noted(room, room->officer, id, "ask_again"));
    json_decref(
        room_step(room, room->officer, id, "answer", json_pack("{s:s}", "answer", "省人民医院")));
    json_auto_t *closed = room_step(room, room->officer, id, "close", NULL);
    assert_text(closed, "state", "closed");
    assert_text(json_object_get(closed, "fields"), "answer", "省人民医院");
    g_autofree char *other = room_open_id(room, "inquiry", json_pack("{s:s}", "question", "误报"));
    json_auto_t *gone = room_step_noted(room, room->officer, other, "withdraw");
    assert_text(room_clock(gone, "answer"), "state", "stopped");
    room_same(room, id);
    room_close(room);
}

static void test_standing(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", case_fields());

    g_free(room_open_id(room, "task", json_pack("{s:s}", "summary", "x")));
    g_assert_cmpint(
        number_of(fixture, "SELECT open_unknown FROM standing WHERE unit = '430102004'"), ==, 1);
    json_decref(room_step(room, room->officer, id, "verify", json_pack("{s:i}", "level", 2)));
    g_assert_cmpint(
        number_of(fixture, "SELECT open_unknown FROM standing WHERE unit = '430102004'"), ==, 0);
    g_assert_cmpint(
        number_of(fixture, "SELECT open_2 FROM standing WHERE unit = '430102004'"), ==, 1);
    json_decref(room_step(room, room->head, id, "close", NULL));
    g_assert_cmpint(
        number_of(fixture, "SELECT open_2 FROM standing WHERE unit = '430102004'"), ==, 0);
    room_close(room);
}

static void test_past(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", case_fields());

    room_pass(room, 3);
    json_decref(room_step(room, room->officer, id, "verify", json_pack("{s:i}", "deaths", 2)));
    json_auto_t *then = town_ask(room->town, "matter.get", room->officer,
        json_pack("{s:s, s:s}", "id", id, "at", "2026-01-01T08:01:00+08:00"));
    assert_text(then, "state", "registered");
    g_assert_true(json_is_null(json_object_get(json_object_get(then, "fields"), "deaths")));
    g_assert_cmpuint(json_array_size(json_object_get(then, "may")), ==, 0);
    town_denied(room->town, "matter.get", room->officer,
        json_pack("{s:s, s:s}", "id", id, "at", "2020-01-01T08:01:00+08:00"), "not_found");
    room_close(room);
}

/* ---- hooks ---- */

static bool check_level(Decision *decision, void *matter, json_t *fields, GError **error)
{
    if (json_number(fields, "deaths", 0) == 13)
        return fail_field(error, "fields.deaths", "unlucky");
    json_object_set_new(
        fields, "level", json_integer(json_number(fields, "deaths", 0) > 2 ? 3 : 4));
    return true;
}

static bool follow_clock(Decision *decision, void *data, const json_t *fields, GError **error)
{
    const Matter *matter = data;
    json_auto_t *rule = json_pack("{s:s, s:s}", "id", "nat.1", "source", "国务院令第493号");
    json_auto_t *label = json_pack("{s:s, s:s}", "zh", "书面", "en", "Written");
    const ClockSpec spec = {.name = "written",
        .label = label,
        .rule = rule,
        .started_at = decision_now(decision),
        .warn_at = FIELD_UNSET,
        .due_at = decision_now(decision) + HOUR_MS,
        .owner = "officer"};

    return clock_start(decision, matter->id, &spec, error) &&
           notice_raise(decision, matter->id, "leader", "case.verified", error);
}

static const Hook hooks[] = {
    {.kind = "case", .step = "verify", .check = check_level, .follow = follow_clock},
    {0},
};
static const Part hook_part = {.hooks = hooks};

static const Module hook_module = {"test", PARTS(&hook_part)};

static void test_hooks(StoreFixture *fixture)
{
    static const Module *const more[] = {&hook_module, NULL};
    Room *room = room_open(fixture, more);
    g_autofree char *id = room_open_id(room, "case", case_fields());

    town_refused(room->town, "matter.step", room->officer,
        json_pack("{s:s, s:s, s:{s:i}}", "id", id, "step", "verify", "fields", "deaths", 13),
        "fields.deaths unlucky");
    json_auto_t *matter =
        room_step(room, room->officer, id, "verify", json_pack("{s:i}", "deaths", 3));
    g_assert_cmpint(json_number(matter, "level", 0), ==, 3);
    assert_text(json_object_get(room_clock(matter, "written"), "rule"), "id", "nat.1");
    json_auto_t *notices =
        town_ask(room->town, "notice.list", room->leader, json_pack("{s:s}", "unit", ROOM_STREET));
    g_assert_cmpuint(json_array_size(json_object_get(notices, "items")), ==, 2);
    room_close(room);
}

static void test_versions(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *old = room_open_id(room, "case", case_fields());
    g_autoptr(GString) text = g_string_new(room_case[1]);

    g_assert_cmpint(
        g_string_replace(text, "\"name\": \"sign\"", "\"name\": \"approve\"", 1), ==, 1);
    const char *const newer[] = {"case.json", text->str, NULL};
    room_kinds(room, newer);
    g_autofree char *young = room_open_id(room, "case", case_fields());
    json_decref(room_step(room, room->officer, old, "verify", NULL));
    json_decref(room_step(room, room->officer, young, "verify", NULL));
    json_decref(town_do(room->town, "watch.begin", room->leader,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "leader")));
    town_refused(room->town, "matter.step", room->leader,
        json_pack("{s:s, s:s}", "id", old, "step", "approve"), "unknown_step");
    json_decref(room_step(room, room->leader, old, "sign", NULL));
    json_decref(room_step(room, room->leader, young, "approve", NULL));
    json_auto_t *matter = room_get(room, old);
    json_auto_t *kind = town_ask(room->town, "kind.get", room->officer,
        json_pack("{s:s, s:s}", "kind", "case", "version", json_text(matter, "kind_version")));
    assert_text(kind, "digest", json_text(matter, "kind_version"));
    room_close(room);
}

/* Whatever is done in whatever order, the tables are what the events make. */
static void test_random(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    const Actor *const actors[] = {room->officer, room->leader, room->head, room->member};
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

    for (int i = 0; i < 120; i++) {
        const Actor *actor = actors[g_test_rand_int_range(0, 4)];
        const char *id = NULL;

        if (ids->len < 3 || g_test_rand_int_range(0, 12) == 0)
            g_ptr_array_add(ids, room_open_id(room, "case", case_fields()));
        id = ids->pdata[g_test_rand_int_range(0, (int) ids->len)];
        json_auto_t *matter =
            town_ask(room->town, "matter.get", actor, json_pack("{s:s}", "id", id));
        const json_t *steps = json_object_get(matter, "may");
        size_t count = json_array_size(steps);
        const char *step = count == 0 ? "none"
                                      : json_string_value(json_array_get(
                                            steps, (size_t) g_test_rand_int_range(0, (int) count)));
        if (strcmp(step, "merge") != 0 && count > 0)
            json_decref(room_step_noted(room, actor, id, step));
        if (g_test_rand_bit())
            room_pass(room, g_test_rand_int_range(0, 90));
    }
    for (guint i = 0; i < ids->len; i++)
        room_same(room, ids->pdata[i]);
    room_close(room);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("matter", "a task goes round its loop and comes back", test_loop);
    fixture_add("matter", "every wrong field is named at once", test_fields);
    fixture_add("matter", "a step is for its role, its state and who is on watch", test_who);
    fixture_add("matter", "matters are linked, merged and opened by others", test_links);
    fixture_add("matter", "what is revealed is recorded, what is purged is gone", test_purge);
    fixture_add("matter", "the ledger finds two characters, sorts and pages", test_ledger);
    fixture_add("matter", "what is below is for who inspects it", test_below);
    fixture_add("matter", "an inquiry is asked, answered and asked again", test_inquiry);
    fixture_add("matter", "the standing counts what is open", test_standing);
    fixture_add("matter", "a matter is shown as it was", test_past);
    fixture_add("matter", "hooks refuse, fill in and follow", test_hooks);
    fixture_add("matter", "a matter lives by the version it opened under", test_versions);
    fixture_add("matter", "the tables are what the events make, in any order", test_random);
    return g_test_run();
}
