// SPDX-License-Identifier: Apache-2.0
// What one level says it told the next, and what that says: a call that nobody took is none, at both ends.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, STREET, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'
import { MINUTE, Rooms, call, duty } from '../support/rooms.ts'
import { reportUp } from '../support/told.ts'
import { until } from '../support/until.ts'

const REASON = '未接到此电话'
const rooms = new Rooms()
const { onDuty, pass, iso } = rooms
const opened = () => rooms.opened(STREET, { deaths: 1 })
const shown = (id: string) => rooms.shown(STREET, id)

const called = (id: string, fields: Json = {}) =>
  rooms.step(STREET, id, 'phone_report', { ...call(DISTRICT), ...fields })

/** What `look` gives, once it gives something. */
async function found<T>(what: string, look: () => Promise<T | false>): Promise<T> {
  let last: T | false = false
  await until(what, async () => (last = await look()) !== false)
  return last as T
}

/** The items about calls of that matter in the box of the district, in the order in which they came. */
async function items(id: string, count: number): Promise<Json[]> {
  const above = await onDuty(DISTRICT)
  return found(`${count} calls`, async () => {
    const all = (await above.get(`/units/${DISTRICT}/dispatches?box=in&limit=100`)).ok().items as Json[]
    const calls = all.filter((one) => one.type === 'phone_report' && one.origin_matter === id)
    return (
      calls.length === count && calls.sort((a, b) => Date.parse(a.received_at) - Date.parse(b.received_at))
    )
  })
}
async function deny(item: Json): Promise<void> {
  ;(await (await onDuty(DISTRICT)).post(`/dispatches/${item.id}/return`, { reason: REASON })).ok()
}
async function settled(id: string, fits: (one: Json) => boolean): Promise<Json> {
  return found('what was said of the call', async () => {
    const one = duty(await shown(id))
    return fits(one) && one
  })
}

before(rooms.start)
after(rooms.stop)

describe('a call that its receiver denies', () => {
  it('counts no longer: the time it had runs on, and both texts stand at both ends', async () => {
    const matter = await opened()
    const before = duty(matter)
    assert.equal(duty(await called(matter.id)).state, 'met')
    const [item] = await items(matter.id, 1)
    await pass(5)
    await deny(item!)
    const again = await settled(matter.id, (one) => one.why === 'denied')
    assert.equal(again.id, before.id)
    assert.equal(again.state, 'running')
    assert.equal(again.due_at, before.due_at)
    assert.equal(again.met_at, null)
    const theirs = (await (await onDuty(DISTRICT)).get(`/dispatches/${item!.id}`)).ok()
    const ours = (await (await onDuty(STREET)).get(`/dispatches/${item!.origin}`)).ok()
    for (const one of [theirs, ours]) assert.match(one.body, /矿井冒顶，正在核实/)
    assert.equal(theirs.reason, REASON)
    assert.equal(ours.hops[0].reason, REASON)
    assert.equal(duty(await called(matter.id)).state, 'met')
  })

  it('denied after the due time it is late, and rings', async () => {
    const matter = await opened()
    await called(matter.id)
    const [item] = await items(matter.id, 1)
    await pass(40)
    await deny(item!)
    await settled(matter.id, (one) => one.why === 'denied')
    await pass(1)
    const late = await settled(matter.id, (one) => one.rang.includes('late'))
    assert.equal(late.state, 'late')
    assert.equal(late.late, true)
    assert.equal(late.met_at, null)
    assert.equal(duty(await called(matter.id)).state, 'late_met')
  })

  it('what was typed late with an earlier time is late without it', async () => {
    const matter = await opened()
    await pass(50)
    await called(matter.id, { phoned_at: iso(-45) })
    const [item] = await items(matter.id, 1)
    await deny(item!)
    const late = await settled(matter.id, (one) => one.why === 'denied')
    assert.deepEqual([late.state, late.claimed, late.met_at], ['late', false, null])
  })

  it('of two calls the one that is not denied counts', async () => {
    const matter = await opened()
    await called(matter.id, { phoned_at: iso(0) })
    await items(matter.id, 1)
    await pass(5)
    await called(matter.id, { phoned_at: iso(0) })
    const [first, second] = await items(matter.id, 2)
    await deny(first!)
    const stands = await settled(matter.id, (one) => one.why === 'denied')
    assert.equal(stands.state, 'met')
    assert.equal(Date.parse(stands.met_at), rooms.now)
    await deny(second!)
    const none = await settled(matter.id, (one) => one.state === 'running')
    assert.equal(none.met_at, null)
  })

  it('denying the second takes nothing from the first', async () => {
    const matter = await opened()
    await called(matter.id, { phoned_at: iso(0) })
    await items(matter.id, 1)
    const at = rooms.now
    await pass(5)
    await called(matter.id, { phoned_at: iso(0) })
    const [, second] = await items(matter.id, 2)
    await deny(second!)
    await until('the receipt', async () => {
      const one = (await (await onDuty(STREET)).get(`/dispatches/${second!.origin}`)).ok()
      return one.hops[0].returned_at != null
    })
    const stands = duty(await shown(matter.id))
    assert.deepEqual([stands.state, Date.parse(stands.met_at)], ['met', at])
  })

  it('paper does not stand for a call that is owed by telephone', async () => {
    const matter = await opened()
    await called(matter.id)
    const [item] = await items(matter.id, 1)
    await reportUp(await onDuty(STREET), await onDuty(STREET, 'leader'), STREET, matter.id)
    await deny(item!)
    const again = await settled(matter.id, (one) => one.why === 'denied')
    assert.equal(again.state, 'running')
    assert.equal(duty(await shown(matter.id), 'report_written').state, 'met')
  })
})

