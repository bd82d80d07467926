/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/judge.h"

#include "base/clock.h"

#include <string.h>

/* Minutes since the shift began; the grace of each kind is its own number. */
#define AT(minute) ((int64_t) (minute) *MINUTE_MS)
#define STILL INT64_MAX

static const JudgeRules rules = {.silent_ms = AT(10),
    .unseen_ms = AT(1440),
    .grace_ms = {[FLAG_ABSENT] = AT(10),
        [FLAG_LEFT_POST] = AT(15),
        [FLAG_SUBSTITUTE] = AT(16),
        [FLAG_UNROSTERED] = AT(5),
        [FLAG_LEADER_ABSENT] = AT(30)},
    .relief_ms = AT(120),
    .signed_least = 3,
    .signed_ms = AT(60),
    .unproved_ms = AT(720),
    .together_ms = AT(1),
    .sitting_ms = AT(30),
    .settle_ms = AT(60)};

typedef struct Row {
    /* s hift, w atch, c ame at the computer, d eed, p aper typed, b eat, m iss, u nrostered, n o
     * page; L, W: of a leader */
    char what;
    const char *who;
    int64_t from, to;
    const char *more; /* shift: its id; watch: who entered them; deed: its kind */
} Row;

typedef struct Case {
    const char *name;
    int64_t now;
    Row rows[10];
    const char *found; /* "kind who/instead since ripe" each, in minutes */
} Case;

static void shift_put(Facts *facts, const Row *row)
{
    ShiftFact *shift = g_new0(ShiftFact, 1);

    *shift = (ShiftFact){.id = g_strdup(row->more == NULL ? row->who : row->more),
        .post = g_strdup("post"),
        .role = g_strdup(row->what == 'L' ? "leader" : "officer"),
        .person = g_strdup(row->who),
        .begins_at = AT(row->from),
        .ends_at = AT(row->to),
        .known_at = INT64_MIN};
    g_ptr_array_add(facts->shifts, shift);
}

static void watch_put(Facts *facts, const Row *row)
{
    WatchFact *watch = g_new0(WatchFact, 1);

    *watch = (WatchFact){.id = g_strdup(row->who),
        .person = g_strdup(row->who),
        .role = g_strdup(row->what == 'W' ? "leader" : "officer"),
        .method = row->more == NULL ? g_strdup("pin") : NULL,
        .terminal = row->what == 'c' ? g_strdup("T") : NULL,
        .entered_by = g_strdup(row->more),
        .since = AT(row->from),
        .ended_at = row->to == STILL ? STILL : AT(row->to)};
    g_ptr_array_add(facts->watches, watch);
}

static void deed_put(Facts *facts, const Row *row)
{
    DeedFact *deed = g_new0(DeedFact, 1);

    *deed = (DeedFact){.person = g_strdup(row->who),
        .kind = g_strdup(row->more),
        .at = AT(row->from),
        .is_coming = row->more != NULL && g_str_has_prefix(row->more, "watch."),
        .paper_at = row->what == 'p' ? AT(row->to) : INT64_MIN};
    g_ptr_array_add(facts->deeds, deed);
}

static void beat_put(Facts *facts, const Row *row)
{
    BeatFact *beat = g_new0(BeatFact, 1);

    *beat = (BeatFact){.person = g_strdup(row->who),
        .terminal = row->who == NULL ? g_strdup("T") : NULL,
        .began_at = AT(row->from),
        .last_at = AT(row->to),
        .input_at = INT64_MIN};
    g_ptr_array_add(facts->beats, beat);
}

