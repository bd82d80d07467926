// SPDX-License-Identifier: Apache-2.0
// intake - what one typed line already says: kind, numbers, the caller's phone. Guesses are shown as
// the line is typed and can be changed later; nothing is asked before the line is saved.
import type { Choice, Kind, KindField, Value } from '@/api/shapes'
import { countAfter, countBefore, leadingWords, spokenNumber, trailingWords } from '@/locales/speech'

const phonePattern = /(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{7,8})(?!\d)/
/** "3死", "死亡3人", "死3", "两人受伤": the count said beside one of the words. */
export function countNear(line: string, words: string[]): number | null {
  for (const word of words) {
    const said = line.match(countAfter(word)) ?? line.match(countBefore(word))
    if (said) return spokenNumber(said[1])
  }
  return null
}

/** The choice whose label stands in the line (the longest wins), or whose pinyin initials are its first
 * word. The choice whose label stands in the line (the longest wins), or whose pinyin initials are its
 * first word. */
export function choiceIn(line: string, choices: Choice[]): Choice | null {
  const named = choices.filter((choice) => line.includes(choice.label.zh))
  if (named.length) return named.sort((a, b) => b.label.zh.length - a.label.zh.length)[0]
  const first = line
    .trim()
    .split(/[\s,，]/)[0]
    .toLowerCase()
  if (!/^[a-z]{2,}$/.test(first)) return null
  return (
    choices.find((choice) => choice.initials === first) ??
    choices.find((choice) => choice.initials?.startsWith(first)) ??
    null
  )
}

function byWord(line: string, field: KindField): string | null {
  const choices = field.choices ?? []
  const found = choiceIn(line, choices)
  if (found) return found.name
  const byName = choices.find((choice) => new RegExp(`(?<![\\d])${choice.name}(?![\\d])`).test(line))
  return byName ? byName.name : null
}

/** What stands before the word for what happened, in the same clause: "幸福里小区3栋" of "幸福里小区3栋燃气爆炸". */
export function placeBefore(line: string, labels: string[]): string | null {
  for (const clause of line.split(/[\s,;\uff0c\u3002\uff1b\u3001]+/)) {
    const found = labels.filter((label) => clause.includes(label)).sort((a, b) => b.length - a.length)[0]
    const before = found
      ? clause.slice(0, clause.indexOf(found)).replace(leadingWords, '').replace(trailingWords, '')
      : ''
    if (before.length >= 2) return before
  }
  return null
}

function guess(line: string, field: KindField, kind: Kind): Value | null {
  if (field.from_line === 'place') {
    const labels = kind.fields
      .filter((f) => f.from_line === 'choice')
      .flatMap((f) => (f.choices ?? []).map((c) => c.label.zh))
    const text = placeBefore(line, labels)
    return text ? { text } : null
  }
  if (field.from_line === 'choice') return byWord(line, field)
  if (field.from_line === 'count') return countNear(line, field.line_words ?? [])
  if (field.from_line === 'phone') return line.match(phonePattern)?.[1] ?? null
  return null
}

/** The fields a line gives. The line itself is always kept whole. */
export function lineFields(kind: Kind, line: string): Record<string, Value> {
  const fields: Record<string, Value> = {}
  for (const field of kind.fields) {
    const value = guess(line, field, kind)
    if (value !== null) fields[field.name] = value
  }
  if (kind.line) fields[kind.line] = line.trim()
  return fields
}
