/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backend_private.h"
#include "store/schema_private.h"

#define VERSION_LENGTH 16

/* The trigger has its name from the version, and those of other versions go. */
#define FENCE                                                                                      \
    "CREATE OR REPLACE FUNCTION journal_refuse_version() RETURNS trigger LANGUAGE plpgsql AS $$ "  \
    "BEGIN RAISE EXCEPTION 'the journal refuses a program of another version' USING ERRCODE = "    \
    "'integrity_constraint_violation'; END $$; "                                                   \
    "DO $$ DECLARE name text; BEGIN FOR name IN SELECT tgname FROM pg_trigger WHERE tgrelid = "    \
    "'journal'::regclass AND tgname LIKE 'journal\\_version\\_%%' LOOP EXECUTE "                   \
    "format('DROP TRIGGER %%I ON journal', name); END LOOP; END $$; "                              \
    "CREATE TRIGGER journal_version_%s BEFORE INSERT ON journal FOR EACH ROW WHEN "                \
    "(current_setting('shaodian.version', true) IS DISTINCT FROM '%s') "                           \
    "EXECUTE FUNCTION journal_refuse_version()"

char *schema_version_of(const Schema *schema)
{
    g_autofree char *digest = schema_digest(schema);
    return g_strndup(digest, VERSION_LENGTH);
}

static bool fence_stands(Db *db, const char *version, bool *out_stands, GError **error)
{
    g_autofree char *name = g_strconcat("journal_version_", version, NULL);
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass('journal') AND tgname = $name",
        error);
    if (!statement)
        return false;
    bind_text(statement, "name", name);
    StoreStep step = statement_step(statement, error);
    *out_stands = step == STORE_ROW;
    return step != STORE_FAILED;
}

bool schema_fence(const Schema *schema, Db *db, GError **error)
{
    bool stands = false;
    if (store_kind(db->store) != STORE_POSTGRES || !schema_table(schema, "journal"))
        return true;
    g_autofree char *version = schema_version_of(schema);
    if (!fence_stands(db, version, &stands, error) || stands)
        return stands;
    /* Again where nobody else can be at it. */
    if (!store_run(db, db->store->backend->before_schema, error) ||
        !fence_stands(db, version, &stands, error) || stands)
        return stands;
    g_autofree char *script = g_strdup_printf(FENCE, version, version);
    return store_run(db, script, error);
}
