/* SPDX-License-Identifier: Apache-2.0 */
/* What need not be reported by rule, what is reported all the same, and which rows are refused. */
#include "incident/exempt.h"

#include "base/builtin.h"
#include "base/json.h"
#include "incident/incident_rules.h"

#include <string.h>

typedef struct Case {
    const char *values; /* JSON */
    const char *row;    /* NULL: it is reported */
} Case;

static const Case cases[] = {
    {"{'kind':'vehicle_breakdown','summary':'解放路公交车抛锚，已通知拖车'}",
        "exempt.vehicle_breakdown"},
    {"{'kind':'noise_nuisance','summary':'居民反映楼下夜宵店噪音扰民，已劝导'}",
        "exempt.noise_nuisance"},
    {"{'kind':'fallen_branch','summary':'人民路行道树树枝折断，占一条车道，无人受伤'}",
        "exempt.fallen_branch"},
    {"{'kind':'pipe_leak','summary':'3栋2单元楼道水管渗漏，物业已到场'}", "exempt.pipe_leak"},
    {"{'kind':'minor_dispute','summary':'邻里因停车发生口角，社区已调解'}", "exempt.minor_dispute"},
    {"{'kind':'minor_dispute','summary':'两家因停车口角','participants':4,'deaths':0}",
        "exempt.minor_dispute"},
    {"{'kind':'pipe_leak','summary':'水管渗漏','level':4}", "exempt.pipe_leak"},
    {"{'kind':'pipe_leak','summary':'水管渗漏','direct_loss_yuan':10000}", "exempt.pipe_leak"},
    {"{'kind':'fallen_branch','summary':'树枝折断，未造成人员伤亡'}", "exempt.fallen_branch"},
    /* Not known what it is. */
    {"{'summary':'解放路公交车抛锚'}", NULL},
    {"{'kind':'no_such','summary':'水管渗漏'}", NULL},
    {"{'class':'accident_disaster','summary':'水管渗漏'}", NULL},
    {"{'kind':'other_accident','summary':'水管渗漏'}", NULL},
    /* Figures. */
    {"{'kind':'vehicle_breakdown','summary':'抛锚','deaths':1}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','missing':1}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','trapped':1}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','serious_injuries':1}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','light_injuries':1}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','injured':1}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','poisoned':1}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','evacuated':1}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','deaths':null}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'抛锚','injured':null}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏','direct_loss_yuan':10001}", NULL},
    {"{'kind':'minor_dispute','summary':'口角','participants':5}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏','households_without_gas':1}", NULL},
    /* Level, flags and what is doubtful. */
    {"{'kind':'pipe_leak','summary':'水管渗漏','level':3}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏','level':4,'suggested_level':3}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏','sensitive':['place']}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏','unchecked':true}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏','key_site_endangered':true}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏','severe_pollution':true}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏','suggested_outcome':'reportable_near_miss'}", NULL},
    /* Words that hint at more than the figures. */
    {"{'kind':'vehicle_breakdown','summary':'公交车抛锚后起火'}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'油罐车抛锚'}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'货车抛锚后被追尾'}", NULL},
    {"{'kind':'vehicle_breakdown','summary':'校车抛锚'}", NULL},
    {"{'kind':'noise_nuisance','summary':'夜宵店噪音扰民，居民聚集'}", NULL},
    {"{'kind':'noise_nuisance','summary':'噪音扰民，有人扬言自焚'}", NULL},
    {"{'kind':'fallen_branch','summary':'树枝折断砸中行人'}", NULL},
    {"{'kind':'fallen_branch','summary':'树枝折断压断高压线'}", NULL},
    {"{'kind':'fallen_branch','summary':'树枝折断，一人受伤，无人被困'}", NULL},
    {"{'kind':'pipe_leak','summary':'水管爆裂'}", NULL},
    {"{'kind':'pipe_leak','summary':'水管渗漏，路面塌陷'}", NULL},
    {"{'kind':'pipe_leak','summary':'燃气管渗漏'}", NULL},
    {"{'kind':'minor_dispute','summary':'夫妻口角，男方持刀'}", NULL},
    {"{'kind':'minor_dispute','summary':'讨薪纠纷'}", NULL},
    {"{'kind':'minor_dispute','summary':'医患口角，家属围堵'}", NULL},
    {"{'kind':'minor_dispute','summary':'口角','process':'一方要跳楼'}", NULL},
};

static json_t *values_of(const char *text)
{
    g_autoptr(GString) json = g_string_new(text);
    g_string_replace(json, "'", "\"", 0);
    json_t *values = json_loads(json->str, 0, NULL);
    g_assert_nonnull(values);
    return values;
}

static IncidentRules *factory(void)
{
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    IncidentRules *rules = incident_rules_new(NULL, faults, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(faults->len, ==, 0);
    return rules;
}

static const json_t *row_of(const IncidentRules *rules, const json_t *values, const char *profile)
{
    const ExemptCase of = {incident_taxonomy(rules), values};
    return exempt_row(incident_reporting(rules), &of, profile);
}

static void test_cases(void)
{
    g_autoptr(IncidentRules) rules = factory();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        json_auto_t *values = values_of(cases[i].values);
        g_test_message("%s", cases[i].values);
        g_assert_cmpstr(json_text(row_of(rules, values, ""), "id"), ==, cases[i].row);
    }
}

