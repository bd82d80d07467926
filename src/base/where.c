/* SPDX-License-Identifier: Apache-2.0 */
#include "base/where.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

typedef struct Scan {
    const char *at;
    const char *end;
} Scan;

static char scan_peek(Scan *scan)
{
    while (scan->at < scan->end && memchr(" \t\r\n", *scan->at, 4) != NULL)
        scan->at++;
    return scan->at < scan->end ? *scan->at : '\0';
}

static void scan_string(Scan *scan)
{
    for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
        if (*scan->at == '\\' && scan->at + 1 < scan->end)
            scan->at++;
    if (scan->at < scan->end)
        scan->at++;
}

static void scan_value(Scan *scan)
{
    int depth = 0;

    do {
        char c = scan_peek(scan);

        if (c == '\0')
            return;
        if (c == '"') {
            scan_string(scan);
            continue;
        }
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        scan->at++;
    } while (depth > 0);
    while (scan->at < scan->end && memchr(",]} \t\r\n", *scan->at, 7) == NULL)
        scan->at++;
}

/* Moves to the member `name` of the object that begins here; `*out_key` is where its key stands. */
static bool scan_member(Scan *scan, const char *name, const char **out_key)
{
    scan->at++;
    while (scan_peek(scan) == '"') {
        const char *key = scan->at;

        scan_string(scan);
        bool found = (size_t) (scan->at - key) == strlen(name) + 2 &&
                     strncmp(key + 1, name, strlen(name)) == 0;
        if (scan_peek(scan) == ':')
            scan->at++;
        scan_peek(scan);
        if (found) {
            *out_key = key;
            return true;
        }
        scan_value(scan);
        if (scan_peek(scan) == ',')
            scan->at++;
    }
    return false;
}

static bool scan_item(Scan *scan, const char *name, const char **out_key)
{
    guint64 index = g_ascii_strtoull(name, NULL, 10);

    scan->at++;
    for (guint64 i = 0; scan_peek(scan) != ']' && scan->at < scan->end; i++) {
        *out_key = scan->at;
        if (i == index)
            return true;
        scan_value(scan);
        if (scan_peek(scan) == ',')
            scan->at++;
    }
    return false;
}

int json_line(const char *text, size_t size, const char *pointer)
{
    Scan scan = {text, text + size};
    g_auto(GStrv) parts = g_strsplit(pointer, "/", -1);
    const char *found = text;
    int line = 1;

    for (size_t i = 1; parts[0] != NULL && parts[i] != NULL; i++) {
        char c = scan_peek(&scan);
        const char *key = found;
        bool here = c == '{' ? scan_member(&scan, parts[i], &key)
                             : c == '[' && scan_item(&scan, parts[i], &key);

        if (!here)
            break;
        found = key;
    }
    for (const char *p = text; p < found; p++)
        line += *p == '\n';
    return line;
}
