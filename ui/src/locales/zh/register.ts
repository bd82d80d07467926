// SPDX-License-Identifier: Apache-2.0
export default {
  place: { registers: '登记簿', papers: '应急空白表' },
  log: {
    caller_unit: '来电单位', caller_name: '来电人', caller_post: '职务', caller_phone: '来电号码', handling: '处理', result: '结果', closed_at: '办结时间', closed: '{at} 办结', files: '附件', more: '详细', from_paper: '补录纸质记录', paper_serial: '哪一张（编号）', paper_none: '无编号', paper_at: '纸上写的时间', paper_tag: '补录自纸质 {serial}', off_watch: '记录人当时未在岗', silence: '{from} 至 {until} 无任何记录', silence_claimed: '（事后补记 {n} 条）', silences: '无记录时段', corrects: '更正第 {id} 号', correct: '更正', correct_help: '写下正确的，回车；原文保留。Esc 不更正了',
    on_watch: '值守人员', day: '按日打印', day_title: '{unit}值班日志', volume: '{year} 年日志目录', book: '年册（PDF）', days: '日志目录', volume_file: '{year}年值班日志', binding: '正在装订 {days} 天的日志，已用 {seconds} 秒，请不要关闭本页', receiving: '已收 {got} / {all} MB', year: '年份', entries: '条数', still: '在岗', rostered: '排班', what: '内容', by: '记录人', head: '存证链至第 {seq} 号，摘要：',
  },
  register: { search: '查登记：文号、单位、物品、人名', open_only: '只看未办结', none: '没有登记。', secret_only: '涉密文电只登文号和来文单位，标题、内容、附件一律不录入。' },
  paper: {
    help: '停电断网时用笔写。平时印好放在值班室；恢复后录入日志，写明哪一张、当时几点，系统记下补录时间。', form: '表式', count: '张数', issue: '编号', serial: '编号', issued: '发放', copied: '已补录条数',
    given: '{form} {n} 张已编号。', print: '打开 PDF 打印', again: '重印',
    forms: { log: '值班日志', incident: '接报单', telegram: '文电登记', handover: '交接班' },
  },
  event: { paper: { issued: '发放应急空白表' } },
  field_problem: { secret_number_only: '涉密文电只登文号，不写标题和内容' },
}
