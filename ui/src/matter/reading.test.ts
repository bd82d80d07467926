// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Kind, Reading } from '@/api/shapes'
import { saidOf, storedOf, unreadOf } from './reading'

const label = (zh: string) => ({ zh, en: zh })
const kind = {
  kind: 'sample',
  line: 'summary',
  fields: [
    { name: 'summary', label: label('概况'), type: 'text' },
    { name: 'deaths', label: label('死亡'), type: 'int', from_line: 'count' },
    { name: 'injured', label: label('受伤'), type: 'int', from_line: 'count' },
    { name: 'phone', label: label('电话'), type: 'line', from_line: 'phone' },
    { name: 'unchecked', label: label('待核对'), type: 'bool', from_line: 'unread' },
  ],
} as unknown as Kind
const reading: Reading = {
  line: '2死，约5人受伤 13800138000',
  kind: 'sample',
  fields: { summary: '2死，约5人受伤 〔电话〕', deaths: 2, phone: '13800138000' },
  doubtful: ['injured'],
  marks: [
    { field: 'deaths', text: '2死', number: 2, doubtful: false },
    { field: 'injured', text: '约5人受伤', number: 5, doubtful: true },
  ],
}

describe('what was read in a line', () => {
  it('is stored where it is plain, and not where it is doubtful', () => {
    expect(storedOf(kind, reading, {})).toEqual({
      summary: '2死，约5人受伤 〔电话〕',
      deaths: 2,
      phone: '13800138000',
    })
  })
  it('shows what is doubtful with the words that say it and the number it may be', () => {
    const injured = saidOf(kind, reading, {}).find((said) => said.field.name === 'injured')
    expect(injured).toMatchObject({ doubtful: true, proposed: 5, words: '约5人受伤', value: undefined })
  })
  it('is stored when it was accepted, and not when it was struck', () => {
    const fields = storedOf(kind, reading, { injured: 5, deaths: null })
    expect(fields.injured).toBe(5)
    expect(fields).not.toHaveProperty('deaths')
  })
  it('is sent as it is when nobody has read it', () => {
    expect(unreadOf(kind, ' 2死 ')).toEqual({ summary: '2死', unchecked: true })
  })
})
