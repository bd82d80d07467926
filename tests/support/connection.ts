// SPDX-License-Identifier: Apache-2.0
// While a test waits for a command nothing else runs in it, for seconds on end: connections that were closed meanwhile
// still look open, and the next call on one of them fails. It is made on a new one.
interface Agent {
  constructor: new () => Agent
  close(): Promise<void>
}

/** Where Node keeps what its fetch() connects by; not there before the first call. */
const PLACE = Symbol.for('undici.globalDispatcher.1')

/** Calls from now on come by connections of their own; those under way go on by theirs. */
export function connectAnew(): void {
  const kept = globalThis as unknown as Record<symbol, Agent | undefined>
  const old = kept[PLACE]
  if (old === undefined) return
  kept[PLACE] = new (old.constructor as new () => Agent)()
  old.close().catch(() => undefined)
}
