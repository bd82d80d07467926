/* SPDX-License-Identifier: Apache-2.0 */
/* import - cards brought in as Markdown or CSV, and taken out in the same form.
 *
 * A card that does not fit is refused by its line and the others are taken. */
#pragma once

#define CARD_IMPORT_MAX (1024 * 1024) /* characters */
