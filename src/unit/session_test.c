/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/session.h"

#include "unit/account.h"
#include "unit/town.h"

#define CITY "430100"
#define PASSWORD "Correct-horse-1"

static json_t *administrator(const char *role)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s}", "role", role, "login", role, "name", role, "password", PASSWORD);
}

static Town *set_up(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    town_done(town, "setup.own", NULL,
        json_pack("{s:{s:s, s:s, s:s}, s:[o, o, o]}", "unit", "code", CITY, "name", "长沙市",
            "level", "city", "administrators", administrator("sysadmin"), administrator("secadmin"),
            administrator("auditor")));
    return town;
}

static json_t *sign_in_args(const char *account, const char *password)
{
    return json_pack("{s:s, s:s, s:b, s:s}", "account", account, "password", password, "bearer", 1,
        "address", "127.0.0.1");
}

static char *sign_in(Town *town, const char *account)
{
    json_t *reply = town_do(town, "session.begin", NULL, sign_in_args(account, PASSWORD));
    char *token = g_strdup(json_string_value(json_object_get(reply, "token")));
    g_assert_nonnull(token);
    json_decref(reply);
    return token;
}

static Actor *who(Town *town, const char *token)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(town->engine), &error);
    Actor *actor =
        town->guard.authenticate(town->guard.self, db, token, NULL, clock_now(town->clock), &error);
    if (actor == NULL)
        g_assert_cmpstr(fail_reason(error), ==, "signed_out");
    return actor;
}

static void test_signing_in(StoreFixture *fixture)
{
    Town *town = set_up(fixture);
    g_autofree char *token = sign_in(town, " SysAdmin@430100 ");
    g_autoptr(Actor) actor = who(town, token);
    g_assert_cmpstr(actor->unit, ==, CITY);
    g_assert_cmpstr(actor->name, ==, "sysadmin");
    g_assert_true(actor_has_role(actor, "sysadmin"));
    g_assert_null(who(town, "0123"));
    g_assert_null(who(town, NULL));
    json_t *me = town_ask(town, "me.get", actor, json_object());
    g_assert_cmpstr(json_string_value(json_object_get(me, "account")), ==, "sysadmin@430100");
    g_assert_true(json_is_null(json_object_get(me, "watch")));
    json_decref(me);
    town_refused(
        town, "session.begin", NULL, sign_in_args("nobody@430100", PASSWORD), "wrong_credentials");
    town_refused(town, "session.begin", NULL, sign_in_args("sysadmin@999999", PASSWORD),
        "wrong_credentials");
    town_refused(
        town, "session.begin", NULL, sign_in_args("sysadmin", PASSWORD), "wrong_credentials");
    town_refused(
        town, "session.begin", NULL, sign_in_args("sysadmin@430100", "wrong"), "wrong_credentials");
    json_t *otp = sign_in_args("sysadmin@430100", PASSWORD);
    json_object_set_new(otp, "otp", json_string("123456"));
    town_refused(town, "session.begin", NULL, otp, "otp not_enabled");
    clock_move(town->clock, TOWN_START + SESSION_LIFE_MS - 1);
    g_autoptr(Actor) still = who(town, token);
    g_assert_nonnull(still);
    clock_move(town->clock, TOWN_START + SESSION_LIFE_MS);
    g_assert_null(who(town, token));
    town_close(town);
}

static void test_lock(StoreFixture *fixture)
{
    Town *town = set_up(fixture);
    g_autofree char *token = sign_in(town, "secadmin@430100");
    g_autoptr(Actor) secadmin = who(town, token);
    for (int i = 0; i < ACCOUNT_FAILURES_MAX - 1; i++)
        town_refused(town, "session.begin", NULL, sign_in_args("sysadmin@430100", "wrong"),
            "wrong_credentials");
    int64_t height = town_height(town);
    town_refused_noting(
        town, "session.begin", NULL, sign_in_args("sysadmin@430100", "wrong"), "wrong_credentials");
    g_assert_cmpint(town_height(town), ==, height + 1);
    town_refused(
        town, "session.begin", NULL, sign_in_args("sysadmin@430100", PASSWORD), "account_locked");
    clock_move(town->clock, TOWN_START + ACCOUNT_LOCK_MS);
    town_refused(
        town, "session.begin", NULL, sign_in_args("sysadmin@430100", "wrong"), "wrong_credentials");
    g_autofree char *again = sign_in(town, "sysadmin@430100");
    g_autoptr(Actor) sysadmin = who(town, again);
    for (int i = 0; i < ACCOUNT_FAILURES_MAX; i++)
        town_refused_noting(town, "session.begin", NULL, sign_in_args("sysadmin@430100", "wrong"),
            "wrong_credentials");
    json_t *unlock = json_pack("{s:s}", "id", sysadmin->account);
    town_refused(town, "account.unlock", sysadmin, json_incref(unlock), "denied");
    town_done(town, "account.unlock", secadmin, json_incref(unlock));
    town_refused(town, "account.unlock", secadmin, unlock, "wrong_state");
    g_free(sign_in(town, "sysadmin@430100"));
    town_close(town);
}

