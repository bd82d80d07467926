// SPDX-License-Identifier: Apache-2.0
export default {
  dispatch: { types: { roll_call: '点名', roll_answer: '应答', presence_alarm: '在岗异常' } },
  event: {
    presence: { changed: '在岗状态变化', rules_set: '夜间时段已设' },
    flag: { raised: '在岗问题已标记', ended: '在岗问题已消失', explained: '已作说明', decided: '说明已审', cleared: '经批准调班，已解除' },
    challenge: { issued: '在岗抽查', answered: '抽查已应答', excused: '抽查免答（正在办理）', missed: '抽查无人应答', returned: '抽查后已回岗' },
    roll_call: { called: '发起点名', answered: '点名有应答' },
    round: { made: '领导巡查' },
  },
  problem: {
    other_terminal: '请在上岗时的值班终端上应答',
    answered_already: '已经应答过了',
    too_late: '应答时间已过',
    own_answer: '不能审核自己写的说明，请由另一位领导审核',
    nobody_to_call: '该范围内没有设岗的单位',
  },
  field_problem: { not_below: '不是下级单位' },
  notice: {
    challenge: { missed: '在岗抽查无人应答' },
    flag: { absent: '缺岗', left_post: '脱岗', unauthorized_substitute: '替岗（未经批准）', unrostered: '漏岗（无人排班）', leader_absent: '带班领导不在岗' },
  },
}
