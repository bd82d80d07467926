/* SPDX-License-Identifier: Apache-2.0 */
#include "http/reply.h"

#include "base/digest.h"
#include "base/json.h"
#include "http/parse.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#define PROBLEM_TYPE "application/problem+json; charset=utf-8"
#define JSON_TYPE "application/json; charset=utf-8"
#define ETAG_HEX 32
#define REPLY_ROOM 2048

typedef struct StatusRow {
    FailCode code;
    const char *reason; /* NULL: every other reason of this code */
    unsigned status;
} StatusRow;

/* The first row that fits decides. */
static const StatusRow statuses[] = {
    {FAIL_INVALID, "malformed", MHD_HTTP_BAD_REQUEST},
    {FAIL_INVALID, "too_large", MHD_HTTP_CONTENT_TOO_LARGE},
    {FAIL_INVALID, NULL, MHD_HTTP_UNPROCESSABLE_CONTENT},
    {FAIL_DENIED, "signed_out", MHD_HTTP_UNAUTHORIZED},
    {FAIL_DENIED, "too_many", MHD_HTTP_TOO_MANY_REQUESTS},
    {FAIL_DENIED, NULL, MHD_HTTP_FORBIDDEN},
    {FAIL_NOT_FOUND, NULL, MHD_HTTP_NOT_FOUND},
    {FAIL_CONFLICT, "stale", MHD_HTTP_PRECONDITION_FAILED},
    {FAIL_CONFLICT, NULL, MHD_HTTP_CONFLICT},
    {FAIL_UNAVAILABLE, "too_many", MHD_HTTP_TOO_MANY_REQUESTS},
    {FAIL_UNAVAILABLE, "too_many_works", MHD_HTTP_TOO_MANY_REQUESTS},
    {FAIL_UNAVAILABLE, NULL, MHD_HTTP_SERVICE_UNAVAILABLE},
    {FAIL_CORRUPT, NULL, MHD_HTTP_INTERNAL_SERVER_ERROR},
};

Reply *reply_new(unsigned status)
{
    Reply *reply = g_new0(Reply, 1);

    reply->status = status;
    reply->headers = g_ptr_array_new_with_free_func(g_free);
    return reply;
}

void reply_free(Reply *reply)
{
    if (reply == NULL)
        return;
    g_clear_pointer(&reply->body, g_bytes_unref);
    g_clear_pointer(&reply->stream, MHD_destroy_response);
    g_ptr_array_unref(reply->headers);
    g_free(reply->etag);
    g_free(reply);
}

void reply_header(Reply *reply, const char *name, const char *value)
{
    g_ptr_array_add(reply->headers, g_strdup(name));
    g_ptr_array_add(reply->headers, g_strdup(value));
}

Reply *reply_bytes(unsigned status, const char *media_type, GBytes *body)
{
    Reply *reply = reply_new(status);

    reply->media_type = media_type;
    reply->body = body;
    return reply;
}

Reply *reply_json(unsigned status, const json_t *json)
{
    if (status == MHD_HTTP_NO_CONTENT)
        return reply_new(status);
    g_autoptr(GString) text = g_string_sized_new(REPLY_ROOM);
    if (json == NULL || !json_write_compact(json, text, NULL))
        return reply_problem(MHD_HTTP_INTERNAL_SERVER_ERROR, "corrupt", "reply is no JSON");
    Reply *reply = reply_bytes(status, JSON_TYPE, g_string_free_to_bytes(g_steal_pointer(&text)));
    reply->tagged = status == MHD_HTTP_OK;
    return reply;
}

unsigned reply_status(const GError *error)
{
    if (error->domain != FAIL)
        return MHD_HTTP_INTERNAL_SERVER_ERROR;
    for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
        const StatusRow *row = &statuses[i];
        if ((int) row->code == error->code &&
            (row->reason == NULL || g_str_equal(row->reason, fail_reason(error))))
            return row->status;
    }
    return MHD_HTTP_INTERNAL_SERVER_ERROR;
}

static Reply *problem_reply(
    unsigned status, const char *code, const char *detail, const GPtrArray *fields)
{
    json_auto_t *problem = json_object();
    json_t *list = json_array();

    json_object_set_new(problem, "type", json_string("about:blank"));
    json_object_set_new(problem, "title", json_string(MHD_get_reason_phrase_for(status)));
    json_object_set_new(problem, "status", json_integer(status));
    json_object_set_new(problem, "code", json_string(code));
    json_object_set_new(problem, "detail", json_string(detail));
    json_object_set_new(problem, "fields", list);
    for (guint i = 0; fields != NULL && i < fields->len; i++) {
        const FailField *field = fields->pdata[i];
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "name", field->name, "problem", field->problem));
    }
    Reply *reply = reply_json(status, problem);
    reply->media_type = PROBLEM_TYPE;
    reply->tagged = false;
    if (status == MHD_HTTP_SERVICE_UNAVAILABLE || status == MHD_HTTP_TOO_MANY_REQUESTS)
        reply_header(reply, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    if (status == MHD_HTTP_UNAUTHORIZED)
        reply_header(reply, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer realm=\"shaodian\"");
    return reply;
}

