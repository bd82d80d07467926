// SPDX-License-Identifier: Apache-2.0
// Who should be in the room and who is: flags with evidence, challenges that nobody can foresee, a roll call over three levels.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { CITY, DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'

const minute = 60_000
let server: Server
let now = Date.parse('2026-03-04T02:40:00+08:00')
let officer: Client, leader: Client, head: Client, city: Client, inspector: Client

async function pass(minutes: number): Promise<void> {
  now += minutes * minute
  await server.moveClock(new Date(now))
}
async function to(text: string): Promise<void> {
  now = Date.parse(text)
  await server.moveClock(new Date(now))
}
const beat = (client: Client, typed = false) =>
  client.post(`/units/${STREET}/presence/beat`, typed ? { input_at: new Date(now).toISOString() } : {})
const flags = async (state = 'all'): Promise<Json[]> =>
  (await officer.get(`/units/${STREET}/flags?state=${state}`)).ok().items
const open = async (kind: string): Promise<Json[]> => (await flags()).filter((flag) => flag.kind === kind)
const challenges = async (client = officer, unit = STREET): Promise<Json[]> =>
  (await client.get(`/units/${unit}/challenges`)).ok().items
async function work(minutes: number): Promise<void> {
  for (let left = minutes; left > 0; left -= 5) {
    ;(await beat(officer, true)).ok()
    await pass(Math.min(5, left))
  }
}
async function asked(): Promise<Json> {
  for (let i = 0; i < 3000; i++) {
    if (i % 500 === 499) await signIn()
    ;(await beat(officer)).ok()
    await pass(1)
    const found = (await challenges()).find((one) => one.state === 'waiting')
    if (found) return found
  }
  throw new Error('nobody was asked')
}
/** Is it on any page of the inspector's list? At a change of the watch a whole city is flagged at one moment. */
async function listed(path: string, id: string): Promise<boolean> {
  for (let next: string | null = ''; next !== null;) {
    const page: Json = (
      await inspector.get(`${path}&limit=100${next && `&cursor=${encodeURIComponent(next)}`}`)
    ).ok()
    if (page.items.some((row: Json) => row.id === id)) return true
    next = page.next ?? null
  }
  return false
}
/** The roll call as it came to a unit. */
async function called(client: Client, unit: string): Promise<Json> {
  await client.settle()
  const one = (await challenges(client, unit)).find(
    (row) => row.kind === 'roll_call' && row.state === 'waiting',
  )
  assert.ok(one, `no roll call at ${unit}`)
  return one
}

/** A session lasts twelve hours, and this test lives for days. */
async function signIn(): Promise<void> {
  const as = (role: Parameters<typeof login>[0], unit = STREET) => server.client().signIn(login(role, unit))
  officer = await as('officer')
  leader = await as('leader')
  head = await as('head')
  city = await as('officer', CITY)
  inspector = await as('inspector', CITY)
}

before(async () => {
  server = await Server.start({ demo: true })
  await signIn()
  now = Date.parse((await officer.get('/me')).ok().now)
})
beforeEach(signIn)
after(() => server.stop())

describe('presence', () => {
  it('shows each fact with its time, shift by shift, to the room and to who oversees it', async () => {
    const shown = (await officer.get(`/units/${STREET}/presence`)).ok()
    assert.equal(shown.keeps_duty, true)
    const shift = shown.shifts.find((one: Json) => one.role === 'officer')
    assert.ok(shift.facts.some((fact: Json) => fact.fact === 'rostered'))
    assert.ok(shift.facts.some((fact: Json) => fact.fact === 'watch'))
    ;(await inspector.get(`/units/${STREET}/presence`)).ok()
    ;(
      await (await server.client().signIn(login('officer', OTHER_STREET))).get(`/units/${STREET}/presence`)
    ).refused(403, 'denied')
  })

  it('beats leave no trace in the journal; what they tell is read at once', async () => {
    ;(await beat(officer)).ok()
    await unmoved(officer, STREET, async () => {
      for (let i = 0; i < 5; i++) (await beat(officer, true)).ok()
    })
    const shown = (await officer.get(`/units/${STREET}/presence`)).ok()
    assert.equal(shown.state, 'on_post')
    assert.ok(shown.shifts.some((one: Json) => one.facts.some((fact: Json) => fact.fact === 'page')))
    ;(await beat(await server.client().signIn(login('officer', OTHER_STREET)))).refused(403, 'denied')
  })

  it('an honest room is not flagged while it works', async () => {
    await work(60)
    assert.deepEqual(await flags(), [])
  })
})

