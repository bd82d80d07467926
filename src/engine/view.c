/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/view.h"

#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "engine/personal.h"

#include <string.h>

/* One list on its way out. */
typedef struct Showing {
    const Asking *asking;
    const View *view;
    GHashTable *names; /* "member id" -> name or NULL, both owned */
    json_t *items;     /* owned, what a list is made of; or */
    Sheet *sheet;      /* owned */
    const char *lang;  /* of a sheet's words; NULL: codes */
    char *next;        /* owned: cursor of the next page; NULL: there is none */
} Showing;

static Showing showing_of(const Asking *asking, const View *view)
{
    return (Showing){.asking = asking,
        .view = view,
        .names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
}

static void showing_clear(Showing *showing)
{
    g_hash_table_unref(showing->names);
    json_decref(showing->items);
    sheet_free(showing->sheet);
    g_free(showing->next);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Showing, showing_clear)

static const char *name_behind(Showing *showing, const ViewName *name, const char *id)
{
    g_autofree char *key = g_strconcat(name->column, " ", id, NULL);
    void *found = NULL;

    if (!g_hash_table_lookup_extended(showing->names, key, NULL, &found)) {
        found = name->find(showing->asking->db, id);
        g_hash_table_insert(showing->names, g_steal_pointer(&key), found);
    }
    return found;
}

static void names_put(Showing *showing, Statement *row, json_t *item)
{
    const ViewName *name = showing->view->names;

    for (; name != NULL && name->member != NULL; name++) {
        const char *id = row_text_of(row, name->column);
        const char *found = id == NULL ? NULL : name_behind(showing, name, id);
        if (found != NULL)
            json_object_set_new(item, name->member, json_string(found));
    }
}

/* A new object, or NULL with an error. */
static json_t *row_show(Showing *showing, Statement *row, GError **error)
{
    const View *view = showing->view;
    json_auto_t *item = fields_row_json(view->fields, row);

    names_put(showing, row, item);
    personal_mask(view, item);
    if (view->fill != NULL && !view->fill(showing->asking, row, item, error))
        return NULL;
    return g_steal_pointer(&item);
}

Asking asking_of(Decision *decision)
{
    return (Asking){.engine = decision_engine(decision),
        .db = decision_db(decision),
        .actor = decision_actor(decision),
        .now = decision_now(decision)};
}

json_t *view_row(const Asking *asking, const View *view, Statement *row, GError **error)
{
    g_auto(Showing) showing = showing_of(asking, view);

    return row_show(&showing, row, error);
}

bool view_items(
    const Asking *asking, const View *view, Statement *rows, json_t *items, GError **error)
{
    g_auto(Showing) showing = showing_of(asking, view);
    StoreStep step = STORE_FAILED;

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        json_t *item = row_show(&showing, rows, error);
        if (item == NULL)
            return false;
        json_array_append_new(items, item);
    }
    return step == STORE_DONE;
}

const char *view_id(const Field *fields, const void *args)
{
    for (; fields != NULL && fields->name != NULL; fields++)
        if (strcmp(fields->name, "id") == 0)
            return *(char *const *) ((const char *) args + fields->offset);
    return NULL;
}

/* As a text, or as the number behind its dash. */
static void id_bind(Statement *row, const char *id)
{
    const char *dash = strrchr(id, '-');

    if (statement_has(row, "id"))
        bind_text(row, "id", id);
    if (statement_has(row, "seq"))
        bind_int(row, "seq", dash == NULL ? 0 : g_ascii_strtoll(dash + 1, NULL, 10));
}

json_t *view_one(const Asking *asking, const View *view, const char *id, GError **error)
{
    g_auto(Showing) showing = showing_of(asking, view);
    g_autofree char *unit = id == NULL ? NULL : text_unit_of(id);
    g_autoptr(Statement) row = store_prepare_static(asking->db, view->one, error);

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit == NULL ? "" : unit);
    id_bind(row, id == NULL ? "" : id);
    if (statement_has(row, "now"))
        bind_int(row, "now", asking->now);
    const char *reason = view->reason == NULL ? "not_found" : view->reason;
    return statement_find(row, reason, view->thing, error) ? row_show(&showing, row, error) : NULL;
}

