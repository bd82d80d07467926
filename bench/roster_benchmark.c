/* SPDX-License-Identifier: Apache-2.0 */
/* The small shift scheduling benchmarks (Curtois and Qu), by the same linear layer as our rosters:
 * `bench-roster [SECONDS] [LAST] [FIRST]` for instances FIRST … LAST in $SHAODIAN_TEST_DATA.
 *
 * Their rules are not those of a duty room (weights for over and under cover, minutes a fortnight,
 * runs of days), so solver.h has no place for them; all of them are written here as rows, nothing
 * is left out, and what is measured is what src/solver/linear.h can reach in the time. */
#include "solver/linear.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER "10-roster/schedulingbenchmarks"

static int number_of(const char *text)
{
    return (int) g_ascii_strtoll(text, NULL, 10);
}

typedef struct Staff {
    char *id;
    char **most; /* "D=14" */
    int minutes_max, minutes_min, run_max, run_min, off_min, weekends;
} Staff;

typedef struct Bench {
    int days;
    GPtrArray *shifts; /* char **: id, minutes, not before */
    GArray *staff;     /* Staff */
    Linear *linear;
    int *stands; /* [(employee * days + day) * shifts + shift] */
    int *works;  /* [employee * days + day]: row y: sum of stands */
} Bench;

static int cell(const Bench *bench, int employee, int day, int shift)
{
    return (employee * bench->days + day) * (int) bench->shifts->len + shift;
}

static int shift_of(const Bench *bench, const char *id)
{
    for (guint i = 0; i < bench->shifts->len; i++)
        if (strcmp(((char **) bench->shifts->pdata[i])[0], id) == 0)
            return (int) i;
    g_error("no shift %s", id);
}

static int employee_of(const Bench *bench, const char *id)
{
    for (guint i = 0; i < bench->staff->len; i++)
        if (strcmp(g_array_index(bench->staff, Staff, i).id, id) == 0)
            return (int) i;
    g_error("no employee %s", id);
}

/* The lines of a section, comments left out: array of char ** of their parts. */
static GPtrArray *section(char **lines, const char *name)
{
    GPtrArray *rows = g_ptr_array_new();
    bool inside = false;

    for (int i = 0; lines[i] != NULL; i++) {
        g_strstrip(lines[i]);
        if (g_str_has_prefix(lines[i], "SECTION_"))
            inside = strcmp(lines[i], name) == 0;
        else if (inside && lines[i][0] != '#' && lines[i][0] != '\0')
            g_ptr_array_add(rows, g_strsplit(lines[i], ",", -1));
    }
    return rows;
}

static void staff_read(Bench *bench, char **lines)
{
    GPtrArray *rows = section(lines, "SECTION_STAFF");

    bench->staff = g_array_new(FALSE, FALSE, sizeof(Staff));
    for (guint i = 0; i < rows->len; i++) {
        char **part = rows->pdata[i];
        Staff staff = {part[0], g_strsplit(part[1], "|", -1), number_of(part[2]),
            number_of(part[3]), number_of(part[4]), number_of(part[5]), number_of(part[6]),
            number_of(part[7])};
        g_array_append_val(bench->staff, staff);
    }
}

static int row_of_days(Bench *bench, int employee, int from, int to, const double bounds[2])
{
    int row = linear_add_row(bench->linear, bounds[0], bounds[1]);

    for (int day = from; day <= to; day++)
        linear_put(bench->linear, row, bench->works[employee * bench->days + day], 1);
    return row;
}

/* What a day is: a column that is 1 when any shift is stood. */
static void days_write(Bench *bench, int employee)
{
    for (int day = 0; day < bench->days; day++) {
        int works = linear_add_column(bench->linear, (LinearColumn){0, 1, 0, true});
        int row = linear_add_row(bench->linear, 0, 0);
        bench->works[employee * bench->days + day] = works;
        linear_put(bench->linear, row, works, -1);
        for (int shift = 0; shift < (int) bench->shifts->len; shift++) {
            int at = cell(bench, employee, day, shift);
            bench->stands[at] = linear_add_column(bench->linear, (LinearColumn){0, 1, 0, true});
            linear_put(bench->linear, row, bench->stands[at], 1);
        }
    }
}

