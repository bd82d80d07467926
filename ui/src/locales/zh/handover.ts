// SPDX-License-Identifier: Apache-2.0
export default {
  place: { handover: '交接班' },
  handover: {
    begin: '开始交接', cancel: '取消交接', why: '原因', going: '{at} 开始，正在交接', outgoing_leaders: '交班领导', incoming_leaders: '接班领导', outgoing: '交班人', incoming: '接班人', leader: '带班领导签认', nobody: '无人', since: '{at} 上岗', relief: '应交班', last: '上次交接 {at}', away: '外出领导：{names}', overdue: '接班人应到未到（{at} 起），交班人继续负责，直到有人接班',
    signatures: '签名', unsigned: '未签', leader_later: '双方签名后 24 小时内', late: '签名已超时', was_late: '签名曾超时', come_sign: '上岗并接班签名', sign_in: '接班签名', sign_out: '交班签名', countersign: '带班领导签认', first: '还有 {n} 项要接收或拒收，才能签名',
    told: '逐项交接', rest: '一并交接', nothing: '没有要逐项交接的事。', keys: '↑↓ 选择　A 接收　R 拒收　Q 其余一并接收　S 签名', accept: '接收', refuse: '拒收', refuse_why: '为什么拒收（回车确认）', clear: '已办结', clear_why: '怎样办结的（回车确认）', accept_rest: '其余 {n} 项一并接收',
    point: '提醒下一班', point_hint: '一行一事，回车即记；每班都会出现，直到办结', carried: '已过 {n} 班未结；{at} {who} 拒收：{word}', pending: '注意事项，已交接 {n} 次',
    decided: { open: '未定', accepted: '已接收', refused: '拒收', settled: '交接前已结束' }, what: { left: '无人接班离岗', point: '注意事项', notice: '提醒', log: '值班日志', flag: '在岗异常', matter: '事项', dispatch: '文电' }, left: '{name} 未交接即离岗，岗上无人',
    chain: '历次交接', none_yet: '还没有交接记录。', states: { open: '交接中', sealed: '已封存', cancelled: '已取消' }, counts: '接收 {accepted}　拒收 {refused}', no_leader: '带班领导未签认', leaders_late: '交接班领导签名超时未签', gap: '{from} 至 {until} 岗上无值班员', unlinked: '交班人不是上一次的接班人',
    record: '交接班记录', print: '打印', span: '值班 {from} 至 {until}', corrections: '更正', correct_hint: '记录已封存，只能另记更正（回车即记）',
  },
  event: {
    handover: { began: '开始交接', renewed: '交接补列', accepted: '接受事项', refused: '拒收事项', signed: '交接签名', countersigned: '带班领导签认', cancelled: '取消交接', corrected: '交接更正', noted: '交班注意事项', cleared: '注意事项办结', rang: '交接时限' },
    relief: { expected: '应交班时间', overdue: '接班人未到', post_left: '无人接班即离岗' },
  },
  notice: { handover: { relief_late: '接班人未到，交班人仍在岗负责', unsigned: '交接签名未齐', leaders_unsigned: '带班领导交接签名未齐', not_countersigned: '交接未经带班领导签认', post_left: '最后一名值班员未交接即离岗' } },
  problem: {
    handover_open: '交接还在进行，先办完或取消。', sealed: '交接已封存，只能另记更正。', nobody_on_watch: '现在没有值班员在岗，没有可交的班。', own_handover: '交班人不能替接班人接收或签认。', signed_already: '已经签过。', not_on_watch: '请先上岗，再接班签名。', items_new: '交接开始后又有新事项，请刷新清单。', items_open: '还有事项没有接收或拒收。', needs_person: '须由本人签名。',
  },
}
