// SPDX-License-Identifier: Apache-2.0
// 事项的字。
export default {
  matter: { fields: '要素', timeline: '全过程', late: '有超时', note: '说明', copy: '复制为短信', copied: '已复制', reveal: '查看个人信息', reveal_reason: '查看个人信息会记入存证。请写明事由：', masked: '个人信息，已遮蔽', links: '关联事项', off_watch: '办理人当时未在岗', open_other: '新建{kind}', number: '编号', title: '事项', state: '状态', level: '等级', opened: '登记时间', closed: '办结时间', kind: '种类', open_only: '只看在办', unit: '单位', below: '含下级', due: '到时', search: '查台账：两个字即可', suggested: '系统建议', by_rule: '依据 {rule}' },
  purge: { open: '销毁内容', title: '销毁本事项内容', forever: '销毁后无法恢复，任何人都看不到，也打印不出来。', goes: '销毁：全部要素、备注、附件，以及它们在数据库里的每一份。', stays: '保留：编号、时间、办理步骤、何人办理、本次销毁的事由，存证仍可逐笔核对。', reason: '销毁事由（记入存证）', sure: '确认销毁 {number}', act: '销毁', close: '知道了', done: '已销毁', remains: '本单位够不到的还有，请另行处理：', was: '本事项的内容已依法销毁。', what: { backups: '销毁之前做的备份（过保留期后删除）', wal: 'PostgreSQL 的归档日志和从库（过保留期后删除）', dispatch: '发给、收自其他单位的文电，由对方销毁：', linked: '关联事项，须另行销毁：' } },
  relation: { secondary: '次生', derived: '衍生', merged: '并入', related: '相关', parent: '上级事件', child: '子事件', above: '上级', below: '下级', sent: '发文', received: '收文', merged_into: '并入', merged_from: '并自' },
  clock: { mistimed: '错钟期间误响，{at} 起按正确时间重新计时', title: '时限', none: '没有在走的时限。', rule: '依据：{source}', until: '至 {at}', told: '已告知{role}', verify: '核实', report_phone: '电话上报', report_written: '书面上报', followup: '续报', follow_up: '续报', feedback: '反馈', sign_for: '签收', confirm_oral: '口头签发确认', answer: '答复', close: '办结', handle: '处置', judge: '研判' },
  clock_start: { occurrence: '自事发', learning: '自获悉', discovery: '自发现', receipt: '自接报', judgement: '自研判' },
  stage: { warn: '预警', late: '超时', escalate: '上报' },
  kinds: { title: '事项目录', fields: '要素', states: '状态', steps: '步骤', clocks: '时限', owner: '责任人', any_state: '任何在办状态', anyone: '任何人', who: '谁可办' },
  group: { times: '时间', source: '来路', figures: '伤亡与损失', measures: '定级指标', judgement: '研判', report: '报告要素', scene: '现场力量', phone_report: '电话上报', links: '关联' },
}
