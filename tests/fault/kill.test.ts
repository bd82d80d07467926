// SPDX-License-Identifier: Apache-2.0
// The power goes, ten times, in the middle of work: what was acknowledged is there, and once.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { OTHER_STREET, STREET, login } from '../support/city.ts'
import type { Client } from '../support/client.ts'
import { openByLine } from '../support/people.ts'
import { Server, command, newPlace } from '../support/server.ts'

const CUTS = 10
const WRITERS = 16

interface Wish {
  text: string
  key: string
  unit: string
  id: string | null
}

/** Opens matters one after the other until the line goes dead. No text is the beginning of another. */
async function work(client: Client, unit: string, round: number, writer: number, wishes: Wish[]): Promise<void> {
  for (let turn = 0; ; turn++) {
    const wish: Wish = { text: `第${round}次停电 ${unit} ${writer}-${turn} 完`, key: `k-${round}-${writer}-${turn}`, unit, id: null }
    wishes.push(wish)
    try {
      const reply = await openByLine(client, unit, wish.text, { 'Idempotency-Key': wish.key })
      wish.id = reply.ok(201).id
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return
    }
  }
}

async function occurrences(client: Client, wish: Wish): Promise<string[]> {
  const found: string[] = []
  let cursor = ''
  do {
    const page = (await client.get(`/units/${wish.unit}/matters?q=${encodeURIComponent(wish.text)}&limit=200${cursor}`)).ok()
    for (const row of page.items) if (row.title.includes(wish.text)) found.push(row.id)
    cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : ''
  } while (cursor)
  return found
}

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
        work(officers[n % 2]!, n % 2 ? OTHER_STREET : STREET, round, n, wishes),
      )
      await sleep(300 + 137 * round)
      await server.kill()
      await Promise.all(writers)

      const again = await Server.start({ demo: true, place, clock: null })
      const clients = new Map([
        [STREET, await again.client().signIn(login('officer', STREET))],
        [OTHER_STREET, await again.client().signIn(login('officer', OTHER_STREET))],
      ])
      for (const wish of wishes) {
        const client = clients.get(wish.unit)!
        if (wish.id !== null) {
          acknowledged++
          const matter = (await client.get(`/matters/${wish.id}`)).ok()
          assert.ok(JSON.stringify(matter).includes(wish.text), `${wish.id} is not ${wish.text}`)
        }
        // Sent again under the same key it is never there twice, acknowledged or not.
        const repeated = (await openByLine(client, wish.unit, wish.text, { 'Idempotency-Key': wish.key })).ok(201)
        if (wish.id !== null) assert.equal(repeated.id, wish.id)
      }
      for (const wish of wishes.filter((_, n) => n % 7 === 0)) {
        assert.equal((await occurrences(clients.get(wish.unit)!, wish)).length, 1, wish.text)
      }
      await again.kill()
    }
    test.diagnostic(`${acknowledged} acknowledged writes over ${CUTS} cuts`)
    assert.ok(acknowledged > CUTS * WRITERS, `only ${acknowledged} writes were under way`)
    for (const words of [['audit', 'verify'], ['rebuild', '--check']]) {
      const done = command(place, ...words)
      assert.equal(done.status, 0, `${words.join(' ')}: ${done.stdout}${done.stderr}`)
    }
    cleanup()
  })
})
