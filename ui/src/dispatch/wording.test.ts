// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { compare } from './wording'

const told = (before: string, after: string) =>
  compare(before, after).map((piece) => `${{ same: '', out: '-', in: '+' }[piece.kind]}${piece.text}`)
const side = (before: string, after: string, kind: 'out' | 'in') =>
  compare(before, after)
    .filter((piece) => piece.kind === 'same' || piece.kind === kind)
    .map((piece) => piece.text)
    .join('')

describe('two wordings', () => {
  it('differ by the clauses that were changed', () => {
    expect(
      told('二时许，发生爆炸，死亡一人。已疏散。', '二时许，发生爆炸，死亡二人，伤三人。已疏散。'),
    ).toEqual(['二时许，发生爆炸，', '-死亡一人。', '+死亡二人，伤三人。', '已疏散。'])
  })
  it('that are the same differ by nothing', () => {
    expect(told('一，二。', '一，二。')).toEqual(['一，二。'])
    expect(told('', '')).toEqual([])
  })
  it('may be wholly new, or gone', () => {
    expect(told('', '新')).toEqual(['+新'])
    expect(told('旧。', '')).toEqual(['-旧。'])
  })
  it('always give back both texts', () => {
    const texts = [
      '',
      '，',
      '甲，乙；丙\n丁',
      '乙；甲，丙\n丁',
      '甲，甲，甲',
      'a, b! c?\n',
      '没有标点',
      '，'.repeat(1500),
      '；'.repeat(1500),
    ]
    for (const before of texts)
      for (const after of texts) {
        expect(side(before, after, 'out')).toBe(before)
        expect(side(before, after, 'in')).toBe(after)
      }
  })
})
