/* SPDX-License-Identifier: Apache-2.0 */
/* unit - a duty room, bureau, street or community: the border of permission, order and journal.
 *
 * A unit's row is written only by its own journal; the tree is the `parent` column, walked. Codes
 * are `[0-9A-Z]{2,24}` and never used again; a closed unit keeps its row with `valid_to`. */
#pragma once

#include "store/store.h"

#define UNIT_DEPTH_MAX 16

/* SQL: the codes of the unit $under and of all below it, for "unit IN". */
#define UNITS_UNDER                                                                                \
    "(WITH RECURSIVE below(code) AS (SELECT CAST($under AS TEXT) UNION SELECT u.unit FROM unit u"  \
    " JOIN below b ON u.parent = b.code) SELECT code FROM below)"

typedef struct Unit {
    char *code;
    char *name;
    char *short_name; /* "" when it has none */
    char *initials;   /* pinyin initials of the name */
    char *division;   /* 2, 4, 6, 9 or 12 digits; "" for units without one of their own */
    char *level;      /* "nation", "province", "city", "county", "township", "village" */
    char *parent;     /* code; NULL at the top */
    char **functions; /* GStrv: "government_duty", "emergency", "town", … */
    char *duty_phone; /* normalised; NULL when unknown */
    char *duty_line;  /* what is amiss with it: set in replies alone */
    char *profile;    /* name of its rule profile; "" for the national one */
    int64_t valid_from;
    int64_t valid_to; /* FIELD_UNSET: still open */
} Unit;

void unit_free(Unit *unit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Unit, unit_free)
bool unit_has_function(const Unit *unit, const char *function);

/* The unit, or NULL with FAIL_NOT_FOUND. */
Unit *unit_get(Db *db, const char *code, GError **error);
/* The unit and the one above it, each NULL when it does not exist. */
bool unit_and_parent(Db *db, const char *code, Unit **out_unit, Unit **out_parent, GError **error);
/* `code` NULL: no. */
bool unit_exists(Db *db, const char *code, bool *out_exists, GError **error);
/* Does it work at `now`: is it there, and not closed? What is begun there waits for nobody
 * otherwise. */
bool unit_is_open(Db *db, const char *code, int64_t now, bool *out_open, GError **error);
/* Owned; NULL when it is the top or does not exist. */
bool unit_parent(Db *db, const char *code, char **out_parent, GError **error);
/* Owned name for showing; the code itself when there is no such unit. */
char *unit_name(Db *db, const char *code);
/* Strictly below, at any depth. */
bool unit_is_below(Db *db, const char *code, const char *ancestor, bool *out_is, GError **error);
/* Everything strictly below, ordered by code: array of Unit *. */
GPtrArray *units_below(Db *db, const char *code, GError **error);
/* It, all above it, and the bureaus of all these, ordered by code: array of Unit *. */
GPtrArray *units_around(Db *db, const char *code, GError **error);
/* Those of `code` itself and its direct children that have the function: array of Unit *. */
GPtrArray *units_with_function(Db *db, const char *code, const char *function, GError **error);
