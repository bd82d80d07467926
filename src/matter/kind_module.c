/* SPDX-License-Identifier: Apache-2.0 */
/* GET /kinds: the catalog as pages draw their forms from it. */
#include "engine/engine.h"
#include "matter/catalog.h"
#include "matter/module.h"

typedef struct KindsReply {
    json_t *items;
} KindsReply;

static const Field no_args[] = {FIELD_END};

typedef struct KindShown {
    char *kind;
    int64_t version;
    char *digest;
    json_t *label;
    json_t *number;
    json_t *face;
    json_t *fields;
    json_t *states;
    char **ends;
    json_t *open;
    json_t *steps;
    json_t *clocks;
    json_t *help;
    char *icon;
    bool intake;
    char *line;
} KindShown;

static const Field kind_reply[] = {
    FIELD(KindShown, kind, FIELD_WORD, .required = true),
    FIELD(KindShown, version, FIELD_INT, .required = true, .help = "Number for people."),
    FIELD(KindShown, digest, FIELD_WORD, .required = true, .help = "What tells versions apart."),
    FIELD(KindShown, label, FIELD_JSON, .required = true, .object = fields_label),
    FIELD(KindShown, number, FIELD_JSON, .required = true, .object = fields_free),
    FIELD(KindShown, face, FIELD_JSON, .object = fields_free,
        .help = "Fields that make title, place, level, figures."),
    FIELD(KindShown, fields, FIELD_JSON, .required = true, .items = fields_free,
        .help = "Choices filled in."),
    FIELD(KindShown, states, FIELD_JSON, .required = true, .items = fields_free),
    FIELD(KindShown, ends, FIELD_WORDS, .required = true),
    FIELD(KindShown, open, FIELD_JSON, .required = true, .object = fields_free,
        .help = "What opening asks for."),
    FIELD(KindShown, steps, FIELD_JSON, .required = true, .items = fields_free),
    FIELD(KindShown, clocks, FIELD_JSON, .items = fields_free),
    FIELD(KindShown, help, FIELD_JSON, .object = fields_label),
    FIELD(KindShown, icon, FIELD_WORD),
    FIELD(KindShown, intake, FIELD_BOOL, .help = "Opened at the desk by one line."),
    FIELD(KindShown, line, FIELD_WORD, .help = "The field that such a line fills."),
    FIELD_END,
};

static const Field kinds_reply[] = {
    FIELD(KindsReply, items, FIELD_JSON, .items = kind_reply),
    FIELD_END,
};

static bool kinds_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const Catalog *catalog = engine_service(asking->engine, SERVICE_CATALOG);
    const GPtrArray *kinds = catalog_kinds(catalog);
    json_t *items = json_array();

    for (guint i = 0; i < kinds->len; i++)
        json_array_append_new(items, catalog_show(catalog, kinds->pdata[i]));
    out_answer->json = json_object();
    json_object_set_new(out_answer->json, "items", items);
    return true;
}

typedef struct KindArgs {
    char *kind;
    char *version;
} KindArgs;

static const Field kind_args[] = {
    FIELD(KindArgs, kind, FIELD_WORD, .required = true, .help = "Name of the kind."),
    FIELD(KindArgs, version, FIELD_WORD, .help = "Digest of an older version (kind_version)."),
    FIELD_END,
};

static bool kind_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const KindArgs *args = data;
    const Catalog *catalog = engine_service(asking->engine, SERVICE_CATALOG);
    const Kind *kind = args->version == NULL ? catalog_kind(catalog, args->kind)
                                             : catalog_version(catalog, args->version);

    if (kind == NULL || g_strcmp0(kind->name, args->kind) != 0)
        return fail(error, FAIL_NOT_FOUND, "there is no such kind");
    out_answer->json = catalog_show(catalog, kind);
    return true;
}

static const Query queries[] = {
    {.name = "kind.list",
        .path = "/kinds",
        .permission = NULL,
        .args = no_args,
        .reply = kinds_reply,
        .answer = kinds_answer,
        .help = "Every kind of matter: fields, states, steps and clocks."},
    {.name = "kind.get",
        .path = "/kinds/{kind}",
        .args = kind_args,
        .args_size = sizeof(KindArgs),
        .reply = kind_reply,
        .answer = kind_answer,
        .help = "One kind of matter, newest or the version a matter lives by."},
    {0},
};

const Part kind_part = {.queries = queries};
