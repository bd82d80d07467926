/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/event.h"

#include "base/json.h"

#include <string.h>

#define MEMBERS 7

void event_free(Event *event)
{
    if (event == NULL)
        return;
    g_free(event->unit);
    g_free(event->actor);
    g_free(event->kind);
    g_free(event->subject);
    json_decref(event->body);
    g_free(event);
}

json_t *event_vault(const char *text)
{
    if (text == NULL)
        return json_null();
    json_t *value = json_string(text);
    if (value == NULL) {
        g_autofree char *mended = g_utf8_make_valid(text, -1);
        value = json_string(mended);
    }
    return json_pack("{s:o}", "$vault", value);
}

static bool has_text(const json_t *record, const char *name, char **out_text)
{
    const char *text = json_string_value(json_object_get(record, name));

    *out_text = g_strdup(text);
    return text != NULL && *text != '\0';
}

static bool has_number(const json_t *record, const char *name, int64_t least, int64_t *out_number)
{
    const json_t *number = json_object_get(record, name);

    *out_number = json_integer_value(number);
    return json_is_integer(number) && *out_number >= least;
}

static Event *event_of_record(const json_t *record, GError **error)
{
    g_autoptr(Event) event = g_new0(Event, 1);
    json_t *body = json_object_get(record, "body");

    bool is_whole =
        json_object_size(record) == MEMBERS && json_is_object(body) &&
        has_text(record, "unit", &event->unit) && has_number(record, "seq", 1, &event->seq) &&
        has_number(record, "at", 0, &event->at) && has_text(record, "actor", &event->actor) &&
        has_text(record, "kind", &event->kind) && has_text(record, "subject", &event->subject);
    if (!is_whole) {
        fail(error, FAIL_CORRUPT, "text is not an event");
        return NULL;
    }
    event->body = json_incref(body);
    return g_steal_pointer(&event);
}

Event *event_parse(const char *text, size_t length, GError **error)
{
    json_auto_t *record = json_read(text, length, JSON_INTEGERS, NULL);

    if (record == NULL) {
        fail(error, FAIL_CORRUPT, "text is not journal JSON");
        return NULL;
    }
    return event_of_record(record, error);
}

bool event_write(const Event *event, const json_t *body, GString *out, GError **error)
{
    const char *const texts[] = {event->actor, event->kind, event->subject, event->unit};

    if (body == NULL)
        return fail(error, FAIL_INVALID, "an event without a body");
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (texts[i] == NULL || !g_utf8_validate(texts[i], -1, NULL))
            return fail(error, FAIL_INVALID, "actor, kind or subject is not UTF-8");
    /* Canonical: the names in their order. */
    g_string_append(out, "{\"actor\":");
    json_write_text(event->actor, out);
    g_string_append(out, ",\"at\":");
    if (!json_write_integer(event->at, out, error))
        return false;
    g_string_append(out, ",\"body\":");
    if (!json_write_canonical(body, out, error))
        return false;
    g_string_append(out, ",\"kind\":");
    json_write_text(event->kind, out);
    g_string_append(out, ",\"seq\":");
    if (!json_write_integer(event->seq, out, error))
        return false;
    g_string_append(out, ",\"subject\":");
    json_write_text(event->subject, out);
    g_string_append(out, ",\"unit\":");
    json_write_text(event->unit, out);
    g_string_append_c(out, '}');
    return true;
}

bool event_is_canonical(const Event *event, const char *text, size_t length)
{
    g_autoptr(GString) canonical = g_string_sized_new(length + 1);

    return event_write(event, event->body, canonical, NULL) && canonical->len == length &&
           memcmp(canonical->str, text, length) == 0;
}
