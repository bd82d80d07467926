/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/division.h"

#include <string.h>

bool division_is_city_without_counties(const char *code)
{
    static const char *const cities[] = {"4419", "4420", "4604", "6202"};
    for (size_t i = 0; i < G_N_ELEMENTS(cities); i++)
        if (code != NULL && strncmp(code, cities[i], 4) == 0)
            return true;
    return false;
}

bool division_is_placeholder(const char *code)
{
    static const char *const municipalities[] = {"11", "12", "31", "50"};
    if (strncmp(code + 2, "90", 2) == 0)
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(municipalities); i++)
        if (strncmp(code, municipalities[i], 2) == 0)
            return strncmp(code + 2, "01", 2) == 0 || strncmp(code + 2, "02", 2) == 0;
    return false;
}

static bool all_digits(const char *code, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isdigit(code[i]))
            return false;
    return true;
}

/* The lengths of codes, and what a longer one ends in when it stands for the level above. */
static const struct {
    size_t length;
    const char *zeros;
    size_t above;
} lengths[] = {{12, "000", 9}, {9, "000", 6}, {6, "00", 4}, {4, "00", 2}, {2, "", 0}};

/* Provinces begin at 11 (Beijing) and end at 82 (Macao). */
static bool has_province(const char *code)
{
    int province = (code[0] - '0') * 10 + (code[1] - '0');
    return province >= 11 && province <= 82;
}

/* Significant length: 2, 4, 6, 9 or 12; 0 when it is no code. */
static size_t significant(const char *code)
{
    size_t length = code == NULL ? 0 : strlen(code);
    bool known = false;
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++)
        known |= length == lengths[i].length;
    if (!known || !all_digits(code, length) || !has_province(code))
        return 0;
    for (size_t i = 0; i + 1 < G_N_ELEMENTS(lengths); i++)
        if (length == lengths[i].length &&
            strncmp(code + lengths[i].above, lengths[i].zeros, length - lengths[i].above) == 0)
            length = lengths[i].above;
    return length;
}

DivisionLevel division_level(const char *code)
{
    switch (significant(code)) {
    case 2:
        return DIVISION_PROVINCE;
    case 4:
        return DIVISION_CITY;
    case 6:
        return DIVISION_COUNTY;
    case 9:
        return DIVISION_TOWNSHIP;
    case 12:
        return DIVISION_VILLAGE;
    default:
        return DIVISION_NONE;
    }
}

const char *division_level_name(DivisionLevel level)
{
    static const char *const names[] = {"", "province", "city", "county", "township", "village"};
    return names[level];
}

char *division_short(const char *code)
{
    size_t length = significant(code);
    return length == 0 ? NULL : g_strndup(code, length);
}

char *division_unit_code(const char *code)
{
    size_t length = significant(code);
    if (length == 0)
        return NULL;
    if (length >= 6)
        return g_strndup(code, length);
    char padded[] = "000000";
    memcpy(padded, code, length);
    return g_strdup(padded);
}

char *division_parent(const char *code)
{
    switch (significant(code)) {
    case 12:
        return g_strndup(code, 9);
    case 9:
        return g_strndup(code, division_is_city_without_counties(code) ? 4 : 6);
    case 6:
        return g_strndup(code, division_is_placeholder(code) ? 2 : 4);
    case 4:
        return g_strndup(code, 2);
    default:
        return NULL;
    }
}
