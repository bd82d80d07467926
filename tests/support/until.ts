// SPDX-License-Identifier: Apache-2.0
// Waiting for what will come true, and no longer than anybody would: a test that waits for ever tells nobody why.
import { setTimeout as sleep } from 'node:timers/promises'

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
