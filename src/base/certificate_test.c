/* SPDX-License-Identifier: Apache-2.0 */
#include "base/certificate.h"

#include "base/fail.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define NOW INT64_C(1772563200000) /* 2026-03-03T18:40:00Z */

static X509 *x509_of(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    g_assert_nonnull(x509);
    return x509;
}

static void check_chain(X509 *authority, X509 *leaf, time_t at, int expected)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *parameters = X509_STORE_get0_param(store);

    X509_STORE_add_cert(store, authority);
    X509_VERIFY_PARAM_set_time(parameters, at);
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
    X509_STORE_CTX_init(context, store, leaf, NULL);
    X509_verify_cert(context);
    g_assert_cmpint(X509_STORE_CTX_get_error(context), ==, expected);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
}

static void test_chain(void)
{
    g_autoptr(GError) error = NULL;
    const char *hosts[] = {"duty.lan", "192.168.1.5", "::1", NULL};
    Certificate authority = {0};
    Certificate certificate = {0};

    g_assert_true(authority_make("Duty room", NOW, &authority, &error));
    g_assert_true(certificate_make(&authority, hosts, NOW, &certificate, &error));
    g_assert_no_error(error);
    X509 *root = x509_of(authority.cert);
    X509 *leaf = x509_of(certificate.cert);
    check_chain(root, leaf, NOW / 1000, X509_V_OK);
    check_chain(root, leaf, NOW / 1000 + 826L * 86400, X509_V_ERR_CERT_HAS_EXPIRED);
    g_assert_cmpint(X509_check_host(leaf, "duty.lan", 0, 0, NULL), ==, 1);
    g_assert_cmpint(X509_check_host(leaf, "other.lan", 0, 0, NULL), ==, 0);
    g_assert_cmpint(X509_check_ip_asc(leaf, "192.168.1.5", 0), ==, 1);
    g_assert_cmpint(X509_check_ip_asc(leaf, "::1", 0), ==, 1);
    X509_free(root);
    X509_free(leaf);
    certificate_clear(&authority);
    certificate_clear(&certificate);
}

static void test_hosts_are_checked(void)
{
    static const char *const bad[] = {"", "a b", "a,DNS:evil", "x:y", "-a", "厅"};
    Certificate authority = {0};

    g_assert_true(authority_make("Duty room", NOW, &authority, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        const char *hosts[] = {bad[i], NULL};
        Certificate certificate = {0};
        g_assert_false(certificate_make(&authority, hosts, NOW, &certificate, &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
        g_assert_null(certificate.key);
    }
    certificate_clear(&authority);
}

static void test_end(void)
{
    g_autoptr(GError) error = NULL;
    const char *hosts[] = {"duty.lan", NULL};
    Certificate authority = {0};
    Certificate certificate = {0};
    int64_t ends = 0;

    g_assert_true(authority_make("Duty room", NOW, &authority, &error));
    g_assert_true(certificate_make(&authority, hosts, NOW, &certificate, &error));
    g_assert_true(certificate_ends(certificate.cert, &ends, &error));
    g_assert_cmpint(ends, ==, NOW + CERTIFICATE_DAYS * INT64_C(86400000));
    g_assert_false(certificate_ends(certificate.key, &ends, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    certificate_clear(&authority);
    certificate_clear(&certificate);
}

static void test_names(void)
{
    const char *hosts[] = {"duty.lan", "10.1.2.3", "2001:db8::1", NULL};
    Certificate authority = {0};
    Certificate certificate = {0};

    g_assert_true(authority_make("Duty room", NOW, &authority, NULL));
    g_assert_true(certificate_make(&authority, hosts, NOW, &certificate, NULL));
    g_auto(GStrv) names = certificate_names(certificate.cert);
    g_auto(GStrv) none = certificate_names(certificate.key);
    g_assert_cmpuint(g_strv_length(none), ==, 0);
    g_assert_true(g_strv_equal((const char *const *) names, hosts));
    certificate_clear(&authority);
    certificate_clear(&certificate);
}

static void test_broken_authority(void)
{
    g_autoptr(GError) error = NULL;
    const char *hosts[] = {"duty.lan", NULL};
    Certificate authority = {.cert = (char *) "no PEM", .key = (char *) "no PEM"};
    Certificate certificate = {0};

    g_assert_false(certificate_make(&authority, hosts, NOW, &certificate, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/certificate/is_trusted_under_its_authority_for_its_hosts", test_chain);
    g_test_add_func("/certificate/says_when_it_runs_out", test_end);
    g_test_add_func("/certificate/names_whom_it_is_for", test_names);
    g_test_add_func("/certificate/takes_only_hosts_and_addresses", test_hosts_are_checked);
    g_test_add_func("/certificate/refuses_an_authority_that_is_none", test_broken_authority);
    return g_test_run();
}
