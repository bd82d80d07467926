/* SPDX-License-Identifier: Apache-2.0 */
/* What a paper costs, by the clock and in time of the processor (for a machine that is not quiet):
 * the first of a process, one page when warm (budget 40 ms), a month on one A4, a volume of many
 * pages. */
#include "document/press.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RUNS 40
#define MONTH 31

static Paper *table_paper(int rows, bool one_page, int salt)
{
    static const PaperColumn columns[] = {{"日期", 2.1, PAPER_CENTRE},
        {"带班领导", 4, PAPER_CENTRE}, {"主班", 4, PAPER_CENTRE}, {"副班", 4, PAPER_CENTRE}};
    /* Not the same characters again and again: a roster of a street has some thirty names. */
    static const char *const names[] = {"傅晓燕", "韩梓萱", "钱雨桐", "邹小龙", "欧阳建国",
        "买买提·艾力", "诸葛清远", "赵铁柱", "孙悦宁", "李慕白", "周芷若", "吴桂芳", "郑成业",
        "王思聪", "冯远征"};
    Paper *paper = paper_new(&(PaperLook){.title = "岳麓街道办事处值班表",
        .subtitle = "2026-10-01 至 2026-10-31　　值班电话：0731-88888888",
        .footer = "以公布的排班为准",
        .pages = "第 {page} 页 共 {pages} 页",
        .one_page = one_page,
        .size = one_page ? 12.5 : 10});

    paper_table(paper, columns, G_N_ELEMENTS(columns));
    for (int i = 0; i < rows; i++) {
        g_autofree char *day = g_strdup_printf("2026-10-%02d 周四", i % MONTH + 1);
        g_autofree char *one = g_strdup_printf("%s 199%08d", names[(i + salt) % 15], i * 7 + salt);
        g_autofree char *two = g_strdup_printf("%s 138%08d", names[(i * 3 + salt) % 15], i);
        paper_row(paper, (const char *const[]){day, one, two, one});
    }
    paper_signatures(paper, (const char *const[]){"制表：", "审核：", NULL});
    return paper;
}

typedef struct Cost {
    double wall_ms, cpu_ms;
} Cost;

static double time_ms(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static Cost print_cost(Press *press, int rows, bool one_page, int salt)
{
    g_autoptr(Paper) paper = table_paper(rows, one_page, salt);
    Cost cost = {time_ms(CLOCK_MONOTONIC), time_ms(CLOCK_PROCESS_CPUTIME_ID)};
    g_autoptr(GBytes) pdf = press_print(press, paper, NULL);

    if (pdf == NULL)
        abort();
    return (Cost){
        time_ms(CLOCK_MONOTONIC) - cost.wall_ms, time_ms(CLOCK_PROCESS_CPUTIME_ID) - cost.cpu_ms};
}

static void cost_print(const char *what, Cost cost)
{
    printf("%-28s %6.1f ms, %6.1f ms of processor\n", what, cost.wall_ms, cost.cpu_ms);
}

static int compare(const void *a, const void *b)
{
    double one = *(const double *) a, other = *(const double *) b;
    return one < other ? -1 : one > other;
}

static void runs_print(Press *press, const char *what, int rows, bool one_page)
{
    double wall[RUNS], cpu[RUNS];

    for (int i = 0; i < RUNS; i++) {
        Cost cost = print_cost(press, rows, one_page, i);
        wall[i] = cost.wall_ms;
        cpu[i] = cost.cpu_ms;
    }
    qsort(wall, RUNS, sizeof wall[0], compare);
    qsort(cpu, RUNS, sizeof cpu[0], compare);
    cost_print(what, (Cost){wall[RUNS / 2], cpu[RUNS / 2]});
}

int main(void)
{
    g_autoptr(Press) press = press_new(NULL);
    g_autofree char *family = press_family(press);

    printf("font: %s\n", family);
    cost_print("first page of the process", print_cost(press, 30, false, 0));
    runs_print(press, "one page, p50", 30, false);
    runs_print(press, "a month on one A4, p50", MONTH, true);
    cost_print("5000 rows", print_cost(press, 5000, false, 0));
    return 0;
}
