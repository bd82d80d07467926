// SPDX-License-Identifier: Apache-2.0
// catalog - the kinds of matter as the server declares them; forms, labels and buttons come from here.
import { ref } from 'vue'
import { api, Problem } from '@/api/client'
import type { Kind } from '@/api/shapes'
import { useWords } from '@/locales/words'
import { word } from '@/ui/label'

export const kinds = ref<Record<string, Kind>>({})
let loading: Promise<void> | null = null

function remembered(): Kind[] | null {
  try {
    return JSON.parse(localStorage.getItem('catalog') ?? 'null') as Kind[] | null
  } catch {
    return null
  }
}

function take(list: Kind[]): void {
  kinds.value = Object.fromEntries(list.map((kind) => [kind.kind, kind]))
}

/** Once a page; whoever comes while it is on its way waits for the same answer. While the server is away,
 * what it said last serves. */
export function catalogLoad(): Promise<void> {
  loading ??= api.get('/kinds').then(
    (list) => {
      const items = (list.items ?? []) as Kind[]
      take(items)
      localStorage.setItem('catalog', JSON.stringify(items))
    },
    (problem) => {
      loading = null
      const last = remembered()
      if (!last || !(problem instanceof Problem) || !problem.unreachable) throw problem
      take(last)
    },
  )
  return loading
}

export function intakeKind(): Kind | undefined {
  return Object.values(kinds.value).find((kind) => kind.intake)
}

export function stateWord(kind: string, state: string): string {
  return word(kinds.value[kind]?.states.find((s) => s.name === state)?.label, state)
}

/** "To be checked", of a matter whose line nobody has looked at since it was read; else nothing. */
export function unreadWord(kind: string, values?: Record<string, unknown> | null): string {
  const field = kinds.value[kind]?.fields.find((one) => one.from_line === 'unread')
  return field && values?.[field.name] === true ? word(field.label) : ''
}

export function stepWord(kind: string, step: string): string {
  return word(kinds.value[kind]?.steps.find((s) => s.name === step)?.label, step)
}

export function fieldNames(kind: string): Record<string, string> {
  return Object.fromEntries((kinds.value[kind]?.fields ?? []).map((f) => [f.name, word(f.label, f.name)]))
}

/** Names a clock: as its kind labels it, else (clocks that a module starts) in the page's words. */
export function useClockWord(): (kind: string, clock?: string | null) => string {
  const { tOr } = useWords()
  return (kind, clock) => {
    if (!clock) return ''
    return word(kinds.value[kind]?.clocks.find((c) => c.name === clock)?.label, tOr(`clock.${clock}`, clock))
  }
}
