/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/phone.h"

#include <string.h>

/* Longest: country prefix, area code, eight digits, extension. */
#define DIGITS_MAX 32
#define EXTENSION_MAX 6

/* A number as typed, reduced to digits; `extension` follows a '#', a word for "extension". */
typedef struct Digits {
    char number[DIGITS_MAX + 1];
    char extension[DIGITS_MAX + 1];
    size_t area; /* digits before the first separator, 0 without one */
    size_t tail; /* digits after the last separator, 0 without one */
    bool plus;
} Digits;

static bool is_separator(gunichar c)
{
    return c == ' ' || c == 0xA0 || c == 0x3000 || c == '-' || c == 0xFF0D || c == '(' ||
           c == ')' || c == 0xFF08 || c == 0xFF09 || c == '.' || (c >= 0x2010 && c <= 0x2015);
}

static int digit_of(gunichar c)
{
    if (c >= '0' && c <= '9')
        return (int) (c - '0');
    if (c >= 0xFF10 && c <= 0xFF19)
        return (int) (c - 0xFF10);
    return -1;
}

static bool add_digit(Digits *digits, bool in_extension, int digit)
{
    char *to = in_extension ? digits->extension : digits->number;
    size_t length = strlen(to);
    if (length >= DIGITS_MAX)
        return false;
    to[length] = (char) ('0' + digit);
    digits->tail++;
    return true;
}

static void add_separator(Digits *digits)
{
    if (digits->area == 0)
        digits->area = strlen(digits->number);
    digits->tail = 0;
}

static bool begins_extension(const char *at, const char **out_after)
{
    /* zhuan, fenji: "put through to", "extension" */
    static const char *const marks[] = {"#", "\u8f6c", "\u5206\u673a", "ext.", "ext", "x", "X"};
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_str_has_prefix(at, marks[i])) {
            *out_after = at + strlen(marks[i]);
            return true;
        }
    return false;
}

static bool digits_read(const char *text, Digits *out)
{
    bool in_extension = false;
    for (const char *at = text; *at != '\0';) {
        const char *after = NULL;
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_type(c) == G_UNICODE_FORMAT) {
            at = g_utf8_next_char(at);
        } else if (digit_of(c) >= 0) {
            if (!add_digit(out, in_extension, digit_of(c)))
                return false;
            at = g_utf8_next_char(at);
        } else if ((c == '+' || c == 0xFF0B) && out->number[0] == '\0' && !out->plus) {
            out->plus = true;
            at = g_utf8_next_char(at);
        } else if (is_separator(c)) {
            add_separator(out);
            at = g_utf8_next_char(at);
        } else if (!in_extension && out->number[0] != '\0' && begins_extension(at, &after)) {
            in_extension = true;
            at = after;
        } else {
            return false;
        }
    }
    return out->number[0] != '\0' && (!in_extension || out->extension[0] != '\0');
}

static const char *without_country(const Digits *digits, bool *out_foreign)
{
    const char *number = digits->number;
    *out_foreign = false;
    if (g_str_has_prefix(number, "0086"))
        return number + 4;
    if (g_str_has_prefix(number, "86") && strlen(number) > 10)
        return number + 2;
    *out_foreign = digits->plus || g_str_has_prefix(number, "00");
    return number;
}

static PhoneKind mobile_kind(const char *number)
{
    static const char *const data[] = {"140", "141", "144", "146", "148"};
    for (size_t i = 0; i < G_N_ELEMENTS(data); i++)
        if (g_str_has_prefix(number, data[i]))
            return PHONE_DATA;
    if (g_str_has_prefix(number, "1349") || g_str_has_prefix(number, "174"))
        return PHONE_SATELLITE;
    return PHONE_MOBILE;
}

static bool is_mobile(const char *number, PhoneKind *out_kind)
{
    if (strlen(number) != 11 || number[0] != '1' || number[1] < '3')
        return false;
    *out_kind = mobile_kind(number);
    return true;
}

