// SPDX-License-Identifier: Apache-2.0
// Waiting for what will come true, and no longer than anybody would: a test that waits for ever tells nobody why.
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds that the quickest of some tries took: the machine may stand still during any of them, hardly during all. */
export async function quickest(act: () => Promise<unknown>, tries = 5): Promise<number> {
  let least = Infinity
  for (let n = 0; n < tries; n++) {
    const from = performance.now()
    await act()
    least = Math.min(least, performance.now() - from)
  }
  return least
}

/** Asks again until `holds` says yes; fails with `what` after `within` milliseconds. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  within = 120_000,
): Promise<void> {
  const deadline = Date.now() + within
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`never came true: ${what}`)
    await sleep(50)
  }
}
