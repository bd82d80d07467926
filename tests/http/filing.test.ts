// SPDX-License-Identifier: Apache-2.0
// A district calls for rosters by a date; a street files, another does not; who has and who has not is seen.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
let leader: Client,
  other: Client,
  district: Client,
  now = 0
const day = (n: number): string => new Date(now + 8 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10)
const at = (n: number): string => new Date(now + n * 3_600_000).toISOString()

/** What a list has of it once the postman has been. */
async function found(client: Client, path: string, fits: (one: Json) => boolean): Promise<Json> {
  await client.settle()
  const items = (await client.get(path)).ok().items as Json[]
  const one = items.find(fits)
  assert.ok(one, `${path}: ${JSON.stringify(items)}`)
  return one
}

/** The published rosters of a unit, the earliest first. */
async function published(client: Client, unit: string): Promise<Json[]> {
  const items = (await client.get(`/units/${unit}/rosters?state=published`)).ok().items as Json[]
  return items.sort((one, other) => one.from_day.localeCompare(other.from_day))
}

/** By when the board says that the unit has a roster to file. */
async function dueOnBoard(unit: string): Promise<string | null> {
  const rows = (await district.get(`/board?under=${DISTRICT}`)).ok().items as Json[]
  const notes = (rows.find((row) => row.unit === unit)?.notes ?? []) as Json[]
  const due = notes.find((note) => note.name === 'filing_due')?.at
  return due ? new Date(due).toISOString() : null
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
})
after(async () => server?.stop())

describe('the monthly sheet', () => {
  it('counts who stood, and what rest is owed and taken', async () => {
    const month = day(0).slice(0, 7)
    const sheet = (await leader.get(`/units/${STREET}/duty-sheet?month=${month}`)).ok()
    const items = sheet.items as Json[]
    assert.ok(items.length > 1)
    for (const one of items)
      assert.equal(one.shifts, one.workdays + one.rest_days + one.holidays + one.statutory)
    assert.equal(sheet.rule.name, 'usual')
    const person = items[0]
    ;(await leader.post(`/units/${STREET}/rest-days`, { person: person.person, day: day(0) })).ok(201)
    ;(await leader.post(`/units/${STREET}/rest-days`, { person: person.person, day: day(0) })).refused(
      409,
      'taken_already',
    )
    const found = (
      (await leader.get(`/units/${STREET}/duty-sheet?month=${month}`)).ok().items as Json[]
    ).find((one) => one.person === person.person)
    assert.equal(found.taken_tenths, 10)
    assert.equal(found.balance_tenths, person.balance_tenths - 10)
    const rests = `/units/${STREET}/rest-days?from=${day(0)}&to=${day(0)}`
    const [taken] = (await leader.get(rests)).ok().items as Json[]
    assert.deepEqual(
      [taken.person, taken.day, taken.tenths, taken.name],
      [person.person, day(0), 10, person.name],
    )
    assert.equal(
      (await leader.get(`/units/${STREET}/rest-days?from=${day(1)}&to=${day(2)}`)).ok().items.length,
      0,
    )
    ;(await leader.get(`/units/${STREET}/rest-days?from=today&to=${day(0)}`)).refused(422, undefined, 'from')
    await unmoved(leader, STREET, async () =>
      (await other.call('DELETE', `/units/${STREET}/rest-days/${taken.id}`)).refused(403),
    )
    ;(await leader.call('DELETE', `/units/${STREET}/rest-days/${taken.id}`)).ok()
    ;(await leader.call('DELETE', `/units/${STREET}/rest-days/${taken.id}`)).refused(404)
    assert.deepEqual((await leader.get(rests)).ok().items, [])
    ;(
      await leader.post(`/units/${STREET}/rest-days`, {
        person: person.person,
        day: day(0),
        half: true,
        note: '夜班后',
      })
    ).ok(201)
    const half = (await leader.get(rests)).ok().items[0] as Json
    assert.deepEqual([half.tenths, half.note], [5, '夜班后'])
    ;(await leader.get(`/units/${STREET}/duty-sheet?month=2026-13`)).refused(422, undefined, 'month')
    assert.match(
      (await leader.get(`/units/${STREET}/duty-sheet?month=${month}&format=csv`)).text,
      /name,shifts,nights,workdays/,
    )
  })
})

