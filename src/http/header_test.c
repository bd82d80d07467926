/* SPDX-License-Identifier: Apache-2.0 */
#include "http/header.h"

#include <glib.h>
#include <string.h>

#define LINES_MAX 16

/* Takes a header apart in place as the daemon does: bare LF ends a line too, text stops at NUL. */
typedef struct Reading {
    char bytes[512];
    HeaderLine lines[LINES_MAX];
    Header header;
} Reading;

static char *line_end(char *from, char *limit, char **out_next)
{
    char *lf = memchr(from, '\n', (size_t) (limit - from));

    g_assert_nonnull(lf);
    *out_next = lf + 1;
    bool has_cr = lf > from && lf[-1] == '\r';
    lf[0] = '\0';
    lf[has_cr ? -1 : 0] = '\0';
    return lf;
}

static void line_read(Reading *reading, char *line)
{
    char *colon = strchr(line, ':');
    HeaderLine *out = &reading->lines[reading->header.count++];

    g_assert_nonnull(colon);
    *colon++ = '\0';
    colon += strspn(colon, " \t");
    *out = (HeaderLine){line, strlen(line), colon, strlen(colon)};
}

static void reading_take(Reading *reading, const char *text, size_t size)
{
    char *limit = reading->bytes + size;
    char *next = NULL;

    memcpy(reading->bytes, text, size);
    char *end = line_end(reading->bytes, limit, &next);
    char *target = strchr(reading->bytes, ' ');
    *target++ = '\0';
    target += strspn(target, " ");
    while (end > target && (end[-1] == ' ' || end[-1] == '\0'))
        end--;
    char *version = memrchr(target, ' ', (size_t) (end - target));
    *version++ = '\0';
    reading->header = (Header){.method = reading->bytes,
        .target = target,
        .target_size = strlen(target),
        .version = version,
        .lines = reading->lines};
    for (char *line = next; next < limit; line = next) {
        line_end(line, limit, &next);
        if (*line == '\0')
            break;
        line_read(reading, line);
    }
    reading->header.size = (size_t) (next - reading->bytes);
}

static const char *fault_of(const char *text, size_t size)
{
    Reading reading = {.header = {.count = 0}};

    reading_take(&reading, text, size);
    return header_fault(&reading.header);
}

#define FAULT(text) fault_of(text, sizeof(text) - 1)
#define LINE "POST /a?b=c HTTP/1.1\r\n"
#define HOST "Host: desk\r\n"

static void test_plain(void)
{
    g_assert_null(FAULT("GET / HTTP/1.0\r\n\r\n"));
    g_assert_null(FAULT("GET / HTTP/1.1\r\nHost: desk\r\n\r\n"));
    g_assert_null(FAULT(LINE "Host:desk\r\nX:\r\nY: \t a b \r\nZ: \xe5\x8e\x85\r\n\r\n"));
    g_assert_null(FAULT(LINE HOST "Content-Length: 5\r\nCookie: a=b\r\nCookie: c=d\r\n\r\n"));
    g_assert_null(FAULT(LINE HOST "transfer-encoding: Chunked\r\n\r\n"));
}

static void test_two_lengths(void)
{
    g_assert_nonnull(FAULT(LINE HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Content-Length: 5\r\nContent-Length: 6\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Content-Length: 5\r\ncontent-length: 5\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Content-Length: +5\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Content-Length: 5, 5\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Content-Length:\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Transfer-Encoding: gzip\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Transfer-Encoding: gzip, chunked\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Transfer-Encoding: chunked \r\n\r\n"));
    g_assert_nonnull(
        FAULT(LINE HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"));
    g_assert_nonnull(FAULT("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"));
}

static void test_twice(void)
{
    g_assert_nonnull(FAULT(LINE HOST HOST "\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Origin: http://a\r\norigin: http://b\r\n\r\n"));
}

static void test_names(void)
{
    g_assert_nonnull(FAULT("GET / HTTP/1.1\r\nX: a\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "Content-Length : 30\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST " X: folded\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST ": nameless\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "X\x01: a\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "X: a\rb\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "X: a\x7f\r\n\r\n"));
}

static void test_gaps(void)
{
    g_assert_nonnull(FAULT("POST /a HTTP/1.1\n" HOST "\r\n"));
    g_assert_nonnull(FAULT(LINE "Host: desk\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "\n"));
    g_assert_nonnull(FAULT(LINE HOST "X: a\0b\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "X:\0\r\n\r\n"));
    g_assert_nonnull(FAULT(LINE HOST "\0Content-Length: 5\r\n\r\n"));
    g_assert_nonnull(FAULT("POST  /a HTTP/1.1\r\n" HOST "\r\n"));
    g_assert_nonnull(FAULT("POST /a\0b HTTP/1.1\r\n" HOST "\r\n"));
    g_assert_nonnull(FAULT("POST /a HTTP/1.1 \r\n" HOST "\r\n"));
    g_assert_nonnull(FAULT("POST /a HTTP/1.2\r\n" HOST "\r\n"));
}

/* What the daemon makes of a folded line lies somewhere else. */
static void test_moved(void)
{
    Reading reading = {.header = {.count = 0}};
    const char *text = LINE HOST "X: a\r\n\r\n";

    reading_take(&reading, text, strlen(text));
    g_assert_null(header_fault(&reading.header));
    reading.lines[1].name = "Xb";
    reading.lines[1].name_size = 2;
    g_assert_nonnull(header_fault(&reading.header));
    reading.header.size = 0;
    g_assert_null(header_fault(&reading.header));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/header/takes_what_everybody_reads_alike", test_plain);
    g_test_add_func("/header/the_length_is_said_in_one_way", test_two_lengths);
    g_test_add_func("/header/what_may_stand_once_stands_once", test_twice);
    g_test_add_func("/header/names_and_values_are_proper", test_names);
    g_test_add_func("/header/a_gap_shows_what_was_read_leniently", test_gaps);
    g_test_add_func("/header/so_does_a_line_that_lies_elsewhere", test_moved);
    return g_test_run();
}
