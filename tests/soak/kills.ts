// SPDX-License-Identifier: Apache-2.0
// Power cuts under load, and a database that goes away under load.
import { setTimeout as sleep } from 'node:timers/promises'
import { OTHER_STREET, STREET, login } from '../support/city.ts'
import type { Client } from '../support/client.ts'
import { withoutConnections } from '../support/database.ts'
import { openByLine } from '../support/people.ts'
import { Server, newPlace } from '../support/server.ts'
import { type Wish, wishOn, wishesHold } from '../support/wishes.ts'
import { type Part, rounds, sound } from './part.ts'

const WRITERS = 16
const LOOK_EACH = 50

async function officers(server: Server): Promise<Map<string, Client>> {
  return new Map([
    [STREET, await server.client().signIn(login('officer', STREET))],
    [OTHER_STREET, await server.client().signIn(login('officer', OTHER_STREET))],
  ])
}

function writers(clients: Map<string, Client>, round: number, wishes: Wish[]): Promise<void>[] {
  return Array.from({ length: WRITERS }, (_, n) => {
    const unit = n % 2 ? OTHER_STREET : STREET
    return wishOn(clients.get(unit)!, unit, `${round}-${n}`, wishes)
  })
}

/** Each start looks for what the one before acknowledged, and is killed in its turn. */
export const kills: Part = async (soak) => {
  const [place, cleanup] = await newPlace(true)
  let wishes: Wish[] = []
  let acknowledged = 0
  let done = 0
  for (const round of rounds(soak)) {
    const server = await Server.start({ demo: true, place, clock: null })
    const clients = await officers(server)
    acknowledged += await wishesHold(clients, wishes, 11)
    wishes = []
    const working = writers(clients, round, wishes)
    await sleep(soak.dice.between(20, 900))
    await server.kill()
    await Promise.all(working)
    done = round
    if (round % LOOK_EACH === 0) {
      soak.say(`${round} kills, ${acknowledged} acknowledged`)
      sound(place)
    }
  }
  const server = await Server.start({ demo: true, place, clock: null })
  acknowledged += await wishesHold(await officers(server), wishes, 1)
  await server.stop()
  sound(place)
  cleanup()
  return `${done} kills, ${acknowledged} acknowledged writes: 0 lost, 0 twice`
}

/** PostgreSQL lets nobody in for a while, then again. */
export const cuts: Part = async (soak) => {
  const [place, cleanup] = await newPlace(true)
  if (place.url === null) {
    cleanup()
    return 'PostgreSQL only'
  }
  const server = await Server.start({ demo: true, place, clock: null })
  let acknowledged = 0
  let done = 0
  for (const round of rounds(soak)) {
    const clients = await officers(server)
    const wishes: Wish[] = []
    let over = false
    const working = Promise.all(
      [STREET, OTHER_STREET].map(async (unit) => {
        for (let turn = 0; !over; turn++) await wishOnce(clients.get(unit)!, unit, `${round}-${turn}`, wishes)
      }),
    )
    await sleep(soak.dice.between(50, 400))
    await withoutConnections(place.url, async () => {
      await sleep(soak.dice.between(10, 300))
    })
    over = true
    await working
    await back(clients)
    acknowledged += await wishesHold(clients, wishes, 11)
    done = round
  }
  await server.stop()
  sound(place)
  cleanup()
  return `${done} cuts, ${acknowledged} acknowledged writes: 0 lost, 0 twice`
}

async function wishOnce(client: Client, unit: string, name: string, wishes: Wish[]): Promise<void> {
  const wish: Wish = { text: `第${name}次断库 ${unit} 完`, key: `c-${unit}-${name}`, unit, id: null }
  const reply = await openByLine(client, unit, wish.text, { 'Idempotency-Key': wish.key })
  if (reply.status !== 201) reply.refused(503)
  else wish.id = reply.json.id
  wishes.push(wish)
}

async function back(clients: Map<string, Client>): Promise<void> {
  for (const client of clients.values()) {
    for (let tries = 0; tries < 100; tries++) {
      if ((await client.get('/me')).status === 200) break
      await sleep(100)
    }
  }
}
