/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/moment.h"
#include "dispatch/dispatch.h"
#include "dispatch/module.h"
#include "dispatch/postman.h"
#include "incident/incident_rules.h"
#include "incident/module.h"
#include "matter/matter.h"
#include "matter/module.h"
#include "unit/module.h"
#include "unit/town.h"

#include <string.h>

#define CITY "430100"
#define COUNTY "430102"
#define STREET "430102004"

static const Module *const modules[] = {
    &unit_module, &matter_module, &dispatch_module, &incident_module, NULL};

/* Street, county and city, each with an officer and a leader on watch. */
typedef struct Line {
    Town *town;
    Catalog *catalog;
    DispatchRules *dispatches;
    IncidentRules *incidents;
    Postman *postman;
    Actor *street, *street_leader, *county, *county_leader, *city;
} Line;

static void unit_make(Line *line, const char *code, const char *level, const char *parent)
{
    const char *function = strcmp(level, "township") == 0 ? "town" : "government_duty";
    town_done(line->town, "unit.register", NULL,
        json_pack("{s:s, s:s, s:s, s:s*, s:[s]}", "code", code, "name", code, "level", level,
            "parent", parent, "functions", function));
}

static Actor *on_watch(Line *line, const char *unit, const char *role, const char *name)
{
    Actor *actor = town_person(line->town, unit, role, name);
    town_done(
        line->town, "watch.begin", actor, json_pack("{s:s, s:s}", "unit", unit, "role", role));
    return actor;
}

static void services_set(Line *line)
{
    g_autoptr(GError) error = NULL;
    line->catalog = catalog_new(line->town->roles);
    catalog_load_builtin(line->catalog, &error);
    g_assert_no_error(error);
    line->dispatches = dispatch_rules_new_builtin(&error);
    g_assert_no_error(error);
    line->incidents = incident_rules_new(NULL, NULL, &error);
    g_assert_no_error(error);
    engine_set_service(line->town->engine, SERVICE_CATALOG, line->catalog);
    engine_set_service(line->town->engine, SERVICE_DISPATCH_RULES, line->dispatches);
    engine_set_service(line->town->engine, SERVICE_INCIDENT_RULES, line->incidents);
}

static Line *line_open(StoreFixture *fixture)
{
    Line *line = g_new0(Line, 1);
    line->town = town_open_with(fixture, modules);
    services_set(line);
    unit_make(line, CITY, "city", NULL);
    unit_make(line, COUNTY, "county", CITY);
    unit_make(line, STREET, "township", COUNTY);
    line->postman = postman_new(line->town->executor, line->town->engine);
    line->street = on_watch(line, STREET, "officer", "周一");
    line->street_leader = on_watch(line, STREET, "leader", "吴二");
    line->county = on_watch(line, COUNTY, "officer", "钱六");
    line->county_leader = on_watch(line, COUNTY, "leader", "孙七");
    line->city = on_watch(line, CITY, "officer", "李八");
    return line;
}

static void line_close(Line *line)
{
    postman_free(line->postman);
    town_close(line->town);
    catalog_free(line->catalog);
    dispatch_rules_free(line->dispatches);
    incident_rules_free(line->incidents);
    actor_free(line->street);
    actor_free(line->street_leader);
    actor_free(line->county);
    actor_free(line->county_leader);
    actor_free(line->city);
    g_free(line);
}

static void deliver(Line *line)
{
    g_autoptr(GError) error = NULL;
    postman_deliver(line->postman, &error);
    g_assert_no_error(error);
}

static void pass(Line *line, int64_t minutes)
{
    g_autoptr(GError) error = NULL;
    executor_serve_due(
        line->town->executor, clock_now(line->town->clock) + minutes * MINUTE_MS, &error);
    g_assert_no_error(error);
    deliver(line);
}

static json_t *get(Line *line, const Actor *actor, const char *id)
{
    return town_ask(line->town, "matter.get", actor, json_pack("{s:s}", "id", id));
}

