/* SPDX-License-Identifier: Apache-2.0 */
/* resource - the files that are built into the program: schema/, catalog/ and the page. */
#pragma once

#include <glib.h>

/* Borrowed for the life of the program: bytes of "/schema/001_journal.sql", NULL if there is none.
 */
const char *resource_text(const char *path, gsize *out_size);
/* Sorted names (not paths) in a folder, "/catalog/kinds"; those of folders end in "/". An owned
 * list (g_strfreev), empty when there is none. */
char **resource_list(const char *folder);
