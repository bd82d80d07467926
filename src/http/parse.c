/* SPDX-License-Identifier: Apache-2.0 */
#include "http/parse.h"

#include "base/json.h"

#include <string.h>

/* One escaped piece: owned text, or NULL when it is not decent UTF-8. */
static char *piece_decode(const char *from, size_t length, bool plus_is_space)
{
    g_autoptr(GString) out = g_string_sized_new(length + 1);
    for (size_t i = 0; i < length; i++) {
        char c = from[i];
        if (c == '%') {
            if (i + 2 >= length || !g_ascii_isxdigit(from[i + 1]) || !g_ascii_isxdigit(from[i + 2]))
                return NULL;
            c = (char) (g_ascii_xdigit_value(from[i + 1]) * 16 + g_ascii_xdigit_value(from[i + 2]));
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if ((unsigned char) c < 0x20 || c == 0x7f)
            return NULL;
        g_string_append_c(out, c);
    }
    if (!g_utf8_validate(out->str, (gssize) out->len, NULL))
        return NULL;
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static bool segments_parse(const char *path, size_t length, char ***out_segments, GError **error)
{
    g_autoptr(GPtrArray) segments = g_ptr_array_new_with_free_func(g_free);
    const char *end = path + length;

    while (path < end) {
        const char *from = path + 1;
        const char *to = memchr(from, '/', (size_t) (end - from));
        to = to == NULL ? end : to;
        char *segment = piece_decode(from, (size_t) (to - from), false);
        if (segment == NULL)
            return fail(error, FAIL_INVALID, "path is not properly escaped UTF-8");
        g_ptr_array_add(segments, segment);
        if (g_str_equal(segment, ".") || g_str_equal(segment, "..") || strchr(segment, '/'))
            return fail(error, FAIL_INVALID, "path has a segment that is none");
        if (segments->len > SEGMENTS_MAX)
            return fail(error, FAIL_INVALID, "path has more than %d segments", SEGMENTS_MAX);
        path = to;
    }
    if (segments->len == 1 && *(const char *) segments->pdata[0] == '\0')
        g_ptr_array_set_size(segments, 0);
    g_ptr_array_add(segments, NULL);
    *out_segments = (char **) g_ptr_array_free(g_steal_pointer(&segments), FALSE);
    return true;
}

static bool parameter_parse(const char *from, size_t length, GPtrArray *query, GError **error)
{
    const char *equals = memchr(from, '=', length);
    size_t name_length = equals == NULL ? length : (size_t) (equals - from);
    g_autofree char *name = piece_decode(from, name_length, true);
    g_autofree char *value =
        equals == NULL ? g_strdup("") : piece_decode(equals + 1, length - name_length - 1, true);

    if (name == NULL || value == NULL || *name == '\0')
        return fail(error, FAIL_INVALID, "query is not properly escaped UTF-8");
    g_ptr_array_add(query, g_steal_pointer(&name));
    g_ptr_array_add(query, g_steal_pointer(&value));
    if (query->len > 2 * PARAMETERS_MAX)
        return fail(error, FAIL_INVALID, "query has more than %d parameters", PARAMETERS_MAX);
    return true;
}

static bool query_parse(const char *text, GPtrArray *query, GError **error)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "&");
        if (length > 0 && !parameter_parse(text, length, query, error))
            return false;
        text += length;
        text += *text == '&' ? 1 : 0;
    }
    return true;
}

bool target_parse(const char *raw, Target *out_target, GError **error)
{
    g_auto(GStrv) segments = NULL;
    g_autoptr(GPtrArray) query = g_ptr_array_new_with_free_func(g_free);

    if (raw[0] != '/')
        return fail(error, FAIL_INVALID, "request target does not begin with a slash");
    if (strlen(raw) > TARGET_MAX)
        return fail(error, FAIL_INVALID, "request target is longer than %d bytes", TARGET_MAX);
    for (const char *c = raw; *c != '\0'; c++) {
        if ((unsigned char) *c <= 0x20 || *c == 0x7f)
            return fail(error, FAIL_INVALID, "request target has a blank or a control character");
    }
    size_t length = strcspn(raw, "?");
    if (!segments_parse(raw, length, &segments, error))
        return false;
    if (raw[length] == '?' && !query_parse(raw + length + 1, query, error))
        return false;
    out_target->segments = g_steal_pointer(&segments);
    out_target->query = g_steal_pointer(&query);
    return true;
}

void target_clear(Target *target)
{
    g_clear_pointer(&target->segments, g_strfreev);
    g_clear_pointer(&target->query, g_ptr_array_unref);
}

const char *target_query(const Target *target, const char *name)
{
    for (guint i = 0; target->query != NULL && i + 1 < target->query->len; i += 2) {
        if (g_str_equal(target->query->pdata[i], name))
            return target->query->pdata[i + 1];
    }
    return NULL;
}

