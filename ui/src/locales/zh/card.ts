// SPDX-License-Identifier: Apache-2.0
export default {
  place: { card: '应急卡片' },
  keys: { card: '应急卡片：打给谁、问什么', book: '通讯录' },
  card: {
    title: '应急卡片与制度', overlay: '应急卡片', find: '两个字母或字：rq、火灾、积水…', all: '全部卡片', none_found: '没有找到。', call: '依次打给', no_phone: '号码待填', version: '第 {n} 版', built_in: '内置', built_in_help: '这是内置卡片：请复制为本单位卡片，填上本地号码再用。', adopt: '复制为本单位卡片', adopt_all: '复制全部内置卡片（{n}）',
    kinds: { procedure: '处置卡', contact: '联系人', risk_point: '风险点', key_place: '重点部位', area: '辖区情况', rule: '制度' },
    kind: '类别', name: '标题', keywords: '别名（空格分开）', body: '内容（Markdown）', triggers: '适用的事件类型', contact_post: '单位或岗位', contact_name: '姓名', contact_phone: '电话', add_contact: '加一个电话', up: '上移', note: '改了什么、为什么', add: '新建卡片', edit: '修改', retire: '撤下', retire_sure: '撤下“{title}”？各版本仍保留。',
    unread: '有 {n} 项制度待阅：', acknowledge: '已阅', acknowledged: '已阅现行版', readers: '已阅 {n}/{all}',
    questions: '题目（{n}）', add_question: '出题', question: '题目', option: '选项 {n}', right: '正确答案', right_help: '点左侧圆点选定正确答案。随机查岗时由此抽题。', more_options: '加选项', asked: '答过 {n} 次，错 {wrong} 次', correct: '答对', wrong: '答错',
    import: '导入', export: '导出', format: '格式', import_help: 'Markdown：每个最高级标题为一张卡片，“{\'@\'} 单位 | 姓名 | 电话”为依次要打的电话。CSV：列 title,kind,body,keywords,triggers,contacts。', import_try: '先检查', import_now: '导入', accepted: '{n} 张可用', refused: '{n} 处不用：',
    still_missing: '初报还缺：{what}', book: '通讯录', book_find: '姓名、单位、岗位或拼音首字母', groups: { watch: '在岗', own: '本单位', above: '上级', below: '下级', beside: '同级', card: '卡片' },
  },
  event: {
    card: { written: '新增卡片', changed: '修改卡片', retired: '撤下卡片', acknowledged: '已阅制度' },
    question: { written: '新增题目', retired: '撤下题目', practised: '练习答题' },
  },
  problem: { no_such_card: '没有这张卡片，或你无权查看。', card_changed: '卡片已有新版，请刷新后再办。', card_retired: '这张卡片已撤下。', no_such_question: '没有这道题。' },
  field_problem: { too_few: '太少' },
}
