// SPDX-License-Identifier: Apache-2.0
// at-hand - which of the two overlays is open, and the incident whose page the officer is on.
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

export interface Incident {
  id: string
  kind: string // of incident
  number: string
}

export const open = ref<'' | 'card' | 'book'>('')
export const incident = ref<Incident | null>(null)

/** The page of a matter says what it is about; cards of its kind then come first. */
export function useIncident(
  matter: Ref<{ id: string; number: string; fields: Record<string, unknown> } | null>,
  field: () => string | undefined,
): void {
  watch(
    [matter, field],
    () => {
      const name = field()
      const kind = name ? matter.value?.fields[name] : null
      incident.value =
        matter.value && typeof kind === 'string'
          ? { id: matter.value.id, kind, number: matter.value.number }
          : null
    },
    { immediate: true },
  )
  onBeforeUnmount(() => (incident.value = null))
}
