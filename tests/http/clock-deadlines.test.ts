// SPDX-License-Identifier: Apache-2.0
// What every module waits for follows once the unit's time is put right: what was counted from the wrong time rings at
// its own, and what rang before its time says so and waits again.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const iso = (at: number) => new Date(at).toISOString()
const unit = (path: string) => `/units/${STREET}${path}`
let server: Server
let officer: Client, leader: Client, head: Client, district: Client
let now = 0

async function signIn(): Promise<void> {
  officer = await server.client().signIn(login('officer'))
  leader = await server.client().signIn(login('leader'))
  head = await server.client().signIn(login('head'))
  district = await server.client().signIn(login('officer', DISTRICT))
}
async function pass(minutes: number): Promise<void> {
  now += minutes * MINUTE
  await server.moveClock(iso(now))
  await signIn()
}
/** The wall goes elsewhere, and a person says that it is right there. */
async function believe(at: number): Promise<void> {
  ;(await server.client().post('/clock', { wall: iso(at) })).ok()
  const sysadmin = await server.client().signIn(login('sysadmin', CITY))
  ;(await sysadmin.post(`/units/${CITY}/clock/confirm`, { right: 'wall', reason: '已对时' })).ok()
  now = at
  await server.moveClock(iso(now))
  await signIn()
}
async function events(after: number): Promise<Json[]> {
  const found: Json[] = []
  for (let next: number | undefined = after; next !== undefined;) {
    const page: Json = (await officer.get(unit(`/journal?after=${next}&limit=500`))).ok()
    for (const line of page.items) found.push(JSON.parse(line.text))
    next = page.next
  }
  return found
}
/** When it happened for the first time after that event, and about what. */
async function first(
  after: number,
  kind: string,
  subject: string,
  fits = (_: Json) => true,
): Promise<number | undefined> {
  return (await events(after)).find(
    (event) => event.kind === kind && event.subject === subject && fits(event.body),
  )?.at
}
const reachTest = async (id: string): Promise<Json> =>
  ((await officer.get(unit('/reach-tests'))).ok().items as Json[]).find((one) => one.id === id)!
const leave = async (id: string): Promise<Json> =>
  ((await leader.get(unit('/leaves'))).ok().items as Json[]).find((one) => one.id === id)!
const seq = async () => (await officer.head(STREET)).seq

/** One of everything that waits. */
interface Waiting {
  handover: string
  leave: string
  reach: string
  challenge: string
  matter: string
  watch: string
  began: number
}
async function begin(goes: number, back: number): Promise<Waiting> {
  const began = now
  for (const one of (await officer.get(unit('/watch'))).ok().items as Json[])
    (await officer.delete(unit(`/watch/${one.id}`))).ok()
  const watch = (await officer.post(unit('/watch'), { role: 'officer' })).ok(201).id
  const handover = (await officer.post(unit('/handovers'))).ok(201).id
  const trip = {
    kind: 'trip',
    from: iso(now + goes * HOUR),
    until: iso(now + back * HOUR),
    place: '省厅',
    reason: '会议',
    acting: head.me.person.id,
  }
  const leave = (await leader.post(unit('/leaves'), trip)).ok(201).id
  const reach = (await officer.post(unit('/reach-tests'), {})).ok(201).id
  const matter = (
    await officer.post(unit('/matters'), {
      kind: 'inquiry',
      fields: { question: '几点了', asked_of: '水利站' },
    })
  ).ok(201).id
  ;(await district.post(`/units/${DISTRICT}/roll-calls`, { under: STREET, minutes: 10 })).ok(201)
  await district.settle()
  const [asked] = ((await officer.get(unit('/challenges'))).ok().items as Json[]).filter(
    (one) => one.state === 'waiting',
  )
  return { handover, leave, reach, challenge: asked!.id, matter, watch, began }
}

function proved(): void {
  for (const words of [
    ['audit', 'verify'],
    ['rebuild', '--check'],
  ]) {
    const done = server.command(...words)
    assert.equal(done.status, 0, `${words.join(' ')}: ${done.stdout}${done.stderr}`)
  }
}

before(async () => {
  server = await Server.start({ demo: true })
  await signIn()
  now = Date.parse((await officer.get('/me')).ok().now)
  // No roster says when anybody is relieved: everything is counted.
  for (const roster of (await leader.get(unit('/rosters?state=published'))).ok().items)
    (await leader.post(`/rosters/${roster.id}/withdraw`, { reason: '另排' })).ok()
  await pass(8 * 60)
  for (const watch of (await officer.get(unit('/watch'))).ok().items)
    (await officer.delete(unit(`/watch/${watch.id}`))).ok()
  const posts = [{ post: 'primary_duty', pattern: 'h24', engagements: ['staff', 'contract'] }]
  ;(await leader.put(unit('/duty-posts'), { posts })).ok()
})
after(() => server.stop())

