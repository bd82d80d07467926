/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <string.h>

static char *hash(DigestKind kind, const char *a, const char *b)
{
    g_autoptr(Digest) digest = digest_new(kind);
    uint8_t out[DIGEST_SIZE];
    digest_pair(digest, "noise", 5, "", 0, out);
    digest_pair(digest, a, strlen(a), b, strlen(b), out);
    char *text = g_malloc(DIGEST_HEX);
    hex_write(out, DIGEST_SIZE, text);
    return text;
}

static void test_sm3_gives_the_known_answers(void)
{
    /* GB/T 32905-2016, annex A. */
    g_autofree char *abc = hash(DIGEST_SM3, "abc", "");
    g_assert_cmpstr(abc, ==, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    const char *half = "abcdabcdabcdabcdabcdabcdabcdabcd";
    g_autofree char *abcd = hash(DIGEST_SM3, half, half);
    g_assert_cmpstr(abcd, ==, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

static void test_sha256_gives_the_known_answers(void)
{
    g_autofree char *abc = hash(DIGEST_SHA256, "", "abc");
    g_assert_cmpstr(abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    g_autofree char *none = hash(DIGEST_SHA256, "", "");
    g_assert_cmpstr(none, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_kinds_have_names(void)
{
    DigestKind kind = DIGEST_SHA256;
    g_assert_true(digest_kind("sm3", &kind));
    g_assert_cmpint(kind, ==, DIGEST_SM3);
    g_assert_true(digest_kind("sha256", &kind));
    g_assert_cmpint(kind, ==, DIGEST_SHA256);
    g_assert_false(digest_kind("md5", &kind));
    g_assert_false(digest_kind(NULL, &kind));
}

static void test_hex_goes_both_ways(void)
{
    uint8_t bytes[3] = {0};
    g_assert_true(hex_read("00Ff1a", bytes, 3));
    char text[7];
    hex_write(bytes, 3, text);
    g_assert_cmpstr(text, ==, "00ff1a");
    g_assert_false(hex_read("00ff1", bytes, 3));
    g_assert_false(hex_read("00ff1g", bytes, 3));
    g_assert_false(hex_read("00ff1a00", bytes, 3));
}

static void test_random_text_differs_each_time(void)
{
    g_autofree char *a = random_hex(16), *b = random_hex(16);
    g_assert_cmpuint(strlen(a), ==, 32);
    g_assert_cmpstr(a, !=, b);
    g_assert_true(bytes_equal("same", "same", 4));
    g_assert_false(bytes_equal("same", "sane", 4));
}

/* RFC 4231, cases 1 and 2. */
static void test_a_keyed_digest_gives_the_known_answers(void)
{
    static const struct {
        const char *key, *message, *expected;
    } cases[] = {
        {"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
            "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    };
    g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint8_t out[DIGEST_SIZE];
        char hex[DIGEST_HEX];

        digest_keyed(digest, (DigestPart){cases[i].key, strlen(cases[i].key)},
            (DigestPart){cases[i].message, strlen(cases[i].message)}, out);
        hex_write(out, sizeof out, hex);
        g_assert_cmpstr(hex, ==, cases[i].expected);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/digest/SM3 gives the known answers", test_sm3_gives_the_known_answers);
    g_test_add_func("/digest/SHA-256 gives the known answers", test_sha256_gives_the_known_answers);
    g_test_add_func("/digest/a keyed digest gives the known answers",
        test_a_keyed_digest_gives_the_known_answers);
    g_test_add_func("/digest/kinds have names", test_kinds_have_names);
    g_test_add_func("/digest/hex goes both ways", test_hex_goes_both_ways);
    g_test_add_func("/digest/random text differs each time", test_random_text_differs_each_time);
    return g_test_run();
}
