/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/seal.h"

#include "base/digest.h"

#include <string.h>

#define MEMBER "\"seal\":\""

char *seal_of(const char *kept)
{
    return digest_secret(kept);
}

/* Canonical text: a quote inside a value is escaped, so only a member can look like this. */
SealState seal_judge(const char *kept, const char *text)
{
    const char *member = text == NULL ? NULL : strstr(text, MEMBER);

    if (text == NULL || kept == NULL)
        return SEAL_BROKEN;
    if (member == NULL)
        return SEAL_ABSENT;
    g_autofree char *seal = seal_of(kept);
    return g_str_has_prefix(member + strlen(MEMBER), seal) ? SEAL_FITS : SEAL_BROKEN;
}

void seals_report_clear(SealsReport *report)
{
    g_free(report->first);
    *report = (SealsReport){0};
}

#define OF_UNIT " WHERE (CAST($unit AS TEXT) IS NULL OR s.unit = $unit)"

/* Rows of unit, id, what is kept, and the text of its event. */
static Statement *kept_prepare(Db *db, int which, GError **error)
{
    switch (which) {
    case 0:
        return store_prepare(db,
            "SELECT s.unit, s.account, " SEAL_KEPT_PASSWORD ", " SEAL_EVENT_PASSWORD("s.unit",
                "s.account") " FROM account_secret s" OF_UNIT " ORDER BY s.unit, s.account",
            error);
    case 1:
        return store_prepare(db,
            "SELECT s.unit, s.credential, " SEAL_KEPT_CREDENTIAL
            ", " SEAL_EVENT_CREDENTIAL("s.unit", "s.credential") " FROM credential_secret s" OF_UNIT
                                                                 " ORDER BY s.unit, s.credential",
            error);
    case 2:
        return store_prepare(db,
            "SELECT s.unit, s.terminal, s.digest,"
            " " SEAL_EVENT_TERMINAL("s.unit", "s.terminal") " FROM terminal_secret s" OF_UNIT
                                                            " ORDER BY s.unit, s.terminal",
            error);
    case 3:
        return store_prepare(db,
            "SELECT s.unit, s.id, " SEAL_KEPT_SESSION ", " SEAL_EVENT_SESSION(
                "s.unit", "s.id") " FROM session s" OF_UNIT " ORDER BY s.unit, s.id",
            error);
    /* Secrets that must be there and are not: an account without one can't be opened, but a person
     * whose generator of codes is gone would be let in without a code. */
    default:
        return store_prepare(db,
            "SELECT s.unit, s.id, CAST(NULL AS TEXT), CAST(NULL AS TEXT) FROM"
            " (SELECT a.unit, a.id FROM account a WHERE NOT EXISTS (SELECT 1 FROM account_secret x"
            "  WHERE x.unit = a.unit AND x.account = a.id)"
            " UNION ALL SELECT c.unit, c.id FROM credential c WHERE c.removed_at IS NULL"
            "  AND NOT EXISTS (SELECT 1 FROM credential_secret x WHERE x.unit = c.unit"
            "  AND x.credential = c.id)"
            " UNION ALL SELECT t.unit, t.id FROM terminal t WHERE t.enrolled_at IS NOT NULL"
            "  AND t.revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM terminal_secret x"
            "  WHERE x.unit = t.unit AND x.terminal = t.id)) s" OF_UNIT " ORDER BY s.unit, s.id",
            error);
    }
}

static const char *const names[] = {"password of account", "PIN, passkey or generator",
    "token of terminal", "session", "secret of"};

static void row_judge(Statement *row, int which, SealsReport *report)
{
    SealState state = seal_judge(row_text(row, 2), row_text(row, 3));

    report->fit += state == SEAL_FITS;
    report->absent += state == SEAL_ABSENT;
    report->broken += state == SEAL_BROKEN;
    if (state == SEAL_BROKEN && report->first == NULL)
        report->first = g_strdup_printf("unit %s: the %s %s is %s", row_text(row, 0), names[which],
            row_text(row, 1),
            row_is_null(row, 2) ? "missing" : "not the one that the journal recorded");
}

bool seals_check(Db *db, const char *unit, SealsReport *out_report, GError **error)
{
    SealsReport report = {0};

    for (int which = 0; which < (int) G_N_ELEMENTS(names); which++) {
        g_autoptr(Statement) rows = kept_prepare(db, which, error);
        StoreStep step = STORE_FAILED;

        if (rows != NULL)
            bind_text(rows, "unit", unit);
        while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
            row_judge(rows, which, &report);
        if (step == STORE_FAILED) {
            seals_report_clear(&report);
            return false;
        }
    }
    *out_report = report;
    return true;
}
