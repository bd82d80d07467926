// SPDX-License-Identifier: Apache-2.0
// values - how the value of a field is said. What is hidden from whoever looks is not unknown.
import type { KindField, Row, Value } from '@/api/shapes'
import { fullTime } from '@/app/now'
import { useWords } from '@/locales/words'
import { word } from '@/ui/label'

export const isEmpty = (value: Value | undefined) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)
export const isLevel = (field: KindField) => /(^|_)level$/.test(field.name)
export const rowsOf = (value: Value | undefined): Row[] =>
  Array.isArray(value) ? value.filter((one): one is Row => typeof one === 'object') : []

function placeWords(place: Record<string, unknown>): string {
  const at =
    typeof place.lng === 'number' && typeof place.lat === 'number'
      ? ` (${(place.lng / 1e7).toFixed(5)}, ${(place.lat / 1e7).toFixed(5)})`
      : ''
  return `${place.text ?? ''}${at}`
}

/** `path`: of the value among the masked ones, fields.NAME or fields.NAME.ROW.COLUMN. */
export type Say = (field: KindField, value: Value | undefined, masked: string[], path?: string) => string

export function useValues(): Say {
  const { t } = useWords()

  function row(field: KindField, one: Row, masked: string[], path: string): string {
    return (field.columns ?? [])
      .filter((column) => column.name in one)
      .map(
        (column) =>
          `${word(column.label)} ${say(column, one[column.name], masked, `${path}.${column.name}`)}`,
      )
      .join(' ')
  }
  function say(field: KindField, value: Value | undefined, masked: string[], path?: string): string {
    const at = path ?? `fields.${field.name}`
    const choice = (name: string) => word(field.choices?.find((c) => c.name === name)?.label, name)
    if (masked.includes(at)) return t('matter.masked')
    if (isLevel(field)) return t(value ? `level.${value}` : 'level.unknown')
    if (value === undefined || value === null || isEmpty(value)) return t('form.unknown')
    if (field.type === 'rows')
      return rowsOf(value)
        .map((one, i) => row(field, one, masked, `${at}.${i}`))
        .join('；')
    if (field.type === 'time') return fullTime(String(value))
    if (field.type === 'int') return String(Number(value) / 10 ** (field.decimals ?? 0))
    if (typeof value === 'boolean') return value ? t('form.yes') : t('form.no')
    if (Array.isArray(value))
      return value.map((one) => (typeof one === 'string' ? choice(one) : '')).join('、')
    return typeof value === 'object' ? placeWords(value) : choice(String(value))
  }
  return say
}
