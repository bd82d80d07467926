/* SPDX-License-Identifier: Apache-2.0 */
/* openapi - the tables of all modules as an OpenAPI 3.1 document. */
#include "engine/engine_private.h"
#include "engine/shapes.h"

#include <string.h>

#define PROBLEM "#/components/responses/Problem"
#define UNCHANGED "#/components/responses/Unchanged"
#define LATER "#/components/responses/Later"
#define WORK "#/components/schemas/Work"
#define STATUS_EMPTY 204

/* RFC 9457, as every refusal is answered. */
typedef struct ProblemField {
    char *name;
    char *problem;
} ProblemField;

static const Field problem_field[] = {
    FIELD(ProblemField, name, FIELD_TEXT, .required = true, .help = "Empty: the whole."),
    FIELD(ProblemField, problem, FIELD_WORD, .required = true, .help = "What is wrong, a word."),
    FIELD_END,
};

typedef struct Problem {
    char *type;
    char *title;
    int64_t status;
    char *code;
    char *detail;
    json_t *fields;
} Problem;

static const Field problem_fields[] = {
    FIELD(Problem, type, FIELD_WORD, .required = true),
    FIELD(Problem, title, FIELD_WORD, .required = true),
    FIELD(Problem, status, FIELD_INT, .required = true, .min = 400, .max = 599),
    FIELD(Problem, code, FIELD_WORD, .required = true, .help = "Why, a word for programs."),
    FIELD(Problem, detail, FIELD_TEXT, .required = true),
    FIELD(Problem, fields, FIELD_JSON, .required = true, .items = problem_field),
    FIELD_END,
};

/* What a command and a query have in common. */
typedef struct Call {
    const char *name;
    const char *method; /* lower case */
    const char *path;
    const char *permission;
    const Field *args;
    const Field *reply;
    const char *const *media;
    const char *help;
    const char *module;
    int status;
    bool open;     /* no session needed */
    bool is_raw;   /* the body is bytes; arguments stand in the query string */
    bool is_query; /* arguments beside the path stand in the query string, else in the body */
    bool is_work;  /* may take long: who prefers not to wait is told where to look */
} Call;

/* ---- what the port serves for every module (http/works) ---- */

typedef struct WorkShown {
    char *id, *state, *result;
    int64_t done, of;
} WorkShown;

static const char *const work_states[] = {
    "waiting", "running", "done", "failed", "cancelled", NULL};

static const Field work_fields[] = {
    FIELD(WorkShown, id, FIELD_WORD, .required = true),
    FIELD(WorkShown, state, FIELD_WORD, .required = true, .choices = work_states),
    FIELD(WorkShown, done, FIELD_INT, .required = true, .help = "Steps so far."),
    FIELD(WorkShown, of, FIELD_INT, .required = true, .help = "Of so many; 0: not known."),
    FIELD(WorkShown, result, FIELD_WORD,
        .help = "Where what it came to is handed out, once; null before its end."),
    FIELD_END,
};

static const Field work_args[] = {
    FIELD(WorkShown, id, FIELD_WORD, .required = true, .help = "As Location named it."),
    FIELD_END,
};

#define TAG_WORK "work"

/* Whatever was asked for. */
static const char *const any_media[] = {"*/*", NULL};

static const Call port_calls[] = {
    {.name = "work.get",
        .method = "get",
        .path = "/works/{id}",
        .args = work_args,
        .reply = work_fields,
        .help = "How far something is that takes long; its account's alone.",
        .module = TAG_WORK,
        .is_query = true},
    {.name = "work.result",
        .method = "get",
        .path = "/works/{id}/result",
        .args = work_args,
        .media = any_media,
        .help = "What it came to, as it would have been answered; once, then it is gone.",
        .module = TAG_WORK,
        .is_query = true},
    {.name = "work.cancel",
        .method = "delete",
        .path = "/works/{id}",
        .args = work_args,
        .help = "Calls it off; what has ended is forgotten.",
        .module = TAG_WORK,
        .status = 204,
        .is_query = true},
};

static bool names_have(const GPtrArray *names, const char *name)
{
    for (guint i = 0; i < names->len; i++) {
        if (strcmp(g_ptr_array_index(names, i), name) == 0)
            return true;
    }
    return false;
}

