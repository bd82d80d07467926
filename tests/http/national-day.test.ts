// SPDX-License-Identifier: Apache-2.0
// A whole city before National Day 2026: the city calls for rosters, more than 170 units draw up, publish and file theirs, and a month
// ahead it sees every gap with its minute and who has not filed. The same night it finds who signed for a colleague.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

const FROM = '2026-09-01',
  TO = '2026-10-07',
  HOLIDAY = '2026-10-01'
const AT_ONCE = 4
const minute = 60_000
let now = Date.parse('2026-09-01T08:00:00+08:00')
let server: Server
let city: Client
let units: string[] = []
let call = ''
/** Those that file nothing, and the day on which others leave the officer's post to nobody. */
let idle: string[] = []
const holes = new Map<string, string>()

async function each<T>(list: T[], act: (one: T) => Promise<void>): Promise<void> {
  const left = [...list]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = left.pop(); one !== undefined; one = left.pop()) await act(one)
    }),
  )
}
const as = (role: Parameters<typeof login>[0], unit: string): Promise<Client> =>
  server.client().signIn(login(role, unit))
async function pass(minutes: number): Promise<void> {
  now += minutes * minute
  await server.moveClock(new Date(now))
}
const officersShift = (roster: Json, day: string): Json =>
  (roster.shifts as Json[]).find((one) => one.post === 'primary_duty' && one.day === day)

before(async () => {
  server = await Server.start({ demo: true, clock: new Date(now).toISOString() })
  city = await as('leader', CITY)
})
after(() => server?.stop())

describe('a city', () => {
  it('calls every unit below for its rosters until a day', async () => {
    const asked = {
      title: '国庆节',
      from_day: HOLIDAY,
      to_day: TO,
      due_at: new Date(now + 3 * 60 * minute).toISOString(),
    }
    const made = (await city.post(`/units/${CITY}/filing-calls`, asked)).ok(201)
    call = made.id
    units = ((await city.get(`/filing?call=${call}`)).ok().items as Json[]).map((one) => one.unit)
    assert.equal(units.length, made.called)
    assert.ok(units.length > 170, `${units.length} units`)
    const streets = units.filter((unit) => unit.length > 6)
    idle = streets.slice(0, 5)
    streets.slice(5, 9).forEach((unit, i) => holes.set(unit, `2026-10-0${i + 2}`))
  })

  it('whose rooms draw up, publish and file more than five weeks', async () => {
    await each(
      units.filter((unit) => !idle.includes(unit)),
      async (unit) => {
        const leader = await as('leader', unit)
        const draft = (
          await leader.post(`/units/${unit}/rosters`, {
            from_day: FROM,
            to_day: TO,
            title: '国庆节',
            generate: true,
          })
        ).ok(201)
        assert.deepEqual(
          (draft.broken as Json[]).filter((row) => row.hard),
          [],
          unit,
        )
        const hole = holes.get(unit)
        if (hole)
          (
            await leader.post(`/rosters/${draft.id}/changes`, {
              changes: [{ shift: officersShift(draft, hole).id }],
            })
          ).ok()
        ;(await leader.post(`/rosters/${draft.id}/publish`, hole ? { reason: '人员待定' } : {})).ok()
        ;(await leader.post(`/rosters/${draft.id}/file`)).ok()
      },
    )
  })

  it('sees who has filed and who has not, and nobody else', async () => {
    await city.settle()
    const filed = (await city.get(`/filing?call=${call}`)).ok()
    assert.equal(
      (filed.items as Json[]).filter((one) => one.state === 'filed').length,
      units.length - idle.length,
    )
    assert.deepEqual(
      (filed.items as Json[])
        .filter((one) => one.state === 'missing')
        .map((one) => one.unit)
        .sort(),
      [...idle].sort(),
    )
  })

  it('sees every gap of the month ahead with its minute, and no other', async () => {
    const rows = (await city.get(`/coverage?under=${CITY}`)).ok().items as Json[]
    const vacant = rows.flatMap((row) =>
      (row.gaps as Json[])
        .filter((gap) => gap.kind === 'vacant')
        .map((gap) => [row.unit, gap.from_at, gap.until_at]),
    )
    const next = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
    const planted = [...holes].map(([unit, day]) => [
      unit,
      `${day}T08:30:00+08:00`,
      `${next(day)}T08:30:00+08:00`,
    ])
    assert.deepEqual(vacant.sort(), planted.sort())
    const open = rows.filter((row) =>
      (row.gaps as Json[]).some(
        (gap) => gap.kind === 'unrostered' && Date.parse(gap.from_at) < Date.parse(HOLIDAY),
      ),
    )
    assert.deepEqual(
      open
        .map((row) => row.unit)
        .filter((unit) => unit !== CITY)
        .sort(),
      [...idle].sort(),
    )
    assert.ok(!rows.some((row) => (row.gaps as Json[]).some((gap) => gap.kind === 'double')))
  })

  it('names who stands every post at a minute of the holiday', async () => {
    const rows = (
      await city.get(`/on-duty?under=${CITY}&at=${encodeURIComponent('2026-10-02T20:00:00+08:00')}`)
    ).ok().items as Json[]
    const manned = rows
      .filter((row) => (row.items as Json[]).some((one) => one.post === 'primary_duty' && one.person))
      .map((row) => row.unit)
    const bare = [...holes].filter(([, day]) => day === '2026-10-02').map(([unit]) => unit)
    assert.deepEqual(units.filter((unit) => !manned.includes(unit)).sort(), [...idle, ...bare].sort())
  })

  it('is told when the day is over', async () => {
    await pass(181)
    city = await as('leader', CITY)
    assert.ok((await city.get(`/units/${CITY}/notices`)).text.includes('filing.missing'))
    assert.equal((await city.get(`/filing?call=${call}`)).ok().over, true)
  })
})

