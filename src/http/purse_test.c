/* SPDX-License-Identifier: Apache-2.0 */
#include "http/purse.h"

#include <sys/socket.h>
#include <unistd.h>

#define MIB ((size_t) 1024 * 1024)

/* A connection, and whether its other end was told that it is over. */
typedef struct Line {
    int ends[2];
    Peer *peer;
} Line;

typedef struct Hall {
    Refusals *refusals;
    Peers *peers;
    Purses *purses;
    Line lines[200];
    unsigned count;
} Hall;

static Hall *hall_new(void)
{
    Hall *hall = g_new0(Hall, 1);

    hall->refusals = refusals_new();
    hall->peers = peers_new(
        &(PeersConfig){.most = 1000, .most_each = 1000, .refusals = hall->refusals}, NULL);
    hall->purses = purses_new();
    return hall;
}

static Line *hall_line(Hall *hall)
{
    Line *line = &hall->lines[hall->count++];

    g_assert_cmpuint(hall->count, <=, G_N_ELEMENTS(hall->lines));
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, line->ends), ==, 0);
    line->peer = peer_came(hall->peers, line->ends[0], NULL);
    return line;
}

static void hall_free(Hall *hall)
{
    purses_free(hall->purses);
    for (unsigned i = 0; i < hall->count; i++) {
        peer_gone(hall->lines[i].peer);
        close(hall->lines[i].ends[0]);
        close(hall->lines[i].ends[1]);
    }
    peers_free(hall->peers);
    refusals_free(hall->refusals);
    g_free(hall);
}

static bool line_is_cut(const Line *line)
{
    char byte = 0;

    return recv(line->ends[1], &byte, 1, MSG_DONTWAIT) == 0;
}

/* Bodies of strangers that are held back: `count` of `size` bytes. */
static void hold_back(Hall *hall, Purse **purses, unsigned count, const char *name, size_t size)
{
    for (unsigned i = 0; i < count; i++) {
        purses[i] = purse_open_stranger(hall->purses, hall_line(hall)->peer, name);
        purse_add(purses[i], size);
    }
}

static void test_oldest_makes_room(void)
{
    Hall *hall = hall_new();
    Purse *held[17];
    g_autoptr(GError) error = NULL;

    hold_back(hall, held, 16, NULL, MIB);
    g_assert_false(line_is_cut(&hall->lines[0]));
    hold_back(hall, held + 16, 1, NULL, 100);
    g_assert_true(line_is_cut(&hall->lines[0]));
    g_assert_false(line_is_cut(&hall->lines[1]));
    g_assert_false(line_is_cut(&hall->lines[16]));
    g_assert_true(purse_add(held[16], 100));
    g_assert_false(purse_add(held[0], 1));
    Purse *known = purse_open(hall->purses, hall_line(hall)->peer, "s1", 20 * MIB, &error);
    g_assert_no_error(error);
    g_assert_true(purse_add(known, 20 * MIB));
    purse_close(known);
    for (size_t i = 0; i < G_N_ELEMENTS(held); i++)
        purse_close(held[i]);
    g_assert_cmpuint(purses_held(hall->purses), ==, 0);
    g_assert_cmpuint(purses_freed(hall->purses), ==, 36 * MIB + 201);
    hall_free(hall);
}

static void test_address(void)
{
    Hall *hall = hall_new();
    Purse *held[PURSE_ADDRESS_BODIES + 2];
    Purse *many[2];

    hold_back(hall, held, PURSE_ADDRESS_BODIES, "10.1.1.1", 100);
    hold_back(hall, held + PURSE_ADDRESS_BODIES, 1, "10.2.2.2", 100);
    g_assert_false(line_is_cut(&hall->lines[0]));
    hold_back(hall, held + PURSE_ADDRESS_BODIES + 1, 1, "10.1.1.1", 100);
    g_assert_true(line_is_cut(&hall->lines[0]));
    g_assert_false(line_is_cut(&hall->lines[1]));
    g_assert_false(line_is_cut(&hall->lines[PURSE_ADDRESS_BODIES]));
    hold_back(hall, many, 2, "10.3.3.3", PURSE_ADDRESS_MAX - 10);
    g_assert_true(line_is_cut(&hall->lines[hall->count - 2]));
    g_assert_false(line_is_cut(&hall->lines[hall->count - 1]));
    g_assert_false(purse_add(many[1], 100));
    for (size_t i = 0; i < G_N_ELEMENTS(held); i++)
        purse_close(held[i]);
    purse_close(many[0]);
    purse_close(many[1]);
    hall_free(hall);
}

static void test_session(void)
{
    Hall *hall = hall_new();
    Peer *peer = hall_line(hall)->peer;
    g_autoptr(GError) share = NULL;
    g_autoptr(GError) busy = NULL;
    Purse *first = purse_open(hall->purses, peer, "s1", PURSE_SESSION_MAX - MIB, NULL);

    g_assert_null(purse_open(hall->purses, peer, "s1", 2 * MIB, &share));
    g_assert_error(share, FAIL, FAIL_UNAVAILABLE);
    g_assert_cmpstr(fail_reason(share), ==, "too_many");
    Purse *second = purse_open(hall->purses, peer, "s2", PURSE_KNOWN_MAX - PURSE_SESSION_MAX, NULL);
    g_assert_nonnull(second);
    g_assert_null(purse_open(hall->purses, peer, "s3", 2 * MIB, &busy));
    g_assert_cmpstr(fail_reason(busy), ==, "busy");
    purse_close(first);
    Purse *third = purse_open(hall->purses, peer, "s3", 0, NULL);
    g_assert_true(purse_add(third, 2 * MIB));
    g_assert_true(purse_add(third, PURSE_SESSION_MAX - 2 * MIB));
    g_assert_false(purse_add(third, 1));
    purse_close(second);
    purse_close(third);
    hall_free(hall);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/purse/the_oldest_body_of_a_stranger_makes_room", test_oldest_makes_room);
    g_test_add_func("/purse/an_address_fills_only_its_own_share", test_address);
    g_test_add_func("/purse/who_is_signed_in_has_room_for_the_whole_or_is_refused", test_session);
    return g_test_run();
}