/* Does it answer a Sheet? Then it takes its formats. */
static bool is_sheet(const Call *call)
{
    for (const Field *field = call->args; field != NULL && field->name != NULL; field++) {
        if (field->choices == sheet_formats)
            return true;
    }
    return false;
}

/* May it be asked for as a paper? That is made in the pool. */
static bool takes_format(const Call *call)
{
    for (const Field *field = call->args; field != NULL && field->name != NULL; field++) {
        if (strcmp(field->name, "format") == 0)
            return true;
    }
    return false;
}

/* A parameter is there or not there; it can't be null. */
static void schema_forbid_null(json_t *schema)
{
    json_t *types = json_object_get(schema, "type");
    json_t *choices = json_object_get(schema, "enum");

    if (json_array_size(types) == 2)
        json_object_set(schema, "type", json_array_get(types, 0));
    if (json_is_null(json_array_get(choices, json_array_size(choices) - 1)))
        json_array_remove(choices, json_array_size(choices) - 1);
}

static json_t *parameter(const Field *field, const char *place, json_t *schema)
{
    bool in_path = strcmp(place, "path") == 0;
    json_t *object = json_pack("{s:s, s:s, s:b, s:O}", "name", field->name, "in", place, "required",
        in_path || field->required, "schema", schema);

    schema_forbid_null(schema);
    if (field->type == FIELD_WORDS) {
        json_object_set_new(object, "style", json_string(in_path ? "simple" : "form"));
        json_object_set_new(object, "explode", json_false());
    }
    if (json_object_get(schema, "description") != NULL) {
        json_object_set(object, "description", json_object_get(schema, "description"));
        json_object_del(schema, "description");
    }
    return object;
}

/* What the port takes for every sheet. */
static json_t *lang_parameter(void)
{
    static const Field lang = {.name = "lang",
        .type = FIELD_WORD,
        .choices = sheet_langs,
        .help = "Of the words in csv, xlsx and pdf; csv without it has names and codes."};
    const Field table[] = {lang, FIELD_END};
    json_auto_t *schema = fields_schema(table, NULL, NULL);

    return parameter(
        &lang, "query", json_object_get(json_object_get(schema, "properties"), "lang"));
}

static json_t *parameters_of(const Call *call, const GPtrArray *names, const json_t *properties)
{
    json_t *list = json_array();

    for (const Field *field = call->args; field != NULL && field->name != NULL; field++) {
        bool in_path = names_have(names, field->name);

        if (in_path || call->is_query || call->is_raw)
            json_array_append_new(list, parameter(field, in_path ? "path" : "query",
                                            json_object_get(properties, field->name)));
    }
    if (is_sheet(call))
        json_array_append_new(list, lang_parameter());
    if (!call->is_query && !call->open)
        json_array_append_new(
            list, json_pack("{s:s}", "$ref", "#/components/parameters/IdempotencyKey"));
    if (call->is_work)
        json_array_append_new(list, json_pack("{s:s}", "$ref", "#/components/parameters/Prefer"));
    return list;
}

static json_t *raw_body(void)
{
    return json_pack("{s:b, s:{s:{s:{s:s, s:s}}}}", "required", 1, "content",
        "application/octet-stream", "schema", "type", "string", "format", "binary");
}

/* The schema of all arguments, less those of the path; NULL when none are left. */
static json_t *body_of(const GPtrArray *names, json_t *schema)
{
    json_t *properties = json_object_get(schema, "properties");
    json_t *required = json_object_get(schema, "required");

    for (guint i = 0; i < names->len; i++)
        json_object_del(properties, g_ptr_array_index(names, i));
    for (size_t i = json_array_size(required); i-- > 0;) {
        if (names_have(names, json_string_value(json_array_get(required, i))))
            json_array_remove(required, i);
    }
    if (json_object_size(properties) == 0)
        return NULL;
    bool is_required = json_array_size(required) > 0;
    if (!is_required)
        json_object_del(schema, "required");
    return json_pack("{s:b, s:{s:{s:O}}}", "required", is_required, "content", "application/json",
        "schema", schema);
}

