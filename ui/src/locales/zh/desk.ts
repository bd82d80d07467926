// SPDX-License-Identifier: Apache-2.0
// 值班台、日志、总览、存证的字。
export default {
  desk: {
    fewer: '收起', all_waiting: '全部 {n} 件', matters: '在办事项', count: '{n} 件', late: '{n} 件超时', none: '当前没有在办事项。', waiting: '待我处理的文电', intake: '接报', intake_help: '一行写下：何事、何地、谁报、何路来。回车即登记，其余以后再补。', intake_example: '例：幸福里小区3栋燃气爆炸，2人受伤，13800138000 李女士，119转',
    began: '{at} 开始记录', save: '登记', paste: '粘贴聊天', saved: '已登记：{number}',
  },
  paste: { text: '聊天内容', help: '把聊天文字和图片粘贴到这里（Ctrl + V）', source: '自称来源（群名、发言人）', claimed_at: '自称时间', file: '选文件', picture_only: '聊天图片' },
  watch: { title: '当前值守', since: '{at} 起', vacant: '无人值守', begin: '接班上岗（我能听到警报）', hear: '我能听到警报', end: '离岗', alarm_on: '警报已开', alarm_off: '警报未开' },
  notice: { title: '提醒', none: '没有未看的提醒。', seen: '已看', mistimed: '错钟期间响起，时限未必已到；时间更正后按正确时间重新计时', time: { corrected: '本单位时间已更正：各项时限已按正确时间重新计算，请核对错钟期间填写的时间' }, clock: { warn: '即将到时', late: '已超时', escalate: '超时上报' }, dispatch: { received: '收到文电', returned: '文电被退回', signed_for: '对方已签收', oral: '口头签发待确认', sign_for_late: '文电超时未签收', answer_late: '超时未答复' }, incident: { regrade: '数字已达更高等级，请重新定级', missing: '失踪人员应计入死亡，请重新定级' } },
  log: {
    title: '值班日志', type: '类别', line: '一行一事，回车即记', none: '今天还没有记录。', all: '全部日志', search: '查日志', claimed: '自称 {at}', written_at: '{at} 录入',
    types: { call_in: '来电', call_out: '去电', visit: '来访', weather: '天气', instruction: '指示', check: '检查', other: '其他' },
  },
  board: { selfcheck: { fits: '夜间核对 {at}：{units} 个单位、{events} 笔记录全部相符。', differs: '夜间核对 {at}：有 {n} 处与记录不符。请立即告知系统管理员，保留数据副本。' }, title: '总览', unit: '单位', leader: '带班领导', officer: '值班员', open: '在办', late: '超时', last: '最近动态', vacant: '无人', total: '{n} 个单位', only_trouble: '只看有问题的', print: '打印' },
  journal: {
    title: '存证', help: '每一笔都与前一笔相扣。改动、删除、调换任何一笔，从那一笔起就对不上。', check: '验证', checking: '正在验证第 {n} 笔…', good: '全部 {n} 笔完好。', bad: '第 {seq} 笔对不上：{why}', head: '链头', paper: '核对纸件（扫二维码，或照纸上写：单位代码 序号 摘要）', paper_hint: '430102004 167 9dcaf1bed75b9c57…', paper_check: '核对', paper_unread: '看不出序号和摘要。', paper_fits: '相符：{unit} 第 {seq} 笔（{at}）及之前全部完好，与纸上一致。', paper_differs: '不符：{unit} 第 {seq} 笔与纸上不一致，或存证链已被改动。', seq: '序号', at: '时间', kind: '事件', system: '系统', actor: '何人', subject: '何事', hash: '摘要',
    why: { hash: '摘要不符', gap: '缺少一笔', head: '与链头不符', text: '内容格式被改' },
  },
}
