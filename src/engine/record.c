/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/record.h"

#include "journal/journal.h"

#define LINES_USUAL 100
#define LINES_MAX 500

typedef struct LinesArgs {
    char *unit;
    int64_t after;
    int64_t limit;
} LinesArgs;

static const Field lines_args[] = {
    FIELD(LinesArgs, unit, FIELD_WORD, .required = true),
    FIELD(LinesArgs, after, FIELD_INT, .min = 0, .max = INT64_C(9007199254740991),
        .help = "Lines after this seq."),
    FIELD(LinesArgs, limit, FIELD_INT, .min = 1, .max = LINES_MAX),
    FIELD_END,
};

typedef struct EventLine {
    int64_t seq;
    char *text;
    char *hash;
} EventLine;

static const Field line_fields[] = {
    FIELD(EventLine, seq, FIELD_INT, .required = true),
    FIELD(
        EventLine, text, FIELD_TEXT, .required = true, .help = "Exactly the text that was hashed."),
    FIELD(EventLine, hash, FIELD_WORD, .required = true,
        .help = "Hex of H(hash before ‖ text), 32 zero bytes standing before the first."),
    FIELD_END,
};

typedef struct LinesReply {
    json_t *items;
    int64_t next;
} LinesReply;

static const Field lines_reply[] = {
    FIELD(LinesReply, items, FIELD_JSON, .required = true, .items = line_fields),
    FIELD(LinesReply, next, FIELD_INT, .help = "`after` of the next page; absent at the end."),
    FIELD_END,
};

static bool lines_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const LinesArgs *wanted = args;
    int64_t limit = wanted->limit == FIELD_UNSET ? LINES_USUAL : wanted->limit;
    g_autoptr(GPtrArray) lines = journal_lines(asking->db, wanted->unit,
        wanted->after == FIELD_UNSET ? 0 : wanted->after, (int) limit, error);
    LinesReply reply = {.next = FIELD_UNSET};

    if (lines == NULL)
        return false;
    reply.items = json_array();
    for (guint i = 0; i < lines->len; i++) {
        JournalLine *line = lines->pdata[i];
        const EventLine shown = {.seq = line->seq, .text = line->text, .hash = line->hash};
        json_array_append_new(reply.items, fields_write(line_fields, FIELD_HTTP, &shown));
        if (lines->len == (guint) limit)
            reply.next = line->seq;
    }
    out_answer->json = fields_write(lines_reply, FIELD_HTTP, &reply);
    json_decref(reply.items);
    return true;
}

typedef struct HeadArgs {
    char *unit;
} HeadArgs;

static const Field head_args[] = {
    FIELD(HeadArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct HeadReply {
    char *unit;
    int64_t seq;
    int64_t at;
    char *digest;
    char *hash;
} HeadReply;

static const Field head_reply[] = {
    FIELD(HeadReply, unit, FIELD_WORD, .required = true),
    FIELD(HeadReply, seq, FIELD_INT, .required = true),
    FIELD(HeadReply, at, FIELD_TIME, .required = true),
    FIELD(HeadReply, digest, FIELD_WORD, .required = true, .help = "sm3 or sha256."),
    FIELD(HeadReply, hash, FIELD_WORD, .required = true),
    FIELD_END,
};

static bool head_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const HeadArgs *wanted = args;
    Head head = {0};
    char hex[DIGEST_HEX];

    if (!head_read(asking->db, wanted->unit, false, &head, error))
        return false;
    if (head.seq == 0)
        return fail(error, FAIL_NOT_FOUND, "unit %s has no journal", wanted->unit);
    hex_write(head.hash, DIGEST_SIZE, hex);
    const HeadReply reply = {.unit = wanted->unit,
        .seq = head.seq,
        .at = head.at,
        .digest = (char *) digest_name(head.digest),
        .hash = hex};
    out_answer->json = fields_write(head_reply, FIELD_HTTP, &reply);
    return true;
}

static const Query record_queries[] = {
    {.name = "journal.list",
        .path = "/units/{unit}/journal",
        .permission = "journal.read",
        .args = lines_args,
        .args_size = sizeof(LinesArgs),
        .reply = lines_reply,
        .answer = lines_answer,
        .help = "Lines of a unit's journal: exact text and hash, for anyone to check."},
    {.name = "journal.head",
        .path = "/units/{unit}/journal/head",
        .permission = "journal.read",
        .args = head_args,
        .args_size = sizeof(HeadArgs),
        .reply = head_reply,
        .answer = head_answer,
        .help = "The end of a unit's journal."},
    {NULL},
};

const Part record_part = {.queries = record_queries};
