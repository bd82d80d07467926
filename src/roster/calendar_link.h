/* SPDX-License-Identifier: Apache-2.0 */
/* calendar_link - a secret link by which a calendar program reads who is on duty when.
 *
 * Whoever knows the link may read it, without a session: so it holds 256 random bits, is shown
 * once, is kept as a digest only, tells names and no phones, and can be revoked. It shows nothing
 * that its maker may not see: it ends for good when their account is disabled, and is silent while
 * they lack the right. */
#pragma once

#include "engine/module.h"

#define LINK_TOKEN_BYTES 32
#define LINK_TOKEN_HEX (2 * LINK_TOKEN_BYTES)
#define LINK_SUFFIX ".ics"
#define PERMISSION_ROSTER_READ "roster.read"
#define PERMISSION_LINK_ALL "roster.publish" /* for links of others and of the whole unit */

typedef struct CalendarLink {
    char *unit;
    char *id;
    char *person; /* NULL: of the whole unit */
    int64_t opened_at;
    char *opened_by;
    int64_t revoked_at; /* FIELD_UNSET: it still answers */
} CalendarLink;

void calendar_link_free(CalendarLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CalendarLink, calendar_link_free)
/* NULL with FAIL_NOT_FOUND ("no_such_feed"): never opened, or revoked. */
CalendarLink *calendar_link_by_token(Db *db, const char *token, GError **error);

extern const Query calendar_link_queries[];
