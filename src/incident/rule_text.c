/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/rule_text.h"

#include "base/digest.h"

#include <string.h>

#define DIGITS 12

static char *digest_of(const char *text)
{
    uint8_t hash[DIGEST_SIZE];
    char hex[DIGEST_HEX];
    g_autoptr(Digest) digest = digest_new(DIGEST_SM3);
    digest_pair(digest, text, strlen(text), NULL, 0, hash);
    hex_write(hash, sizeof hash, hex);
    return g_strdup(hex);
}

void rule_text_add(RuleText *rule, const char *number, const char *bytes, size_t size)
{
    g_autofree char *file = g_strndup(bytes, size);
    char *text = g_strconcat(rule->text != NULL ? rule->text : "", file, NULL);
    g_autofree char *first =
        rule->version != NULL ? g_strndup(rule->version, strcspn(rule->version, "@")) : NULL;
    const char *kept = first != NULL ? first : number;
    rule_text_clear(rule);
    rule->text = text;
    rule->digest = digest_of(text);
    rule->version = g_strdup_printf("%s@%.*s", kept != NULL ? kept : "", DIGITS, rule->digest);
}

void rule_text_clear(RuleText *rule)
{
    g_clear_pointer(&rule->text, g_free);
    g_clear_pointer(&rule->digest, g_free);
    g_clear_pointer(&rule->version, g_free);
}
