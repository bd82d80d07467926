// SPDX-License-Identifier: Apache-2.0
// One watch gives the post to the next: item by item, signed by both, late where it is late.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'

const minute = 60_000
let server: Server
let now = 0
let officer: Client, leader: Client, head: Client
let point = '',
  first = ''

async function pass(minutes: number): Promise<void> {
  now += minutes * minute
  await server.moveClock(new Date(now))
  // Sessions do not outlive a watch.
  if (minutes > 60) await signIn()
}
const unit = (path: string) => `/units/${STREET}${path}`
const told = (handover: Json): Json[] => handover.items.filter((item: Json) => !item.quiet)
async function told_of(client: Client, word: string): Promise<number> {
  return ((await client.get(unit('/notices'))).ok().items as Json[]).filter((notice) => notice.text === word)
    .length
}
/** What the handover says whoever asks may do. */
async function mine(client: Client): Promise<Json> {
  const { may, signs_as = null, comes_as = null } = (await client.get(`/handovers/${first}`)).ok()
  return { may, signs_as, comes_as }
}
async function begin(client: Client): Promise<Json> {
  return (await client.post(unit('/handovers'))).ok(201)
}
/** Accepts whatever nobody has judged yet. */
async function acceptAll(client: Client, id: string): Promise<void> {
  for (const item of told((await client.get(`/handovers/${id}`)).ok()).filter(
    (one) => one.decided === 'open',
  )) {
    ;(await client.post(`/handovers/${id}/accept`, { item: item.item })).ok()
  }
  ;(await client.post(`/handovers/${id}/accept_rest`)).ok()
}

async function signIn(): Promise<void> {
  officer = await server.client().signIn(login('officer'))
  leader = await server.client().signIn(login('leader'))
  head = await server.client().signIn(login('head'))
}

before(async () => {
  server = await Server.start({ demo: true })
  await signIn()
  // A unit that keeps duty by posts and has no roster now, so a watch lasts a day.
  for (const roster of (await leader.get(unit('/rosters?state=published'))).ok().items)
    (await leader.post(`/rosters/${roster.id}/withdraw`, { reason: '另排' })).ok()
  // What has begun stays rostered: the shift of this night has to be over.
  now = Date.parse((await officer.get('/me')).ok().now)
  await pass(8 * 60)
  for (const watch of (await officer.get(unit('/watch'))).ok().items)
    (await officer.delete(unit(`/watch/${watch.id}`))).ok()
  const posts = [{ post: 'primary_duty', pattern: 'h24', engagements: ['staff', 'contract'] }]
  ;(await leader.put(unit('/duty-posts'), { posts })).ok()
  ;(await officer.post(unit('/watch'), { role: 'officer' })).ok(201)
})
after(() => server.stop())

