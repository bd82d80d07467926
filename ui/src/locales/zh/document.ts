// SPDX-License-Identifier: Apache-2.0
export default {
  document: {
    title: '纸件、表格、日历',
    wall: '挂墙表（PDF）',
    xlsx: 'Excel',
    import: '从 Excel 导入…',
    understood: '看懂 {n} 班',
    columns_left: '这些列不认得，没有采用：{columns}',
    refused: '{n} 处看不懂，不会排进去',
    fill: '空着的班按轮序补齐',
    draft: '用这 {n} 班起草',
    calendar: '手机日历',
    calendar_help:
      '得到一个保密链接，加进手机日历的“订阅”，班次变动自动更新。不要登录就能看，请勿转发；丢了就撤销。',
    open_mine: '我的班',
    open_unit: '全单位的班',
    once: '链接只显示这一次：',
    qr: '日历链接的二维码',
    link: '日历链接',
    copy: '复制',
    whole_unit: '全单位',
    revoke: '撤销',
    revoke_sure: '撤销后，用这个链接的日历不再更新。确定撤销？',
  },
  event: { feed: { opened: '打开日历链接', revoked: '撤销日历链接' } },
  problem: {
    no_such_feed: '没有这个链接，或已撤销。',
    encrypted_file: '这个文件加了密码，读不出来。请在 Excel 中取消密码，另存后再传。',
    old_xls: '这是旧版 .xls 文件。请在 Excel 中另存为 .xlsx 后再传。',
    not_xlsx: '这不是能读的 .xlsx 文件，或文件已损坏。请在 Excel 中打开，另存为 .xlsx 后再传。',
  },
}
