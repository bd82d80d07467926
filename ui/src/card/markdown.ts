// SPDX-License-Identifier: Apache-2.0
// markdown - the little of Markdown that a card needs, as data: headings, lists, paragraphs, bold. No HTML is
// ever made.
export interface Span {
  text: string
  bold: boolean
}
export interface Block {
  type: 'heading' | 'list' | 'numbers' | 'text'
  lines: Span[][]
}

function spans(line: string): Span[] {
  return line
    .split('**')
    .map((text, i, all) => ({ text, bold: i % 2 === 1 && i < all.length - 1 }))
    .filter((span) => span.text)
}

export function blocks(body: string): Block[] {
  const out: Block[] = []
  let last: Block | null = null
  const add = (type: Block['type'], text: string) => {
    if (last?.type === type && type !== 'heading') last.lines.push(spans(text))
    else out.push((last = { type, lines: [spans(text)] }))
  }
  for (const raw of body.split(/\r?\n/)) {
    const line = raw.trim()
    const heading = /^#{1,6}\s+(.+)$/.exec(line)
    const item = /^[-*•]\s+(.+)$/.exec(line)
    const number = /^\d+[.、)]\s*(.+)$/.exec(line)
    if (!line) last = null
    else if (heading) add('heading', heading[1])
    else if (item) add('list', item[1])
    else if (number) add('numbers', number[1])
    else add('text', line)
  }
  return out
}
