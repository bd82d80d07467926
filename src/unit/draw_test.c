/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/draw.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

#define SHIFTS 10000
#define SHIFT_MS DAY_MS
#define MEAN_MS (300 * MINUTE_MS)
#define QUIET_MS (20 * MINUTE_MS)
#define BINS 48
#define BUSY_MAX 6

/* A day with times at which somebody typed, each followed by a quiet time. */
typedef struct Shift {
    int64_t busy[BUSY_MAX];
    int count;
} Shift;

static bool is_quiet(const Shift *shift, int64_t at)
{
    for (int i = 0; i < shift->count; i++)
        if (at >= shift->busy[i] && at < shift->busy[i] + QUIET_MS)
            return true;
    return false;
}

/* How much of the shift before `at` is outside the quiet times. */
static int64_t open_before(const Shift *shift, int64_t at)
{
    int64_t open = 0;

    for (int64_t minute = 0; minute < at; minute += MINUTE_MS)
        open += is_quiet(shift, minute) ? 0 : MIN(MINUTE_MS, at - minute);
    return open;
}

typedef struct Sample {
    GArray *places;           /* of double: where in the open time a challenge fell, 0 … 1 */
    int64_t hours[24];        /* by hour of the shift, without quiet times */
    int64_t gaps[10], counts; /* tenths of the exponential distribution */
    int64_t none;             /* shifts without any */
} Sample;

static int double_compare(const void *a, const void *b)
{
    double one = *(const double *) a, other = *(const double *) b;

    return one < other ? -1 : one > other;
}

static void shift_sample(Sample *sample, const uint8_t *key, GRand *rand, int64_t number)
{
    g_autofree char *unit = g_strdup_printf("%06d", (int) (430000 + number % 170));
    int64_t begins = INT64_C(1767225600000) + number * SHIFT_MS, at = begins, asked = 0;
    Shift shift = {.count = (int) g_rand_int_range(rand, 0, BUSY_MAX)};
    int64_t open = 0;

    for (int i = 0; i < shift.count; i++)
        shift.busy[i] = g_rand_int_range(rand, 0, 1440) * MINUTE_MS;
    open = open_before(&shift, SHIFT_MS);
    for (;;) {
        int64_t next = draw_next(key, unit, at, MEAN_MS);
        double share = 1 - exp(-(double) (next - at) / MEAN_MS);

        sample->gaps[MIN(9, (int) (share * 10))]++;
        sample->counts++;
        at = next;
        if (at >= begins + SHIFT_MS)
            break;
        sample->hours[(at - begins) / HOUR_MS]++;
        if (is_quiet(&shift, at - begins))
            continue;
        double place = (double) open_before(&shift, at - begins) / (double) open;
        g_array_append_val(sample->places, place);
        asked++;
    }
    sample->none += asked == 0 ? 1 : 0;
}

static double chi_square(const int64_t *counts, int bins)
{
    double total = 0, sum = 0;

    for (int i = 0; i < bins; i++)
        total += (double) counts[i];
    for (int i = 0; i < bins; i++)
        sum += pow((double) counts[i] - total / bins, 2) / (total / bins);
    return sum;
}

/* The greatest distance from the uniform distribution, by the root of the count. */
static double kolmogorov_smirnov(GArray *places)
{
    double worst = 0;

    g_array_sort(places, double_compare);
    for (guint i = 0; i < places->len; i++) {
        double place = g_array_index(places, double, i);

        worst = MAX(worst, fabs(place - (double) i / places->len));
        worst = MAX(worst, fabs(place - (double) (i + 1) / places->len));
    }
    return worst * sqrt(places->len);
}

