/* SPDX-License-Identifier: Apache-2.0 */
#include "card/card_text.h"

#include "base/json.h"
#include "document/csv.h"

#include <string.h>

#define LINE_ENDS "\r\n"
#define RECKONED                                                                                   \
    "=+-@'\t\r" /* what a cell begins with that a spreadsheet would not show as text               \
                 */

static void read_free(void *data)
{
    CardRead *draft = data;

    g_free(draft->kind);
    g_free(draft->title);
    g_free(draft->keywords);
    g_strfreev(draft->triggers);
    json_decref(draft->contacts);
    g_string_free(draft->body, TRUE);
    g_free(draft);
}

static CardRead *read_new(int64_t line, const char *kind, const char *title)
{
    CardRead *draft = g_new0(CardRead, 1);

    draft->line = line;
    draft->kind = g_strdup(kind);
    draft->title = g_strstrip(g_strdelimit(g_strdup(title), LINE_ENDS, ' '));
    draft->body = g_string_new(NULL);
    return draft;
}

/* ---- Markdown ---- */

/* How many '#' begin the line; 0: no heading. */
static int rank_of(const char *line)
{
    size_t marks = strspn(line, "#");

    return marks > 0 && marks <= 6 && line[marks] == ' ' ? (int) marks : 0;
}

static int rank_top(char *const *lines)
{
    int top = 0;

    for (char *const *line = lines; *line != NULL; line++) {
        int rank = rank_of(*line);
        if (rank > 0 && (top == 0 || rank < top))
            top = rank;
    }
    return top;
}

/* "@ post | name | phone" is whom to call. */
static bool contact_read(CardRead *draft, const char *line)
{
    g_auto(GStrv) parts = NULL;

    if (!g_str_has_prefix(line, "@ "))
        return false;
    parts = g_strsplit(line + 2, "|", 4);
    if (g_strv_length(parts) != 3)
        return false;
    for (size_t i = 0; i < 3; i++)
        g_strstrip(g_strdelimit(parts[i], LINE_ENDS, ' '));
    if (draft->contacts == NULL)
        draft->contacts = json_array();
    json_array_append_new(draft->contacts,
        json_pack("{s:s*, s:s*, s:s*}", "post", *parts[0] ? parts[0] : NULL, "name",
            *parts[1] ? parts[1] : NULL, "phone", *parts[2] ? parts[2] : NULL));
    return true;
}

GPtrArray *cards_read_markdown(const char *text, const char *kind, guint most)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GPtrArray *drafts = g_ptr_array_new_with_free_func(read_free);
    int top = rank_top(lines);
    CardRead *draft = NULL;

    for (int64_t i = 0; lines[i] != NULL && drafts->len <= most; i++) {
        g_strchomp(lines[i]);
        if (top > 0 && rank_of(lines[i]) == top) {
            draft = read_new(i + 1, kind, lines[i] + top);
            g_ptr_array_add(drafts, draft);
        } else if (draft == NULL) {
            if (*lines[i] == '\0')
                continue;
            /* Nothing says what this is a card of. */
            draft = read_new(i + 1, kind, "");
            draft->field = "title";
            draft->problem = "required";
            g_ptr_array_add(drafts, draft);
        } else if (!contact_read(draft, lines[i])) {
            g_string_append_printf(draft->body, "%s\n", lines[i]);
        }
    }
    return drafts;
}

/* ---- CSV: kind,title,body,keywords,triggers,contacts ---- */

/* "post|name|phone; post|name|phone" */
static void contacts_read(CardRead *draft, const char *cell)
{
    g_auto(GStrv) rows = g_strsplit(cell == NULL ? "" : cell, ";", -1);

    for (char **row = rows; *row != NULL; row++) {
        g_autofree char *line = g_strdup_printf("@ %s", g_strstrip(*row));

        if (**row != '\0' && !contact_read(draft, line)) {
            draft->field = "contacts";
            draft->problem = "malformed";
        }
    }
}

/* A cell that a spreadsheet would reckon with stands behind a quote, as the export writes it. */
static const char *cell_of(const Csv *csv, const CsvRow *row, const char *column)
{
    const char *cell = csv_cell(row, csv_column(csv, column));

    return cell != NULL && *cell == '\'' && cell[1] != '\0' && strchr(RECKONED, cell[1]) != NULL
               ? cell + 1
               : cell;
}

