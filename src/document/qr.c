/* SPDX-License-Identifier: Apache-2.0 */
#include "document/qr.h"

#include <qrencode.h>
#include <string.h>

Qr *qr_new(const char *text, GError **error)
{
    size_t size = strlen(text);

    if (size == 0 || size > QR_TEXT_MAX) {
        fail(error, FAIL_INVALID, "a QR code holds 1 to %d bytes", QR_TEXT_MAX);
        return NULL;
    }
    QRcode *code = QRcode_encodeData((int) size, (const unsigned char *) text, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        fail(error, FAIL_INVALID, "no QR code can hold this");
        return NULL;
    }
    Qr *qr = g_new0(Qr, 1);
    qr->width = code->width;
    qr->is_dark = g_new0(bool, (size_t) code->width *(size_t) code->width);
    for (int i = 0; i < code->width * code->width; i++)
        qr->is_dark[i] = (code->data[i] & 1) != 0;
    QRcode_free(code);
    return qr;
}

void qr_free(Qr *qr)
{
    if (qr == NULL)
        return;
    g_free(qr->is_dark);
    g_free(qr);
}

/* One path, a run of dark modules after the other. */
static void row_write(const Qr *qr, int y, GString *path)
{
    const bool *row = qr->is_dark + (size_t) y * (size_t) qr->width;

    for (int x = 0; x < qr->width;) {
        int end = x;
        while (end < qr->width && row[end])
            end++;
        if (end > x)
            g_string_append_printf(
                path, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, end - x, end - x);
        x = MAX(end, x + 1);
    }
}

char *qr_svg(const char *text, GError **error)
{
    g_autoptr(Qr) qr = qr_new(text, error);
    g_autoptr(GString) path = g_string_new(NULL);

    if (qr == NULL)
        return NULL;
    for (int y = 0; y < qr->width; y++)
        row_write(qr, y, path);
    int side = qr->width + 2 * QR_QUIET;
    return g_strdup_printf(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
        "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
        "<path d=\"%s\"/></svg>",
        side, side, side, side, path->str);
}