describe('what was counted from a time eight hours ahead', () => {
  it('rings at its own minute by the right one, in every module', async () => {
    const right = now
    await believe(now + 8 * HOUR)
    const from = await seq()
    const made = await begin(72, 96)
    ;(
      await officer.put(unit('/equipment'), { by: '09:00', items: [{ name: '卫星电话', kind: 'satellite' }] })
    ).ok()
    await believe(right)
    assert.equal(
      Date.parse((await officer.get(`/challenges/${made.challenge}`)).ok().due_at),
      right + 10 * MINUTE,
    )
    assert.equal(Date.parse((await reachTest(made.reach)).until), right + 15 * MINUTE)
    await pass(5)
    assert.equal((await officer.get(`/handovers/${made.handover}`)).ok().late, false)
    await pass(30 * 60)
    assert.equal(await first(from, 'challenge.missed', made.challenge), right + 10 * MINUTE)
    assert.equal(await first(from, 'reach.closed', made.reach), right + 15 * MINUTE)
    assert.equal(await first(from, 'handover.rang', made.handover), right + 30 * MINUTE)
    assert.equal(
      await first(from, 'handover.rang', made.handover, (body) => body.stage === 2),
      right + 90 * MINUTE,
    )
    assert.equal(await first(from, 'leave.unanswered', made.leave), right + 4 * HOUR)
    assert.equal(await first(from, 'relief.overdue', made.watch), right + 24 * HOUR + 10 * MINUTE)
    assert.ok(
      (await events(from)).some((event) => event.kind === 'equipment.missed'),
      'the equipment was to be looked at at nine',
    )
    ;(await officer.post(`/handovers/${made.handover}/cancel`, { word: '另行交接' })).ok()
  })
})

describe('what rang although its time had not come', () => {
  it('says so, waits again and rings once more when it is due', async () => {
    const right = now
    const made = await begin(2, 4)
    ;(await head.post(`/leaves/${made.leave}/approve`, {})).ok()
    const clocks = (await officer.get(`/matters/${made.matter}`)).ok().clocks as Json[]
    const due = clocks[0]!.due_at
    const from = await seq()
    await believe(right + 8 * HOUR)
    await pass(1)
    assert.ok(await first(from, 'handover.rang', made.handover))
    assert.ok(await first(from, 'challenge.missed', made.challenge))
    assert.equal((await officer.get(`/handovers/${made.handover}`)).ok().late, true)
    assert.ok((await leave(made.leave)).overdue_at)
    const false_ = ((await head.get(unit('/notices'))).ok().items as Json[]).filter(
      (notice) => Date.parse(notice.at) > right + HOUR,
    )
    assert.ok(false_.length > 2)
    const wrong = await seq()
    await believe(right + 2 * MINUTE)
    const notices = (await head.get(unit('/notices?limit=200'))).ok().items as Json[]
    for (const one of false_)
      assert.equal(notices.find((notice) => notice.id === one.id)!.mistimed, true, one.text)
    assert.ok(notices.some((notice) => notice.text === 'time.corrected' && !notice.mistimed))
    assert.equal((await officer.get(`/handovers/${made.handover}`)).ok().late, false)
    assert.equal((await leave(made.leave)).overdue_at ?? null, null)
    const challenge = (await officer.get(`/challenges/${made.challenge}`)).ok()
    assert.deepEqual([challenge.state, Date.parse(challenge.due_at)], ['waiting', right + 10 * MINUTE])
    assert.equal((await reachTest(made.reach)).open, true)
    const shown = (await officer.get(`/matters/${made.matter}`)).ok()
    assert.equal(shown.late, false)
    assert.deepEqual(
      (shown.clocks as Json[]).map((one) => [one.state, one.due_at]),
      [
        ['mistimed', due],
        ['running', due],
      ],
    )
    await pass(5 * 60)
    assert.equal(await first(wrong, 'challenge.missed', made.challenge), right + 10 * MINUTE)
    assert.equal(await first(wrong, 'reach.closed', made.reach), right + 15 * MINUTE)
    assert.equal(await first(wrong, 'handover.rang', made.handover), right + 30 * MINUTE)
    assert.equal(await first(wrong, 'leave.began', made.leave), right + 2 * HOUR)
    assert.equal(await first(wrong, 'leave.overdue', made.leave), right + 4 * HOUR)
    assert.equal((await officer.get(`/handovers/${made.handover}`)).ok().late, true)
    proved()
  })
})