static char *opened(Line *line, const Actor *actor, json_t *fields)
{
    json_auto_t *matter = town_do(line->town, "matter.open", actor,
        json_pack("{s:s, s:s, s:o}", "unit", actor->unit, "kind", "incident", "fields", fields));
    return g_strdup(json_text(matter, "id"));
}

static json_t *explosion(void)
{
    return json_pack("{s:s, s:s, s:s, s:{s:s}, s:s}", "summary", "幸福里小区3栋燃气爆炸", "kind",
        "gas_explosion", "occurred_at", "2026-01-01T07:50:00+08:00", "place", "text",
        "定王台街道幸福里小区", "source_kind", "119");
}

static json_t *step(
    Line *line, const Actor *actor, const char *id, const char *name, json_t *fields)
{
    return town_do(line->town, "matter.step", actor,
        json_pack("{s:s, s:s, s:o*}", "id", id, "step", name, "fields", fields));
}

static void stepped(
    Line *line, const Actor *actor, const char *id, const char *name, json_t *fields)
{
    json_decref(step(line, actor, id, name, fields));
}

static const json_t *fields_of(const json_t *matter)
{
    return json_object_get(matter, "fields");
}

/* The last clock of that name. */
static const json_t *clock_of(const json_t *matter, const char *name)
{
    const json_t *found = NULL;
    size_t i;
    json_t *one;
    json_array_foreach (json_object_get(matter, "clocks"), i, one) {
        if (g_strcmp0(json_text(one, "name"), name) == 0)
            found = one;
    }
    return found;
}

static void assert_clock(
    const json_t *matter, const char *name, const char *state, const char *rule, const char *due)
{
    const json_t *clock = clock_of(matter, name);
    g_assert_nonnull(clock);
    g_test_message("%s %s due %s", name, json_text(json_object_get(clock, "rule"), "id"),
        json_text(clock, "due_at"));
    g_assert_cmpstr(json_text(clock, "state"), ==, state);
    g_assert_cmpstr(json_text(json_object_get(clock, "rule"), "id"), ==, rule);
    if (due != NULL)
        g_assert_nonnull(strstr(json_text(clock, "due_at"), due));
}

/* The last obligation of that name towards a unit of the system. */
static const json_t *duty_of(const json_t *matter, const char *name)
{
    const json_t *found = NULL;
    size_t i;
    json_t *one;
    json_array_foreach (json_object_get(matter, "obligations"), i, one) {
        if (g_strcmp0(json_text(one, "name"), name) == 0 && !json_flag(one, "outside"))
            found = one;
    }
    return found;
}

static void assert_duty(
    const json_t *matter, const char *name, const char *state, const char *rule, const char *due)
{
    const json_t *one = duty_of(matter, name);
    g_assert_nonnull(one);
    g_test_message("%s %s due %s to %s", name, json_text(one, "rule"), json_text(one, "due_at"),
        json_text(json_object_get(one, "receiver"), "name"));
    g_assert_cmpstr(json_text(one, "state"), ==, state);
    g_assert_cmpstr(json_text(one, "rule"), ==, rule);
    if (due != NULL)
        g_assert_nonnull(strstr(json_text(one, "due_at"), due));
}

static void assert_level(const json_t *matter, int64_t level, const char *state, bool provisional)
{
    g_assert_cmpint(json_number(matter, "level", 0), ==, level);
    g_assert_cmpstr(json_text(fields_of(matter), "level_state"), ==, state);
    g_assert_cmpint(json_flag(fields_of(matter), "suggested_provisional"), ==, provisional);
}

