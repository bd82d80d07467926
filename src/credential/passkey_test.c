/* SPDX-License-Identifier: Apache-2.0 */
#include "credential/passkey.h"

#include "base/fail.h"
#include "credential/attestation.h"
#include "credential/base64url.h"

#include <string.h>

/* One key, its registration (challenge "create") and an assertion (challenge "get", counter 7), as
 * a browser at https://room.example sends them. */
#define CREATE_CLIENT                                                                              \
    "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiWTNKbFlYUmwiLCJvcmlnaW4i"                 \
    "OiJodHRwczovL3Jvb20uZXhhbXBsZSIsImNyb3NzT3JpZ2luIjpmYWxzZX0"
#define ATTESTATION                                                                                \
    "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViU9BjDTpEYLiliPMq0xLcV1s8-Bpj5HsOmh5m2"                 \
    "kqg866NFAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAECAwQFBgcICQoLDA0ODxClAQIDJiABIVgg8_AQ"                 \
    "GPXCkfy-Zt--m-R6TvxS194_q4eJPYLuijRh8-wiWCC-hEXumnl4t-7AEbXR1uSUcJkJvEjdOgpP"                 \
    "pVAq1HNrBQ"
#define GET_CLIENT                                                                                 \
    "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiWjJWMCIsIm9yaWdpbiI6Imh0dHBz"                 \
    "Oi8vcm9vbS5leGFtcGxlIiwiY3Jvc3NPcmlnaW4iOmZhbHNlfQ"
#define AUTH "9BjDTpEYLiliPMq0xLcV1s8-Bpj5HsOmh5m2kqg866MFAAAABw"
#define AUTH_UNVERIFIED "9BjDTpEYLiliPMq0xLcV1s8-Bpj5HsOmh5m2kqg866MBAAAABw"
#define AUTH_ABSENT "9BjDTpEYLiliPMq0xLcV1s8-Bpj5HsOmh5m2kqg866MEAAAABw"
#define SIGNATURE                                                                                  \
    "MEYCIQD25CA5Fxf5EsTTx8oDy1uRBupI6I0dQF8NXOhsDJMfuAIhAOePg3Vs2ZrKlkeY06EL6HjG"                 \
    "obTL_x4Ott44p4tgrAPc"

static const PasskeyAsked create_asked = {
    .challenge = "Y3JlYXRl", .origin = "https://room.example", .site = "room.example"};
static const PasskeyAsked get_asked = {
    .challenge = "Z2V0", .origin = "https://room.example", .site = "room.example"};

static void register_refused(
    const PasskeyAsked *asked, const char *client, const char *attestation, const char *reason)
{
    g_autoptr(GError) error = NULL;
    Passkey key = {0};
    g_assert_false(passkey_register(asked, client, attestation, &key, &error));
    g_assert_cmpstr(fail_reason(error), ==, reason);
    g_assert_null(key.id);
}

static void assert_refused(
    const PasskeyAsked *asked, int64_t counter, const PasskeyAnswer *answer, const char *reason)
{
    g_autoptr(GError) error = NULL;
    Passkey key = {0};
    int64_t next = -1;
    g_assert_true(passkey_register(&create_asked, CREATE_CLIENT, ATTESTATION, &key, &error));
    key.counter = counter;
    g_assert_false(passkey_assert(asked, &key, answer, &next, &error));
    g_assert_cmpstr(fail_reason(error), ==, reason);
    g_assert_cmpint(next, ==, -1);
    passkey_clear(&key);
}