describe('filing', () => {
  let call = '',
    mine: Json[],
    from = '',
    to = ''

  it('is called for by a date, and each unit below is told', async () => {
    mine = await published(leader, STREET)
    from = mine[0].to_day
    to = mine[1].from_day
    const asked = { title: '清明节', from_day: from, to_day: to, due_at: at(1) }
    ;(
      await district.post(`/units/${DISTRICT}/filing-calls`, { ...asked, from_day: to, to_day: from })
    ).refused(422, undefined, 'to_day')
    ;(await leader.post(`/units/${DISTRICT}/filing-calls`, asked)).refused(403)
    assert.equal(await dueOnBoard(STREET), null, 'nobody has called yet')
    const made = (await district.post(`/units/${DISTRICT}/filing-calls`, asked)).ok(201)
    call = made.id
    assert.ok(made.called >= 2)
    const ask = await found(leader, `/units/${STREET}/filing-asks`, (one) => one.call === call)
    assert.equal(ask.title, '清明节')
    assert.equal(ask.caller, DISTRICT)
    assert.equal(ask.filed_at ?? null, null)
    assert.equal(await dueOnBoard(STREET), asked.due_at)
    assert.equal(await dueOnBoard(DISTRICT), null)
  })

  it('is met only when every day is covered', async () => {
    assert.ok((await leader.post(`/rosters/${mine[0].id}/file`, {})).ok().filed_at)
    const row = await found(
      district,
      `/filing?call=${call}`,
      (one) => one.unit === STREET && one.state !== 'missing',
    )
    assert.equal(row.state, 'partial')
    ;(await leader.post(`/rosters/${mine[1].id}/file`, {})).ok()
    await district.settle()
    const all = (await district.get(`/filing?call=${call}&under=${STREET}`)).ok()
    assert.equal(all.items[0].state, 'filed')
    assert.equal(all.missing, 0)
    const dispatch = (await district.get(`/dispatches/${all.items[0].dispatch}`)).ok()
    assert.equal(dispatch.type, 'roster_filing')
    assert.ok(dispatch.carried.fields.shifts.length > 28)
    assert.ok(((await leader.get(`/units/${STREET}/filing-asks`)).ok().items as Json[])[0].filed_at)
    assert.equal(await dueOnBoard(STREET), null)
  })

  it('leaves who has not filed on the list, and shows who was late', async () => {
    await server.moveClock(new Date(now + 61 * 60_000))
    await signIn()
    const reply = (await district.get(`/filing?call=${call}`)).ok()
    assert.equal(reply.over, true)
    assert.equal((reply.items as Json[]).find((one) => one.unit === OTHER_STREET)?.state, 'missing')
    assert.ok((await district.get(`/units/${DISTRICT}/notices`)).text.includes('filing.missing'))
    assert.equal(await dueOnBoard(OTHER_STREET), at(1))
    for (const roster of await published(other, OTHER_STREET))
      (await other.post(`/rosters/${roster.id}/file`, {})).ok()
    await found(district, `/filing?call=${call}`, (one) => one.unit === OTHER_STREET && one.state === 'late')
    assert.equal(await dueOnBoard(OTHER_STREET), null)
  })

  it('asks for no more attention once its days have passed, and stays on record as never filed', async () => {
    const signAbove = () => server.client().signIn(login('leader', '430103'))
    let above = await signAbove()
    const boardDue = async () =>
      ((await above.get('/board?under=430103')).ok().items as Json[])
        .find((row) => row.unit === '430103002')
        ?.notes.find((note: Json) => note.name === 'filing_due')?.at ?? null
    const made = (
      await above.post('/units/430103/filing-calls', {
        title: '当天',
        from_day: day(0),
        to_day: day(0),
        due_at: at(3),
      })
    ).ok(201)
    await above.settle()
    assert.ok(await boardDue())
    const noted = ((await above.get('/board?under=430103')).ok().items as Json[])
      .find((row) => row.unit === '430103002')
      ?.notes.find((note: Json) => note.name === 'filing_due')
    assert.equal(noted.amiss, true, 'worth a look from a day before it is due')
    await server.moveClock(new Date(now + 4 * 3_600_000))
    above = await signAbove()
    assert.ok(await boardDue(), 'late, and its day is not over')
    await server.moveClock(new Date(Date.parse(`${day(1)}T00:01:00+08:00`)))
    above = await signAbove()
    assert.equal(await boardDue(), null)
    const below = await server.client().signIn(login('leader', '430103002'))
    const ask = ((await below.get('/units/430103002/filing-asks')).ok().items as Json[]).find(
      (one) => one.call === made.id,
    )
    assert.ok(ask.lapsed_at && !ask.filed_at)
    assert.equal(
      ((await above.get(`/filing?call=${made.id}`)).ok().items as Json[]).find(
        (one) => one.unit === '430103002',
      )?.state,
      'missing',
    )
  })
})
