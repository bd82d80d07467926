// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Kind } from '@/api/shapes'
import { countNear, lineFields } from './intake'

const label = (zh: string) => ({ zh, en: zh })
const kind = {
  kind: 'sample',
  line: 'summary',
  fields: [
    { name: 'summary', label: label('概况'), type: 'text' },
    { name: 'deaths', label: label('死亡'), type: 'int', from_line: 'count', line_words: ['死亡', '死'] },
    { name: 'phone', label: label('电话'), type: 'phone', from_line: 'phone' },
    {
      name: 'what',
      label: label('种类'),
      type: 'choice',
      from_line: 'choice',
      choices: [
        { name: 'explosion', label: label('爆炸'), initials: 'bz' },
        { name: 'gas_explosion', label: label('燃气爆炸'), initials: 'rqbz' },
      ],
    },
    { name: 'where', label: label('地点'), type: 'place', from_line: 'place' },
    {
      name: 'road',
      label: label('来路'),
      type: 'choice',
      from_line: 'choice',
      choices: [{ name: '119', label: label('119转') }],
    },
  ],
} as unknown as Kind

describe('one typed line', () => {
  it('gives kind, figures, phone and road, and is kept whole', () => {
    const line = '幸福里3栋燃气爆炸，死2人，13800138000张三，119转'
    expect(lineFields(kind, line)).toEqual({
      summary: line,
      what: 'gas_explosion',
      where: { text: '幸福里3栋' },
      deaths: 2,
      phone: '13800138000',
      road: '119',
    })
  })
  it('never turns silence into a zero', () => {
    expect(lineFields(kind, '有人报警')).toEqual({ summary: '有人报警' })
  })
  it('reads Chinese numerals on both sides of the word', () => {
    expect(countNear('十二人死亡', ['死亡', '死'])).toBe(12)
    expect(countNear('已死亡三人', ['死亡', '死'])).toBe(3)
  })
  it('leaves out what is said before and after a place', () => {
    expect(lineFields(kind, '群众反映在东湖路12号发生爆炸').where).toEqual({ text: '东湖路12号' })
    expect(lineFields(kind, '燃气爆炸，多人受伤').where).toBeUndefined()
  })
  it('knows a kind by its pinyin initials', () => {
    expect(lineFields(kind, 'rqbz 幸福里').what).toBe('gas_explosion')
  })
})
