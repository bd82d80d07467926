// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:net'

// Below the ports that systems give to whoever connects: none of those is in the way.
const FIRST = 12000
const COUNT = 20000

/** Listens for as long as this process lives; null: somebody else does. */
function claim(host: string, port: number): Promise<ReturnType<typeof createServer> | null> {
  return new Promise((resolve) => {
    const taken = createServer()
    taken.once('error', () => resolve(null))
    taken.listen({ host, port, exclusive: true }, () => resolve(taken.unref()))
  })
}

/**
 * A TCP port on loopback that nobody listens on, and that no other test is given while this process lives: it is
 * claimed by listening on the same port of another address of this machine.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    if ((await claim('127.0.0.2', port)) === null) continue
    const probe = await claim('127.0.0.1', port)
    if (probe === null) continue
    await new Promise((done) => probe.close(done))
    return port
  }
}