/* Bounds of one in a thousand: D·√n 1.949; χ² of 47, 23 and 9 degrees 82.7, 49.7, 27.9. */
static void test_uniform(void)
{
    uint8_t key[DRAW_KEY_SIZE];
    g_autoptr(GRand) rand = g_rand_new_with_seed(20261001);
    Sample sample = {.places = g_array_new(FALSE, FALSE, sizeof(double))};
    int64_t bins[BINS] = {0};

    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t) g_rand_int(rand);
    for (int64_t i = 0; i < SHIFTS; i++)
        shift_sample(&sample, key, rand, i);
    for (guint i = 0; i < sample.places->len; i++)
        bins[MIN(BINS - 1, (int) (g_array_index(sample.places, double, i) * BINS))]++;
    g_test_message("%u challenges, D√n %.3f, χ² %.1f by place, %.1f by hour, %.1f by distance, %d "
                   "shifts without",
        sample.places->len, kolmogorov_smirnov(sample.places), chi_square(bins, BINS),
        chi_square(sample.hours, 24), chi_square(sample.gaps, 10), (int) sample.none);
    g_assert_cmpuint(sample.places->len, >, 4 * SHIFTS);
    g_assert_cmpfloat(kolmogorov_smirnov(sample.places), <, 1.949);
    g_assert_cmpfloat(chi_square(bins, BINS), <, 82.7);
    g_assert_cmpfloat(chi_square(sample.hours, 24), <, 49.7);
    /* Having been asked says nothing about the next time. */
    g_assert_cmpfloat(chi_square(sample.gaps, 10), <, 27.9);
    g_assert_cmpint(sample.none, <, SHIFTS / 50);
    g_array_unref(sample.places);
}

/* The test would notice times that lean to one side. */
static void test_power(void)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);

    for (int i = 0; i < 4 * SHIFTS; i++) {
        double place = pow(g_rand_double(rand), 1.05);
        g_array_append_val(places, place);
    }
    g_assert_cmpfloat(kolmogorov_smirnov(places), >, 1.949);
}

/* Tests of principals: each hour of the day's window as likely, whatever day it is. */
static void test_within(void)
{
    uint8_t key[DRAW_KEY_SIZE] = {9};
    int64_t hours[12] = {0}, window_ms = 12 * HOUR_MS;
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(double));

    for (int64_t i = 0; i < SHIFTS; i++) {
        g_autofree char *unit = g_strdup_printf("%06d", (int) (430000 + i % 170));
        int64_t from = INT64_C(1767225600000) + i / 170 * 7 * DAY_MS;
        int64_t at = draw_within(key, unit, from, from + window_ms) - from;
        double place = (double) at / (double) window_ms;

        g_assert_true(at >= 0 && at < window_ms);
        hours[at / HOUR_MS]++;
        g_array_append_val(places, place);
    }
    g_assert_cmpfloat(kolmogorov_smirnov(places), <, 1.949);
    g_assert_cmpfloat(chi_square(hours, 12), <, 31.3); /* 11 degrees, one in a thousand */
}

static void test_key(void)
{
    uint8_t one[DRAW_KEY_SIZE] = {1}, other[DRAW_KEY_SIZE] = {2};
    int64_t from = INT64_C(1767225600000), times[4];

    times[0] = draw_next(one, "430102004", from, MEAN_MS);
    times[1] = draw_next(other, "430102004", from, MEAN_MS);
    times[2] = draw_next(one, "430102005", from, MEAN_MS);
    times[3] = draw_next(one, "430102004", from + 1, MEAN_MS);
    g_assert_cmpint(times[0], ==, draw_next(one, "430102004", from, MEAN_MS));
    for (int i = 0; i < 4; i++) {
        g_assert_cmpint(times[i], >, from);
        for (int k = i + 1; k < 4; k++)
            g_assert_cmpint(times[i] - from, !=, times[k] - from);
    }
    g_assert_cmpint(draw_number(one, "430102004", from, 5), <, 5);
    g_assert_cmpint(draw_number(one, "430102004", from, 1), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/draw/times of 10,000 shifts can't be told from uniform outside the quiet rules",
        test_uniform);
    g_test_add_func("/draw/times that lean to one side would be noticed", test_power);
    g_test_add_func(
        "/draw/times of 10,000 reachability tests can't be told from uniform in their window",
        test_within);
    g_test_add_func("/draw/key, unit and moment each make another time", test_key);
    return g_test_run();
}
