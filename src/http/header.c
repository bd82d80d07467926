/* SPDX-License-Identifier: Apache-2.0 */
#include "http/header.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

/* Of each of these there is one at most: who reads the first and who reads the last would differ.
 */
static const char *const singles[] = {"Host", "Content-Length", "Transfer-Encoding", "Content-Type",
    "Authorization", "Origin", "Expect", "Idempotency-Key", "X-Acting-Person", "X-Forwarded-Proto"};

static bool is_named(const HeaderLine *line, const char *name)
{
    return line->name_size == strlen(name) &&
           g_ascii_strncasecmp(line->name, name, line->name_size) == 0;
}

static const HeaderLine *line_find(const Header *header, const char *name, size_t *out_count)
{
    const HeaderLine *found = NULL;

    *out_count = 0;
    for (size_t i = 0; i < header->count; i++) {
        if (!is_named(&header->lines[i], name))
            continue;
        found = found == NULL ? &header->lines[i] : found;
        (*out_count)++;
    }
    return found;
}

/* A token of RFC 9110: no blank before the colon, nothing unseen. */
static bool name_is_plain(const HeaderLine *line)
{
    for (size_t i = 0; i < line->name_size; i++) {
        char c = line->name[i];
        if (!g_ascii_isalnum(c) && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return line->name_size > 0;
}

static bool value_is_plain(const HeaderLine *line)
{
    for (size_t i = 0; i < line->value_size; i++) {
        unsigned char c = (unsigned char) line->value[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool lies_at(const char *piece, const char *before, size_t distance)
{
    return (uintptr_t) piece == (uintptr_t) before + distance;
}

/* Blanks may stand between colon and value; anything else of that length is another line's. */
static bool line_lies_well(const HeaderLine *line, const char *limit)
{
    return (uintptr_t) line->value > (uintptr_t) line->name + line->name_size &&
           (uintptr_t) line->value + line->value_size < (uintptr_t) limit;
}

static bool header_lies_well(const Header *header)
{
    const char *limit = header->method + header->size;
    const char *end = header->version;
    size_t size = strlen(header->version);

    if (!lies_at(header->target, header->method, strlen(header->method) + 1) ||
        !lies_at(header->version, header->target, header->target_size + 1))
        return false;
    for (size_t i = 0; i < header->count; i++) {
        const HeaderLine *line = &header->lines[i];
        if (!lies_at(line->name, end, size + 2) || !line_lies_well(line, limit))
            return false;
        end = line->value;
        size = line->value_size;
    }
    return lies_at(limit, end, size + 4);
}

static bool is_digits(const HeaderLine *line)
{
    for (size_t i = 0; i < line->value_size; i++) {
        if (!g_ascii_isdigit(line->value[i]))
            return false;
    }
    return line->value_size > 0;
}

/* How long the body is must be said in one way only, and one that is understood. */
static const char *length_fault(const Header *header)
{
    size_t lengths = 0;
    size_t codings = 0;
    const HeaderLine *length = line_find(header, "Content-Length", &lengths);
    const HeaderLine *coding = line_find(header, "Transfer-Encoding", &codings);

    if (length != NULL && coding != NULL)
        return "Content-Length and Transfer-Encoding exclude each other";
    if (length != NULL && !is_digits(length))
        return "Content-Length is no number";
    if (coding == NULL)
        return NULL;
    if (!g_str_equal(header->version, "HTTP/1.1"))
        return "Transfer-Encoding is of HTTP/1.1 only";
    if (coding->value_size != strlen("chunked") ||
        g_ascii_strncasecmp(coding->value, "chunked", coding->value_size) != 0)
        return "of Transfer-Encoding only chunked is known";
    return NULL;
}

static const char *lines_fault(const Header *header)
{
    for (size_t i = 0; i < header->count; i++) {
        if (!name_is_plain(&header->lines[i]))
            return "a header has no proper name: no blank may stand before its colon";
        if (!value_is_plain(&header->lines[i]))
            return "a header has a control character";
    }
    for (size_t i = 0; i < G_N_ELEMENTS(singles); i++) {
        size_t count = 0;
        line_find(header, singles[i], &count);
        if (count > 1)
            return "a header stands twice that may stand once";
    }
    size_t hosts = 0;
    line_find(header, "Host", &hosts);
    return hosts == 0 && g_str_equal(header->version, "HTTP/1.1") ? "Host is missing" : NULL;
}

const char *header_fault(const Header *header)
{
    if (!g_str_equal(header->version, "HTTP/1.1") && !g_str_equal(header->version, "HTTP/1.0"))
        return "neither HTTP/1.1 nor HTTP/1.0";
    const char *fault = lines_fault(header);
    fault = fault != NULL ? fault : length_fault(header);
    if (fault == NULL && header->size > 0 && !header_lies_well(header))
        fault = "lines end with CR and LF, are not folded, and hold no NUL";
    return fault;
}

bool header_is_chunked(const Header *header)
{
    size_t count = 0;

    line_find(header, "Transfer-Encoding", &count);
    return count > 0;
}
