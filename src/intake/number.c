/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/number.h"

#include "base/json.h"

#include <string.h>

#define VALUE_MAX G_GINT64_CONSTANT(100000000)
#define DECIMALS_MAX 8

/* What has been read of one number. */
typedef struct Reading {
    const LineWords *words;
    const LineText *text;
    guint at;
    gint64 total;   /* of whole ten thousands */
    gint64 section; /* below them */
    gint64 digit;   /* -1: none waits */
    gint64 last;    /* the last of ten, hundred, … ; 0: none yet */
    gint64 scale;   /* of the decimals: 10, 100, … ; 1: none */
    guint run;      /* digits spoken one after the other */
    bool zero;      /* a zero parts */
    bool inexact;
    bool vague; /* a range, or readable in two ways: no value at all */
    bool code;  /* no count at all */
} Reading;

static gint64 sign_value(const Reading *reading, guint at, const char *table)
{
    char name[8] = {0};
    gunichar c = line_text_sign(reading->text, at);

    if (c < 0x80)
        return -1;
    name[g_unichar_to_utf8(c, name)] = '\0';
    return json_number(line_words_list(reading->words, "numbers", table), name, -1);
}

static bool sign_in_list(const Reading *reading, guint at, const char *list)
{
    size_t i = 0;
    const json_t *item = NULL;
    gunichar c = line_text_sign(reading->text, at);

    json_array_foreach (line_words_list(reading->words, "numbers", list), i, item) {
        const char *word = json_string_value(item);
        if (word != NULL && c != 0 && g_utf8_get_char(word) == c)
            return true;
    }
    return false;
}

static bool begins_number(const Reading *reading, guint at)
{
    return line_text_digit(reading->text, at) || sign_value(reading, at, "digits") >= 0 ||
           sign_value(reading, at, "tens") >= 0;
}

/* "3,500": one to three digits, then threes. A full comma between them may as well part two
 * numbers. */
static guint group_length(Reading *reading, guint digits)
{
    const LineText *text = reading->text;
    gunichar c = line_text_sign(text, reading->at);

    if ((c != ',' && c != 0xFF0C) || digits > 3)
        return 0;
    for (guint i = 1; i <= 3; i++)
        if (!line_text_digit(text, reading->at + i))
            return 0;
    if (line_text_digit(text, reading->at + 4))
        return 0;
    reading->inexact = reading->inexact || c == 0xFF0C;
    return 4;
}

static void digit_take(Reading *reading)
{
    gint64 digit = line_text_sign(reading->text, reading->at++) - '0';

    reading->digit = reading->digit * 10 + digit;
    if (reading->digit > VALUE_MAX)
        reading->digit = VALUE_MAX + 1;
}

static void decimals_take(Reading *reading)
{
    guint taken = 0;

    reading->at++;
    for (; line_text_digit(reading->text, reading->at); taken++) {
        if (taken >= DECIMALS_MAX || reading->digit > VALUE_MAX) {
            reading->at++;
            reading->code = true;
            continue;
        }
        digit_take(reading);
        reading->scale *= 10;
    }
}

/* Written digits, with their groups and decimals. */
static void written_take(Reading *reading)
{
    guint begin = reading->at, digits = 0, group = 0;

    reading->digit = 0;
    while (line_text_digit(reading->text, reading->at))
        digit_take(reading);
    digits = reading->at - begin;
    reading->inexact =
        reading->inexact || (digits > 1 && line_text_sign(reading->text, begin) == '0');
    while ((group = group_length(reading, digits)) > 0) {
        reading->at++;
        for (guint i = 1; i < group; i++)
            digit_take(reading);
    }
    if (line_text_sign(reading->text, reading->at) == '.' &&
        line_text_digit(reading->text, reading->at + 1))
        decimals_take(reading);
    reading->run++;
}

/* One spoken digit. Two that follow each other are a range, "三四", or a code, "二零二六". */
static void spoken_take(Reading *reading, gint64 value)
{
    if (value == 0 && reading->last > 0) {
        reading->zero = true;
        reading->at++;
        return;
    }
    if (reading->run > 0) {
        reading->code = reading->code || reading->run > 1 || value == 0 || value <= reading->digit;
        reading->vague = true;
    }
    reading->digit = value;
    reading->run++;
    reading->at++;
}

