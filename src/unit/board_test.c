/* SPDX-License-Identifier: Apache-2.0 */
/* What a module notes of its unit shows on the board: with a module that nothing else knows. */
#include "base/clock.h"
#include "base/json.h"
#include "engine/command.h"
#include "unit/module.h"
#include "unit/standing.h"
#include "unit/town.h"

#define CITY "430100"
#define STREET "430102004"
#define OTHER_STREET "430102005"
#define EVENT_LIT "beacon.lit"

/* ---- a module that has figures of its own ---- */

typedef struct LitBody {
    int64_t beacons;
    int64_t until;
    char *colour;
    char *keeper;
} LitBody;

static const Field lit_fields[] = {
    FIELD(LitBody, beacons, FIELD_INT),
    FIELD(LitBody, until, FIELD_TIME),
    FIELD(LitBody, colour, FIELD_WORD),
    FIELD(LitBody, keeper, FIELD_TEXT, .personal = true),
    FIELD_END,
};

static const EventKind events[] = {{EVENT_LIT, lit_fields, sizeof(LitBody)}, {0}};

static const NoteKind kinds[] = {
    {"beacon_keeper", "beacon", 1200, "text", NULL, 0},
    {"beacons", "beacon", 1100, "word count at", "/beacons/{unit}", 300},
    {0},
};

/* They burn down: an hour before, that is worth a look. */
static const Projection projections[] = {
    STANDING_NOTE(EVENT_LIT,
        "SELECT 'beacons' AS name, CAST($beacons AS BIGINT) AS count, CAST($until AS BIGINT) AS at,"
        " CAST($colour AS TEXT) AS word, CAST($until AS BIGINT) - 3600000 AS amiss_at"),
    STANDING_NOTE(EVENT_LIT, "SELECT 'beacon_keeper' AS name, CAST($keeper AS TEXT) AS text"
                             " WHERE CAST($keeper AS TEXT) IS NOT NULL"),
    {0},
};

typedef struct LightArgs {
    char *unit;
    LitBody lit;
} LightArgs;

static const Field light_args[] = {
    FIELD(LightArgs, unit, FIELD_WORD, .required = true),
    {.name = "beacons", .type = FIELD_INT, .offset = offsetof(LightArgs, lit.beacons), .max = 99},
    {.name = "until", .type = FIELD_TIME, .offset = offsetof(LightArgs, lit.until)},
    {.name = "colour", .type = FIELD_WORD, .offset = offsetof(LightArgs, lit.colour)},
    {.name = "keeper", .type = FIELD_TEXT, .offset = offsetof(LightArgs, lit.keeper)},
    FIELD_END,
};

static bool light_decide(Decision *decision, const void *data, GError **error)
{
    const LightArgs *args = data;

    return decision_emit(decision, EVENT_LIT, args->unit, &args->lit, error);
}

static const Command commands[] = {
    {.name = "beacon.light",
        .args = light_args,
        .args_size = sizeof(LightArgs),
        .decide = light_decide,
        .help = "Beacons are lit."},
    {0},
};

static const Part beacon_part = {
    .events = events, .commands = commands, .projections = projections, .notes = kinds};
static const Module beacon_module = {"beacon", PARTS(&beacon_part), .personal_stays = "a test"};

/* ---- the board ---- */

static Town *shore(StoreFixture *fixture)
{
    static const Module *const modules[] = {&unit_module, &beacon_module, NULL};
    Town *town = town_open_with(fixture, modules);

    town_unit(town, CITY, "长沙市", NULL);
    town_unit(town, STREET, "定王台街道办事处", CITY);
    town_unit(town, OTHER_STREET, "湘湖街道办事处", CITY);
    return town;
}