char *cookie_value(const char *header, const char *name)
{
    size_t name_length = strlen(name);

    while (header != NULL && *header != '\0') {
        header += strspn(header, " \t");
        size_t length = strcspn(header, ";");
        if (length > name_length && strncmp(header, name, name_length) == 0 &&
            header[name_length] == '=') {
            g_autofree char *value = g_strndup(header + name_length + 1, length - name_length - 1);
            g_strchomp(value);
            size_t size = strlen(value);
            return size > 0 && size <= TOKEN_MAX ? g_steal_pointer(&value) : NULL;
        }
        header += length;
        header += *header == ';' ? 1 : 0;
    }
    return NULL;
}

char *bearer_token(const char *header)
{
    if (header == NULL || g_ascii_strncasecmp(header, "Bearer ", 7) != 0)
        return NULL;
    g_autofree char *token = g_strstrip(g_strdup(header + 7));
    size_t size = strlen(token);
    return size > 0 && size <= TOKEN_MAX ? g_steal_pointer(&token) : NULL;
}

bool etag_listed(const char *header, const char *etag, bool weak)
{
    size_t etag_length = strlen(etag);

    while (header != NULL && *header != '\0') {
        header += strspn(header, " \t,");
        if (*header == '*')
            return true;
        bool is_weak = strncmp(header, "W/", 2) == 0;
        header += is_weak ? 2 : 0;
        if (strncmp(header, etag, etag_length) == 0 && strchr(" \t,", header[etag_length]) &&
            (weak || !is_weak))
            return true;
        header += strcspn(header, ",");
    }
    return false;
}

/* "gzip;q=0.5": does the quality, if there is one, say more than zero? */
static bool quality_is_positive(const char *parameters, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++) {
        if ((parameters[i] != 'q' && parameters[i] != 'Q') || parameters[i + 1] != '=')
            continue;
        for (size_t j = i + 2; j < length; j++) {
            if (parameters[j] >= '1' && parameters[j] <= '9')
                return true;
        }
        return false;
    }
    return true;
}

bool encoding_accepted(const char *header, const char *coding)
{
    size_t coding_length = strlen(coding);

    while (header != NULL && *header != '\0') {
        header += strspn(header, " \t,");
        size_t length = strcspn(header, ",");
        size_t name_length = strcspn(header, ",; \t");
        if (name_length == coding_length && g_ascii_strncasecmp(header, coding, name_length) == 0)
            return quality_is_positive(header + name_length, length - name_length);
        header += length;
    }
    return false;
}

bool origin_is_host(const char *origin, const char *host)
{
    static const struct {
        const char *scheme;
        const char *port;
    } schemes[] = {{"http://", ":80"}, {"https://", ":443"}};

    for (size_t i = 0; host != NULL && i < G_N_ELEMENTS(schemes); i++) {
        if (!g_str_has_prefix(origin, schemes[i].scheme))
            continue;
        const char *from = origin + strlen(schemes[i].scheme);
        g_autofree char *spelled = g_strconcat(from, schemes[i].port, NULL);
        g_autofree char *default_host = g_strconcat(host, schemes[i].port, NULL);
        return g_ascii_strcasecmp(from, host) == 0 || g_ascii_strcasecmp(spelled, host) == 0 ||
               g_ascii_strcasecmp(from, default_host) == 0;
    }
    return false;
}

bool media_type_is(const char *header, const char *media_type)
{
    if (header == NULL)
        return false;
    header += strspn(header, " \t");
    size_t length = strcspn(header, "; \t");
    return length == strlen(media_type) && g_ascii_strncasecmp(header, media_type, length) == 0;
}

bool event_id_parse(const char *text, const char *epoch, int64_t *out_n)
{
    size_t length = strlen(epoch);

    if (strncmp(text, epoch, length) != 0 || text[length] != '.')
        return false;
    guint64 n = 0;
    if (!g_ascii_string_to_unsigned(text + length + 1, 10, 0, JSON_INTEGER_MAX, &n, NULL))
        return false;
    *out_n = (int64_t) n;
    return true;
}

bool listen_parse(const char *text, char **out_address, uint16_t *out_port, GError **error)
{
    const char *colon = strrchr(text, ':');
    guint64 port = 0;

    if (colon == NULL || !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL))
        return fail(error, FAIL_INVALID, "'%s' is not ADDRESS:PORT", text);
    g_autofree char *address = g_strndup(text, (gsize) (colon - text));
    size_t length = strlen(address);
    if (address[0] == '[' && address[length - 1] == ']') {
        address[length - 1] = '\0';
        memmove(address, address + 1, length - 1);
    } else if (strchr(address, ':') != NULL) {
        return fail(error, FAIL_INVALID, "'%s': write an IPv6 address in brackets", text);
    }
    *out_address = g_steal_pointer(&address);
    *out_port = (uint16_t) port;
    return true;
}

bool listen_is_loopback(const char *text)
{
    g_autofree char *address = NULL;
    uint16_t port = 0;

    return listen_parse(text, &address, &port, NULL) &&
           (g_str_has_prefix(address, "127.") || g_str_equal(address, "::1") ||
               g_str_equal(address, "localhost"));
}

bool key_is_plain(const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++) {
        if (text[i] <= 0x20 || text[i] >= 0x7f)
            return false;
    }
    return length >= 1 && length <= 200;
}