static void section_close(Reading *reading, gint64 tens)
{
    gint64 value = 0;

    if (reading->scale > 1 && (reading->total != 0 || reading->section != 0)) {
        reading->code = true;
        return;
    }
    value = (reading->total + reading->section + reading->digit) * tens;
    if (value % reading->scale != 0)
        reading->vague = true;
    reading->total = value / reading->scale;
    reading->section = 0;
    reading->scale = 1;
}

/* Tens go down within their ten thousand, and no number here is longer than a country's people. */
static bool tens_fit(const Reading *reading, gint64 tens)
{
    bool big = reading->total > VALUE_MAX || reading->section > VALUE_MAX ||
               reading->digit > VALUE_MAX * 10;

    return !big && (reading->last == 0 || tens < reading->last || tens >= 10000);
}

/* Ten, hundred, thousand, ten thousand. Without a digit before them only ten is a number. */
static void tens_take(Reading *reading, gint64 tens)
{
    bool none = reading->digit < 0 && (reading->last == 0 || reading->zero || tens < reading->last);

    if (none && tens > 10)
        reading->vague = true;
    reading->code = reading->code || !tens_fit(reading, tens);
    if (reading->digit < 0)
        reading->digit = none ? 1 : 0;
    if (reading->code) {
        reading->digit = 0;
    } else if (tens >= 10000) {
        section_close(reading, tens);
    } else {
        gint64 value = reading->digit * tens;
        if (value % reading->scale != 0)
            reading->vague = true;
        reading->section += value / reading->scale;
        reading->scale = 1;
    }
    reading->digit = -1;
    reading->run = 0;
    reading->zero = false;
    reading->last = tens;
    reading->at++;
}

/* "几" and "数" before a ten or a word for people. */
static bool some_take(Reading *reading)
{
    const LineWord *unit = NULL;

    if (!sign_in_list(reading, reading->at, "some"))
        return false;
    unit = reading->at + 1 < reading->text->length
               ? lexicon_match(reading->words->units, reading->text, reading->at + 1)
               : NULL;
    if (sign_value(reading, reading->at + 1, "tens") < 0 &&
        (unit == NULL || (unit->flags & UNIT_PEOPLE) == 0))
        return false;
    reading->vague = true;
    reading->digit = 1;
    reading->run++;
    reading->at++;
    return true;
}

static bool item_take(Reading *reading)
{
    gint64 digit = sign_value(reading, reading->at, "digits");
    gint64 tens = sign_value(reading, reading->at, "tens");

    if (line_text_digit(reading->text, reading->at)) {
        if (reading->run > 0)
            return false;
        written_take(reading);
        return true;
    }
    if (digit >= 0) {
        bool written = reading->run > 0 && line_text_digit(reading->text, reading->at - 1);
        if (written)
            return false;
        spoken_take(reading, digit);
        return true;
    }
    if (tens > 0) {
        tens_take(reading, tens);
        return true;
    }
    return some_take(reading);
}

/* "一点二万" is one number; whether "两点二十人" is a time nobody can say. */
static bool dot_take(Reading *reading)
{
    gint64 digit = sign_value(reading, reading->at + 1, "digits");

    if (!sign_in_list(reading, reading->at, "dot") || reading->run == 0 || reading->last > 0 ||
        digit < 0)
        return false;
    reading->digit = reading->digit * 10 + digit;
    reading->scale = 10;
    reading->at += 2;
    reading->vague = reading->vague || sign_value(reading, reading->at, "tens") < 10000;
    return true;
}

static void items_take(Reading *reading)
{
    while (reading->at < reading->text->length && item_take(reading))
        ;
    if (dot_take(reading))
        while (reading->at < reading->text->length && item_take(reading))
            ;
}

/* What waits counts ones; "一百二" might mean another. */
static gint64 reading_close(Reading *reading)
{
    gint64 ones = reading->digit < 0 ? 0 : reading->digit;

    if (reading->scale > 1) {
        reading->vague = true;
        ones = 0;
    }
    if (reading->last > 10 && reading->digit >= 0 && !reading->zero)
        reading->vague = true;
    return reading->total + reading->section + ones;
}

/* Joined to a second number it is a range, by other signs a date, a time, a kilometre. */
static void joins_take(Reading *reading)
{
    static const char codes[] = ":/+#.\\_";
    const LineText *text = reading->text;

    for (;;) {
        gunichar c = line_text_sign(text, reading->at);
        bool joins = sign_in_list(reading, reading->at, "joins");
        bool binds = c != 0 && c < 0x80 && strchr(codes, (int) c) != NULL;
        if ((!joins && !binds) || !begins_number(reading, reading->at + 1))
            return;
        reading->code = reading->code || binds;
        reading->vague = true;
        reading->at++;
        Reading next = {
            .words = reading->words, .text = text, .at = reading->at, .digit = -1, .scale = 1};
        items_take(&next);
        reading->code = reading->code || next.code;
        reading->at = next.at;
    }
}

