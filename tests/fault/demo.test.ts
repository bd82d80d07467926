// SPDX-License-Identifier: Apache-2.0
// The demo city is interrupted while it is being filled, at many moments: it is known for an unfinished demo, never taken
// for a real installation nor served, and the next `serve --demo` makes it anew.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { CITY, login } from '../support/city.ts'
import { tamper } from '../support/database.ts'
import { NIGHT, type Place, Server, binary, command, newPlace, placeArgs } from '../support/server.ts'
import { until } from '../support/until.ts'

/** What SQL says; '' while there are no tables yet. */
function asked(place: Place, sql: string): string {
  try {
    return tamper(place, sql).trim()
  } catch {
    return ''
  }
}

const COUNT = 'SELECT COUNT(*) FROM journal'
const LIVED = "SELECT COUNT(*) FROM journal WHERE kind = 'matter.opened'"

/** When it is interrupted: what must be more than so many then. */
const MOMENTS: [NodeJS.Signals, string, number][] = [
  ['SIGKILL', COUNT, 0],
  ['SIGINT', COUNT, 60],
  ['SIGKILL', COUNT, 900],
  ['SIGTERM', LIVED, 0],
]

interface Filling {
  child: ChildProcess
  said: string[]
  ended: Promise<number | NodeJS.Signals>
}

function fill(place: Place): Filling {
  const words = ['serve', '--demo', ...placeArgs(place), '--listen', '127.0.0.1:0', '--manual-clock', NIGHT]
  const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (text) => said.push(String(text)))
  const ended = new Promise<number | NodeJS.Signals>((done) =>
    child.once('exit', (code, signal) => done(signal ?? code ?? -1)),
  )
  return { child, said, ended }
}

async function reaches(filling: Filling, place: Place, sql: string, more: number): Promise<void> {
  let ended = false
  void filling.ended.then(() => (ended = true))
  await until(
    `${sql} gives more than ${more}`,
    () => {
      assert.ok(!ended, `it ended by itself: ${filling.said.join('')}`)
      return Number(asked(place, sql)) > more
    },
    600_000,
  )
}

/** Neither is it served, nor is it lived in. */
function refusesToServe(place: Place): void {
  const before = asked(place, COUNT)
  for (const words of [['serve', '--listen', '127.0.0.1:0'], ['simulate']]) {
    const done = command(place, ...words)
    assert.equal(done.status, 1, done.stdout)
    assert.match(done.stderr, /not filled to its end.*serve --demo/)
    assert.equal(done.stdout, '')
  }
  assert.equal(asked(place, COUNT), before)
  assert.ok(!existsSync(join(place.data, 'setup-code')))
}

/** Nor does a second process fill it while one does. */
function refusesBeside(place: Place): void {
  const done = command(place, 'serve', '--demo', '--listen', '127.0.0.1:0', '--manual-clock', NIGHT)
  assert.equal(done.status, 1)
  assert.match(done.stderr, /another process/)
}

describe('filling the demo city', () => {
  it('may be interrupted at any moment', { timeout: 1_800_000 }, async () => {
    const [place, remove] = await newPlace()
    for (const [signal, sql, more] of MOMENTS) {
      const filling = fill(place)
      await reaches(filling, place, sql, more)
      if (more === 900) refusesBeside(place)
      filling.child.kill(signal)
      const how = await filling.ended
      assert.equal(how, signal === 'SIGKILL' ? signal : 1, filling.said.join(''))
      if (signal !== 'SIGKILL') assert.match(filling.said.join(''), /interrupted.*serve --demo/)
      assert.equal(
        asked(place, "SELECT COUNT(*) FROM journal WHERE kind = 'demo.filled'"),
        '0',
        `${signal} ${sql}`,
      )
      assert.equal(asked(place, "SELECT kind FROM journal WHERE unit = '430100' AND seq = 1"), 'demo.begun')
      refusesToServe(place)
    }

    const server = await Server.start({ demo: true, place })
    const officer = await server.client().signIn(login('officer'))
    assert.equal(officer.me.demo, true)
    const { needed, demo } = (await server.client().get('/setup')).ok()
    assert.deepEqual({ needed, demo }, { needed: false, demo: true })
    const inspector = await server.client().signIn(login('inspector', CITY))
    assert.ok((await inspector.get(`/board?under=${CITY}`)).ok().items.length > 100)
    await server.stop()
    assert.equal(
      asked(place, "SELECT COUNT(*) FROM journal WHERE kind IN ('demo.begun', 'demo.filled')"),
      '2',
    )
    for (const words of [
      ['audit', 'verify'],
      ['rebuild', '--check'],
    ]) {
      const done = command(place, ...words)
      assert.equal(done.status, 0, `${words.join(' ')}: ${done.stdout}${done.stderr}`)
    }
    const plain = await Server.start({ place })
    assert.equal((await plain.client().signIn(login('officer'))).me.demo, true)
    await plain.stop()
    remove()
  })
})
