// SPDX-License-Identifier: Apache-2.0
// A leader goes away for a day: asked, answered, filed above, back; and whether principals and equipment can be reached.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import { unmoved, type Client, type Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

const hour = 3_600_000
let server: Server
let now = 0
let officer: Client, leader: Client, head: Client, district: Client, inspector: Client

async function pass(hours: number): Promise<void> {
  now += hours * hour
  await server.moveClock(new Date(now))
}
const at = (hours: number) => new Date(now + hours * hour).toISOString()
const person = async (client: Client): Promise<string> => (await client.get('/me')).ok().person.id

before(async () => {
  server = await Server.start({ demo: true })
  now = Date.parse(
    (await (await server.client().signIn(login('officer'))).get('/me')).ok().now ??
      '2026-03-04T02:40:00+08:00',
  )
  officer = await server.client().signIn(login('officer'))
  leader = await server.client().signIn(login('leader'))
  head = await server.client().signIn(login('head'))
  district = await server.client().signIn(login('officer', DISTRICT))
  inspector = await server.client().signIn(login('inspector', CITY))
})
after(() => server.stop())

describe('leave', () => {
  let id = ''

  it('of a principal names who leads meanwhile, and is checked before it is asked', async () => {
    const wish = { kind: 'trip', from: at(0.5), until: at(1.5), place: '省厅', reason: '会议' }
    const refused = await unmoved(leader, STREET, () => leader.post(`/units/${STREET}/leaves`, wish))
    refused.refused(422, 'invalid', 'acting')
    const seen = (
      await leader.get(
        `/units/${STREET}/leaves/check?person=${await person(leader)}&from=${encodeURIComponent(wish.from)}&until=${encodeURIComponent(wish.until)}`,
      )
    ).ok()
    assert.deepEqual([seen.late, seen.clash], [true, []])
    const asked = (await leader.post(`/units/${STREET}/leaves`, { ...wish, acting: await person(head) })).ok(
      201,
    )
    assert.equal(asked.state, 'asked')
    assert.equal(asked.late, true)
    id = asked.id
  })

  it('is approved by another, and the level above gets it in words', async () => {
    const own = await unmoved(leader, STREET, () => leader.post(`/leaves/${id}/approve`, {}))
    own.refused(403, 'own_leave')
    const approved = (await head.post(`/leaves/${id}/approve`, {})).ok()
    assert.ok(approved.filed_at)
    await district.settle()
    const box = (await district.get(`/units/${DISTRICT}/dispatches?box=in`)).ok().items as Json[]
    const dispatch = (
      await district.get(`/dispatches/${box.find((item) => item.origin === approved.dispatch).id}`)
    ).ok()
    assert.equal(dispatch.type, 'leave_report')
    assert.match(dispatch.body, /省厅/)
  })

  it('of head and acting leader at once is refused unless explained', async () => {
    const each = {
      kind: 'meeting',
      from: at(1),
      until: at(60),
      acting: await person(leader),
      explanation: '会期交叠',
    }
    /* Each would act for the other, and both are away: no explanation holds. */
    const circle = await unmoved(head, STREET, () => head.post(`/units/${STREET}/leaves`, each))
    circle.refused(409, 'acting_is_away')
    const people = (await head.get(`/units/${STREET}/people?limit=500`)).ok().items as Json[]
    const taken = [await person(leader), await person(head)]
    const third = people.find((one) => !one.left_at && !taken.includes(one.id))!
    const wish = { kind: 'meeting', from: at(1), until: at(60), acting: third.id }
    const refused = await unmoved(head, STREET, () => head.post(`/units/${STREET}/leaves`, wish))
    refused.refused(409, 'both_away')
    const explained = (
      await head.post(`/units/${STREET}/leaves`, { ...wish, explanation: '会期交叠一小时' })
    ).ok(201)
    assert.deepEqual(explained.clash, [id])
    const above = await unmoved(head, STREET, () => head.post(`/leaves/${explained.id}/approve`, {}))
    above.refused(422, 'invalid', 'above')
    ;(await head.post(`/leaves/${explained.id}/withdraw`, {})).ok()
  })

  it('of a head is answered by the level above: there, or by what another accepts', async () => {
    const chief = await server.client().signIn(login('leader', DISTRICT))
    const people = (await head.get(`/units/${STREET}/people?limit=500`)).ok().items as Json[]
    const taken = [await person(leader), await person(head)]
    const third = people.find((one) => !one.left_at && !taken.includes(one.id))!
    const wish = { kind: 'trip', acting: third.id, acting_phone: '13800000001', place: '省厅' }
    const ask = async (from: number) =>
      (await head.post(`/units/${STREET}/leaves`, { ...wish, from: at(from), until: at(from + 5) })).ok(201)
    /* The demo's own head waits there too. */
    const waiting = async (id: string) =>
      ((await chief.get(`/units/${DISTRICT}/leaves/below`)).ok().items as Json[])
        .filter((one) => one.id === id)
        .map((one) => one.may)
    const first = await ask(100)
    assert.deepEqual(await waiting(first.id), [['agree', 'decline']])
    const home = await unmoved(leader, STREET, () => leader.post(`/leaves/${first.id}/agree`, {}))
    home.refused(403)
    const agreed = (await chief.post(`/leaves/${first.id}/agree`, {})).ok()
    assert.equal(agreed.state, 'approved')
    assert.deepEqual(await waiting(first.id), [])
    const second = await ask(200)
    const evidence = { above: '区委办赵主任', at: at(-1), paper: '电话记录第7号' }
    ;(await leader.post(`/leaves/${second.id}/evidence`, evidence)).ok()
    const own = await unmoved(leader, STREET, () => leader.post(`/leaves/${second.id}/approve`, {}))
    own.refused(403, 'own_evidence')
    ;(await officer.post(`/leaves/${second.id}/evidence`, evidence)).ok()
    const accepted = (await leader.post(`/leaves/${second.id}/approve`, {})).ok()
    assert.deepEqual(
      [accepted.state, accepted.above, accepted.above_paper],
      ['approved', '区委办赵主任', '电话记录第7号'],
    )
    for (const one of [first, second]) (await head.post(`/leaves/${one.id}/withdraw`, {})).ok()
  })

  it('is on the board while it lasts, rings when it is over, and ends with the return', async () => {
    await pass(0.6)
    const away = (await inspector.get(`/leaves?under=${CITY}&principals=true`)).ok().items as Json[]
    assert.deepEqual(
      away.map((one) => [one.unit, one.away]),
      [[STREET, true]],
    )
    await pass(1)
    const notices = (await officer.get(`/units/${STREET}/notices`)).ok().items as Json[]
    assert.ok(notices.some((one) => one.text === 'leave.overdue'))
    const back = (await officer.post(`/leaves/${id}/return`, {})).ok()
    assert.equal(back.state, 'returned')
    assert.deepEqual((await inspector.get(`/leaves?under=${CITY}`)).ok().items, [])
  })
})

