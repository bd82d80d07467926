/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/text.h"
#include "journal/body.h"
#include "journal/journal.h"
#include "journal/vault.h"

#include <string.h>

#define TEXT_ROOM 1024

struct Journal {
    Digest *digests[2]; /* by DigestKind */
    GString *text;
};

Journal *journal_new(void)
{
    Journal *journal = g_new0(Journal, 1);

    journal->digests[DIGEST_SM3] = digest_new(DIGEST_SM3);
    journal->digests[DIGEST_SHA256] = digest_new(DIGEST_SHA256);
    journal->text = g_string_sized_new(TEXT_ROOM);
    return journal;
}

void journal_free(Journal *journal)
{
    if (journal == NULL)
        return;
    digest_free(journal->digests[DIGEST_SM3]);
    digest_free(journal->digests[DIGEST_SHA256]);
    g_string_free(journal->text, TRUE);
    g_free(journal);
}

static bool is_name(const char *text, size_t max)
{
    return text != NULL && *text != '\0' && text_problem(text, strlen(text), max) == NULL;
}

static bool draft_is_fit(const JournalDraft *draft, GError **error)
{
    if (!text_is_code(draft->unit))
        return fail(error, FAIL_INVALID, "not a unit code");
    if (!is_name(draft->kind, EVENT_KIND_MAX))
        return fail(error, FAIL_INVALID, "not a kind of event");
    if (!is_name(draft->subject, EVENT_SUBJECT_MAX) || !is_name(draft->actor, EVENT_ACTOR_MAX))
        return fail(error, FAIL_INVALID, "subject or actor of %s is no id", draft->kind);
    return draft->at >= 0 || fail(error, FAIL_INVALID, "time before 1970");
}

/* Where the head will stand, with the hash before: zeros for the first event. */
static bool head_after(const Head *head, const JournalDraft *draft, Head *out_next, GError **error)
{
    Head next = *head;

    if (!draft_is_fit(draft, error))
        return false;
    if (head->seq == 0) {
        const char *name = json_text(draft->body, "digest");
        next = (Head){.kept = head->kept};
        if (name == NULL || !digest_kind(name, &next.digest))
            return fail(error, FAIL_INVALID, "the first event of %s names no digest", draft->unit);
    }
    next.seq = head->seq + 1;
    next.at = strcmp(draft->kind, EVENT_TIME_CORRECTED) == 0 ? draft->at : MAX(next.at, draft->at);
    *out_next = next;
    return true;
}

static bool write_row(Db *db, const Event *event, const GString *text, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "INSERT INTO journal (unit, seq, at, actor, kind, subject, text, hash)"
        " VALUES ($unit, $seq, $at, $actor, $kind, $subject, $text, $hash)"
        " ON CONFLICT (unit, seq) DO NOTHING",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", event->unit);
    bind_int(statement, "seq", event->seq);
    bind_int(statement, "at", event->at);
    bind_text(statement, "actor", event->actor);
    bind_text(statement, "kind", event->kind);
    bind_text(statement, "subject", event->subject);
    bind_text(statement, "text", text->str);
    bind_bytes(statement, "hash", event->hash, DIGEST_SIZE);
    /* One row, or the event is there already. */
    return statement_post(statement, 1, error) ||
           fail_in(error, "event %" G_GINT64_FORMAT " of %s", event->seq, event->unit);
}

static Event *event_of_draft(const JournalDraft *draft, const Head *next)
{
    Event *event = g_new0(Event, 1);

    event->unit = g_strdup(draft->unit);
    event->seq = next->seq;
    event->at = next->at;
    event->actor = g_strdup(draft->actor);
    event->kind = g_strdup(draft->kind);
    event->subject = g_strdup(draft->subject);
    return event;
}

/* What stands in the text: the plain body, or a copy whose values are locked away. */
static json_t *body_sealed(
    Db *db, Digest *digest, const Event *event, const json_t *marked, GError **error)
{
    json_auto_t *sealed = json_deep_copy(marked);

    if (!vault_store(db, digest, event->unit, event->seq, sealed, error))
        return NULL;
    return g_steal_pointer(&sealed);
}

/* Leaves the event's text in the journal's buffer; event->body becomes the plain body. */
static bool seal(
    Journal *journal, Db *db, Digest *digest, const json_t *marked, Event *event, GError **error)
{
    int marks = 0;

    event->body = body_plain(marked, &marks, error);
    if (event->body == NULL)
        return false;
    json_auto_t *sealed =
        marks > 0 ? body_sealed(db, digest, event, marked, error) : json_incref(event->body);
    g_string_truncate(journal->text, 0);
    if (sealed == NULL || !event_write(event, sealed, journal->text, error))
        return false;
    return journal->text->len <= EVENT_TEXT_MAX ||
           fail_as(error, FAIL_INVALID, "too_long", "text of %s is too long", event->kind);
}

bool journal_append(Journal *journal, Db *db, Head *head, const JournalDraft *draft,
    Event **out_event, GError **error)
{
    json_auto_t *body = draft->body != NULL ? json_incref((json_t *) draft->body) : json_object();
    Head next;

    if (!head_after(head, draft, &next, error))
        return false;
    g_autoptr(Event) event = event_of_draft(draft, &next);
    Digest *digest = journal->digests[next.digest];
    if (!seal(journal, db, digest, body, event, error))
        return fail_in(error, "event %s of %s", draft->kind, draft->unit);
    digest_pair(
        digest, next.hash, DIGEST_SIZE, journal->text->str, journal->text->len, event->hash);
    memcpy(next.hash, event->hash, DIGEST_SIZE);
    if (!write_row(db, event, journal->text, error))
        return false;
    *head = next;
    if (out_event != NULL)
        *out_event = g_steal_pointer(&event);
    return true;
}
