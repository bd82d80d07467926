// SPDX-License-Identifier: Apache-2.0
// A district calls for rosters by a date; a street files, another does not; who has and who has not is seen.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
let leader: Client, other: Client, district: Client, now = 0
const day = (n: number): string => new Date(now + 8 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10)
const at = (n: number): string => new Date(now + n * 3_600_000).toISOString()

async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(50)
  }
  throw new Error(`in vain: ${what}`)
}

async function people(client: Client, unit: string, role: string): Promise<string[]> {
  const items = (await client.get(`/units/${unit}/people`)).ok().items as Json[]
  return items.filter((one) => one.roles.includes(role)).map((one) => one.id)
}

/** A roster of these days, every shift by the same leader and officer in turn, published. */
async function publish(client: Client, unit: string, from: string, to: string): Promise<Json> {
  const leaders = await people(client, unit, 'leader')
  const officers = await people(client, unit, 'officer')
  const draft = (await client.post(`/units/${unit}/rosters`, { from_day: from, to_day: to })).ok(201)
  const changes = (draft.shifts as Json[]).map((shift, i) => ({ shift: shift.id, person: shift.role === 'leader' ? leaders[i % leaders.length] : officers[i % officers.length] }))
  ;(await client.post(`/rosters/${draft.id}/changes`, { changes })).ok()
  return (await client.post(`/rosters/${draft.id}/publish`, { reason: '演练' })).ok()
}

async function keepsDuty(client: Client, unit: string): Promise<void> {
  const posts = [{ post: 'duty_leader', pattern: 'h24', engagements: ['staff', 'contract', 'seconded'] }, { post: 'primary_duty', pattern: 'h24', engagements: ['staff', 'contract', 'seconded'] }]
  ;(await client.call('PUT', `/units/${unit}/duty-posts`, { posts })).ok()
}

async function signIn(): Promise<void> {
  leader = await server.client().signIn(login('leader'))
  other = await server.client().signIn(login('leader', OTHER_STREET))
  district = await server.client().signIn(login('leader', DISTRICT))
}

before(async () => {
  server = await Server.start({ demo: true })
  await signIn()
  now = Date.parse((await leader.get('/me')).ok().now ?? '2026-03-04T02:40:00+08:00')
  await keepsDuty(leader, STREET)
  await keepsDuty(other, OTHER_STREET)
})
after(async () => server?.stop())

describe('filing', () => {
  let call = '', ask: Json

  it('is called for by a date, and each unit below is told', async () => {
    const wrong = await district.post(`/units/${DISTRICT}/filing-calls`, { title: '清明节', from_day: day(20), to_day: day(10), due_at: at(48) })
    assert.equal(wrong.status, 422)
    assert.equal(wrong.json.fields[0].name, 'to_day')
    assert.equal((await leader.post(`/units/${DISTRICT}/filing-calls`, { title: '清明节', from_day: day(10), to_day: day(13), due_at: at(48) })).status, 403)
    const made = (await district.post(`/units/${DISTRICT}/filing-calls`, { title: '清明节', from_day: day(10), to_day: day(13), due_at: at(48) })).ok(201)
    call = made.id
    assert.ok(made.called >= 2)
    ask = await eventually('the call at the street', async () => ((await leader.get(`/units/${STREET}/filing-asks`)).ok().items as Json[]).find((one) => one.call === call))
    assert.equal(ask.title, '清明节')
    assert.equal(ask.caller, DISTRICT)
    assert.equal(ask.filed_at ?? null, null)
  })

  it('is met only when every day is covered', async () => {
    const draft = (await leader.post(`/units/${STREET}/rosters`, { from_day: day(10), to_day: day(11) })).ok(201)
    assert.equal((await leader.post(`/rosters/${draft.id}/file`, {})).json.code, 'wrong_state')
    ;(await leader.post(`/rosters/${draft.id}/discard`, {})).ok()
    const first = await publish(leader, STREET, day(10), day(11))
    const filed = (await leader.post(`/rosters/${first.id}/file`, {})).ok()
    assert.ok(filed.filed_at)
    const row = await eventually('the first half', async () => ((await district.get(`/filing?call=${call}`)).ok().items as Json[]).find((one) => one.unit === STREET && one.state !== 'missing'))
    assert.equal(row.state, 'partial')
    const second = await publish(leader, STREET, day(12), day(13))
    ;(await leader.post(`/rosters/${second.id}/file`, {})).ok()
    const all = await eventually('the second half', async () => {
      const reply = (await district.get(`/filing?call=${call}&under=${STREET}`)).ok()
      return (reply.items as Json[])[0].state === 'filed' ? reply : undefined
    })
    assert.equal(all.missing, 0)
    const dispatch = (await district.get(`/dispatches/${(all.items as Json[])[0].dispatch}`)).ok()
    assert.equal(dispatch.type, 'roster_filing')
    assert.equal(dispatch.carried.fields.shifts.length, 4)
    assert.ok(((await leader.get(`/units/${STREET}/filing-asks`)).ok().items as Json[])[0].filed_at)
  })

  it('leaves who has not filed on the list, and rings when it is due', async () => {
    await server.moveClock(new Date(now + 49 * 3_600_000))
    await signIn()
    const reply = (await district.get(`/filing?call=${call}`)).ok()
    assert.equal(reply.over, true)
    assert.equal((reply.items as Json[]).find((one) => one.unit === OTHER_STREET)?.state, 'missing')
    assert.ok(((await district.get(`/units/${DISTRICT}/notices`)).ok().items as Json[]).some((one) => one.word === 'filing.missing'))
    const late = await publish(other, OTHER_STREET, day(10), day(13))
    ;(await other.post(`/rosters/${late.id}/file`, {})).ok()
    await eventually('the late one', async () => ((await district.get(`/filing?call=${call}`)).ok().items as Json[]).find((one) => one.unit === OTHER_STREET && one.state === 'late'))
  })
})

describe('the monthly sheet', () => {
  it('counts who stood, and what rest is owed and taken', async () => {
    await server.moveClock(new Date(now + 15 * 86_400_000))
    await signIn()
    const month = day(12).slice(0, 7)
    const sheet = (await leader.get(`/units/${STREET}/duty-sheet?month=${month}`)).ok()
    const items = sheet.items as Json[]
    assert.equal(items.reduce((sum, one) => sum + one.shifts, 0), items.reduce((sum, one) => sum + one.nights, 0))
    assert.equal(sheet.rule.name, 'usual')
    const person = items[0]
    ;(await leader.post(`/units/${STREET}/rest-days`, { person: person.person, day: day(14) })).ok(201)
    assert.equal((await leader.post(`/units/${STREET}/rest-days`, { person: person.person, day: day(14) })).json.code, 'taken_already')
    const after = ((await leader.get(`/units/${STREET}/duty-sheet?month=${day(14).slice(0, 7)}`)).ok().items as Json[]).find((one) => one.person === person.person)
    assert.equal(after?.taken_tenths, 10)
    assert.equal(after?.balance_tenths, person.balance_tenths - 10)
    const csv = await leader.get(`/units/${STREET}/duty-sheet?month=${month}&format=csv`)
    assert.match(csv.text, /姓名,班次,夜班/)
  })
})
