/* SPDX-License-Identifier: Apache-2.0 */
#include "base/certificate.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/fail.h"

#include <gio/gio.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#define HOSTS_MAX 64
#define SERIAL_BYTES 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIGNUM, BN_free)

/* One extension as its line in OpenSSL's own notation. */
typedef struct Extension {
    int nid;
    const char *value;
} Extension;

static const Extension authority_extensions[] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
    {0},
};

void certificate_clear(Certificate *certificate)
{
    g_clear_pointer(&certificate->cert, g_free);
    g_clear_pointer(&certificate->key, g_free);
}

static char *bio_text(BIO *bio)
{
    char *bytes = NULL;
    long size = BIO_get_mem_data(bio, &bytes);

    return g_strndup(bytes, (gsize) MAX(size, 0));
}

static bool pem_write(X509 *x509, EVP_PKEY *key, Certificate *out, GError **error)
{
    g_autoptr(BIO) cert_bio = BIO_new(BIO_s_mem());
    g_autoptr(BIO) key_bio = BIO_new(BIO_s_mem());

    if (PEM_write_bio_X509(cert_bio, x509) != 1 ||
        PEM_write_bio_PrivateKey(key_bio, key, NULL, NULL, 0, NULL, NULL) != 1)
        return fail(error, FAIL_UNAVAILABLE, "writing a certificate");
    out->cert = bio_text(cert_bio);
    out->key = bio_text(key_bio);
    return true;
}

static bool serial_draw(X509 *x509)
{
    uint8_t bytes[SERIAL_BYTES];

    random_bytes(bytes, sizeof bytes);
    bytes[0] &= 0x7f; /* positive, and no longer than the 20 bytes of RFC 5280 */
    g_autoptr(BIGNUM) number = BN_bin2bn(bytes, sizeof bytes, NULL);
    return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != NULL;
}

static bool extensions_add(X509 *x509, X509 *issuer, const Extension *rows)
{
    X509V3_CTX context;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, x509, NULL, NULL, 0);
    for (; rows->nid != 0; rows++) {
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, rows->nid, rows->value);
        bool added = extension != NULL && X509_add_ext(x509, extension, -1) == 1;
        X509_EXTENSION_free(extension);
        if (!added)
            return false;
    }
    return true;
}

/* A certificate without extensions and signature. */
static X509 *x509_begin(const char *name, EVP_PKEY *key, int64_t now, int64_t life_ms)
{
    g_autoptr(X509) x509 = X509_new();
    X509_NAME *subject = X509_get_subject_name(x509);

    /* A day earlier: clocks in such rooms differ. */
    ASN1_TIME_set(X509_getm_notBefore(x509), (time_t) ((now - DAY_MS) / SECOND_MS));
    ASN1_TIME_set(X509_getm_notAfter(x509), (time_t) ((now + life_ms) / SECOND_MS));
    if (X509_set_version(x509, X509_VERSION_3) != 1 || !serial_draw(x509) ||
        X509_set_pubkey(x509, key) != 1 ||
        X509_NAME_add_entry_by_txt(
            subject, "CN", MBSTRING_UTF8, (const uint8_t *) name, -1, -1, 0) != 1)
        return NULL;
    return g_steal_pointer(&x509);
}

bool authority_make(const char *name, int64_t now, Certificate *out_authority, GError **error)
{
    g_autoptr(EVP_PKEY) key = EVP_EC_gen("P-256");
    g_autoptr(X509) x509 =
        key == NULL ? NULL : x509_begin(name, key, now, AUTHORITY_YEARS * 365 * DAY_MS);

    if (x509 == NULL || X509_set_issuer_name(x509, X509_get_subject_name(x509)) != 1 ||
        !extensions_add(x509, x509, authority_extensions) ||
        X509_sign(x509, key, EVP_sha256()) == 0)
        return fail(error, FAIL_UNAVAILABLE, "making a certificate authority");
    return pem_write(x509, key, out_authority, error);
}

/* Letters, digits, dots and dashes: nothing that means something in OpenSSL's notation. */
static bool is_host_name(const char *host)
{
    size_t length = strlen(host);

    if (length == 0 || length > 64 || host[0] == '-' || host[0] == '.')
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isalnum(host[i]) && host[i] != '.' && host[i] != '-')
            return false;
    }
    return true;
}