static void test_open(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    json_t *fields = explosion();
    json_object_set_new(fields, "deaths", json_integer(3));
    json_object_set_new(fields, "serious_injuries", json_null());
    g_autofree char *id = opened(line, line->street, fields);
    json_auto_t *matter = get(line, line->street, id);
    assert_level(matter, 3, "suggested", true);
    g_assert_cmpint(json_number(json_object_get(matter, "suggested"), "level", 0), ==, 3);
    const json_t *first = json_array_get(json_object_get(matter, "obligations"), 0);
    g_assert_cmpstr(json_text(first, "channel"), ==, "phone");
    g_assert_cmpstr(json_text(first, "counted_from"), ==, "known_at");
    g_assert_cmpstr(json_text(json_object_get(first, "receiver"), "unit"), ==, COUNTY);
    g_assert_cmpstr(json_text(fields_of(matter), "class"), ==, "accident_disaster");
    g_assert_cmpstr(json_text(fields_of(matter), "suggested_rule"), ==, "work_safety.3");
    g_assert_cmpstr(json_text(fields_of(matter), "suggested_by"), ==, "deaths 3 >= 3");
    g_assert_nonnull(strstr(json_text(fields_of(matter), "suggested_version"), "2026.1@"));
    g_assert_cmpstr(
        json_text(fields_of(matter), "suggested_reason"), ==, "死亡3人，达到较大（3人以上）");
    g_autoptr(Db) db = fixture_reader(fixture);
    g_assert_cmpint(
        fixture_number(db, "SELECT COUNT(*) FROM catalog_version WHERE name = 'rule:levels'"), ==,
        1);
    g_assert_nonnull(json_text(fields_of(matter), "received_at"));
    assert_duty(matter, "report_phone", "running", "default.phone", "T08:30");
    assert_duty(matter, "report_written", "running", "default.written", "T09:00");
    assert_clock(matter, "verify", "running", NULL, "T08:15");
    json_t *future = explosion();
    json_object_set_new(future, "occurred_at", json_string("2026-01-02T08:00:00+08:00"));
    town_refused(line->town, "matter.open", line->street,
        json_pack("{s:s, s:s, s:o}", "unit", STREET, "kind", "incident", "fields", future),
        "fields.occurred_at in_future");
    line_close(line);
}

static void test_line(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    g_autofree char *id = opened(line, line->street, json_pack("{s:s}", "summary", "有人落水"));
    json_auto_t *matter = get(line, line->street, id);
    g_assert_true(json_is_null(json_object_get(matter, "level")));
    assert_duty(matter, "report_phone", "running", "default.phone", "T08:30");
    json_auto_t *after =
        step(line, line->street, id, "verify", json_pack("{s:s}", "kind", "drowning"));
    assert_level(after, 4, "suggested", true);
    g_assert_cmpstr(json_text(after, "state"), ==, "verified");
    line_close(line);
}

static void test_claimed(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    json_auto_t *matter = town_do(line->town, "matter.open", line->street,
        json_pack("{s:s, s:s, s:s, s:{s:s}}", "unit", STREET, "kind", "incident", "claimed_at",
            "2026-01-01T07:20:00+08:00", "fields", "summary", "断网时接报"));
    g_assert_cmpstr(json_text(fields_of(matter), "received_at"), ==, "2026-01-01T07:20:00+08:00");
    assert_duty(matter, "report_phone", "running", "default.phone", "T07:50");
    line_close(line);
}