static void content_add(json_t *content, const char *const *media)
{
    for (; media != NULL && *media != NULL; media++)
        json_object_set_new(content, *media,
            json_pack("{s:{s:s, s:s}}", "schema", "type", "string", "format", "binary"));
}

static json_t *content_of(const Call *call, const Shapes *shapes)
{
    json_t *content = json_object();

    if (call->reply == work_fields)
        json_object_set_new(
            content, "application/json", json_pack("{s:{s:s}}", "schema", "$ref", WORK));
    else if (call->reply != NULL || !call->is_query)
        json_object_set_new(content, "application/json",
            json_pack("{s:o}", "schema", shapes_refer(shapes, call->reply)));
    content_add(content, call->media);
    content_add(content, is_sheet(call) ? sheet_media : NULL);
    return content;
}

static json_t *responses_of(const Call *call, const Shapes *shapes)
{
    int status = call->status == 0 ? 200 : call->status;
    g_autofree char *name = g_strdup_printf("%d", status);
    json_t *done = json_pack("{s:s}", "description", "done");
    json_t *responses = json_pack("{s:o}", name, done);

    if (status != STATUS_EMPTY)
        json_object_set_new(done, "content", content_of(call, shapes));
    if (call->is_work)
        json_object_set_new(responses, "202", json_pack("{s:s}", "$ref", LATER));
    if (strcmp(call->method, "get") == 0)
        json_object_set_new(responses, "304", json_pack("{s:s}", "$ref", UNCHANGED));
    json_object_set_new(responses, "default", json_pack("{s:s}", "$ref", PROBLEM));
    return responses;
}

static json_t *operation_of(const Call *call, const Shapes *shapes)
{
    g_autoptr(GPtrArray) names = path_names(call->path, NULL);
    json_auto_t *schema = fields_schema(call->args, NULL, NULL);
    json_t *operation = json_pack("{s:s, s:[s]}", "operationId", call->name, "tags", call->module);
    json_t *parameters = parameters_of(call, names, json_object_get(schema, "properties"));
    json_t *body = call->is_raw ? raw_body() : call->is_query ? NULL : body_of(names, schema);

    if (call->help != NULL)
        json_object_set_new(operation, "summary", json_string(call->help));
    if (call->open)
        json_object_set_new(operation, "security", json_array());
    if (call->permission != NULL)
        json_object_set_new(operation, "x-permission", json_string(call->permission));
    json_object_set_new(operation, "parameters", parameters);
    if (body != NULL)
        json_object_set_new(operation, "requestBody", body);
    json_object_set_new(operation, "responses", responses_of(call, shapes));
    return operation;
}

/* What is being made, and what it refers to. */
typedef struct Paths {
    json_t *json;
    const Shapes *shapes;
} Paths;

static void paths_add(const Paths *paths, const Call *call)
{
    json_t *item = json_object_get(paths->json, call->path);

    if (item == NULL) {
        json_object_set_new(paths->json, call->path, json_object());
        item = json_object_get(paths->json, call->path);
    }
    json_object_set_new(item, call->method, operation_of(call, paths->shapes));
}

static void paths_add_command(const Paths *paths, const Module *module, const Command *command)
{
    g_autofree char *method = command->method == NULL ? NULL : g_ascii_strdown(command->method, -1);
    const Call call = {
        .name = command->name,
        .method = method,
        .path = command->path,
        .permission = command->permission,
        .args = command->args,
        .reply = command->reply,
        .help = command->help,
        .module = module->name,
        .status = command->status,
        .is_raw = command->raw_max > 0,
        .open = command_is_open(command),
        .is_work = command_is_work(command),
    };

    if (command->path != NULL)
        paths_add(paths, &call);
}

static void paths_add_query(const Paths *paths, const Module *module, const Query *query)
{
    Call call = {
        .name = query->name,
        .method = "get",
        .path = query->path,
        .permission = query->permission,
        .args = query->args,
        .reply = query->reply,
        .media = query->media,
        .help = query->help,
        .module = module->name,
        .open = query->public,
        .is_query = true,
    };

    call.is_work = !query->public && (query->slow || takes_format(&call));
    paths_add(paths, &call);
}

