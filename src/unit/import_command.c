/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "unit/import.h"
#include "unit/unit_rows.h"

#include <string.h>

#define CSV_MAX 1000000
#define FILE_MAX (4 * 1024 * 1024)
#define LINES_FEW 100 /* so many are taken while the client waits */

static const char *const yes[] = {"true", NULL};
static const char *const whats[] = {"units", "people", NULL};

typedef struct ImportArgs {
    char *unit;
    char *what;
    char *csv;
    char *media_type;
    GBytes *raw;
    char *try;
    json_t *result; /* made by prepare() */
} ImportArgs;

static const Field import_args[] = {
    FIELD(ImportArgs, unit, FIELD_WORD, .required = true),
    FIELD(ImportArgs, what, FIELD_WORD, .required = true, .choices = whats),
    FIELD(ImportArgs, csv, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = CSV_MAX, .help = "A table with a header line; its columns: src/unit/README.md."),
    FIELD_END,
};

static const Field file_args[] = {
    FIELD(ImportArgs, unit, FIELD_WORD, .required = true),
    FIELD(ImportArgs, what, FIELD_WORD, .required = true, .choices = whats),
    FIELD(ImportArgs, try, FIELD_WORD, .choices = yes,
        .help = "Only says what would be taken: nothing is written."),
    FIELD(ImportArgs, media_type, FIELD_WORD, .help = "Whatever it says, the bytes decide."),
    FIELD_END,
};

typedef struct ImportReply {
    int64_t accepted;
    int64_t unchanged;
    int64_t left_out;
    int64_t untouched;
    json_t *refused;
    json_t *sheets;
    json_t *columns;
} ImportReply;

typedef struct RefusedReply {
    int64_t line;
    char *column;
    char *problem;
} RefusedReply;

static const Field refused_fields[] = {
    FIELD(RefusedReply, line, FIELD_INT, .required = true),
    FIELD(RefusedReply, column, FIELD_WORD, .help = "Null: the whole line."),
    FIELD(RefusedReply, problem, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct SheetTold {
    char *sheet;
    bool taken;
    char *problem;
} SheetTold;

static const Field sheet_fields[] = {
    FIELD(SheetTold, sheet, FIELD_TEXT, .required = true, .help = "Its tab; empty of text."),
    FIELD(SheetTold, taken, FIELD_BOOL, .required = true),
    FIELD(SheetTold, problem, FIELD_WORD, .help = "hidden, no_heading: why it was left out."),
    FIELD_END,
};

typedef struct ColumnTold {
    char *sheet;
    char *column;
    char *heading;
    char *use;
} ColumnTold;

static const Field column_fields[] = {
    FIELD(ColumnTold, sheet, FIELD_TEXT, .required = true),
    FIELD(ColumnTold, column, FIELD_WORD, .required = true, .help = "A, B, …"),
    FIELD(ColumnTold, heading, FIELD_TEXT, .required = true),
    FIELD(ColumnTold, use, FIELD_WORD, .help = "Null: nothing was taken from it."),
    FIELD_END,
};

static const Field import_reply[] = {
    FIELD(ImportReply, accepted, FIELD_INT, .required = true),
    FIELD(ImportReply, unchanged, FIELD_INT, .required = true),
    FIELD(ImportReply, left_out, FIELD_INT, .required = true),
    FIELD(ImportReply, untouched, FIELD_INT, .required = true,
        .help = "Lines that were not looked at, because it was called off."),
    FIELD(ImportReply, refused, FIELD_JSON, .required = true, .items = refused_fields),
    FIELD(ImportReply, sheets, FIELD_JSON, .required = true, .items = sheet_fields),
    FIELD(ImportReply, columns, FIELD_JSON, .required = true, .items = column_fields),
    FIELD_END,
};

/* Each line is a command of its own, of other units too: so all of it happens here, outside any
 * transaction, and this command itself records nothing. */
static bool import_bytes(
    const Preparation *preparation, ImportArgs *run, const char *bytes, size_t size, GError **error)
{
    Import import = {.executor = engine_service(preparation->engine, SERVICE_EXECUTOR),
        .engine = preparation->engine,
        .actor = preparation->actor,
        .unit = run->unit,
        .only_try = run->try != NULL,
        .work = preparation->work};
    bool is_people = strcmp(run->what, "people") == 0;
    bool ok = is_people ? import_people(&import, bytes, size, error)
                        : import_units(&import, bytes, size, error);
    if (ok)
        run->result = import_json(&import);
    import_clear(&import);
    return ok;
}

static bool import_prepare(const Preparation *preparation, void *args, GError **error)
{
    ImportArgs *run = args;

    return import_bytes(preparation, run, run->csv, strlen(run->csv), error);
}

static bool file_prepare(const Preparation *preparation, void *args, GError **error)
{
    ImportArgs *run = args;
    gsize size = 0;
    const char *bytes = run->raw == NULL ? NULL : g_bytes_get_data(run->raw, &size);

    if (bytes == NULL)
        return fail_as(error, FAIL_INVALID, "not_text", "there is no file");
    return import_bytes(preparation, run, bytes, size, error);
}

static bool import_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    *out_reply = json_incref(((const ImportArgs *) args)->result);
    return true;
}

static WorkWeight import_weight(const json_t *args)
{
    const char *csv = json_text(args, "csv");
    int lines = 0;

    for (; csv != NULL && lines <= LINES_FEW; lines++) {
        csv = strchr(csv, '\n');
        csv = csv == NULL ? NULL : csv + 1;
    }
    return lines > LINES_FEW ? WORK_LATER : WORK_QUICK;
}

static WorkWeight file_weight(const json_t *args)
{
    return WORK_LATER;
}

static void import_args_clear(void *args)
{
    json_decref(((ImportArgs *) args)->result);
}

const Command import_commands[] = {
    {.name = "import.run",
        .method = "POST",
        .path = "/units/{unit}/import",
        .permission = "person.manage",
        .args = import_args,
        .args_size = sizeof(ImportArgs),
        .reply = import_reply,
        .prepare = import_prepare,
        .weight = import_weight,
        .conclude = import_conclude,
        .clear = import_args_clear,
        /* Its lines are commands of their own: done again, they would be there twice. */
        .once = true,
        .help = "Takes units or people from a table, line by line; says which lines were refused."},
    {.name = "import.file",
        .method = "POST",
        .path = "/units/{unit}/import-file",
        .permission = "person.manage",
        .args = file_args,
        .args_size = sizeof(ImportArgs),
        .reply = import_reply,
        .prepare = file_prepare,
        .weight = file_weight,
        .conclude = import_conclude,
        .clear = import_args_clear,
        .raw_max = FILE_MAX,
        .raw_offset = offsetof(ImportArgs, raw),
        .once = true,
        .help = "The same from an XLSX or CSV file in any encoding, or only a look at it."},
    {0},
};