/* After a shift, those that may not follow it. */
static void follow_write(Bench *bench, int employee)
{
    for (int shift = 0; shift < (int) bench->shifts->len; shift++) {
        char **part = bench->shifts->pdata[shift];
        g_auto(GStrv) never = g_strsplit(part[2] == NULL ? "" : part[2], "|", -1);
        for (int day = 0; day + 1 < bench->days; day++) {
            if (never[0] == NULL || *never[0] == '\0')
                continue;
            int row = linear_add_row(bench->linear, -LINEAR_NONE, 1);
            linear_put(bench->linear, row, bench->stands[cell(bench, employee, day, shift)], 1);
            for (int i = 0; never[i] != NULL; i++)
                linear_put(bench->linear, row,
                    bench->stands[cell(bench, employee, day + 1, shift_of(bench, never[i]))], 1);
        }
    }
}

static void minutes_write(Bench *bench, int employee, const Staff *staff)
{
    int row = linear_add_row(bench->linear, staff->minutes_min, staff->minutes_max);

    for (int shift = 0; shift < (int) bench->shifts->len; shift++) {
        char **part = bench->shifts->pdata[shift];
        for (int day = 0; day < bench->days; day++)
            linear_put(bench->linear, row, bench->stands[cell(bench, employee, day, shift)],
                number_of(part[1]));
    }
    for (int i = 0; staff->most[i] != NULL; i++) {
        g_auto(GStrv) most = g_strsplit(staff->most[i], "=", 2);
        int limit = linear_add_row(bench->linear, -LINEAR_NONE, number_of(most[1]));
        for (int day = 0; day < bench->days; day++)
            linear_put(bench->linear, limit,
                bench->stands[cell(bench, employee, day, shift_of(bench, most[0]))], 1);
    }
}

/* No run of days on or off that is too long or too short inside the horizon. */
static void runs_write(Bench *bench, int employee, const Staff *staff)
{
    const int *works = bench->works + employee * bench->days;

    for (int day = 0; day + staff->run_max < bench->days; day++)
        row_of_days(bench, employee, day, day + staff->run_max,
            (const double[2]){-LINEAR_NONE, staff->run_max});
    for (int length = 1; length < staff->run_min; length++)
        for (int day = 0; day + length + 1 < bench->days; day++) {
            int row = linear_add_row(bench->linear, 1 - length, LINEAR_NONE);
            linear_put(bench->linear, row, works[day], 1);
            linear_put(bench->linear, row, works[day + length + 1], 1);
            for (int i = 1; i <= length; i++)
                linear_put(bench->linear, row, works[day + i], -1);
        }
    for (int length = 1; length < staff->off_min; length++)
        for (int day = 0; day + length + 1 < bench->days; day++) {
            int row = linear_add_row(bench->linear, -LINEAR_NONE, 1);
            linear_put(bench->linear, row, works[day], 1);
            linear_put(bench->linear, row, works[day + length + 1], 1);
            for (int i = 1; i <= length; i++)
                linear_put(bench->linear, row, works[day + i], -1);
        }
}

static void weekends_write(Bench *bench, int employee, const Staff *staff)
{
    int most = linear_add_row(bench->linear, -LINEAR_NONE, staff->weekends);

    for (int day = 5; day < bench->days; day += 7) {
        int weekend = linear_add_column(bench->linear, (LinearColumn){0, 1, 0, true});
        linear_put(bench->linear, most, weekend, 1);
        for (int i = day; i < day + 2 && i < bench->days; i++) {
            int row = linear_add_row(bench->linear, 0, LINEAR_NONE);
            linear_put(bench->linear, row, weekend, 1);
            linear_put(bench->linear, row, bench->works[employee * bench->days + i], -1);
        }
    }
}

static void off_write(Bench *bench, char **lines)
{
    GPtrArray *rows = section(lines, "SECTION_DAYS_OFF");

    for (guint i = 0; i < rows->len; i++) {
        char **part = rows->pdata[i];
        int employee = employee_of(bench, part[0]);
        for (int k = 1; part[k] != NULL; k++) {
            int day = number_of(part[k]);
            row_of_days(bench, employee, day, day, (const double[2]){0, 0});
        }
    }
}

/* A slack that costs its weight when the wish is not met. */
static void wishes_write(Bench *bench, char **lines, const char *name, bool on)
{
    GPtrArray *rows = section(lines, name);

    for (guint i = 0; i < rows->len; i++) {
        char **part = rows->pdata[i];
        int at =
            cell(bench, employee_of(bench, part[0]), number_of(part[1]), shift_of(bench, part[2]));
        int miss =
            linear_add_column(bench->linear, (LinearColumn){0, 1, number_of(part[3]), false});
        int row = linear_add_row(bench->linear, on ? 1 : -LINEAR_NONE, on ? LINEAR_NONE : 0);
        linear_put(bench->linear, row, bench->stands[at], 1);
        linear_put(bench->linear, row, miss, on ? 1 : -1);
    }
}

