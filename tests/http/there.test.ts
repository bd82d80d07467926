// SPDX-License-Identifier: Apache-2.0
// Who is there: whoever reads a roster hears of the same gaps, and a holiday counts as filed only where it is rostered.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, STREET } from '../support/city.ts'
import { type Client, type Json } from '../support/client.ts'
import { Server } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: Server
let leader: Client, inspector: Client, sysadmin: Client

before(async () => {
  server = await Server.start({ demo: true })
  leader = await server.client().signIn(`leader@${STREET}`)
  inspector = await server.client().signIn(`inspector@${CITY}`)
  sysadmin = await server.client().signIn(`sysadmin@${CITY}`)
})
after(() => server.stop())

const cover = async (query = '', unit = STREET): Promise<Json> =>
  ((await inspector.get(`/coverage?under=${CITY}${query}`)).ok().items as Json[]).find(
    (row) => row.unit === unit,
  )!
const board = async (unit = STREET): Promise<Json> => {
  const rows = (await inspector.get(`/board?under=${CITY}&limit=500`)).ok().items as Json[]
  return (rows.find((row) => row.unit === unit)!.notes as Json[]).find((note) => note.name === 'gaps')
}

describe('somebody who leaves the unit with shifts to come', () => {
  it('is there no more for coverage, the board, the roster, who is on duty, the feed and the wall', async () => {
    const feed = (await leader.post(`/units/${STREET}/feeds`, {})).ok(201).url.replace('/api/v1', '')
    const whole = (await leader.get(`/units/${STREET}/roster?from=2026-03-10&to=2026-03-31`)).ok()
      .items as Json[]
    const goes = whole.find((row) => row.role === 'officer' && row.person)!
    const his = whole.filter((row) => row.person === goes.person)
    ;(await sysadmin.delete(`/people/${goes.person}`)).ok()
    const gaps = ((await cover()).gaps as Json[]).filter((gap) => gap.kind === 'person_left')
    for (const shift of his)
      assert.ok(
        gaps.some((gap) => gap.shift === shift.shift),
        shift.day,
      )
    assert.equal((await board()).count, (await cover()).count)
    const range = (await leader.get(`/units/${STREET}/roster?from=2026-03-10&to=2026-03-31`)).ok()
      .items as Json[]
    assert.deepEqual(
      range.filter((row) => row.absent === 'person_left').map((row) => row.shift),
      his.map((row) => row.shift),
    )
    const at = encodeURIComponent(goes.begins_at)
    const on = (await leader.get(`/units/${STREET}/on-duty?at=${at}`)).ok().items as Json[]
    assert.equal(on.find((row) => row.shift === goes.shift)!.absent, 'person_left')
    const ics = (await (await fetch(`${server.base}/api/v1${feed}`)).text()).replace(/\r\n /g, '')
    const event = ics.split('BEGIN:VEVENT').find((one) => one.includes(`UID:${goes.shift}@`))!
    assert.ok(event.includes('（无人）') && !event.includes(goes.name), event)
  })
})

describe('a unit that must keep duty', () => {
  const say = (who: Client, unit: string, keeps: string) => who.put(`/units/${unit}/duty-keeping`, { keeps })

  it('and has no post is a gap, until it or the level above says otherwise', async () => {
    const unit = '430102YJ'
    ;(
      await sysadmin.post('/units', {
        code: unit,
        name: '芙蓉区应急管理局',
        level: 'bureau',
        parent: '430102',
        functions: ['emergency'],
      })
    ).ok(201)
    assert.deepEqual(
      ((await cover('', unit)).gaps as Json[]).map((gap) => [gap.kind, gap.post]),
      [['no_post', undefined]],
    )
    assert.deepEqual([(await board(unit)).word, (await board(unit)).count], ['no_post', 1])
    ;(await say(leader, unit, 'no')).refused(403, 'denied')
    ;(await say(inspector, unit, 'by_phone')).ok()
    assert.equal((await board(unit)).word, 'no_phone')
    ;(await sysadmin.patch(`/units/${unit}`, { duty_phone: '0731-84123456' })).ok()
    assert.equal(await board(unit), undefined)
    ;(await say(inspector, unit, 'no')).ok()
    assert.equal(await cover('', unit), undefined)
  })

  it('is named where nobody said, and is no gap', async () => {
    const unit = '430102MZ'
    ;(
      await sysadmin.post('/units', { code: unit, name: '芙蓉区民政局', level: 'bureau', parent: '430102' })
    ).ok(201)
    const all = (await inspector.get(`/coverage?under=${CITY}`)).ok()
    assert.ok((all.unsaid as Json[]).some((row) => row.unit === unit))
    assert.equal(await board(unit), undefined)
    assert.equal((await inspector.get(`/units/${unit}/duty-keeping`)).ok().keeps, 'unsaid')
  })
})

