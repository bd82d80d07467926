/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/resource.h"
#include "engine/field.h"
#include "incident/deadline.h"

#include <string.h>

typedef struct Fixture {
    LevelRules *levels;
    Taxonomy *taxonomy;
    ReportRules *rules;
} Fixture;

static void set_up(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    const char *text = resource_text("/catalog/rules/levels.json", &size);
    fixture->levels = level_rules_new("levels.json", text, size, &error);
    g_assert_no_error(error);
    text = resource_text("/catalog/lists/incident_kinds.json", &size);
    fixture->taxonomy = taxonomy_new("incident_kinds.json", text, size, fixture->levels, &error);
    g_assert_no_error(error);
    fixture->rules = report_rules_new();
    text = resource_text("/catalog/rules/reporting.json", &size);
    report_rules_add(fixture->rules, "reporting.json", text, size, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, const void *data)
{
    report_rules_free(fixture->rules);
    taxonomy_free(fixture->taxonomy);
    level_rules_free(fixture->levels);
}

static int64_t at(const char *clock)
{
    g_autofree char *text = g_strdup_printf("2026-11-21T%s:00+08:00", clock);
    int64_t out = 0;
    g_assert_true(moment_parse(text, &out, NULL));
    return out;
}

static const char *const town[] = {"town", NULL};
static const char *const government[] = {"government_duty", NULL};
static const char *const emergency[] = {"emergency", NULL};

/* A gas explosion in a street: happened 02:00, known 02:10, received 02:12. */
static ReportCase street_case(const Fixture *fixture, const Judgement *judgements, size_t size)
{
    return (ReportCase){.taxonomy = fixture->taxonomy,
        .class = "accident_disaster",
        .kind = "gas_explosion",
        .judgements = judgements,
        .judgements_size = size,
        .from = {"township", town},
        .to = {"county", government},
        .occurred_at = at("02:00"),
        .known_at = at("02:10"),
        .received_at = at("02:12"),
        .opened_at = at("02:13")};
}

static void assert_deadline(const Fixture *fixture, const ReportCase *of, ReportChannel channel,
    const char *rule, const char *due)
{
    Deadline deadline;
    g_assert_true(deadline_find(fixture->rules, of, channel, &deadline));
    g_assert_cmpstr(json_text(deadline.rule, "id"), ==, rule);
    g_autofree char *got = moment_print(deadline.due_at), *want = moment_print(at(due));
    g_assert_cmpstr(got, ==, want);
}

static const Judgement unjudged[] = {{LEVEL_NONE, false, INT64_MIN}};

static void test_channels(Fixture *fixture, const void *data)
{
    ReportCase of = street_case(fixture, unjudged, 1);
    assert_deadline(fixture, &of, REPORT_PHONE, "default.phone", "02:40");
    assert_deadline(fixture, &of, REPORT_WRITTEN, "default.written", "03:10");
}

static void test_strictest(Fixture *fixture, const void *data)
{
    ReportCase of = street_case(fixture, unjudged, 1);
    of.profile = "sample:county";
    assert_deadline(fixture, &of, REPORT_PHONE, "county2018.phone", "02:20");
    assert_deadline(fixture, &of, REPORT_WRITTEN, "county2018.written", "02:40");
    /* A county under the national rule alone: two hours from receipt. */
    of.profile = "national";
    of.from = (ReportSide){"county", government};
    of.to = (ReportSide){"city", government};
    assert_deadline(fixture, &of, REPORT_WRITTEN, "nat.ws.county_to_city", "04:12");
    of.profile = "sample:wuhan";
    assert_deadline(fixture, &of, REPORT_WRITTEN, "wuhan.ordinary", "04:10");
}

static void test_way_through(Fixture *fixture, const void *data)
{
    static const Judgement serious[] = {{2, false, INT64_MIN}};
    ReportCase of = street_case(fixture, serious, 1);
    of.profile = "sample:henan";
    of.from = (ReportSide){"county", emergency};
    of.to = (ReportSide){"city", emergency};
    /* The rule names the province: the county reports to it by way of the city. */
    assert_deadline(fixture, &of, REPORT_PHONE, "henan.major.phone", "02:15");
    assert_deadline(fixture, &of, REPORT_WRITTEN, "henan.major.written", "02:35");
}

static void test_rejudged(Fixture *fixture, const void *data)
{
    static Judgement history[] = {{LEVEL_NONE, false, INT64_MIN}, {3, false, 0}, {2, false, 0}};
    history[1].at = at("05:00");
    history[2].at = at("06:00");
    ReportCase of = street_case(fixture, history, 2);
    of.profile = "sample:wuhan";
    of.from = (ReportSide){"county", government};
    of.to = (ReportSide){"city", government};
    Deadline deadline;
    g_assert_true(deadline_find(fixture->rules, &of, REPORT_WRITTEN, &deadline));
    g_assert_cmpstr(json_text(deadline.rule, "id"), ==, "nat.ws.county_to_city");
    of.kind = "petition";
    of.class = "social_security_event";
    assert_deadline(fixture, &of, REPORT_WRITTEN, "wuhan.larger", "06:00");
    g_assert_true(deadline_find(fixture->rules, &of, REPORT_WRITTEN, &deadline));
    g_assert_cmpstr(deadline.counted_from, ==, "judged_at");
    of.judgements_size = 3;
    assert_deadline(fixture, &of, REPORT_WRITTEN, "wuhan.major", "06:30");
    /* Judged before it was heard of: the rule's own start counts. */
    history[2].at = at("01:00");
    assert_deadline(fixture, &of, REPORT_WRITTEN, "wuhan.major", "02:30");
}

static void test_sensitive(Fixture *fixture, const void *data)
{
    static const Judgement plain[] = {{4, false, INT64_MIN}}, touchy[] = {{4, true, INT64_MIN}};
    ReportCase of = street_case(fixture, plain, 1);
    of.profile = "sample:wuhan";
    of.from = (ReportSide){"county", government};
    of.to = (ReportSide){"city", government};
    assert_deadline(fixture, &of, REPORT_PHONE, "wuhan.ordinary", "04:10");
    of.judgements = touchy;
    assert_deadline(fixture, &of, REPORT_PHONE, "wuhan.major", "02:30");
}

static void test_unknown_start(Fixture *fixture, const void *data)
{
    ReportCase of = street_case(fixture, unjudged, 1);
    of.profile = "sample:county";
    of.occurred_at = FIELD_UNSET;
    Deadline deadline;
    g_assert_true(deadline_find(fixture->rules, &of, REPORT_PHONE, &deadline));
    g_assert_true(deadline.fallback);
    g_assert_cmpstr(deadline.counted_from, ==, "known_at");
    g_assert_cmpint(deadline.started_at, ==, at("02:10"));
    of.known_at = of.received_at = FIELD_UNSET;
    g_assert_true(deadline_find(fixture->rules, &of, REPORT_PHONE, &deadline));
    g_assert_cmpstr(deadline.counted_from, ==, "opened_at");
    json_t *told = deadline_json(fixture->rules, &deadline);
    g_assert_true(json_flag(told, "fallback"));
    g_assert_cmpint(json_number(told, "limit_minutes", 0), ==, 20);
    json_decref(told);
}

static void test_condition(Fixture *fixture, const void *data)
{
    ReportCase of = street_case(fixture, unjudged, 1);
    of.class = "natural_disaster";
    of.kind = "landslide";
    of.from = (ReportSide){"county", emergency};
    of.to = (ReportSide){"province", emergency};
    of.profile = "national";
    Deadline deadline;
    json_t *metrics = json_pack("{s:i}", "deaths_or_missing", 9);
    of.metrics = metrics;
    g_assert_false(deadline_find(fixture->rules, &of, REPORT_WRITTEN, &deadline));
    json_object_set_new(metrics, "deaths_or_missing", json_integer(10));
    assert_deadline(fixture, &of, REPORT_WRITTEN, "nat.nd.serious_skip", "04:00");
    json_decref(metrics);
}

static void test_none(Fixture *fixture, const void *data)
{
    ReportCase of = street_case(fixture, unjudged, 1);
    Deadline deadline;
    of.profile = "national";
    g_assert_false(deadline_find(fixture->rules, &of, REPORT_PHONE, &deadline));
    of.from = (ReportSide){"nation", government};
    g_assert_false(deadline_find(fixture->rules, &of, REPORT_PHONE, &deadline));
}

static void test_follow_up(Fixture *fixture, const void *data)
{
    static const Judgement ordinary[] = {{4, false, INT64_MIN}},
                           serious[] = {{2, false, INT64_MIN}};
    ReportCase of = street_case(fixture, ordinary, 1);
    Deadline deadline;
    g_assert_true(follow_up_find(fixture->rules, &of, at("03:00"), &deadline));
    g_assert_cmpint(deadline.due_at, ==, at("03:00") + DAY_MS);
    of.judgements = serious;
    g_assert_true(follow_up_find(fixture->rules, &of, at("03:00"), &deadline));
    g_assert_cmpint(deadline.due_at, ==, at("15:00"));
    of.profile = "sample:henan";
    g_assert_true(follow_up_find(fixture->rules, &of, at("03:00"), &deadline));
    g_assert_cmpstr(json_text(deadline.rule, "id"), ==, "fu.henan");
    g_assert_cmpint(deadline.due_at, ==, at("08:00"));
    g_assert_true(follow_up_find(fixture->rules, &of, at("17:00"), &deadline));
    g_assert_cmpint(deadline.due_at, ==, at("05:00") + DAY_MS);
    of.kind = "mass_incident";
    of.class = "social_security_event";
    g_assert_false(follow_up_find(fixture->rules, &of, at("03:00"), &deadline));
}

static void assert_bad_file(Fixture *fixture, const char *rule, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf("{\"deadlines\":[%s]}", rule);
    g_assert_false(report_rules_add(fixture->rules, "own.json", text, strlen(text), &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_assert_nonnull(strstr(error->message, "own.json"));
    g_assert_nonnull(strstr(error->message, part));
}

#define OWN(id, from, channel, minutes)                                                            \
    "{\"id\":\"" id                                                                                \
    "\",\"profile\":\"own\",\"source\":\"s\",\"classes\":[\"*\"],\"level_from\":4,"                \
    "\"level_to\":1,\"from\":\"" from "\",\"to\":\"county_government\",\"channel\":\"" channel     \
    "\",\"clock_start\":\"receipt\",\"limit_minutes\":" minutes "}"

static void test_own_file(Fixture *fixture, const void *data)
{
    assert_bad_file(fixture, "{}", "\"id\"");
    assert_bad_file(fixture, OWN("default.phone", "town", "phone", "5"), "twice");
    assert_bad_file(fixture, OWN("a", "twon", "phone", "5"), "\"from\"");
    assert_bad_file(fixture, OWN("b", "town", "telex", "5"), "channel");
    assert_bad_file(fixture, OWN("c", "town", "phone", "-5"), "limit_minutes");
    const char *text = "{\"deadlines\":[" OWN("own.phone", "town", "phone", "5") "]}";
    g_assert_true(report_rules_add(fixture->rules, "own.json", text, strlen(text), NULL));
    ReportCase of = street_case(fixture, unjudged, 1);
    of.profile = "own";
    assert_deadline(fixture, &of, REPORT_PHONE, "own.phone", "02:17");
    g_assert_true(report_rules_has_profile(fixture->rules, "own"));
    g_assert_false(report_rules_has_profile(fixture->rules, "other"));
}

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/deadline/telephone and written report have limits of their own", test_channels);
    ADD("/deadline/the strictest rule that applies wins", test_strictest);
    ADD("/deadline/a rule binds whoever lies on the way", test_way_through);
    ADD("/deadline/a level found later counts from its judgement", test_rejudged);
    ADD("/deadline/what is sensitive goes the fastest way", test_sensitive);
    ADD("/deadline/an unknown start falls back and says so", test_unknown_start);
    ADD("/deadline/a rule with a condition waits for its figures", test_condition);
    ADD("/deadline/nobody to report to means no deadline", test_none);
    ADD("/deadline/follow-ups come at the rhythm of the rules", test_follow_up);
    ADD("/deadline/a unit's own file adds rules or is refused with its reason", test_own_file);
    return g_test_run();
}