static void row_put(Facts *facts, const Row *row)
{
    if (strchr("sL", row->what) != NULL) {
        shift_put(facts, row);
    } else if (strchr("wWc", row->what) != NULL) {
        watch_put(facts, row);
    } else if (strchr("dp", row->what) != NULL) {
        deed_put(facts, row);
    } else if (row->what == 'b') {
        beat_put(facts, row);
    } else if (row->what == 'm') {
        MissFact *miss = g_new0(MissFact, 1);
        *miss = (MissFact){
            .id = g_strdup(row->who), .issued_at = AT(row->from), .told_at = AT(row->to)};
        g_ptr_array_add(facts->misses, miss);
    } else if (row->what == 'n') {
        facts->has_page = false;
    } else {
        facts->unrostered_officer = AT(row->from);
    }
}

static Facts *facts_of(const Case *one)
{
    Facts *facts = facts_new(AT(one->now));

    facts->keeps_duty = facts->has_page = true;
    for (const Row *row = one->rows; row->what != '\0'; row++)
        row_put(facts, row);
    return facts;
}

static char *found_print(const GArray *found)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < found->len; i++) {
        const Suspicion *one = &g_array_index(found, Suspicion, i);

        g_string_append_printf(text, "%s%s %s/%s %d %d", i == 0 ? "" : "; ", flag_word(one->kind),
            one->person == NULL ? "-" : one->person, one->other == NULL ? "-" : one->other,
            (int) (one->since / MINUTE_MS), (int) (one->ripe_at / MINUTE_MS));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* A and B hold the shift 0 … 1440 unless said otherwise; X is nobody's turn. */
static const Case cases[] = {
    {"two who share one computer", 700,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", -5, STILL}, {'w', "B", 1, STILL, "A"},
            {'d', "A", 5}, {'d', "A", 300}, {'d', "A", 600}},
        ""},
    {"a colleague writes beside them by day", 300,
        {{'s', "A", 0, 1440}, {'w', "A", 0, STILL, "X"}, {'d', "A", 3}, {'d', "X", 60},
            {'d', "X", 120}, {'d', "X", 200}},
        ""},
    {"the outgoing holds the post a while", 100,
        {{'s', "A", 0, 1440}, {'s', "O", -1440, 0}, {'w', "O", -1440, STILL},
            {'b', NULL, -900, 100}},
        "absent A/- 0 120"},
    {"who stood in the day before holds the post a while", 100,
        {{'s', "A", 0, 1440}, {'s', "O", -1440, 0}, {'w', "X", -1445, STILL},
            {'b', NULL, -900, 100}},
        "absent A/- 0 120"},
    {"and is on overtime when it lasts, in nobody's place", 121,
        {{'s', "A", 0, 1440}, {'s', "O", -1440, 0}, {'w', "X", -1445, STILL},
            {'b', NULL, -900, 100}},
        "absent A/- 0 120"},
    {"the outgoing stays all day, for relief never comes", 1400,
        {{'s', "A", 0, 1440}, {'s', "O", -1440, 0}, {'w', "O", -1440, STILL}}, "absent A/- 0 120"},
    {"and into the day after", 1500, {{'s', "B", 1440, 2880}, {'w', "O", -1440, STILL}},
        "absent B/- 1440 1560"},
    {"both of two stay, for one relief has come", 300,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'s', "O", -1440, 0}, {'s', "P", -1440, 0},
            {'w', "O", -1440, STILL}, {'w', "P", -1440, STILL}, {'w', "A", 0, STILL}},
        "absent B/- 0 120"},
    {"a leader who stays leads on", 300,
        {{'L', "L", 0, 1440}, {'L', "M", -1440, 0}, {'W', "M", -1440, STILL}},
        "leader_absent L/- 0 120"},
    {"who came in the last hour of a strange shift stands in", 200,
        {{'s', "A", 0, 1440}, {'s', "O", -1440, 0}, {'w', "X", -60, STILL}},
        "unauthorized_substitute A/X 0 16"},
    {"who went home and comes back stands in", 700,
        {{'s', "A", 0, 1440}, {'s', "O", -1440, 0}, {'w', "O", -1440, 10}, {'w', "O", 500, STILL}},
        "unauthorized_substitute A/O 500 516"},
    {"the successor came early and the outgoing went", 1430,
        {{'s', "A", 0, 1440}, {'s', "B", 1440, 2880}, {'w', "A", 0, 1425}, {'w', "B", 1420, STILL}},
        "left_post A/- 1425 1545"},
    {"one of two is missing", 20, {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", 0, STILL}},
        "absent B/- 0 10"},
    {"nobody came", 3, {{'s', "A", 0, 1440}}, "absent A/- 0 10"},
    {"one left", 500, {{'s', "A", 0, 1440}, {'w', "A", 0, 480}}, "left_post A/- 480 495"},
    {"one left and is back", 500, {{'s', "A", 0, 1440}, {'w', "A", 0, 480}, {'w', "A", 490, STILL}},
        ""},
    {"another stands in", 60, {{'s', "A", 0, 1440}, {'w', "X", 5, STILL}},
        "unauthorized_substitute A/X 5 21"},
    {"another stands in for one of two", 60,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", 0, STILL}, {'w', "X", 5, STILL}},
        "unauthorized_substitute B/X 5 21"},
    {"another takes over from who left", 700,
        {{'s', "A", 0, 1440}, {'w', "A", 0, 480}, {'w', "X", 470, STILL}},
        "unauthorized_substitute A/X 480 496"},
    {"an approved stand-in", 60, {{'s', "X", 0, 1440}, {'w', "X", 5, STILL}}, ""},
    {"one who signed for a colleague", 400,
        {{'s', "A", 0, 1440}, {'w', "A", 2, STILL, "X"}, {'d', "X", 10}, {'d', "X", 60},
            {'d', "X", 300}},
        "unauthorized_substitute A/X 2 18"},
    {"signed for a colleague, while the leader signs at home", 400,
        {{'L', "L", 0, 1440}, {'W', "L", 0, STILL}, {'s', "A", 0, 1440}, {'w', "A", 2, STILL, "X"},
            {'d', "X", 10}, {'d', "L", 50}, {'d', "X", 60}, {'d', "X", 300}},
        "unauthorized_substitute A/X 2 18"},
    {"the stand-in goes when the successor is there", 1435,
        {{'s', "A", 0, 1440}, {'s', "B", 1440, 2880}, {'w', "X", 0, 1434}, {'w', "B", 1420, STILL}},
        "absent A/- 1434 1554"},
    {"the stand-in went, and nobody has come", 700, {{'s', "A", 0, 1440}, {'w', "X", 5, 600}},
        "absent A/- 600 610"},
    {"entered by a colleague who then went", 400,
        {{'s', "A", 0, 1440}, {'w', "A", 2, STILL, "X"}, {'d', "X", 1}, {'d', "X", 2},
            {'d', "X", 3}},
        ""},
    {"a PIN is believed", 400,
        {{'s', "A", 0, 1440}, {'w', "A", 2, STILL}, {'d', "X", 10}, {'d', "X", 60},
            {'d', "X", 300}},
        ""},
    {"a shift without a person", 4, {{'s', NULL, 0, 1440, "S"}, {'w', "X", 0, STILL}},
        "unrostered -/- 0 5"},
    {"a post in no roster", 4, {{'u', NULL, 0, 0}}, "unrostered -/- 0 5"},
    {"the leader has not come", 40,
        {{'L', "L", 0, 1440}, {'s', "A", 0, 1440}, {'w', "A", 0, STILL}}, "leader_absent L/- 0 30"},
    {"another leader leads", 40, {{'L', "L", 0, 1440}, {'W', "M", 0, STILL}},
        "unauthorized_substitute L/M 0 16"},
    {"nobody answered and nothing moved", 300,
        {{'s', "A", 0, 1440}, {'w', "A", 0, STILL}, {'m', "C", 200, 225}}, "left_post A/- 200 225"},
    {"a miss of the shift before", 10,
        {{'s', "A", 0, 1440}, {'w', "A", 0, STILL}, {'m', "C", -30, -5}}, ""},
    {"on paper, one line a day", 2400,
        {{'n'}, {'s', "A", 0, 4320}, {'w', "A", 0, STILL}, {'d', "A", 900}, {'d', "A", 2300}}, ""},
    {"a shift of a day on paper, typed when it is over", 1439,
        {{'n'}, {'s', "A", 0, 1440}, {'w', "A", 0, STILL}}, ""},
    {"no page, and no line for a day", 2340,
        {{'n'}, {'s', "A", 0, 4320}, {'w', "A", 0, STILL}, {'d', "A", 900}},
        "left_post A/- 900 2340"},
    {"no page ever, and nothing for a day", 1500,
        {{'n'}, {'s', "A", 0, 4320}, {'w', "A", -5, STILL}}, "left_post A/- 0 1440"},
    {"no page, and nobody came", 11, {{'n'}, {'s', "A", 0, 1440}}, "absent A/- 0 10"},
    {"the shift is over", 1440, {{'s', "A", 0, 1440}}, ""},
    /* One of two, the other works. */
    {"entered by a colleague, and nothing of their own for hours", 720,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", -5, STILL}, {'w', "B", 1, STILL, "A"},
            {'d', "A", 5}, {'d', "A", 300}, {'d', "A", 600}},
        ""},
    {"signed for by the colleague", 800,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", -5, STILL}, {'w', "B", 1, STILL, "A"},
            {'d', "A", 5}, {'d', "A", 300}, {'d', "A", 600}},
        "absent B/A 1 721"},
    {"signed for by a stranger who writes, while the colleague works", 800,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", -5, STILL}, {'w', "B", 1, STILL, "X"},
            {'d', "A", 300}, {'d', "X", 60}, {'d', "X", 300}, {'d', "X", 400}},
        "unauthorized_substitute B/X 1 721"},
    {"entered by a colleague, and signed the handover", 800,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", -5, STILL}, {'w', "B", 1, STILL, "A"},
            {'d', "A", 5}, {'d', "B", -1, 0, "handover.signed"}},
        ""},
    {"entered by a colleague, and has their own page", 800,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", -5, STILL}, {'w', "B", 1, STILL, "A"},
            {'d', "A", 5}, {'b', "B", 100, 110}},
        ""},
    {"entered by a colleague on paper: all is typed by one", 800,
        {{'n'}, {'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", -5, STILL},
            {'w', "B", 1, STILL, "A"}, {'d', "A", 5}},
        ""},
    {"two came at one computer in one minute, and the shift goes on", 1439,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'c', "A", -5, STILL}, {'c', "B", -5, STILL},
            {'d', "A", 300}, {'d', "B", 3, 0, "handover.signed"}},
        ""},
    {"two came at one computer in one minute, and one never showed themselves again", 1500,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'c', "A", -5, 1441}, {'c', "B", -5, 1441},
            {'d', "A", 300}, {'d', "B", 3, 0, "handover.signed"}},
        "absent B/A 0 1500"},
    {"two came at one computer in one minute, and both sign when they go", 1500,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'c', "A", -5, 1441}, {'c', "B", -5, 1441},
            {'d', "A", 300}, {'d', "B", 1445, 0, "handover.signed"}},
        ""},
    {"two came at one computer one after the other", 1500,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'c', "A", -5, 1441}, {'c', "B", -3, 1441},
            {'d', "A", 300}},
        ""},
    {"two came at one computer in one minute, and neither did anything", 1500,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'c', "A", -5, 1441}, {'c', "B", -5, 1441}}, ""},
    {"a short shift: signed for by the colleague, seen when it is over", 540,
        {{'s', "A", 0, 480}, {'s', "B", 0, 480}, {'w', "A", -5, 481}, {'w', "B", 1, 481, "A"},
            {'d', "A", 300}},
        "absent B/A 1 540"},
    /* Entered by a program: nobody ever sits there. */
    {"only coming and going, and time to type what was on paper", 1490,
        {{'n'}, {'s', "A", 0, 1440}, {'w', "A", -5, 1441}, {'d', "A", -5, 0, "watch.began"},
            {'d', "A", 1439, 0, "watch.ended"}},
        ""},
    {"only coming and going stands in the record of the shift", 1500,
        {{'n'}, {'s', "A", 0, 1440}, {'w', "A", -5, 1441}, {'d', "A", -5, 0, "watch.began"},
            {'d', "A", 1439, 0, "watch.ended"}},
        "left_post A/- 0 1500"},
    {"a shift on paper, typed by the next", 1500,
        {{'n'}, {'s', "A", 0, 1440}, {'s', "B", 1440, 2880}, {'w', "A", -5, 1441},
            {'w', "B", 1435, STILL}, {'p', "B", 1470, 700}},
        ""},
    {"the next shift's own lines say nothing of the last", 1500,
        {{'n'}, {'s', "A", 0, 1440}, {'s', "B", 1440, 2880}, {'w', "A", -5, 1441},
            {'w', "B", 1435, STILL}, {'d', "B", 1470}},
        "left_post A/- 0 1500"},
    {"a page was open for a while", 1500,
        {{'n'}, {'s', "A", 0, 1440}, {'w', "A", -5, 1441}, {'b', "A", 20, 30}}, ""},
    {"came at the computer of the room", 1500, {{'n'}, {'s', "A", 0, 1440}, {'c', "A", -5, 1441}},
        ""},
    {"what a shift lacked is said when it is over, not for ever", 1560,
        {{'n'}, {'s', "A", 0, 1440}, {'w', "A", -5, 1441}}, ""},
};

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Facts) facts = facts_of(&cases[i]);
        g_autoptr(GArray) found = presence_judge(facts, &rules);
        g_autofree char *text = found_print(found);

        g_test_message("%s", cases[i].name);
        g_assert_cmpstr(text, ==, cases[i].found);
    }
}

