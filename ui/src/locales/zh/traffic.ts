// SPDX-License-Identifier: Apache-2.0
// 文电的字。
export default {
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
}