GPtrArray *cards_read_csv(const char *text, guint most, GError **error)
{
    g_autoptr(Csv) csv = csv_read(text, strlen(text), error);
    GPtrArray *drafts = NULL;

    if (csv == NULL)
        return NULL;
    if (csv_column(csv, "title") < 0) {
        fail_as(error, FAIL_INVALID, "column_missing", "the column 'title' is missing");
        return NULL;
    }
    drafts = g_ptr_array_new_with_free_func(read_free);
    for (guint i = 0; i < csv->rows->len && drafts->len <= most; i++) {
        const CsvRow *row = csv->rows->pdata[i];
        const char *kind = cell_of(csv, row, "kind"), *title = cell_of(csv, row, "title");
        const char *body = cell_of(csv, row, "body"), *triggers = cell_of(csv, row, "triggers");
        CardRead *draft =
            read_new(row->line, kind == NULL ? "procedure" : kind, title == NULL ? "" : title);

        g_string_append(draft->body, body == NULL ? "" : body);
        draft->keywords = g_strdup(cell_of(csv, row, "keywords"));
        draft->triggers = triggers == NULL ? NULL : g_strsplit(triggers, " ", -1);
        contacts_read(draft, cell_of(csv, row, "contacts"));
        if (row->problem != NULL) {
            draft->field = "";
            draft->problem = row->problem;
        }
        g_ptr_array_add(drafts, draft);
    }
    return drafts;
}

/* ---- and out again ---- */

/* Headings inside a card stay below its own. */
static void body_write(GString *out, const char *body)
{
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);

    for (char **line = lines; *line != NULL; line++)
        g_string_append_printf(out, "%s%s\n", rank_of(*line) == 1 ? "#" : "", *line);
}

void card_write_markdown(GString *out, const Card *card)
{
    json_auto_t *contacts = card->contacts == NULL ? NULL : json_loads(card->contacts, 0, NULL);
    size_t i = 0;
    const json_t *contact = NULL;

    g_string_append_printf(out, "# %s\n", card->title);
    json_array_foreach (contacts, i, contact) {
        const char *post = json_text(contact, "post"), *name = json_text(contact, "name");
        const char *phone = json_text(contact, "phone");
        g_string_append_printf(out, "@ %s | %s | %s\n", post == NULL ? "" : post,
            name == NULL ? "" : name, phone == NULL ? "" : phone);
    }
    body_write(out, card->body);
    g_string_append_c(out, '\n');
}

static void cell_write(GString *out, const char *text, char end)
{
    g_autoptr(GString) cell = g_string_new(text == NULL ? "" : text);
    /* A cell that a spreadsheet would reckon with is shown as text. */
    bool formula = cell->len > 0 && strchr(RECKONED, cell->str[0]) != NULL;

    g_string_replace(cell, "\"", "\"\"", 0);
    g_string_append_printf(out, "\"%s%s\"%c", formula ? "'" : "", cell->str, end);
}

void card_write_csv(GString *out, const Card *card)
{
    json_auto_t *contacts = card->contacts == NULL ? NULL : json_loads(card->contacts, 0, NULL);
    g_autoptr(GString) calls = g_string_new(NULL), triggers = g_string_new(card->triggers);
    size_t i = 0;
    const json_t *contact = NULL;

    json_array_foreach (contacts, i, contact) {
        const char *post = json_text(contact, "post"), *name = json_text(contact, "name");
        const char *phone = json_text(contact, "phone");
        g_string_append_printf(calls, "%s%s|%s|%s", i == 0 ? "" : "; ", post == NULL ? "" : post,
            name == NULL ? "" : name, phone == NULL ? "" : phone);
    }
    g_string_replace(triggers, ",", " ", 0);
    g_autofree char *words = g_strstrip(g_strdup(triggers->str));
    cell_write(out, card->card_kind, ',');
    cell_write(out, card->title, ',');
    cell_write(out, card->body, ',');
    cell_write(out, card->keywords, ',');
    cell_write(out, words, ',');
    cell_write(out, calls->str, '\n');
}
