/* SPDX-License-Identifier: Apache-2.0 */
/* Telling the level above where a principal is, in words that are data. */
#include "base/json.h"
#include "base/moment.h"
#include "dispatch/post.h"
#include "leave/leave_private.h"
#include "unit/person.h"
#include "unit/unit.h"

static void put(json_t *values, const char *name, const char *text)
{
    if (text != NULL && *text != '\0')
        json_object_set_new(values, name, json_string(text));
}

static void put_time(json_t *values, const json_t *filing, const char *name, int64_t at)
{
    json_auto_t *parts = json_object();
    int year = 0, month = 0, day = 0, minute = 0;
    g_autofree char *month_text = NULL, *day_text = NULL, *hour_text = NULL, *minute_text = NULL;
    g_autofree char *text = NULL;

    if (at == FIELD_UNSET)
        return;
    moment_split(at, &year, &month, &day, &minute);
    month_text = g_strdup_printf("%d", month);
    day_text = g_strdup_printf("%d", day);
    hour_text = g_strdup_printf("%d", minute / 60);
    minute_text = g_strdup_printf("%02d", minute % 60);
    put(parts, "month", month_text);
    put(parts, "day", day_text);
    put(parts, "hour", hour_text);
    put(parts, "minute", minute_text);
    text = county_fill(json_text(filing, "time"), parts);
    put(values, name, text);
}

/* The person as filed, and under `phone` where to ring them. */
static void put_person(json_t *values, const json_t *filing, const char *name, const Person *who)
{
    json_auto_t *parts = json_object();
    g_autofree char *text = NULL;

    if (who == NULL)
        return;
    put(parts, "name", who->name);
    put(parts, "post", who->post);
    text = county_fill(json_text(filing, "person"), parts);
    put(values, name, text);
    if (g_strcmp0(name, "person") == 0)
        put(values, "name", who->name);
    else
        put(values, "acting_phone", who->phone);
}

static json_t *values_of(
    Decision *decision, const json_t *rules, const Leave *leave, GError **error)
{
    Db *db = decision_db(decision);
    const json_t *filing = json_object_get(rules, "filing");
    const json_t *kind = county_row(json_object_get(rules, "kinds"), leave->leave_kind);
    g_autoptr(Person) person = NULL, acting = NULL;

    if (!person_find(db, leave->person, &person, error) ||
        !person_find(db, leave->acting, &acting, error))
        return NULL;
    json_t *values = json_object();
    put_person(values, filing, "person", person);
    put_person(values, filing, "acting", acting);
    put(values, "acting_phone", leave->acting_phone);
    put(values, "kind", json_text(json_object_get(kind, "label"), "zh"));
    put_time(values, filing, "from", leave->from_at);
    put_time(values, filing, "until", leave->until_at);
    put_time(values, filing, "returned", leave->returned_at);
    put(values, "place", leave->place);
    put(values, "reason", leave->reason);
    put(values, "transport", leave->transport);
    put(values, "words", leave->words);
    if (leave->clash[0] != NULL)
        put(values, "explanation", leave->explanation);
    return values;
}

bool leave_file(Decision *decision, const char *id, const char *what, GError **error)
{
    g_autoptr(Leave) leave = leave_get(decision_db(decision), id, error);
    g_autofree char *parent = NULL;
    g_autofree char *title = NULL, *body = NULL, *dispatch = NULL;
    json_auto_t *rules = county_file(decision_engine(decision), "leave");
    const json_t *filing = json_object_get(rules, "filing");
    const json_t *words = json_object_get(filing, what);

    if (leave == NULL ||
        !unit_parent(decision_db(decision), decision_unit(decision), &parent, error))
        return false;
    /* An operator's own words may be of before there were these. */
    if (!leave->principal || parent == NULL || words == NULL)
        return true;
    json_auto_t *values = values_of(decision, rules, leave, error);
    if (values == NULL)
        return false;
    title = county_fill(json_text(words, "title"), values);
    body = county_fill(json_text(words, "body"), values);
    const DispatchPost note = {.type = json_text(filing, "type"),
        .urgency = json_text(filing, "urgency"),
        .title = title,
        .body = body,
        .answer_due_at = FIELD_UNSET};
    if (!dispatch_post(decision, &note, &dispatch, error))
        return false;
    const FiledBody filed = {.dispatch = dispatch, .what = (char *) what};
    return decision_emit(decision, "leave.filed", id, &filed, error);
}