/* Each thing that may never be silent, put into each case that is. */
static void test_never(void)
{
    static const char *const grave[] = {"{'deaths':1}", "{'missing':1}", "{'trapped':1}",
        "{'level':3}", "{'level':1}", "{'sensitive':['media']}", "{'deaths':null}",
        "{'summary':'有人死亡'}", "{'present':'有人受伤'}"};
    g_autoptr(IncidentRules) rules = factory();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(grave) && cases[i].row != NULL; k++) {
            json_auto_t *values = values_of(cases[i].values);
            json_auto_t *more = values_of(grave[k]);
            json_object_update(values, more);
            g_test_message("%s with %s", cases[i].values, grave[k]);
            g_assert_null(row_of(rules, values, ""));
        }
}

static bool add(const IncidentRules *rules, ReportRules *reporting, const char *row, GError **error)
{
    g_autofree char *file = g_strdup_printf("{'version':'t','exempt':[%s]}", row);
    json_auto_t *json = values_of(file);
    g_autofree char *text = json_dumps(json, 0);
    return report_rules_add(reporting, "reporting-t.json", text, strlen(text), error);
}

static ReportRules *reporting_of(const IncidentRules *rules)
{
    ReportRules *reporting = report_rules_new(incident_taxonomy(rules));
    const RuleText *text = report_rules_text(incident_reporting(rules));
    g_assert_true(
        report_rules_add(reporting, "reporting.json", text->text, strlen(text->text), NULL));
    return reporting;
}

#define ROW(rest)                                                                                  \
    "{'id':'t','profile':'sample:t','level_from':4,'level_to':4,'source':'s',"                     \
    "'label':{'zh':'甲','en':'a'}," rest "}"

static void test_refused(void)
{
    static const char *const rows[] = {ROW("'classes':['*']"), ROW("'classes':[]"),
        ROW("'classes':['accident_disaster']"), ROW("'classes':['work_safety']"),
        ROW("'classes':['no_such']"), ROW("'classes':['petition']"),
        ROW("'classes':['suicide_threat']"), ROW("'classes':['pipe_leak'],'figures':{'deaths':1}"),
        ROW("'classes':['pipe_leak'],'figures':{'missing':0}"),
        ROW("'classes':['pipe_leak'],'figures':{'trapped':1}"),
        ROW("'classes':['pipe_leak'],'figures':{'serious_injuries':1}"),
        ROW("'classes':['pipe_leak'],'figures':{'injured':-1}"),
        ROW("'classes':['pipe_leak'],'figures':{'injured':'1'}"),
        ROW("'classes':['pipe_leak'],'figures':[1]"), ROW("'classes':['pipe_leak'],'flags':[]"),
        ROW("'classes':['pipe_leak'],'flags':['media']"),
        ROW("'classes':['pipe_leak'],'replaces':['no_such']"),
        "{'id':'t','profile':'p','level_from':4,'level_to':3,'source':'s','classes':['pipe_leak'],"
        "'label':{'zh':'甲','en':'a'}}",
        "{'id':'t','profile':'p','source':'s','classes':['pipe_leak'],"
        "'label':{'zh':'甲','en':'a'}}",
        "{'id':'t','profile':'p','level_from':4,'level_to':4,'source':'s','classes':['pipe_leak']}",
        "{'id':'exempt.pipe_leak','profile':'p','level_from':4,'level_to':4,'source':'s',"
        "'classes':['pipe_leak'],'label':{'zh':'甲','en':'a'}}"};
    g_autoptr(IncidentRules) rules = factory();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(ReportRules) reporting = reporting_of(rules);
        g_autoptr(GError) error = NULL;
        g_test_message("%s", rows[i]);
        g_assert_false(add(rules, reporting, rows[i], &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
    }
}

/* A graded kind may be silent only where all figures say level IV; a profile takes a row back. */
static void test_profile(void)
{
    g_autoptr(IncidentRules) rules = factory();
    g_autoptr(ReportRules) reporting = reporting_of(rules);
    g_autoptr(GError) error = NULL;
    add(rules, reporting,
        ROW("'classes':['pipe_leak'],'replaces':['exempt.pipe_leak'],'reportable':true"), &error);
    g_assert_no_error(error);
    add(rules, reporting,
        "{'id':'t.fire','profile':'sample:t','level_from':4,'level_to':4,'source':'s','classes':"
        "['road_traffic'],'figures':{'light_injuries':2},'label':{'zh':'甲','en':'a'}}",
        &error);
    g_assert_no_error(error);
    static const struct {
        const char *values, *profile, *row;
    } asked[] = {
        {"{'kind':'pipe_leak','summary':'水管渗漏'}", "sample:t", NULL},
        {"{'kind':'pipe_leak','summary':'水管渗漏'}", "sample:other", "exempt.pipe_leak"},
        {"{'kind':'road_traffic','summary':'小事故'}", "sample:t", NULL},
        {"{'kind':'road_traffic','summary':'小事故','suggested_level':4,"
         "'suggested_provisional':true}",
            "sample:t", NULL},
        {"{'kind':'road_traffic','summary':'小事故','suggested_level':4,"
         "'suggested_provisional':false,'light_injuries':2}",
            "sample:t", "t.fire"},
        {"{'kind':'road_traffic','summary':'小事故','suggested_level':4,"
         "'suggested_provisional':false}",
            "", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        json_auto_t *values = values_of(asked[i].values);
        const ExemptCase of = {incident_taxonomy(rules), values};
        g_test_message("%s for %s", asked[i].values, asked[i].profile);
        g_assert_cmpstr(
            json_text(exempt_row(reporting, &of, asked[i].profile), "id"), ==, asked[i].row);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/exempt/what a street sees daily", test_cases);
    g_test_add_func("/exempt/never", test_never);
    g_test_add_func("/exempt/rows that silence too much are refused", test_refused);
    g_test_add_func("/exempt/profiles", test_profile);
    return g_test_run();
}