/* ---- cursors: the keys of the last item, as a JSON list in base64url ---- */

static char *cursor_write(const View *view, Statement *row)
{
    json_auto_t *keys = json_array();

    for (const ViewKey *key = view->keys; key->column != NULL; key++)
        json_array_append_new(keys, key->is_text ? json_string(row_text_of(row, key->column))
                                                 : json_integer(row_int_of(row, key->column)));
    g_autofree char *text = json_dumps(keys, JSON_COMPACT);
    char *cursor = g_base64_encode((const guchar *) text, strlen(text));
    g_strdelimit(g_strdelimit(cursor, "+", '-'), "/", '_');
    *strchrnul(cursor, '=') = '\0';
    return cursor;
}

/* A new list; NULL for what is no cursor. */
static json_t *cursor_read(const char *cursor)
{
    g_autofree char *plain = g_strdup(cursor);
    g_strdelimit(g_strdelimit(plain, "-", '+'), "_", '/');
    size_t length = strlen(plain);
    g_autofree char *padded = g_strconcat(plain, &"==="[3 - (4 - length % 4) % 4], NULL);
    gsize size = 0;
    g_autofree guchar *text = g_base64_decode(padded, &size);

    return json_read((const char *) text, size, JSON_INTEGERS, NULL);
}

static bool key_fits(const ViewKey *key, const json_t *value)
{
    if (!key->is_text)
        return json_is_integer(value);
    return json_is_string(value) &&
           text_problem(json_string_value(value), json_string_length(value), LIST_MOST) == NULL;
}

/* Without a cursor, before all that may be. */
static void key_bind(Statement *rows, const ViewKey *key, const json_t *value /* or NULL */)
{
    static const char *const last_text = "\xF4\x8F\xBF\xBF";
    g_autofree char *name = g_strconcat("after_", key->column, NULL);

    if (!statement_has(rows, name))
        return;
    if (key->is_text && value != NULL)
        bind_text(rows, name, json_string_value(value));
    else if (key->is_text)
        bind_text(rows, name, key->falls ? last_text : "");
    else if (value != NULL)
        bind_int(rows, name, json_integer_value(value));
    else
        bind_int(rows, name, key->falls ? INT64_MAX : INT64_MIN);
}

static bool cursor_bind(const View *view, const char *cursor, Statement *rows, GError **error)
{
    json_auto_t *keys = cursor == NULL ? NULL : cursor_read(cursor);
    size_t count = 0;

    while (view->keys[count].column != NULL)
        count++;
    if (cursor != NULL && (!json_is_array(keys) || json_array_size(keys) != count))
        return fail_field(error, "cursor", "unknown");
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(keys, i);
        if (cursor != NULL && !key_fits(&view->keys[i], value))
            return fail_field(error, "cursor", "unknown");
        key_bind(rows, &view->keys[i], value);
    }
    return true;
}

/* ---- sheets ---- */

