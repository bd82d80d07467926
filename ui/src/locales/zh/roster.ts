// SPDX-License-Identifier: Apache-2.0
export default {
  place: { roster: '排班表', duty_posts: '值班岗位', shift_changes: '换班替班', holiday: '节日值班' },
  engagement: { staff: '在编', contract: '编外', seconded: '借调', guard: '保安', volunteer: '志愿' },
  roster: {
    title: '排班表', day: '日期', rest: '休', made_up: '班', today: '今天', nobody: '无人', who: '谁来值', find_person: '姓名或拼音首字母', nobody_found: '没有这个人。', leave_empty: '空着', pick_keys: '↑↓ 选人，回车排上', trying: '正在核对…', refused: '不能排', breaks_nothing: '不违反任何规则', days_before: '前 {n} 天', days_after: '后 {n} 天', counts: '{shifts} 班 · 节 {holidays}',
    weekday: { 1: '周一', 2: '周二', 3: '周三', 4: '周四', 5: '周五', 6: '周六', 7: '周日' },
    month_of: '{y} 年 {m} 月', month_before: '上个月', month_after: '下个月', which: '看哪一份', state: { draft: '草稿', published: '已公布', withdrawn: '已撤回', discarded: '已作废' },
    no_gaps: '每班都有人', gaps: '{n} 个班无人', undo: '撤销', generate: '排班', publish: '公布', none: '这个月还没有排班。', no_posts: '还没有设值班岗位。', no_calendar: '没有 {year} 年的放假通知数据，不能断定哪天是节假日。请系统管理员放入 catalog/calendar。', was_turn: '原轮到 {name}', how_short: { swapped: '换', substitute: '替' },
    load: '各人负担', this_year: '今年', kind: { nights: '夜班', rest: '休息日', holidays: '节假日' }, drag_help: '把名字拖到班次上；点名字，亮出他的班。',
    for_posts: '岗位：{posts}。', change_posts: '改岗位', period: '排哪一段', its_title: '名称（可不填）', holiday_title: '{year}年{name}', by_hand: '不自动排，给我一张空表自己填', overlaps: '与“{what}”（{state}）的日子重叠', draw_up: '开始排', solving: '正在按轮序、休息和请假求解…', relaxed: '排不全，放宽了：',
    proposal: '这样改', change_line: '{day} {post}：{was} → {now}', reason_live: '已公布的班次，改动须写明原因', make: '就这样改', make_anyway: '仍然这样改', publish_reason: '有 {n} 处违反硬性规定。仍要公布，请写明原因', broken: '{n} 处与规则不符', file: '报备上级', filed_at: '已于 {at} 报备', withdraw: '撤回', withdraw_sure: '撤回后，尚未开始的班次不再有效。确定撤回？', discard: '作废草稿', discard_sure: '这份草稿作废后不能恢复。确定？', sheet: '月度统计',
    grid_keys: '方向键走动，敲拼音首字母或回车选人，空格拿起再放下即对调，Delete 空出。', sign_line: '制表：____________　审核：____________　　　　　　　　年　　月　　日',
    my_shifts: '我的班', none_of_mine: '没有排到我。', none_published: '还没有公布。', ask_swap: '换班或替班', urgent: '12 小时内开始：请同时电话告知领导', change_kind: { swap: '换班', substitute: '替班' }, stand_in: '请谁替', with_shift: '与哪个班对换', why: '原因', turn_stays: '带班领导批准后生效；轮序不变，下次照旧轮到你。', send_ask: '请领导批准',
    hours: '{n} 小时', posts_help: '值班表按这里的岗位和班制来排；次序就是上墙的次序。每班至少一名在编人员。', posts_suggested: '还没有设过。下面是通常的三个岗位，改成本单位的样子，保存即可。', post_name: '岗位名称', post_role: '上什么岗', pattern: '班制', may_fill: '哪些人可以值', up: '上移', down: '下移', needs_regular: '没有一个岗位允许在编人员，排出的班会不合规定。', posts_saved: '已保存，之后的排班按此执行。', own_post: '本单位自设岗位', posts_leader: '由带班领导或主要负责人设定。',
  },
  board: {
    should: '应当在岗', at_time: '看某一时刻', not_on_watch: '未上岗', none_rostered: '这一刻没有排班。', ahead: '两周排班', gap_kind: { uncovered: '无人值守', vacant: '班次无人', on_leave: '排的人请假', person_left: '排的人已离开', doubled: '重复排班', unrostered: '未排班' },
    year: '年份', filing: '报备', filing_state: { filed: '已报备', unfiled: '已排未报', unpublished: '未排齐', no_posts: '未设岗位' }, has_gap: '有空档', no_leader: '无领导', holiday_help: '每格：当天中午带班领导，在岗值班员数/应到数。带下划线的是法定节日当天。',
    back: '返回总览',
    find: '按名称、首字母、代码找', sort: '排序', sorts: { look: '要紧的在前', unit: '按代码', gap: '按最近空档', roster: '按排到哪天', handover: '按交接时间' }, as_tiles: '看方块', as_table: '看表格', none: '没有符合条件的单位。',
    on_post: '在岗情况', roster: '排班与报备', handover: '最近交接', presence: { on_post: '在岗', silent: '无应答', absent: '缺岗' }, flags: '{n} 条未说明', away: '外出：{names}',
    gap_at: '{at} 无人', gaps: '等 {n} 处', covered: '无空档', until: '排到 {day}', not_published: '未公布', filed_until: '报备到 {day}', not_filed: '未报备', no_roster: '未设值班岗位',
    look: { vacant: '无人值守', late: '事项超时', absent: '不在岗', flag: '有未说明的异常', gap: '七日内有空档', unpublished: '未排到七日后', unfiled: '未报备' },
    look_short: { vacant: '无人', late: '超时', absent: '不在岗', flag: '异常', gap: '空档', unpublished: '未排', unfiled: '未报备' },
    column: { unit: '单位', code: '代码', duty_phone: '值班电话', leader: '带班领导', leader_phone: '领导电话', officer: '值班员', officer_phone: '值班员电话', presence: '在岗', presence_since: '自', flags: '未说明异常', gaps: '空档数', next_gap: '最近空档', published: '排班到', filed: '报备到', handover: '最近交接', away: '外出', open: '在办（Ⅰ/Ⅱ/Ⅲ/Ⅳ/未定）', late: '超时', looks: '要看的' },
  },
}
