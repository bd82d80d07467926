// SPDX-License-Identifier: Apache-2.0
export default {
  event: {
    handover: { began: '开始交接', renewed: '交接补列', accepted: '接受事项', refused: '拒收事项', signed: '交接签名', countersigned: '带班领导签认', cancelled: '取消交接', corrected: '交接更正', noted: '交班注意事项', cleared: '注意事项办结', rang: '交接时限' },
    relief: { expected: '应交班时间', overdue: '接班人未到', post_left: '无人接班即离岗' },
  },
  notice: { handover: { relief_late: '接班人未到，交班人仍在岗负责', unsigned: '交接签名未齐', not_countersigned: '交接未经带班领导签认', post_left: '最后一名值班员未交接即离岗' } },
  problem: {
    handover_open: '交接还在进行，先办完或取消。', sealed: '交接已封存，只能另记更正。', nobody_on_watch: '现在没有值班员在岗，没有可交的班。', own_handover: '交班人不能替接班人接收或签认。', signed_already: '已经签过。', not_on_watch: '请先上岗，再接班签名。', items_new: '交接开始后又有新事项，请刷新清单。', items_open: '还有事项没有接收或拒收。', needs_person: '须由本人签名。',
  },
}
