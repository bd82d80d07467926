/* SPDX-License-Identifier: Apache-2.0 */
/* press - where papers are printed: one thread that owns the fonts, so that Pango and fontconfig
 * are never used by two at once and stay warm. Anybody may ask it from any thread; papers are
 * printed in turn, some rows or a page of each, so that a page never waits for a book. */
#pragma once

#include "base/work.h"
#include "document/paper.h"

#define SERVICE_PRESS "press"
#define PRESS_FAMILY "Noto Sans CJK SC" /* Debian: fonts-noto-cjk */

typedef struct Press Press;
Press *press_new(GError **error);
/* Prints what is still waiting, then ends. */
void press_free(Press *press);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Press, press_free)

/* The paper (borrowed meanwhile) as a PDF; waits for it, so never on a thread of the port or of the
 * executor. FAIL_UNAVAILABLE when too many wait ("busy") or the work was called off ("cancelled").
 * `work` is told of the pages, may be NULL. */
GBytes *press_print(Press *press, const Paper *paper, Work *work, GError **error);
/* Loads the fonts in the background, so that the first page is as quick as the others. */
void press_warm(Press *press);
/* The family that is really used: PRESS_FAMILY, or what stands in for it when it is not installed:
 * owned. */
char *press_family(Press *press);
