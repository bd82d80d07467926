// SPDX-License-Identifier: Apache-2.0
// The registers and the log as a paper: limits by urgency, secret papers by number only, silence, a day that can be checked.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { printed, printedHead } from '../support/print.ts'
import { Server } from '../support/server.ts'

let server: Server
let now = 0
let officer: Client, inspector: Client, auditor: Client
const unit = (path: string) => `/units/${STREET}${path}`
async function pass(minutes: number): Promise<void> {
  now += minutes * 60_000
  await server.moveClock(new Date(now))
}
const paper = (more: Json = {}) => ({
  kind: 'telegram',
  fields: { doc_no: '潇政办电〔2026〕7号', sender: '市政府办', urgency: 'top', ...more },
})
const clock = (matter: Json, name: string): Json =>
  matter.clocks.filter((row: Json) => row.name === name).at(-1)

before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(login('officer'))
  inspector = await server.client().signIn(login('inspector', '430100'))
  auditor = await server.client().signIn(login('auditor'))
  now = Date.parse((await officer.get('/me')).ok().now)
})
after(() => server.stop())

describe('a received paper', () => {
  it('is signed for within the limit of its urgency, counted from when it came', async () => {
    const came = new Date(now - 4 * 60_000).toISOString()
    const matter = (
      await officer.post(unit('/matters'), paper({ title: '关于做好防汛工作的紧急通知', received_at: came }))
    ).ok(201)
    assert.equal(Date.parse(clock(matter, 'sign').due_at), Date.parse(came) + 10 * 60_000)
    await pass(7)
    assert.equal((await officer.get(`/matters/${matter.id}`)).ok().late, true)
    const handed = (
      await officer.post(`/matters/${matter.id}/steps/hand`, { fields: { handed_to: '带班领导 刘主任' } })
    ).ok()
    assert.ok(handed.fields.handed_at)
    const signed = (
      await officer.post(`/matters/${matter.id}/steps/sign`, { fields: { signed_by: '刘主任' } })
    ).ok()
    assert.equal(signed.state, 'signed')
    assert.equal(clock(signed, 'sign').state, 'late_met')
  })

  it('if secret stands there by its number only', async () => {
    await unmoved(officer, STREET, async () => {
      const refused = (
        await officer.post(unit('/matters'), paper({ secret: true, title: '不该写', summary: '不该写' }))
      ).refused(422, 'invalid', 'fields.title')
      assert.ok(refused.fields?.every((row) => row.problem === 'secret_number_only'))
    })
    const kept = (await officer.post(unit('/matters'), paper({ secret: true }))).ok(201)
    ;(
      await officer.post(`/matters/${kept.id}/steps/sign`, {
        fields: { signed_by: '刘主任', order: '不该写' },
      })
    ).refused(422, 'invalid', 'fields.order')
  })

  it('says in its row what the asker may do with it, when asked', async () => {
    const rows = async (who: Client, more: string): Promise<Json[]> =>
      (await who.get(unit(`/matters?kind=telegram&limit=1${more}`))).ok().items
    const [row] = await rows(officer, '&may=true')
    assert.deepEqual(row.may, (await officer.get(`/matters/${row.id}`)).ok().may)
    assert.ok(row.may.length)
    assert.deepEqual((await rows(inspector, '&may=true'))[0].may, [])
    assert.equal((await rows(officer, ''))[0].may, undefined)
  })

  it('is found by two characters and taken out as CSV', async () => {
    const found = (await officer.get(unit(`/matters?kind=telegram&q=${encodeURIComponent('防汛')}`))).ok()
      .items
    assert.equal(found.length, 1)
    assert.match((await officer.get(unit('/matters?kind=telegram&format=csv'))).text, /防汛/)
  })
})

describe('the log', () => {
  it('keeps what the phone record book asks for, and a photo', async () => {
    const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])
    const blob = (
      await officer.call('POST', unit('/blobs?name=a.png'), undefined, {
        raw: png,
        headers: { 'content-type': 'image/png' },
      })
    ).ok(201)
    const line = {
      type: 'call_in',
      text: '社区报井盖缺失',
      caller_unit: '新村社区',
      caller_phone: '13800138000',
      handling: '派人',
      result: '已围挡',
      closed_at: new Date(now).toISOString(),
      attachments: [blob.hash],
    }
    const entry = (await officer.post(unit('/log'), line)).ok(201)
    assert.equal(entry.result, '已围挡')
    assert.equal(entry.attachments[0].name, 'a.png')
    assert.ok(entry.masked.includes('caller_phone'))
    ;(await officer.post(unit('/log'), { ...line, attachments: ['0'.repeat(64)] })).refused(
      422,
      'invalid',
      'attachments',
    )
    assert.equal((await officer.get(unit(`/log?q=${encodeURIComponent('围挡')}`))).ok().items.length, 1)
  })

  it('says what was copied from paper, from which sheet, and when it was typed', async () => {
    const sheets = (await officer.post(unit('/papers'), { form: 'log', count: 2 })).ok(201).items as Json[]
    assert.equal(sheets.length, 2)
    assert.match(sheets[0].text, new RegExp(`^shaodian:${STREET}:log:`))
    const line = { type: 'other', text: '停电时手写', from_paper: sheets[0].serial }
    ;(await officer.post(unit('/log'), line)).refused(422, 'invalid', 'claimed_at')
    const at = new Date(now - 3_600_000).toISOString()
    const entry = (await officer.post(unit('/log'), { ...line, claimed_at: at })).ok(201)
    assert.equal(Date.parse(entry.claimed_at), Date.parse(at))
    assert.ok(Date.parse(entry.at) >= now)
    assert.equal((await officer.get(unit('/papers'))).ok().items[0].entries, 1)
  })

  it('shows silence as a fact, which a line written afterwards does not fill', async () => {
    const from = now
    await pass(185)
    const between = new Date(from + 90 * 60_000).toISOString()
    ;(await officer.post(unit('/log'), { type: 'check', text: '补记巡查', claimed_at: between })).ok(201)
    const silences = (
      await inspector.get(
        unit(`/log/silences?from=${encodeURIComponent(new Date(from).toISOString())}&least=60`),
      )
    ).ok().items as Json[]
    assert.equal(silences.length, 1)
    assert.ok(silences[0].minutes >= 180)
    assert.equal(silences[0].claimed, 1)
  })
})