static void test_no_duty(void)
{
    const Case one = {"", 60, {{'s', "A", 0, 1440}, {'u', NULL, 0, 0}}, ""};
    g_autoptr(Facts) facts = facts_of(&one);

    facts->keeps_duty = false;
    g_autoptr(GArray) found = presence_judge(facts, &rules);
    g_assert_cmpuint(found->len, ==, 0);
    g_assert_cmpint(presence_state(facts, &rules, PRESENCE_NONE).state, ==, PRESENCE_NONE);
}

/* Who was only entered is looked at again, whether or not anything happens. */
static void test_again(void)
{
    const Case entered = {"", 400, {{'s', "A", 0, 1440}, {'w', "A", 2, STILL, "X"}}, ""};
    const Case shown = {"", 400, {{'s', "A", 0, 1440}, {'w', "A", 2, STILL}}, ""};
    const Case two = {"", 400,
        {{'s', "A", 0, 1440}, {'s', "B", 0, 1440}, {'w', "A", -5, STILL}, {'w', "B", 1, STILL, "A"},
            {'d', "A", 5}},
        ""};
    const Case over = {"", 1450, {{'s', "A", 0, 1440}, {'w', "A", -5, 1441}}, ""};
    const Case paper = {"", 400, {{'n'}, {'s', "A", 0, 1441}, {'w', "A", 0, STILL}}, ""};
    g_autoptr(Facts) facts = facts_of(&entered), others = facts_of(&shown);
    g_autoptr(Facts) unseen = facts_of(&paper), one = facts_of(&two), ended = facts_of(&over);

    g_assert_cmpint(presence_again(facts, &rules), ==, AT(416));
    g_assert_cmpint(presence_again(others, &rules), ==, INT64_MAX);
    g_assert_cmpint(presence_again(one, &rules), ==, AT(721));
    g_assert_cmpint(presence_again(ended, &rules), ==, AT(1500));
    g_assert_cmpint(presence_again(unseen, &rules), ==, AT(1440));
}

