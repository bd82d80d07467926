/* SPDX-License-Identifier: Apache-2.0 */
/* division - codes of administrative divisions (GB/T 2260, GB/T 10114): 12 digits in pairs and
 * threes, trailing zeros standing for higher levels. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum DivisionLevel {
    DIVISION_NONE, /* not a division code */
    DIVISION_PROVINCE,
    DIVISION_CITY,
    DIVISION_COUNTY,
    DIVISION_TOWNSHIP,
    DIVISION_VILLAGE,
} DivisionLevel;

/* Of 2, 4, 6, 9 or 12 digits, with or without trailing zeros. */
DivisionLevel division_level(const char *code);
const char *division_level_name(DivisionLevel level); /* "province" …; "" for none */
/* Owned, in the short form of its level (2, 4, 6, 9 digits); NULL at the top or for no code. Towns
 * of the four cities without counties (Dongguan, Zhongshan, Danzhou, Jiayuguan) hang on the city.
 */
char *division_parent(const char *code);
/* Owned short form: trailing zeros of whole levels cut. NULL when it is no code. */
char *division_short(const char *code);
/* The six digits that government duty rooms of province, city and county use as unit code; nine for
 * a township, twelve for a village. Owned; NULL when it is no code. */
char *division_unit_code(const char *code);
/* Is it one of the four cities without counties (4 digits of the prefecture)? */
bool division_is_city_without_counties(const char *code);
/* Does a code of 4 digits and more lie under a head of statistics instead of a city? Municipalities
 * have "01" and "02" there, provinces "90" for counties that answer to them directly. */
bool division_is_placeholder(const char *code);
