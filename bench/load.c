/* SPDX-License-Identifier: Apache-2.0 */
/* Sends prepared HTTP/1.1 requests over many kept connections and says how long each took.
 *
 *   bench-load ADDRESS PORT CONNECTIONS SECONDS RATE FILE
 *
 * FILE holds raw requests, each after a line with its length in bytes; connection n sends request n
 * modulo their count, again and again. Every ten '#' in a row inside a request become a number that
 * no other request has. RATE 0 sends as fast as answers come; otherwise so many requests a second
 * are begun, and a latency counts from the moment a request was due, not from when it could go.
 * Prints one JSON object. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARK "##########"
#define ANSWER_MAX 65536

typedef struct Connection {
    int fd;
    bool busy;
    double due; /* seconds on the monotonic clock */
    GString *request;
    GPtrArray *marks; /* char *, inside request: what is numbered */
    char answer[ANSWER_MAX];
    size_t answered;
} Connection;

typedef struct Load {
    struct sockaddr_in address;
    int epoll;
    GPtrArray *templates; /* GString * */
    Connection *connections;
    int count;
    double begun, until, rate;
    int64_t started, numbered;
    GArray *latencies; /* double, seconds */
    int64_t statuses[600];
    int64_t broken;
} Load;

static double seconds_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static GPtrArray *templates_read(const char *path)
{
    GPtrArray *templates = g_ptr_array_new();
    FILE *file = fopen(path, "rb");
    size_t length = 0;

    while (file && fscanf(file, "%zu\n", &length) == 1 && length < ANSWER_MAX) {
        GString *request = g_string_sized_new(length);
        g_string_set_size(request, length);
        if (fread(request->str, 1, length, file) != length)
            g_error("%s ends early", path);
        g_ptr_array_add(templates, request);
    }
    if (!file || templates->len == 0)
        g_error("no requests in %s", path);
    fclose(file);
    return templates;
}

static void connection_open(Load *load, Connection *connection)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    int one = 1;

    connection->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection->fd, (struct sockaddr *) &load->address, sizeof load->address) != 0)
        g_error("connect: %s", g_strerror(errno));
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event);
}

static void connections_open(Load *load)
{
    load->connections = g_new0(Connection, (gsize) load->count);
    for (int i = 0; i < load->count; i++) {
        Connection *connection = &load->connections[i];
        const GString *given = g_ptr_array_index(load->templates, (guint) i % load->templates->len);
        connection->request = g_string_new_len(given->str, (gssize) given->len);
        connection->marks = g_ptr_array_new();
        for (char *at = connection->request->str; (at = strstr(at, MARK)) != NULL;
             at += strlen(MARK))
            g_ptr_array_add(connection->marks, at);
        connection_open(load, connection);
    }
}

static void request_send(Load *load, Connection *connection, double due)
{
    char number[sizeof MARK];

    g_snprintf(number, sizeof number, "%010" G_GINT64_FORMAT, ++load->numbered);
    for (guint i = 0; i < connection->marks->len; i++)
        memcpy(connection->marks->pdata[i], number, strlen(MARK));
    connection->busy = true;
    connection->due = due;
    connection->answered = 0;
    load->started++;
    /* Requests are small and the connection idle: the socket's buffer takes them whole. */
    if (write(connection->fd, connection->request->str, connection->request->len) !=
        (ssize_t) connection->request->len)
        g_error("write: %s", g_strerror(errno));
}

/* The status, once the answer is there whole; 0 before. */
static int answer_status(const Connection *connection)
{
    const char *end = strstr(connection->answer, "\r\n\r\n");
    const char *length = end ? strcasestr(connection->answer, "\r\ncontent-length:") : NULL;

    if (!end || strlen(connection->answer) < 12)
        return 0;
    size_t wanted = (size_t) (end + 4 - connection->answer);
    if (length && length < end)
        wanted += strtoul(length + strlen("\r\ncontent-length:"), NULL, 10);
    return connection->answered >= wanted ? (int) strtol(connection->answer + 9, NULL, 10) : 0;
}

static void connection_again(Load *load, Connection *connection)
{
    load->broken++;
    close(connection->fd);
    connection->busy = false;
    connection_open(load, connection);
}

