/* SPDX-License-Identifier: Apache-2.0 */
/* text - checks and small services on UTF-8 text. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Valid UTF-8, no NUL, no control characters but tab, newline and carriage return, nothing that is
 * no character at all (U+FFFE), at most `max` characters. Returns NULL when it is, else the problem
 * word ("not_utf8", "control_character", "too_long"). */
const char *text_problem(const char *text, size_t length, size_t max);
/* The same for what stands on one line (a name, a title, the name of a file): nothing either that
 * breaks the line (tab, line ends, U+2028), turns its direction (bidi controls) or hides in it
 * (zero width, byte order mark, tags), so that two names that look the same are the same. */
const char *text_line_problem(const char *text, size_t length, size_t max);
/* True for `[0-9A-Z]{2,24}`: a unit code. */
bool text_is_code(const char *text);
/* Splits "UNIT-SEQ" or "UNIT-SEQ.n": the unit's code (owned), or NULL when it is not an id. */
char *text_unit_of(const char *id);
/* Pinyin initials of Chinese text, lower case ("岳麓街道" -> "yljd"); ASCII letters and digits are
 * kept, everything else is dropped. */
char *text_initials(const char *text);
/* The same for the name of a person, whose first character is read as a surname ("单于" -> "cy",
 * "解放" -> "xf"). */
char *text_name_initials(const char *name);
/* The text as it is searched: lower case, white space dropped. */
char *text_folded(const char *text);
/* The character bigrams of a folded text, without repeats; the single character for a text of one.
 */
GPtrArray *text_bigrams(const char *text);

/* As a file of others can hold it: what is no character, or a control character, is U+FFFD. Owned.
 */
char *text_written(const char *text);

/* Without blanks of any kind and signs that nobody sees at either end: owned. */
char *text_trimmed(const char *text);
/* As people mean it who copied it from elsewhere: full-width letters, digits and signs of ASCII
 * made half as wide, signs that nobody sees left out, blanks of any kind one blank, every middle
 * dot the one of names (U+00B7), none at either end. Owned. */
char *text_plain(const char *text);
/* The same of a person's name or a heading: between characters that are no ASCII letters or digits
 * there is no blank. Owned. */
char *text_name(const char *name);