/* Notes of a row of the board, as "name count word text amiss". */
static char *noted(Town *town, const Actor *actor, const char *unit)
{
    json_auto_t *board = town_ask(town, "board.get", actor, json_pack("{s:s}", "under", CITY));
    g_autoptr(GString) text = g_string_new(NULL);
    const json_t *row = NULL, *note = NULL;
    size_t i = 0, n = 0;

    json_array_foreach (json_object_get(board, "items"), i, row) {
        if (g_strcmp0(json_text(row, "unit"), unit) != 0)
            continue;
        json_array_foreach (json_object_get(row, "notes"), n, note)
            g_string_append_printf(text, "%s%s %d %s %s %s", n == 0 ? "" : "; ",
                json_text(note, "name"), (int) json_number(note, "count", -1),
                json_text(note, "word"), json_text(note, "text"),
                json_is_true(json_object_get(note, "amiss")) ? "amiss"
                : json_text(note, "amiss_at") != NULL        ? "later"
                                                             : "well");
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void assert_noted(Town *town, const Actor *actor, const char *unit, const char *expected)
{
    g_autofree char *found = noted(town, actor, unit);

    g_assert_cmpstr(found, ==, expected);
}

static void test_notes(StoreFixture *fixture)
{
    Town *town = shore(fixture);
    g_autoptr(Actor) inspector = town_person(town, CITY, "inspector", "赵六");

    assert_noted(town, inspector, STREET, "");
    town_done(town, "beacon.light", NULL,
        json_pack("{s:s, s:i, s:s, s:s, s:s}", "unit", STREET, "beacons", 3, "until",
            "2026-01-01T10:00:00+08:00", "colour", "red", "keeper", "周八"));
    assert_noted(
        town, inspector, STREET, "beacons 3 red (null) later; beacon_keeper -1 (null) 周八 well");
    assert_noted(town, inspector, OTHER_STREET, "");
    clock_move(town->clock, clock_now(town->clock) + 3600000);
    assert_noted(
        town, inspector, STREET, "beacons 3 red (null) amiss; beacon_keeper -1 (null) 周八 well");
    /* Nothing to say ends a note; no row leaves it as it was. */
    town_done(town, "beacon.light", NULL, json_pack("{s:s}", "unit", STREET));
    assert_noted(town, inspector, STREET, "beacon_keeper -1 (null) 周八 well");
    town_close(town);
}

/* A page ends between units, not between the notes of one. */
static void test_pages(StoreFixture *fixture)
{
    static const char *const units[] = {STREET, OTHER_STREET};
    Town *town = shore(fixture);
    g_autoptr(Actor) inspector = town_person(town, CITY, "inspector", "赵六");

    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        town_done(town, "beacon.light", NULL,
            json_pack("{s:s, s:i, s:s}", "unit", units[i], "beacons", 1, "keeper", "周八"));
    json_auto_t *first = town_ask(
        town, "board.get", inspector, json_pack("{s:s, s:s}", "under", CITY, "limit", "2"));
    const json_t *items = json_object_get(first, "items");
    g_assert_cmpuint(json_array_size(items), ==, 2);
    g_assert_cmpuint(json_array_size(json_object_get(json_array_get(items, 1), "notes")), ==, 2);
    g_assert_cmpstr(json_text(first, "next"), ==, STREET);
    json_auto_t *second = town_ask(town, "board.get", inspector,
        json_pack("{s:s, s:s, s:s}", "under", CITY, "limit", "2", "cursor", STREET));
    items = json_object_get(second, "items");
    g_assert_cmpuint(json_array_size(items), ==, 1);
    g_assert_cmpuint(json_array_size(json_object_get(json_array_get(items, 0), "notes")), ==, 2);
    g_assert_null(json_text(second, "next"));
    town_close(town);
}

/* The page draws what it has never heard of: names, columns and weights come from the module. */
static void test_declared(StoreFixture *fixture)
{
    Town *town = shore(fixture);
    g_autoptr(Actor) inspector = town_person(town, CITY, "inspector", "赵六");
    json_auto_t *declared = town_ask(town, "board.notes", inspector, json_object());
    const json_t *items = json_object_get(declared, "items"), *beacons = json_array_get(items, 1);

    /* And the board's own, of the duty phone. */
    g_assert_cmpuint(json_array_size(items), ==, 3);
    g_assert_cmpstr(json_text(beacons, "name"), ==, "beacons");
    g_assert_cmpstr(json_text(beacons, "group"), ==, "beacon");
    g_assert_cmpstr(json_text(beacons, "opens"), ==, "/beacons/{unit}");
    g_assert_cmpint(json_number(beacons, "weight", 0), ==, 300);
    g_assert_cmpuint(json_array_size(json_object_get(beacons, "holds")), ==, 3);
    town_close(town);
}

static void test_writes(StoreFixture *fixture)
{
    Town *town = shore(fixture);
    g_autoptr(GError) error = NULL;
    const StandingNote note = {
        .name = "beacons", .count = 2, .at = FIELD_UNSET, .amiss_at = FIELD_UNSET};
    const StandingNote none = {
        .name = "beacons", .count = FIELD_UNSET, .at = FIELD_UNSET, .amiss_at = FIELD_UNSET};
    g_autoptr(Db) db = store_writer(fixture->store, &error);

    g_assert_no_error(error);
    g_assert_true(standing_note(db, STREET, &note, &error));
    g_assert_true(standing_note(db, STREET, &note, &error));
    g_autoptr(GPtrArray) notes = standing_notes(db, STREET, &error);
    g_assert_cmpuint(notes->len, ==, 1);
    g_assert_cmpint(standing_noted(notes, "beacons")->count, ==, 2);
    g_assert_true(standing_note(db, STREET, &none, &error));
    g_autoptr(GPtrArray) after = standing_notes(db, STREET, &error);
    g_assert_cmpuint(after->len, ==, 0);
    g_clear_pointer(&db, db_release);
    town_close(town);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("board", "shows what a module notes, in words of its own", test_notes);
    fixture_add("board", "a page ends between units", test_pages);
    fixture_add("board", "says what modules declare", test_declared);
    fixture_add("board", "a note says one thing, or nothing", test_writes);
    return g_test_run();
}
