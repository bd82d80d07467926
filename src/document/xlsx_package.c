/* SPDX-License-Identifier: Apache-2.0 */
#include "document/xlsx_package.h"

#include <string.h>
#include <zip.h>

#define CHUNK (64 * 1024)
#define OLD_MAGIC "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
#define NOT_XLSX "this is no spreadsheet file that can be read"

struct XlsxPackage {
    zip_t *zip;
    GHashTable *parts; /* path in lower case, with forward slashes: index + 1 */
    size_t unpacked;   /* bytes so far */
};

/* What Excel makes of a file with a password is a file of the old form that holds this stream. */
static bool old_form(GBytes *bytes, GError **error)
{
    static const char locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);

    if (size < strlen(OLD_MAGIC) || memcmp(data, OLD_MAGIC, strlen(OLD_MAGIC)) != 0)
        return false;
    if (memmem(data, size, locked, sizeof locked) != NULL)
        fail_as(error, FAIL_INVALID, "encrypted_file", "the file has a password");
    else
        fail_as(error, FAIL_INVALID, "old_xls", "this is an old .xls file");
    return true;
}

static zip_t *zip_of(GBytes *bytes)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    zip_error_t problem;

    zip_error_init(&problem);
    zip_source_t *source = zip_source_buffer_create(data, size, 0, &problem);
    zip_t *zip = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, &problem);
    if (zip == NULL && source != NULL)
        zip_source_free(source);
    zip_error_fini(&problem);
    return zip;
}

/* Some programs write backslashes, and not all agree with themselves about capitals. */
static char *part_key(const char *path)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);
    return g_strdup(g_strdelimit(lower, "\\", '/'));
}

static void parts_index(XlsxPackage *package)
{
    zip_int64_t count = zip_get_num_entries(package->zip, 0);

    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(package->zip, (zip_uint64_t) i, ZIP_FL_ENC_GUESS);
        if (name != NULL)
            g_hash_table_insert(package->parts, part_key(name), GINT_TO_POINTER((int) i + 1));
    }
}

XlsxPackage *xlsx_package_open(GBytes *bytes, GError **error)
{
    if (old_form(bytes, error))
        return NULL;
    zip_t *zip = zip_of(bytes);
    if (zip == NULL) {
        fail_as(error, FAIL_INVALID, "not_xlsx", NOT_XLSX);
        return NULL;
    }
    XlsxPackage *package = g_new0(XlsxPackage, 1);
    package->zip = zip;
    package->parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (zip_get_num_entries(zip, 0) > XLSX_ENTRIES_MAX) {
        fail_as(error, FAIL_INVALID, "too_large", "the file holds too many parts");
        xlsx_package_free(package);
        return NULL;
    }
    parts_index(package);
    return package;
}

void xlsx_package_free(XlsxPackage *package)
{
    if (package == NULL)
        return;
    zip_discard(package->zip);
    g_hash_table_unref(package->parts);
    g_free(package);
}

static bool part_fits(const XlsxPackage *package, size_t size, GError **error)
{
    if (size <= XLSX_PART_MAX && package->unpacked + size <= XLSX_WHOLE_MAX)
        return true;
    return fail_as(error, FAIL_INVALID, "too_large", "the file is too large when unpacked");
}

static GByteArray *entry_unpack(XlsxPackage *package, zip_file_t *file, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree uint8_t *chunk = g_malloc(CHUNK);
    zip_int64_t got = 0;

    while ((got = zip_fread(file, chunk, CHUNK)) > 0) {
        if (!part_fits(package, bytes->len + (size_t) got, error))
            return NULL;
        g_byte_array_append(bytes, chunk, (guint) got);
    }
    if (got < 0) {
        fail_as(error, FAIL_INVALID, "not_xlsx", NOT_XLSX);
        return NULL;
    }
    package->unpacked += bytes->len;
    return g_steal_pointer(&bytes);
}