static void paths_add_part(const Paths *paths, const Module *module, const Part *part)
{
    const Command *command = part->commands;
    const Query *query = part->queries;

    for (; command != NULL && command->name != NULL; command++)
        paths_add_command(paths, module, command);
    for (; query != NULL && query->name != NULL; query++)
        paths_add_query(paths, module, query);
}

static json_t *paths_of(const Engine *engine, const Shapes *shapes)
{
    const Paths paths = {.json = json_object(), .shapes = shapes};

    for (const Module *const *module = engine->modules; *module != NULL; module++)
        for (const Part *const *part = (*module)->parts; *part != NULL; part++)
            paths_add_part(&paths, *module, *part);
    for (size_t i = 0; i < G_N_ELEMENTS(port_calls); i++)
        paths_add(&paths, &port_calls[i]);
    return paths.json;
}

static json_t *problem_refer(const Field *table, void *data)
{
    return json_pack("{s:s}", "$ref", "#/components/schemas/ProblemField");
}

static json_t *schemas_of(const Shapes *shapes)
{
    json_t *schemas = shapes_json(shapes);

    json_object_set_new(schemas, "Problem", fields_schema(problem_fields, problem_refer, NULL));
    json_object_set_new(schemas, "ProblemField", fields_schema(problem_field, problem_refer, NULL));
    json_object_set_new(schemas, "Work", fields_schema(work_fields, NULL, NULL));
    return schemas;
}

/* Told where to look, as RFC 7240 has it. */
static json_t *later_response(void)
{
    return json_pack("{s:s, s:{s:{s:s, s:{s:s}}}, s:{s:{s:{s:s}}}}", "description",
        "under way: look there", "headers", "Location", "description", "/api/v1/works/ID", "schema",
        "type", "string", "content", "application/json", "schema", "$ref",
        "#/components/schemas/Work");
}

static json_t *prefer_parameter(void)
{
    return json_pack("{s:s, s:s, s:b, s:s, s:{s:s}}", "name", "Prefer", "in", "header", "required",
        0, "description",
        "respond-async: what takes long is answered at once with 202 and where to look.", "schema",
        "type", "string");
}

static json_t *components_of(const Shapes *shapes)
{
    json_t *responses =
        json_pack("{s:{s:s, s:{s:{s:{s:s}}}}, s:{s:s}}", "Problem", "description", "refused",
            "content", "application/problem+json", "schema", "$ref", "#/components/schemas/Problem",
            "Unchanged", "description", "as it was under the tag that If-None-Match names");
    json_t *key = json_pack("{s:{s:s, s:s, s:b, s:s, s:{s:s, s:i}}}", "IdempotencyKey", "name",
        "Idempotency-Key", "in", "header", "required", 0, "description",
        "Sent again within 24 hours, the same request is not done again but answered as it would "
        "be shown now; 409 done where the reply held what is said once. Passwords, PINs and codes "
        "are not compared: with another one it counts as the same request.",
        "schema", "type", "string", "maxLength", 128);
    json_t *schemes = json_pack("{s:{s:s, s:s, s:s}, s:{s:s, s:s}}", "cookie", "type", "apiKey",
        "in", "cookie", "name", "shaodian", "bearer", "type", "http", "scheme", "bearer");

    json_object_set_new(responses, "Later", later_response());
    json_object_set_new(key, "Prefer", prefer_parameter());
    return json_pack("{s:o, s:o, s:o, s:o}", "schemas", schemas_of(shapes), "responses", responses,
        "parameters", key, "securitySchemes", schemes);
}

json_t *engine_openapi(const Engine *engine)
{
    g_autoptr(Shapes) shapes = shapes_new(engine_parts(engine));
    json_t *tags = json_array();

    for (const Module *const *module = engine->modules; *module != NULL; module++)
        json_array_append_new(tags, json_pack("{s:s}", "name", (*module)->name));
    json_array_append_new(tags, json_pack("{s:s}", "name", TAG_WORK));
    return json_pack("{s:s, s:{s:s, s:s}, s:[{s:s}], s:[{s:[]}, {s:[]}], s:o, s:o, s:o}", "openapi",
        "3.1.0", "info", "title", "Shaodian", "version", SHAODIAN_VERSION, "servers", "url",
        "/api/v1", "security", "cookie", "bearer", "tags", tags, "paths", paths_of(engine, shapes),
        "components", components_of(shapes));
}
