// SPDX-License-Identifier: Apache-2.0
// What need not be reported by rule: it rings for nobody and says why; a figure, a word or a flag that comes later takes
// it back and the times run from then; what was late or told already is for a person; nothing is silent unnamed.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

const MINUTE = 60_000
let server: Server
let now = 0
let officer: Client, leader: Client

async function onDuty(role: 'officer' | 'leader'): Promise<Client> {
  const client = await server.client().signIn(login(role, STREET))
  const reply = await client.post(`/units/${STREET}/watch`, { role })
  assert.ok(reply.status === 201 || reply.status === 409, reply.text)
  return client
}
async function pass(minutes: number): Promise<void> {
  now += minutes * MINUTE
  await server.moveClock(new Date(now))
}
async function opened(fields: Json): Promise<Json> {
  const body = { kind: 'incident', fields: { summary: '楼道水管渗漏，物业已到场', ...fields } }
  return (await officer.post(`/units/${STREET}/matters`, body)).ok(201)
}
const step = async (id: string, name: string, fields: Json = {}, note?: string): Promise<Json> =>
  (await officer.post(`/matters/${id}/steps/${name}`, { fields, note })).ok()
const running = (matter: Json): Json[] =>
  matter.obligations.filter((one: Json) => ['running', 'late'].includes(one.state))

before(async () => {
  server = await Server.start({ demo: true })
  officer = await onDuty('officer')
  now = Date.parse((await officer.get('/me')).ok().now)
})
after(() => server.stop())
// Time passes: who was signed in is so no longer.
beforeEach(async () => {
  officer = await onDuty('officer')
  leader = await onDuty('leader')
})

