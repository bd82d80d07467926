// SPDX-License-Identifier: Apache-2.0
export default {
  place: { leave: '外出报备', reach: '联络测试', equipment: '设备自检' },
  dispatch: { types: { leave_report: '外出报备' } },
  leave: {
    title: '外出报备', ask: '请假外出', send: '提交', away_now: '现在外出', nobody_away: '现在没有人外出。', waiting: '待批', next: '将要外出', below: '下级负责人外出', over: '已结束（{n}）',
    person: '外出人', kind: '事由类别', from: '离开', until: '返回', days: '{n} 天', place: '去向', reason: '事由', transport: '交通方式', acting: '外出期间主持工作', acting_phone: '其电话（与登记不同时填）', leaders: '领导', others: '其他人', change_why: '变更原因',
    phoned_first: '已先电话报告', phoned_at: '电话报告时间', phoned_to: '报告给谁', phoned: '{at} 电话报告{who}', late_note: '离开时间不足规定提前量，将标为“未按时报备”。', touches: '▲ 已排有值班：{post}', explanation: '两位负责人同时外出的情况说明',
    why: { both_heads: '主要负责人 {name} 同时外出', acting_away: '主持工作的 {name} 同时外出', acts_for: '正代 {name} 主持工作' },
    states: { asked: '待批', approved: '已批', refused: '未准', withdrawn: '已撤回', returned: '已销假' },
    acts: { approve: '批准', confirm: '确认变更', refuse: '不批准', withdraw: '撤回', return: '销假', change: '变更' },
    overdue: '到期未归', late: '未按时报备', unconfirmed: '有变更待确认', both: '主要负责人同时外出', filed: '已报上级 {at}', leads: '主持工作', above: '上级何人同意', above_example: '例：区委办赵主任电话同意', above_said: '上级意见：{who}', words: '说明', back_at: '返回时间',
    touched: '{name} 外出期间已排的班', stand_in: '请 {name} 替班', stand_in_asked: '已请 {name} 替班，待批', no_stand_in: '没有合适的替班人', stand_in_reason: '{name} 外出',
  },
  reach: {
    title: '联络测试', ask: '联络测试：请在 {at} 前回应', here: '收到', here_wrong: '收到，但登记的号码已变', by_hand: '未设定期测试', every: '平均每 {n} 天一次，不定日、不定时，{from}—{to} 之间', plan: '定期测试', start: '现在测试', running: '测试中，至 {at}', days: '平均每几天一次（0 为不定期测试）', numbers: '负责人号码', number: '号码', away: '外出', by_plan: '定期', answered: '{n}/{all} 按时回应', late: '迟', silent: '未回应',
    states: { verified: '已核实', stale: '久未核实', changed: '号码已改，未核实', bad: '打不通', never: '从未核实', none: '没有号码' },
    how: { page: '本人回应', phone: '电话接通', no_answer: '无人接听', bad_number: '空号错号' },
  },
  equipment: {
    title: '设备自检', today: '今日已查 {at}', not_today: '今日未查（{by} 前）', list: '设备清单', list_help: '列出值班室靠什么与外界联络。每天按清单自检，故障自动转为交办事项。', name: '名称', number: '号码', by: '每天几点前查完', task: '已转办', works: '正常', fault: '故障', words: '什么故障', all_work: '全部正常', send_faults: '报 {n} 处故障，其余正常', checks: '自检记录', at: '时间', who: '何人', found: '结果', all_fine: '{n} 项正常',
  },
  event: {
    leave: { asked: '请假外出', approved: '准假', refused: '不准假', withdrawn: '撤回请假', changed: '变更请假', returned: '销假', filed: '外出报备', began: '外出开始', overdue: '逾期未归', unanswered: '请假未批' },
    reach: { arranged: '设定联络测试', opened: '今日将有联络测试', asked: '联络测试', answered: '联络测试回应', closed: '联络测试结束' },
    equipment: { listed: '设备清单', checked: '设备自检', missed: '设备漏检' },
  },
  notice: {
    leave: { asked: '有请假待批', changed: '已批的请假有变更，请确认', overdue: '外出到期未销假', unanswered: '请假逾时未批' },
    reach: { asked: '联络测试：请回应', missed: '联络测试有人未回应' },
    equipment: { unchecked: '今日设备还未自检' },
  },
  problem: {
    no_such_leave: '没有这条请假，或你无权查看。', leave_overlaps: '此人在这段时间已有请假。', both_away: '这段时间主要负责人与主持工作的人都不在。确需如此，请写明情况。', own_leave: '不能批自己的假。', leave_begun: '已经外出：请改为销假。', leave_not_begun: '还没有外出：请改为撤回。', reach_running: '上一次测试还没有结束。', reach_not_asked: '这次测试没有问到此人。',
  },
  field_problem: { self: '不能是本人', not_after_from: '须晚于开始时间', before_start: '不能早于外出时间' },
}
