/* SPDX-License-Identifier: Apache-2.0 */
/* seal - what the journal says of secrets that live beside it.
 *
 * Passwords, PINs, keys and tokens never enter the journal, so whoever writes the database could
 * put another one in their place. The event that sets a secret carries its seal: SHA-256 of what is
 * kept to compare with. That is a salted hash, a public key or random, so the seal tells nothing.
 * What is kept is believed only while it fits; events of before there were seals cover nothing. */
#pragma once

#include "store/store.h"

typedef enum SealState {
    SEAL_FITS,
    SEAL_ABSENT, /* the event was written before there were seals */
    SEAL_BROKEN, /* another seal, or no such event */
} SealState;

/* The member of an event's body. */
#define SEAL_FIELD(type) FIELD(type, seal, FIELD_WORD, .help = "SHA-256 of what is kept of it.")

/* Owned seal of what is kept. */
char *seal_of(const char *kept);
/* Does what is kept fit the text of the event (NULL: there is none) that set it? */
SealState seal_judge(const char *kept, const char *text);

/* What is kept of each, the same text in SQL and in C. */
#define SEAL_KEPT_PASSWORD "s.hash"
#define SEAL_KEPT_CREDENTIAL                                                                       \
    "s.secret || '|' || s.handle || '|' || s.site || '|' || CAST(s.algorithm AS TEXT)"
#define SEAL_KEPT_SESSION "s.digest || '|' || s.account"
/* The text of the event that set it last: a value in a SELECT. */
#define SEAL_EVENT(unit, subject, kinds)                                                           \
    "(SELECT j.text FROM journal j WHERE j.unit = " unit " AND j.subject = " subject               \
    " AND j.kind IN (" kinds ") ORDER BY j.seq DESC LIMIT 1)"
#define SEAL_EVENT_PASSWORD(unit, subject)                                                         \
    SEAL_EVENT(unit, subject, "'account.opened', 'account.password_set'")
#define SEAL_EVENT_CREDENTIAL(unit, subject) SEAL_EVENT(unit, subject, "'credential.added'")
#define SEAL_EVENT_TERMINAL(unit, subject) SEAL_EVENT(unit, subject, "'terminal.enrolled'")
#define SEAL_EVENT_SESSION(unit, subject) SEAL_EVENT(unit, subject, "'session.began'")

typedef struct SealsReport {
    int64_t fit;
    int64_t absent; /* of them nothing is known */
    int64_t broken; /* altered, put in, or missing */
    char *first;    /* of the broken, in words; NULL: none */
} SealsReport;
void seals_report_clear(SealsReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SealsReport, seals_report_clear)

/* Looks at all that is kept of a unit, or with NULL of all. */
bool seals_check(Db *db, const char *unit, SealsReport *out_report, GError **error);
