/* SPDX-License-Identifier: Apache-2.0 */
/* A call as an item where it was taken: who is told when nobody acts on it, and what it opens. */
#include "base/json.h"
#include "dispatch/way_fixture.h"

static int64_t told(StoreFixture *fixture, const char *role, const char *word)
{
    g_autoptr(Db) db = fixture_reader(fixture);
    g_autofree char *sql = g_strdup_printf("SELECT COUNT(*) FROM notice WHERE unit = '" ROOM_COUNTY
                                           "' AND role = '%s' AND word = 'dispatch.%s'",
        role, word);
    return fixture_number(db, sql);
}

static int64_t waiting(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_reader(fixture);
    return fixture_number(db, "SELECT COUNT(*) FROM due WHERE chore = 'dispatch.open_itself'");
}

/* Of a matter of the street, at the county: its id there. */
static char *call_taken(Way *way)
{
    json_auto_t *matter = town_do(way->town, "matter.open", way->room->officer,
        json_pack("{s:s, s:s, s:{s:s}}", "unit", ROOM_STREET, "kind", "task", "fields", "summary",
            "巡查河堤"));
    g_autofree char *id = way_draft(way, way->room->officer,
        json_pack("{s:s, s:s}", "type", "phone_report", "matter", json_text(matter, "id")));
    way_acted(way, way->room->officer, id, "send", NULL);
    g_assert_cmpint(way_deliver(way), >=, 1);
    return way_newest(way, way->county, "in");
}

static void it_rings_one_after_the_other(StoreFixture *fixture)
{
    static const char *const roles[] = {"officer", "leader", "head"};
    static const struct {
        int64_t pass;
        int told[3];
    } rows[] = {{9, {0, 0, 0}}, {2, {1, 0, 0}}, {5, {1, 1, 0}}, {10, {1, 1, 1}}};
    Way *way = way_open(fixture);
    g_autofree char *there = call_taken(way);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        room_pass(way->room, rows[i].pass);
        for (size_t j = 0; j < G_N_ELEMENTS(roles); j++)
            g_assert_cmpint(told(fixture, roles[j], "call_unconfirmed"), ==, rows[i].told[j]);
    }
    way_acted(way, way->county, there, "sign_for", NULL);
    way_deliver(way);
    way_close(way);
}

static void it_opens_what_nobody_acted_on(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    g_autofree char *there = call_taken(way);
    room_pass(way->room, 29);
    json_auto_t *early = way_get(way, way->county, there);
    g_assert_null(json_text(early, "matter"));
    room_pass(way->room, 2);
    json_auto_t *opened = way_get(way, way->county, there);
    g_assert_nonnull(json_text(opened, "matter"));
    way_text_is(opened, "state", "opened");
    g_assert_null(json_text(opened, "signed_for_at"));
    g_assert_true(way_may(opened, "sign_for"));
    g_assert_true(way_may(opened, "return"));
    g_assert_cmpint(told(fixture, "officer", "opened_itself"), ==, 1);
    g_assert_cmpint(told(fixture, "leader", "opened_itself"), ==, 1);
    g_assert_cmpint(waiting(fixture), ==, 0);
    way_deliver(way);
    way_close(way);
}

/* Signing for it is no act on it: somebody has it in hand, that is all. */
static void signed_for_it_opens_too(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    g_autofree char *there = call_taken(way);
    way_acted(way, way->county, there, "sign_for", NULL);
    room_pass(way->room, 31);
    json_auto_t *opened = way_get(way, way->county, there);
    g_assert_nonnull(json_text(opened, "matter"));
    way_deliver(way);
    way_close(way);
}

static void it_is_set_aside_with_a_reason(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    g_autofree char *there = call_taken(way);
    way_acted(way, way->county, there, "sign_for", NULL);
    town_refused(
        way->town, "dispatch.close", way->county, json_pack("{s:s}", "id", there), "note required");
    town_refused(way->town, "dispatch.close", way->county,
        json_pack("{s:s, s:s}", "id", there, "note", "  "), "note required");
    way_acted(way, way->county, there, "close", json_pack("{s:s}", "note", "与已有事件重复"));
    g_assert_cmpint(waiting(fixture), ==, 0);
    room_pass(way->room, 31);
    json_auto_t *aside = way_get(way, way->county, there);
    g_assert_null(json_text(aside, "matter"));
    way_deliver(way);
    way_close(way);
}

static void opened_or_sent_back_it_waits_no_more(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    g_autofree char *first = call_taken(way);
    way_acted(way, way->county, first, "open", NULL);
    g_assert_cmpint(waiting(fixture), ==, 0);
    g_autofree char *second = call_taken(way);
    g_assert_cmpint(waiting(fixture), ==, 1);
    way_acted(way, way->county, second, "return", json_pack("{s:s}", "reason", "未接到"));
    g_assert_cmpint(waiting(fixture), ==, 0);
    way_deliver(way);
    way_close(way);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("call", "it rings one after the other", it_rings_one_after_the_other);
    fixture_add("call", "it opens what nobody acted on", it_opens_what_nobody_acted_on);
    fixture_add("call", "signed for, it opens too", signed_for_it_opens_too);
    fixture_add("call", "it is set aside with a reason", it_is_set_aside_with_a_reason);
    fixture_add(
        "call", "opened or sent back it waits no more", opened_or_sent_back_it_waits_no_more);
    return g_test_run();
}
