/* SPDX-License-Identifier: Apache-2.0 */
/* directory - who could be meant by a report of one unit: the governments above it up to the
 * nation, and the units of the system that sit at them.
 *
 * A government is named by its division code as units have it ("430100", "430102003"; the nation
 * "000000"). The tree of units is followed first; above its top, and where it leaves a level out,
 * the code itself says who is above. Read once and never changed after. */
#pragma once

#include "unit/unit.h"

#include <stddef.h>

#define GOVERNMENT_NATION "000000"

typedef struct Directory Directory;

typedef struct DirectoryUnit {
    Unit *unit;       /* owned */
    bool keeps_duty;  /* somebody's duty is kept there: it has a post */
    char *government; /* that it belongs to; found by directory_new() */
} DirectoryUnit;

typedef struct Government {
    char *code;
    const char *level; /* "township" … "nation" */
    char *name;        /* of its own unit; NULL: it has none here */
} Government;

/* One end of a report: who must tell. Borrowed from the directory. */
typedef struct ReportSender {
    const char *unit;
    const char *level;            /* a bureau's is that of the government it belongs to */
    const char *const *functions; /* NULL-ended; as they are written */
    const char *government;
} ReportSender;

/* `unit` is taken. */
DirectoryUnit *directory_unit_new(Unit *unit, bool keeps_duty);
void directory_unit_free(DirectoryUnit *entry);

/* The directory of `unit` among `units` (taken, of DirectoryUnit); more of them than are meant do
 * no harm. NULL when the unit is not among them. */
Directory *directory_new(const char *unit, GPtrArray *units);
/* The same from the database: the unit, all above it, and the bureaus there. FAIL_NOT_FOUND
 * ("no_such_unit"). */
Directory *directory_read(Db *db, const char *unit, GError **error);
void directory_free(Directory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Directory, directory_free)

ReportSender directory_sender(const Directory *directory);
/* The rule profile of the unit, or of the nearest above that has one; "" when none has. */
const char *directory_profile(const Directory *directory);
/* From the sender's own upward; of Government, borrowed. */
const GPtrArray *directory_governments(const Directory *directory);

/* Does the sender do what `function` means at its government? A government's duty room stands for
 * every function that no other unit there keeps duty for. */
bool directory_sender_does(const Directory *directory, const char *function, bool stood_for);
bool directory_sender_is_bureau(const Directory *directory);
/* Has the sender itself the function? A unit without any is the duty room of its government. */
bool directory_sender_has(const Directory *directory, const char *function);
/* The open unit that takes in reports for `function` at the government, borrowed: one that keeps
 * duty before one that does not, the government's duty room (where `stood_for`) before that one,
 * the lowest code of two. NULL: nobody of the system. */
const Unit *directory_resolve(
    const Directory *directory, const char *government, const char *function, bool stood_for);

/* 1 village … 6 nation; 0: no such level. */
int level_rank(const char *level);