describe('the number of a duty room', () => {
  const unit = '430102WJ'
  const seen = async (): Promise<unknown[]> => {
    const rows = (await inspector.get(`/board?under=${CITY}&limit=500`)).ok().items as Json[]
    const notes = rows.find((row) => row.unit === unit)!.notes as Json[]
    const note = notes.find((one) => one.name === 'duty_line')
    const listed = ((await inspector.get(`/units?under=430102&q=${unit}`)).ok().items as Json[])[0]
    const one = (await leader.get(`/units/${unit}`)).ok()
    assert.equal(listed.duty_line, one.duty_line)
    return [one.duty_line, note?.word, note?.amiss]
  }

  it('is taken where it is a mobile or a card of machines, and seen as a finding until it is a line', async () => {
    const body = { code: unit, name: '芙蓉区卫生健康局', level: 'bureau', parent: '430102' }
    ;(await sysadmin.post('/units', { ...body, duty_phone: '138 0731 0001' })).ok(201)
    assert.deepEqual(await seen(), ['mobile', 'mobile', true])
    for (const [duty_phone, word] of [
      ['14412345678', 'data_only'],
      ['17401234567', 'satellite'],
    ]) {
      ;(await sysadmin.patch(`/units/${unit}`, { duty_phone })).ok()
      assert.deepEqual(await seen(), [word, word, true])
    }
    for (const duty_phone of ['0731-84123456', '12345', '']) {
      ;(await sysadmin.patch(`/units/${unit}`, { duty_phone })).ok()
      assert.deepEqual(await seen(), [undefined, undefined, undefined])
    }
  })
})

describe('a holiday', () => {
  it('is neither rostered nor filed where not one shift of it is', async () => {
    const days = await cover('&from=2025-10-01&to=2025-10-08')
    assert.deepEqual([days.rostered, days.filed ?? false], ['not', false])
    ;(await inspector.get(`/coverage?under=${CITY}&from=2026-10-08&to=2026-10-01`)).refused(
      422,
      'invalid',
      'to',
    )
  })
})

describe('an officer whose relief does not come', () => {
  const relieved = '430102009'

  it('is on overtime, who did not come is absent, and the sheet counts who stood', async () => {
    const as = (role: 'officer' | 'leader') => server.client().signIn(`${role}@${relieved}`)
    let chief = await as('leader')
    const on = (await chief.get(`/units/${relieved}/watch`)).ok().items as Json[]
    const stays = on.find((one) => one.role === 'officer')!
    const due = (
      (
        await chief.get(`/units/${relieved}/on-duty?at=${encodeURIComponent('2026-03-04T09:00:00+08:00')}`)
      ).ok().items as Json[]
    ).filter((one) => one.role === 'officer')
    const missing = due.filter((one) => !on.some((there) => there.person === one.person))
    assert.ok(missing.length > 0)
    for (let hour = 3; hour <= 20; hour += 1) {
      const at = `2026-03-04T${String(hour).padStart(2, '0')}:00:00+08:00`
      await server.moveClock(new Date(Date.parse(at)))
    }
    await server.moveClock(new Date(Date.parse('2026-03-05T08:29:00+08:00')))
    chief = await as('leader')
    const flags = (await chief.get(`/units/${relieved}/flags?state=all`)).ok().items as Json[]
    assert.deepEqual(
      flags.filter((one) => one.kind === 'unauthorized_substitute' && one.other === stays.person),
      [],
    )
    for (const one of missing)
      assert.ok(
        flags.some((flag) => flag.kind === 'absent' && flag.person === one.person),
        `${one.name} is absent`,
      )
    const lines = (await chief.get(`/units/${relieved}/duty-sheet?month=2026-03`)).ok().items as Json[]
    const line = (person: string) => lines.find((one) => one.person === person)
    assert.ok(line(stays.person)!.overtime_minutes > 20 * 60, JSON.stringify(line(stays.person)))
    for (const one of missing) assert.ok((line(one.person)?.absent ?? 0) >= 1, `${one.name} is not counted`)
  })
})

