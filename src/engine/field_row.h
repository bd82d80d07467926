/* SPDX-License-Identifier: Apache-2.0 */
/* field_row - the current row of a statement, column by column into the member of its name.
 *
 * A column that no member is called after is passed over; a member without a column stays unset.
 * A FIELD_JSON is read from the text that was stored, FIELD_WORDS from a JSON list of texts or from
 * words with commas between. */
#pragma once

#include "engine/field.h"
#include "store/store.h"

/* Into `out`, a zeroed struct; what it gets is its own (fields_clear). */
void fields_row(const Field *fields, Statement *row, void *out);
/* A new object in FIELD_HTTP form: what is null is left out, a boolean that is null is false. */
json_t *fields_row_json(const Field *fields, Statement *row);

/* The current row as a struct of its own, of `size` bytes. */
void *fields_row_new(const Field *fields, size_t size, Statement *row);
/* Structs of `size` bytes, one for each row, each freed by `free`; NULL when it failed. `rows` may
 * be NULL, where preparing it has failed: `error` says so. */
GPtrArray *fields_rows(
    const Field *fields, size_t size, GDestroyNotify free, Statement *rows, GError **error);
/* The only row as a struct of its own; FAIL_NOT_FOUND ("there is no such THING") when there is
 * none. `row` may be NULL as above. */
void *fields_one(
    const Field *fields, size_t size, Statement *row, const char *thing, GError **error);
/* The same where there need be none: *out_found is NULL then. */
bool fields_found(
    const Field *fields, size_t size, Statement *row, void **out_found, GError **error);
/* Objects of all rows at the end of `items`, a list. `rows` may be NULL as above. */
bool fields_rows_json(const Field *fields, Statement *rows, json_t *items, GError **error);

/* Binds each parameter that is called as a member: NULL where that is unset. Parameters of other
 * names are left alone; lists and objects are not bound. */
void fields_bind(const Field *fields, const void *from, Statement *statement);

/* Defines TYPE_free(), which accepts NULL, of a struct that the table describes whole. */
#define FIELDS_FREE(Type, type, fields)                                                            \
    void type##_free(Type *type)                                                                   \
    {                                                                                              \
        if (type == NULL)                                                                          \
            return;                                                                                \
        fields_clear(fields, type);                                                                \
        g_free(type);                                                                              \
    }
