// SPDX-License-Identifier: Apache-2.0
export default {
  board: {
    back: '返回总览',
    find: '按名称、首字母、代码找', sort: '排序', sorts: { look: '要紧的在前', unit: '按代码', gap: '按最近空档', roster: '按排到哪天', handover: '按交接时间' }, as_tiles: '看方块', as_table: '看表格', none: '没有符合条件的单位。',
    on_post: '在岗情况', roster: '排班与报备', handover: '最近交接', presence: { on_post: '在岗', silent: '无应答', absent: '缺岗' }, flags: '{n} 条未说明', away: '外出：{names}',
    gap_at: '{at} 无人', gaps: '等 {n} 处', covered: '无空档', until: '排到 {day}', not_published: '未公布', filed_until: '报备到 {day}', not_filed: '未报备', no_roster: '未设值班岗位',
    look: { vacant: '无人值守', late: '事项超时', absent: '不在岗', flag: '有未说明的异常', gap: '七日内有空档', unpublished: '未排到七日后', unfiled: '未报备' },
    look_short: { vacant: '无人', late: '超时', absent: '不在岗', flag: '异常', gap: '空档', unpublished: '未排', unfiled: '未报备' },
    column: { unit: '单位', code: '代码', duty_phone: '值班电话', leader: '带班领导', leader_phone: '领导电话', officer: '值班员', officer_phone: '值班员电话', presence: '在岗', presence_since: '自', flags: '未说明异常', gaps: '空档数', next_gap: '最近空档', published: '排班到', filed: '报备到', handover: '最近交接', away: '外出', open: '在办（Ⅰ/Ⅱ/Ⅲ/Ⅳ/未定）', late: '超时', looks: '要看的' },
  },
}