static size_t area_length(const char *number)
{
    bool three = g_str_has_prefix(number, "010") ||
                 (g_str_has_prefix(number, "02") && number[2] != '\0' && number[2] != '6');
    return three ? 3 : 4;
}

/* `number` begins with 0. The written separator, where it fits, is believed no more than the rule
 * that tells three-digit areas from four-digit ones. */
static char *landline(const char *number, const char *extension)
{
    size_t area = area_length(number);
    size_t length = strlen(number);
    if (length < area + 7 || length > area + 8 || (area == 3 && length != area + 8))
        return NULL;
    if (strlen(extension) > EXTENSION_MAX)
        return NULL;
    if (number[1] == '0' || number[area] == '0' || number[area] == '1')
        return NULL;
    bool extended = extension[0] != '\0';
    return g_strdup_printf(
        "%.*s-%s%s%s", (int) area, number, number + area, extended ? "-" : "", extension);
}

static bool is_short(const char *number)
{
    static const char *const known[] = {"110", "119", "120", "122", "999"};
    size_t length = strlen(number);
    if (length == 3)
        return g_strv_contains(
            (const char *const[]){known[0], known[1], known[2], known[3], known[4], NULL}, number);
    return length == 5 && (number[0] == '1' || number[0] == '9');
}

/* "0731-88881234-8012": what follows the second dash is an extension. */
static void split_extension(Digits *digits)
{
    size_t length = strlen(digits->number);
    if (digits->extension[0] != '\0' || digits->number[0] != '0' || digits->number[1] == '0' ||
        digits->tail == 0)
        return;
    if (digits->tail > EXTENSION_MAX || length <= digits->tail)
        return;
    size_t rest = length - digits->tail;
    size_t area = area_length(digits->number);
    if (rest != area + 7 && rest != area + 8)
        return;
    g_strlcpy(digits->extension, digits->number + rest, sizeof digits->extension);
    digits->number[rest] = '\0';
}

static char *normal_of(const char *number, const char *extension, PhoneKind *out_kind)
{
    *out_kind = PHONE_LANDLINE;
    if (number[0] == '0')
        return landline(number, extension);
    if (extension[0] != '\0')
        return NULL;
    if (is_mobile(number, out_kind))
        return g_strdup(number);
    *out_kind = PHONE_SERVICE;
    bool service = strlen(number) == 10 &&
                   (g_str_has_prefix(number, "400") || g_str_has_prefix(number, "800"));
    if (service)
        return g_strdup(number);
    *out_kind = PHONE_SHORT;
    return is_short(number) ? g_strdup(number) : NULL;
}

/* "+86 731 8888 1234": the trunk zero is left out after the country code. */
static bool lacks_trunk_zero(const char *number)
{
    size_t length = strlen(number);
    if (length == 10 && g_str_has_prefix(number, "10"))
        return true;
    if (g_str_has_prefix(number, "400") || g_str_has_prefix(number, "800"))
        return false;
    return number[0] >= '2' && length >= 9 && length <= 11;
}

char *phone_normal(const char *text, PhoneKind *out_kind)
{
    Digits digits = {0};
    if (text == NULL || !g_utf8_validate(text, -1, NULL) || !digits_read(text, &digits))
        return NULL;
    split_extension(&digits);
    bool foreign = false;
    const char *number = without_country(&digits, &foreign);
    if (foreign)
        return NULL;
    char with_zero[DIGITS_MAX + 2];
    PhoneKind kind = PHONE_LANDLINE;
    if (number != digits.number && lacks_trunk_zero(number)) {
        g_snprintf(with_zero, sizeof with_zero, "0%s", number);
        number = with_zero;
    }
    char *normal = normal_of(number, digits.extension, &kind);
    if (normal != NULL && out_kind != NULL)
        *out_kind = kind;
    return normal;
}
