// SPDX-License-Identifier: Apache-2.0
// What was told and is not so, or goes on elsewhere: one incident merged into another, one found unfounded, one put right.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'
import { Rooms, call, duty } from '../support/rooms.ts'
import { reportUp, tellAll } from '../support/told.ts'
import { until } from '../support/until.ts'

const rooms = new Rooms()
const { onDuty, pass, opened, take, shown } = rooms

async function reported(unit: string, to: string, fields: Json): Promise<Json> {
  const matter = await opened(unit, fields)
  ;(await take(unit, matter.id, 'phone_report', call(to))).ok()
  await reportUp(await onDuty(unit), await onDuty(unit, 'leader'), unit, matter.id)
  return shown(unit, matter.id)
}
/** Corrections about a matter that went from its unit. */
async function sent(unit: string, number: string): Promise<Json[]> {
  const all = (await (await onDuty(unit)).get(`/units/${unit}/dispatches?limit=200`)).ok().items as Json[]
  return all.filter((one) => one.type === 'correction' && one.title.includes(number))
}
/** The one that came to a unit, once it did. */
async function came(unit: string, number: string): Promise<Json> {
  let found: Json[] = []
  await until('the correction comes', async () => (found = await sent(unit, number)).length > 0)
  return (await (await onDuty(unit)).get(`/dispatches/${found[0]!.id}`)).ok()
}

before(rooms.start)
after(rooms.stop)

describe('merging', () => {
  it('what was told of one was told of both, and the receiver hears as what it goes on', async () => {
    const first = await reported(STREET, DISTRICT, { deaths: 1, summary: '一号井冒顶' })
    await pass(5)
    const second = await opened(STREET, { deaths: 1, summary: '一号井塌了' })
    ;(await take(STREET, first.id, 'merge', { other_matter: second.id })).ok()
    const merged = await shown(STREET, first.id)
    assert.equal(merged.state, 'merged')
    assert.ok(merged.obligations.every((one: Json) => ['met', 'waived'].includes(one.state)))
    const other = await shown(STREET, second.id)
    for (const name of ['report_phone', 'report_written']) {
      assert.equal(duty(other, name).state, 'met', name)
      assert.equal(duty(other, name).met_at, duty(first, name).met_at, name)
    }
    assert.equal(duty(other, 'followup').state, 'running')
    assert.match((await came(DISTRICT, first.number)).body, new RegExp(`与${other.number}为同一事件`))
    // Its figures differ from what was told: that is told anew.
    const worse = (await take(STREET, second.id, 'follow_up', { deaths: 2 })).ok()
    assert.equal(duty(worse, 'supplement').state, 'running')
  })

  it('what the one owed earlier the other owes as early, and it is no way out', async () => {
    const first = await opened(STREET, { deaths: 1 })
    await pass(10)
    const second = await opened(STREET, { deaths: 1 })
    assert.notEqual(duty(first, 'report_phone').due_at, duty(second, 'report_phone').due_at)
    const small = await opened(STREET, { kind: 'special_equipment', summary: '电梯停运', deaths: 0 })
    const leader = await onDuty(STREET, 'leader')
    ;(await leader.post(`/matters/${small.id}/steps/not_reportable`, { note: '无人员伤亡' })).ok()
    const into = (other: string) => take(STREET, first.id, 'merge', { other_matter: other })
    const problem = async (other: string) => (await into(other)).refused(422).fields![0]!.problem
    assert.equal(await problem(small.id), 'not_reportable')
    assert.equal(await problem(first.id), 'itself')
    assert.equal(await problem(`${DISTRICT}-1`), 'unknown')
    ;(await into(second.id)).ok()
    const other = await shown(STREET, second.id)
    assert.equal(duty(other, 'report_phone').due_at, duty(first, 'report_phone').due_at)
    assert.equal(duty(other, 'report_phone').why, 'taken_over')
    const third = await opened(STREET, { deaths: 1 })
    const late = await take(STREET, third.id, 'merge', { other_matter: first.id })
    assert.equal(late.refused(422).fields![0]!.problem, 'ended')
    // A later judgement does not put it off.
    const judged = (await take(STREET, second.id, 'judge', { level: 4, level_reason: '死亡1人' })).ok()
    assert.equal(duty(judged, 'report_phone').due_at, duty(first, 'report_phone').due_at)
  })

  it('one that was late brings its lateness along, and into a milder one its duty', async () => {
    const first = await opened(STREET, { deaths: 1 })
    await pass(40)
    assert.equal(duty(await shown(STREET, first.id), 'report_phone').state, 'late')
    const mild = await opened(STREET, { kind: 'special_equipment', summary: '井口有人聚集' })
    ;(await take(STREET, first.id, 'merge', { other_matter: mild.id })).ok()
    await pass(1)
    const other = await shown(STREET, mild.id)
    assert.equal(duty(other, 'report_phone').state, 'late')
    assert.equal(duty(other, 'report_phone').due_at, duty(first, 'report_phone').due_at)
  })

  it('whoever outside was told must be told by somebody', async () => {
    const first = await opened(CITY, { deaths: 3 })
    await tellAll(await onDuty(CITY), first.id)
    const second = await opened(CITY, { deaths: 3 })
    ;(await take(CITY, first.id, 'merge', { other_matter: second.id })).ok()
    const other = await shown(CITY, second.id)
    const owed = duty(other, 'correction')
    assert.equal(owed.outside, true)
    assert.equal(owed.why, 'taken_over')
    assert.equal(owed.state, 'running')
    await tellAll(await onDuty(CITY), second.id)
    assert.equal(duty(await shown(CITY, second.id), 'correction').state, 'met')
  })
})