static const Field *field_named(const Field *fields, const char *name)
{
    for (; fields->name != NULL; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    g_error("a sheet has a column '%s' that is no member", name);
}

static SheetType column_type(const Field *field)
{
    return field->type == FIELD_INT    ? SHEET_INT
           : field->type == FIELD_TIME ? SHEET_TIME
                                       : SHEET_TEXT;
}

static Sheet *sheet_of(const View *view)
{
    g_auto(GStrv) members = g_strsplit(view->sheet, " ", -1);
    Sheet *sheet = sheet_new_empty();

    for (char **member = members; *member != NULL; member++) {
        const Field *field = field_named(view->fields, *member);
        g_autofree char *title = g_strconcat(view->thing, ".", field->name, NULL);
        sheet_column(sheet, field->name, title, column_type(field));
    }
    return sheet;
}

/* What is called something in two languages {zh, en} is called so in Chinese, or as asked. */
static const char *value_text(const json_t *value, const char *lang)
{
    if (json_is_object(value))
        return json_text(value, lang == NULL ? "zh" : lang);
    if (json_is_boolean(value))
        return json_is_true(value) ? "yes" : "no";
    return json_string_value(value);
}

/* Words stand with commas between. */
static void text_put(Sheet *sheet, const json_t *value, const char *lang)
{
    g_autoptr(GString) text = g_string_new(NULL);
    size_t i = 0;
    const json_t *word = NULL;

    json_array_foreach (value, i, word)
        if (json_is_string(word))
            g_string_append_printf(text, "%s%s", i == 0 ? "" : ", ", json_string_value(word));
    sheet_text(sheet, text->len == 0 ? value_text(value, lang) : text->str);
}

static void cell_put(Showing *showing, const SheetColumn *column, const json_t *value)
{
    Sheet *sheet = showing->sheet;
    int64_t at = FIELD_UNSET;

    switch (column->type) {
    case SHEET_INT:
        sheet_int(sheet, json_is_integer(value) ? json_integer_value(value) : FIELD_UNSET);
        break;
    case SHEET_TIME:
        if (json_is_string(value))
            moment_parse(json_string_value(value), &at, NULL);
        sheet_time(sheet, at);
        break;
    case SHEET_TEXT:
        text_put(sheet, value, showing->lang);
        break;
    }
}

static void item_to_sheet(Showing *showing, const json_t *item)
{
    sheet_row(showing->sheet);
    for (const SheetColumn *column = sheet_columns(showing->sheet); column->name != NULL; column++)
        cell_put(showing, column, json_object_get(item, column->name));
}

/* ---- lists ---- */

/* What is taken away is whole; a page is a page. */
static int64_t list_limit(const ListAsk *ask)
{
    bool is_file = sheet_is_wanted(ask->format);

    if (ask->limit == FIELD_UNSET)
        return is_file ? SHEET_ROWS_MAX : LIST_USUAL;
    return is_file ? ask->limit : MIN(ask->limit, LIST_MOST);
}

/* Owned: the argument `unit`, else the unit in `id`, else the actor's own. */
static char *unit_asked(const Asking *asking, const Field *fields, const void *args)
{
    for (const Field *field = fields; field->name != NULL; field++) {
        const char *value = field->type == FIELD_WORD
                                ? *(char *const *) ((const char *) args + field->offset)
                                : NULL;
        if (value != NULL && strcmp(field->name, "unit") == 0)
            return g_strdup(value);
        if (value != NULL && strcmp(field->name, "id") == 0)
            return text_unit_of(value);
    }
    return asking->actor == NULL ? NULL : g_strdup(asking->actor->unit);
}

static Statement *list_ask(
    const Asking *asking, const Query *query, const void *args, int64_t limit, GError **error)
{
    const View *view = query->lists;
    const char *sql = view->choose == NULL ? view->list : view->choose(args);
    g_autoptr(Statement) rows = store_prepare_static(asking->db, sql, error);

    if (rows == NULL || !cursor_bind(view, ((const ListAsk *) args)->cursor, rows, error))
        return NULL;
    if (statement_has(rows, "unit")) {
        g_autofree char *unit = unit_asked(asking, query->args, args);
        bind_text(rows, "unit", unit);
    }
    fields_bind(query->args, args, rows);
    if (view->bind != NULL && !view->bind(asking, args, rows, error))
        return NULL;
    if (statement_has(rows, "now"))
        bind_int(rows, "now", asking->now);
    /* One more than the page tells whether there is another. */
    if (statement_has(rows, "limit"))
        bind_int(rows, "limit", limit + 1);
    return g_steal_pointer(&rows);
}

static void item_put(Showing *showing, Statement *row, json_t *item)
{
    const View *view = showing->view;

    if (showing->sheet == NULL) {
        json_array_append(showing->items, item);
        return;
    }
    if (view->say != NULL && showing->lang != NULL)
        view->say(showing->asking, row, showing->lang, item);
    item_to_sheet(showing, item);
}

/* Up to `limit` rows, and where the next page begins when there is another. */
static bool list_fill(Showing *showing, Statement *rows, int64_t limit, GError **error)
{
    g_autofree char *cursor = NULL;
    StoreStep step = STORE_FAILED;

    for (int64_t count = 0; (step = statement_step(rows, error)) == STORE_ROW; count++) {
        if (count == limit) {
            showing->next = g_steal_pointer(&cursor);
            return true;
        }
        json_auto_t *item = row_show(showing, rows, error);
        if (item == NULL)
            return false;
        item_put(showing, rows, item);
        if (count + 1 == limit)
            cursor = cursor_write(showing->view, rows);
    }
    return step == STORE_DONE;
}

static bool list_gather(Showing *showing, GError **error)
{
    const View *view = showing->view;

    return view->gather == NULL || showing->sheet != NULL || json_array_size(showing->items) == 0 ||
           view->gather(showing->asking, showing->items, error);
}

bool view_spread(
    json_t *items, const char *member, const Field *fields, Statement *rows, GError **error)
{
    g_autoptr(GHashTable) lists = g_hash_table_new(g_str_hash, g_str_equal); /* all borrowed */
    StoreStep step = STORE_FAILED;
    json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (items, i, item) {
        json_t *list = json_array();
        json_object_set_new(item, member, list);
        g_hash_table_insert(lists, (char *) json_text(item, "id"), list);
    }
    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        json_t *list = g_hash_table_lookup(lists, row_text_of(rows, "belongs_to"));
        if (list != NULL)
            json_array_append_new(list, fields_row_json(fields, rows));
    }
    return step == STORE_DONE;
}

