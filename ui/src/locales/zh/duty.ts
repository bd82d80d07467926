// SPDX-License-Identifier: Apache-2.0
export default {
  problem: {
    no_calendar:
      '这一年的放假安排尚未收录，不能推定。1 月 1 日可以先排；其余请顶层单位的系统管理员在“放假安排”里收录当年通知。',
    no_duty_posts: '本单位还没有设值班岗位，请先设岗位和班制。',
    no_pattern: '岗位所用的班制已不在目录里，请重新设岗位。',
    no_shifts: '这些日子按班制没有班次。',
    breaks_rules: '排班有不符合规定之处。仍要发布，请写明理由。',
    no_such_roster: '没有这份排班表。',
    no_such_shift: '没有这个班次。',
  },
  field_problem: { not_a_day: '日期写成 2026-10-01 这样', too_late: '太晚', no_such_shift: '没有这个班次' },
  event: {
    duty_post: { arranged: '设值班岗位' },
    duty_keeping: { said: '说明须不须值班' },
    calendar: { noticed: '收录放假安排' },
    roster: {
      drafted: '排班拟定',
      changed: '排班调整',
      published: '排班发布',
      withdrawn: '排班撤回',
      discarded: '排班作废',
      days_changed: '放假安排变动',
    },
    coverage: { found: '值班缺口核查', looked: '每日核查无变化', warned: '值班缺口提醒' },
  },
  notice: {
    coverage: {
      gap_day: '24小时内有班无人值，请排人',
      gap_soon: '2小时内有班无人值，请立即排人',
      gap_now: '现在有岗无人值，请立即排人',
      calendar: '放假安排有变，已排的班次受影响，请核对',
    },
  },
}