Reply *reply_problem(unsigned status, const char *code, const char *detail)
{
    return problem_reply(status, code, detail, NULL);
}

/* Nobody is told of a path, a host or the text of another program where a word of ours says it. */
static const char *detail_of(const GError *error, bool to_known)
{
    static const struct {
        const char *reason, *detail;
    } details[] = {
        {"data_gone", "the data are no longer where they were: nothing is written"},
        {"database_away", "the database is away"},
        {"disk_full", "the disk is full"},
        {"read_only", "the disk takes no writes"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(details); i++) {
        if (g_str_equal(details[i].reason, fail_reason(error)))
            return details[i].detail;
    }
    return to_known ? error->message : "the server can't do this now: its log says why";
}

Reply *reply_failure(const GError *error, bool to_known)
{
    unsigned status = reply_status(error);

    if (status < 500)
        return problem_reply(status, fail_reason(error), error->message, fail_fields(error));
    if (status == MHD_HTTP_INTERNAL_SERVER_ERROR)
        return problem_reply(
            status, fail_reason(error), "something is wrong with the server", NULL);
    return problem_reply(status, fail_reason(error), detail_of(error, to_known), NULL);
}

char *reply_etag(GBytes *body)
{
    g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);
    uint8_t hash[DIGEST_SIZE];
    char hex[DIGEST_HEX];
    gsize size = 0;
    const void *bytes = g_bytes_get_data(body, &size);

    digest_pair(digest, bytes, size, NULL, 0, hash);
    hex_write(hash, DIGEST_SIZE, hex);
    hex[ETAG_HEX] = '\0';
    return g_strdup_printf("\"%s\"", hex);
}

void reply_tag(Reply *reply)
{
    if (reply->tagged && reply->body != NULL && reply->etag == NULL)
        reply->etag = reply_etag(reply->body);
}

static void header_drop(Reply *reply, const char *name)
{
    for (guint i = 0; i < reply->headers->len; i += 2) {
        if (g_ascii_strcasecmp(reply->headers->pdata[i], name) == 0) {
            g_ptr_array_remove_range(reply->headers, i, 2);
            return;
        }
    }
}

static void tag_reply(struct MHD_Connection *connection, Reply *reply)
{
    const char *known =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH);

    reply_tag(reply);
    reply_header(reply, MHD_HTTP_HEADER_ETAG, reply->etag);
    if (known == NULL || !etag_listed(known, reply->etag, true))
        return;
    reply->status = MHD_HTTP_NOT_MODIFIED;
    g_clear_pointer(&reply->body, g_bytes_unref);
    /* Nothing is sent that could be of a type; bytes bring theirs as a header. */
    reply->media_type = NULL;
    header_drop(reply, MHD_HTTP_HEADER_CONTENT_TYPE);
}

static void bytes_unref(void *bytes)
{
    g_bytes_unref(bytes);
}

static struct MHD_Response *response_of_body(Reply *reply)
{
    gsize size = 0;
    gconstpointer bytes = "";

    if (reply->body == NULL)
        return MHD_create_response_from_buffer(0, (void *) bytes, MHD_RESPMEM_PERSISTENT);
    bytes = g_bytes_get_data(reply->body, &size);
    return MHD_create_response_from_buffer_with_free_callback_cls(
        size, (void *) bytes, bytes_unref, g_bytes_ref(reply->body));
}

static bool has_header(const Reply *reply, const char *name)
{
    for (guint i = 0; i < reply->headers->len; i += 2) {
        if (g_ascii_strcasecmp(reply->headers->pdata[i], name) == 0)
            return true;
    }
    return false;
}

int reply_send(struct MHD_Connection *connection, Reply *reply)
{
    g_autoptr(Reply) held = reply;

    if (reply->tagged && reply->body != NULL)
        tag_reply(connection, reply);
    struct MHD_Response *response =
        reply->stream != NULL ? g_steal_pointer(&reply->stream) : response_of_body(reply);
    if (response == NULL)
        return MHD_NO;
    if (reply->media_type != NULL)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->media_type);
    if (!has_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL))
        MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    for (guint i = 0; i < reply->headers->len; i += 2)
        MHD_add_response_header(response, reply->headers->pdata[i], reply->headers->pdata[i + 1]);
    enum MHD_Result result = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return (int) result;
}
