// SPDX-License-Identifier: Apache-2.0
// A swap and a stand-in from the asking to the day itself: what they break, who may say yes, at the desk and by
// telephone, what stands at every minute before and after, and that the order of turns is left as it was.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, type Json, type Reply, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'

const hour = 3_600_000
let server: Server
let now = Date.parse('2026-03-04T02:40:00+08:00')
let officer: Client, leader: Client, head: Client, inspector: Client, other: Client
let roster: Json

async function signIn(): Promise<void> {
  const as = (role: Parameters<typeof login>[0], unit = STREET) => server.client().signIn(login(role, unit))
  officer = await as('officer')
  leader = await as('leader')
  head = await as('head')
  inspector = await as('inspector', CITY)
  other = await as('leader', OTHER_STREET)
}
const pass = async (hours: number): Promise<void> => {
  now += hours * hour
  await server.moveClock(new Date(now))
  await signIn()
}

const shiftOf = (post: string, day: string): Json =>
  (roster.shifts as Json[]).find((row) => row.post === post && row.day === day)
const person = async (client: Client): Promise<string> => (await client.get('/me')).ok().person.id
/** Somebody of the rotation who stands on neither side of the day. */
function free(day: number): string {
  const near = (roster.shifts as Json[])
    .filter((row) => Math.abs(Number(row.day.slice(8)) - day) < 2)
    .map((row) => row.person)
  const found = (roster.shifts as Json[]).find((row) => row.role === 'officer' && !near.includes(row.person))
  assert.ok(found, `nobody is free around ${day} October`)
  return found.person
}
async function onDuty(post: string, at: string): Promise<Json> {
  const items = (await officer.get(`/units/${STREET}/on-duty?at=${encodeURIComponent(at)}`)).ok()
    .items as Json[]
  return items.find((row) => row.post === post)!
}
const stands = async (shift: Json): Promise<string> => (await onDuty(shift.post, shift.begins_at)).person
const ask = (body: object, client = officer): Promise<Reply> =>
  client.post(`/units/${STREET}/shift-changes`, body)
const act = (client: Client, change: Json, step: string, body: object = {}): Promise<Reply> =>
  client.post(`/shift-changes/${change.id}/${step}`, body)
/** Refused, and nothing of it in the journal. */
const refused = (
  reply: () => Promise<Reply>,
  status: number,
  reason?: string,
  field?: string,
): Promise<void> =>
  unmoved(inspector, STREET, async () => void (await reply()).refused(status, reason, field))

before(async () => {
  server = await Server.start({ demo: true })
  await signIn()
  const draft = (
    await officer.post(`/units/${STREET}/rosters`, {
      from_day: '2026-10-01',
      to_day: '2026-10-31',
      title: '2026年10月',
      generate: true,
    })
  ).ok(201)
  ;(await leader.post(`/rosters/${draft.id}/publish`)).ok()
  roster = (await officer.get(`/rosters/${draft.id}`)).ok()
})
after(async () => server?.stop())

/** November as the turns would have it now. */
async function november(): Promise<string[]> {
  const draft = (
    await officer.post(`/units/${STREET}/rosters`, {
      from_day: '2026-11-01',
      to_day: '2026-11-30',
      generate: true,
    })
  ).ok(201)
  ;(await officer.post(`/rosters/${draft.id}/discard`)).ok()
  return (draft.shifts as Json[]).map((row) => `${row.day} ${row.post} ${row.person}`)
}

