/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/idempotency.h"

#include "base/json.h"
#include "engine/tally_fixture.h"

#include <pthread.h>

/* One answer of the executor, waited for. */
typedef struct Reply {
    pthread_mutex_t mutex;
    pthread_cond_t came;
    bool is_there;
    int status;
    json_t *json;
    GError *error;
} Reply;

static Reply *reply_new(void)
{
    Reply *reply = g_new0(Reply, 1);

    pthread_mutex_init(&reply->mutex, NULL);
    pthread_cond_init(&reply->came, NULL);
    return reply;
}

static void reply_free(Reply *reply)
{
    pthread_cond_destroy(&reply->came);
    pthread_mutex_destroy(&reply->mutex);
    json_decref(reply->json);
    g_clear_error(&reply->error);
    g_free(reply);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, reply_free)

static void reply_take(void *data, int status, json_t *json, const GError *error)
{
    Reply *reply = data;

    pthread_mutex_lock(&reply->mutex);
    reply->status = status;
    reply->json = json;
    reply->error = error == NULL ? NULL : g_error_copy(error);
    reply->is_there = true;
    pthread_cond_signal(&reply->came);
    pthread_mutex_unlock(&reply->mutex);
}

static void reply_wait(Reply *reply)
{
    pthread_mutex_lock(&reply->mutex);
    while (!reply->is_there)
        pthread_cond_wait(&reply->came, &reply->mutex);
    pthread_mutex_unlock(&reply->mutex);
}

static Reply *submit(Rig *rig, const char *command, json_t *args, const char *key)
{
    Reply *reply = reply_new();
    json_auto_t *given = args;
    g_autofree char *digest = json_dumps(given, JSON_COMPACT | JSON_SORT_KEYS);
    const Order order = {.command = engine_command(rig->engine, command),
        .actor = rig->officer,
        .args = given,
        .idem_key = key,
        .idem_digest = digest,
        .done = reply_take,
        .data = reply};

    executor_submit(rig->executor, &order);
    return reply;
}

static Reply *raise_under(Rig *rig, const char *id, int by, const char *key)
{
    Reply *reply = submit(rig, "tally.raise", json_pack("{s:s, s:i}", "id", id, "by", by), key);

    reply_wait(reply);
    return reply;
}

static void a_repeated_key_gives_the_first_reply(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) first = raise_under(rig, id, 2, "k");
    g_autoptr(Reply) again = raise_under(rig, id, 2, "k");
    g_autoptr(Reply) other = raise_under(rig, id, 2, "l");

    g_assert_no_error(first->error);
    g_assert_cmpint(again->status, ==, 200);
    g_assert_true(json_equal(first->json, again->json));
    g_assert_cmpint(json_number(other->json, "total", 0), ==, 4);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM tally_raise"), ==, 2);
}

static void a_reply_keeps_its_status(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);

    for (int i = 0; i < 2; i++) {
        g_autoptr(Reply) reply =
            submit(rig, "tally.open", json_pack("{s:s, s:s}", "unit", "R1", "name", "calls"), "k");

        reply_wait(reply);
        g_assert_cmpint(reply->status, ==, 201);
    }
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM journal"), ==, 1);
}

static void a_key_with_other_content_is_refused(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) first = raise_under(rig, id, 2, "k");
    g_autoptr(Reply) other = raise_under(rig, id, 3, "k");

    g_assert_no_error(first->error);
    g_assert_error(other->error, FAIL, FAIL_INVALID);
    g_assert_cmpstr(fail_reason(other->error), ==, "idempotency_mismatch");
    g_assert_cmpint(rig_number(rig, "SELECT total FROM tally"), ==, 2);
}

static void a_refusal_is_not_stored(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) refused = raise_under(rig, id, -1, "k");
    g_autoptr(Reply) done = raise_under(rig, id, 1, "k");

    g_assert_error(refused->error, FAIL, FAIL_CONFLICT);
    g_assert_no_error(done->error);
}

static Reply *raise_slowly(Rig *rig, const char *id)
{
    return submit(rig, "tally.raise_slowly", json_pack("{s:s, s:i}", "id", id, "by", 1), "k");
}

static void a_key_in_flight_is_refused_until_the_reply(const char *url)
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");

    engine_set_service(rig->engine, "gate", &gate);
    pthread_mutex_lock(&gate);
    g_autoptr(Reply) first = raise_slowly(rig, id);
    g_autoptr(Reply) second = raise_slowly(rig, id);
    reply_wait(second);
    g_assert_error(second->error, FAIL, FAIL_CONFLICT);
    g_assert_cmpstr(fail_reason(second->error), ==, "in_flight");
    pthread_mutex_unlock(&gate);
    reply_wait(first);
    g_assert_no_error(first->error);
    g_autoptr(Reply) third = raise_slowly(rig, id);
    reply_wait(third);
    g_assert_true(json_equal(first->json, third->json));
}

static void a_key_is_forgotten_after_a_day(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) first = raise_under(rig, id, 2, "k");

    clock_move(rig->clock, RIG_START + DAY_MS);
    g_autoptr(Reply) later = raise_under(rig, id, 3, "k");
    g_autoptr(Reply) again = raise_under(rig, id, 3, "k");

    g_assert_no_error(first->error);
    g_assert_cmpint(json_number(later->json, "total", 0), ==, 5);
    g_assert_true(json_equal(later->json, again->json));
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM idempotency"), ==, 1);
}

static void keys_are_each_accounts_own(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) first = raise_under(rig, id, 2, "k");

    g_free(rig->officer->account);
    rig->officer->account = g_strdup("R1-8");
    g_autoptr(Reply) other = raise_under(rig, id, 2, "k");

    g_assert_cmpint(json_number(first->json, "total", 0), ==, 2);
    g_assert_cmpint(json_number(other->json, "total", 0), ==, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rig_test(
        "/idempotency/a repeated key gives the first reply", a_repeated_key_gives_the_first_reply);
    rig_test("/idempotency/a reply keeps its status", a_reply_keeps_its_status);
    rig_test(
        "/idempotency/a key with other content is refused", a_key_with_other_content_is_refused);
    rig_test("/idempotency/a refusal is not stored", a_refusal_is_not_stored);
    rig_test("/idempotency/a key in flight is refused until the reply",
        a_key_in_flight_is_refused_until_the_reply);
    rig_test("/idempotency/a key is forgotten after a day", a_key_is_forgotten_after_a_day);
    rig_test("/idempotency/keys are each account's own", keys_are_each_accounts_own);
    return g_test_run();
}
