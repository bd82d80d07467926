/* SPDX-License-Identifier: Apache-2.0 */
#include "document/ical.h"

#include <libical/ical.h>
#include <string.h>

#define PRODUCT "-//shaodian//duty//ZH"
#define REFRESH "PT1H"
#define BEIJING_MS (8 * 3600 * (int64_t) 1000)

void ical_event_free(IcalEvent *event)
{
    if (event == NULL)
        return;
    g_free(event->uid);
    g_free(event->summary);
    g_free(event->description);
    g_free(event->location);
    g_free(event);
}

static void event_destroy(void *event)
{
    ical_event_free(event);
}

/* ---- writing ---- */

static icaltimetype time_of(int64_t at)
{
    return icaltime_from_timet_with_zone((time_t) (at / 1000), 0, icaltimezone_get_utc_timezone());
}

static icalcomponent *event_component(const IcalEvent *event)
{
    icalcomponent *made = icalcomponent_new(ICAL_VEVENT_COMPONENT);

    icalcomponent_add_property(made, icalproperty_new_uid(event->uid));
    icalcomponent_add_property(made, icalproperty_new_dtstamp(time_of(event->changed_at)));
    icalcomponent_add_property(made, icalproperty_new_lastmodified(time_of(event->changed_at)));
    icalcomponent_add_property(made, icalproperty_new_sequence((int) event->sequence));
    icalcomponent_add_property(made, icalproperty_new_dtstart(time_of(event->begins_at)));
    icalcomponent_add_property(made, icalproperty_new_dtend(time_of(event->ends_at)));
    icalcomponent_add_property(made, icalproperty_new_summary(event->summary));
    if (event->description != NULL)
        icalcomponent_add_property(made, icalproperty_new_description(event->description));
    if (event->location != NULL)
        icalcomponent_add_property(made, icalproperty_new_location(event->location));
    /* Who is on duty is not free, but nobody else's meeting is moved for it. */
    icalcomponent_add_property(made, icalproperty_new_transp(ICAL_TRANSP_OPAQUE));
    return made;
}

static void extra_add(icalcomponent *calendar, const char *name, const char *value)
{
    icalproperty *extra = icalproperty_new_x(value);

    icalproperty_set_x_name(extra, name);
    icalcomponent_add_property(calendar, extra);
}

char *ical_write(const char *name, const GPtrArray *events)
{
    icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);

    icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar, icalproperty_new_prodid(PRODUCT));
    icalcomponent_add_property(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    extra_add(calendar, "X-WR-CALNAME", name);
    extra_add(calendar, "X-WR-TIMEZONE", "Asia/Shanghai");
    extra_add(calendar, "X-PUBLISHED-TTL", REFRESH);
    for (guint i = 0; i < events->len; i++)
        icalcomponent_add_component(calendar, event_component(events->pdata[i]));
    char *text = icalcomponent_as_ical_string_r(calendar);
    char *owned = g_strdup(text);
    icalmemory_free_buffer(text);
    icalcomponent_free(calendar);
    return owned;
}

/* ---- reading ---- */

static int64_t moment_of(icaltimetype time, const icaltimezone *zone)
{
    bool floating = !icaltime_is_utc(time) && zone == NULL;

    if (icaltime_is_null_time(time))
        return 0;
    if (floating)
        return (int64_t) icaltime_as_timet(time) * 1000 - BEIJING_MS;
    return (int64_t) icaltime_as_timet_with_zone(time, zone) * 1000;
}

/* The zone of a time of this component, NULL when it has none or the calendar does not describe it.
 */
static const icaltimezone *zone_of(
    icalcomponent *calendar, icalcomponent *component, icalproperty_kind kind)
{
    icalproperty *property = icalcomponent_get_first_property(component, kind);
    icalparameter *parameter =
        property == NULL ? NULL : icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);

    if (parameter == NULL || icalparameter_get_tzid(parameter) == NULL)
        return NULL;
    return icalcomponent_get_timezone(calendar, icalparameter_get_tzid(parameter));
}

static char *valid_text(const char *text)
{
    return text == NULL ? NULL : g_utf8_make_valid(text, -1);
}

static int64_t changed_of(icalcomponent *component)
{
    icalproperty *changed = icalcomponent_get_first_property(component, ICAL_LASTMODIFIED_PROPERTY);

    if (changed != NULL)
        return moment_of(icalproperty_get_lastmodified(changed), NULL);
    return moment_of(icalcomponent_get_dtstamp(component), NULL);
}

static IcalEvent *event_of(icalcomponent *calendar, icalcomponent *component)
{
    icaltimetype begins = icalcomponent_get_dtstart(component);
    icaltimetype ends = icalcomponent_get_dtend(component);
    IcalEvent *event = g_new0(IcalEvent, 1);
    const icaltimezone *zone = zone_of(calendar, component, ICAL_DTSTART_PROPERTY);
    const icaltimezone *end_zone = zone_of(calendar, component, ICAL_DTEND_PROPERTY);

    event->uid = valid_text(icalcomponent_get_uid(component));
    event->summary = valid_text(icalcomponent_get_summary(component));
    event->description = valid_text(icalcomponent_get_description(component));
    event->location = valid_text(icalcomponent_get_location(component));
    event->whole_day = begins.is_date != 0;
    event->begins_at = moment_of(begins, zone);
    event->ends_at = icaltime_is_null_time(ends)
                         ? event->begins_at
                         : moment_of(ends, end_zone == NULL ? zone : end_zone);
    event->changed_at = changed_of(component);
    event->sequence = icalcomponent_get_sequence(component);
    return event;
}

static bool events_of(icalcomponent *calendar, GPtrArray *events, GError **error)
{
    for (icalcomponent *one = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         one != NULL; one = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        if (events->len >= ICAL_EVENTS_MAX)
            return fail_as(error, FAIL_INVALID, "too_large", "too many events");
        g_ptr_array_add(events, event_of(calendar, one));
    }
    return true;
}

/* libical wraps several calendars of one text in a root of its own. */
static bool calendar_read(icalcomponent *root, GPtrArray *events, GError **error)
{
    bool ok = true, found = false;

    if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT)
        return events_of(root, events, error);
    for (icalcomponent *one = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT);
         one != NULL && ok;
         one = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT)) {
        found = true;
        ok = events_of(one, events, error);
    }
    return ok && (found || fail(error, FAIL_INVALID, "this is no calendar"));
}

GPtrArray *ical_read(const char *text, size_t size, GError **error)
{
    g_autofree char *copy = size <= ICAL_BYTES_MAX ? g_strndup(text, size) : NULL;
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(event_destroy);
    icalcomponent *root = copy == NULL ? NULL : icalparser_parse_string(copy);

    if (root == NULL) {
        fail(error, FAIL_INVALID, "this is no calendar");
        return NULL;
    }
    bool ok = calendar_read(root, events, error);
    icalcomponent_free(root);
    return ok ? g_steal_pointer(&events) : NULL;
}
