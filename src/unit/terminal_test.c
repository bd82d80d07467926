/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/terminal.h"

#include "base/clock.h"
#include "unit/account_change.h"
#include "unit/credential.h"
#include "unit/person.h"
#include "unit/town.h"
#include "unit/watch.h"

#define CITY "430100"
#define PASSWORD "Correct-horse-1"
#define PIN "294716"

typedef struct Room {
    Town *town;
    Actor *sysadmin;
    Actor *officer; /* signed in elsewhere */
    char *token;
} Room;

static Actor *come(Room *room, const char *acting, const char *refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(room->town->engine), &error);
    Actor *actor = room->town->guard.authenticate(
        room->town->guard.self, db, room->token, acting, clock_now(room->town->clock), &error);
    if (refusal == NULL)
        g_assert_no_error(error);
    else
        g_assert_cmpstr(fail_reason(error), ==, refusal);
    return actor;
}

static char *text_of(json_t *reply, const char *name)
{
    char *text = g_strdup(json_string_value(json_object_get(reply, name)));
    g_assert_nonnull(text);
    json_decref(reply);
    return text;
}

static Room room_open(StoreFixture *fixture)
{
    Room room = {.town = town_open(fixture)};
    town_unit(room.town, CITY, "长沙市人民政府", NULL);
    room.sysadmin = town_person(room.town, CITY, "sysadmin", "张三");
    room.officer = town_person(room.town, CITY, "officer", "李四");
    town_done(room.town, "account.set_password", NULL,
        json_pack("{s:s, s:s}", "id", room.officer->account, "password", PASSWORD));
    town_done(room.town, "pin.set", room.officer,
        json_pack("{s:s, s:s}", "pin", PIN, "password", PASSWORD));
    g_autofree char *code = text_of(town_do(room.town, "terminal.add", room.sysadmin,
                                        json_pack("{s:s, s:s}", "unit", CITY, "name", "值班台")),
        "code");
    room.token = text_of(town_do(room.town, "terminal.enrol", NULL,
                             json_pack("{s:s, s:s, s:b}", "unit", CITY, "code", code, "bearer", 1)),
        "token");
    return room;
}

static void room_close(Room *room)
{
    town_close(room->town);
    actor_free(room->sysadmin);
    actor_free(room->officer);
    g_free(room->token);
}

static json_t *proof(const Room *room, const char *pin)
{
    return json_pack("{s:s, s:s}", "person", room->officer->person, "pin", pin);
}

static void test_acting(StoreFixture *fixture)
{
    Room room = room_open(fixture);
    g_autoptr(Actor) nobody = come(&room, NULL, NULL);
    g_assert_true(actor_is_room(nobody));
    g_assert_null(come(&room, room.officer->person, "not_at_terminal"));
    town_refused(room.town, "watch.begin", nobody,
        json_pack("{s:s, s:s}", "unit", CITY, "role", "officer"), "nobody_acts");
    town_refused(room.town, "proof.give", room.officer, proof(&room, PIN), "no_terminal");
    town_done(room.town, "proof.give", nobody, proof(&room, PIN));
    g_autoptr(Actor) proved = come(&room, room.officer->person, NULL);
    g_assert_cmpstr(proved->account, ==, room.officer->account);
    g_assert_cmpstr(proved->method, ==, METHOD_PIN);
    town_done(
        room.town, "watch.begin", proved, json_pack("{s:s, s:s}", "unit", CITY, "role", "officer"));
    clock_move(room.town->clock, TOWN_START + PROOF_MS);
    g_autoptr(Actor) later = come(&room, room.officer->person, NULL);
    g_assert_cmpstr(later->method, ==, METHOD_PIN);
    g_assert_false(actor_proved(later, clock_now(room.town->clock), NULL));
    g_assert_true(actor_proved(room.officer, clock_now(room.town->clock), NULL));
    room_close(&room);
}

static void test_guessing(StoreFixture *fixture)
{
    Room room = room_open(fixture);
    g_autoptr(Actor) nobody = come(&room, NULL, NULL);
    for (int i = 0; i < PIN_FAILURES_MAX; i++)
        town_refused_noting(room.town, "proof.give", nobody, proof(&room, "294717"), "wrong_pin");
    town_refused(room.town, "proof.give", nobody, proof(&room, PIN), "pin_locked");
    clock_move(room.town->clock, TOWN_START + TERMINAL_LOCK_MS);
    town_done(room.town, "proof.give", nobody, proof(&room, PIN));
    room_close(&room);
}

/* Entered by somebody else, then come in person: the same watch, now shown. */
static void test_showing(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    Room room = room_open(fixture);
    g_autofree char *begun = text_of(town_do(room.town, "watch.begin", NULL,
                                         json_pack("{s:s, s:s, s:s}", "unit", CITY, "role",
                                             "officer", "person", room.officer->person)),
        "id");
    g_autoptr(Actor) nobody = come(&room, NULL, NULL);
    town_done(room.town, "proof.give", nobody, proof(&room, PIN));
    g_autoptr(Actor) proved = come(&room, room.officer->person, NULL);
    json_t *args = json_pack("{s:s, s:s}", "unit", CITY, "role", "officer");
    g_autofree char *shown = text_of(town_do(room.town, "watch.begin", proved, args), "id");
    g_assert_cmpstr(shown, ==, begun);
    g_autoptr(Db) db = store_reader(engine_store(room.town->engine), &error);
    g_autoptr(GPtrArray) watches = watch_current(db, CITY, NULL, &error);
    g_assert_cmpuint(watches->len, ==, 1);
    const Watch *watch = watches->pdata[0];
    g_assert_cmpstr(watch->terminal, ==, proved->terminal);
    g_assert_cmpstr(watch->method, ==, METHOD_PIN);
    room_close(&room);
}

static void test_revoking(StoreFixture *fixture)
{
    Room room = room_open(fixture);
    g_autoptr(Actor) nobody = come(&room, NULL, NULL);
    town_done(
        room.town, "terminal.revoke", room.sysadmin, json_pack("{s:s}", "id", nobody->terminal));
    g_assert_null(come(&room, NULL, "signed_out"));
    room_close(&room);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("terminal", "one key makes the room a person who came", test_acting);
    fixture_add("terminal", "a pin is not guessed at for long", test_guessing);
    fixture_add("terminal", "who was entered shows themselves there", test_showing);
    fixture_add("terminal", "a revoked one is nobody", test_revoking);
    return g_test_run();
}