/* A plate, a road, an ordinal: what stands before says so. */
static bool is_code_before(const LineText *text, guint at)
{
    gunichar before = at > 0 ? text->sign[at - 1] : 0;

    return before != 0 && (line_text_letter(text, at - 1) || before == 0x7B2C || before == 0xB7 ||
                              before == '#' || before == '-' || before == '.' || before == '+');
}

/* "2点20人": twenty people, or twenty past two? */
static bool is_hour_before(const Reading *reading, guint at)
{
    gunichar before = at > 0 ? reading->text->sign[at - 1] : 0;

    return at > 1 && (before == 0x70B9 || before == 0x65F6) && begins_number(reading, at - 2);
}

static const LineWord *about_at(
    const LineWords *words, const LineText *text, guint at, unsigned flag)
{
    const LineWord *word = at < text->length ? lexicon_match(words->about, text, at) : NULL;

    return word != NULL && (word->flags & flag) != 0 ? word : NULL;
}

/* "余", "多", "左右", and a ten thousand behind them. */
static void about_take(Reading *reading, bool after_unit)
{
    const LineWord *word = about_at(reading->words, reading->text, reading->at, ABOUT_AFTER);

    if (word == NULL || (after_unit && word->length < 2))
        return;
    reading->inexact = true;
    reading->at += word->length;
    while (sign_value(reading, reading->at, "tens") > 0)
        reading->at++;
}

static void unit_take(Reading *reading, LineNumber *out)
{
    const LineText *text = reading->text;
    const LineWord *unit = NULL;

    if (line_text_sign(text, reading->at) == ' ')
        unit = reading->at + 1 < text->length
                   ? lexicon_match(reading->words->units, text, reading->at + 1)
                   : NULL;
    if (unit != NULL && (unit->flags & UNIT_PEOPLE) != 0)
        reading->at++;
    else
        unit = reading->at < text->length ? lexicon_match(reading->words->units, text, reading->at)
                                          : NULL;
    out->bare = unit == NULL;
    if (unit == NULL)
        return;
    out->unit = unit->flags;
    out->people = (unit->flags & UNIT_PEOPLE) != 0 && (unit->flags & UNIT_THINGS) == 0;
    out->weak = out->people && line_text_sign(text, reading->at + unit->length - 1) == 0x4E2A;
    reading->at += unit->length;
    about_take(reading, true);
}

/* "俩", "仨" count people by themselves. */
static bool pair_read(const Reading *reading, guint at, LineNumber *out)
{
    gint64 value = sign_value(reading, at, "pairs");

    if (value < 0)
        return false;
    *out = (LineNumber){.from = at,
        .digits = at,
        .to = at + 1,
        .value = value,
        .exact = true,
        .people = true,
        .weak = true,
        .unit = UNIT_PEOPLE};
    return true;
}

static bool number_whole(Reading *reading, guint at, LineNumber *out)
{
    items_take(reading);
    if (reading->at == at)
        return false;
    gint64 value = reading_close(reading);
    about_take(reading, false);
    joins_take(reading);
    reading->code = reading->code || value > VALUE_MAX || is_code_before(reading->text, at) ||
                    line_text_letter(reading->text, reading->at);
    reading->vague = reading->vague || is_hour_before(reading, at);
    unit_take(reading, out);
    out->to = reading->at;
    out->value = value;
    out->exact = !reading->inexact && !reading->vague;
    out->vague = reading->vague;
    if (reading->code)
        out->people = out->bare = out->weak = false;
    return true;
}

bool line_number_read(const LineWords *words, const LineText *text, guint at, LineNumber *out)
{
    Reading reading = {.words = words, .text = text, .digit = -1, .scale = 1};
    const LineWord *about = about_at(words, text, at, ABOUT_BEFORE);
    guint begin = about == NULL ? at : at + about->length;

    *out = (LineNumber){.from = at, .digits = begin};
    if (about == NULL && pair_read(&reading, at, out))
        return true;
    while (about != NULL && line_text_sign(text, begin) == ' ')
        begin++;
    reading.at = begin;
    reading.inexact = about != NULL;
    out->digits = begin;
    return number_whole(&reading, begin, out);
}
