/* SPDX-License-Identifier: Apache-2.0 */
/* Writing the duty log. */
#include "log/log.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "engine/blob.h"
#include "log/log_purge.h"
#include "log/module.h"
#include "matter/matter.h"
#include "matter/order.h"
#include "unit/standing.h"
#include "unit/watch.h"

#include <string.h>

#define CLAIM_AHEAD_MS (5 * MINUTE_MS)
#define LOG_MAX 2000
#define ATTACHMENTS_MAX 9

/* ---- events ---- */

static const Field written_fields[] = {
    FIELD(LogBody, type, FIELD_WORD, .required = true),
    FIELD(LogBody, text, FIELD_TEXT, .required = true, .max = LOG_MAX),
    FIELD(LogBody, claimed_at, FIELD_TIME),
    FIELD(LogBody, handling, FIELD_TEXT, .max = LOG_MAX),
    FIELD(LogBody, matter, FIELD_WORD),
    FIELD(LogBody, corrects, FIELD_WORD),
    FIELD(LogBody, caller_unit, FIELD_TEXT),
    FIELD(LogBody, caller_name, FIELD_TEXT, .personal = true),
    FIELD(LogBody, caller_post, FIELD_TEXT),
    FIELD(LogBody, caller_phone, FIELD_TEXT, .personal = true),
    FIELD(LogBody, result, FIELD_TEXT, .max = LOG_MAX),
    FIELD(LogBody, closed_at, FIELD_TIME),
    FIELD(LogBody, attachments, FIELD_WORDS),
    FIELD(LogBody, from_paper, FIELD_WORD),
    FIELD(LogBody, off_watch, FIELD_BOOL),
    FIELD(LogBody, clock_mark, FIELD_WORD),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_LOG_WRITTEN, written_fields, sizeof(LogBody)},
    {EVENT_LOG_REVEALED, reason_fields, sizeof(Reason)},
    {EVENT_LOG_PURGED, reason_fields, sizeof(Reason)},
    {0},
};

static const Projection projections[] = {
    {.event = EVENT_LOG_WRITTEN,
        .sql = "INSERT INTO log (unit, seq, id, at, said_at, claimed, type, text, handling, matter,"
               " corrects, caller_unit, caller_name, caller_post, caller_phone, result, closed_at,"
               " from_paper, author, off_watch, purged, clock_mark) VALUES ($unit, $seq, $subject, "
               "$at,"
               " COALESCE(CAST($claimed_at AS BIGINT), $at),"
               " CASE WHEN CAST($claimed_at AS BIGINT) IS NULL THEN 0 ELSE 1 END, $type, $text,"
               " $handling, $matter, $corrects, $caller_unit, $caller_name, $caller_post,"
               " $caller_phone, $result, $closed_at, $from_paper, $actor, COALESCE(CAST($off_watch "
               "AS BIGINT), 0), 0, $clock_mark)"},
    {.event = EVENT_LOG_WRITTEN,
        .sql = "UPDATE log SET corrected_by = $subject WHERE unit = $unit AND id = $corrects"},
    {.event = EVENT_LOG_WRITTEN,
        .sql = "INSERT INTO log_attachment (unit, seq, place, hash)"
               " VALUES ($unit, $seq, $each_n, $each)",
        .each = "attachments"},
    {.event = EVENT_LOG_WRITTEN, .sql = STANDING_TOUCH},
    {.event = EVENT_LOG_PURGED,
        .sql = "UPDATE log SET text = NULL, handling = NULL, caller_unit = NULL,"
               " caller_name = NULL, caller_post = NULL, caller_phone = NULL, result = NULL,"
               " purged = 1"
               " WHERE unit = $unit AND id = $subject"},
    {0},
};

/* ---- POST /units/{unit}/log ---- */

typedef struct WriteArgs {
    char *unit;
    char *text;
    char *type;
    int64_t at;
    int64_t claimed_at;
    char *handling;
    char *matter;
    char *corrects;
    char *caller_unit;
    char *caller_name;
    char *caller_post;
    char *caller_phone;
    char *result;
    int64_t closed_at;
    char **attachments;
    char *from_paper;
} WriteArgs;