static void test_judge(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    g_autofree char *id = opened(line, line->street, explosion());
    town_refused(line->town, "matter.step", line->street,
        json_pack("{s:s, s:s, s:{s:i}}", "id", id, "step", "judge", "fields", "level", 2),
        "fields.level_reason required");
    json_auto_t *confirmed = step(line, line->street, id, "judge", NULL);
    assert_level(confirmed, 4, "confirmed", true);
    json_auto_t *overridden = step(line, line->street, id, "judge",
        json_pack("{s:i, s:s}", "level", 3, "level_reason", "伤亡还在增加"));
    assert_level(overridden, 3, "overridden", true);
    /* What a person decided stays; that the figures say worse is told. */
    json_auto_t *grown =
        step(line, line->street, id, "follow_up", json_pack("{s:i}", "deaths", 10));
    assert_level(grown, 3, "overridden", true);
    g_assert_cmpint(json_number(fields_of(grown), "suggested_level", 0), ==, 2);
    g_autoptr(Db) db = fixture_reader(fixture);
    g_assert_cmpint(
        fixture_number(db, "SELECT COUNT(*) FROM notice WHERE word = 'incident.regrade'"), ==, 1);
    json_auto_t *regraded = step(line, line->street, id, "regrade", json_pack("{s:i}", "level", 2));
    assert_level(regraded, 2, "confirmed", true);
    /* Figures may go down. */
    json_auto_t *fewer = step(line, line->street, id, "follow_up", json_pack("{s:i}", "deaths", 9));
    g_assert_cmpint(json_number(fields_of(fewer), "suggested_level", 0), ==, 3);
    g_assert_cmpuint(json_array_size(json_object_get(fields_of(fewer), "judgements")), ==, 3);
    line_close(line);
}

static json_t *call_to(const char *unit)
{
    return json_pack("{s:s, s:s, s:s}", "to_unit", unit, "to_person", "钱六", "words", "燃气爆炸");
}

/* Tells everybody who must still be told: by telephone, or on paper outside the system. */
static void tell_all(Line *line, const Actor *actor, const char *id)
{
    json_auto_t *matter = get(line, actor, id);
    size_t i;
    json_t *one;
    json_array_foreach (json_object_get(matter, "obligations"), i, one) {
        const char *state = json_text(one, "state"), *duty = json_text(one, "id");
        bool runs = strcmp(state, "running") == 0 || strcmp(state, "late") == 0;
        bool written = strcmp(json_text(one, "channel"), "written") == 0;
        if (runs && !written)
            stepped(line, actor, id, "phone_report",
                json_pack("{s:s, s:s, s:s}", "obligation", duty, "to_person", "值班员", "words",
                    "燃气爆炸"));
        else if (runs && json_flag(one, "outside"))
            stepped(line, actor, id, "written_report",
                json_pack("{s:s, s:s}", "obligation", duty, "report_type", "initial_report"));
    }
}

static char *report(
    Line *line, const Actor *officer, const Actor *leader, const char *matter, const char *type)
{
    json_auto_t *text = town_ask(
        line->town, "incident.draft", officer, json_pack("{s:s, s:s}", "id", matter, "type", type));
    json_auto_t *draft = town_do(line->town, "dispatch.draft", officer,
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "unit", officer->unit, "matter", matter, "type",
            type, "title", json_text(text, "title"), "body", json_text(text, "body")));
    g_autofree char *id = g_strdup(json_text(draft, "id"));
    town_done(line->town, "dispatch.sign_off", leader, json_pack("{s:s}", "id", id));
    deliver(line);
    return g_steal_pointer(&id);
}

/* Owned id of what came in last. */
static char *came_in(Line *line, const Actor *actor)
{
    json_auto_t *page = town_ask(line->town, "dispatch.list", actor,
        json_pack("{s:s, s:s}", "unit", actor->unit, "box", "in"));
    return g_strdup(json_text(json_array_get(json_object_get(page, "items"), 0), "id"));
}

static void acted(Line *line, const Actor *actor, const char *id, const char *name)
{
    g_autofree char *command = g_strconcat("dispatch.", name, NULL);
    town_done(line->town, command, actor, json_pack("{s:s}", "id", id));
    deliver(line);
}

