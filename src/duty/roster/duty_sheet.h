/* SPDX-License-Identifier: Apache-2.0 */
/* duty_sheet - nights, rest days and holidays that each person stood in a month, for rest days in
 * return (补休) and allowance (值班费).
 *
 * Counted from live shifts that have begun, for whoever stood them: a stand-in's shift counts for
 * the stand-in. A shift longer than a day counts for each of its days by that day's own kind. What
 * a day is worth is data (catalog/duty/rules.json, "sheet") with its source, named in the answer.
 */
#pragma once

#include "engine/query.h"

extern const Query duty_sheet_queries[];
