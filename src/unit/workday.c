/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/workday.h"

#include "base/builtin.h"
#include "base/fail.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/where.h"

#include <pthread.h>
#include <string.h>

#define CALENDARS "calendar"
#define FESTIVALS CALENDARS "/festivals.json"

static const char *const kind_words[] = {"workday", "rest", "holiday"};

/* What one notice says. */
typedef struct Version {
    int year;
    int64_t issued_at;
    const json_t *notice; /* borrowed from the file */
    GHashTable *days;     /* day number -> Workday * */
} Version;

typedef struct Year {
    json_t *file;
    GPtrArray *versions; /* Version *, the first notice first */
} Year;

struct Workdays {
    json_t *festivals;     /* name -> label */
    GHashTable *years;     /* number -> Year * */
    GPtrArray *replaced;   /* Year * */
    int64_t mark;          /* of what was entered and is read already */
    pthread_rwlock_t lock; /* years, replaced, mark */
};

static void version_free(void *data)
{
    Version *version = data;

    g_hash_table_unref(version->days);
    g_free(version);
}

static void year_free(void *data)
{
    Year *year = data;

    if (year == NULL)
        return;
    g_ptr_array_unref(year->versions);
    json_decref(year->file);
    g_free(year);
}

static void year_destroy(void *year)
{
    year_free(year);
}

static int64_t *day_key(int64_t day)
{
    int64_t *key = g_new(int64_t, 1);

    *key = day;
    return key;
}

static void version_put(Version *version, int64_t day, Workday workday)
{
    Workday *kept = g_new(Workday, 1);

    *kept = workday;
    g_hash_table_insert(version->days, day_key(day), kept);
}

static bool day_read(const json_t *text, int64_t *out_day, GError **error)
{
    const char *day = json_string_value(text);
    return day == NULL ? fail(error, FAIL_INVALID, "a day is missing")
                       : day_parse(day, out_day, error);
}

/* A notice speaks of its year and of the last days of the year before. */
static bool day_of_year(int year, const json_t *text, int64_t *out_day, GError **error)
{
    return day_read(text, out_day, error) &&
           (day_year(*out_day) == year || day_year(*out_day + 31) == year ||
               fail(error, FAIL_INVALID, "no day of %d", year));
}

/* A member misspelt would be a holiday or a worked Sunday forgotten. */
static bool members_known(const json_t *object, const char *const *names, GError **error)
{
    const char *name = NULL;
    json_t *member = NULL;

    json_object_foreach ((json_t *) object, name, member) {
        if (!g_strv_contains(names, name))
            return fail(error, FAIL_INVALID, "%s: there is no such member", name);
    }
    return true;
}

static bool version_holidays(
    const Workdays *workdays, Version *version, const json_t *holidays, GError **error)
{
    static const char *const members[] = {"day", "name", "statutory", NULL};
    size_t i = 0;
    const json_t *holiday = NULL;

    json_array_foreach (holidays, i, holiday) {
        const char *name = json_text(holiday, "name");
        int64_t day = 0;

        if (!members_known(holiday, members, error))
            return fail_in(error, "holidays/%zu", i);
        if (!day_of_year(version->year, json_object_get(holiday, "day"), &day, error))
            return fail_in(error, "holidays/%zu/day", i);
        if (workdays_label(workdays, name) == NULL)
            return fail(error, FAIL_INVALID, "holidays/%zu/name: no name of " FESTIVALS, i);
        version_put(version, day,
            (Workday){
                .kind = DAY_HOLIDAY, .name = name, .statutory = json_flag(holiday, "statutory")});
    }
    return true;
}

static bool version_workdays(Version *version, const json_t *days, GError **error)
{
    size_t i = 0;
    const json_t *text = NULL;

    json_array_foreach (days, i, text) {
        int64_t day = 0;

        if (!day_of_year(version->year, text, &day, error))
            return fail_in(error, "workdays/%zu", i);
        version_put(version, day, (Workday){.kind = DAY_WORKDAY, .made_up = day_weekday(day) >= 6});
    }
    return true;
}

