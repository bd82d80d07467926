// SPDX-License-Identifier: Apache-2.0
// attempt - one act at a time: busy while it goes on, and what went wrong kept for a ProblemNote. True when it went well.
import { ref } from 'vue'

export function useAttempt() {
  const busy = ref(false)
  const problem = ref<unknown>(null)

  async function attempt(act: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      await act()
      return true
    } catch (caught) {
      problem.value = caught
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, attempt }
}
