// SPDX-License-Identifier: Apache-2.0
// What a county writes into DATA/catalog/duty and calendar: it counts, or it is refused by file, line and reason.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import { type Place, Server, command, newPlace } from '../support/server.ts'

const left: (() => void)[] = []
after(() => {
  for (const remove of left) remove()
})

const builtin = (path: string) => readFileSync(join(import.meta.dirname, '..', '..', 'catalog', path), 'utf8')

function put(folder: string, path: string, text: string) {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** A demo city whose operator has a file of their own. */
async function withFile(path: string, text: string): Promise<Place> {
  const [home, cleanup] = await newPlace(true)
  left.push(cleanup)
  put(join(home.data, 'catalog'), path, text)
  return home
}

/** How long there is to answer by night, and what the server said at its start. */
async function nightMinutes(home: Place): Promise<[number, string]> {
  const server = await Server.start({ place: home })
  const officer = await server.client().signIn(login('officer'))
  const rules = (await officer.get(`/units/${STREET}/presence-rules`)).ok()
  await server.stop()
  return [rules.night_minutes, server.log()]
}

describe('a file of duty of one’s own', () => {
  it('one that is right counts', async () => {
    const home = await withFile(
      'duty/presence.json',
      builtin('duty/presence.json').replace('"night_minutes": 10', '"night_minutes": 25'),
    )
    const checked = command(home, 'catalog', 'check')
    assert.equal(checked.status, 0, checked.stdout)
    assert.equal((await nightMinutes(home))[0], 25)
  })

  it('one that is wrong is refused with file, line and reason, and the server serves by the one built in', async () => {
    const text = builtin('duty/presence.json').replace('"night_minutes": 10', '"night_minute": 25')
    const at = text.split('\n').findIndex((row) => row.includes('night_minute"')) + 1
    const home = await withFile('duty/presence.json', text)
    const done = command(home, 'catalog', 'check')
    assert.equal(done.status, 1)
    assert.match(done.stderr, /fault/)
    assert.match(
      done.stdout,
      new RegExp(`presence\\.json:${at}: challenge/night_minute: there is no such member`),
    )
    assert.match(done.stdout, /presence\.json:\d+: challenge: "night_minutes" is missing/)
    const [minutes, log] = await nightMinutes(home)
    assert.equal(minutes, 10)
    assert.match(log, new RegExp(`presence\\.json:${at}: `))
  })

  const wrong: [string, string, string, RegExp][] = [
    [
      'duty/handover.json',
      '"sign_minutes": 30',
      '"sign_minutes": "30"',
      /handover\.json:5: sign_minutes: must be a whole number/,
    ],
    [
      'duty/patterns.json',
      '"hours": 24',
      '"hours": 240',
      /patterns\.json: pattern "h24": shift "day24": "hours" is 1 to 72/,
    ],
    ['duty/reach.json', '"to": "21:00"', '"to": "9pm"', /reach\.json:\d+: to: must be a time of day/],
    [
      'calendar/cn-2026.json',
      '"day": "2026-01-01"',
      '"day": "2025-01-01"',
      /cn-2026\.json:6: holidays\/0\/day: no day of 2026/,
    ],
    [
      'calendar/cn-2026.json',
      '"workdays":',
      '"workday":',
      /cn-2026\.json:40: workday: there is no such member/,
    ],
  ]
  for (const [path, from, to, said] of wrong) {
    it(`${path} with ${to} is refused`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'shaodian-test-'))
      left.push(() => rmSync(folder, { recursive: true, force: true }))
      const text = builtin(path)
      assert.ok(text.includes(from))
      put(folder, path, text.replace(from, to))
      const done = command({ data: folder, url: null }, 'catalog', 'check', folder)
      assert.equal(done.status, 1)
      assert.match(done.stdout, said)
    })
  }
})
