/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/directory.h"

#include "engine/field.h"
#include "unit/division.h"

#include <string.h>

#define DUTY_ROOM "government_duty"
#define TOWN "town"

struct Directory {
    GPtrArray *units;       /* of DirectoryUnit */
    GPtrArray *governments; /* of Government, upward */
    const DirectoryUnit *sender;
    char *profile;
};

static const char *const levels[] = {
    "village", "township", "county", "city", "province", "nation", NULL};

int level_rank(const char *level)
{
    for (int i = 0; levels[i] != NULL; i++)
        if (g_strcmp0(levels[i], level) == 0)
            return i + 1;
    return 0;
}

DirectoryUnit *directory_unit_new(Unit *unit, bool keeps_duty)
{
    DirectoryUnit *entry = g_new0(DirectoryUnit, 1);
    *entry = (DirectoryUnit){.unit = unit, .keeps_duty = keeps_duty};
    return entry;
}

void directory_unit_free(DirectoryUnit *entry)
{
    if (entry == NULL)
        return;
    unit_free(entry->unit);
    g_free(entry->government);
    g_free(entry);
}

static void government_free(gpointer data)
{
    Government *government = data;
    g_free(government->code);
    g_free(government->name);
    g_free(government);
}

void directory_free(Directory *directory)
{
    if (directory == NULL)
        return;
    g_ptr_array_unref(directory->units);
    g_ptr_array_unref(directory->governments);
    g_free(directory->profile);
    g_free(directory);
}

static const DirectoryUnit *unit_of(const Directory *directory, const char *code)
{
    for (guint i = 0; code != NULL && i < directory->units->len; i++) {
        const DirectoryUnit *entry = directory->units->pdata[i];
        if (strcmp(entry->unit->code, code) == 0)
            return entry;
    }
    return NULL;
}

static const DirectoryUnit *unit_above(const Directory *directory, const DirectoryUnit *entry)
{
    return unit_of(directory, entry->unit->parent);
}

static bool is_bureau(const Unit *unit)
{
    return strcmp(unit->level, "bureau") == 0;
}

/* --- the government a unit belongs to --- */

/* A bureau that was entered with the level of its government, and no division of its own. */
static bool is_beside(const Unit *unit, const DirectoryUnit *above)
{
    return unit->division[0] == '\0' && division_level(unit->code) == DIVISION_NONE &&
           above != NULL && strcmp(above->unit->level, unit->level) == 0;
}

/* The division that the code of a bureau begins with: 430121YJ. */
static char *division_begun(const char *code)
{
    g_autofree char *six = g_strndup(code, 6);
    return division_unit_code(six);
}

/* Owned, never NULL. */
static char *government_of(const Directory *directory, const DirectoryUnit *entry)
{
    for (int depth = 0; depth < UNIT_DEPTH_MAX; depth++) {
        const Unit *unit = entry->unit;
        const DirectoryUnit *above = unit_above(directory, entry);
        if (unit->division[0] != '\0')
            return division_unit_code(unit->division);
        if (!is_bureau(unit) && !is_beside(unit, above)) {
            char *code = division_unit_code(unit->code);
            return code != NULL ? code : g_strdup(unit->code);
        }
        if (above == NULL) {
            char *code = division_begun(unit->code);
            return code != NULL ? code : g_strdup(unit->code);
        }
        entry = above;
    }
    return g_strdup(entry->unit->code);
}

/* The level of the government a unit belongs to: its own, or of the nearest unit above that is no
 * bureau, or what its code says. */
static const char *level_of(const Directory *directory, const DirectoryUnit *entry)
{
    for (int depth = 0; entry != NULL && depth < UNIT_DEPTH_MAX; depth++) {
        const Unit *unit = entry->unit;
        if (!is_bureau(unit))
            return levels[MAX(level_rank(unit->level), 1) - 1];
        if (unit->division[0] != '\0')
            return division_level_name(division_level(unit->division));
        const DirectoryUnit *above = unit_above(directory, entry);
        if (above == NULL) {
            g_autofree char *begun = division_begun(unit->code);
            return begun != NULL ? division_level_name(division_level(begun)) : "county";
        }
        entry = above;
    }
    return "county";
}

/* --- the governments above --- */

static const Government *government_last(const Directory *directory)
{
    guint count = directory->governments->len;
    return count > 0 ? directory->governments->pdata[count - 1] : NULL;
}

static void government_add(Directory *directory, const char *code, const char *level)
{
    const Government *last = government_last(directory);
    if (last != NULL && level_rank(level) <= level_rank(last->level))
        return;
    Government *one = g_new0(Government, 1);
    one->code = g_strdup(code);
    one->level = level;
    g_ptr_array_add(directory->governments, one);
}

/* Those that the code says stand between the last and one of rank `below`. */
static void governments_between(Directory *directory, int below)
{
    const Government *last = government_last(directory);
    g_autofree char *code = last == NULL ? NULL : division_parent(last->code);
    while (code != NULL) {
        const char *level = division_level_name(division_level(code));
        g_autofree char *whole = division_unit_code(code);
        if (level_rank(level) >= below)
            return;
        government_add(directory, whole, level);
        char *above = division_parent(code);
        g_free(code);
        code = above;
    }
}

/* Of a top whose code is no division: nobody knows what they are called. */
static void governments_unknown(Directory *directory)
{
    static const char *const known[] = {"county", "city", "province"};
    if (division_level(government_last(directory)->code) != DIVISION_NONE)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autofree char *code = g_strdup_printf("-%s", known[i]);
        government_add(directory, code, known[i]);
    }
}