describe('a stand-in', () => {
  let shift: Json, stranger: string, change: Json

  it('is tried first: nothing is written, and what it breaks is said', async () => {
    shift = shiftOf('primary_duty', '2026-10-14')
    stranger = free(14)
    const body = { shift: shift.id, kind: 'substitute', person: stranger, try: true }
    const tried = await unmoved(officer, STREET, async () => (await ask(body)).ok(201))
    assert.equal(tried.id ?? null, null)
    assert.deepEqual(tried.breaks, [])
    const twice = { ...body, person: shiftOf('duty_leader', '2026-10-14').person }
    const broken = await unmoved(officer, STREET, async () => (await ask(twice)).ok(201))
    assert.ok(broken.breaks.some((row: Json) => row.rule === 'two_places' && row.hard))
  })

  it('is asked by who draws up rosters, with a reason, for a shift to come', async () => {
    const body = { shift: shift.id, kind: 'substitute', person: stranger, reason: '家中有事' }
    await refused(() => ask(body, inspector), 403, 'denied')
    await refused(() => ask(body, other), 403, 'denied')
    await refused(() => ask({ ...body, reason: undefined }), 422, 'invalid', 'reason')
    await refused(() => ask({ ...body, person: shift.person }), 422, 'invalid', 'person')
    await refused(() => ask({ ...body, person: `${OTHER_STREET}-2` }), 422, 'invalid', 'person')
    await refused(() => ask({ ...body, shift: `${STREET}-1.1` }), 422, 'invalid', 'shift')
    await refused(() => ask({ ...body, other_shift: shift.id }), 422, 'invalid', 'other_shift')
    change = (await ask(body)).ok(201)
    assert.equal(change.state, 'asked')
    assert.equal(await stands(shift), shift.person, 'asking changes nothing')
    await refused(() => ask(body), 409, 'change_open')
    assert.ok((await leader.get(`/units/${STREET}/notices`)).text.includes('shift_change.asked'))
  })

  it('is refused with a word, by a leader only, and once', async () => {
    await refused(() => act(officer, change, 'refuse', { reason: '人手不够' }), 403, 'denied')
    await refused(() => act(leader, change, 'refuse'), 422, 'invalid', 'reason')
    await refused(() => act(other, change, 'refuse', { reason: '人手不够' }), 403, 'denied')
    const done = (await act(leader, change, 'refuse', { reason: '人手不够' })).ok()
    assert.deepEqual([done.state, done.words], ['refused', '人手不够'])
    await refused(() => act(leader, change, 'approve'), 409, 'wrong_state')
    assert.equal(await stands(shift), shift.person)
  })

  it('is taken back by who asked', async () => {
    const again = (
      await ask({ shift: shift.id, kind: 'substitute', person: stranger, reason: '再请一次' })
    ).ok(201)
    assert.equal((await act(officer, again, 'withdraw')).ok().state, 'withdrawn')
    await refused(() => act(leader, again, 'approve'), 409, 'wrong_state')
  })

  it('is approved at the desk: the shift has its new person at once, and the turn it was stays', async () => {
    const again = (
      await ask({ shift: shift.id, kind: 'substitute', person: stranger, reason: '父亲住院' })
    ).ok(201)
    await refused(() => act(officer, again, 'approve'), 403, 'denied')
    const done = (await act(leader, again, 'approve')).ok()
    assert.deepEqual(
      [done.state, done.mode, done.leader, done.unconfirmed],
      ['approved', 'desk', await person(leader), false],
    )
    const held = (await officer.get(`/rosters/${roster.id}`))
      .ok()
      .shifts.find((row: Json) => row.id === shift.id)
    assert.deepEqual([held.person, held.rostered, held.how], [stranger, shift.person, 'substitute'])
    assert.equal(
      (await onDuty('primary_duty', '2026-10-14T08:29:59+08:00')).person,
      shiftOf('primary_duty', '2026-10-13').person,
    )
    assert.equal((await onDuty('primary_duty', '2026-10-14T08:30:00+08:00')).person, stranger)
    assert.equal((await onDuty('primary_duty', '2026-10-15T08:29:59+08:00')).person, stranger)
    assert.equal(
      (await onDuty('primary_duty', '2026-10-15T08:30:00+08:00')).person,
      shiftOf('primary_duty', '2026-10-15').person,
    )
  })

  it('that breaks a hard rule needs a reason, which stays with what it broke', async () => {
    const main = shiftOf('primary_duty', '2026-10-20'),
      led = shiftOf('duty_leader', '2026-10-20')
    const doubled = (
      await ask({ shift: main.id, kind: 'substitute', person: led.person, reason: '没有别人' })
    ).ok(201)
    assert.ok(doubled.breaks.some((row: Json) => row.rule === 'two_places'))
    await refused(() => act(leader, doubled, 'approve'), 409, 'breaks_rules')
    assert.equal(
      (await act(leader, doubled, 'approve', { reason: '仅此一晚，社区支援' })).ok().state,
      'approved',
    )
  })

  it('of a leader is not approved by who is part of it', async () => {
    const mine = await person(leader)
    const led = (roster.shifts as Json[]).find((row) => row.role === 'leader' && row.person === mine)!
    const third = (roster.shifts as Json[]).find(
      (row) => row.role === 'leader' && row.person !== mine,
    )!.person
    const own = (await ask({ shift: led.id, kind: 'substitute', person: third, reason: '外出开会' })).ok(201)
    await refused(() => act(leader, own, 'approve'), 403, 'own_change')
    await refused(() => act(leader, own, 'refuse', { reason: '不必' }), 403, 'own_change')
    await refused(
      () => act(officer, own, 'approve-oral', { leader: mine, words: '可以' }),
      422,
      'invalid',
      'leader',
    )
    ;(await act(officer, own, 'withdraw')).ok()
  })
})

