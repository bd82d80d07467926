/* SPDX-License-Identifier: Apache-2.0 */
/* What the states of PostgreSQL mean. */
#include "store/postgres_private.h"

typedef struct StateMeaning {
    const char *prefix; /* of the SQLSTATE */
    FailCode code;
    const char *reason;
} StateMeaning;

static const StateMeaning meanings[] = {
    {"23", FAIL_CONFLICT, "conflict"},
    {"53100", FAIL_UNAVAILABLE, "disk_full"},
    {"53", FAIL_UNAVAILABLE, "busy"},
    {"40", FAIL_UNAVAILABLE, "busy"},
    {"55P03", FAIL_UNAVAILABLE, "busy"},
    {"57014", FAIL_UNAVAILABLE, "busy"},
    {"57P", FAIL_UNAVAILABLE, "database_away"},
    {"08", FAIL_UNAVAILABLE, "database_away"},
    {"58", FAIL_UNAVAILABLE, "database_away"},
    {"25006", FAIL_UNAVAILABLE, "read_only"},
    {"22021", FAIL_INVALID, "not_utf8"},
    {"28", FAIL_UNAVAILABLE, "database_away"},
    {"3D", FAIL_UNAVAILABLE, "database_away"},
    {"XX001", FAIL_CORRUPT, STORE_DAMAGED},
    {"XX002", FAIL_CORRUPT, STORE_DAMAGED},
};

static const StateMeaning *meaning_of(const char *state)
{
    for (size_t i = 0; state && i < G_N_ELEMENTS(meanings); i++)
        if (g_str_has_prefix(state, meanings[i].prefix))
            return &meanings[i];
    return NULL;
}

bool postgres_fail(PostgresConnection *connection, PGresult *result, GError **error)
{
    /* Only the primary message: the detail may quote values. */
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const StateMeaning *meaning = meaning_of(PQresultErrorField(result, PG_DIAG_SQLSTATE));
    connection->spent |= meaning && g_str_equal(meaning->reason, "read_only");
    if (meaning)
        fail_as(error, meaning->code, meaning->reason, "%s", message ? message : "no message");
    else if (PQstatus(connection->link) != CONNECTION_OK || !result)
        fail_as(error, FAIL_UNAVAILABLE, "database_away", "the database server is away");
    else
        fail(error, FAIL_CORRUPT, "%s", message ? message : PQresStatus(PQresultStatus(result)));
    PQclear(result);
    return false;
}