static void test_clocks(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    g_autofree char *id = opened(line, line->street, explosion());
    pass(line, 10);
    json_auto_t *phoned = step(line, line->street, id, "phone_report",
        json_pack("{s:s, s:s, s:s}", "to_unit", COUNTY, "to_person", "钱六", "words", "燃气爆炸"));
    assert_duty(phoned, "report_phone", "met", "default.phone", NULL);
    assert_duty(phoned, "report_written", "running", "default.written", NULL);
    pass(line, 55);
    json_auto_t *late = get(line, line->street, id);
    assert_duty(late, "report_written", "late", "default.written", NULL);
    g_autofree char *sent = report(line, line->street, line->street_leader, id, "initial_report");
    json_auto_t *written = get(line, line->street, id);
    assert_duty(written, "report_written", "late_met", "default.written", NULL);
    assert_duty(written, "followup", "running", "fu.ws.low", NULL);
    g_assert_null(json_text(fields_of(written), "upper_received_at"));
    g_autofree char *there = came_in(line, line->county);
    acted(line, line->county, there, "sign_for");
    json_auto_t *received = get(line, line->street, id);
    g_assert_nonnull(json_text(fields_of(received), "upper_received_at"));
    pass(line, 24 * 60 + 1);
    json_auto_t *follow = get(line, line->street, id);
    assert_duty(follow, "followup", "late", "fu.ws.low", NULL);
    g_autofree char *last = report(line, line->street, line->street_leader, id, "final_report");
    json_auto_t *done = get(line, line->street, id);
    assert_duty(done, "followup", "late_met", "fu.ws.low", NULL);
    line_close(line);
}

static void test_regrade_clock(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    town_done(line->town, "unit.change", NULL,
        json_pack("{s:s, s:s}", "unit", COUNTY, "profile", "sample:wuhan"));
    g_autofree char *id = opened(line, line->county, explosion());
    json_auto_t *before = get(line, line->county, id);
    /* Two hours from knowing (Wuhan, level IV) are as long as those of Order 493. */
    assert_duty(before, "report_any", "running", "nat.ws.county_to_city", "T10:00");
    g_assert_null(duty_of(before, "report_phone"));
    pass(line, 70);
    json_auto_t *serious =
        step(line, line->county, id, "follow_up", json_pack("{s:i}", "deaths", 10));
    /* Half an hour from the judgement, not from the explosion. */
    assert_duty(serious, "report_any", "running", "wuhan.major", "T09:40");
    g_assert_cmpstr(json_text(duty_of(serious, "report_any"), "counted_from"), ==, "judged_at");
    g_assert_nonnull(strstr(json_text(duty_of(serious, "report_any"), "first_due_at"), "T10:00"));
    /* Told in time; what changes then is told anew. */
    stepped(line, line->county, id, "phone_report", call_to(CITY));
    pass(line, 5);
    json_auto_t *more = step(line, line->county, id, "follow_up", json_pack("{s:i}", "deaths", 11));
    assert_duty(more, "report_any", "met", "wuhan.major", NULL);
    g_assert_cmpstr(json_text(duty_of(more, "supplement"), "state"), ==, "running");
    g_assert_cmpstr(json_text(duty_of(more, "supplement"), "why"), ==, "figures");
    line_close(line);
}

static void test_missing(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    json_t *fields = explosion();
    json_object_set_new(fields, "deaths", json_integer(2));
    json_object_set_new(fields, "missing", json_integer(8));
    g_autofree char *id = opened(line, line->street, fields);
    json_auto_t *before = get(line, line->street, id);
    assert_level(before, 4, "suggested", true);
    pass(line, 29 * 24 * 60);
    json_auto_t *waiting = get(line, line->street, id);
    assert_level(waiting, 4, "suggested", true);
    pass(line, 24 * 60);
    json_auto_t *after = get(line, line->street, id);
    assert_level(after, 2, "suggested", true);
    g_assert_true(json_flag(fields_of(after), "missing_as_dead"));
    g_assert_cmpint(json_number(fields_of(after), "missing", 0), ==, 8);
    g_autoptr(Db) db = fixture_reader(fixture);
    g_assert_cmpint(
        fixture_number(db, "SELECT COUNT(*) FROM due WHERE chore = 'incident.missing'"), ==, 0);
    line_close(line);
}

