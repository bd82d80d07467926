/* SPDX-License-Identifier: Apache-2.0 */
/* field - a struct described as data: how its members are read from and written to JSON.
 *
 * One table serves four ends: the arguments of a command, the body of an event, the reply, and
 * the OpenAPI document with the TypeScript types made from it. Unknown fields are refused, and all
 * wrong fields are reported at once. A table ends with a row whose name is NULL. */
#pragma once

#include "base/fail.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef enum FieldType {
    FIELD_TEXT,  /* char *: free text; a vault value in events */
    FIELD_WORD,  /* char *: identifier, code, name of a choice; plain in events */
    FIELD_INT,   /* int64_t, FIELD_UNSET when absent (unknown is not zero) */
    FIELD_BOOL,  /* bool, false when absent */
    FIELD_TIME,  /* int64_t ms: RFC 3339 over HTTP, integer in events; FIELD_UNSET when absent */
    FIELD_JSON,  /* json_t *: an object or array whose shape something else checks */
    FIELD_WORDS, /* char ** (GStrv): list of words */
} FieldType;

#define FIELD_UNSET INT64_MIN
/* What is said to have been before 2000 is a slip or an empty clock, not a time of duty. */
#define FIELD_TIME_FIRST INT64_C(946656000000) /* 2000-01-01 in China */

typedef struct Field {
    const char *name;
    FieldType type;
    size_t offset;
    bool required;
    bool personal;    /* masked by views until revealed (engine/personal.h); always in the vault */
    bool secret;      /* opens something (password, PIN, code): personal, in arguments only,
                         and left out where a request is hashed */
    bool plain;       /* a FIELD_TEXT that stays out of the vault (names of units, …) */
    bool line;        /* a FIELD_TEXT of one line, as every word is (text_line_problem) */
    int64_t min, max; /* characters for text (max 0: 200), value for int (both 0: any),
                         items for words (max 0: 64) */
    const char *const *choices; /* NULL-ended; FIELD_WORD and FIELD_WORDS only */
    const struct Field *items;  /* a FIELD_JSON that is an array of objects of this table */
    const struct Field *object; /* a FIELD_JSON that is one object of this table */
    const char *help;           /* one English sentence for the reference */
    const char *of;             /* name of the struct, which names the table in the document */
} Field;

#define FIELD(Type, member, kind, ...)                                                             \
    {                                                                                              \
        .name = #member, .type = (kind), .offset = offsetof(Type, member), .of = #Type,            \
        __VA_ARGS__                                                                                \
    }
#define FIELD_END                                                                                  \
    {                                                                                              \
        .name = NULL                                                                               \
    }

/* HTTP: bodies and replies, every limit checked. QUERY: parameters that come as text, so numbers,
 * booleans and times are parsed, words are joined by commas and an empty text counts as absent.
 * EVENT: bodies of events; limits and choices are not asked again (they may have changed since the
 * event), and a null stands for a vault value that was purged, even where one is required. */
typedef enum FieldForm { FIELD_HTTP, FIELD_EVENT, FIELD_QUERY } FieldForm;

/* Fills `out`, a zeroed struct, from `object` (NULL: empty); `prefix` stands before names in
 * problems ("fields." or ""). On failure `out` is cleared again. Problem words: required, unknown,
 * not_text, not_utf8, control_character, too_short, too_long, not_a_choice, not_an_integer,
 * too_early (a time), too_small, too_large, not_a_boolean, not_a_time, not_a_list, too_few,
 * too_many, not_json. */
bool fields_read(const Field *fields, FieldForm form, const json_t *object, const char *prefix,
    void *out, GError **error);
/* A new object. In FIELD_EVENT form texts become vault marks unless `plain`, and so do personal
 * words (no other type but FIELD_JSON may be personal); unset and NULL members are left out. */
json_t *fields_write(const Field *fields, FieldForm form, const void *from);
/* Frees the members and zeroes them. */
void fields_clear(const Field *fields, void *of);
/* Of `object` and `items`: an object whose members something else says (a kind, a file of the
 * catalog), and what a thing is called, in the languages of the page. */
extern const Field fields_free[];
extern const Field fields_label[];   /* {zh, en} */
extern const Field fields_integer[]; /* of `items` only: a list of integers */

/* Says how a document refers to a table that stands inside another: a new reference. */
typedef json_t *(*FieldRefer)(const Field *table, void *data);
/* JSON Schema of the table in HTTP form, for the OpenAPI document: a new reference. `refer` NULL:
 * of arguments, with all they hold written out, and with the limits that are kept to when none are
 * named. Else of a reply, whose texts have no limit but those that the table names. */
json_t *fields_schema(const Field *fields, FieldRefer refer, void *data);
