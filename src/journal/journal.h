/* SPDX-License-Identifier: Apache-2.0 */
/* journal - the append-only, hash-chained record of everything that happened, one chain a unit.
 *
 * hash = H(prev ‖ text), 32 zero bytes before the first; H is SM3 or SHA-256 as the body of the
 * unit's first event says ("digest": "sm3"). All derived tables can be made again from here;
 * nothing here is made from them. */
#pragma once

#include "journal/event.h"
#include "store/store.h"

/* The end of one unit's chain: of its events, and what of it the head row says. */
typedef struct Head {
    int64_t seq;  /* 0: the unit has no event yet */
    int64_t kept; /* that of the row; 0: there is none */
    int64_t at;
    DigestKind digest;
    uint8_t hash[DIGEST_SIZE];
} Head;

/* Reads the head row; on PostgreSQL with `lock` it is locked until the transaction ends. A unit
 * without events gives seq 0 (digest is then DIGEST_SM3). */
bool head_read(Db *db, const char *unit, bool lock, Head *out_head, GError **error);
/* Of a row `h` of `head`: it is not the last event's. */
#define HEAD_IS_WRONG                                                                              \
    "(COALESCE((SELECT CASE WHEN j.hash = h.hash THEN 1 ELSE 0 END FROM journal j"                 \
    " WHERE j.unit = h.unit AND j.seq = h.seq), 0) = 0"                                            \
    " OR EXISTS (SELECT 1 FROM journal k WHERE k.unit = h.unit AND k.seq > h.seq))"
/* Does every chain end where its head says? Quick; FAIL_CORRUPT ("wrong_head") names the first that
 * does not, and the remedy. Whoever appended there would chain on to what is not the record. */
bool heads_check(Db *db, GError **error);
/* On PostgreSQL locks the head rows of several units at once, in the order of their codes, and puts
 * them into `heads` (code -> Head *, both owned by it). Left out are units without events and
 * damaged rows: head_read() has its word on each. `units`: codes with commas between. */
bool heads_lock(Db *db, const char *units, GHashTable *heads, GError **error);
/* Brings the head row to where the head stands. Every transaction that appends ends with this, so
 * that many events of a unit move its row once. FAIL_CONFLICT as journal_append() has it. */
bool head_write(Db *db, const char *unit, Head *head, GError **error);

/* Is there no event of any unit? With `lock` whoever appends is waited for and kept out until the
 * transaction ends, so that of all who ask like this only one can be the first to write (SQLite's
 * write transaction is alone anyway). What is read is the record itself, no derived table. */
bool journal_is_empty(Db *db, bool lock, bool *out_empty, GError **error);

/* What is to be appended; all borrowed. */
typedef struct JournalDraft {
    const char *unit;
    int64_t at; /* raised to the head's time when that is later, but for EVENT_TIME_CORRECTED */
    const char *actor;
    const char *kind;
    const char *subject;
    const json_t *body; /* may hold event_vault() marks */
} JournalDraft;

typedef struct Journal Journal; /* digests and buffers of one thread */
Journal *journal_new(void);
void journal_free(Journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journal, journal_free)

/* Appends one event inside the running transaction: vault values to `vault`, text and hash to
 * `journal`, and moves `*head`, which must be the unit's own; its row waits for head_write(). The
 * first event of a unit must carry "digest" in its body. On success `*out_event` (owned) has the
 * vault values put back (may be NULL). FAIL_INVALID: it can't be journaled. FAIL_CONFLICT: another
 * writer was first; on PostgreSQL what comes next on the connection may tell it, at the latest
 * store_settle() or the commit. The caller then rolls back. */
bool journal_append(Journal *journal, Db *db, Head *head, const JournalDraft *draft,
    Event **out_event, GError **error);

/* Reads events in order of seq with the vault values put back, a page at a time: a long journal is
 * never held whole. When `unit` is NULL it walks all units, whole, in the order of their codes. */
typedef struct JournalReader JournalReader;
JournalReader *journal_read(Db *db, const char *unit, int64_t after_seq, GError **error);
void journal_reader_free(JournalReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalReader, journal_reader_free)
/* The next event (owned by the caller), or NULL with or without an error at the end. */
Event *journal_next(JournalReader *reader, GError **error);
/* One event, or NULL with FAIL_NOT_FOUND. */
Event *journal_get(Db *db, const char *unit, int64_t seq, GError **error);

/* The events of one subject (id of a matter, a dispatch, …), oldest first: array of Event *. */
GPtrArray *journal_of_subject(Db *db, const char *unit, const char *subject, GError **error);

/* One stored line as export and the HTTP journal give it: exact text and hash in hex. */
typedef struct JournalLine {
    int64_t seq;
    char *text;
    char hash[DIGEST_HEX];
} JournalLine;
void journal_line_free(JournalLine *line);
/* At most `limit` lines after `after_seq`: array of JournalLine *. */
GPtrArray *journal_lines(Db *db, const char *unit, int64_t after_seq, int limit, GError **error);