/* "DNS:duty.lan,IP:192.168.1.5": owned, or NULL with an error. */
static char *alternative_names(const char *const *hosts, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; hosts[i] != NULL; i++) {
        bool is_address = g_hostname_is_ip_address(hosts[i]) && strchr(hosts[i], '%') == NULL;
        if ((!is_address && !is_host_name(hosts[i])) || i >= HOSTS_MAX) {
            fail(error, FAIL_INVALID, "'%s' is no host name or IP address", hosts[i]);
            return NULL;
        }
        g_string_append_printf(
            names, "%s%s:%s", i == 0 ? "" : ",", is_address ? "IP" : "DNS", hosts[i]);
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static bool authority_read(
    const Certificate *authority, X509 **out_x509, EVP_PKEY **out_key, GError **error)
{
    g_autoptr(BIO) cert_bio = BIO_new_mem_buf(authority->cert, -1);
    g_autoptr(BIO) key_bio = BIO_new_mem_buf(authority->key, -1);
    g_autoptr(X509) x509 = PEM_read_bio_X509(cert_bio, NULL, NULL, NULL);
    g_autoptr(EVP_PKEY) key = PEM_read_bio_PrivateKey(key_bio, NULL, NULL, NULL);

    if (x509 == NULL || key == NULL || X509_check_private_key(x509, key) != 1)
        return fail(error, FAIL_INVALID, "the certificate authority can't be read");
    *out_x509 = g_steal_pointer(&x509);
    *out_key = g_steal_pointer(&key);
    return true;
}

bool certificate_make(const Certificate *authority, const char *const *hosts, int64_t now,
    Certificate *out_certificate, GError **error)
{
    g_autoptr(X509) issuer = NULL;
    g_autoptr(EVP_PKEY) issuer_key = NULL;
    g_autofree char *names = alternative_names(hosts, error);
    const Extension extensions[] = {
        {NID_basic_constraints, "critical,CA:FALSE"},
        {NID_key_usage, "critical,digitalSignature"},
        {NID_ext_key_usage, "serverAuth"},
        {NID_subject_key_identifier, "hash"},
        {NID_authority_key_identifier, "keyid"},
        {NID_subject_alt_name, names},
        {0},
    };

    if (names == NULL || !authority_read(authority, &issuer, &issuer_key, error))
        return false;
    g_autoptr(EVP_PKEY) key = EVP_EC_gen("P-256");
    g_autoptr(X509) x509 =
        key == NULL ? NULL : x509_begin(hosts[0], key, now, CERTIFICATE_DAYS * DAY_MS);
    if (x509 == NULL || X509_set_issuer_name(x509, X509_get_subject_name(issuer)) != 1 ||
        !extensions_add(x509, issuer, extensions) || X509_sign(x509, issuer_key, EVP_sha256()) == 0)
        return fail(error, FAIL_UNAVAILABLE, "making a certificate for %s", hosts[0]);
    return pem_write(x509, key, out_certificate, error);
}

bool certificate_ends(const char *pem, int64_t *out_at, GError **error)
{
    g_autoptr(BIO) bio = BIO_new_mem_buf(pem, -1);
    g_autoptr(X509) x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    struct tm end = {0};

    if (x509 == NULL || ASN1_TIME_to_tm(X509_get0_notAfter(x509), &end) != 1)
        return fail(error, FAIL_INVALID, "it is no certificate in PEM");
    *out_at = (int64_t) timegm(&end) * SECOND_MS;
    return true;
}

static char *general_name(const GENERAL_NAME *name)
{
    if (name->type == GEN_DNS)
        return g_strndup((const char *) ASN1_STRING_get0_data(name->d.dNSName),
            (gsize) ASN1_STRING_length(name->d.dNSName));
    if (name->type != GEN_IPADD)
        return NULL;
    int size = ASN1_STRING_length(name->d.iPAddress);
    g_autoptr(GInetAddress) address =
        size != 4 && size != 16
            ? NULL
            : g_inet_address_new_from_bytes(ASN1_STRING_get0_data(name->d.iPAddress),
                  size == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
    return address == NULL ? NULL : g_inet_address_to_string(address);
}

char **certificate_names(const char *pem)
{
    g_autoptr(BIO) bio = BIO_new_mem_buf(pem, -1);
    g_autoptr(X509) x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    GENERAL_NAMES *names =
        x509 == NULL ? NULL : X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
    g_autoptr(GPtrArray) found = g_ptr_array_new();

    for (int i = 0; names != NULL && i < sk_GENERAL_NAME_num(names); i++) {
        char *name = general_name(sk_GENERAL_NAME_value(names, i));
        if (name != NULL)
            g_ptr_array_add(found, name);
    }
    GENERAL_NAMES_free(names);
    g_ptr_array_add(found, NULL);
    return (char **) g_ptr_array_free(g_steal_pointer(&found), FALSE);
}
