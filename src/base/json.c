/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

/* jansson recurses to a depth of 2048; this stops it before it starts. */
static bool depth_is_fit(const char *bytes, size_t length)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
            return false;
        else if (!quoted && (c == ']' || c == '}'))
            depth--;
    }
    return true;
}

static bool number_is_fit(const json_t *value, JsonNumbers numbers, GError **error)
{
    if (json_is_real(value) && numbers == JSON_INTEGERS)
        return fail(error, FAIL_INVALID, "number is not an integer");
    if (!json_is_integer(value))
        return true;
    json_int_t number = json_integer_value(value);
    if (number > JSON_INTEGER_MAX || number < -JSON_INTEGER_MAX)
        return fail(error, FAIL_INVALID, "integer is out of range");
    return true;
}

static bool numbers_are_fit(json_t *value, JsonNumbers numbers, GError **error)
{
    const char *key;
    json_t *member;
    size_t i;
    json_object_foreach (value, key, member)
        if (!numbers_are_fit(member, numbers, error))
            return false;
    json_array_foreach (value, i, member)
        if (!numbers_are_fit(member, numbers, error))
            return false;
    return number_is_fit(value, numbers, error);
}

json_t *json_read(const char *bytes, size_t length, JsonNumbers numbers, GError **error)
{
    if (length > JSON_SIZE_MAX) {
        fail_as(error, FAIL_INVALID, "too_large", "JSON is larger than %d bytes", JSON_SIZE_MAX);
        return NULL;
    }
    if (!depth_is_fit(bytes, length)) {
        fail(error, FAIL_INVALID, "JSON is nested deeper than %d", JSON_DEPTH_MAX);
        return NULL;
    }
    /* jansson takes a NUL after a number for the end of the text. */
    if (length > 0 && memchr(bytes, '\0', length) != NULL) {
        fail(error, FAIL_INVALID, "JSON holds a NUL");
        return NULL;
    }
    json_error_t problem;
    json_t *value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
    if (!value) {
        /* jansson's text quotes the input, which may be personal. */
        fail(error, FAIL_INVALID, "not acceptable JSON at line %d, column %d", problem.line,
            problem.column);
        return NULL;
    }
    if (numbers_are_fit(value, numbers, error))
        return value;
    json_decref(value);
    return NULL;
}

static bool write_char(GString *out, char c, GError **error)
{
    const char *const named = "\b\t\n\f\r\"\\";
    if (!c)
        return fail(error, FAIL_INVALID, "text holds a NUL");
    const char *found = strchr(named, c);
    if (found) {
        g_string_append_c(out, '\\');
        g_string_append_c(out, "btnfr\"\\"[found - named]);
    } else {
        g_string_append_printf(out, "\\u%04x", (unsigned) c);
    }
    return true;
}

static bool write_string(const char *text, size_t length, GString *out, GError **error)
{
    static const bool is_escaped[256] = {[0 ... 0x1F] = true, ['"'] = true, ['\\'] = true};
    g_string_append_c(out, '"');
    size_t done = 0;
    while (done < length) {
        size_t plain = done;
        while (plain < length && !is_escaped[(unsigned char) text[plain]])
            plain++;
        g_string_append_len(out, text + done, (gssize) (plain - done));
        if (plain < length && !write_char(out, text[plain++], error))
            return false;
        done = plain;
    }
    g_string_append_c(out, '"');
    return true;
}

typedef struct Member {
    const char *key;
    const json_t *value;
} Member;

/* In UTF-16, U+E000 to U+FFFF (lead bytes EE and EF) come after the characters beyond them. */
static int utf16_weight(unsigned char byte)
{
    return byte == 0xEE || byte == 0xEF ? byte + 0x100 : byte;
}

static int member_compare(const void *a, const void *b)
{
    const unsigned char *x = (const unsigned char *) ((const Member *) a)->key;
    const unsigned char *y = (const unsigned char *) ((const Member *) b)->key;
    while (*x && *x == *y) {
        x++;
        y++;
    }
    return utf16_weight(*x) - utf16_weight(*y);
}

/* What is written and how: canonically, or for replies, where order is free and reals may be. */
typedef struct Writer {
    GString *out;
    bool canonical;
    GError **error;
} Writer;

#define MEMBERS_AT_HAND 32

static bool write_value(const Writer *writer, const json_t *value, int depth);

