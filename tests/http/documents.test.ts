// SPDX-License-Identifier: Apache-2.0
// What leaves the house: sheets as spreadsheets and papers, the roster on the wall, calendars by secret link;
// and what comes in: rosters drawn up in a spreadsheet.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { keepAnswer } from '../support/contract.ts'
import { Server } from '../support/server.ts'
import { absent, dataFiles } from '../support/test-data.ts'

let server: Server
let leader: Client
let officer: Client
const folder = mkdtempSync(join(tmpdir(), 'documents-'))

before(async () => {
  server = await Server.start({ demo: true, clock: '2026-09-20T09:00:00+08:00' })
  leader = await server.client().signIn(login('leader'))
  officer = await server.client().signIn(login('officer'))
})
after(async () => {
  rmSync(folder, { recursive: true })
  await server.stop()
})

interface Taken {
  status: number
  type: string
  name: string
  bytes: Buffer
  etag: string | null
}

/** The bytes of a reply, which are no text. */
async function take(
  client: Client | null,
  path: string,
  headers: Record<string, string> = {},
): Promise<Taken> {
  const url = `${server.base}/api/v1${path}`
  const reply = await fetch(url, { headers: { ...(client ? { cookie: client.cookie } : {}), ...headers } })
  const bytes = Buffer.from(await reply.arrayBuffer())
  await keepAnswer('GET', url, reply, bytes.toString('utf8'))
  return {
    status: reply.status,
    type: reply.headers.get('content-type') ?? '',
    name: reply.headers.get('content-disposition') ?? '',
    bytes,
    etag: reply.headers.get('etag'),
  }
}

/** Words and number of pages of a PDF, by somebody else's program. */
function pdf(bytes: Buffer): { text: string; pages: number } {
  const file = join(folder, 'page.pdf')
  writeFileSync(file, bytes)
  if (process.env.SHAODIAN_KEEP_PDF) writeFileSync(process.env.SHAODIAN_KEEP_PDF, bytes)
  const pages = execFileSync('pdfinfo', [file], { encoding: 'utf8' }).match(/^Pages:\s+(\d+)/m)
  return {
    text: execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }),
    pages: Number(pages?.[1]),
  }
}

/** How high the letters of a word are in a PDF, in millimetres: pdftotext's box goes from ascent to descent. */
function letters(bytes: Buffer, word: string): number {
  const file = join(folder, 'page.pdf')
  writeFileSync(file, bytes)
  const box = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8' }).match(
    new RegExp(`yMin="([\\d.]+)" xMax="[\\d.]+" yMax="([\\d.]+)">${word}<`),
  )
  assert.ok(box, `${word} is printed`)
  return ((Number(box[2]) - Number(box[1])) / 1.448 / 72) * 25.4
}

async function upload(
  client: Client,
  path: string,
  bytes: Uint8Array | string,
  type = 'application/octet-stream',
) {
  return client.call('POST', path, undefined, { raw: bytes, headers: { 'content-type': type } })
}

