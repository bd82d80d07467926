/* SPDX-License-Identifier: Apache-2.0 */
#include "http/errand.h"

#include <string.h>

#define PREFER "Prefer"
#define RESPOND_ASYNC "respond-async"

typedef struct Errand {
    HttpServer *server; /* borrowed: it counts as in flight until it ends */
    Request *request;   /* that waits, suspended; or NULL, and */
    char *id;           /* under which it is looked for */
    Work *work;
    Reply *reply; /* what it came to */
    /* Of a query: what is asked, apart from the request. */
    ErrandAnswer answer;
    const Route *route;
    Target target;
    Actor *actor;
    /* Of a command. */
    json_t *args;
} Errand;

/* Owned: what names a waiting or remembered work as its own. The account, or the room; and the
 * roles it was asked by, since who has lost one meanwhile may no longer see what it came to. */
static char *errand_owner(const Actor *actor)
{
    if (actor == NULL)
        return NULL;
    g_autofree char *roles = actor->roles == NULL ? NULL : g_strjoinv(",", actor->roles);
    const char *who = actor->account != NULL ? actor->account : actor->terminal;
    return g_strdup_printf("%s %s", who, roles == NULL ? "" : roles);
}

/* Whose share of the pool it takes. */
static const char *errand_share(const Actor *actor)
{
    if (actor == NULL)
        return NULL;
    return actor->session != NULL ? actor->session : actor->terminal;
}

static bool prefers_async(const Request *request)
{
    const char *prefer = request_header(request, PREFER);
    g_auto(GStrv) parts = g_strsplit(prefer == NULL ? "" : prefer, ",", -1);

    for (char **part = parts; *part != NULL; part++) {
        g_strstrip(*part);
        if (g_ascii_strcasecmp(*part, RESPOND_ASYNC) == 0)
            return true;
    }
    return false;
}

bool errand_is_later(const Request *request, WorkWeight weight)
{
    return request->actor != NULL && (weight == WORK_LATER || prefers_async(request));
}

static Errand *errand_new(Request *request, Work *work)
{
    Errand *errand = g_new0(Errand, 1);

    errand->server = request->server;
    errand->work = work_ref(work);
    return errand;
}

static void errand_free(Errand *errand)
{
    g_free(errand->id);
    work_unref(errand->work);
    reply_free(errand->reply);
    target_clear(&errand->target);
    actor_free(errand->actor);
    json_decref(errand->args);
    g_free(errand);
}

/* Hands out what it came to and is gone. */
static void errand_end(void *data)
{
    Errand *errand = data;
    HttpServer *server = errand->server;
    Request *request = errand->request;
    bool detached = request == NULL;

    if (detached)
        works_end(server->works, errand->id, g_steal_pointer(&errand->reply));
    else
        request_reply(request, g_steal_pointer(&errand->reply));
    errand_free(errand);
    if (detached)
        server_leave(server);
    else
        request_resume(request);
}

/* --- told where to look --- */

static Reply *later_reply(json_t *shown /* taken */)
{
    const char *id = json_string_value(json_object_get(shown, "id"));
    g_autofree char *place = g_strdup_printf(WORKS_PREFIX "/%s", id);
    Reply *reply = reply_json(MHD_HTTP_ACCEPTED, shown);

    reply_header(reply, MHD_HTTP_HEADER_LOCATION, place);
    json_decref(shown);
    return reply;
}

/* What was refused at once, or is done already, needs no looking for. */
static void errand_answer(Request *request, const char *id)
{
    Works *works = request->server->works;
    g_autofree char *owner = errand_owner(request->actor);
    Reply *reply = works_take(works, id, owner, NULL);

    if (reply == NULL)
        reply = later_reply(works_show(works, id, owner));
    request_reply(request, reply);
}

static bool errand_detach(Request *request, Errand *errand)
{
    if (!server_enter(request->server)) {
        request_reply(request,
            reply_problem(MHD_HTTP_SERVICE_UNAVAILABLE, "stopping", "the server is being stopped"));
        return false;
    }
    g_autofree char *owner = errand_owner(request->actor);
    errand->id = works_add(request->server->works, owner, errand->work);
    return true;
}

/* --- queries --- */

static Reply *query_answer(const Errand *errand, GError **error)
{
    const Asked asked = {.server = errand->server,
        .actor = errand->actor,
        .route = errand->route,
        .segments = errand->target.segments,
        .target = &errand->target,
        .work = errand->work};

    if (!work_goes_on(errand->work, error))
        return NULL;
    g_autoptr(Db) db = store_reader(engine_store(errand->server->config.engine), error);
    g_autoptr(StoreTxn) txn = db == NULL ? NULL : store_begin_read(db, error);
    return txn == NULL ? NULL : errand->answer(&asked, db, error);
}