static void test_found(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    json_t *fields = explosion();
    json_object_set_new(fields, "kind", json_string("road_traffic"));
    json_object_set_new(fields, "missing", json_integer(3));
    g_autofree char *id = opened(line, line->street, fields);
    g_autoptr(Db) db = fixture_reader(fixture);
    const char *planned = "SELECT COUNT(*) FROM due WHERE chore = 'incident.missing'";
    g_assert_cmpint(fixture_number(db, planned), ==, 1);
    stepped(
        line, line->street, id, "follow_up", json_pack("{s:i, s:i}", "missing", 0, "deaths", 3));
    g_assert_cmpint(fixture_number(db, planned), ==, 0);
    pass(line, 8 * 24 * 60);
    json_auto_t *after = get(line, line->street, id);
    g_assert_false(json_flag(fields_of(after), "missing_as_dead"));
    line_close(line);
}

static void test_loop(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    json_t *fields = explosion();
    json_object_set_new(fields, "deaths", json_integer(3));
    json_object_set_new(fields, "caller_phone", json_string("13800138000"));
    g_autofree char *below = opened(line, line->street, fields);
    stepped(line, line->street, below, "judge",
        json_pack("{s:i, s:s}", "level", 2, "level_reason", "多人被埋"));
    pass(line, 20);
    g_autofree char *up = report(line, line->street, line->street_leader, below, "initial_report");
    g_autofree char *there = came_in(line, line->county);
    acted(line, line->county, there, "open");
    json_auto_t *received =
        town_ask(line->town, "dispatch.get", line->county, json_pack("{s:s}", "id", there));
    g_autofree char *above = g_strdup(json_text(received, "matter"));
    json_auto_t *matter = get(line, line->county, above);
    g_assert_cmpstr(json_text(fields_of(matter), "source_kind"), ==, "subordinate");
    g_assert_cmpint(json_number(fields_of(matter), "deaths", 0), ==, 3);
    g_assert_null(json_text(fields_of(matter), "caller_phone"));
    assert_level(matter, 2, "suggested", true);
    /* The county learnt of it when the paper came: twenty minutes past eight. */
    assert_duty(matter, "report_phone", "running", "default.county.phone", "T08:50");
    g_autofree char *on = report(line, line->county, line->county_leader, above, "initial_report");
    g_autofree char *top = came_in(line, line->city);
    acted(line, line->city, top, "open");
    /* A follow-up of the street finds its way by itself. */
    stepped(line, line->street, below, "follow_up", json_pack("{s:i}", "deaths", 5));
    g_autofree char *more =
        report(line, line->street, line->street_leader, below, "followup_report");
    g_autofree char *followed = came_in(line, line->county);
    json_auto_t *attached =
        town_ask(line->town, "dispatch.get", line->county, json_pack("{s:s}", "id", followed));
    g_assert_cmpstr(json_text(attached, "matter"), ==, above);
    g_assert_cmpint(
        json_number(json_object_get(json_object_get(attached, "carried"), "fields"), "deaths", 0),
        ==, 5);
    json_auto_t *closed = step(line, line->county, above, "handle", NULL);
    g_assert_cmpstr(json_text(closed, "state"), ==, "handling");
    town_refused(line->town, "matter.step", line->county,
        json_pack(
            "{s:s, s:s, s:{s:s}}", "id", above, "step", "close", "fields", "result", "已清理"),
        "unreported");
    tell_all(line, line->county, above);
    town_refused(line->town, "matter.step", line->county,
        json_pack(
            "{s:s, s:s, s:{s:s}}", "id", above, "step", "close", "fields", "result", "已清理"),
        "needs_final");
    g_autofree char *end = report(line, line->county, line->county_leader, above, "final_report");
    stepped(line, line->county, above, "close", json_pack("{s:s}", "result", "现场已清理"));
    line_close(line);
}

