// SPDX-License-Identifier: Apache-2.0
// reading - what the server read in a typed line, and what the officer made of it before storing. The page
// itself reads nothing: a line that no server has read is sent as it is, to be read on arrival.
import { computed, onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { api } from '@/api/client'
import type { Fields, Kind, KindField, Reading, Value } from '@/api/shapes'

const REST = 150 // ms without a key before the line is asked about

/** One field that the line speaks of. */
export interface Said {
  field: KindField
  value: Value | undefined
  words: string // that say it
  doubtful: boolean // about, hearsay, or readable in two ways: not stored unless accepted
  proposed?: number
  struck: boolean
}

const wordsOf = (reading: Reading, name: string): string =>
  (reading.marks ?? [])
    .filter((mark) => mark.field === name)
    .map((mark) => mark.text)
    .join(' / ')
const basisOf = (reading: Reading, name: string): string =>
  JSON.stringify([(reading.fields as Fields)[name], wordsOf(reading, name)])

/** Every field but the line itself, as read and then decided, the figures first: a wrong one does most harm.
 * `decided`: null is struck. */
export function saidOf(kind: Kind, reading: Reading, decided: Fields): Said[] {
  const fields = (reading.fields ?? {}) as Fields
  return kind.fields
    .filter((field) => field.name !== kind.line)
    .filter(({ name }) => name in fields || reading.doubtful?.includes(name))
    .sort((a, b) => Number(b.type === 'int') - Number(a.type === 'int'))
    .map((field) => {
      const marks = (reading.marks ?? []).filter((mark) => mark.field === field.name)
      const value = field.name in decided ? decided[field.name] : fields[field.name]
      return {
        field,
        value: value ?? undefined,
        words: wordsOf(reading, field.name),
        doubtful: !(field.name in fields),
        proposed: marks.length === 1 ? (marks[0].number ?? undefined) : undefined,
        struck: field.name in decided && decided[field.name] === null,
      }
    })
}

/** What is stored: what stands plainly and was not struck, and what was accepted. */
export function storedOf(kind: Kind, reading: Reading, decided: Fields): Fields {
  const fields: Fields = {}
  for (const said of saidOf(kind, reading, decided))
    if (said.value !== undefined && !said.struck) fields[said.field.name] = said.value
  if (kind.line) fields[kind.line] = ((reading.fields ?? {}) as Fields)[kind.line] ?? ''
  return fields
}

/** A line that nobody has looked at: kept as it is. */
export function unreadOf(kind: Kind, line: string): Fields {
  const unread = kind.fields.find((field) => field.from_line === 'unread')
  return { [kind.line ?? '']: line.trim(), ...(unread ? { [unread.name]: true } : {}) }
}

export function useReading(line: Ref<string>, kind: Ref<Kind | undefined>) {
  const reading = ref<Reading | null>(null)
  const decided = ref<Fields>({})
  let timer = 0

  async function ask(text: string): Promise<void> {
    const read = await api.post('/intake/read', { body: { line: text } }).catch(() => null)
    if (line.value !== text) return
    // What was decided of a field holds as long as the line says the same of it.
    const before = reading.value
    decided.value = Object.fromEntries(
      Object.entries(decided.value).filter(
        ([name]) => read && before && basisOf(read, name) === basisOf(before, name),
      ),
    )
    reading.value = read
  }
  watch(
    line,
    (text) => {
      window.clearTimeout(timer)
      if (text.trim()) timer = window.setTimeout(() => void ask(text), REST)
      else {
        reading.value = null
        decided.value = {}
      }
    },
    { immediate: true },
  )
  onBeforeUnmount(() => window.clearTimeout(timer))

  const fresh = computed(() => reading.value !== null && reading.value.line === line.value)
  const said = computed(() =>
    kind.value && reading.value ? saidOf(kind.value, reading.value, decided.value) : [],
  )
  /** Only what stood on the screen for this very line counts as seen. */
  const fields = computed<Fields>(() => {
    if (!kind.value) return {}
    return fresh.value && reading.value
      ? storedOf(kind.value, reading.value, decided.value)
      : unreadOf(kind.value, line.value)
  })
  function decide(name: string, value: Value | null): void {
    decided.value = { ...decided.value, [name]: value }
  }
  /** One key, one touch: a plain value is struck or comes back, a doubtful one is accepted or not. */
  function turn(one: Said): void {
    const { [one.field.name]: was, ...others } = decided.value
    if (was !== undefined) decided.value = others
    else if (!one.doubtful) decide(one.field.name, null)
    else if (one.proposed !== undefined) decide(one.field.name, one.proposed)
  }
  return { said, fields, fresh, decide, turn }
}