/* NULL without an error when there is no such part. */
static GByteArray *part_bytes(XlsxPackage *package, const char *path, GError **error)
{
    g_autofree char *key = part_key(path);
    zip_int64_t index = GPOINTER_TO_INT(g_hash_table_lookup(package->parts, key)) - 1;
    zip_stat_t stat;

    if (index < 0)
        return NULL;
    zip_stat_init(&stat);
    if (zip_stat_index(package->zip, (zip_uint64_t) index, 0, &stat) == 0 &&
        (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
        fail_as(error, FAIL_INVALID, "encrypted_file", "the file has a password");
        return NULL;
    }
    zip_file_t *file = zip_fopen_index(package->zip, (zip_uint64_t) index, 0);
    if (file == NULL) {
        fail_as(error, FAIL_INVALID, "not_xlsx", NOT_XLSX);
        return NULL;
    }
    GByteArray *bytes = entry_unpack(package, file, error);
    zip_fclose(file);
    return bytes;
}

/* ---- XML ---- */

static XlsxPart *part_of_bytes(GByteArray *bytes)
{
    XlsxPart *part = g_new0(XlsxPart, 1);
    int size = (int) bytes->len;

    part->bytes = (char *) g_byte_array_free(bytes, FALSE);
    /* Nothing here has need of a document type, and every trick with entities begins with one. */
    part->failed = size == 0 || memmem(part->bytes, (size_t) size, "<!DOCTYPE", 9) != NULL;
    if (!part->failed)
        part->reader = xmlReaderForMemory(part->bytes, size, NULL, NULL,
            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
    part->failed = part->reader == NULL;
    return part;
}

XlsxPart *xlsx_part_open(XlsxPackage *package, const char *path, GError **error)
{
    g_autoptr(GError) problem = NULL;
    GByteArray *bytes = part_bytes(package, path, &problem);

    if (bytes != NULL)
        return part_of_bytes(bytes);
    if (problem != NULL)
        g_propagate_error(error, g_steal_pointer(&problem));
    else
        fail_as(error, FAIL_INVALID, "not_xlsx", "the file has no part %s", path);
    return NULL;
}

void xlsx_part_free(XlsxPart *part)
{
    if (part == NULL)
        return;
    if (part->reader != NULL)
        xmlFreeTextReader(part->reader);
    g_free(part->bytes);
    g_free(part);
}

bool xlsx_part_next(XlsxPart *part)
{
    if (part->failed)
        return false;
    int got = xmlTextReaderRead(part->reader);
    part->failed = got < 0 || (got == 1 && xmlTextReaderNodeType(part->reader) ==
                                               XML_READER_TYPE_DOCUMENT_TYPE);
    return got == 1 && !part->failed;
}

static bool at_name(const XlsxPart *part, int type, const char *name)
{
    return xmlTextReaderNodeType(part->reader) == type &&
           g_strcmp0((const char *) xmlTextReaderConstLocalName(part->reader), name) == 0;
}

bool xlsx_at_start(const XlsxPart *part, const char *name)
{
    return at_name(part, XML_READER_TYPE_ELEMENT, name);
}

bool xlsx_at_end(const XlsxPart *part, const char *name)
{
    return at_name(part, XML_READER_TYPE_END_ELEMENT, name) ||
           (at_name(part, XML_READER_TYPE_ELEMENT, name) &&
               xmlTextReaderIsEmptyElement(part->reader) == 1);
}

char *xlsx_attribute(XlsxPart *part, const char *name)
{
    char *value = NULL;

    for (int more = xmlTextReaderMoveToFirstAttribute(part->reader); more == 1 && value == NULL;
         more = xmlTextReaderMoveToNextAttribute(part->reader)) {
        if (g_strcmp0((const char *) xmlTextReaderConstLocalName(part->reader), name) == 0)
            value = g_strdup((const char *) xmlTextReaderConstValue(part->reader));
    }
    xmlTextReaderMoveToElement(part->reader);
    return value;
}

const char *xlsx_node_text(const XlsxPart *part)
{
    int type = xmlTextReaderNodeType(part->reader);

    if (type != XML_READER_TYPE_TEXT && type != XML_READER_TYPE_CDATA &&
        type != XML_READER_TYPE_WHITESPACE && type != XML_READER_TYPE_SIGNIFICANT_WHITESPACE)
        return NULL;
    return (const char *) xmlTextReaderConstValue(part->reader);
}

/* ---- links ---- */

typedef struct XlsxLink {
    char *id;
    char *type; /* its last word: "worksheet" */
    char *path;
} XlsxLink;

struct XlsxLinks {
    GPtrArray *all; /* XlsxLink * */
};

static void link_free(void *data)
{
    XlsxLink *link = data;

    g_free(link->id);
    g_free(link->type);
    g_free(link->path);
    g_free(link);
}

void xlsx_links_free(XlsxLinks *links)
{
    if (links == NULL)
        return;
    g_ptr_array_unref(links->all);
    g_free(links);
}

/* "xl/worksheets/../media/x" as "xl/media/x", without a leading slash. */
static char *path_clean(const char *folder, const char *target)
{
    g_autofree char *whole = *target == '/' || *folder == '\0'
                                 ? g_strdup(target)
                                 : g_strconcat(folder, "/", target, NULL);
    g_auto(GStrv) pieces = g_strsplit(whole, "/", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();

    for (char **piece = pieces; *piece != NULL; piece++) {
        if (g_str_equal(*piece, "..") && kept->len > 0)
            g_ptr_array_remove_index(kept, kept->len - 1);
        else if (**piece != '\0' && !g_str_equal(*piece, ".") && !g_str_equal(*piece, ".."))
            g_ptr_array_add(kept, *piece);
    }
    g_ptr_array_add(kept, NULL);
    return g_strjoinv("/", (char **) kept->pdata);
}

static void link_add(XlsxLinks *links, XlsxPart *part, const char *folder)
{
    g_autofree char *target = xlsx_attribute(part, "Target");
    g_autofree char *type = xlsx_attribute(part, "Type");
    g_autofree char *mode = xlsx_attribute(part, "TargetMode");
    const char *last = type == NULL ? NULL : strrchr(type, '/');

    if (target == NULL || g_strcmp0(mode, "External") == 0)
        return;
    XlsxLink *link = g_new0(XlsxLink, 1);
    link->id = xlsx_attribute(part, "Id");
    link->type = g_strdup(last == NULL ? type : last + 1);
    link->path = path_clean(folder, target);
    g_ptr_array_add(links->all, link);
}

static char *links_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    g_autofree char *folder =
        slash == NULL ? g_strdup("") : g_strndup(path, (gsize) (slash - path + 1));

    return g_strconcat(folder, "_rels/", slash == NULL ? path : slash + 1, ".rels", NULL);
}

XlsxLinks *xlsx_links_read(XlsxPackage *package, const char *path, GError **error)
{
    g_autoptr(XlsxLinks) links = g_new0(XlsxLinks, 1);
    g_autofree char *at = links_path(path);
    g_autofree char *folder = strchr(path, '/') == NULL ? g_strdup("") : g_path_get_dirname(path);
    g_autoptr(GError) problem = NULL;
    GByteArray *bytes = part_bytes(package, at, &problem);

    links->all = g_ptr_array_new_with_free_func(link_free);
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    if (bytes == NULL)
        return g_steal_pointer(&links);
    g_autoptr(XlsxPart) part = part_of_bytes(bytes);
    while (xlsx_part_next(part)) {
        if (xlsx_at_start(part, "Relationship"))
            link_add(links, part, folder);
    }
    if (part->failed) {
        fail_as(error, FAIL_INVALID, "not_xlsx", NOT_XLSX);
        return NULL;
    }
    return g_steal_pointer(&links);
}

const char *xlsx_link_by_id(const XlsxLinks *links, const char *id)
{
    for (guint i = 0; id != NULL && i < links->all->len; i++) {
        const XlsxLink *link = links->all->pdata[i];
        if (g_strcmp0(link->id, id) == 0)
            return link->path;
    }
    return NULL;
}

const char *xlsx_link_by_type(const XlsxLinks *links, const char *type)
{
    for (guint i = 0; i < links->all->len; i++) {
        const XlsxLink *link = links->all->pdata[i];
        if (g_strcmp0(link->type, type) == 0)
            return link->path;
    }
    return NULL;
}