describe('a challenge', () => {
  it('is foretold nowhere: not in the journal, nor by any call', async () => {
    const lines = (await officer.get(`/units/${STREET}/journal?limit=500`)).ok().items as Json[]
    for (const line of lines)
      assert.doesNotMatch(line.text, /"kind":"(challenge|presence)\.[a-z_]*(plan|draw|ask|next)/)
    for (const one of await challenges()) assert.ok(Date.parse(one.issued_at) <= now)
  })

  it('is answered once, by an officer on watch', async () => {
    const one = await asked()
    await unmoved(officer, STREET, async () => {
      ;(await leader.post(`/challenges/${one.id}/answer`)).refused(403, 'needs_watch')
      ;(await inspector.post(`/challenges/${one.id}/answer`)).refused(403, 'denied')
    })
    const answered = (
      await officer.post(`/challenges/${one.id}/answer`, one.options ? { choice: 0 } : {})
    ).ok()
    assert.equal(answered.state, 'answered')
    await unmoved(officer, STREET, async () => {
      ;(await officer.post(`/challenges/${one.id}/answer`, one.options ? { choice: 0 } : {})).refused(
        409,
        'answered_already',
      )
    })
  })

  it('missed, it rings at the desk, then for the leader, the head, the level above; late is late', async () => {
    const one = await asked()
    const told = async () =>
      ((await officer.get(`/units/${STREET}/notices?all=true&limit=200`)).ok().items as Json[])
        .filter((row) => row.text === 'challenge.missed' && Date.parse(row.at) > Date.parse(one.issued_at))
        .map((row) => row.role)
    now = Date.parse(one.due_at)
    await pass(1)
    ;(await officer.post(`/challenges/${one.id}/answer`, one.options ? { choice: 0 } : {})).refused(
      409,
      'too_late',
    )
    assert.deepEqual(await told(), ['officer'])
    await pass(4)
    await pass(5)
    assert.deepEqual((await told()).sort(), ['head', 'leader', 'officer'])
    await pass(8)
    const above = await server.client().signIn(login('officer', DISTRICT))
    await above.settle()
    assert.ok(
      ((await above.get(`/units/${DISTRICT}/dispatches?box=in`)).ok().items as Json[]).find(
        (row) => row.type === 'presence_alarm',
      ),
    )
    assert.equal((await officer.get(`/challenges/${one.id}`)).ok().stage, 4)
    const back = (await officer.post(`/challenges/${one.id}/return`)).ok()
    assert.equal(back.state, 'missed')
    assert.ok(back.returned_at)
    ;(await officer.post(`/challenges/${one.id}/return`)).refused(409, 'wrong_state')
  })
})

describe('flags', () => {
  it('wait for the unit’s answer, which is not judged by who gave it', async () => {
    // Nobody relieved the night's officer: that is flagged two hours after the change of the watch, whenever the challenges came.
    for (let i = 0; i < 24 && (await flags('open')).length === 0; i += 1) await pass(30)
    const flag = (await flags('open'))[0]
    assert.equal(await listed(`/flags?under=${CITY}`, flag.id), true, 'the city sees it, on whichever page')
    ;(await officer.post(`/flags/${flag.id}/explain`, { words: '去楼下接人' })).refused(403, 'denied')
    ;(await leader.post(`/flags/${flag.id}/explain`, { words: '去楼下接人' })).ok()
    ;(await leader.post(`/flags/${flag.id}/decide`, { accepted: true })).refused(403, 'own_answer')
    ;(await head.post(`/flags/${flag.id}/decide`, { accepted: false })).refused(422, undefined, 'words')
    const judged = (await head.post(`/flags/${flag.id}/decide`, { accepted: true })).ok()
    assert.equal(judged.state, 'accepted')
    assert.ok(judged.evidence.length > 0)
  })

  it('tell an empty post, a stand-in, and a leader who is not there', async () => {
    for (const watch of (await officer.get(`/units/${STREET}/watch`)).ok().items as Json[])
      (await officer.delete(`/units/${STREET}/watch/${watch.id}`)).ok()
    await to('2026-03-06T10:00:00+08:00')
    await signIn()
    assert.ok((await open('absent')).some((flag) => !flag.ended_at))
    assert.ok((await open('leader_absent')).some((flag) => !flag.ended_at))
    assert.equal((await officer.get(`/units/${STREET}/presence`)).ok().state, 'absent')
    const empty = (await open('absent')).find((flag) => !flag.ended_at)!
    const people = (await leader.get(`/units/${STREET}/people?limit=100`)).ok().items as Json[]
    const stranger = people.find((one) => one.roles.includes('officer') && one.id !== empty.person)!
    ;(await officer.post(`/units/${STREET}/watch`, { role: 'officer', person: stranger.id })).ok(201)
    await pass(20)
    const substitute = (await open('unauthorized_substitute')).find((flag) => !flag.ended_at)!
    assert.equal(substitute.other, stranger.id)
    assert.equal(substitute.person, empty.person)
    // The leader puts the stand-in on the roster: explained, and the evidence stays.
    const roster = substitute.what.replace(/\.\d+$/, '')
    ;(
      await leader.post(`/rosters/${roster}/changes`, {
        changes: [{ shift: substitute.what, person: stranger.id }],
        reason: '临时替班，已批准',
      })
    ).ok()
    const cleared = (await officer.get(`/flags/${substitute.id}`)).ok()
    assert.equal(cleared.state, 'cleared')
    assert.ok(cleared.evidence.length > 0)
  })
})

describe('a roll call', () => {
  it('goes to every room below in one act, and the answers come back', async () => {
    ;(await officer.post(`/units/${STREET}/roll-calls`, { under: CITY })).refused(422, undefined, 'under')
    const call = (
      await city.post(`/units/${CITY}/roll-calls`, { under: DISTRICT, words: '全区点名', minutes: 10 })
    ).ok(201)
    assert.ok(call.called > 2)
    const district = await server.client().signIn(login('officer', DISTRICT))
    for (const [client, unit] of [
      [district, DISTRICT],
      [officer, STREET],
    ] as const) {
      await client.post(`/units/${unit}/watch`, { role: 'officer' })
      const one = await called(client, unit)
      assert.equal(one.words, '全区点名')
      ;(await client.post(`/challenges/${one.id}/answer`)).ok()
    }
    await city.settle()
    const shown = (await city.get(`/roll-calls/${call.id}`)).ok()
    assert.equal(shown.answered, 2)
    assert.equal(shown.units.find((row: Json) => row.unit === STREET).state, 'answered')
    await pass(11)
    const over = (await city.get(`/roll-calls/${call.id}`)).ok()
    assert.equal(over.silent, over.called - 2)
  })

  it('is answered after its time too: taken with its minute, as late and never as in time', async () => {
    const call = (await city.post(`/units/${CITY}/roll-calls`, { under: OTHER_STREET, minutes: 5 })).ok(201)
    const other = await server.client().signIn(login('officer', OTHER_STREET))
    const one = await called(other, OTHER_STREET)
    await pass(8)
    const shown = async () => (await city.get(`/roll-calls/${call.id}`)).ok()
    assert.deepEqual([(await shown()).silent, (await shown()).units[0].state], [1, 'silent'])
    const mine = (await other.get(`/units/${OTHER_STREET}/watch`)).ok().items
    for (const watch of mine) (await other.delete(`/units/${OTHER_STREET}/watch/${watch.id}`)).ok()
    await unmoved(other, OTHER_STREET, async () => {
      ;(await other.post(`/challenges/${one.id}/answer`)).refused(403, 'needs_watch')
    })
    ;(await other.post(`/units/${OTHER_STREET}/watch`, { role: 'officer' })).ok()
    await pass(1)
    const late = (await other.post(`/challenges/${one.id}/answer`)).ok()
    assert.equal(late.state, 'missed')
    assert.equal(Date.parse(late.returned_at), now)
    await unmoved(other, OTHER_STREET, async () => {
      ;(await other.post(`/challenges/${one.id}/answer`)).refused(409, 'answered_already')
    })
    await city.settle()
    const told = await shown()
    assert.deepEqual([told.called, told.answered, told.late, told.silent], [1, 0, 1, 0])
    assert.equal(told.units[0].state, 'late')
    assert.equal(Date.parse(told.units[0].answered_at), now)
    assert.ok(told.units[0].answered_by)
  })
})

describe('a leader’s round', () => {
  it('is on the record with what was looked at and asked', async () => {
    const rules = (await leader.get(`/units/${STREET}/presence-rules`)).ok()
    const made = (
      await leader.post(`/units/${STREET}/rounds`, {
        looked_at: [rules.rounds[0].name],
        question: '几分钟内电话报告？',
        answer: '十五分钟',
      })
    ).ok(201)
    assert.equal(made.question, '几分钟内电话报告？')
    const sheet = (await leader.get(`/units/${STREET}/rounds?format=csv&lang=zh`)).text
    assert.ok(sheet.includes(rules.rounds[0].label.zh) && !sheet.includes(rules.rounds[0].name), sheet)
    ;(await officer.post(`/units/${STREET}/rounds`, { looked_at: [rules.rounds[0].name] })).refused(
      403,
      'denied',
    )
    ;(await leader.post(`/units/${STREET}/rounds`, { looked_at: ['moon'] })).refused(
      422,
      undefined,
      'looked_at',
    )
  })

  it('and the hours of the night are the unit’s own', async () => {
    ;(
      await leader.put(`/units/${STREET}/presence-rules`, { night_from: '25:00', night_until: '06:00' })
    ).refused(422, undefined, 'night_from')
    assert.equal(
      (
        await leader.put(`/units/${STREET}/presence-rules`, { night_from: '21:30', night_until: '07:00' })
      ).ok().night_from,
      '21:30',
    )
  })
})