describe('the year to come', () => {
  const notice = `国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至12日（周五）放假调休，共8天。2月14日（周日）、2月20日（周六）上班。
国务院办公厅
2026年11月4日
`

  it('can be rostered on 1 January alone, until its notice is entered on the page', async () => {
    const chief = await server.client().signIn(`leader@${STREET}`)
    const admin = await server.client().signIn(`sysadmin@${CITY}`)
    const draft = (from_day: string, to_day: string) =>
      chief.post(`/units/${STREET}/rosters`, { from_day, to_day, title: '跨年' })
    ;(await draft('2027-01-02', '2027-01-03')).refused(404, 'no_calendar')
    const eve = (await draft('2026-12-31', '2027-01-01')).ok(201)
    const first = (eve.shifts as Json[]).filter((one) => one.day === '2027-01-01')
    assert.ok(first.length > 0 && first.every((one) => one.day_kind === 'holiday'))
    ;(await chief.post(`/rosters/${eve.id}/discard`, {})).ok()
    ;(await chief.post(`/units/${CITY}/calendar`, { text: notice })).refused(403, 'denied')
    ;(await admin.post(`/units/${CITY}/calendar`, { text: '关于做好春节值班的通知' })).refused(
      422,
      'invalid',
      'text',
    )
    const read = (await admin.post(`/units/${CITY}/calendar`, { text: notice })).ok()
    assert.deepEqual(
      [read.year, read.number, read.issued, read.holidays.length, read.workdays, read.doubts, read.entered],
      [2027, '国办发明电〔2026〕9号', '2026-11-04', 11, ['2027-02-14', '2027-02-20'], [], false],
    )
    ;(await chief.get('/calendar/2027')).refused(404, 'no_calendar')
    ;(await admin.post(`/units/${CITY}/calendar`, { text: notice, sure: true })).ok()
    const year = (await chief.get('/calendar/2027')).ok()
    const day = (text: string) => (year.days as Json[]).find((row) => row.day === text)
    assert.deepEqual([day('2027-02-06').kind, day('2027-02-20').made_up], ['holiday', true])
    assert.equal(year.notices[0].number, '国办发明电〔2026〕9号')
  })

  it('is looked at in every published roster at once when its notice is entered, and in a draft when it is published', async () => {
    const unit = '430102009'
    const chief = await server.client().signIn(`leader@${unit}`)
    const admin = await server.client().signIn(`sysadmin@${CITY}`)
    const draft = async (from_day: string, to_day: string) =>
      (await chief.post(`/units/${unit}/rosters`, { from_day, to_day, title: '跨年', generate: true })).ok(
        201,
      )
    const publish = async (id: string) =>
      (await chief.post(`/rosters/${id}/publish`, { reason: '人手不足' })).ok()
    const kinds = async (day: string) =>
      ((await chief.get(`/units/${unit}/roster?from=${day}&to=${day}`)).ok().items as Json[]).map(
        (row) => row.day_kind,
      )
    const settled = await draft('2026-12-30', '2026-12-30')
    const open = await draft('2026-12-31', '2026-12-31')
    await publish(settled.id)
    assert.ok((await kinds('2026-12-30')).every((kind) => kind === 'workday'))
    const holidays = ['2026-12-30', '2026-12-31', '2027-01-01'].map((day) => ({ day, name: 'new_year' }))
    const told = { year: 2027, title: '放假安排的补充通知', issued: '2026-01-05', holidays, sure: true }
    ;(await admin.post(`/units/${CITY}/calendar`, told)).ok()
    await until('the published shifts are of a holiday', async () => {
      await chief.settle()
      const now = await kinds('2026-12-30')
      return now.length > 0 && now.every((kind) => kind === 'holiday')
    })
    await publish(open.id)
    const last = await kinds('2026-12-31')
    assert.ok(last.length > 0 && last.every((kind) => kind === 'holiday'), `${last}`)
  })
})