static void answer_take(Load *load, Connection *connection)
{
    ssize_t got = read(connection->fd, connection->answer + connection->answered,
        ANSWER_MAX - 1 - connection->answered);

    if (got <= 0) {
        connection_again(load, connection);
        return;
    }
    connection->answered += (size_t) got;
    connection->answer[connection->answered] = '\0';
    int status = answer_status(connection);
    if (status == 0)
        return;
    double took = seconds_now() - connection->due;
    g_array_append_val(load->latencies, took);
    load->statuses[CLAMP(status, 0, 599)]++;
    connection->busy = false;
}

/* Begins what is due now on connections that are free. */
static void requests_begin(Load *load, double now)
{
    for (int i = 0; i < load->count && now < load->until; i++) {
        Connection *connection = &load->connections[(load->started + i) % load->count];
        double due = load->rate > 0 ? load->begun + (double) load->started / load->rate : now;

        if (due > now)
            return;
        if (!connection->busy)
            request_send(load, connection, due);
    }
}

static bool load_is_over(const Load *load, double now)
{
    if (now < load->until)
        return false;
    for (int i = 0; i < load->count; i++)
        if (load->connections[i].busy)
            return now > load->until + 10;
    return true;
}

static void load_run(Load *load, double duration)
{
    struct epoll_event events[256];

    load->begun = seconds_now();
    load->until = load->begun + duration;
    requests_begin(load, load->begun);
    while (!load_is_over(load, seconds_now())) {
        int ready = epoll_wait(load->epoll, events, G_N_ELEMENTS(events), 1);
        for (int i = 0; i < ready; i++) {
            Connection *connection = events[i].data.ptr;
            answer_take(load, connection);
            if (load->rate <= 0 && !connection->busy && seconds_now() < load->until)
                request_send(load, connection, seconds_now());
        }
        if (load->rate > 0)
            requests_begin(load, seconds_now());
    }
}

static int compare_doubles(gconstpointer a, gconstpointer b)
{
    double left = *(const double *) a, right = *(const double *) b;
    return left < right ? -1 : left > right;
}

static double percentile_ms(const Load *load, double part)
{
    guint n = load->latencies->len;
    return n == 0 ? 0 : 1000 * g_array_index(load->latencies, double, (guint) (part * (n - 1)));
}

static void load_report(Load *load, double duration)
{
    g_array_sort(load->latencies, compare_doubles);
    printf("{\"answers\": %u, \"a_second\": %.0f, \"p50_ms\": %.2f, \"p90_ms\": %.2f, \"p99_ms\": "
           "%.2f, \"max_ms\": %.2f, \"broken\": %" G_GINT64_FORMAT ", \"statuses\": {",
        load->latencies->len, load->latencies->len / duration, percentile_ms(load, 0.5),
        percentile_ms(load, 0.9), percentile_ms(load, 0.99), percentile_ms(load, 1.0),
        load->broken);
    const char *comma = "";
    for (int status = 0; status < 600; status++) {
        if (load->statuses[status] == 0)
            continue;
        printf("%s\"%d\": %" G_GINT64_FORMAT, comma, status, load->statuses[status]);
        comma = ", ";
    }
    printf("}}\n");
}

int main(int argc, char **argv)
{
    Load load = {.address = {.sin_family = AF_INET}};

    if (argc != 7) {
        fprintf(stderr, "usage: bench-load ADDRESS PORT CONNECTIONS SECONDS RATE FILE\n");
        return 2;
    }
    inet_pton(AF_INET, argv[1], &load.address.sin_addr);
    load.address.sin_port = htons((uint16_t) strtoul(argv[2], NULL, 10));
    load.count = (int) strtol(argv[3], NULL, 10);
    double duration = g_ascii_strtod(argv[4], NULL);
    load.rate = g_ascii_strtod(argv[5], NULL);
    load.templates = templates_read(argv[6]);
    load.epoll = epoll_create1(0);
    load.latencies = g_array_new(FALSE, FALSE, sizeof(double));
    connections_open(&load);
    load_run(&load, duration);
    load_report(&load, duration);
    return 0;
}