describe('a blank form', () => {
  it('prints a page a sheet with its serial and lines to sign on, all of an issue or one again', async () => {
    const sheets = (await officer.post(unit('/papers'), { form: 'incident', count: 3 })).ok(201)
      .items as Json[]
    const issue = sheets[0].serial.split('.')[0]
    const all = await printed(inspector, unit(`/papers/${issue}`))
    assert.equal(all.pages.length, 3)
    all.pages.forEach((page, i) => {
      assert.match(page, new RegExp(`编号：${issue}\\.${i + 1}`))
      assert.match(page, /死亡、失踪、被困、受伤/)
      assert.match(page, /主班\s+副班\s+带班领导\s+日期/)
      assert.match(page, new RegExp(`第\\s*${i + 1}\\s*页`))
    })
    const again = await printed(officer, unit(`/papers/${sheets[1].serial}?lang=en`))
    assert.equal(again.pages.length, 1)
    assert.match(again.text, new RegExp(`No\\. ${sheets[1].serial.replace('.', '\\.')}`))
    assert.match(again.flat, /Dead,missing,trapped,injured/)
    ;(await officer.get(unit(`/papers/${issue.slice(0, -1)}`))).refused(404, 'not_found')
  })
})

describe('a day on paper', () => {
  it('ends with a link of the journal that an inspector can check', async () => {
    // At night the duty day is still that of the day before.
    const found = (await inspector.get(unit('/day-log'))).ok()
    const day = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)
    assert.notEqual(found.day, day)
    assert.deepEqual((await inspector.get(unit(`/day-log?day=${found.day}`))).ok().entries, found.entries)
    const head = await officer.head(STREET)
    assert.deepEqual([found.head.seq, found.head.hash], [head.seq, head.hash])
    assert.ok(found.entries.length >= 3)
    const line = (await auditor.get(unit(`/journal?after=${found.entries[0].seq - 1}&limit=1`))).text
    assert.match(line, /log\.written/)
    assert.ok(found.silences.length >= 1)
    assert.ok((found.matters as Json[]).some((matter) => matter.kind === 'telegram'))
    const volume = (await inspector.get(unit(`/log/days?year=${day.slice(0, 4)}`))).ok().items as Json[]
    assert.ok(volume.some((row) => row.day === day && row.entries >= 3))
    ;(await officer.get(unit('/day-log?day=2026-02-30'))).refused(422, 'invalid', 'day')
  })

  it('prints with page numbers, lines to sign on and its link, which is an event of the journal', async () => {
    const { text, pages, flat } = await printed(inspector, unit('/day-log?format=pdf'))
    pages.forEach((page, i) =>
      assert.match(page, new RegExp(`第\\s*${i + 1}\\s*页\\s+共\\s*${pages.length}\\s*页`)),
    )
    for (const word of [
      '社区报井盖缺失',
      '补录自纸质',
      '附件：a.png',
      '防汛工作',
      '交班人',
      '接班人',
      '带班领导',
      '核对：',
    ])
      assert.ok(flat.includes(word), word)
    const head = printedHead(text)
    const line = (await inspector.get(unit(`/journal?after=${head.seq - 1}&limit=1`))).ok().items[0]
    assert.deepEqual([line.seq, line.hash], [head.seq, head.hash])
  })

  it('and a year of days is one book, whose contents name their pages', async () => {
    const { pages, flat } = await printed(inspector, unit('/log/volume?year=2026'))
    assert.match(pages[0]!, /值班日志\s+2026 年册/)
    assert.match(pages[1]!, /目录/)
    const contents = [...pages[1]!.matchAll(/^\s*(2026-\d\d-\d\d)\s.*?(\d+)\s*$/gm)]
    assert.ok(contents.length >= 2)
    for (const [, day, page] of contents)
      assert.match(pages[Number(page) - 1]!, new RegExp(`2026\\s+${day!.slice(5)} `))
    pages.forEach((page, i) =>
      assert.match(page, new RegExp(`第\\s*${i + 1}\\s*页\\s+共\\s*${pages.length}\\s*页`)),
    )
    assert.ok(flat.includes('社区报井盖缺失'))
    const head = printedHead(pages[0]!)
    assert.equal(
      (await inspector.get(unit(`/journal?after=${head.seq - 1}&limit=1`))).ok().items[0].hash,
      head.hash,
    )
    const none = await printed(inspector, unit('/log/volume?year=2024'))
    assert.match(none.text, /本年无记录/)
    ;(
      await (await server.client().signIn(login('officer', OTHER_STREET))).get(unit('/log/volume?year=2026'))
    ).refused(403, 'denied')
  })
})