static void query_run(void *data, Work *work)
{
    Errand *errand = data;
    g_autoptr(GError) error = NULL;

    if (errand->id != NULL)
        works_begin(errand->server->works, errand->id);
    errand->reply = query_answer(errand, &error);
    if (errand->reply == NULL)
        errand->reply = server_failure(errand->server, error, true);
    reply_tag(errand->reply);
}

static void query_finish(Request *request)
{
}

static void query_submit(Errand *errand, WorkWeight weight)
{
    g_autoptr(GError) error = NULL;
    const PoolOrder order = {.is_long = weight != WORK_QUICK,
        .owner = errand_share(errand->actor),
        .work = errand->work,
        .run = query_run,
        .end = errand_end,
        .data = errand};

    if (pool_submit(executor_pool(errand->server->config.executor), &order, &error))
        return;
    errand->reply = server_failure(errand->server, error, true);
    errand_end(errand);
}

void errand_query(Request *request, ErrandAnswer answer, WorkWeight weight)
{
    g_autoptr(Work) work = work_new();
    Errand *errand = errand_new(request, work);

    errand->answer = answer;
    errand->route = request->route;
    errand->actor = actor_copy(request->actor);
    target_parse(request->raw, &errand->target, NULL);
    if (errand_is_later(request, weight)) {
        if (!errand_detach(request, errand)) {
            errand_free(errand);
            return;
        }
        g_autofree char *id = g_strdup(errand->id);
        query_submit(errand, weight);
        errand_answer(request, id);
        return;
    }
    errand->request = request;
    peer_watch(request->peer, work);
    if (request_suspend(request, query_finish))
        query_submit(errand, weight);
    else
        errand_free(errand);
}

/* --- commands --- */

/* On an executor thread, or at once when it is refused. */
static void command_ended(void *data, int status, json_t *reply, const GError *error)
{
    Errand *errand = data;

    errand->reply = error != NULL ? server_failure(errand->server, error, true)
                                  : reply_json((unsigned) status, reply);
    json_decref(reply);
    errand_end(errand);
}

void errand_command(Request *request, Order *order)
{
    g_autoptr(Work) work = work_new();
    Errand *errand = errand_new(request, work);

    if (!errand_detach(request, errand)) {
        errand_free(errand);
        return;
    }
    g_autofree char *id = g_strdup(errand->id);
    /* The executor reads them on its own threads, when the request may be gone. */
    errand->args = g_steal_pointer(&request->args);
    works_begin(request->server->works, id);
    order->args = errand->args;
    order->work = work;
    order->done = command_ended;
    order->data = errand;
    executor_submit(request->server->config.executor, order);
    errand_answer(request, id);
}

/* --- looking for it --- */

static bool looker_signs_in(Request *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(request->server->config.engine), &error);

    if (db != NULL && request_sign_in(request, db, &error))
        return true;
    request_fail(request, error);
    return false;
}

static const char *work_id(const Request *request)
{
    /* api, v1, works, ID */
    return request->target.segments[3];
}

void work_show(Request *request)
{
    if (!looker_signs_in(request))
        return;
    g_autofree char *owner = errand_owner(request->actor);
    json_auto_t *shown = works_show(request->server->works, work_id(request), owner);
    if (shown == NULL) {
        request_reply(request, reply_problem(MHD_HTTP_NOT_FOUND, "not_found",
                                   "there is no such work, or its result is gone"));
        return;
    }
    request_reply(request, reply_json(MHD_HTTP_OK, shown));
    request->reply->tagged = false;
}

void work_result(Request *request)
{
    g_autoptr(GError) error = NULL;

    if (!looker_signs_in(request))
        return;
    /* It is handed out once: not to somebody who only asks how large it is. */
    if (g_str_equal(request->method, "HEAD")) {
        work_show(request);
        return;
    }
    g_autofree char *owner = errand_owner(request->actor);
    Reply *reply = works_take(request->server->works, work_id(request), owner, &error);
    if (reply == NULL)
        request_fail(request, error);
    else
        request_reply(request, reply);
}

void work_call_off(Request *request)
{
    g_autoptr(GError) error = NULL;

    if (!looker_signs_in(request))
        return;
    g_autofree char *owner = errand_owner(request->actor);
    if (works_cancel(request->server->works, work_id(request), owner, &error))
        request_reply(request, reply_new(MHD_HTTP_NO_CONTENT));
    else
        request_fail(request, error);
}
