// SPDX-License-Identifier: Apache-2.0
// catalog - the kinds of matter as the server declares them; forms, labels and buttons come from here.
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '@/api/client'
import type { Kind, Page } from '@/api/shapes'
import { word } from '@/ui/label'

export const kinds = ref<Record<string, Kind>>({})

export async function catalogLoad(): Promise<void> {
  if (Object.keys(kinds.value).length) return
  const list = await api.get<Page<Kind>>('/kinds')
  kinds.value = Object.fromEntries(list.items.map((kind) => [kind.kind, kind]))
}

export function intakeKind(): Kind | undefined {
  return Object.values(kinds.value).find((kind) => kind.intake)
}

export function stateWord(kind: string, state: string): string {
  return word(kinds.value[kind]?.states.find((s) => s.name === state)?.label, state)
}

export function stepWord(kind: string, step: string): string {
  return word(kinds.value[kind]?.steps.find((s) => s.name === step)?.label, step)
}

export function fieldNames(kind: string): Record<string, string> {
  return Object.fromEntries((kinds.value[kind]?.fields ?? []).map((f) => [f.name, word(f.label, f.name)]))
}

/** Names a clock: as its kind labels it, else (clocks that a module starts) in the page's words. */
export function useClockWord(): (kind: string, clock?: string | null) => string {
  const { t, te } = useI18n()
  return (kind, clock) => {
    if (!clock) return ''
    return word(kinds.value[kind]?.clocks.find((c) => c.name === clock)?.label, te(`clock.${clock}`) ? t(`clock.${clock}`) : clock)
  }
}