describe('one that is unfounded', () => {
  it('is found so by a leader, where it had to be reported and was not', async () => {
    const matter = await opened(STREET, { deaths: 1 })
    const body = { note: '误报' }
    ;(await (await onDuty(STREET)).post(`/matters/${matter.id}/steps/dismiss`, body)).refused(
      403,
      'needs_leader_unfounded',
    )
    const leader = await onDuty(STREET, 'leader')
    assert.equal((await leader.post(`/matters/${matter.id}/steps/dismiss`, body)).ok().state, 'dismissed')
  })

  it('tells those who were told', async () => {
    const matter = await reported(STREET, DISTRICT, { deaths: 1 })
    ;(await take(STREET, matter.id, 'dismiss', {}, '井口演练，无人伤亡')).ok()
    const told = await came(DISTRICT, matter.number)
    assert.match(told.title, /经核实不属实$/)
    assert.match(told.body, /井口演练，无人伤亡/)
    assert.ok(told.signed_for_at == null, 'somebody there must sign for it')
  })

  it('waits for its final report, where those outside were told', async () => {
    const matter = await opened(CITY, { deaths: 3 })
    await tellAll(await onDuty(CITY), matter.id)
    ;(await take(CITY, matter.id, 'dismiss', {}, '误报')).refused(409, 'needs_final')
    const fields = { obligation: matter.obligations[0].id, report_type: 'final_report' }
    ;(await take(CITY, matter.id, 'written_report', fields)).ok()
    assert.equal((await take(CITY, matter.id, 'dismiss', {}, '误报')).ok().state, 'dismissed')
  })
})

describe('one that is put right after it was told', () => {
  it('sends what changed, and only that', async () => {
    const matter = await reported(STREET, DISTRICT, { deaths: 1, place: { text: '清江路2号' } })
    const right = { place: { text: '清江路20号' }, summary: matter.fields.summary, deaths: 1 }
    ;(await take(STREET, matter.id, 'correct', right, '听错')).ok()
    assert.match((await came(DISTRICT, matter.number)).body, /现更正。地点：清江路20号$/)
    ;(await take(STREET, matter.id, 'correct', { source_number: '110-7' }, '补')).ok()
    assert.equal((await sent(STREET, matter.number)).length, 1)
  })

  it('says nothing before anybody was told', async () => {
    const matter = await opened(STREET, { deaths: 1, place: { text: '清江路2号' } })
    ;(await take(STREET, matter.id, 'correct', { place: { text: '清江路20号' } }, '听错')).ok()
    assert.deepEqual(await sent(STREET, matter.number), [])
  })
})
