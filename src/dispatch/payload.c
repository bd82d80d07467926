/* SPDX-License-Identifier: Apache-2.0 */
/* What a report carries of the sender's matter: kind, number and fields, as one JSON text. */
#include "dispatch/dispatch_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "engine/blob.h"

#include <string.h>

/* People, units, matters and blobs are the sender's own; what is personal stays where it is. */
static bool is_carried(const KindField *field)
{
    switch (field->type) {
    case KIND_TEXT:
    case KIND_LINE:
    case KIND_WORD:
    case KIND_CHOICE:
    case KIND_FLAGS:
    case KIND_INT:
    case KIND_BOOL:
    case KIND_TIME:
    case KIND_PLACE:
        return !field->personal;
    case KIND_PERSON:
    case KIND_UNIT:
    case KIND_UNITS:
    case KIND_MATTER:
    case KIND_BLOBS:
    case KIND_ROWS:
        return false;
    }
    return false;
}

static json_t *carried_fields(const Kind *kind, const Matter *matter, const json_t *over)
{
    json_t *values = matter_values(matter);
    json_t *fields = json_object();
    const char *name;
    json_t *value;
    json_object_foreach (values, name, value) {
        const KindField *field = kind_field(kind, name);
        if (field != NULL && is_carried(field))
            json_object_set(fields, name, value);
    }
    json_decref(values);
    if (over != NULL)
        json_object_update(fields, (json_t *) over);
    return fields;
}

char *payload_of(Decision *decision, const Matter *matter, const json_t *over, GError **error)
{
    const Kind *kind = matter_kind(decision_engine(decision), matter, error);
    if (kind == NULL)
        return NULL;
    json_t *payload = json_pack("{s:s, s:s, s:o}", "kind", matter->kind, "number", matter->number,
        "fields", carried_fields(kind, matter, over));
    g_autoptr(GString) text = g_string_new(NULL);
    bool written = json_write_canonical(payload, text, error);
    json_decref(payload);
    return written ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

/* Attachments named in one value, of whatever shape. */
static bool files_held(Decision *decision, const json_t *files, bool *out_held, GError **error)
{
    const json_t *file = NULL;
    size_t i = 0;

    *out_held = json_is_array(files) || json_is_null(files);
    json_array_foreach (files, i, file) {
        const char *hash = json_string_value(file);
        bool held = false;
        if (hash != NULL &&
            !blob_held(decision_db(decision), decision_unit(decision), hash, &held, error))
            return false;
        *out_held = *out_held && held;
    }
    return true;
}

bool payload_check(Decision *decision, const Matter *matter, const json_t *over, GError **error)
{
    const Kind *kind = matter_kind(decision_engine(decision), matter, error);
    bool fits = kind != NULL;
    const char *name = NULL;
    json_t *value = NULL;
    bool held = true;

    json_object_foreach ((json_t *) over, name, value) {
        const KindField *field = kind == NULL ? NULL : kind_field(kind, name);
        g_autofree char *path = g_strdup_printf("fields.%s", name);

        if (field == NULL || field->type != KIND_BLOBS)
            continue;
        if (!files_held(decision, value, &held, fits ? error : NULL))
            return false;
        if (!held)
            fits = fail_field(error, path, "unknown");
    }
    return fits;
}

static json_t *payload_read(const char *payload)
{
    return payload != NULL ? json_read(payload, strlen(payload), JSON_INTEGERS, NULL) : NULL;
}

static json_t *time_shown(const json_t *value)
{
    if (!json_is_integer(value))
        return json_incref((json_t *) value);
    g_autofree char *text = moment_print(json_integer_value(value));
    return json_string(text);
}

json_t *payload_show(const Engine *engine, const char *payload)
{
    json_t *read = payload_read(payload);
    if (read == NULL)
        return NULL;
    const Catalog *catalog = engine_service(engine, SERVICE_CATALOG);
    const char *name = json_text(read, "kind");
    const Kind *kind = catalog != NULL && name != NULL ? catalog_kind(catalog, name) : NULL;
    json_t *fields = json_object();
    json_t *value;
    json_object_foreach (json_object_get(read, "fields"), name, value) {
        const KindField *field = kind != NULL ? kind_field(kind, name) : NULL;
        bool time = field != NULL && field->type == KIND_TIME;
        json_object_set_new(fields, name, time ? time_shown(value) : json_incref(value));
    }
    json_object_set_new(read, "fields", fields);
    return read;
}

char *payload_kind(const char *payload)
{
    json_t *read = payload_read(payload);
    char *kind = g_strdup(json_text(read, "kind"));
    json_decref(read);
    return kind;
}

json_t *payload_fields_for(const Kind *kind, const char *payload)
{
    json_t *read = payload_read(payload), *fields = json_object();
    const char *name;
    json_t *value;
    json_object_foreach (json_object_get(read, "fields"), name, value) {
        const KindField *field = kind_field(kind, name);
        bool taken = g_strv_contains((const char *const *) kind->open->takes, name);
        if (field != NULL && taken && is_carried(field))
            json_object_set(fields, name, value);
    }
    json_decref(read);
    return fields;
}
