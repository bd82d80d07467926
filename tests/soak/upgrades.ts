// SPDX-License-Identifier: Apache-2.0
// One old state is built for real, lives, and is upgraded again and again: killed at any moment on the way, the next start
// has everything.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { STREET, login } from '../support/city.ts'
import { Client } from '../support/client.ts'
import { createNamed, dropNamed, namedUrl } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { type Place, Server, binary, newPlace, placeArgs } from '../support/server.ts'
import { type Part, type Soak, rounds, sound } from './part.ts'

/** A landed state, built for real; another: SOAK_FROM. */
const OLD = process.env.SOAK_FROM ?? 'c5d2e0b'
const DATABASE = 'soak_old'

/** The program of that commit, built once and kept under build/. */
function oldProgram(soak: Soak): string {
  const tree = join(soak.root, 'build', `soak-${OLD}`)
  const program = join(tree, 'build', 'shaodian')
  if (existsSync(program)) return program
  soak.say(`building ${OLD}`)
  mkdirSync(join(soak.root, 'build'), { recursive: true })
  execFileSync('git', ['-C', soak.root, 'clone', '-q', soak.root, tree], { stdio: 'pipe' })
  execFileSync('git', ['-C', tree, 'checkout', '-q', OLD], { stdio: 'pipe' })
  execFileSync('script/build', { cwd: tree, stdio: 'pipe' })
  return program
}

/** What the old program made of a demo city, and how many matters one street has there. */
async function oldPlace(program: string): Promise<{ place: Place; matters: number }> {
  const data = mkdtempSync(join(tmpdir(), 'shaodian-soak-'))
  const url = process.env.SHAODIAN_TEST_DB === 'postgres' ? namedUrl(DATABASE) : null
  if (url !== null) {
    dropNamed(DATABASE)
    createNamed(DATABASE)
  }
  const place = { data, url }
  const port = await freePort()
  const child = spawn(program, ['serve', '--demo', ...placeArgs(place), '--listen', `127.0.0.1:${port}`], {
    stdio: 'ignore',
  })
  const base = `http://127.0.0.1:${port}`
  for (let tries = 0; ; tries++) {
    if ((await fetch(`${base}/healthz`).catch(() => null))?.ok) break
    assert.ok(tries < 3000, 'the old program does not start')
    await sleep(100)
  }
  const matters = await count(await new Client(base).signIn(login('officer')))
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await ended
  return { place, matters }
}

async function count(client: Client): Promise<number> {
  let found = 0
  let cursor = ''
  do {
    const page = (await client.get(`/units/${STREET}/matters?limit=200${cursor}`)).ok()
    found += page.items.length
    cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : ''
  } while (cursor)
  return found
}

async function copied(place: Place): Promise<readonly [Place, () => void]> {
  const [copy, cleanup] = await newPlace()
  cpSync(place.data, copy.data, { recursive: true })
  if (copy.url === null) return [copy, cleanup]
  const name = /\/([^/?]+)(\?|$)/.exec(copy.url)![1]!
  dropNamed(name)
  createNamed(name, DATABASE)
  return [copy, cleanup]
}

/** Starts the new program on it and kills it after so long: it may be at the upgrade, before it or behind it. */
async function killedAfter(place: Place, ms: number): Promise<void> {
  const child = spawn(
    binary,
    ['serve', '--demo', ...placeArgs(place), '--listen', `127.0.0.1:${await freePort()}`],
    { stdio: 'ignore' },
  )
  const ended = new Promise((done) => child.once('exit', done))
  await sleep(ms)
  child.kill('SIGKILL')
  await ended
}

export const upgrades: Part = async (soak) => {
  const { place, matters } = await oldPlace(oldProgram(soak))
  const [whole, drop] = await copied(place)
  const begun = performance.now()
  await (await Server.start({ demo: true, place: whole, clock: null })).stop()
  const span = performance.now() - begun
  drop()
  soak.say(`an upgrade of it with its start takes ${span.toFixed(0)} ms`)
  let done = 0
  for (const round of rounds(soak)) {
    const [copy, cleanup] = await copied(place)
    for (let cut = 0; cut < soak.dice.between(1, 3); cut++)
      await killedAfter(copy, soak.dice.between(1, Math.ceil(span)))
    const server = await Server.start({ demo: true, place: copy, clock: null })
    const found = await count(await server.client().signIn(login('officer')))
    assert.equal(found, matters, `${found} matters of ${matters} after round ${round}`)
    assert.equal((await server.client().get('/setup')).ok().needed, false)
    await server.stop()
    sound(copy)
    cleanup()
    done = round
    if (round % 20 === 0) soak.say(`${round} interrupted upgrades`)
  }
  rmSync(place.data, { recursive: true, force: true })
  if (place.url !== null) dropNamed(DATABASE)
  return `${done} interrupted upgrades from ${OLD}: everything there each time`
}