static const Field write_args[] = {
    FIELD(WriteArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(WriteArgs, text, FIELD_TEXT, .required = true, .min = 1, .max = LOG_MAX,
        .help = "The line."),
    FIELD(WriteArgs, type, FIELD_WORD, .required = true, .choices = log_types),
    FIELD(WriteArgs, at, FIELD_TIME, .help = "The same as claimed_at."),
    FIELD(WriteArgs, claimed_at, FIELD_TIME, .help = "When it was, if not now."),
    FIELD(WriteArgs, handling, FIELD_TEXT, .max = LOG_MAX, .help = "What was done about it."),
    FIELD(WriteArgs, matter, FIELD_WORD, .help = "A matter of this unit it belongs to."),
    FIELD(WriteArgs, corrects, FIELD_WORD, .help = "The entry it puts right."),
    FIELD(WriteArgs, caller_unit, FIELD_TEXT, .line = true),
    FIELD(WriteArgs, caller_name, FIELD_TEXT, .line = true, .personal = true),
    FIELD(WriteArgs, caller_post, FIELD_TEXT, .line = true),
    FIELD(WriteArgs, caller_phone, FIELD_TEXT, .line = true, .max = 40, .personal = true),
    FIELD(WriteArgs, result, FIELD_TEXT, .max = LOG_MAX, .help = "What came of it."),
    FIELD(WriteArgs, closed_at, FIELD_TIME, .help = "When it was over."),
    FIELD(WriteArgs, attachments, FIELD_WORDS, .max = ATTACHMENTS_MAX,
        .help = "Hashes of photos and files of this unit."),
    FIELD(WriteArgs, from_paper, FIELD_WORD, .max = 60,
        .help = "Serial of the paper form it is copied from, - for plain paper."),
    FIELD_END,
};

static bool is_blank(const char *text)
{
    g_autofree char *copy = g_strdup(text);
    return *g_strstrip(copy) == '\0';
}

static bool of_unit(Decision *decision, const char *id)
{
    g_autofree char *unit = text_unit_of(id);
    return g_strcmp0(unit, decision_unit(decision)) == 0;
}

/* Is there what it names? */
typedef struct Named {
    bool matter, entry, paper, attachments;
} Named;

static bool paper_find(Decision *decision, const char *serial, bool *out_is, GError **error)
{
    g_autoptr(Statement) row = store_prepare(
        decision_db(decision), "SELECT 1 FROM paper WHERE unit = $unit AND serial = $id", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "id", serial);
    return statement_found(row, out_is, error);
}

static bool attachments_find(Decision *decision, char *const *hashes, bool *out_are, GError **error)
{
    bool held = true;

    for (; held && hashes != NULL && *hashes != NULL; hashes++)
        if (!blob_held(decision_db(decision), decision_unit(decision), *hashes, &held, error))
            return false;
    *out_are = held;
    return true;
}

static bool named_find(Decision *decision, const WriteArgs *args, Named *out, GError **error)
{
    *out = (Named){.matter = args->matter == NULL,
        .entry = args->corrects == NULL,
        .paper = args->from_paper == NULL || strcmp(args->from_paper, PAPER_PLAIN) == 0};
    if (args->corrects != NULL && of_unit(decision, args->corrects) &&
        !log_is_there(decision_db(decision), args->corrects, &out->entry, error))
        return false;
    if (args->matter != NULL && of_unit(decision, args->matter) &&
        !matter_is_there(decision_db(decision), args->matter, &out->matter, error))
        return false;
    if (!attachments_find(decision, args->attachments, &out->attachments, error))
        return false;
    return out->paper || paper_find(decision, args->from_paper, &out->paper, error);
}

static bool ids_check(const WriteArgs *args, const Named *named, GError **error)
{
    bool fits = true;

    if (!named->matter)
        fits = fail_field(error, "matter", "unknown");
    if (!named->entry)
        fits = fail_field(error, "corrects", "unknown");
    if (!named->paper)
        fits = fail_field(error, "from_paper", "unknown");
    if (!named->attachments)
        fits = fail_field(error, "attachments", "unknown");
    return fits;
}

static bool write_check(Decision *decision, const WriteArgs *args, int64_t claimed, GError **error)
{
    Named named = {0};

    if (!named_find(decision, args, &named, error))
        return false;
    bool fits = ids_check(args, &named, error);
    /* What is copied from paper says when it was written there. */
    if (args->from_paper != NULL && claimed == FIELD_UNSET)
        fits = fail_field(error, "claimed_at", "required");
    if (is_blank(args->text))
        fits = fail_field(error, "text", "required");
    if (claimed != FIELD_UNSET && claimed > decision_now(decision) + CLAIM_AHEAD_MS)
        fits = fail_field(error, "claimed_at", "in_future");
    if (args->closed_at != FIELD_UNSET && args->closed_at > decision_now(decision) + CLAIM_AHEAD_MS)
        fits = fail_field(error, "closed_at", "in_future");
    int64_t begun_at = claimed == FIELD_UNSET ? decision_now(decision) : claimed;
    if (!time_follows(begun_at, args->closed_at))
        fits = fail_field(error, "closed_at", "before_begin");
    return fits;
}

static bool write_decide(Decision *decision, const void *data, GError **error)
{
    const WriteArgs *args = data;
    int64_t claimed = args->claimed_at == FIELD_UNSET ? args->at : args->claimed_at;
    bool on_watch = false;

    if (!write_check(decision, args, claimed, error) ||
        !actor_on_watch(decision_db(decision), decision_actor(decision), decision_unit(decision),
            &on_watch, error))
        return false;
    const LogBody body = {.type = args->type,
        .text = args->text,
        .claimed_at = claimed == FIELD_UNSET ? claimed : MIN(claimed, decision_now(decision)),
        .handling = args->handling,
        .matter = args->matter,
        .corrects = args->corrects,
        .caller_unit = args->caller_unit,
        .caller_name = args->caller_name,
        .caller_post = args->caller_post,
        .caller_phone = args->caller_phone,
        .result = args->result,
        .closed_at = args->closed_at,
        .attachments = args->attachments,
        .from_paper = args->from_paper,
        .off_watch = !on_watch};
    return decision_emit(decision, EVENT_LOG_WRITTEN, NULL, &body, error);
}

/* ---- POST /log/{id}/reveal and /purge ---- */

static bool reveal_decide(Decision *decision, const void *data, GError **error)
{
    return personal_reveal(decision, &log_personal, data, error);
}

static const Command commands[] = {
    {.name = "log.write",
        .method = "POST",
        .path = "/units/{unit}/log",
        .permission = "log.write",
        .status = 201,
        .args = write_args,
        .args_size = sizeof(WriteArgs),
        .reply = log_entry,
        .decide = write_decide,
        .shows = &log_view,
        .help = "Writes a line into the duty log."},
    PERSONAL_REVEAL("log", &caller_view, caller_reply, reveal_decide),
    PERSONAL_PURGE("log", &log_view, log_entry, log_purge_decide, log_purge_settle),
    {0},
};

static const PersonalThing *const personal[] = {&log_personal, NULL};

static const Part log_part = {.events = events,
    .personal = personal,
    .commands = commands,
    .queries = log_queries,
    .projections = projections,
    .reactions = log_purge_reactions};

const Module log_module = {"log", PARTS(&log_part)};
