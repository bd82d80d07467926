// SPDX-License-Identifier: Apache-2.0
// draft - what was typed and not yet sent: kept for this tab, so that a reload loses nothing.
import { type Ref, watch } from 'vue'

function stored(key: string): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

export interface Draft {
  found: boolean // something was kept
  clear: () => void // what stands there now is not worth keeping
  drop: () => void // it was sent, or given up
}

/** Fills `value` from the draft under `key` and keeps it there from now on. */
export function useDraft<T>(key: string, value: Ref<T>): Draft {
  const name = `draft.${key}`
  const kept = stored(name)
  let isDropped = false
  if (kept) {
    try {
      value.value = JSON.parse(kept) as T
    } catch {
      sessionStorage.removeItem(name)
    }
  }
  watch(
    value,
    (now) => {
      if (isDropped) return
      try {
        sessionStorage.setItem(name, JSON.stringify(now))
      } catch {
        // A browser that keeps nothing still works.
      }
    },
    { deep: true, flush: 'sync' },
  )
  return {
    found: kept !== null,
    clear: () => sessionStorage.removeItem(name),
    drop: () => {
      isDropped = true
      sessionStorage.removeItem(name)
    },
  }
}
