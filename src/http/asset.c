/* SPDX-License-Identifier: Apache-2.0 */
/* asset - the page, out of the program itself: nothing is read from disk or from outside. */
#include "base/resource.h"
#include "http/request.h"

#include <string.h>

/* Element Plus and ECharts set style attributes; scripts and style sheets come from us alone. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "    \
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "                      \
    "media-src 'self' blob:; worker-src 'self' blob:; child-src 'self' blob:; "                    \
    "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "                \
    "frame-ancestors 'none'"

typedef struct MediaRow {
    const char *suffix;
    const char *media_type;
} MediaRow;

static const MediaRow media[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".geojson", "application/geo+json; charset=utf-8"},
    {".webmanifest", "application/manifest+json; charset=utf-8"},
    {".svg", "image/svg+xml; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".ttf", "font/ttf"},
    {".wav", "audio/wav"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
    {".wasm", "application/wasm"},
    {".pbf", "application/x-protobuf"},
};

typedef struct CodingRow {
    const char *coding;
    const char *suffix;
} CodingRow;

static const CodingRow codings[] = {{"br", ".br"}, {"gzip", ".gz"}};

static const char *media_type_of(const char *path)
{
    for (size_t i = 0; i < G_N_ELEMENTS(media); i++) {
        if (g_str_has_suffix(path, media[i].suffix))
            return media[i].media_type;
    }
    return "application/octet-stream";
}

static Reply *text_reply(const char *path, const char *bytes, gsize size)
{
    Reply *reply = reply_bytes(MHD_HTTP_OK, media_type_of(path), g_bytes_new_static(bytes, size));
    bool is_hashed = g_str_has_prefix(path, "/page/assets/");

    reply->tagged = !is_hashed;
    reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL,
        is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
    reply_header(reply, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    reply_header(reply, "Content-Security-Policy", PAGE_POLICY);
    reply_header(reply, "Referrer-Policy", "same-origin");
    reply_header(reply, "Cross-Origin-Opener-Policy", "same-origin");
    reply_header(reply, "X-Frame-Options", "DENY");
    return reply;
}

/* The file, in the best coding the client takes that is built in; NULL: there is no such file. */
static Reply *file_reply(const Request *request, const char *path)
{
    const char *accepted = request_header(request, MHD_HTTP_HEADER_ACCEPT_ENCODING);
    gsize size = 0;
    const char *bytes = resource_text(path, &size);

    if (bytes == NULL)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(codings); i++) {
        if (!encoding_accepted(accepted, codings[i].coding))
            continue;
        g_autofree char *packed_path = g_strconcat(path, codings[i].suffix, NULL);
        const char *packed = resource_text(packed_path, &size);
        if (packed == NULL)
            continue;
        Reply *reply = text_reply(path, packed, size);
        reply_header(reply, MHD_HTTP_HEADER_CONTENT_ENCODING, codings[i].coding);
        return reply;
    }
    resource_text(path, &size);
    return text_reply(path, bytes, size);
}

/* A path of the page's own router: no file, so the page itself answers it. */
static bool is_page_path(const Request *request)
{
    guint length = g_strv_length(request->target.segments);

    return length == 0 || strchr(request->target.segments[length - 1], '.') == NULL;
}

void asset_serve(Request *request)
{
    g_autofree char *joined = g_strjoinv("/", request->target.segments);
    g_autofree char *path = g_strconcat("/page/", joined, NULL);
    Reply *reply = *joined == '\0' ? NULL : file_reply(request, path);

    if (reply == NULL && is_page_path(request))
        reply = file_reply(request, "/page/index.html");
    if (reply == NULL)
        reply = reply_problem(MHD_HTTP_NOT_FOUND, "not_found", "there is nothing here");
    request_reply(request, reply);
}