static void test_draft(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    json_t *fields = explosion();
    json_object_set_new(fields, "deaths", json_integer(3));
    json_object_set_new(fields, "missing", json_null());
    json_object_set_new(fields, "measures", json_string("消防已到场。"));
    g_autofree char *id = opened(line, line->street, fields);
    json_auto_t *text =
        town_ask(line->town, "incident.draft", line->street, json_pack("{s:s}", "id", id));
    const char *body = json_text(text, "body");
    g_test_message("%s\n%s", json_text(text, "title"), body);
    g_assert_cmpstr(json_text(text, "title"), ==, "关于定王台街道幸福里小区燃气爆炸的初报");
    g_assert_nonnull(strstr(body, "1月1日7时50分，定王台街道幸福里小区发生燃气爆炸。"));
    g_assert_nonnull(strstr(body, "死亡3人，失踪不详，重伤不详。"));
    g_assert_nonnull(strstr(body, "初步研判等级：较大。"));
    g_assert_nonnull(strstr(body, "已采取措施：消防已到场。\n"));
    g_assert_null(strstr(body, "原因初判"));
    g_assert_nonnull(strstr(json_text(text, "message"), "死亡3人"));
    g_assert_cmpuint(json_array_size(json_object_get(text, "missing")), >, 3);
    json_auto_t *follow = town_ask(line->town, "incident.draft", line->street,
        json_pack("{s:s, s:s}", "id", id, "type", "followup_report"));
    g_assert_nonnull(strstr(json_text(follow, "title"), "续报一"));
    town_denied(line->town, "incident.draft", line->street,
        json_pack("{s:s, s:s}", "id", id, "type", "telegram"), "type unknown");
    line_close(line);
}

static void test_ends(StoreFixture *fixture)
{
    Line *line = line_open(fixture);
    g_autofree char *id = opened(line, line->street, explosion());
    json_auto_t *secondary = step(line, line->street, id, "secondary",
        json_pack("{s:s, s:s}", "secondary_summary", "管道再次起火", "secondary_kind", "fire"));
    const json_t *link = json_array_get(json_object_get(secondary, "links"), 0);
    g_assert_cmpstr(json_text(link, "relation"), ==, "secondary");
    json_auto_t *child = get(line, line->street, json_text(link, "id"));
    g_assert_cmpstr(json_text(fields_of(child), "kind"), ==, "fire");
    json_auto_t *merged = step(
        line, line->street, json_text(link, "id"), "merge", json_pack("{s:s}", "other_matter", id));
    g_assert_cmpstr(json_text(merged, "state"), ==, "merged");
    town_refused(line->town, "matter.step", line->street,
        json_pack("{s:s, s:s}", "id", id, "step", "dismiss"), "note required");
    json_auto_t *dismissed = town_do(line->town, "matter.step", line->street,
        json_pack("{s:s, s:s, s:s}", "id", id, "step", "dismiss", "note", "虚警"));
    assert_duty(dismissed, "report_written", "waived", "default.written", NULL);
    json_auto_t *again = town_do(line->town, "matter.step", line->street_leader,
        json_pack("{s:s, s:s, s:s}", "id", id, "step", "reopen", "note", "又有人来报"));
    assert_duty(again, "report_written", "running", "default.written", NULL);
    line_close(line);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("incident", "a call becomes an incident with a level and its clocks", test_open);
    fixture_add("incident", "one line is enough, the rest comes later", test_line);
    fixture_add("incident", "what was written down offline was received then", test_claimed);
    fixture_add("incident", "a person confirms or overrides with a reason", test_judge);
    fixture_add("incident", "telephone, paper and follow-up have clocks of their own", test_clocks);
    fixture_add("incident", "a worse level counts from its judgement", test_regrade_clock);
    fixture_add("incident", "the missing count as dead after thirty days", test_missing);
    fixture_add("incident", "who is found is no longer missing", test_found);
    fixture_add("incident", "street, county and city each have their own", test_loop);
    fixture_add("incident", "a report is drawn from what is known", test_draft);
    fixture_add("incident", "secondary, merged, dismissed and open again", test_ends);
    return g_test_run();
}
