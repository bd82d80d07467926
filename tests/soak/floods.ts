// SPDX-License-Identifier: Apache-2.0
// One host that wants the service down: idle connections, bodies that never end, dribbles, wrong passwords; beside it the
// desk goes on, and how long it waits is measured.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { STREET, login } from '../support/city.ts'
import { openByLine } from '../support/people.ts'
import { Server, newPlace } from '../support/server.ts'
import type { Part, Soak } from './part.ts'

/** Another address of this machine: the desk sits at 127.0.0.1, the stranger does not. */
const STRANGER = '127.0.0.66'

type Attack = (port: number, soak: Soak) => Socket

function socket(port: number): Socket {
  const one = connect({ host: '127.0.0.1', port, localAddress: STRANGER })
  one.on('error', () => {})
  return one
}

const attacks: Record<string, { most: number; make: Attack }> = {
  idle: { most: 2000, make: (port) => socket(port) },
  bodies: {
    most: 300,
    make: (port) => {
      const one = socket(port)
      one.write(
        `POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 1048000\r\n\r\n`,
      )
      one.write(Buffer.alloc(60_000, 0x20))
      return one
    },
  },
  dribbles: {
    most: 200,
    make: (port) => {
      const one = socket(port)
      one.write('GET /healthz HTTP/1.1\r\n')
      const timer = setInterval(() => one.write('X'), 1000)
      one.on('close', () => clearInterval(timer))
      return one
    },
  },
  guesses: {
    most: 100,
    make: (port, soak) => {
      const one = socket(port)
      const body = JSON.stringify({ account: login('officer'), password: `falsch ${soak.dice.next()}` })
      one.write(
        `POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
      return one
    },
  },
}

/** Keeps so many of each open until told to stop. */
async function attack(port: number, soak: Soak, over: () => boolean): Promise<void> {
  const open = new Map(Object.keys(attacks).map((name) => [name, new Set<Socket>()]))
  while (!over()) {
    for (const [name, { most, make }] of Object.entries(attacks)) {
      const mine = open.get(name)!
      for (let n = 0; n < 20 && mine.size < most; n++) {
        const one = make(port, soak)
        mine.add(one)
        one.on('close', () => mine.delete(one))
        one.resume()
      }
    }
    await sleep(50)
  }
  for (const mine of open.values()) for (const one of mine) one.destroy()
}

function quantile(times: number[], share: number): number {
  return times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN
}

export const floods: Part = async (soak) => {
  const [place, cleanup] = await newPlace(true)
  // The stranger is known by another address, as in an office.
  writeFileSync(join(place.data, 'shaodian.conf'), 'limit_loopback = yes\n')
  const server = await Server.start({ demo: true, place, clock: null })
  const port = Number(new URL(server.base).port)
  const officer = await server.client().signIn(login('officer'))
  const end = Date.now() + soak.minutes * 60_000
  let over = false
  const stranger = attack(port, soak, () => over)
  const times: number[] = []
  const signIns: number[] = []
  let failed = 0
  for (let turn = 0; Date.now() < end; turn++) {
    const begun = performance.now()
    const reply = await openByLine(officer, STREET, `洪水之中 ${turn}`).catch(() => null)
    if (reply?.status === 201) times.push(performance.now() - begun)
    else failed++
    if (turn % 50 === 0) {
      const signing = performance.now()
      const answer = await server
        .client()
        .post('/session', { account: login('leader'), password: 'shaodian-demo' })
      assert.equal(answer.status, 200, `the leader can't sign in: ${answer.status} ${answer.text}`)
      signIns.push(performance.now() - signing)
    }
    await sleep(20)
  }
  over = true
  await stranger
  await server.stop()
  cleanup()
  const p = (list: number[], share: number) => quantile(list, share).toFixed(0)
  return `${times.length} entries beside a flood, ${failed} failed, p50 ${p(times, 0.5)} ms, p99 ${p(times, 0.99)} ms; ${signIns.length} sign-ins, p99 ${p(signIns, 0.99)} ms`
}
