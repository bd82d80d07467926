// SPDX-License-Identifier: Apache-2.0
export default {
  dispatch: { types: { filing_call: '报备通知', roster_filing: '值班表报备' } },
  problem: {
    nobody_to_file: '下面没有按排班表值班的单位。', no_unit_above: '没有上级单位，不用报备。', no_such_call: '没有这次报备通知。', taken_already: '这一天已经记过补休。', change_open: '这个班次已有一份换班替班在等批准。', no_such_change: '没有这份换班替班。', own_change: '不能批准与自己有关的换班替班，请其他领导批。', shift_changed: '班次已不是申请时的样子，请重新申请。', shift_over: '这个班次已经结束。',
  },
  field_problem: { not_a_month: '月份写成 2026-10 这样', left: '此人已离开本单位', not_published: '班次还没有公布', over: '班次已开始或已结束', stands_it_already: '这个班本来就是此人', not_of_person: '不是这个人的班', vacant: '这个班还没有人', own_change: '不能由当事人批准' },
  event: { filing: { called: '通知报备', asked: '收到报备通知', rang: '报备到时', lapsed: '逾期未报，日期已过', received: '收到报备' }, roster: { filed: '值班表报备' }, rest_day: { taken: '记补休', cancelled: '撤销补休' }, shift_change: { asked: '申请换班替班', approved: '批准换班替班', refused: '不同意换班替班', withdrawn: '收回换班替班', confirmed: '确认口头批准', denied: '否认口头批准', rang: '口头批准未确认' } },
  notice: { filing: { asked: '上级要求报备值班表', soon: '值班表报备明天到时', late: '值班表报备已超时', missing: '有单位到时未报备值班表' }, shift_change: { asked: '有换班替班待批准', approved: '换班替班已批准', refused: '换班替班未获同意', oral: '口头批准的换班替班待确认', denied: '领导否认口头批准过换班替班' } },
}
