/* SPDX-License-Identifier: Apache-2.0 */
/* text - a typed line as the reader sees it: sign by sign, width folded, invisible signs left out,
 * traditional forms made simple. Each sign knows the bytes of the line that it stands for. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct LineText {
    char *line;   /* as typed, valid UTF-8 */
    char *folded; /* UTF-8 of the signs */
    guint length; /* signs */
    gunichar *sign;
    gsize *at;    /* `length` + 1 byte offsets into `line` */
    gsize *place; /* `length` + 1 byte offsets into `folded` */
} LineText;

/* `fold`: {"sign": "sign"}; `line` must be valid UTF-8. */
LineText *line_text_new(const char *line, const json_t *fold);
void line_text_free(LineText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineText, line_text_free)

/* 0 beyond the end. */
gunichar line_text_sign(const LineText *text, guint at);
bool line_text_digit(const LineText *text, guint at);
bool line_text_letter(const LineText *text, guint at);
/* Owned: signs [from, to) as they were typed / as they are read. */
char *line_text_raw(const LineText *text, guint from, guint to);
char *line_text_part(const LineText *text, guint from, guint to);
