// SPDX-License-Identifier: Apache-2.0
// names - what a unit is called: people know names, not codes.
import { ref } from 'vue'
import { api } from '@/api/client'

const names = ref<Record<string, string>>({})
const asked = new Set<string>()

/** The unit's name as soon as it is known, its code until then. */
export function unitName(code: string): string {
  if (!names.value[code] && !asked.has(code)) {
    asked.add(code)
    api
      .get('/units/{unit}', { path: { unit: code } })
      .then((unit) => (names.value = { ...names.value, [code]: unit.name }))
      .catch(() => asked.delete(code))
  }
  return names.value[code] ?? code
}