static json_t *new_password(const char *old)
{
    return json_pack("{s:s, s:s}", "old", old, "new", "Another-horse-2");
}

/* Everything that asks for one's own password is behind the same lock. */
static void test_own_lock(StoreFixture *fixture)
{
    Town *town = set_up(fixture);
    g_autofree char *token = sign_in(town, "sysadmin@430100");
    g_autoptr(Actor) own = who(town, token);
    json_t *pin = json_pack("{s:s, s:s}", "pin", "271828", "password", "wrong");
    for (int i = 0; i < ACCOUNT_FAILURES_MAX - 2; i++)
        town_refused(
            town, "account.change_password", own, new_password("wrong"), "old wrong_password");
    town_refused(town, "pin.set", own, json_incref(pin), "password wrong_password");
    int64_t height = town_height(town);
    town_refused_noting(
        town, "account.change_password", own, new_password("wrong"), "old wrong_password");
    g_assert_cmpint(town_height(town), ==, height + 1);
    /* Locked: nothing is tried, nothing is written, and it does not last longer for it. */
    clock_move(town->clock, TOWN_START + ACCOUNT_LOCK_MS - 1);
    for (int i = 0; i < ACCOUNT_FAILURES_MAX + 1; i++)
        town_refused(town, "account.change_password", own, new_password("wrong"), "account_locked");
    town_refused(town, "account.change_password", own, new_password(PASSWORD), "account_locked");
    town_refused(town, "pin.set", own, pin, "account_locked");
    town_refused(
        town, "session.begin", NULL, sign_in_args("sysadmin@430100", PASSWORD), "account_locked");
    clock_move(town->clock, TOWN_START + ACCOUNT_LOCK_MS);
    town_done(town, "account.change_password", own, new_password(PASSWORD));
    town_close(town);
}

/* A right guess forgets the wrong ones. */
static void test_own_count(StoreFixture *fixture)
{
    Town *town = set_up(fixture);
    g_autofree char *token = sign_in(town, "sysadmin@430100");
    g_autoptr(Actor) own = who(town, token);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < ACCOUNT_FAILURES_MAX - 1; i++)
            town_refused(
                town, "account.change_password", own, new_password("wrong"), "old wrong_password");
        town_done(
            town, "pin.set", own, json_pack("{s:s, s:s}", "pin", "271828", "password", PASSWORD));
    }
    town_close(town);
}

static void test_ending(StoreFixture *fixture)
{
    Town *town = set_up(fixture);
    g_autofree char *one = sign_in(town, "sysadmin@430100");
    g_autofree char *two = sign_in(town, "sysadmin@430100");
    g_autofree char *other = sign_in(town, "secadmin@430100");
    g_autoptr(Actor) first = who(town, one);
    g_autoptr(Actor) second = who(town, two);
    g_autoptr(Actor) secadmin = who(town, other);
    json_t *own = town_ask(town, "session.list_own", first, json_object());
    g_assert_cmpuint(json_array_size(json_object_get(own, "items")), ==, 2);
    json_decref(own);
    town_refused(town, "session.end_own", first, json_pack("{s:s}", "id", secadmin->session),
        "no_such_session");
    town_done(town, "session.end_own", first, json_pack("{s:s}", "id", second->session));
    g_assert_null(who(town, two));
    json_t *revoke = json_pack("{s:s, s:s}", "unit", CITY, "id", first->session);
    town_refused(town, "session.revoke", first, json_incref(revoke), "denied");
    town_denied(town, "session.list", first, json_pack("{s:s}", "unit", CITY), "denied");
    town_done(town, "session.revoke", secadmin, json_incref(revoke));
    town_refused(town, "session.revoke", secadmin, revoke, "no_such_session");
    g_assert_null(who(town, one));
    town_done(town, "session.end", secadmin, json_object());
    g_assert_null(who(town, other));
    town_close(town);
}

/* The time of a unit that is ahead of the clock stands still: the newest session is the newest. */
static void test_cap(StoreFixture *fixture)
{
    Town *town = set_up(fixture);
    g_autofree char *oldest = sign_in(town, "sysadmin@430100");
    for (int i = 0; i < 2 * SESSIONS_PER_ACCOUNT_MAX; i++) {
        g_autofree char *token = sign_in(town, "sysadmin@430100");
        g_autoptr(Actor) actor = who(town, token);
        g_assert_nonnull(actor);
    }
    g_assert_null(who(town, oldest));
    town_close(town);
}