static void test_registration(void)
{
    g_autoptr(GError) error = NULL;
    Passkey key = {0};
    passkey_register(&create_asked, CREATE_CLIENT, ATTESTATION, &key, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(key.id, ==, "AQIDBAUGBwgJCgsMDQ4PEA");
    g_assert_cmpint(key.algorithm, ==, -7);
    g_assert_cmpint(key.counter, ==, 0);
    g_autoptr(GBytes) point = base64url_read(key.public_key, 64);
    g_assert_cmpuint(g_bytes_get_size(point), ==, 64);
    passkey_clear(&key);
}

static void test_registration_refused(void)
{
    PasskeyAsked other = create_asked;
    other.challenge = "Z2V0";
    register_refused(&other, CREATE_CLIENT, ATTESTATION, "wrong_challenge");
    other = create_asked;
    other.origin = "https://evil.example";
    register_refused(&other, CREATE_CLIENT, ATTESTATION, "foreign_origin");
    other = create_asked;
    other.site = "evil.example";
    register_refused(&other, CREATE_CLIENT, ATTESTATION, "wrong_site");
    register_refused(&get_asked, GET_CLIENT, ATTESTATION, "wrong_type");
    register_refused(&create_asked, "####", ATTESTATION, "malformed");
    register_refused(&create_asked, "AAAA", ATTESTATION, "malformed");
    register_refused(&create_asked, CREATE_CLIENT, "oA", "malformed");
    register_refused(&create_asked, CREATE_CLIENT, AUTH, "malformed");
}

static void test_assertion(void)
{
    g_autoptr(GError) error = NULL;
    const PasskeyAnswer answer = {GET_CLIENT, AUTH, SIGNATURE};
    Passkey key = {0};
    int64_t next = 0;
    passkey_register(&create_asked, CREATE_CLIENT, ATTESTATION, &key, &error);
    g_assert_no_error(error);
    passkey_assert(&get_asked, &key, &answer, &next, &error);
    g_assert_no_error(error);
    g_assert_cmpint(next, ==, 7);
    passkey_clear(&key);
    g_autofree char *challenge = passkey_challenge(GET_CLIENT);
    g_assert_cmpstr(challenge, ==, "Z2V0");
}

static void test_assertion_refused(void)
{
    const PasskeyAnswer answer = {GET_CLIENT, AUTH, SIGNATURE};
    const PasskeyAnswer unverified = {GET_CLIENT, AUTH_UNVERIFIED, SIGNATURE};
    const PasskeyAnswer absent = {GET_CLIENT, AUTH_ABSENT, SIGNATURE};
    const PasskeyAnswer created = {CREATE_CLIENT, AUTH, SIGNATURE};
    const PasskeyAnswer unsigned_ = {GET_CLIENT, AUTH, "MEUCIQD25CA5"};
    const PasskeyAnswer cut = {GET_CLIENT, "9BjDTpEYLiliPMq0", SIGNATURE};
    PasskeyAsked other = get_asked;
    assert_refused(&create_asked, 0, &answer, "wrong_challenge");
    other.origin = "https://room.example.evil";
    assert_refused(&other, 0, &answer, "foreign_origin");
    other = get_asked;
    other.site = "example";
    assert_refused(&other, 0, &answer, "wrong_site");
    assert_refused(&get_asked, 0, &unverified, "not_verified");
    assert_refused(&get_asked, 0, &absent, "not_present");
    assert_refused(&create_asked, 0, &created, "wrong_type");
    assert_refused(&get_asked, 0, &unsigned_, "bad_signature");
    assert_refused(&get_asked, 0, &cut, "malformed");
    assert_refused(&get_asked, 7, &answer, "replayed");
    assert_refused(&get_asked, 8, &answer, "replayed");
}

static void test_sites(void)
{
    g_autofree char *named = passkey_site("https://Room.example:8443");
    g_autofree char *local = passkey_site("http://localhost:8420");
    g_assert_cmpstr(named, ==, "room.example");
    g_assert_cmpstr(local, ==, "localhost");
    g_assert_null(passkey_site("http://127.0.0.1:8420"));
    g_assert_null(passkey_site("https://[::1]"));
    g_assert_null(passkey_site("nonsense"));
}

static void test_base64url(void)
{
    for (gsize size = 0; size < 70; size++) {
        uint8_t bytes[70];
        memset(bytes, (int) (255 - size), sizeof bytes);
        g_autofree char *text = base64url_write(bytes, size);
        g_autoptr(GBytes) again = base64url_read(text, size);
        g_assert_nonnull(again);
        g_assert_cmpmem(bytes, size, g_bytes_get_data(again, NULL), g_bytes_get_size(again));
        g_assert_true(size == 0 || base64url_read(text, size - 1) == NULL);
    }
    const char *const wrong[] = {"A", "AA==", "A+A", "A/A", "A A", "AB", "\xe5", NULL};
    for (int i = 0; wrong[i] != NULL; i++)
        g_assert_null(base64url_read(wrong[i], 100));
}

/* {"authData": h'41'} and near misses. */
static void test_attestation(void)
{
    static const struct {
        const char *bytes;
        gsize size;
        bool right;
    } rows[] = {
        {"\xa1\x68"
         "authData"
         "\x41"
         "A",
            12, true},
        {"\xa1\x68"
         "authData"
         "\x61"
         "A",
            12, false}, /* a text */
        {"\xa1\x68"
         "authData"
         "\x42"
         "A",
            12, false}, /* too short */
        {"\xa1\x68"
         "authData"
         "\x41"
         "AA",
            13, false}, /* something behind */
        {"\xbf\x68"
         "authData"
         "\x41"
         "A\xff",
            13, false}, /* no definite length */
        {"\xa2\x68"
         "authData"
         "\x41"
         "A\x68"
         "authData"
         "\x41"
         "A",
            23, false}, /* twice */
        {"\xbb\xff\xff\xff\xff\xff\xff\xff\xff", 9, false},
        {"\x81\x81\x81\x81\x81\x81\x81\x81\x81\x80", 10, false},
        {"", 0, false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        const uint8_t *found = NULL;
        gsize size = 0;
        bool read =
            attestation_read((const uint8_t *) rows[i].bytes, rows[i].size, &found, &size, &error);
        g_assert_true(read == rows[i].right);
        g_assert_true(read || strcmp(fail_reason(error), "malformed") == 0);
        g_assert_true(!read || (size == 1 && *found == 'A'));
    }
}

/* What a key's bytes claim is found out before libfido2 asks for the memory. */
static void test_claims(void)
{
    static const struct {
        const char *bytes;
        gsize size;
        bool fits;
    } rows[] = {
        {"\xa1\x01\x02", 3, true},
        {"\xa1\x01\x02\xa0", 4, true}, /* and extensions */
        {"\x42"
         "A",
            2, false},
        {"\x9a\x79\x78\xb7\xee", 5, false},
        {"\xa1\x01\xba\x79\x78\xb7\xee", 7, false},
        {"", 0, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_true(
            attestation_fits((const uint8_t *) rows[i].bytes, rows[i].size) == rows[i].fits);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/passkey/a_registration_gives_a_key", test_registration);
    g_test_add_func("/passkey/each_wrong_registration_has_its_reason", test_registration_refused);
    g_test_add_func("/passkey/an_assertion_moves_the_counter", test_assertion);
    g_test_add_func("/passkey/each_wrong_assertion_has_its_reason", test_assertion_refused);
    g_test_add_func("/passkey/wants_a_name_and_no_address", test_sites);
    g_test_add_func("/passkey/reads_only_what_it_writes_as_base64url", test_base64url);
    g_test_add_func("/passkey/the_map_is_read_or_refused", test_attestation);
    g_test_add_func("/passkey/a_claimed_length_lies_inside", test_claims);
    return g_test_run();
}
