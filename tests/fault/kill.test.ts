// SPDX-License-Identifier: Apache-2.0
// The power goes, ten times, in the middle of work: what was acknowledged is there, and once. `script/soak kills` does it
// by the hundred.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { OTHER_STREET, STREET, login } from '../support/city.ts'
import { Server, command, newPlace } from '../support/server.ts'
import { until } from '../support/until.ts'
import { type Wish, wishOn, wishesHold } from '../support/wishes.ts'

const CUTS = 10
const WRITERS = 16

describe('kill -9 under load', () => {
  it(`${CUTS} times: every acknowledged write is there, once`, { timeout: 600_000 }, async (test) => {
    const [place, cleanup] = await newPlace(true)
    let acknowledged = 0
    for (let round = 1; round <= CUTS; round++) {
      const server = await Server.start({ demo: true, place, clock: null })
      const officers = [
        await server.client().signIn(login('officer', STREET)),
        await server.client().signIn(login('officer', OTHER_STREET)),
      ] as const
      const wishes: Wish[] = []
      const writers = Array.from({ length: WRITERS }, (_, n) =>
        wishOn(officers[n % 2]!, n % 2 ? OTHER_STREET : STREET, `${round}-${n}`, wishes),
      )
      // How much is under way after so long is the machine's business: as much as there are writers, in each round.
      await until('the writing is under way', () => wishes.filter((one) => one.id !== null).length > WRITERS)
      await sleep(137 * round)
      await server.kill()
      await Promise.all(writers)

      const again = await Server.start({ demo: true, place, clock: null })
      const clients = new Map([
        [STREET, await again.client().signIn(login('officer', STREET))],
        [OTHER_STREET, await again.client().signIn(login('officer', OTHER_STREET))],
      ])
      acknowledged += await wishesHold(clients, wishes, 7)
      await again.kill()
    }
    test.diagnostic(`${acknowledged} acknowledged writes over ${CUTS} cuts`)
    assert.ok(acknowledged > CUTS * WRITERS, `only ${acknowledged} writes were under way`)
    for (const words of [
      ['audit', 'verify'],
      ['rebuild', '--check'],
    ]) {
      const done = command(place, ...words)
      assert.equal(done.status, 0, `${words.join(' ')}: ${done.stdout}${done.stderr}`)
    }
    cleanup()
  })
})