describe('a handover', () => {
  it('gathers what is open: a point, a paper, a loan, a missed call, a fault of the equipment', async () => {
    ;(
      await officer.put(unit('/equipment'), { by: '09:00', items: [{ name: '卫星电话', kind: 'satellite' }] })
    ).ok()
    ;(
      await officer.post(unit('/equipment-checks'), {
        items: [{ item: 'satellite-1', works: false, words: '无信号' }],
      })
    ).ok(201)
    const fault = ((await officer.get(unit('/equipment'))).ok().items as Json[])[0].matter
    point = (await officer.post(unit('/handover/points'), { text: '冲锋舟钥匙明早七点前归还' })).ok(201).item
    const opened = await Promise.all([
      officer.post(unit('/matters'), {
        kind: 'telegram',
        fields: { doc_no: '潇政办电〔2026〕7号', sender: '市政府办', urgency: 'urgent' },
      }),
      officer.post(unit('/matters'), {
        kind: 'loan',
        fields: { thing: '冲锋舟钥匙', borrower: '水利站老陈' },
      }),
      officer.post(unit('/matters'), { kind: 'missed_call', fields: { caller: '不详' } }),
    ])
    const present = (await leader.get(unit('/handover'))).ok()
    const items = told(present).map((item) => item.item)
    assert.ok(items.includes(point))
    for (const one of opened) assert.ok(items.includes(`matter:${one.ok(201).id}`))
    assert.ok(items.includes(`matter:${fault}`), 'the fault is handed over by itself')
    assert.equal(present.outgoing.length, 1)
    assert.equal(present.open, null)
  })

  it('copies no free text into the journal', async () => {
    const handover = await begin(officer)
    first = handover.id
    const lines = (await officer.get(unit(`/journal?after=${Number(first.split('-')[1]) - 1}&limit=1`))).text
    assert.match(lines, /handover\.began/)
    assert.doesNotMatch(lines, /钥匙|老陈/)
  })

  it('says to each what is theirs to do', async () => {
    assert.deepEqual(await mine(officer), { may: ['sign'], signs_as: 'out', comes_as: null })
    assert.deepEqual(await mine(leader), { may: [], signs_as: null, comes_as: null })
    const inspector = await server.client().signIn(login('inspector', CITY))
    assert.deepEqual(await mine(inspector), { may: [], signs_as: null, comes_as: null })
  })

  it('is judged by who takes it, one by one, a refusal with a word', async () => {
    await unmoved(officer, STREET, async () => {
      ;(await officer.post(`/handovers/${first}/accept`, { item: point })).refused(409, 'own_handover')
      ;(await leader.post(`/handovers/${first}/refuse`, { item: point })).refused(422, 'invalid', 'word')
      ;(await leader.post(`/handovers/${first}/accept`, { item: 'matter:430102004-9999' })).refused(
        422,
        'invalid',
        'item',
      )
      ;(await leader.post(`/handovers/${first}/sign`)).refused(409, 'not_on_watch')
    })
    ;(await leader.post(`/handovers/${first}/refuse`, { item: point, word: '钥匙在谁手里没说清' })).ok()
    await acceptAll(leader, first)
  })

  it('does not keep the next watch from beginning, and the old one answers until relieved', async () => {
    ;(await leader.post(unit('/watch'), { role: 'officer' })).ok(201)
    const both = (await officer.get(unit('/watch'))).ok().items as Json[]
    assert.equal(both.filter((watch) => watch.role === 'officer').length, 2)
    assert.deepEqual(await mine(leader), { may: ['sign'], signs_as: 'in', comes_as: null })
  })

  it('what came up meanwhile must be told before it is taken', async () => {
    const late = (
      await officer.post(unit('/matters'), { kind: 'task', fields: { summary: '刚接到的交办' } })
    ).ok(201)
    ;(await leader.post(`/handovers/${first}/sign`)).refused(409, 'items_new')
    const renewed = (await leader.post(`/handovers/${first}/renew`)).ok()
    assert.ok(told(renewed).some((item) => item.item === `matter:${late.id}` && item.decided === 'open'))
    ;(await leader.post(`/handovers/${first}/sign`)).refused(409, 'items_open')
    await acceptAll(leader, first)
  })

  it('a missing signature rings at the leader’s desk, then the head’s, and stays to be seen', async () => {
    await pass(31)
    assert.equal(await told_of(leader, 'handover.unsigned'), 1)
    for (const [client, may] of [
      [leader, ['seen']],
      [officer, []],
    ] as const)
      for (const notice of (await client.get(unit('/notices'))).ok().items as Json[])
        if (notice.role === 'leader') assert.deepEqual(notice.may, may)
    await pass(61)
    assert.equal(await told_of(head, 'handover.unsigned'), 2)
    await pass(300)
    assert.equal(await told_of(head, 'handover.unsigned'), 2)
    ;(await leader.post(`/handovers/${first}/renew`)).ok()
    await acceptAll(leader, first)
  })

  it('signed by both it is sealed: the old watch ends, nothing in it changes any more', async () => {
    ;(await officer.post(`/handovers/${first}/sign`)).ok()
    ;(await officer.post(`/handovers/${first}/sign`)).refused(409, 'signed_already')
    const taken = (await leader.post(`/handovers/${first}/sign`)).ok()
    assert.equal(taken.state, 'sealed')
    assert.equal(taken.late, true)
    assert.equal(taken.whole, true)
    assert.deepEqual(taken.may, [], 'a party that has signed')
    assert.deepEqual((await mine(head)).may, ['countersign'])
    const left = (await officer.get(unit('/watch'))).ok().items as Json[]
    assert.deepEqual(
      left.filter((watch) => watch.role === 'officer').map((watch) => watch.person),
      [leader.me.person.id],
    )
    await unmoved(officer, STREET, async () => {
      for (const act of ['accept_rest', 'renew'])
        (await leader.post(`/handovers/${first}/${act}`)).refused(409, 'sealed')
      ;(await leader.post(`/handovers/${first}/refuse`, { item: point, word: '后悔' })).refused(409, 'sealed')
      ;(await leader.post(`/handovers/${first}/countersign`)).refused(409, 'own_handover')
    })
    const corrected = (
      await officer.post(`/handovers/${first}/correct`, { item: point, text: '钥匙在陈建国处' })
    ).ok()
    assert.equal(corrected.notes.length, 1)
    assert.deepEqual(corrected.items, (await leader.get(`/handovers/${first}`)).ok().items)
  })

  it('the leader countersigns within the day, or it rings', async () => {
    await pass(24 * 60 + 1)
    assert.equal(await told_of(leader, 'handover.not_countersigned'), 1)
    assert.ok((await head.post(`/handovers/${first}/countersign`)).ok().countersigned_at)
    assert.deepEqual((await mine(head)).may, [])
  })

  it('what was refused comes up in the next handover, until it is cleared', async () => {
    const second = await begin(leader)
    const again = told(second).find((item) => item.item === point)
    assert.equal(again?.title, '冲锋舟钥匙明早七点前归还')
    assert.equal(again?.carried.shifts, 1)
    ;(await leader.post(`/handovers/${second.id}/cancel`, { word: '演练' })).ok()
    ;(await officer.post(unit('/handover/clear'), { item: point, word: '钥匙已收回' })).ok()
    assert.ok(!told((await officer.get(unit('/handover'))).ok()).some((item) => item.item === point))
  })

  it('a successor who does not come starts a clock, and the watch goes on', async () => {
    // The leader has stood as officer for a day and more: nobody came.
    const overdue = (await officer.get(unit('/handover'))).ok()
    assert.ok(overdue.overdue_at, JSON.stringify(overdue))
    assert.ok((await told_of(head, 'handover.relief_late')) >= 1)
    const watch = ((await officer.get(unit('/watch'))).ok().items as Json[]).find(
      (one) => one.role === 'officer',
    )
    assert.equal(watch?.person, leader.me.person.id)
  })

  it('leaving an empty post is a fact that the next handover shows, and a gap in the chain', async () => {
    const before = await told_of(head, 'handover.post_left')
    for (const watch of (await officer.get(unit('/watch'))).ok().items)
      (await leader.delete(unit(`/watch/${watch.id}`))).ok()
    assert.equal(await told_of(head, 'handover.post_left'), before + 2)
    await pass(90)
    ;(await officer.post(unit('/watch'), { role: 'officer' })).ok(201)
    const third = await begin(officer)
    assert.ok(told(third).some((item) => item.what === 'left'))
    const chain = (await head.get(unit('/handovers'))).ok().items as Json[]
    assert.equal(chain[0].id, third.id)
    assert.equal(chain[0].linked, false)
    assert.equal(
      (Date.parse(chain[0].unmanned.at(-1).until) - Date.parse(chain[0].unmanned.at(-1).from)) / minute,
      90,
    )
  })
})
