/* SPDX-License-Identifier: Apache-2.0 */
/* duty_line - is the number of a duty room a line that stays in the room?
 *
 * A mobile goes where its bearer goes, and nobody answers a card of machines: such a number is
 * taken all the same, since it may be all there is, and is a finding, seen by the unit and from
 * above. Which ranges are which stands in catalog/rules/duty_lines.json. It is judged whenever it
 * is shown, so it is true of numbers entered long ago. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define SERVICE_DUTY_LINES "duty_lines"

typedef struct DutyLines DutyLines;

/* The built-in file, or the operator's own in FOLDER (may be NULL); `faults` as of base/builtin. */
DutyLines *duty_lines_new(const char *folder, GPtrArray *faults, GError **error);
void duty_lines_free(DutyLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DutyLines, duty_lines_free)

/* "mobile", "data_only", "satellite", borrowed; NULL: nothing is amiss with it. `phone` as
 * phone_normal() writes it, NULL: none; `lines` NULL: nothing is known. */
const char *duty_line_finding(const DutyLines *lines, const char *phone);
/* All of these, ended by NULL. */
extern const char *const duty_line_findings[];