describe('sheets', () => {
  it('leave as CSV, XLSX and PDF in the words of their reader', async () => {
    ;(await officer.post(`/units/${STREET}/log`, { type: 'call_in', text: '=1+1 群众来电反映路灯不亮' })).ok(
      201,
    )
    const plain = (await take(officer, `/units/${STREET}/log?format=csv`)).bytes.toString()
    assert.match(plain, /^\uFEFFat,claimed_at,type/)
    const spoken = (await take(officer, `/units/${STREET}/log?format=csv&lang=zh`)).bytes.toString()
    assert.match(spoken, /^\uFEFF记录时间,发生时间,类别/)
    assert.match(spoken, /来电,"'=1\+1 群众/)
    const book = await take(officer, `/units/${STREET}/log?format=xlsx`)
    assert.equal(book.status, 200)
    assert.match(book.type, /spreadsheetml\.sheet$/)
    assert.match(book.name, /filename\*=UTF-8''%E5%80%BC%E7%8F%AD%E6%97%A5%E5%BF%97-20260920\.xlsx/)
    assert.equal(book.bytes.subarray(0, 2).toString(), 'PK')
    const page = await take(officer, `/units/${STREET}/matters?format=pdf`)
    assert.equal(page.type, 'application/pdf')
    assert.match(pdf(page.bytes).text, /事项台账[\s\S]*标题[\s\S]*第 ?1 ?页/)
    const english = await take(officer, `/units/${STREET}/matters?format=pdf&lang=en`)
    assert.match(pdf(english.bytes).text, /Ledger of matters[\s\S]*Title[\s\S]*Page 1 of/)
    ;(await officer.get(`/units/${STREET}/log?format=doc`)).refused(422, 'invalid', 'format')
    ;(await officer.get(`/units/${STREET}/log?format=pdf&lang=fr`)).refused(422, 'invalid', 'lang')
  })
})

let people: Json[] = []

async function published(): Promise<void> {
  const posts = ['duty_leader', 'primary_duty', 'secondary_duty'].map((post) => ({
    post,
    pattern: 'h24',
    engagements: ['staff', 'contract', 'seconded'],
  }))
  ;(await leader.put(`/units/${STREET}/duty-posts`, { posts })).ok()
  // The demo city is rostered already; this test draws up its own October.
  for (const one of (await leader.get(`/units/${STREET}/rosters?state=published`)).ok().items as Json[]) {
    if (one.to_day >= '2026-10-01')
      (await leader.post(`/rosters/${one.id}/withdraw`, { reason: '重新排班' })).ok()
  }
  const draft = (
    await leader.post(`/units/${STREET}/rosters`, {
      from_day: '2026-10-01',
      to_day: '2026-10-31',
      generate: true,
    })
  ).ok()
  ;(await leader.post(`/rosters/${draft.id}/publish`, { reason: '国庆排班' })).ok()
  people = (await leader.get(`/units/${STREET}/people`)).ok().items
}

describe('the roster on the wall', () => {
  it('holds a month on one A4, with phones and holidays by word', async () => {
    await published()
    const page = await take(officer, `/units/${STREET}/roster-wall?from=2026-10-01&to=2026-10-31`)
    assert.equal(page.status, 200, page.bytes.toString().slice(0, 300))
    const { text, pages } = pdf(page.bytes)
    assert.equal(pages, 1)
    assert.match(text, /值班表/)
    assert.match(text, /10-01\s+周四\s+国庆节/)
    assert.match(text, /10-31/)
    const items = (await leader.get(`/units/${STREET}/roster?from=2026-10-05&to=2026-10-05`)).ok()
      .items as Json[]
    const row = text.split('\n').find((line) => line.includes('10-05')) ?? ''
    for (const item of items.filter((one) => one.day === '2026-10-05' && one.name))
      assert.ok(row.includes(item.name), `${item.name} in ${row}`)
  })

  it('is read from a metre and a half: a month, and the eight days of a holiday with the phones under the names', async () => {
    const name = (await leader.get(`/units/${STREET}/roster?from=2026-10-01&to=2026-10-08`))
      .ok()
      .items.find((one: Json) => one.name && one.phone) as Json
    const month = await take(officer, `/units/${STREET}/roster-wall?from=2026-10-01&to=2026-10-31`)
    assert.ok(letters(month.bytes, name.name) > 4.2, `${letters(month.bytes, name.name)} mm`)
    const phones = pdf(month.bytes)
      .text.split('\n')
      .filter((line) => line.includes(name.phone))
    assert.equal(phones.length, 1, 'of a month each number is said once')
    assert.match(phones[0]!, new RegExp(`${name.name} ${name.phone}`))
    const week = await take(officer, `/units/${STREET}/roster-wall?from=2026-10-01&to=2026-10-08`)
    assert.equal(pdf(week.bytes).pages, 1)
    assert.ok(letters(week.bytes, name.name) > 6, `${letters(week.bytes, name.name)} mm`)
    assert.ok(
      pdf(week.bytes)
        .text.split('\n')
        .filter((line) => line.includes(name.phone)).length > 1,
    )
  })

  it('is read in again from the spreadsheet it made, and from CSV', async () => {
    const book = await take(leader, `/units/${STREET}/roster-wall?from=2026-10-01&to=2026-10-31&format=xlsx`)
    const shifts = (await leader.get(`/units/${STREET}/roster?from=2026-10-01&to=2026-10-31`))
      .ok()
      .items.filter((one: Json) => one.day >= '2026-10-01' && one.person) as Json[]
    await unmoved(leader, STREET, async () => {
      const read = (await upload(leader, `/units/${STREET}/rosters/import`, book.bytes)).ok()
      assert.deepEqual(read.refused, [])
      assert.equal(read.from_day, '2026-10-01')
      assert.equal(read.to_day, '2026-10-31')
      const key = (one: Json) => `${one.day} ${one.post} ${one.person}`
      assert.deepEqual(read.assignments.map(key).sort(), shifts.map(key).sort())
    })
    const [one, other] = shifts
      .filter((shift) => shift.role === 'officer')
      .map((shift) => shift.name as string)
    const csv = `\uFEFF日期,值班人员,签字\r\n11月1日,${one}、${other}\u00A0,\r\n2026/11/2,${one} 没有这人,\r\n下周三,${one},\r\n2026-11-01,${one},\r\n`
    const read = (await upload(leader, `/units/${STREET}/rosters/import`, csv, 'text/csv')).ok()
    assert.equal(read.assignments.length, 3)
    assert.deepEqual(
      read.refused.map((row: Json) => [row.row, row.problem]),
      [
        [3, 'unknown_person'],
        [4, 'not_a_day'],
        [5, 'duplicate'],
      ],
    )
    assert.match(read.refused[0].words.zh, /没有叫这个名字/)
    const draft = (
      await leader.post(`/units/${STREET}/rosters`, {
        from_day: read.from_day,
        to_day: read.to_day,
        imported: true,
        assignments: read.assignments.map(({ post, day, name, person }: Json) => ({
          post,
          day,
          name,
          person,
        })),
      })
    ).ok()
    assert.equal(draft.shifts.filter((shift: Json) => shift.how === 'imported').length, 3)
  })

  it('says why a file cannot be read', async () => {
    const path = `/units/${STREET}/rosters/import`
    ;(await upload(leader, path, 'PK\u0003\u0004 no zip')).refused(422, 'not_xlsx')
    ;(await upload(leader, path, Buffer.from('d0cf11e0a1b11ae100', 'hex'))).refused(422, 'old_xls')
    ;(await upload(leader, path, '')).refused(422, 'not_xlsx')
    const read = (await upload(leader, path, '姓名,电话\n张三,1\n')).ok()
    assert.equal(read.refused[0].problem, 'no_day_column')
  })

  it('reads a roster that an office really kept', { skip: absent }, async () => {
    const [file] = dataFiles('07-xlsx/ledgers')
    const read = (await upload(leader, `/units/${STREET}/rosters/import`, file!.bytes)).ok()
    assert.ok(read.refused.length > 5)
    assert.deepEqual([...new Set(read.refused.map((row: Json) => row.problem))].sort(), [
      'too_many_names',
      'unknown_person',
    ])
  })
})

describe('a calendar link', () => {
  it('answers without a session, keeps its tag until something changes, and ends when revoked', async () => {
    const mine = people.find((one) => one.id) as Json
    const shifts = (await leader.get(`/units/${STREET}/roster?from=2026-10-01&to=2026-10-31`)).ok()
      .items as Json[]
    const person = shifts.find((one) => one.role === 'officer' && one.person)!.person as string
    const opened = (await leader.post(`/units/${STREET}/feeds`, { person, base: 'https://duty.example' })).ok(
      201,
    )
    assert.match(opened.qr, /^<svg /)
    ;(await leader.post(`/units/${STREET}/feeds`, { person, base: 'javascript:1' })).refused(
      422,
      'invalid',
      'base',
    )
    assert.match(opened.url, /^\/api\/v1\/feeds\/[0-9a-f]{64}\.ics$/)
    assert.ok(mine)
    const path = opened.url.replace('/api/v1', '') as string
    const feed = await take(null, path)
    assert.equal(feed.status, 200)
    assert.match(feed.type, /^text\/calendar/)
    const text = feed.bytes.toString()
    const uids = [...text.matchAll(/^UID:(.*)\r$/gm)].map((found) => found[1])
    const told = (
      await leader.get(`/units/${STREET}/roster?from=2026-08-20T00:00:00%2B08:00&to=2027-09-01`)
    ).ok().items as Json[]
    assert.deepEqual(
      uids.sort(),
      told
        .filter((one) => one.person === person)
        .map((one) => `${one.shift}@shaodian`)
        .sort(),
    )
    assert.doesNotMatch(text, /1[3-9]\d{9}/)
    assert.equal((await take(null, path, { 'if-none-match': feed.etag! })).status, 304)
    const sequence = Number(text.match(/^SEQUENCE:(\d+)/m)?.[1])
    const unit = (await leader.post(`/units/${STREET}/feeds`, {})).ok(201)
    const all = (await take(null, unit.url.replace('/api/v1', ''))).bytes.toString()
    assert.ok([...all.matchAll(/^BEGIN:VEVENT/gm)].length >= 31 * 3)
    const shift = shifts.find((one) => one.person === person && one.role === 'officer')!
    const other = shifts.find((one) => one.role === 'officer' && one.person && one.person !== person)!
      .person as string
    ;(
      await leader.post(`/rosters/${shift.shift.split('.')[0]}/changes`, {
        changes: [{ shift: shift.shift, person: other }],
        reason: '临时有事',
      })
    ).ok()
    const later = (await take(null, path)).bytes.toString()
    assert.ok(!later.includes(`${shift.shift}@`))
    assert.ok(Number(later.match(/^SEQUENCE:(\d+)/m)?.[1]) > sequence)
    assert.equal((await leader.get(`/units/${STREET}/feeds`)).ok().items.length, 2)
    assert.doesNotMatch(JSON.stringify((await leader.get(`/units/${STREET}/feeds`)).ok()), /[0-9a-f]{64}/)
    ;(await leader.delete(`/units/${STREET}/feeds/${opened.id}`)).ok()
    assert.equal((await take(null, path)).status, 404)
    ;(await leader.delete(`/units/${STREET}/feeds/${opened.id}`)).refused(404, 'no_such_feed')
    assert.equal((await take(null, `/feeds/${'0'.repeat(64)}.ics`)).status, 404)
  })

  it('of somebody else, or of the unit, is for who publishes rosters', async () => {
    const me = (await officer.get('/me')).ok()
    ;(await officer.post(`/units/${STREET}/feeds`, { person: me.person.id })).ok(201)
    ;(await officer.post(`/units/${STREET}/feeds`, {})).refused(403, 'denied')
    ;(await leader.post(`/units/${STREET}/feeds`, { person: 'X-1' })).refused(422, 'invalid', 'person')
    const admin = await server.client().signIn(login('sysadmin'))
    const leaving = (await admin.post(`/units/${STREET}/people`, { name: '将离' })).ok(201)
    const link = (await leader.post(`/units/${STREET}/feeds`, { person: leaving.id })).ok(201)
    assert.equal((await take(null, link.url.replace('/api/v1', ''))).status, 200)
    ;(await admin.delete(`/people/${leaving.id}`)).ok()
    assert.equal((await take(null, link.url.replace('/api/v1', ''))).status, 404)
  })

  it('shows nothing that its maker may no longer see, and ends for good with their account', async () => {
    const sysadmin = await server.client().signIn(login('sysadmin'))
    const secadmin = await server.client().signIn(login('secadmin'))
    const person = (await sysadmin.post(`/units/${STREET}/people`, { name: '代班领导' })).ok(201).id as string
    const grant = async () =>
      (await secadmin.post(`/units/${STREET}/roles`, { person, role: 'leader' })).ok(201)
    await grant()
    const account = (
      await secadmin.post(`/units/${STREET}/accounts`, {
        person,
        login: 'daiban',
        password: 'Correct-horse-1',
      })
    ).ok(201).id as string
    const maker = await server.client().signIn(`daiban@${STREET}`, 'Correct-horse-1')
    const other = (await leader.get('/me')).ok().person.id as string
    const links = [{}, { person: other }, { person }]
    const paths: string[] = []
    for (const body of links)
      paths.push(
        (await maker.post(`/units/${STREET}/feeds`, body)).ok(201).url.replace('/api/v1', '') as string,
      )
    const answers = () => Promise.all(paths.map(async (path) => (await take(null, path)).status))
    const listed = async () =>
      ((await leader.get(`/units/${STREET}/feeds`)).ok().items as Json[]).filter(
        (row) => row.opened_by === account,
      ).length
    assert.deepEqual([await answers(), await listed()], [[200, 200, 200], 3])
    ;(await secadmin.delete(`/units/${STREET}/roles/${person}/leader`)).ok()
    assert.deepEqual([await answers(), await listed()], [[404, 404, 404], 0])
    await grant()
    assert.deepEqual([await answers(), await listed()], [[200, 200, 200], 3])
    ;(await secadmin.patch(`/accounts/${account}`, { disabled: true })).ok()
    assert.deepEqual([await answers(), await listed()], [[404, 404, 404], 0])
    ;(await secadmin.patch(`/accounts/${account}`, { disabled: false })).ok()
    assert.deepEqual([await answers(), await listed()], [[404, 404, 404], 0])
  })
})
