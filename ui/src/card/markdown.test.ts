// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { blocks } from './markdown'

describe('markdown', () => {
  it('reads headings, lists and numbers', () => {
    const read = blocks('## 先做\n1. 打 **119**\n2. 报领导\n\n- 一\n- 二\n\n正文')
    expect(read.map((block) => block.type)).toEqual(['heading', 'numbers', 'list', 'text'])
    expect(read[1].lines[0]).toEqual([
      { text: '打 ', bold: false },
      { text: '119', bold: true },
    ])
    expect(read[2].lines).toHaveLength(2)
  })
  it('leaves what is no Markdown as it is', () => {
    expect(blocks('<b>x</b>')[0].lines[0][0].text).toBe('<b>x</b>')
    expect(blocks('a ** b')[0].lines[0].map((span) => span.bold)).toEqual([false, false])
    expect(blocks('')).toEqual([])
  })
})