static void governments_find(Directory *directory)
{
    const DirectoryUnit *entry = directory->sender;
    for (int depth = 0; entry != NULL && depth < UNIT_DEPTH_MAX; depth++) {
        const char *level = level_of(directory, entry);
        governments_between(directory, level_rank(level));
        government_add(directory, entry->government, level);
        entry = unit_above(directory, entry);
    }
    governments_between(directory, level_rank("nation"));
    governments_unknown(directory);
    government_add(directory, GOVERNMENT_NATION, "nation");
}

static bool is_open(const DirectoryUnit *entry)
{
    return entry->unit->valid_to == FIELD_UNSET;
}

/* The government's own unit: no bureau of it. */
static void governments_name(Directory *directory)
{
    for (guint i = 0; i < directory->governments->len; i++) {
        Government *one = directory->governments->pdata[i];
        const Unit *room = directory_resolve(directory, one->code, DUTY_ROOM, false);
        if (room != NULL && !is_bureau(room))
            one->name = g_strdup(room->name);
    }
}

static void profile_find(Directory *directory)
{
    const DirectoryUnit *entry = directory->sender;
    for (int depth = 0; entry != NULL && depth < UNIT_DEPTH_MAX; depth++) {
        if (entry->unit->profile != NULL && entry->unit->profile[0] != '\0') {
            directory->profile = g_strdup(entry->unit->profile);
            return;
        }
        entry = unit_above(directory, entry);
    }
    directory->profile = g_strdup("");
}

Directory *directory_new(const char *unit, GPtrArray *units)
{
    g_autoptr(Directory) directory = g_new0(Directory, 1);
    directory->units = units;
    directory->governments = g_ptr_array_new_with_free_func(government_free);
    directory->sender = unit_of(directory, unit);
    if (directory->sender == NULL)
        return NULL;
    for (guint i = 0; i < units->len; i++) {
        DirectoryUnit *entry = units->pdata[i];
        g_free(entry->government);
        entry->government = government_of(directory, entry);
    }
    governments_find(directory);
    governments_name(directory);
    profile_find(directory);
    return g_steal_pointer(&directory);
}

/* --- who does what --- */

/* A unit that says nothing of its functions is the duty room of its government, unless it is a
 * bureau: that may be any. */
static bool has_function(const Unit *unit, const char *function)
{
    bool silent = unit->functions == NULL || unit->functions[0] == NULL;
    if (strcmp(function, DUTY_ROOM) == 0 && silent)
        return !is_bureau(unit);
    return !silent && unit_has_function(unit, function);
}

ReportSender directory_sender(const Directory *directory)
{
    static const char *const none[] = {NULL};
    const Unit *unit = directory->sender->unit;
    const Government *own = directory->governments->pdata[0];
    return (ReportSender){.unit = unit->code,
        .level = own->level,
        .functions = unit->functions != NULL ? (const char *const *) unit->functions : none,
        .government = own->code};
}

const char *directory_profile(const Directory *directory)
{
    return directory->profile;
}

const GPtrArray *directory_governments(const Directory *directory)
{
    return directory->governments;
}

bool directory_sender_is_bureau(const Directory *directory)
{
    return is_bureau(directory->sender->unit);
}

bool directory_sender_has(const Directory *directory, const char *function)
{
    return has_function(directory->sender->unit, function);
}

/* The best of those at the government with the function: lowest code. */
static const Unit *find_at(
    const Directory *directory, const char *government, const char *function, bool on_duty)
{
    const Unit *best = NULL;
    for (guint i = 0; i < directory->units->len; i++) {
        const DirectoryUnit *entry = directory->units->pdata[i];
        if (!is_open(entry) || (on_duty && !entry->keeps_duty) ||
            !has_function(entry->unit, function) || strcmp(entry->government, government) != 0)
            continue;
        if (best == NULL || strcmp(entry->unit->code, best->code) < 0)
            best = entry->unit;
    }
    return best;
}

/* The one that keeps duty, else any. */
static const Unit *find_best(
    const Directory *directory, const char *government, const char *function)
{
    const Unit *found = find_at(directory, government, function, true);
    return found != NULL ? found : find_at(directory, government, function, false);
}

/* A street is its own duty room, whatever functions it says. */
static const Unit *find_room(const Directory *directory, const char *government)
{
    const Unit *room = find_best(directory, government, DUTY_ROOM);
    if (room == NULL)
        room = find_best(directory, government, TOWN);
    const DirectoryUnit *node = room == NULL ? unit_of(directory, government) : NULL;
    if (node != NULL && is_open(node) && strcmp(node->unit->level, "township") == 0)
        room = node->unit;
    return room;
}

const Unit *directory_resolve(
    const Directory *directory, const char *government, const char *function, bool stood_for)
{
    if (strcmp(function, DUTY_ROOM) == 0 || strcmp(function, TOWN) == 0)
        return find_room(directory, government);
    const Unit *found = find_at(directory, government, function, true);
    if (found == NULL && stood_for)
        found = find_room(directory, government);
    return found != NULL ? found : find_at(directory, government, function, false);
}

bool directory_sender_does(const Directory *directory, const char *function, bool stood_for)
{
    if (directory_sender_has(directory, function))
        return true;
    const Government *own = directory->governments->pdata[0];
    return stood_for && directory_sender_has(directory, DUTY_ROOM) &&
           find_at(directory, own->code, function, true) == NULL;
}