describe('a swap', () => {
  let first: Json, second: Json, turns: string[]

  it('needs the other shift, of that very person, and to come', async () => {
    turns = await november()
    first = shiftOf('primary_duty', '2026-10-06')
    second = (roster.shifts as Json[]).find(
      (row) =>
        row.post === 'primary_duty' &&
        row.day > '2026-10-22' &&
        row.person !== first.person &&
        !near(row, first.person) &&
        !near(first, row.person),
    )!
    assert.ok(second, 'two who can swap')
    const body = {
      shift: first.id,
      kind: 'swap',
      person: second.person,
      other_shift: second.id,
      reason: '互换',
    }
    await refused(() => ask({ ...body, other_shift: undefined }), 422, 'invalid', 'other_shift')
    const third = (roster.shifts as Json[]).find((row) => row.person !== second.person)!
    await refused(() => ask({ ...body, other_shift: third.id }), 422, 'invalid', 'other_shift')
    const tried = await unmoved(officer, STREET, async () => (await ask({ ...body, try: true })).ok(201))
    assert.deepEqual(
      tried.breaks.filter((row: Json) => row.hard),
      [],
    )
  })

  /** Does the person stand anywhere within two days of the shift? */
  function near(shift: Json, who: string): boolean {
    return (roster.shifts as Json[]).some(
      (row) =>
        row.person === who &&
        Math.abs(Date.parse(row.begins_at) - Date.parse(shift.begins_at)) < 49 * hour &&
        row.id !== shift.id,
    )
  }

  it('by telephone is typed in with the leader’s words, and holds at once, marked', async () => {
    const change = (
      await ask({
        shift: first.id,
        kind: 'swap',
        person: second.person,
        other_shift: second.id,
        reason: '互换',
      })
    ).ok(201)
    const said = { leader: await person(leader), words: '同意，注意交接' }
    await refused(
      () => act(officer, change, 'approve-oral', { ...said, leader: first.person }),
      422,
      'invalid',
      'leader',
    )
    await refused(
      () => act(officer, change, 'approve-oral', { ...said, words: undefined }),
      422,
      'invalid',
      'words',
    )
    await refused(
      () => act(officer, change, 'approve-oral', { ...said, at: new Date(now + hour).toISOString() }),
      422,
      'invalid',
      'at',
    )
    await refused(
      () => act(officer, change, 'approve-oral', { ...said, at: new Date(now - 3 * hour).toISOString() }),
      422,
      'invalid',
      'at',
    )
    const done = (await act(officer, change, 'approve-oral', said)).ok()
    assert.deepEqual(
      [done.state, done.mode, done.words, done.unconfirmed, done.late],
      ['approved', 'oral', said.words, true, false],
    )
    assert.deepEqual([await stands(first), await stands(second)], [second.person, first.person])
    await refused(() => act(head, change, 'confirm'), 403, 'not_the_leader')
    await refused(() => act(officer, change, 'confirm'), 403, 'denied')
    await pass((Date.parse(done.confirm_due_at) - now) / hour + 0.1)
    assert.equal((await leader.get(`/shift-changes/${change.id}`)).ok().late, true, 'not confirmed in time')
    const confirmed = (await act(leader, change, 'confirm')).ok()
    assert.deepEqual([confirmed.unconfirmed, confirmed.late], [false, true])
    await refused(() => act(leader, change, 'confirm'), 409, 'wrong_state')
  })

  it('leaves the order of turns as it was', async () => {
    const shifts = (await officer.get(`/rosters/${roster.id}`)).ok().shifts as Json[]
    for (const row of shifts)
      assert.equal(
        row.rostered ?? row.person,
        shiftOf(row.post, row.day).rostered ?? shiftOf(row.post, row.day).person,
      )
    assert.deepEqual(await november(), turns)
  })

  it('that the leader never spoke of is denied: it stays as it was stood, and the head hears of it', async () => {
    const main = shiftOf('primary_duty', '2026-10-27'),
      stranger = free(27)
    const change = (await ask({ shift: main.id, kind: 'substitute', person: stranger, reason: '发烧' })).ok(
      201,
    )
    ;(await act(officer, change, 'approve-oral', { leader: await person(leader), words: '行' })).ok()
    await refused(() => act(leader, change, 'deny'), 422, 'invalid', 'reason')
    const denied = (await act(leader, change, 'deny', { reason: '没有打过电话' })).ok()
    assert.equal(denied.state, 'denied')
    assert.equal(await stands(main), stranger)
    assert.ok((await head.get(`/units/${STREET}/notices`)).text.includes('shift_change.denied'))
  })

  it('is read by who may see the roster', async () => {
    const items = (await officer.get(`/units/${STREET}/shift-changes`)).ok().items as Json[]
    assert.deepEqual([...new Set(items.map((row) => row.state))].sort(), [
      'approved',
      'denied',
      'refused',
      'withdrawn',
    ])
    const touching = (await officer.get(`/units/${STREET}/shift-changes?shift=${first.id}`)).ok()
      .items as Json[]
    assert.equal(touching.length, 1)
    ;(await other.get(`/units/${STREET}/shift-changes`)).refused(403, 'denied')
    ;(await inspector.get(`/shift-changes/${items[0].id}`)).ok()
  })
})