static bool write_array(const Writer *writer, const json_t *array, int depth)
{
    g_string_append_c(writer->out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            g_string_append_c(writer->out, ',');
        if (!write_value(writer, json_array_get(array, i), depth))
            return false;
    }
    g_string_append_c(writer->out, ']');
    return true;
}

static bool write_members(const Writer *writer, const Member *members, size_t count, int depth)
{
    g_string_append_c(writer->out, '{');
    for (size_t i = 0; i < count; i++) {
        const char *key = members[i].key;
        if (i > 0)
            g_string_append_c(writer->out, ',');
        if (!write_string(key, strlen(key), writer->out, writer->error))
            return false;
        g_string_append_c(writer->out, ':');
        if (!write_value(writer, members[i].value, depth))
            return false;
    }
    g_string_append_c(writer->out, '}');
    return true;
}

static bool write_object(const Writer *writer, const json_t *object, int depth)
{
    size_t size = json_object_size(object), count = 0;
    Member at_hand[MEMBERS_AT_HAND];
    g_autofree Member *many = size > MEMBERS_AT_HAND ? g_new(Member, size) : NULL;
    Member *members = many ? many : at_hand;
    void *iter = json_object_iter((json_t *) object);
    for (; iter; iter = json_object_iter_next((json_t *) object, iter))
        members[count++] = (Member){json_object_iter_key(iter), json_object_iter_value(iter)};
    if (writer->canonical && count > 1)
        qsort(members, count, sizeof *members, member_compare);
    return write_members(writer, members, count, depth);
}

static void write_digits(int64_t number, GString *out)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = number < 0 ? 0 - (uint64_t) number : (uint64_t) number;
    do
        digits[--at] = (char) ('0' + left % 10);
    while ((left /= 10) > 0);
    if (number < 0)
        digits[--at] = '-';
    g_string_append_len(out, digits + at, (gssize) (sizeof digits - at));
}

static void write_real(const json_t *value, GString *out)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY);
    g_string_append(out, text ? text : "null");
    free(text);
}

static bool write_number(const Writer *writer, const json_t *value)
{
    if (writer->canonical && !number_is_fit(value, JSON_INTEGERS, writer->error))
        return false;
    if (json_is_real(value))
        write_real(value, writer->out);
    else
        write_digits(json_integer_value(value), writer->out);
    return true;
}

static bool write_value(const Writer *writer, const json_t *value, int depth)
{
    GString *out = writer->out;
    if (writer->canonical && depth >= JSON_DEPTH_MAX &&
        (json_is_array(value) || json_is_object(value)))
        return fail(writer->error, FAIL_INVALID, "JSON is nested deeper than %d", JSON_DEPTH_MAX);
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return write_object(writer, value, depth + 1);
    case JSON_ARRAY:
        return write_array(writer, value, depth + 1);
    case JSON_STRING:
        return write_string(
            json_string_value(value), json_string_length(value), out, writer->error);
    case JSON_INTEGER:
    case JSON_REAL:
        return write_number(writer, value);
    case JSON_TRUE:
        g_string_append(out, "true");
        return true;
    case JSON_FALSE:
        g_string_append(out, "false");
        return true;
    case JSON_NULL:
        break;
    }
    g_string_append(out, "null");
    return true;
}

bool json_write_canonical(const json_t *value, GString *out, GError **error)
{
    const Writer writer = {.out = out, .canonical = true, .error = error};
    return write_value(&writer, value, 0);
}

bool json_write_compact(const json_t *value, GString *out, GError **error)
{
    const Writer writer = {.out = out, .error = error};
    return write_value(&writer, value, 0);
}

void json_write_text(const char *text, GString *out)
{
    write_string(text, strlen(text), out, NULL);
}

bool json_write_integer(int64_t number, GString *out, GError **error)
{
    if (number > JSON_INTEGER_MAX || number < -JSON_INTEGER_MAX)
        return fail(error, FAIL_INVALID, "integer is out of range");
    write_digits(number, out);
    return true;
}

const char *json_text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

int64_t json_number(const json_t *object, const char *name, int64_t fallback)
{
    const json_t *value = json_object_get(object, name);
    return json_is_integer(value) ? json_integer_value(value) : fallback;
}

bool json_flag(const json_t *object, const char *name)
{
    return json_is_true(json_object_get(object, name));
}
