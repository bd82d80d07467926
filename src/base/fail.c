/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"

#include <string.h>

typedef struct FailPrivate {
    const char *reason; /* interned */
    GPtrArray *fields;  /* of FailField *, NULL while there are none */
} FailPrivate;

static void fail_private_init(FailPrivate *self)
{
    memset(self, 0, sizeof *self);
}

static void fail_field_free(void *data)
{
    FailField *field = data;
    g_free(field->name);
    g_free(field->problem);
    g_free(field);
}

static void *fail_field_copy(const void *data, void *unused)
{
    const FailField *from = data;
    FailField *field = g_new0(FailField, 1);
    field->name = g_strdup(from->name);
    field->problem = g_strdup(from->problem);
    return field;
}

static void fail_private_copy(const FailPrivate *from, FailPrivate *to)
{
    to->reason = from->reason;
    if (!from->fields)
        return;
    to->fields = g_ptr_array_copy(from->fields, (GCopyFunc) fail_field_copy, NULL);
    g_ptr_array_set_free_func(to->fields, fail_field_free);
}

static void fail_private_clear(FailPrivate *self)
{
    g_clear_pointer(&self->fields, g_ptr_array_unref);
}

G_DEFINE_EXTENDED_ERROR(Fail, fail)

static const char *code_reason(int code)
{
    switch ((FailCode) code) {
    case FAIL_INVALID:
        return "invalid";
    case FAIL_DENIED:
        return "denied";
    case FAIL_NOT_FOUND:
        return "not_found";
    case FAIL_CONFLICT:
        return "conflict";
    case FAIL_UNAVAILABLE:
        return "unavailable";
    case FAIL_CORRUPT:
        break;
    }
    return "corrupt";
}

bool fail(GError **error, FailCode code, const char *format, ...)
{
    if (!error)
        return false;
    va_list args;
    va_start(args, format);
    g_propagate_error(error, g_error_new_valist(FAIL, (int) code, format, args));
    va_end(args);
    return false;
}

bool fail_as(GError **error, FailCode code, const char *reason, const char *format, ...)
{
    if (!error)
        return false;
    va_list args;
    va_start(args, format);
    GError *made = g_error_new_valist(FAIL, (int) code, format, args);
    va_end(args);
    fail_get_private(made)->reason = g_intern_string(reason);
    g_propagate_error(error, made);
    return false;
}

/* The message of an error grows by a copy of itself, so how often it grows has a bound. */
static bool fields_are_full(const GError *error)
{
    g_return_val_if_fail(g_error_matches(error, FAIL, FAIL_INVALID), true);
    return fail_fields(error)->len >= FAIL_FIELDS_MAX;
}

static void message_add(GError *error, const char *name, const char *problem)
{
    char *message = g_strdup_printf("%s; %s: %s", error->message, name, problem);
    g_free(error->message);
    error->message = message;
}

bool fail_field(GError **error, const char *name, const char *problem)
{
    if (!error || (*error && fields_are_full(*error)))
        return false;
    if (!*error)
        *error = g_error_new(FAIL, FAIL_INVALID, "%s: %s", name, problem);
    else
        message_add(*error, name, problem);
    FailPrivate *own = fail_get_private(*error);
    if (!own->fields)
        own->fields = g_ptr_array_new_with_free_func(fail_field_free);
    FailField wrong = {(char *) name, (char *) problem};
    g_ptr_array_add(own->fields, fail_field_copy(&wrong, NULL));
    return false;
}

bool fail_in(GError **error, const char *format, ...)
{
    if (!error || !*error)
        return false;
    va_list args;
    va_start(args, format);
    g_autofree char *doing = g_strdup_vprintf(format, args);
    va_end(args);
    g_prefix_error(error, "%s: ", doing);
    return false;
}

const char *fail_reason(const GError *error)
{
    if (!error || error->domain != FAIL)
        return "corrupt";
    const char *reason = fail_get_private(error)->reason;
    return reason ? reason : code_reason(error->code);
}

const GPtrArray *fail_fields(const GError *error)
{
    static const GPtrArray none = {NULL, 0};
    if (!error || error->domain != FAIL)
        return &none;
    const GPtrArray *fields = fail_get_private(error)->fields;
    return fields ? fields : &none;
}

bool fail_unless_absent(GError *local, GError **error)
{
    if (local == NULL)
        return true;
    if (g_error_matches(local, FAIL, FAIL_NOT_FOUND)) {
        g_error_free(local);
        return true;
    }
    g_propagate_error(error, local);
    return false;
}
