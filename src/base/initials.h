/* SPDX-License-Identifier: Apache-2.0 */
/* initials - the pinyin initial of each Chinese character, one letter each, '.' where unknown.
 *
 * Indexed by code point less the first of its block. Made by script/make-initials. */
#pragma once

#define INITIALS_EXTENSION_A 0x3400 /* to 0x4DBF */
#define INITIALS_UNIFIED 0x4E00     /* to 0x9FFF */

extern const char initials_of_extension_a[0x4DC0 - 0x3400 + 1];
extern const char initials_of_unified[0xA000 - 0x4E00 + 1];
