/* SPDX-License-Identifier: Apache-2.0 */
/* A notice that is read is a year that the calendar takes, but for the day of its issue. */
#include "base/json.h"
#include "unit/workday_notice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *) data, (gssize) size);
    json_auto_t *doubts = json_array();
    json_auto_t *notice = notice_read(text, doubts, NULL);
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(notice, "holidays"), i, one) {
        int64_t day = 0;
        g_assert_true(day_parse(json_text(one, "day"), &day, NULL));
        g_assert_nonnull(json_text(one, "name"));
    }
    return 0;
}
