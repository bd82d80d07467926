/* SPDX-License-Identifier: Apache-2.0 */
/* xlsx_package - the zip file around a spreadsheet: its parts, unpacked within limits, and how they
 * point to each other. */
#pragma once

#include "document/xlsx.h"

#include <libxml/xmlreader.h>

typedef struct XlsxPackage XlsxPackage;
/* `bytes` is borrowed as long as the package lives. */
XlsxPackage *xlsx_package_open(GBytes *bytes, GError **error);
void xlsx_package_free(XlsxPackage *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxPackage, xlsx_package_free)

/* What a part points to: by id ("rId1"), or the first of a type ("worksheet"); owned paths. */
typedef struct XlsxLinks XlsxLinks;
/* Links of the part at `path`, "" for the package's own; empty when it has none. */
XlsxLinks *xlsx_links_read(XlsxPackage *package, const char *path, GError **error);
void xlsx_links_free(XlsxLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxLinks, xlsx_links_free)
const char *xlsx_link_by_id(const XlsxLinks *links, const char *id);
const char *xlsx_link_by_type(const XlsxLinks *links, const char *type);

/* A part under way: XML without a document type. */
typedef struct XlsxPart {
    char *bytes;
    xmlTextReaderPtr reader;
    bool failed;
} XlsxPart;

XlsxPart *xlsx_part_open(XlsxPackage *package, const char *path, GError **error);
void xlsx_part_free(XlsxPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxPart, xlsx_part_free)
/* The next node; false at the end, and `failed` when the XML is none. */
bool xlsx_part_next(XlsxPart *part);
/* True at the beginning (or end) of an element of this name, whatever its prefix. */
bool xlsx_at_start(const XlsxPart *part, const char *name);
bool xlsx_at_end(const XlsxPart *part, const char *name);
/* Owned value of an attribute of the element, whatever its prefix; NULL when it has none. */
char *xlsx_attribute(XlsxPart *part, const char *name);
/* Text of the node when it is text, else NULL: borrowed. */
const char *xlsx_node_text(const XlsxPart *part);
