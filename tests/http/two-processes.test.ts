// SPDX-License-Identifier: Apache-2.0
// Two servers on one PostgreSQL database: each hears what the other commits, nothing is done twice, one may fall.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, type Json } from '../support/client.ts'
import { engine } from '../support/database.ts'
import { Listener } from '../support/listener.ts'
import { openByLine } from '../support/people.ts'
import { NIGHT, Server, command } from '../support/server.ts'
import { quickest } from '../support/until.ts'

const later = (minutes: number) => new Date(Date.parse(NIGHT) + minutes * 60_000)
const question = (text: string) => ({ kind: 'inquiry', fields: { question: text, asked_of: '水利站' } })

describe('two processes on one database', { skip: engine === 'postgres' ? false : 'PostgreSQL only' }, () => {
  let one: Server
  let two: Server
  let here: Client
  let there: Client

  before(async () => {
    one = await Server.start({ demo: true })
    two = await Server.start({ demo: true, place: one.place })
    here = await one.client().signIn(login('officer'))
    there = await two.client().signIn(login('officer'))
  })
  after(async () => {
    await two.stop().finally(() => one.stop())
  })

  const open = async (client: Client, text: string) =>
    (await client.post(`/units/${STREET}/matters`, question(text))).ok(201).id as string

  /** All lines of a unit's journal, after a seq. */
  async function lines(client: Client, unit: string, after = 0): Promise<Json[]> {
    const found: Json[] = []
    for (let next: number | undefined = after; next !== undefined;) {
      const page: Json = (await client.get(`/units/${unit}/journal?after=${next}&limit=500`)).ok()
      for (const line of page.items) found.push(JSON.parse(line.text))
      next = page.next
    }
    return found
  }

  it('hear each other by the bell, not by looking every two seconds', async () => {
    const ears = [await Listener.open(here), await Listener.open(there)] as const
    for (const [name, writer, ear] of [
      ['one', there, ears[0]],
      ['two', here, ears[1]],
    ] as const) {
      const hear = async (round: string) => {
        const id = await open(writer, `${name} ${round}`)
        await ear.until((event) => event.data.subject === id)
      }
      await hear('begins')
      // Each begins right after a look, if there were looks only: none would take less than two seconds.
      const took = await quickest(() => hear('again'))
      assert.ok(took < 1500, `${name}: ${took} ms`)
    }
    ears.forEach((ear) => ear.close())
  })

  it('each tell every event once and in its order, though both write to one unit at once', async () => {
    const ears = [await Listener.open(here), await Listener.open(there)]
    const before = await here.head(STREET)
    const ids = await Promise.all(
      Array.from({ length: 24 }, (_, n) => open(n % 2 ? here : there, `同时${n}`)),
    )
    assert.equal(new Set(ids).size, 24)
    const after = await there.head(STREET)
    for (const ear of ears) {
      await ear.until((event) => event.data.unit === STREET && event.data.seq === after.seq)
      const heard = ear.heard
        .filter((event) => event.data.unit === STREET && event.data.seq > before.seq)
        .map((event) => event.data.seq)
      assert.deepEqual(
        heard,
        [...heard].sort((a, b) => a - b),
        'in order',
      )
      assert.equal(new Set(heard).size, heard.length, 'once')
      for (const id of ids)
        assert.ok(
          ear.heard.some((event) => event.data.subject === id),
          id,
        )
      ear.close()
    }
  })

  it('take one of two that go by the same tag or key', async () => {
    const id = await open(here, '同一标记')
    const headers = { 'if-match': (await here.get(`/matters/${id}`)).headers.get('etag')! }
    const urge = (client: Client) => client.post(`/matters/${id}/steps/urge`, { note: '催' }, { headers })
    assert.deepEqual(
      (await Promise.all([urge(here), urge(there)])).map((answer) => answer.status).sort(),
      [200, 412],
    )

    const key = { headers: { 'idempotency-key': 'two-doors-1' } }
    const ask = (client: Client) => client.post(`/units/${STREET}/matters`, question('两扇门'), key)
    const answers = await Promise.all([ask(here), ask(there)])
    const made = answers.filter((answer) => answer.status === 201).map((answer) => answer.json.id)
    assert.equal(new Set(made).size, 1)
    for (const answer of answers) if (answer.status !== 201) answer.refused(409, 'in_flight')
    assert.equal((await ask(there)).ok(201).id, made[0])
  })

  it('know the same sessions: one that is revoked here loses its stream there', async () => {
    const away = one.client()
    away.cookie = (await two.client().signIn(login('head'))).cookie
    const own = (await away.get('/me')).ok()
    assert.equal(own.account, login('head'))
    const moved = two.client()
    moved.cookie = away.cookie
    const ear = await Listener.open(moved)
    const secadmin = await one.client().signIn(login('secadmin'))
    const row = ((await away.get('/sessions')).ok().items as Json[]).find((session) => session.current)!
    ;(await secadmin.delete(`/units/${STREET}/sessions/${row.id}`)).ok()
    ;(await moved.get('/me')).refused(401, 'signed_out')
    await ear.until((event) => event.event === 'end')
    await ear.ended()
  })

  it('serve a clock once and carry a dispatch once', async () => {
    const auditor = await one.client().signIn(login('auditor'))
    const inspector = await two.client().signIn(login('auditor', OTHER_STREET))
    const marks = [(await here.head(STREET)).seq, (await inspector.head(OTHER_STREET)).seq] as const
    const id = await open(here, '两个钟')
    const notice = { type: 'inquiry', title: '两个邮差', body: '明日降温', to: [OTHER_STREET], send: true }
    const sent = (await there.post(`/units/${STREET}/dispatches`, notice)).ok(201).id
    await Promise.all([one.moveClock(later(200)), two.moveClock(later(200))])

    const ours = await lines(auditor, STREET, marks[0])
    const rang = ours.filter((line) => line.kind === 'clock.rang')
    const stages = rang.filter((line) => line.subject === id).map((line) => JSON.stringify(line.body))
    assert.ok(stages.length >= 3, `warned, late and told: ${stages.join(' ')}`)
    const names = rang.map((line) => `${line.subject} ${JSON.stringify(line.body)}`)
    assert.equal(new Set(names).size, names.length, 'none rang twice')
    const count = (kind: string, of: Json[], subject?: string) =>
      of.filter((line) => line.kind === kind && (!subject || line.subject === subject)).length
    assert.equal(count('dispatch.delivered', ours, sent), 1)
    const theirs = (await lines(inspector, OTHER_STREET, marks[1])).filter((line) =>
      JSON.stringify(line).includes(sent),
    )
    assert.equal(count('dispatch.received', theirs), 1)
  })

  it('go on when the other is killed: what it acknowledged is there, and the record holds', async () => {
    const third = await Server.start({ demo: true, place: one.place, clock: later(200).toISOString() })
    const doomed = await third.client().signIn(login('officer'))
    const ear = await Listener.open(here)
    const acknowledged: string[] = []
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let turn = 0; ; turn++) {
        const reply = await openByLine(doomed, STREET, `断电前 ${writer}-${turn}`, {}).catch(() => null)
        if (reply === null) return
        acknowledged.push(reply.ok(201).id)
      }
    })
    while (acknowledged.length < 12) await open(here, '照常')
    await third.kill()
    await Promise.all(writers)
    for (const id of acknowledged) {
      await ear.until((event) => event.data.subject === id)
      ;(await here.get(`/matters/${id}`)).ok()
    }
    const next = await open(here, '另一个还在')
    await ear.until((event) => event.data.subject === next)
    ear.close()
    const verified = command(one.place, 'audit', 'verify')
    assert.equal(verified.status, 0, verified.stderr)
    const rebuilt = command(one.place, 'rebuild', '--check')
    assert.equal(rebuilt.status, 0, rebuilt.stderr)
  })
})
