/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/blob.h"

#include "engine/engine.h"
#include "journal/vault.h"

#include <string.h>

#define PERMISSION_SEE "matter.read"

typedef struct BlobArgs {
    char *unit;
    char *name;
    char *media_type;
    GBytes *bytes;
    /* Made by prepare(). */
    uint8_t salt[BLOB_SALT_SIZE];
    char *hash;
} BlobArgs;

/* Nothing that a browser runs: no HTML, no SVG, no script. */
static const char *const media_types[] = {
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/heic",
    "audio/mpeg",
    "audio/mp4",
    "audio/wav",
    "audio/x-wav",
    "audio/ogg",
    "audio/webm",
    "audio/amr",
    "video/mp4",
    "video/webm",
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/wps-office.doc",
    "application/wps-office.docx",
    "application/ofd",
    "application/zip",
    "text/plain",
    "text/csv",
    NULL,
};

static const Field add_args[] = {
    FIELD(BlobArgs, unit, FIELD_WORD, .required = true),
    FIELD(BlobArgs, name, FIELD_TEXT, .line = true, .required = true, .personal = true,
        .help = "Of the file."),
    FIELD(BlobArgs, media_type, FIELD_WORD, .choices = media_types,
        .help = "From the Content-Type of the request."),
    FIELD_END,
};

typedef struct AddedBody {
    char *hash;
    char *media_type;
    int64_t size;
    char *name;
} AddedBody;

static const Field added_fields[] = {
    FIELD(AddedBody, hash, FIELD_WORD, .required = true),
    FIELD(AddedBody, media_type, FIELD_WORD, .required = true),
    FIELD(AddedBody, size, FIELD_INT, .required = true),
    FIELD(AddedBody, name, FIELD_TEXT, .required = true, .personal = true),
    FIELD_END,
};

static const EventKind blob_events[] = {
    {"blob.added", added_fields, sizeof(AddedBody)},
    {"blob.purged", NULL, 0},
    {NULL},
};

static const Projection blob_projections[] = {
    {"blob.added",
        "INSERT INTO attachment (unit, id, hash, media_type, size, name, added_at, added_by)"
        " VALUES ($unit, $subject, $hash, $media_type, $size, $name, $at, $actor)"},
    {"blob.purged", "UPDATE attachment SET name = NULL WHERE unit = $unit AND id = $subject"},
    {NULL},
};

/* The hash of much takes its time, so it is made off the executor. */
static bool add_prepare(const Preparation *preparation, void *args, GError **error)
{
    BlobArgs *add = args;
    Head head = {0};
    uint8_t hash[DIGEST_SIZE];
    gsize size = 0;

    if (add->media_type == NULL)
        return fail_field(error, "media_type", "required");
    if (add->bytes == NULL || g_bytes_get_size(add->bytes) == 0)
        return fail_field(error, "body", "required");
    if (!head_read(preparation->db, add->unit, false, &head, error))
        return false;
    if (head.seq == 0)
        return fail(error, FAIL_NOT_FOUND, "there is no such unit");
    random_bytes(add->salt, sizeof add->salt);
    const void *bytes = g_bytes_get_data(add->bytes, &size);
    g_autoptr(Digest) digest = digest_new(head.digest);
    digest_pair(digest, add->salt, sizeof add->salt, bytes, size, hash);
    add->hash = g_malloc(DIGEST_HEX);
    hex_write(hash, sizeof hash, add->hash);
    return true;
}

static void add_clear(void *args)
{
    g_clear_pointer(&((BlobArgs *) args)->hash, g_free);
}

static bool add_decide(Decision *decision, const void *args, GError **error)
{
    const BlobArgs *add = args;
    const AddedBody body = {.hash = add->hash,
        .media_type = add->media_type,
        .size = (int64_t) g_bytes_get_size(add->bytes),
        .name = add->name};

    return decision_emit(decision, "blob.added", NULL, &body, error);
}

static bool add_settle(Decision *decision, const void *args, GError **error)
{
    const BlobArgs *add = args;
    g_autofree char *id = decision_first_id(decision);
    gsize size = 0;
    const void *bytes = g_bytes_get_data(add->bytes, &size);
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO blob_content (hash, unit, id, salt, bytes) VALUES ($hash, $unit, $id, $salt, "
        "$bytes)",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "hash", add->hash);
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "id", id);
    bind_bytes(statement, "salt", add->salt, sizeof add->salt);
    bind_bytes(statement, "bytes", bytes, size);
    return statement_run(statement, error);
}

typedef struct AddReply {
    char *id;
    char *hash;
    char *media_type;
    int64_t size;
    char *name;
} AddReply;

static const Field add_reply[] = {
    FIELD(AddReply, id, FIELD_WORD, .required = true),
    FIELD(AddReply, hash, FIELD_WORD, .required = true, .help = "GET /blobs/{hash}"),
    FIELD(AddReply, media_type, FIELD_WORD, .required = true),
    FIELD(AddReply, size, FIELD_INT, .required = true),
    FIELD(AddReply, name, FIELD_TEXT, .help = "Absent once it was purged."),
    FIELD_END,
};