typedef struct StateCase {
    Case facts;
    PresenceState before, after;
    int64_t since, next; /* minutes; STILL */
} StateCase;

static const StateCase states[] = {
    {{"on watch and typing", 20, {{'s', "A", 0, 1440}, {'w', "A", 0, STILL}, {'d', "A", 15}}, ""},
        PRESENCE_NONE, PRESENCE_ON_POST, 20, 25},
    {{"on watch and silent", 26, {{'s', "A", 0, 1440}, {'w', "A", 0, STILL}, {'d', "A", 15}}, ""},
        PRESENCE_ON_POST, PRESENCE_SILENT, 15, STILL},
    {{"no page: on paper", 1000, {{'n'}, {'s', "A", 0, 4320}, {'w', "A", 0, STILL}}, ""},
        PRESENCE_ON_POST, PRESENCE_ON_POST, 1000, 1440},
    {{"no page, and nothing for a day", 1440, {{'n'}, {'s', "A", 0, 4320}, {'w', "A", 0, STILL}},
         ""},
        PRESENCE_ON_POST, PRESENCE_SILENT, 0, STILL},
    {{"no page, on watch by the record for days, and their next shift", 1500,
         {{'n'}, {'s', "A", 1440, 2880}, {'w', "A", -1440, STILL}}, ""},
        PRESENCE_ON_POST, PRESENCE_ON_POST, 1500, 2880},
    {{"no page, silent, and a line", 1500,
         {{'n'}, {'s', "A", 0, 4320}, {'w', "A", 0, STILL}, {'d', "A", 1499}}, ""},
        PRESENCE_SILENT, PRESENCE_ON_POST, 1500, 1509},
    {{"no page, and the last shift was one in name only", 1500,
         {{'n'}, {'s', "A", 0, 1440}, {'s', "B", 1440, 2880}, {'w', "A", -5, 1441},
             {'w', "B", 1435, STILL}, {'d', "B", 1435, 0, "watch.began"}},
         ""},
        PRESENCE_ON_POST, PRESENCE_SILENT, 0, STILL},
    {{"and coming on watch again is no life", 1700,
         {{'n'}, {'s', "B", 1440, 2880}, {'w', "B", 1690, STILL},
             {'d', "B", 1690, 0, "watch.began"}},
         ""},
        PRESENCE_SILENT, PRESENCE_SILENT, 1690, STILL},
    {{"nobody yet, but it has just begun", 4, {{'s', "A", 0, 1440}}, ""}, PRESENCE_ON_POST,
        PRESENCE_ON_POST, 4, 10},
    {{"nobody", 10, {{'s', "A", 0, 1440}}, ""}, PRESENCE_ON_POST, PRESENCE_ABSENT, 0, STILL},
    {{"gone", 100, {{'s', "A", 0, 1440}, {'w', "A", 0, 90}}, ""}, PRESENCE_ON_POST, PRESENCE_ABSENT,
        90, STILL},
    {{"nobody need be there", 100, {{'s', "A", 200, 1440}}, ""}, PRESENCE_ON_POST, PRESENCE_NONE,
        100, STILL},
};

static void test_states(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
        g_autoptr(Facts) facts = facts_of(&states[i].facts);
        const RoomState state = presence_state(facts, &rules, states[i].before);

        g_test_message("%s", states[i].facts.name);
        g_assert_cmpint(state.state, ==, states[i].after);
        g_assert_cmpint(state.since, ==, AT(states[i].since));
        g_assert_cmpint(state.next_at, ==, states[i].next == STILL ? STILL : AT(states[i].next));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/judge/honest rooms are left alone and every mismatch is found", test_cases);
    g_test_add_func("/judge/who was only entered is looked at again", test_again);
    g_test_add_func("/judge/a unit that keeps no duty is not judged", test_no_duty);
    g_test_add_func("/judge/the state of a room follows its signs of life", test_states);
    return g_test_run();
}