describe('the same night', () => {
  it('a stand-in who signed for a colleague is found, with the evidence', async () => {
    const unit = units.filter((one) => one.length > 6 && !idle.includes(one) && !holes.has(one))[0]!
    const leader = await as('leader', unit)
    const rostered = (
      (await leader.get(`/units/${unit}/on-duty?at=${encodeURIComponent(new Date(now).toISOString())}`)).ok()
        .items as Json[]
    ).find((one) => one.role === 'officer')
    const people = (await leader.get(`/units/${unit}/people?limit=100`)).ok().items as Json[]
    const officers = await Promise.all(
      ['officer', 'officer2'].map((name) => server.client().signIn(`${name}@${unit}`)),
    )
    const standIn = officers.find((one) => one.me.person.id !== rostered.person)!
    assert.ok(people.some((one) => one.id === rostered.person))
    for (const watch of (await standIn.get(`/units/${unit}/watch`)).ok().items as Json[])
      if (watch.role === 'officer') (await standIn.delete(`/units/${unit}/watch/${watch.id}`)).ok()
    ;(await standIn.post(`/units/${unit}/watch`, { role: 'officer', person: rostered.person })).ok(201)
    for (let i = 0; i < 14; i++) {
      ;(await standIn.post(`/units/${unit}/presence/beat`, { input_at: new Date(now).toISOString() })).ok()
      if (i % 3 === 0)
        (await standIn.post(`/units/${unit}/log`, { type: 'other', text: `值班正常 ${i}` })).ok()
      await pass(10)
    }
    await city.settle()
    const flag = ((await city.get(`/flags?under=${CITY}`)).ok().items as Json[]).find(
      (one) => one.unit === unit && one.kind === 'unauthorized_substitute',
    )
    assert.ok(flag, 'no flag')
    assert.equal(flag.person, rostered.person)
    assert.equal(flag.other, standIn.me.person.id)
    assert.ok(flag.evidence.length > 0)
  })
})