/* Days stand one before the other: a later version of the same day wins. */
static bool version_add(const Workdays *workdays, Year *year, const json_t *from, GError **error)
{
    static const char *const members[] = {
        "year", "notice", "source", "mark", "holidays", "workdays", "versions", NULL};
    const json_t *notice = json_object_get(from, "notice");
    Version *version = g_new0(Version, 1);
    int64_t issued = 0;

    version->year = (int) json_number(year->file, "year", 0);
    version->notice = notice;
    version->days = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_ptr_array_add(year->versions, version);
    if (!members_known(from, members, error))
        return false;
    if (json_text(notice, "title") == NULL)
        return fail(error, FAIL_INVALID, "notice/title: a text is missing");
    if (!day_read(json_object_get(notice, "issued"), &issued, error))
        return fail_in(error, "notice/issued");
    version->issued_at = moment_day_start(issued);
    return version_holidays(workdays, version, json_object_get(from, "holidays"), error) &&
           version_workdays(version, json_object_get(from, "workdays"), error);
}

static Year *year_read(const Workdays *workdays, json_t *file /* taken */, GError **error)
{
    Year *year = g_new0(Year, 1);
    size_t i = 0;
    const json_t *later = NULL;
    bool good = false;

    year->file = file;
    year->versions = g_ptr_array_new_with_free_func(version_free);
    good = version_add(workdays, year, file, error);
    if (good && json_array_size(json_object_get(file, "holidays")) == 0)
        good = fail(error, FAIL_INVALID, "holidays: there are none");
    json_array_foreach (json_object_get(file, "versions"), i, later) {
        good = good &&
               (version_add(workdays, year, later, error) || fail_in(error, "versions/%zu", i));
    }
    if (good)
        return year;
    year_free(year);
    return NULL;
}

/* On which line of the text it stands: what is wrong in a year is said with its place first,
 * "holidays/3/day: why", or "versions/0: holidays/3: day: why". */
static bool fail_at_line(const char *name, const char *text, size_t size, GError **error)
{
    const char *said = error == NULL ? "" : (*error)->message;
    g_auto(GStrv) parts = g_strsplit(said, ": ", -1);
    g_autoptr(GString) pointer = g_string_new(NULL);

    for (char **part = parts; *part != NULL && strchr(*part, ' ') == NULL; part++)
        g_string_append_printf(pointer, "/%s", *part);
    return fail_in(error, "%s:%d", name, json_line(text, size, pointer->str));
}

static void year_put(Workdays *workdays, int number, Year *year /* taken */)
{
    Year *before = NULL;

    pthread_rwlock_wrlock(&workdays->lock);
    before = g_hash_table_lookup(workdays->years, GINT_TO_POINTER(number));
    if (before != NULL)
        g_ptr_array_add(workdays->replaced, before);
    g_hash_table_insert(workdays->years, GINT_TO_POINTER(number), year);
    pthread_rwlock_unlock(&workdays->lock);
}

bool workdays_add(
    Workdays *workdays, const char *name, const char *text, size_t size, GError **error)
{
    json_t *file = json_read(text, size, JSON_INTEGERS, error);
    int64_t number = json_number(file, "year", 0);
    Year *year = NULL;

    if (file == NULL)
        return fail_in(error, "%s", name);
    if (number < 1970 || number > 9999) {
        json_decref(file);
        return fail(error, FAIL_INVALID, "%s: no \"year\"", name);
    }
    year = year_read(workdays, file, error);
    if (year == NULL)
        return fail_at_line(name, text, size, error);
    year_put(workdays, (int) number, year);
    return true;
}

static bool festivals_read(void *data, const BuiltinFile *builtin, GError **error)
{
    Workdays *workdays = data;
    json_auto_t *file = json_read(builtin->text, builtin->size, JSON_INTEGERS, error);
    size_t i = 0;
    json_t *festival = NULL;

    json_array_foreach (json_object_get(file, "festivals"), i, festival) {
        json_object_set(
            workdays->festivals, json_text(festival, "name"), json_object_get(festival, "label"));
    }
    return file != NULL;
}

static bool year_add(void *data, const BuiltinFile *file, GError **error)
{
    return workdays_add(data, file->name, file->text, file->size, error);
}

/* "cn-2027.json"; what is called otherwise would be passed over. */
static bool own_add(void *data, const BuiltinFile *file, GError **error)
{
    if (!g_regex_match_simple("/cn-[0-9]{4}\\.json$", file->name, 0, 0))
        return fail(error, FAIL_INVALID, "%s: a calendar is called cn-YEAR.json", file->name);
    return year_add(data, file, error);
}

Workdays *workdays_new(const char *folder, GPtrArray *faults, GError **error)
{
    g_autoptr(Workdays) workdays = g_new0(Workdays, 1);

    workdays->festivals = json_object();
    workdays->years = g_hash_table_new(g_direct_hash, g_direct_equal);
    workdays->replaced = g_ptr_array_new_with_free_func(year_destroy);
    pthread_rwlock_init(&workdays->lock, NULL);
    if (!builtin_or_own(NULL, FESTIVALS, festivals_read, workdays, NULL, error) ||
        !builtin_each(CALENDARS, "cn-", year_add, workdays, error))
        return NULL;
    if (folder != NULL) {
        g_autofree char *own = g_build_filename(folder, CALENDARS, NULL);
        builtin_own_each(own, NULL, own_add, workdays, faults);
    }
    return g_steal_pointer(&workdays);
}