describe('reach', () => {
  it('asks the principals at once and says who did not answer in time', async () => {
    const { id } = (await officer.post(`/units/${STREET}/reach-tests`, {})).ok(201)
    assert.equal((await head.get(`/units/${STREET}/reach`)).ok().mine, id)
    ;(await head.post(`/reach-tests/${id}/answer`, {})).ok()
    await pass(0.3)
    const test = (await officer.get(`/units/${STREET}/reach-tests`)).ok().items[0]
    assert.deepEqual([test.open, test.asked, test.answered], [false, 2, 1])
    ;(
      await officer.post(`/reach-tests/${id}/answer`, { person: await person(leader), how: 'bad_number' })
    ).ok()
    const states = ((await officer.get(`/units/${STREET}/reach`)).ok().people as Json[])
      .map((one) => one.state)
      .sort()
    assert.deepEqual(states, ['bad', 'verified'])
  })
})

describe('equipment', () => {
  it('that does not work becomes one task', async () => {
    ;(
      await officer.put(`/units/${STREET}/equipment`, {
        by: '09:00',
        items: [
          { name: '值班电话', kind: 'line' },
          { name: '传真机', kind: 'fax' },
        ],
      })
    ).ok()
    const fault = {
      items: [
        { item: 'line-1', works: true },
        { item: 'fax-1', works: false, words: '卡纸' },
      ],
    }
    ;(await officer.post(`/units/${STREET}/equipment-checks`, fault)).ok(201)
    ;(await officer.post(`/units/${STREET}/equipment-checks`, fault)).ok(201)
    const items = (await officer.get(`/units/${STREET}/equipment`)).ok().items as Json[]
    const task = (await officer.get(`/matters/${items[1].matter}`)).ok()
    assert.match(task.title, /传真机故障：卡纸/)
    const unknown = await unmoved(officer, STREET, () =>
      officer.post(`/units/${STREET}/equipment-checks`, { items: [{ item: 'x', works: true }] }),
    )
    unknown.refused(422, 'invalid', 'items')
  })
})