static bool add_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(decision_db(decision),
        "SELECT hash, media_type, size, name FROM attachment WHERE unit = $unit AND id = $id",
        decision_shown(decision), error);

    if (!statement_find(row, "not_found", "attachment", error))
        return false;
    const AddReply reply = {.id = (char *) decision_shown(decision),
        .hash = (char *) row_text(row, 0),
        .media_type = (char *) row_text(row, 1),
        .size = row_int(row, 2),
        .name = (char *) row_text(row, 3)};
    *out_reply = fields_write(add_reply, FIELD_HTTP, &reply);
    return true;
}

static const Command blob_commands[] = {
    {.name = "blob.add",
        .method = "POST",
        .path = "/units/{unit}/blobs",
        .permission = "matter.open",
        .status = 201,
        .args = add_args,
        .args_size = sizeof(BlobArgs),
        .raw_max = BLOB_MAX,
        .raw_offset = offsetof(BlobArgs, bytes),
        .reply = add_reply,
        .prepare = add_prepare,
        .decide = add_decide,
        .settle = add_settle,
        .conclude = add_conclude,
        .clear = add_clear,
        .help = "Takes in an attachment: the body is the file itself."},
    {NULL},
};

/* --- reading --- */

typedef struct GetArgs {
    char *hash;
} GetArgs;

static const Field get_args[] = {
    FIELD(GetArgs, hash, FIELD_WORD, .required = true, .min = 64, .max = 64),
    FIELD_END,
};

static bool subject_is_seen(
    const Asking *asking, const char *unit, const char *subject, bool *out_seen, GError **error)
{
    return asking_sees(asking, unit, subject, out_seen, error) &&
           (!*out_seen || asking_may(asking, PERMISSION_SEE, unit, out_seen, error));
}

/* Through the unit that took it in, or through anything it is linked to. */
static bool blob_is_seen(const Asking *asking, const char *hash, GError **error)
{
    StoreStep step = STORE_DONE;
    g_autoptr(Statement) statement = store_prepare(asking->db,
        "SELECT unit, id FROM blob_content WHERE hash = $hash"
        " UNION ALL SELECT unit, subject FROM blob_link WHERE hash = $hash",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "hash", hash);
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        bool seen = false;
        if (!subject_is_seen(asking, row_text(statement, 0), row_text(statement, 1), &seen, error))
            return false;
        if (seen)
            return true;
    }
    return step == STORE_DONE && fail(error, FAIL_NOT_FOUND, "there is no such attachment");
}

static bool get_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const char *hash = ((const GetArgs *) args)->hash;
    size_t size = 0;

    if (!blob_is_seen(asking, hash, error))
        return false;
    g_autoptr(Statement) statement = store_prepare(asking->db,
        "SELECT b.bytes, a.media_type, a.name FROM blob_content b"
        " JOIN attachment a ON a.unit = b.unit AND a.id = b.id WHERE b.hash = $hash",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "hash", hash);
    if (statement_step(statement, error) != STORE_ROW)
        return fail(error, FAIL_CORRUPT, "attachment %s is not what its event says", hash);
    if (row_is_null(statement, 0))
        return fail_as(error, FAIL_NOT_FOUND, "purged", "the attachment was destroyed");
    const void *bytes = row_bytes(statement, 0, &size);
    out_answer->bytes = g_bytes_new(bytes, size);
    out_answer->media_type = g_strdup(row_text(statement, 1));
    out_answer->file_name = g_strdup(row_is_null(statement, 2) ? hash : row_text(statement, 2));
    return true;
}

static const Query blob_queries[] = {
    {.name = "blob.get",
        .path = "/blobs/{hash}",
        .args = get_args,
        .args_size = sizeof(GetArgs),
        .media = media_types,
        .answer = get_answer,
        .help = "The attachment itself."},
    {NULL},
};

const Part blob_part = {
    .events = blob_events,
    .commands = blob_commands,
    .queries = blob_queries,
    .projections = blob_projections,
};

bool blob_held(Db *db, const char *unit, const char *hash, bool *out_held, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare_texts(db, "SELECT 1 FROM blob_content WHERE hash = $hash AND unit = $unit",
            error, "hash", hash, "unit", unit, NULL);

    return statement_found(statement, out_held, error);
}

/* --- destroying --- */

/* Owned id of what the decision's unit took in under the hash; NULL, with or without an error, when
 * there is nothing (more) to destroy. */
static char *content_id(Decision *decision, const char *hash, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "SELECT id FROM blob_content"
        " WHERE unit = $unit AND hash = $hash AND bytes IS NOT NULL",
        error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "hash", hash);
    return statement_step(statement, error) == STORE_ROW ? g_strdup(row_text(statement, 0)) : NULL;
}

bool blob_purge(Decision *decision, const char *hash, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *id = content_id(decision, hash, &problem);

    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    return id == NULL || decision_emit(decision, "blob.purged", id, NULL, error);
}

static bool content_destroy(Decision *decision, const char *hash, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "UPDATE blob_content SET salt = NULL, bytes = NULL WHERE unit = $unit AND hash = $hash",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "hash", hash);
    return statement_run(statement, error);
}

bool blob_destroy(Decision *decision, const char *hash, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *id = content_id(decision, hash, &problem);

    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (id == NULL)
        return true;
    /* The event that brought it, UNIT-SEQ, keeps the name in the vault. */
    int64_t seq = g_ascii_strtoll(strrchr(id, '-') + 1, NULL, 10);
    return vault_purge(decision_db(decision), decision_unit(decision), seq, NULL, error) &&
           content_destroy(decision, hash, error);
}
