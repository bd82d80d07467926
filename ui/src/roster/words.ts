// SPDX-License-Identifier: Apache-2.0
// words - a broken rule in words: which rule, whose shift, when.
import { word } from '@/ui/label'
import { dayAt } from './days'
import type { Broken, Shift } from './shapes'

export function brokenWords(one: Broken, shifts: Shift[], names: Map<string, string>): string {
  const shift = shifts.find((held) => held.id === one.shift)
  const day = shift?.day ?? (one.from_at ? dayAt(one.from_at) : '')
  const where = [day.slice(5), shift?.post_name, one.person ? (names.get(one.person) ?? one.person) : '']
    .filter(Boolean)
    .join(' ')
  return where ? `${word(one.label, one.rule)} · ${where}` : word(one.label, one.rule)
}
