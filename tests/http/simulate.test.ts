// SPDX-License-Identifier: Apache-2.0
// A day lived by chance: what the one who lived it counted is what the record shows; nothing late was
// missed, nothing invented.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { type Place, Server, command, newPlace } from '../support/server.ts'

const WORDS = ['simulate', '--under', DISTRICT, '--days', '1', '--rate', '0.8', '--seed', '5', '--json']

let place: Place
let cleanup: () => void
let server: Server
let tally: Json
let began: number
const matters: Json[] = []
const received: Json[] = []
const sent: Json[] = []

async function demoPlace(): Promise<readonly [Place, () => void]> {
  const made = await newPlace(true)
  const filling = await Server.start({ demo: true, place: made[0] })
  await filling.stop()
  return made
}

async function all(client: Client, path: string): Promise<Json[]> {
  const items: Json[] = []
  let next: string | null = null
  do {
    const reply: Json = (
      await client.get(`${path}&limit=200${next ? `&cursor=${encodeURIComponent(next)}` : ''}`)
    ).ok()
    items.push(...reply.items)
    next = reply.next ?? null
  } while (next)
  return items
}

async function readUnit(unit: string): Promise<void> {
  const officer = await server.client().signIn(login('officer', unit))
  const since = (row: Json, name: string) => Date.parse(row[name] ?? 0) >= began
  for (const row of await all(officer, `/units/${unit}/matters?sort=opened`)) {
    if (since(row, 'opened_at')) matters.push((await officer.get(`/matters/${row.id}`)).ok())
  }
  received.push(
    ...(await all(officer, `/units/${unit}/dispatches?box=in`)).filter((row) => since(row, 'received_at')),
  )
  sent.push(
    ...(await all(officer, `/units/${unit}/dispatches?box=out`)).filter((row) => since(row, 'drafted_at')),
  )
}

before(async () => {
  ;[place, cleanup] = await demoPlace()
  const lived = command(place, ...WORDS)
  assert.equal(lived.status, 0, lived.stderr + lived.stdout)
  tally = JSON.parse(lived.stdout)
  began = Date.parse(tally.from)
  server = await Server.start({ place, clock: tally.until })
  const district = await server.client().signIn(login('officer', DISTRICT))
  const below = await all(district, `/units?under=${DISTRICT}`)
  const units = new Set([CITY, DISTRICT, ...below.map((unit) => unit.code as string)])
  assert.ok(units.size > 10)
  for (const unit of units) await readUnit(unit)
})
after(async () => {
  await server.stop()
  cleanup()
})

/** Whether it was done after its time, or is not done though its time is over. */
function past(due: string | undefined, done: string | undefined): boolean {
  return due !== undefined && due !== null && Date.parse(due) < Date.parse(done ?? tally.until)
}

describe('a simulated day', () => {
  it('went as its scripts have it', () => {
    assert.deepEqual(tally.failed, {})
    assert.ok(tally.done.opened >= 5, JSON.stringify(tally))
    assert.ok(tally.done.closed >= 1)
    assert.ok(Object.keys(tally.refused).length >= 1, 'some mistakes were made and refused')
  })

  it('opened what the record has, at each level', () => {
    const incidents = matters.filter((row) => row.kind === 'incident')
    assert.equal(incidents.length, tally.done.opened + tally.done['opened above'])
    assert.equal(matters.filter((row) => row.kind === 'task').length, tally.done['task opened'] ?? 0)
    assert.equal(incidents.filter((row) => row.state === 'dismissed').length, tally.done.dismissed ?? 0)
    const closed = (tally.done.closed ?? 0) + (tally.done['closed above'] ?? 0)
    assert.equal(incidents.filter((row) => row.state === 'closed').length, closed)
  })

  it('shows every time that was passed, and no other', () => {
    const late: Record<string, number> = {}
    for (const matter of matters) {
      for (const clock of [...matter.clocks, ...matter.obligations].filter((row: Json) => row.late))
        late[clock.name] = (late[clock.name] ?? 0) + 1
    }
    const { sign_for: _, confirm: __, answer: ___, ...planted } = tally.late
    assert.deepEqual(late, planted)
  })

  it('shows every dispatch that was signed for, answered or confirmed too late', () => {
    const signed = received.filter((row) => past(row.sign_due_at, row.signed_for_at ?? row.returned_at))
    const answered = received.filter((row) => past(row.answer_due_at, row.answered_at))
    const confirmed = sent.filter((row) => past(row.confirm_due_at, row.confirmed_at))
    assert.equal(signed.length, tally.late.sign_for ?? 0, 'signed for late')
    assert.equal(answered.length, tally.late.answer ?? 0, 'answered late')
    assert.equal(confirmed.length, tally.late.confirm ?? 0, 'confirmed late')
    assert.ok(received.length > 10 && sent.length > 10)
    assert.equal(received.filter((row) => row.state === 'returned').length, tally.done.returned ?? 0)
  })

  it('has a record that fits itself, and tables that equal it', async () => {
    const verified = command(place, 'audit', 'verify')
    assert.equal(verified.status, 0, verified.stdout + verified.stderr)
    const checked = command(place, 'rebuild', '--check')
    assert.equal(checked.status, 0, checked.stdout + checked.stderr)
  })
})

describe('simulate', () => {
  it('lives the same day for the same seed', async () => {
    const [other, remove] = await demoPlace()
    try {
      const lived = command(other, ...WORDS)
      assert.equal(lived.status, 0, lived.stderr)
      const again = JSON.parse(lived.stdout)
      for (const group of ['done', 'refused', 'late', 'failed'])
        assert.deepEqual(again[group], tally[group], group)
    } finally {
      remove()
    }
  })

  it('refuses a database that is no demo', async () => {
    const [empty, remove] = await newPlace()
    try {
      const plain = await Server.start({ place: empty })
      await plain.stop()
      const refused = command(empty, 'simulate')
      assert.equal(refused.status, 1)
      assert.match(refused.stderr, /no demo/)
      assert.equal(refused.stdout, '')
    } finally {
      remove()
    }
  })

  it('refuses words it does not understand', () => {
    for (const words of [
      ['--days', 'x'],
      ['--rate', '-1'],
      ['--under', '999999'],
      ['--seed', '1e99'],
    ]) {
      const refused = command(place, 'simulate', ...words)
      assert.notEqual(refused.status, 0, words.join(' '))
      assert.equal(refused.stdout, '')
      assert.ok(refused.stderr.length > 5)
    }
  })
})
