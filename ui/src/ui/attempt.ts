// SPDX-License-Identifier: Apache-2.0
// attempt - what a page does and asks for: an act is one at a time (`busy`), a look is not; what went wrong
// is kept for a ProblemNote.
import { ref } from 'vue'

/** `then` follows every act that went well, as a part of it: most pages ask again for what they show. */
export function useAttempt(then?: () => Promise<unknown>) {
  const busy = ref(false)
  const loaded = ref(false) // something was looked at, well or not
  const problem = ref<unknown>(null)
  let unseen: unknown = null // what a look found wrong

  /** An act: true when it went well. `failed` may take what went wrong for itself by returning true. */
  async function attempt(
    act: () => Promise<unknown>,
    failed?: (caught: unknown) => unknown,
  ): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      await act()
      await then?.()
      return true
    } catch (caught) {
      if (failed?.(caught) !== true) problem.value = caught
      return false
    } finally {
      busy.value = false
    }
  }

  /** What the page shows, asked for: news coming in neither locks a button nor wipes away why an act was
   * refused. */
  async function look(ask: () => Promise<unknown>): Promise<boolean> {
    try {
      await ask()
      if (problem.value === unseen) problem.value = null
      unseen = null
      return true
    } catch (caught) {
      problem.value = unseen = caught
      return false
    } finally {
      loaded.value = true
    }
  }
  return { busy, loaded, problem, attempt, look }
}
