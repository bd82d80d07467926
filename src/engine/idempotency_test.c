/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/idempotency.h"

#include "base/json.h"
#include "engine/tally_fixture.h"

#include <pthread.h>
#include <string.h>

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
    const Order order = {.command = engine_command(rig->engine, command),
        .actor = rig->officer,
        .args = given,
        .idem_key = key,
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
    g_assert_cmpstr(json_text(first->json, "event"), ==, json_text(third->json, "event"));
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM tally_raise"), ==, 1);
}

static void a_repeat_is_answered_out_of_the_state_of_then(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) first = raise_under(rig, id, 2, "k");
    g_autoptr(Reply) other = raise_under(rig, id, 5, "l");
    g_autoptr(Reply) again = raise_under(rig, id, 2, "k");

    g_assert_no_error(again->error);
    g_assert_cmpstr(json_text(again->json, "event"), ==, json_text(first->json, "event"));
    g_assert_cmpstr(json_text(again->json, "event"), !=, json_text(other->json, "event"));
    g_assert_cmpint(json_number(again->json, "total", 0), ==, 7);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM tally_raise"), ==, 2);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM idempotency WHERE unit = 'R1'"
                                    " AND seq = 2 AND events = 1 AND shown = 'R1-2'"),
        ==, 1);
}

static void who_may_no_longer_is_not_answered_again(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) first = raise_under(rig, id, 2, "k");

    rig->patience = 0;
    g_autoptr(Reply) again = raise_under(rig, id, 2, "k");
    g_assert_no_error(first->error);
    g_assert_error(again->error, FAIL, FAIL_DENIED);
}

static Reply *seal_under(Rig *rig, const char *command, const char *id, const char *word)
{
    Reply *reply = submit(rig, command, json_pack("{s:s, s:s}", "id", id, "word", word), "k");

    reply_wait(reply);
    return reply;
}

static void a_secret_is_not_compared(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) first = seal_under(rig, "tally.seal", id, "swordfish");
    g_autoptr(Reply) again = seal_under(rig, "tally.seal", id, "guess");
    g_autoptr(Reply) mismatch = seal_under(rig, "tally.seal", "R1-9", "swordfish");

    g_assert_no_error(first->error);
    g_assert_no_error(again->error);
    g_assert_error(mismatch->error, FAIL, FAIL_INVALID);
    g_assert_cmpstr(fail_reason(mismatch->error), ==, "idempotency_mismatch");
    g_assert_cmpint(
        rig_number(rig, "SELECT COUNT(*) FROM journal WHERE kind = 'tally.linked'"), ==, 1);
}

static void what_is_said_once_is_not_said_again(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) first = seal_under(rig, "tally.seal_once", id, "swordfish");
    g_autoptr(Reply) again = seal_under(rig, "tally.seal_once", id, "swordfish");

    g_assert_no_error(first->error);
    g_assert_error(again->error, FAIL, FAIL_CONFLICT);
    g_assert_cmpstr(fail_reason(again->error), ==, "done");
}

static void a_conclusion_that_writes_is_a_fault(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *id = rig_open(rig, "R1");
    g_autoptr(Reply) reply =
        submit(rig, "tally.scribble", json_pack("{s:s, s:s}", "id", id, "word", "x"), "k");

    reply_wait(reply);
    g_assert_error(reply->error, FAIL, FAIL_CORRUPT);
    g_assert_cmpint(rig_number(rig, "SELECT COUNT(*) FROM wake"), ==, 0);
}

static char *digest_of(json_t *args, const char *bytes)
{
    static const Field item_fields[] = {
        FIELD(Reply, json, FIELD_TEXT, .personal = true, .secret = true),
        FIELD_END,
    };
    static const Field fields[] = {
        FIELD(Reply, json, FIELD_JSON, .items = item_fields),
        FIELD_END,
    };
    const Command command = {.args = fields};
    json_auto_t *given = args;
    g_autoptr(GBytes) raw = bytes == NULL ? NULL : g_bytes_new_static(bytes, strlen(bytes));
    const Order order = {.command = &command, .args = given, .raw = raw, .target = "POST /x"};

    return idempotency_digest(&order);
}

static void a_digest_leaves_secrets_out_however_deep(void)
{
    g_autofree char *one =
        digest_of(json_pack("{s:[{s:s, s:i}]}", "json", "json", "a", "n", 1), NULL);
    g_autofree char *two =
        digest_of(json_pack("{s:[{s:i, s:s}]}", "json", "n", 1, "json", "b"), NULL);
    g_autofree char *three = digest_of(json_pack("{s:[{s:i}]}", "json", "n", 2), NULL);
    g_autofree char *four = digest_of(json_pack("{s:[{s:i}]}", "json", "n", 2), "bytes");

    g_assert_cmpstr(one, ==, two);
    g_assert_cmpstr(one, !=, three);
    g_assert_cmpstr(three, !=, four);
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
    rig_test("/idempotency/a repeat is answered out of the state of then",
        a_repeat_is_answered_out_of_the_state_of_then);
    rig_test("/idempotency/who may no longer is not answered again",
        who_may_no_longer_is_not_answered_again);
    rig_test("/idempotency/a secret is not compared", a_secret_is_not_compared);
    rig_test(
        "/idempotency/what is said once is not said again", what_is_said_once_is_not_said_again);
    rig_test(
        "/idempotency/a conclusion that writes is a fault", a_conclusion_that_writes_is_a_fault);
    g_test_add_func("/idempotency/a digest leaves secrets out however deep",
        a_digest_leaves_secrets_out_however_deep);
    rig_test("/idempotency/keys are each account's own", keys_are_each_accounts_own);
    return g_test_run();
}
