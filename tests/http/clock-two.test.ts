// SPDX-License-Identifier: Apache-2.0
// Two servers on one PostgreSQL database, and the clock of one of them jumps: each judges itself, what each writes says
// by which time, nothing rings twice, and a person's word reaches the one that was asked.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { engine } from '../support/database.ts'
import { NIGHT, Server } from '../support/server.ts'

const HOUR = 3_600_000
const iso = (at: number) => new Date(at).toISOString()

describe('of two processes one is held', { skip: engine === 'postgres' ? false : 'PostgreSQL only' }, () => {
  let one: Server, two: Server
  let here: Client, there: Client, auditor: Client
  let now = Date.parse(NIGHT)

  before(async () => {
    one = await Server.start({ demo: true })
    two = await Server.start({ demo: true, place: one.place })
    here = await one.client().signIn(login('officer'))
    there = await two.client().signIn(login('officer'))
    auditor = await one.client().signIn(login('auditor', CITY))
  })
  after(async () => {
    await two.stop().finally(() => one.stop())
  })

  const clock = async (server: Server) => (await server.client().get('/clock')).ok()
  const line = async (client: Client, text: string): Promise<Json> => {
    const { id } = (await client.post(`/units/${STREET}/log`, { type: 'other', text })).ok(201)
    return (await here.get(`/units/${STREET}/log`)).ok().items.find((row: Json) => row.id === id)
  }
  async function events(reader: Client, unit: string, from: number): Promise<Json[]> {
    const page = (await reader.get(`/units/${unit}/journal?after=${from}&limit=500`)).ok()
    return page.items.map((row: Json) => JSON.parse(row.text))
  }

  it('the other goes on by its own, and what each writes says by which', async () => {
    const from = (await auditor.head(CITY)).seq
    const held = (await two.client().post('/clock', { wall: iso(now + 8 * HOUR) })).ok()
    assert.deepEqual([held.state, held.cause, Date.parse(held.now)], ['held', 'jumped', now])
    assert.equal((await clock(one)).state, 'trusted')
    assert.deepEqual(
      [(await here.get('/healthz')).json.clock, (await there.get('/healthz')).json.clock].map(
        (word) => word ?? 'trusted',
      ),
      ['trusted', 'held'],
    )
    assert.equal((await line(there, '在被保持的一边')).clock_mark, 'held')
    assert.equal((await line(here, '在另一边')).clock_mark, undefined)
    // Both took the same minute: the held one goes by the time since boot.
    const rows = (await here.get(`/units/${STREET}/log`)).ok().items as Json[]
    assert.deepEqual(
      new Set(rows.filter((row) => /边$/.test(row.text)).map((row) => Date.parse(row.at))),
      new Set([now]),
    )
    const said = (await events(auditor, CITY, from)).filter((event) => event.subject === 'time')
    assert.deepEqual(
      said.map((event) => [event.kind, event.body.cause]),
      [['time.doubted', 'jumped']],
      'the one that is well says nothing of the other',
    )
  })

  it('what falls due rings once, at its own minute', async () => {
    const open = (
      await here.post(`/units/${STREET}/matters`, {
        kind: 'inquiry',
        fields: { question: '何时', asked_of: '水利站' },
      })
    ).ok(201)
    const due = Date.parse(open.clocks[0].due_at)
    const from = (await here.head(STREET)).seq
    now = due + 60_000
    await one.moveClock(iso(now))
    await two.moveClock(iso(now))
    const rang = (await events(here, STREET, from)).filter(
      (event) => event.kind === 'clock.rang' && event.subject === open.id && event.body.word === 'late',
    )
    assert.deepEqual(
      rang.map((event) => event.at),
      [due],
    )
    assert.equal((await clock(two)).state, 'held')
    assert.equal((await clock(one)).state, 'trusted')
  })

  it('a word said to the one that is well helps the held one nothing; said there it does, and no unit is put back', async () => {
    const from = (await auditor.head(CITY)).seq
    const word = (server: Server, right: string) =>
      server
        .client()
        .signIn(login('sysadmin', CITY))
        .then((admin) => admin.post(`/units/${CITY}/clock/confirm`, { right, reason: '已对时' }))
    ;(await word(one, 'held')).refused(409, 'clock_not_held')
    ;(await word(one, 'wall')).ok()
    assert.equal((await clock(two)).state, 'held')
    ;(await word(two, 'held')).ok()
    assert.deepEqual([(await clock(two)).state, (await clock(two)).cause], ['held', 'held_right'])
    assert.equal((await two.client().post('/clock', { wall: iso(now) })).ok().state, 'trusted')
    assert.equal((await line(there, '对时之后')).clock_mark, undefined)
    const said = await events(auditor, CITY, from)
    assert.ok(said.every((event) => event.kind !== 'time.corrected'))
    const done = one.command('audit', 'verify')
    assert.equal(done.status, 0, done.stdout + done.stderr)
  })
})
