/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/doctor.h"
#include "engine/upgrade.h"

#define MIB (INT64_C(1024) * 1024)

bool doctor_look_at_version(Doctor *doctor, const Schema *schema, Db *db)
{
    g_autoptr(GError) error = NULL;
    SchemaState state = SCHEMA_SAME;

    if (!schema_examine(schema, db, &state, &error))
        doctor_say(doctor, FINDING_FAIL, "version", "%s", error->message);
    else if (state == SCHEMA_REPLAY)
        doctor_say(doctor, FINDING_WARN, "version",
            "the database is of an older version: back it up, `shaodian upgrade --prepare` while "
            "the old server runs, then start the new one");
    else if (state == SCHEMA_OLDER)
        doctor_say(doctor, FINDING_WARN, "version",
            "the database is of an older version: back it up, then start the server once");
    else
        doctor_say(doctor, FINDING_OK, "version", "the database is of this version");
    return error == NULL && state == SCHEMA_SAME;
}

void doctor_look_at_derived(Doctor *doctor, const Schema *schema, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bare = NULL;

    if (!schema_find_bare(schema, db, &bare, &error))
        doctor_say(doctor, FINDING_FAIL, "tables", "%s", error->message);
    else if (bare != NULL)
        doctor_say(doctor, FINDING_FAIL, "tables",
            "nothing of unit %s is in the tables that pages are made of, though the journal has it "
            "(an upgrade was cut off): restart the server, or `shaodian rebuild`",
            bare);
    else
        doctor_say(doctor, FINDING_OK, "tables", "every unit of the journal is in them");
}

void doctor_look_at_rest(Doctor *doctor, Store *store)
{
    g_autoptr(GError) error = NULL;
    UpgradeRest rest = {0};

    if (!upgrade_find_rest(store, &rest, &error))
        doctor_say(doctor, FINDING_FAIL, "upgrade", "%s", error->message);
    else if (!rest.there)
        doctor_say(doctor, FINDING_OK, "upgrade", "none is prepared or unfinished");
    else if (store_kind(store) == STORE_SQLITE)
        doctor_say(doctor, FINDING_WARN, "upgrade",
            "an unfinished one lies beside the database, shaodian.db.next (%" G_GINT64_FORMAT
            " MiB): start the program that prepared it, or delete the file if that never will be",
            rest.bytes / MIB);
    else
        doctor_say(doctor, FINDING_WARN, "upgrade",
            "an unfinished one lies in the database: start the program that prepared it, or drop "
            "the schema whose name ends in _next if that never will be");
}
