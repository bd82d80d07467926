// SPDX-License-Identifier: Apache-2.0
// registers - the kinds that the room keeps as registers, in the order of the tabs.
import type { KindField, MatterSummary } from '@/api/shapes'
import { shortTime } from '@/app/now'
import { kinds } from '@/matter/catalog'
import { word } from '@/ui/label'

export const registers = ['telegram', 'loan', 'missed_call']

function shown(field: KindField, value: unknown): string {
  if (value === null || value === undefined || value === '' || value === false) return ''
  if (value === true) return word(field.label)
  if (field.type === 'choice')
    return word(field.choices?.find((choice) => choice.name === value)?.label, String(value))
  if (field.type === 'time') return `${word(field.label)} ${shortTime(String(value))}`
  return String(value)
}

/** The figures of a row in one line, as its kind names and orders them. */
export function useFigures(): (matter: MatterSummary) => string {
  return (matter) => {
    const kind = kinds.value[matter.kind]
    const values = (matter.figures ?? {}) as Record<string, unknown>
    return (kind?.fields ?? [])
      .filter((field) => kind?.face?.figures?.includes(field.name))
      .map((field) => shown(field, values[field.name]))
      .filter((text) => text && text !== matter.title)
      .join(' · ')
  }
}