static void test_accounts(StoreFixture *fixture)
{
    Town *town = set_up(fixture);
    g_autofree char *token = sign_in(town, "secadmin@430100");
    g_autofree char *victim = sign_in(town, "sysadmin@430100");
    g_autoptr(Actor) secadmin = who(town, token);
    g_autoptr(Actor) sysadmin = who(town, victim);
    g_autoptr(Actor) officer = town_person(town, CITY, "officer", "李四");
    json_t *open = json_pack("{s:s, s:s, s:s, s:s}", "unit", CITY, "person", officer->person,
        "login", "lisi", "password", PASSWORD);
    town_refused(town, "account.open", sysadmin, json_incref(open), "denied");
    town_done(town, "account.open", secadmin, json_incref(open));
    town_refused(town, "account.open", secadmin, json_incref(open), "login_taken");
    json_object_set_new(open, "password", json_string("aaaaaaaaaaaa"));
    town_refused(town, "account.open", secadmin, json_incref(open), "password too_simple");
    json_object_set_new(open, "password", json_string(PASSWORD));
    json_object_set_new(open, "login", json_string("lisi@430101"));
    town_refused(town, "account.open", secadmin, open, "login not_a_login");
    town_done(town, "account.change", secadmin,
        json_pack("{s:s, s:b}", "id", sysadmin->account, "disabled", 1));
    g_assert_null(who(town, victim));
    town_refused(town, "session.begin", NULL, sign_in_args("sysadmin@430100", PASSWORD),
        "wrong_credentials");
    town_refused(town, "account.change", secadmin,
        json_pack("{s:s, s:b}", "id", secadmin->account, "disabled", 1), "own_account");
    town_refused(town, "account.change", secadmin,
        json_pack("{s:s, s:b}", "id", sysadmin->account, "disabled", 1), "wrong_state");
    town_done(town, "account.change", secadmin,
        json_pack("{s:s, s:b}", "id", sysadmin->account, "disabled", 0));
    g_free(sign_in(town, "sysadmin@430100"));
    json_t *list = town_ask(town, "account.list", secadmin, json_pack("{s:s}", "unit", CITY));
    g_assert_cmpuint(json_array_size(json_object_get(list, "items")), ==, 5);
    json_decref(list);
    town_denied(town, "account.list", sysadmin, json_pack("{s:s}", "unit", CITY), "denied");
    town_close(town);
}

static void test_passwords(StoreFixture *fixture)
{
    Town *town = set_up(fixture);
    g_autofree char *one = sign_in(town, "sysadmin@430100");
    g_autofree char *two = sign_in(town, "sysadmin@430100");
    g_autofree char *other = sign_in(town, "secadmin@430100");
    g_autoptr(Actor) sysadmin = who(town, one);
    g_autoptr(Actor) secadmin = who(town, other);
    town_refused(town, "account.change_password", sysadmin,
        json_pack("{s:s, s:s}", "old", "wrong", "new", "Another-horse-2"), "old wrong_password");
    town_refused(town, "account.change_password", sysadmin,
        json_pack("{s:s, s:s}", "old", PASSWORD, "new", "short"), "new too_short");
    town_done(town, "account.change_password", sysadmin,
        json_pack("{s:s, s:s}", "old", PASSWORD, "new", "Another-horse-2"));
    g_autoptr(Actor) kept = who(town, one);
    g_assert_nonnull(kept);
    g_assert_null(who(town, two));
    town_refused(town, "session.begin", NULL, sign_in_args("sysadmin@430100", PASSWORD),
        "wrong_credentials");
    json_t *set = json_pack("{s:s, s:s}", "id", sysadmin->account, "password", PASSWORD);
    town_refused(town, "account.set_password", sysadmin, json_incref(set), "denied");
    /* No administrator is another's; whoever stands at the server may. */
    town_refused(
        town, "account.set_password", secadmin, json_incref(set), "administrator_password");
    town_done(town, "account.set_password", NULL, set);
    g_assert_null(who(town, one));
    g_free(sign_in(town, "sysadmin@430100"));
    town_close(town);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add(
        "session", "signing in tells strangers nothing, and ends by itself", test_signing_in);
    fixture_add("session", "five wrong passwords lock an account for a while", test_lock);
    fixture_add("session", "one's own password is behind the same lock", test_own_lock);
    fixture_add("session", "a right guess forgets the wrong ones", test_own_count);
    fixture_add(
        "session", "a session ends at once, by its owner or the administrator", test_ending);
    fixture_add("session", "a new one is never the one that goes for want of room", test_cap);
    fixture_add("account", "an account is opened, disabled and put to use again", test_accounts);
    fixture_add("account", "a new password ends the other sessions", test_passwords);
    return g_test_run();
}