describe('a call that nobody at its receiver takes up', () => {
  const state = async (item: Json): Promise<Json> =>
    (await (await onDuty(DISTRICT)).get(`/dispatches/${item.id}`)).ok()
  const theirs = (id: string): Promise<Json> =>
    found('the incident above', async () => {
      const [item] = await items(id, 1)
      const one = await state(item!)
      return one.matter != null && one
    })

  it('opens an incident by itself after half an hour, whose times count from the call', async () => {
    const matter = await opened()
    await called(matter.id)
    const [item] = await items(matter.id, 1)
    const waits = await state(item!)
    const heard = Date.parse(waits.received_at)
    assert.equal(Date.parse(waits.sign_due_at), heard + 10 * MINUTE)
    await pass(29)
    assert.equal((await state(item!)).matter ?? null, null)
    await pass(2)
    const made = await theirs(matter.id)
    assert.deepEqual([made.state, made.opened, made.signed_for_at ?? null], ['opened', true, null])
    const above = await onDuty(DISTRICT)
    const incident = (await above.get(`/matters/${made.matter}`)).ok()
    assert.equal(incident.fields.summary, '矿井冒顶')
    assert.ok(Date.parse(incident.fields.received_at) <= heard)
    assert.equal(Date.parse(duty(incident).due_at), Date.parse(incident.fields.received_at) + 30 * MINUTE)
    const story = (await above.get(`/matters/${made.matter}/timeline?limit=100`)).ok().items as Json[]
    assert.ok(
      story.some((one) => /系统按来电内容自动立案/.test(one.note ?? '')),
      JSON.stringify(story),
    )
    // It can be confirmed still, and what was sent after it goes to the same incident.
    ;(await above.post(`/dispatches/${item!.id}/sign_for`)).ok()
    const sent = await reportUp(await onDuty(STREET), await onDuty(STREET, 'leader'), STREET, matter.id)
    await until('the paper', async () => {
      const all = (await above.get(`/units/${DISTRICT}/dispatches?box=in&limit=100`)).ok().items as Json[]
      return all.some((one) => one.origin === sent && one.matter === made.matter)
    })
  })

  it('may be denied after that too', async () => {
    const matter = await opened()
    await called(matter.id)
    const [item] = await items(matter.id, 1)
    await pass(31)
    await theirs(matter.id)
    await deny(item!)
    const late = await settled(matter.id, (one) => one.why === 'denied')
    assert.deepEqual([late.state, late.met_at], ['late', null])
  })

  it('is not opened twice, nor where it was set aside with a reason, and not without one', async () => {
    const matter = await opened()
    const aside = await opened()
    await called(matter.id)
    await called(aside.id)
    const [item] = await items(matter.id, 1)
    const [other] = await items(aside.id, 1)
    const above = await onDuty(DISTRICT)
    const made = (await above.post(`/dispatches/${item!.id}/open`)).ok()
    ;(await above.post(`/dispatches/${other!.id}/sign_for`)).ok()
    ;(await above.post(`/dispatches/${other!.id}/close`)).refused(422)
    ;(await above.post(`/dispatches/${other!.id}/close`, { note: '与已有事件重复，已电话核实' })).ok()
    const last = await opened()
    await called(last.id)
    await items(last.id, 1)
    await pass(31)
    // What came last has opened: those before it had their turn.
    await theirs(last.id)
    assert.equal((await state(item!)).matter, made.matter)
    assert.equal((await state(other!)).matter ?? null, null)
  })
})

describe('what was done', () => {
  it('leaves a record that fits, and tables that equal it', () => {
    for (const words of [
      ['audit', 'verify'],
      ['rebuild', '--check'],
    ]) {
      const ran = rooms.server.command(words[0]!, words[1]!)
      assert.equal(ran.status, 0, ran.stdout + ran.stderr)
    }
  })
})
