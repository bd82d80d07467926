// SPDX-License-Identifier: Apache-2.0
// Who must be told of an incident by when, and what it takes to have told them: each receiver has a time of its own,
// telling somebody else meets nothing, figures that rise are told again, and nothing is closed or put right in silence.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { MINUTE, Rooms, call, duties, duty } from '../support/rooms.ts'
import { reportUp, tellAll, tellToTheEnd } from '../support/told.ts'

const SIBLING = '430102003'
const rooms = new Rooms()
const { onDuty, pass, iso, opened, step, shown } = rooms

before(rooms.start)
after(rooms.stop)

describe('obligations', () => {
  it('the unit at the top must tell those above who are not in the system (F1)', async () => {
    const matter = await opened(CITY, { deaths: 3 })
    const written = duty(matter, 'report_written')
    assert.equal(written.outside, true)
    assert.equal(written.receiver.unit, null)
    assert.match(written.receiver.name, /湖南省/)
    await tellAll(await onDuty(CITY), matter.id)
    const told = await shown(CITY, matter.id)
    assert.ok(
      told.obligations.every((one: Json) => one.report === 'followup' || one.state === 'met'),
      JSON.stringify(told.obligations),
    )
  })

  it('each receiver has a time of its own: the province by telephone beside the city (T8)', async () => {
    const matter = await opened(DISTRICT, { deaths: 3 })
    const phone = duties(matter, 'report_phone').map((one) => [
      one.receiver.unit ?? one.receiver.office,
      one.limit_minutes,
    ])
    assert.deepEqual(phone, [
      [CITY, 30],
      ['emergency@430000', 60],
    ])
    const told = await step(DISTRICT, matter.id, 'phone_report', call(CITY))
    assert.deepEqual(
      duties(told, 'report_phone').map((one) => one.state),
      ['met', 'running'],
    )
  })

  it('a profile that there is not is refused (F3)', async () => {
    const admin = await rooms.signedIn(login('sysadmin', CITY))
    const refused = await admin.patch(`/units/${STREET}`, { profile: 'sample:nosuch' })
    assert.ok([409, 422].includes(refused.status), refused.text)
  })

  it('figures that rise after the report are told again (F5)', async () => {
    const matter = await opened(STREET, { deaths: 1 })
    await step(STREET, matter.id, 'phone_report', call(DISTRICT))
    await reportUp(await onDuty(STREET), await onDuty(STREET, 'leader'), STREET, matter.id)
    await pass(20)
    const worse = await step(STREET, matter.id, 'follow_up', { deaths: 10 })
    assert.equal(worse.level, 2)
    const again = duties(worse, 'supplement')
    assert.deepEqual(again.map((one) => one.channel).sort(), ['phone', 'written'])
    for (const one of again) {
      assert.equal(one.state, 'running')
      assert.equal(one.why, 'figures')
      assert.equal(Date.parse(one.start_at), rooms.now)
    }
    // The follow-ups come twice a day from now on.
    const half = Date.parse(duty(worse, 'followup').due_at) - Date.parse(duty(worse, 'followup').start_at)
    assert.equal(half, 12 * 60 * MINUTE)
  })

  it('is not closed while anybody must be told, nor without the final report (F6)', async () => {
    const matter = await opened(STREET, { deaths: 2, missing: 1 })
    await step(STREET, matter.id, 'verify')
    const close = { fields: { result: '已处置' } }
    const officer = await onDuty(STREET)
    ;(await officer.post(`/matters/${matter.id}/steps/close`, close)).refused(409, 'unreported')
    await tellAll(officer, matter.id)
    await reportUp(officer, await onDuty(STREET, 'leader'), STREET, matter.id)
    ;(await officer.post(`/matters/${matter.id}/steps/close`, close)).refused(409, 'needs_final')
    await tellToTheEnd(officer, await onDuty(STREET, 'leader'), STREET, matter.id)
    assert.equal((await officer.post(`/matters/${matter.id}/steps/close`, close)).ok().state, 'closed')
  })

  it('need not be reported: by the leader, with a reason, and never where somebody is dead', async () => {
    const matter = await opened(STREET, {
      kind: 'special_equipment',
      summary: '电梯停运，无人被困',
      deaths: 0,
    })
    const officer = await onDuty(STREET)
    const waive = `/matters/${matter.id}/steps/not_reportable`
    ;(await officer.post(waive, { note: '不够上报' })).refused(403)
    const leader = await onDuty(STREET, 'leader')
    const waived = (await leader.post(waive, { note: '无人员伤亡，物业已修复' })).ok()
    assert.ok(waived.obligations.every((one: Json) => one.state === 'waived' && one.why === 'not_reportable'))
    // A figure that comes later takes the decision back.
    const later = await step(STREET, matter.id, 'follow_up', { deaths: 1 })
    assert.equal(duty(later, 'report_phone').state, 'running')
    ;(await leader.post(waive, { note: '不够上报' })).refused(409, 'must_be_reported')
  })

  it('lateness is not washed off: more time is for a leader, and late stays late (F7)', async () => {
    const matter = await opened(STREET, { deaths: 1 })
    await pass(40)
    assert.equal(duty(await shown(STREET, matter.id), 'report_phone').state, 'late')
    const officer = await onDuty(STREET)
    const change = { fields: { received_at: iso(-1), known_at: iso(-1) }, note: '记错了' }
    ;(await officer.post(`/matters/${matter.id}/steps/correct`, change)).refused(403, 'needs_leader')
    const leader = await onDuty(STREET, 'leader')
    const moved = (await leader.post(`/matters/${matter.id}/steps/correct`, change)).ok()
    const phone = duty(moved, 'report_phone')
    assert.equal(phone.state, 'late')
    assert.equal(phone.late, true)
    assert.ok(Date.parse(phone.due_at) > Date.parse(phone.first_due_at))
    const told = await step(STREET, matter.id, 'phone_report', call(DISTRICT))
    assert.equal(duty(told, 'report_phone').state, 'late_met')
  })

  it('telling somebody else, nobody, or nothing meets nothing (F8)', async () => {
    const matter = await opened(STREET, { deaths: 1 })
    const officer = await onDuty(STREET)
    const phone = `/matters/${matter.id}/steps/phone_report`
    ;(await officer.post(phone, { fields: {} })).refused(422)
    ;(await officer.post(phone, { fields: { to_unit: DISTRICT } })).refused(422, undefined, 'fields.words')
    for (const other of [SIBLING, CITY]) {
      const told = await step(STREET, matter.id, 'phone_report', call(other))
      assert.equal(duty(told, 'report_phone').state, 'running', other)
    }
  })

  it('what is typed late with an earlier time waits for the receiver to say so (F8)', async () => {
    const matter = await opened(STREET, { deaths: 1 })
    await pass(50)
    const typed = await step(STREET, matter.id, 'phone_report', { ...call(DISTRICT), phoned_at: iso(-45) })
    assert.equal(duty(typed, 'report_phone').state, 'late')
    assert.equal(duty(typed, 'report_phone').claimed, true)
    const above = await onDuty(DISTRICT)
    await above.settle()
    const items = (await above.get(`/units/${DISTRICT}/dispatches?box=in`)).ok().items as Json[]
    const item = items.find((one) => one.type === 'phone_report' && one.origin_matter === matter.id)!
    ;(await above.post(`/dispatches/${item.id}/sign_for`)).ok()
    await (await onDuty(STREET)).settle()
    const confirmed = duty(await shown(STREET, matter.id), 'report_phone')
    assert.equal(confirmed.state, 'met')
    assert.equal(confirmed.claimed, false)
  })

  it('a claim that nobody confirms in a day counts no longer', async () => {
    const matter = await opened(STREET, { deaths: 1 })
    await pass(50)
    await step(STREET, matter.id, 'phone_report', { ...call(DISTRICT), phoned_at: iso(-45) })
    await pass(24 * 60 + 1)
    rooms.forget()
    const lapsed = duty(await shown(STREET, matter.id), 'report_phone')
    assert.equal(lapsed.state, 'late_met')
    assert.equal(lapsed.claimed, false)
  })

  it('what comes back must be told anew', async () => {
    const matter = await opened(STREET, { deaths: 1 })
    await step(STREET, matter.id, 'phone_report', call(DISTRICT))
    const sent = await reportUp(await onDuty(STREET), await onDuty(STREET, 'leader'), STREET, matter.id)
    const above = await onDuty(DISTRICT)
    await above.settle()
    const items = (await above.get(`/units/${DISTRICT}/dispatches?box=in`)).ok().items as Json[]
    const came = items.find((one) => one.origin === sent)!
    await pass(5)
    ;(await above.post(`/dispatches/${came.id}/return`, { reason: '人数不一致' })).ok()
    await (await onDuty(STREET)).settle()
    const back = duty(await shown(STREET, matter.id), 'report_written')
    assert.equal(back.state, 'running')
    assert.equal(back.why, 'returned')
    assert.equal(Date.parse(back.start_at), rooms.now)
  })

  it("the receiver's own time begins with the call, not with the paper (F9)", async () => {
    const matter = await opened(STREET, { deaths: 1 })
    await step(STREET, matter.id, 'phone_report', call(DISTRICT))
    const heard = rooms.now
    await pass(25)
    const sent = await reportUp(await onDuty(STREET), await onDuty(STREET, 'leader'), STREET, matter.id)
    const above = await onDuty(DISTRICT)
    await above.settle()
    const items = (await above.get(`/units/${DISTRICT}/dispatches?box=in`)).ok().items as Json[]
    const paper = items.find((one) => one.origin === sent)!
    const made = (await above.post(`/dispatches/${paper.id}/open`)).ok()
    const theirs = await shown(DISTRICT, made.matter)
    assert.equal(Date.parse(theirs.fields.received_at), heard)
    assert.equal(Date.parse(duty(theirs, 'report_phone').due_at), heard + 30 * MINUTE)
    // The call waited about the same matter: it is there too.
    const calls = (await above.get(`/units/${DISTRICT}/dispatches?box=in`)).ok().items as Json[]
    const item = calls.find((one) => one.type === 'phone_report' && one.origin_matter === matter.id)!
    assert.equal(item.matter, made.matter)
  })

  it('what was late stands in a ledger, here and above, with its matter', async () => {
    const own = (await (await onDuty(STREET)).get(`/units/${STREET}/lateness`)).ok().items as Json[]
    const told = own.find((row) => row.state === 'late_met' && row.channel === 'phone')!
    assert.equal(told.receiver_name, '芙蓉区')
    assert.equal(told.minutes, Math.floor((Date.parse(told.met_at) - Date.parse(told.due_at)) / MINUTE))
    const above = await rooms.signedIn(login('inspector', CITY))
    const all = (await above.get(`/units/${CITY}/lateness?under=1`)).ok().items as Json[]
    assert.ok(all.some((row) => row.matter === told.matter && row.ordinal === told.ordinal))
    ;(await (await onDuty(STREET)).get(`/units/${DISTRICT}/lateness?under=1`)).refused(403)
    const sheet = await above.get(`/units/${CITY}/lateness?under=1&format=csv&lang=zh`)
    assert.match(sheet.text, /应报单位/)
    assert.match(sheet.text, /已迟报/)
  })

  it('the ledger of matters lists what was late and is met, when asked for it', async () => {
    const matter = await opened(STREET, { deaths: 1 })
    const inTime = await opened(STREET, { deaths: 1 })
    await step(STREET, inTime.id, 'phone_report', call(DISTRICT))
    await pass(40)
    await tellAll(await onDuty(STREET), matter.id)
    for (const one of [matter, inTime])
      await reportUp(await onDuty(STREET), await onDuty(STREET, 'leader'), STREET, one.id)
    await step(STREET, matter.id, 'verify')
    await step(STREET, matter.id, 'handle')
    const listed = async (late: string) => {
      const page = await (await onDuty(STREET)).get(`/units/${STREET}/matters?late=${late}&limit=100`)
      return (page.ok().items as Json[]).map((row) => row.id)
    }
    assert.equal((await listed('true')).includes(matter.id), false)
    assert.equal((await listed('ever')).includes(matter.id), true)
    const other = await onDuty(DISTRICT)
    const calm = await opened(DISTRICT, { kind: 'special_equipment', summary: '电梯停运', deaths: 0 })
    const all = (await other.get(`/units/${DISTRICT}/matters?late=ever&limit=100`)).ok().items as Json[]
    assert.equal(
      all.some((row) => row.id === calm.id),
      false,
    )
    ;(await other.get(`/units/${DISTRICT}/matters?late=once`)).refused(422)
  })

  it('who sits in an office may change, and what has begun towards it stays', async () => {
    const sysadmin = await rooms.signedIn(login('sysadmin', CITY))
    const secadmin = await rooms.signedIn(login('secadmin', CITY))
    /** An emergency bureau that comes into the system and keeps duty: its leader. */
    const bureau = async (code: string, parent: string): Promise<Client> => {
      const unit = { code, name: `${code}应急管理局`, level: 'bureau', parent, functions: ['emergency'] }
      ;(await sysadmin.post('/units', unit)).ok(201)
      const who = { name: '何立春', phone: '13807310099' }
      const person = (await sysadmin.post(`/units/${code}/people`, who)).ok(201).id
      const account = { person, login: 'leader', password: 'Correct-horse-1' }
      ;(await secadmin.post(`/units/${code}/roles`, { person, role: 'leader' })).ok(201)
      ;(await secadmin.post(`/units/${code}/accounts`, account)).ok(201)
      const leader = await rooms.signedIn(`leader@${code}`, account.password)
      const posts = [{ post: 'primary_duty', pattern: 'h24', engagements: ['staff'] }]
      ;(await leader.put(`/units/${code}/duty-posts`, { posts })).ok()
      ;(await leader.post(`/units/${code}/watch`, { role: 'leader' })).ok(201)
      return leader
    }
    const leader = await bureau('430102YJ', DISTRICT)
    const fields = { summary: '矿井冒顶', kind: 'mine', deaths: 1 }
    const open = async () =>
      (await leader.post('/units/430102YJ/matters', { kind: 'incident', fields })).ok(201) as Json
    const begun = await open()
    const above = (matter: Json): string[] =>
      matter.obligations.map((one: Json) => one.receiver.unit).filter((unit: string) => unit !== DISTRICT)
    assert.deepEqual([...new Set(above(begun))], [CITY])
    await bureau('430100YJ', CITY)
    assert.deepEqual([...new Set(above(await open()))], ['430100YJ'], 'what begins later goes there')
    const later = { fields: { present: '搜救中' } }
    const after = (await leader.post(`/matters/${begun.id}/steps/follow_up`, later)).ok()
    assert.deepEqual(after.obligations, begun.obligations)
  })

  it('leaves a record that fits, and tables that equal it', () => {
    const verified = rooms.server.command('audit', 'verify')
    assert.equal(verified.status, 0, verified.stdout + verified.stderr)
    const checked = rooms.server.command('rebuild', '--check')
    assert.equal(checked.status, 0, checked.stdout + checked.stderr)
  })
})