void workdays_free(Workdays *workdays)
{
    GHashTableIter iter;
    void *year = NULL;

    if (workdays == NULL)
        return;
    g_hash_table_iter_init(&iter, workdays->years);
    while (g_hash_table_iter_next(&iter, NULL, &year))
        year_free(year);
    json_decref(workdays->festivals);
    g_hash_table_unref(workdays->years);
    g_ptr_array_unref(workdays->replaced);
    pthread_rwlock_destroy(&workdays->lock);
    g_free(workdays);
}

bool workdays_marked(Workdays *workdays, int64_t mark)
{
    pthread_rwlock_wrlock(&workdays->lock);
    bool changed = workdays->mark != mark;
    workdays->mark = mark;
    pthread_rwlock_unlock(&workdays->lock);
    return changed;
}

const json_t *workdays_label(const Workdays *workdays, const char *name)
{
    return name == NULL ? NULL : json_object_get(workdays->festivals, name);
}

/* It stays as long as the program, whatever takes its place. */
static const Year *year_of(const Workdays *workdays, int number)
{
    pthread_rwlock_t *lock = (pthread_rwlock_t *) &workdays->lock;
    const Year *year = NULL;

    pthread_rwlock_rdlock(lock);
    year = g_hash_table_lookup(workdays->years, GINT_TO_POINTER(number));
    pthread_rwlock_unlock(lock);
    return year;
}

/* What the notices of that year say of the day; NULL when nothing. */
static const Workday *year_says(const Workdays *workdays, int number, int64_t day, int64_t known_at)
{
    const Year *year = year_of(workdays, number);
    const Workday *said = NULL;

    for (guint i = 0; year != NULL && i < year->versions->len; i++) {
        const Version *version = year->versions->pdata[i];
        const Workday *more =
            version->issued_at <= known_at ? g_hash_table_lookup(version->days, &day) : NULL;
        said = more != NULL ? more : said;
    }
    return said;
}

bool workdays_has_year(const Workdays *workdays, int number, int64_t known_at)
{
    const Year *year = year_of(workdays, number);
    return year != NULL && ((const Version *) year->versions->pdata[0])->issued_at <= known_at;
}

/* The one day that the law itself gives to every year. */
static int64_t day_year_first(int number)
{
    g_autofree char *text = g_strdup_printf("%04d-01-01", number);
    int64_t day = 0;

    day_parse(text, &day, NULL);
    return day;
}

bool workdays_day(
    const Workdays *workdays, int64_t day, int64_t known_at, Workday *out_workday, GError **error)
{
    int number = day_year(day);
    /* A notice begins with the last days of the year before: 31 December 2022 is of 2023. */
    const Workday *said = year_says(workdays, number + 1, day, known_at);

    if (!workdays_has_year(workdays, number, known_at) && day == day_year_first(number)) {
        *out_workday = said != NULL
                           ? *said
                           : (Workday){.kind = DAY_HOLIDAY, .name = "new_year", .statutory = true};
        return true;
    }
    if (!workdays_has_year(workdays, number, known_at))
        return fail_as(error, FAIL_NOT_FOUND, "no_calendar",
            "the holidays of %d are not known: no notice of that year is in the catalog", number);
    if (said == NULL)
        said = year_says(workdays, number, day, known_at);
    *out_workday =
        said != NULL ? *said : (Workday){.kind = day_weekday(day) >= 6 ? DAY_REST : DAY_WORKDAY};
    return true;
}

json_t *workdays_notices(const Workdays *workdays, int number)
{
    const Year *year = year_of(workdays, number);
    json_t *notices = json_array();

    for (guint i = 0; year != NULL && i < year->versions->len; i++)
        json_array_append(notices, (json_t *) ((const Version *) year->versions->pdata[i])->notice);
    return notices;
}

const char *day_kind_word(DayKind kind)
{
    return kind_words[kind];
}

bool day_kind_read(const char *word, DayKind *out_kind, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kind_words); i++)
        if (g_strcmp0(word, kind_words[i]) == 0) {
            *out_kind = (DayKind) i;
            return true;
        }
    return fail(error, FAIL_CORRUPT, "there is no such kind of day");
}