describe('need not be reported by rule', () => {
  it('a kind that a person named is silent, and says by which rule; closing needs no report', async () => {
    const matter = await opened({ kind: 'pipe_leak' })
    assert.deepEqual(matter.obligations, [])
    assert.equal(matter.exempt.rule, 'exempt.pipe_leak')
    assert.match(matter.exempt.label.zh, /渗漏/)
    assert.match(matter.exempt.label.en, /pipe/)
    assert.ok(matter.exempt.source)
    await step(matter.id, 'verify')
    const closed = await step(matter.id, 'close', { result: '已更换接头' })
    assert.equal(closed.state, 'closed')
  })

  it('what nobody named, or words hint at, is reported as all else', async () => {
    for (const fields of [
      {},
      { kind: 'other_accident' },
      { kind: 'pipe_leak', summary: '水管渗漏致路面塌陷' },
      { kind: 'pipe_leak', trapped: 1 },
      { kind: 'pipe_leak', sensitive: ['media'] },
    ]) {
      const matter = await opened(fields)
      assert.equal(matter.exempt, null, JSON.stringify(fields))
      assert.ok(running(matter).length > 0, JSON.stringify(fields))
    }
  })

  for (const [what, name, fields] of [
    ['a figure', 'follow_up', { light_injuries: 1 }],
    ['a flag', 'judge', { sensitive: ['place'] }],
    ['a word', 'correct', { summary: '水管渗漏，路面塌陷' }],
    ['another kind', 'correct', { kind: 'road_collapse' }],
    ['a level', 'judge', { level: 3, level_reason: '影响较大' }],
  ] as [string, string, Json][])
    it(`${what} that comes later takes it back, and the times run from then`, async () => {
      const matter = await opened({ kind: 'pipe_leak' })
      await pass(300)
      const later = await step(matter.id, name, fields, '情况有变')
      assert.equal(later.exempt, null)
      assert.ok(running(later).length > 0, JSON.stringify(later.obligations))
      for (const one of running(later)) {
        assert.equal(one.state, 'running')
        assert.equal(Date.parse(one.start_at), now)
      }
    })

  it('a kind that is named later ends what runs, but not what is late or was told', async () => {
    const early = await opened({})
    const named = await step(early.id, 'verify', { kind: 'pipe_leak' })
    assert.equal(named.exempt.rule, 'exempt.pipe_leak')
    assert.ok(named.obligations.every((one: Json) => one.state === 'waived' && one.why === 'exempt'))

    const late = await opened({})
    await pass(40)
    const after = await step(late.id, 'verify', { kind: 'pipe_leak' })
    assert.equal(after.exempt, null)
    assert.ok(running(after).length > 0)

    const told = await opened({})
    await step(told.id, 'phone_report', { to_unit: DISTRICT, to_person: '值班员', words: '水管渗漏' })
    const still = await step(told.id, 'verify', { kind: 'pipe_leak' })
    assert.equal(still.exempt, null)
  })

  it('is counted by unit; one in ten is put before the level above, who asks about what should have been reported', async () => {
    const inspector = await server.client().signIn(login('inspector', DISTRICT))
    const list = async (query: string): Promise<Json[]> =>
      (await inspector.get(`/units/${DISTRICT}/exempt?under=true&limit=200${query}`)).ok().items
    const count = async () => {
      const row = (await inspector.get(`/board?under=${STREET}`))
        .ok()
        .items.find((one: Json) => one.unit === STREET)
      return row.notes.find((one: Json) => one.name === 'exempt')?.count ?? 0
    }
    const before = await count()
    let drawn: Json[] = []
    let made = 0
    while (drawn.length === 0 && made < 150) {
      await opened({ kind: 'noise_nuisance', summary: '夜宵店噪声扰民' })
      made++
      drawn = (await list('&drawn=true')).filter((one) => !one.verdict)
    }
    assert.ok(drawn.length > 0, 'one in ten')
    assert.equal(await count(), before + made)
    const all = await list('')
    assert.ok(all.length > drawn.length)
    assert.ok(all.every((one) => one.unit === STREET && one.unit_name))
    const first = all.find((one) => one.rule === 'exempt.noise_nuisance')!
    assert.ok(first.rule_zh && first.rule_en)
    const one = drawn[0]!
    const look = (matter: string, body: Json) => inspector.post(`/units/${DISTRICT}/exempt/${matter}`, body)
    ;(await look(one.matter, { verdict: 'should_report' })).refused(422, undefined, 'words')
    ;(await look(one.matter, { verdict: 'fine' })).refused(422)
    const undrawn = all.find((row) => !row.drawn)
    if (undrawn) (await look(undrawn.matter, { verdict: 'seen' })).refused(404, 'not_drawn')
    ;(await officer.post(`/units/${STREET}/exempt/${one.matter}`, { verdict: 'seen' })).refused(403)
    ;(await look(one.matter, { verdict: 'seen' })).ok()
    assert.equal((await list('')).find((row) => row.matter === one.matter)!.verdict, 'seen')
    ;(await look(one.matter, { verdict: 'should_report', words: '多次投诉，应当上报' })).ok()
    await officer.settle()
    const own = (await officer.get(`/units/${STREET}/exempt`)).ok().items as Json[]
    assert.equal(own.find((row) => row.matter === one.matter)!.verdict, 'should_report')
    const asked = (await officer.get(`/units/${STREET}/dispatches?box=in`)).ok().items as Json[]
    assert.ok(
      asked.some((item) => item.title.includes(one.number)),
      JSON.stringify(asked),
    )
    ;(await officer.get(`/units/${STREET}/exempt?under=true`)).refused(403)
  })

  it('the leader’s decision is taken back in the same way', async () => {
    const matter = await opened({ kind: 'other_accident' })
    const waived = await leader.post(`/matters/${matter.id}/steps/not_reportable`, {
      fields: {},
      note: '小事',
    })
    assert.equal(running(waived.ok()).length, 0)
    assert.equal(waived.ok().exempt, null)
    await pass(300)
    const later = await step(matter.id, 'follow_up', { deaths: 1 })
    assert.ok(running(later).length > 0)
    for (const one of running(later)) assert.equal(Date.parse(one.start_at), now)
  })
})
