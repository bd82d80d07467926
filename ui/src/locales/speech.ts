// SPDX-License-Identifier: Apache-2.0
// speech - how counts are said in Chinese: what the one-line intake listens for.

const digits: Record<string, number> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
}
const count = '(\\d{1,6}|[一二两三四五六七八九十]{1,3})'

/** The value of "12", "三" or "二十一". */
export function spokenNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  if (text.length === 1) return digits[text] ?? 0
  const [tens, ones] = text.split('十')
  return (tens ? (digits[tens] ?? 0) : 1) * 10 + (ones ? (digits[ones] ?? 0) : 0)
}

/** "死亡3人", "死了三个" · "3死", "两人受伤". */
export const countAfter = (word: string): RegExp => new RegExp(`${word}[了者]?\\s*${count}`)
export const countBefore = (word: string): RegExp => new RegExp(`${count}\\s*[人名个]?${word}`)
/** Words around a place that are not part of it: "有人报在幸福里发生燃气爆炸". */
export const leadingWords = /^(.*(报告|反映|报|称|位于))?[在是]?(?=.{2})/
export const trailingWords = /(突然|疑似|附近)?(发生|出现|有|起|的)?$/
export const languageNames = { zh: '中文', en: 'English' }