static void cover_write(Bench *bench, char **lines)
{
    GPtrArray *rows = section(lines, "SECTION_COVER");

    for (guint i = 0; i < rows->len; i++) {
        char **part = rows->pdata[i];
        int wanted = number_of(part[2]);
        int row = linear_add_row(bench->linear, wanted, wanted);
        for (int employee = 0; employee < (int) bench->staff->len; employee++)
            linear_put(bench->linear, row,
                bench->stands[cell(bench, employee, number_of(part[0]), shift_of(bench, part[1]))],
                1);
        linear_put(bench->linear, row,
            linear_add_column(
                bench->linear, (LinearColumn){0, LINEAR_NONE, number_of(part[3]), false}),
            1);
        linear_put(bench->linear, row,
            linear_add_column(
                bench->linear, (LinearColumn){0, LINEAR_NONE, number_of(part[4]), false}),
            -1);
    }
}

static void bench_read(Bench *bench, char **lines)
{
    char **days = section(lines, "SECTION_HORIZON")->pdata[0];

    bench->days = number_of(days[0]);
    bench->shifts = section(lines, "SECTION_SHIFTS");
    staff_read(bench, lines);
    bench->linear = linear_new();
    int cells = (int) bench->staff->len * bench->days;
    bench->works = g_new0(int, cells);
    bench->stands = g_new0(int, cells *(int) bench->shifts->len);
    for (guint i = 0; i < bench->staff->len; i++) {
        const Staff *staff = &g_array_index(bench->staff, Staff, i);
        days_write(bench, (int) i);
        follow_write(bench, (int) i);
        minutes_write(bench, (int) i, staff);
        runs_write(bench, (int) i, staff);
        weekends_write(bench, (int) i, staff);
    }
    off_write(bench, lines);
    wishes_write(bench, lines, "SECTION_SHIFT_ON_REQUESTS", true);
    wishes_write(bench, lines, "SECTION_SHIFT_OFF_REQUESTS", false);
    cover_write(bench, lines);
}

static double best_known(const char *folder, int number)
{
    g_autofree char *path = g_build_filename(folder, "best_known.csv", NULL);
    g_autofree char *text = NULL;
    double best = 0;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 1; lines[i] != NULL; i++) {
        g_auto(GStrv) part = g_strsplit(lines[i], ",", -1);
        if (g_strv_length(part) > 4 && number_of(part[0]) == number)
            best = g_ascii_strtod(part[4], NULL);
    }
    return best;
}

static void instance_run(const char *folder, int number, double seconds)
{
    g_autofree char *name = g_strdup_printf("Instance%d.txt", number);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    g_auto(LinearAnswer) answer = {0};
    const LinearLimits limits = {.seconds = seconds};
    Bench bench = {0};

    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        g_print("%s is not there\n", path);
        return;
    }
    bench_read(&bench, g_strsplit(text, "\n", -1));
    g_autoptr(GTimer) timer = g_timer_new();
    linear_solve(bench.linear, &limits, &answer);
    double best = best_known(folder, number);
    if (answer.value == NULL)
        g_print("instance %d: nothing found in %.0f s\n", number, seconds);
    else
        g_print("instance %d: %.0f, bound %.0f, best known %.0f, gap %.2f %%, %.1f s%s\n", number,
            answer.objective, answer.bound, best,
            best > 0 ? 100 * (answer.objective - best) / best : 0, g_timer_elapsed(timer, NULL),
            answer.proved ? ", searched to the end" : "");
    linear_free(bench.linear);
}

int main(int argc, char **argv)
{
    const char *data = g_getenv("SHAODIAN_TEST_DATA");
    double seconds = argc > 1 ? g_ascii_strtod(argv[1], NULL) : 60;
    int last = argc > 2 ? number_of(argv[2]) : 4;
    int first = argc > 3 ? number_of(argv[3]) : 1;

    if (data == NULL) {
        g_print("SHAODIAN_TEST_DATA is not set: nothing is measured\n");
        return 0;
    }
    g_autofree char *folder = g_build_filename(data, FOLDER, NULL);
    for (int i = first; i <= last; i++)
        instance_run(folder, i, seconds);
    return 0;
}
