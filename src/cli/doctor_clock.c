/* SPDX-License-Identifier: Apache-2.0 */
/* What the record and the system say of the clock. */
#include "base/clock.h"
#include "base/moment.h"
#include "cli/doctor.h"
#include "unit/timekeeping.h"

static void look_at_state(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) row = store_prepare(
        db, "SELECT state, cause, at FROM time_state ORDER BY at DESC LIMIT 1", &error);
    StoreStep step = row == NULL ? STORE_FAILED : statement_step(row, &error);

    if (step == STORE_FAILED)
        doctor_say(doctor, FINDING_FAIL, "clock", "%s", error->message);
    else if (step == STORE_ROW && !g_str_equal(row_text(row, 0), clock_state_word(CLOCK_TRUSTED))) {
        g_autofree char *since = moment_print(row_int(row, 2));
        doctor_say(doctor, FINDING_WARN, "clock",
            "%s (%s) since %s: set this machine's time, then the system administrator of the unit "
            "at the top says on any page which is right",
            row_text(row, 0), row_text(row, 1), since);
    } else
        doctor_say(doctor, FINDING_OK, "clock", "the record knows of no doubt");
}

static void look_at_futures(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) units = timekeeping_ahead(db, doctor->now + MINUTE_MS, &error);

    if (units == NULL)
        doctor_say(doctor, FINDING_FAIL, "future", "%s", error->message);
    else if (units->len > 0)
        doctor_say(doctor, FINDING_WARN, "future",
            "the last event of %u units, %s first, lies in the future, where their time stands: "
            "set this machine's time, then confirm it on the page",
            units->len, (const char *) units->pdata[0]);
    else
        doctor_say(doctor, FINDING_OK, "future", "no unit lives in it");
}

void doctor_look_at_clock(Doctor *doctor, Db *db)
{
    look_at_state(doctor, db);
    look_at_futures(doctor, db);
    if (clock_system_is_synchronised())
        doctor_say(doctor, FINDING_OK, "time service", "the system does not say that it has none");
    else
        doctor_say(doctor, FINDING_WARN, "time service",
            "nothing keeps this machine's time: set up NTP, or look at the time after each start");
}
