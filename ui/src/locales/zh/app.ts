// SPDX-License-Identifier: Apache-2.0
// 应用外壳的字：名称、栏目、表单、时间、角色。
export default {
  app: {
    name: '哨点', motto: '值班室的眼睛与账本：谁在岗、知道了什么、何时知道。', demo: '演示数据：虚构人员，仅限本机，请勿录入真实信息。本系统不得存储、处理国家秘密。', beijing_time: '北京时间',
    live: '● 实时', away: '▲ 未连接', theme: '明暗', day: '日间', night: '夜间', keys: '快捷键', skip: '跳到正文', places: '主要页面', sick: '服务器不正常（{reason}），时限可能不响、登记可能被拒。请人工盯住到时事项，并立即告知系统管理员。',
  },
  clock_note: {
    jumped: '系统时钟突然跳到 {wall}，服务器改按跳变前的时间继续走：现在 {now}。', held_right: '已由人核定：按 {now} 走；系统时钟 {wall} 有误，待校准后自动恢复。',
    behind: '开机时系统时钟（{wall}）早于上次运行的时间，服务器接着上次的时间走：现在 {now}；到时提醒暂停。', far_ahead: '开机时系统时钟（{wall}）比上次运行晚得太多，又无授时佐证，服务器接着上次的时间走：现在 {now}；到时提醒暂停。',
    unvouched: '刚开机，系统时钟（{wall}）尚无授时佐证，到时提醒暂缓。', goes_on: '接报、日志照常，新记录带“时间待核”标记。', ahead: '有 {n} 个单位的最后一条记录在未来，这些单位的时间停住不走。核定系统时钟后即可更正。',
    who: '请告知顶层单位的系统管理员核对时间。', confirm: '核对时间', ask: '请先校准服务器的系统时钟，并与电话报时或卫星授时核对，再作答。答复与理由存入记录。',
    wall: '系统时钟现在是对的（{at}）', held: '保持的时间是对的（{at}），系统时钟有误', reason: '怎样核对的', say: '确认', later: '以后再说', mark: '时间待核',
  },
  sheet: { printed: '{at} {who} 打印', day: '　　　年　　月　　日', sign: { drawn: '制表', checked: '审核', officer: '值班员', leader: '带班领导', outgoing: '交班人', incoming: '接班人', head: '单位负责人（盖章）', approved: '签发', walked: '巡查人' } },
  place: { desk: '值班台', in: '收文', out: '发文', ledger: '台账', log: '值班日志', board: '总览', journal: '存证', units: '单位', people: '人员', kinds: '事项目录', dispatch: '文电', matter: '事项' },
  place_group: { duty: '值班', matter: '事项文电', roster: '排班', above: '下级', admin: '管理' },
  keys: { rule: '光标不在输入框时直接按；在输入框里按 Alt + 该键。回车即发送，Shift + 回车换行。', intake: '接报', log: '记一笔日志', report: '在事项页：上报', steps: '在事项页：第几个按钮' },
  form: { more_steps: '更多步骤', unknown: '不详', yes: '是', no: '否', now: '现在', place: '地点（村居、路段、单位）', lng: '经度', lat: '纬度', cancel: '取消', close: '关闭', more: '更多', remove: '移除', needed: '必填', save: '保存', add: '新增', search: '查找', all: '全部', from: '自', to: '至', export: '导出 CSV', done: '已完成' },
  time: { minutes: '{n} 分', hours: '{h} 时 {m} 分', days: '{n} 天', left: '剩 {span}', over: '超时 {span}', met: '已办 {at}', met_late: '迟办 {at}' },
  level: { 1: '特别重大', 2: '重大', 3: '较大', 4: '一般', unknown: '未定级', provisional: '（暂定）' },
  role: { officer: '值班员', leader: '带班领导', head: '主要负责人', inspector: '检查员', sysadmin: '系统管理员', secadmin: '安全管理员', auditor: '审计管理员', member: '工作人员' },
  unsent: { title: '{n} 条未发出，服务器恢复后自动发送', kept: '服务器未连接：已存在本机，恢复后自动发送，时间不变。', refused: '被拒：{why}', drop: '删去' },
  work: { cancel: '取消', cancelling: '正在停下…', untouched: '已取消，余下 {n} 行未处理。' },
}