static int64_t item_at(const json_t *item, const char *member)
{
    int64_t at = 0;

    moment_parse(json_text(item, member), &at, NULL);
    return at;
}

void view_span(const json_t *items, const char *member, Statement *rows)
{
    int64_t first = item_at(json_array_get(items, 0), member);
    int64_t last = item_at(json_array_get(items, json_array_size(items) - 1), member);

    bind_int(rows, "least", MIN(first, last));
    bind_int(rows, "most", MAX(first, last));
}

/* A file for people is in words, Chinese unless they say otherwise; CSV only when they ask. */
static const char *sheet_lang(const ListAsk *ask)
{
    return ask->lang != NULL || g_strcmp0(ask->format, "csv") == 0 ? ask->lang : "zh";
}

/* What stands at the head of a sheet; owned, or NULL. */
static char *list_about(const Asking *asking, const Query *query, const void *args)
{
    g_autofree char *unit =
        query->lists->about == NULL ? NULL : unit_asked(asking, query->args, args);

    return unit == NULL ? NULL : query->lists->about(asking->db, unit);
}

bool view_list(
    const Asking *asking, const Query *query, const void *args, Answer *out_answer, GError **error)
{
    const View *view = query->lists;
    const ListAsk *ask = args;
    int64_t limit = list_limit(ask);
    g_auto(Showing) showing = showing_of(asking, view);

    if (view->admits != NULL && !view->admits(asking, args, error))
        return false;
    g_autoptr(Statement) rows = list_ask(asking, query, args, limit, error);
    if (rows == NULL)
        return false;
    showing.sheet = sheet_is_wanted(ask->format) ? sheet_of(view) : NULL;
    showing.lang = sheet_lang(ask);
    showing.items = json_array();
    if (!list_fill(&showing, rows, limit, error) || !list_gather(&showing, error))
        return false;
    if (showing.sheet == NULL) {
        out_answer->json = json_pack("{s:O, s:s?}", "items", showing.items, "next", showing.next);
        return true;
    }
    g_autofree char *about = list_about(asking, query, args);
    sheet_set_about(showing.sheet, about);
    sheet_next_cursor(showing.sheet, showing.next);
    out_answer->sheet = g_steal_pointer(&showing.sheet);
    return true;
}
