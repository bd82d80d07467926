// SPDX-License-Identifier: Apache-2.0
// Files as offices have them, after public bug reports: each input of the shared data with what is right for it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'
import { absent, dataFiles } from '../support/test-data.ts'

const files = new Map(dataFiles('12-reports').map((one) => [one.name, one.bytes]))
let server: Server
let leader: Client, sysadmin: Client

before(async () => {
  server = await Server.start({ demo: true })
  leader = await server.client().signIn(login('leader'))
  sysadmin = await server.client().signIn(login('sysadmin'))
})
after(() => server.stop())

const bytes = (name: string): Buffer => {
  const found = files.get(name)
  assert.ok(found, name)
  return found
}
const raw = (body: Buffer | string) => ({
  raw: Buffer.from(body),
  headers: { 'content-type': 'application/octet-stream' },
})

async function roster(name: string | Buffer): Promise<Json> {
  const body = typeof name === 'string' ? bytes(name) : name
  return (await leader.post(`/units/${STREET}/rosters/import`, undefined, raw(body))).ok()
}
const said = (read: Json): string[] =>
  read.assignments.map((one: Json) => `${one.day} ${one.post}/${one.name} ${one.person_name}`)
const refused = (read: Json): string[] => read.refused.map((one: Json) => one.problem)

/** How the work ended: a long one is told by and by. */
async function done(client: Client, reply: { status: number; json: Json }): Promise<Json> {
  if (reply.status !== 202) return reply.json
  for (;;) {
    const state = (await client.get(`/works/${reply.json.id}`)).ok().state as string
    if (state === 'done') return (await client.get(`/works/${reply.json.id}/result`)).ok()
    assert.ok(['waiting', 'running'].includes(state), state)
  }
}
async function people(body: Buffer | string, query = ''): Promise<Json> {
  const reply = await sysadmin.post(`/units/${STREET}/import-file?what=people${query}`, undefined, raw(body))
  assert.ok(reply.status < 300, reply.text)
  return done(sysadmin, reply)
}
async function names(): Promise<string[]> {
  const all: string[] = []
  for (let next: string | undefined = ''; next !== undefined;) {
    const page: Json = (
      await sysadmin.get(`/units/${STREET}/people?limit=200${next && `&cursor=${next}`}`)
    ).ok()
    all.push(...page.items.map((one: Json) => one.name))
    next = page.next ?? undefined
  }
  return all
}

const day = (date: string, leaderName: string, officer: string) => [
  `${date} duty_leader/day24 ${leaderName}`,
  `${date} primary_duty/day24 ${officer}`,
]
const one = (date: string, officer: string) => [`${date} primary_duty/day24 ${officer}`]
const two = [...day('2026-03-10', '傅晓燕', '赵霞'), ...day('2026-03-11', '韩梓萱', '韩子涵')]

describe('a roster in a file', { skip: absent }, () => {
  const right: [string, string, string[], string[]?][] = [
    ...['cr', 'fullwidthcomma', 'gbk', 'semicolon', 'sep', 'tab', 'utf16', 'utf8'].map(
      (kind): [string, string, string[]] => ['B-013/B-014', `b001_${kind}.csv`, two],
    ),
    [
      'B-005',
      'side_by_side.xlsx',
      [
        ...day('2026-03-10', '傅晓燕', '赵霞'),
        ...day('2026-03-26', '韩梓萱', '汪云帆'),
        ...day('2026-03-11', '韩梓萱', '韩子涵'),
        ...day('2026-03-27', '傅晓燕', '邹小龙'),
      ],
    ],
    ['B-007', 'b_date_27.csv', one('2026-03-10', '赵霞')],
    ['B-008', 'header_zhiban_lingdao_2.xlsx', day('2026-03-10', '傅晓燕', '赵霞'), ['too_many_names']],
    ['B-009', 'two_months.xlsx', [...one('2026-03-10', '赵霞'), ...one('2026-04-10', '韩子涵')]],
    ['B-009', 'two_sheets_cover_first.xlsx', one('2026-03-10', '赵霞')],
    ['B-016', 'b_name_07.csv', one('2026-03-10', '韩子涵')],
    ['B-016', 'b_name_10.csv', one('2026-03-10', '赵霞')],
    ['B-037', 'b_date_03.csv', one('2026-03-10', '赵霞')],
    ['B-037', 'b_date_06.csv', one('2026-03-10', '赵霞')],
    ['B-037', 'b_date_07.csv', one('2026-03-10', '赵霞')],
    ['B-037', 'b_date_14.csv', one('2026-03-10', '赵霞')],
    ['B-037', 'b_date_17.csv', one('2026-03-10', '赵霞')],
    ['B-037', 'serial_general.xlsx', one('2026-03-10', '赵霞')],
    [
      'B-037',
      'horizontal.xlsx',
      [
        ...day('2026-03-10', '傅晓燕', '赵霞'),
        ...day('2026-03-11', '韩梓萱', '韩子涵'),
        ...day('2026-03-12', '傅晓燕', '汪云帆'),
      ],
    ],
    ['B-037', 'weekly_grid.xlsx', [], ['no_day_column']],
    ['B-037', 'person_rows.xlsx', [], ['no_day_column']],
    ['siblings', 'b_date_24.csv', [], ['not_a_day']],
    ['siblings', 'b_date_28.csv', [], ['not_a_day']],
    ['siblings', 'number_days_title.xlsx', [...one('2026-03-10', '赵霞'), ...one('2026-03-11', '韩子涵')]],
    ['siblings', 'header_spaces.xlsx', one('2026-03-10', '赵霞')],
    ['siblings', 'header_suffix.xlsx', one('2026-03-10', '赵霞')],
    ['siblings', 'b_name_17.csv', one('2026-03-10', '赵霞')],
    ['siblings', 'b_name_50.csv', one('2026-03-10', '韩子涵'), ['label']],
  ]
  for (const [finding, name, expected, problems] of right)
    it(`${finding} ${name}`, async () => {
      const read = await roster(name)
      assert.deepEqual(said(read), expected)
      assert.deepEqual(refused(read), problems ?? [])
    })

  it('B-006 the first days of January in a roster of December are of the next year', async () => {
    const other = await Server.start({ demo: true, clock: '2025-12-20T09:00:00+08:00' })
    try {
      const client = await other.client().signIn(login('leader'))
      const reply = await client.post(
        `/units/${STREET}/rosters/import`,
        undefined,
        raw(bytes('new_year.csv')),
      )
      assert.deepEqual(
        reply.ok().assignments.map((row: Json) => row.day),
        ['2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02'],
      )
    } finally {
      await other.stop()
    }
  })

  it('B-008/B-009 what was made of each column and sheet is said', async () => {
    const read = await roster('header_zhiban_lingdao_2.xlsx')
    assert.deepEqual(
      read.columns.map((row: Json) => [row.column, row.heading, row.use]),
      [
        ['A', '日期', 'day'],
        ['B', '带班领导', 'post'],
        ['C', '值班员1', 'officers'],
        ['D', '值班员2', 'officers'],
      ],
    )
    const covered = await roster('two_sheets_cover_first.xlsx')
    assert.deepEqual(
      covered.sheets.map((row: Json) => [row.sheet, row.taken, row.problem ?? null]),
      [
        ['说明', false, 'no_day_column'],
        ['3月', true, null],
      ],
    )
    const strange = await roster(Buffer.from('日期,主班,食堂\n2026-03-10,赵霞,王五\n'))
    assert.equal(strange.columns[2].use, 'unknown')
  })

  it('B-010/B-011 hours behind a name, two rows a day, a shift in the heading: day and night are told apart', async () => {
    const posts = (await leader.get(`/units/${STREET}/duty-posts`)).ok().items as Json[]
    ;(
      await leader.put(`/units/${STREET}/duty-posts`, {
        posts: [
          ...posts.map(({ post, name, role, pattern, engagements }) => ({
            post,
            name,
            role,
            pattern,
            engagements,
          })),
          {
            post: 'second',
            name: '副班',
            role: 'officer',
            pattern: 'day_night',
            engagements: ['staff', 'contract', 'seconded'],
          },
        ],
      })
    ).ok()
    const expected = ['2026-05-12 second/day 赵霞', '2026-05-12 second/night 韩子涵']
    for (const name of [
      'names_hours_after.xlsx',
      'names_hours.xlsx',
      'names_hours_before.xlsx',
      'names_words.xlsx',
      'two_rows_repeat_date.xlsx',
      'post_shift_columns.xlsx',
      'shift_columns.xlsx',
    ]) {
      const read = await roster(name)
      assert.deepEqual(said(read).sort(), expected, name)
      assert.deepEqual(refused(read), [], name)
    }
    assert.deepEqual(said(await roster('two_rows_a_day.xlsx')), [
      ...expected,
      '2026-05-13 second/day 邹小龙',
      '2026-05-13 second/night 汪云帆',
    ])
  })
})

describe('people in a file', { skip: absent }, () => {
  it('B-012 names in GB18030 and UTF-16 are read, and a lost letter is never part of one', async () => {
    for (const name of ['people_gbk.csv', 'people_utf16.csv']) {
      const read = await people(bytes(name), '&try=true')
      assert.equal(read.accepted, 2, JSON.stringify(read))
    }
    assert.equal((await people(bytes('people_gbk.csv'))).accepted, 2)
    assert.ok((await names()).every((name) => !name.includes('\uFFFD')))
    const lost = await sysadmin.post(`/units/${STREET}/import`, {
      what: 'people',
      csv: readFileSync(join(import.meta.dirname, '../../../shared/data/12-reports/people_gbk.csv'), 'utf8'),
    })
    lost.refused(422, 'not_text')
  })

  it('is only looked at first: nothing is written, and columns are told', async () => {
    const auditor = await server.client().signIn(login('auditor'))
    await unmoved(auditor, STREET, async () => {
      const read = await people(bytes('people_zh_header.csv'), '&try=true')
      assert.equal(read.accepted, 1)
      assert.deepEqual(
        read.columns.map((row: Json) => row.use),
        ['name', 'unit', 'phone'],
      )
    })
    assert.equal((await people(bytes('people_zh_header.csv'))).accepted, 1)
    assert.ok((await names()).includes('李四光'))
  })

  it('B-015 blanks and signs that nobody sees make no second person', async () => {
    const read = await people(bytes('people_name_spaces.csv'))
    assert.equal(read.accepted, 1)
    assert.deepEqual(refused(read), Array(4).fill('duplicate'))
    assert.equal((await names()).filter((name) => name === '李四').length, 1)
    const typed = await sysadmin.post(`/units/${STREET}/people`, { name: ' 王　 五 ' })
    const found = (await sysadmin.get(`/units/${STREET}/people?limit=200`)).ok().items as Json[]
    assert.equal(found.find((row) => row.id === typed.ok(201).id)!.name, '王五')
  })

  it('B-017 telephone numbers in every guise are one, and what is none is refused', async () => {
    const given = bytes('people_phones.csv').toString().trimEnd()
    const read = await people(`${given}\n测试8,430102004,138001380001\n测试9,430102004,一三八\n`, '&try=true')
    assert.equal(read.accepted, given.split('\n').length - 1)
    assert.deepEqual(refused(read), ['not_a_phone', 'not_a_phone'])
    assert.equal((await people(given)).accepted, given.split('\n').length - 1)
    const found = (await sysadmin.get(`/units/${STREET}/people?limit=200`)).ok().items as Json[]
    const numbers = found.filter((row) => /^测试\d$/.test(row.name)).map((row) => row.phone)
    assert.deepEqual([...new Set(numbers)], ['13800138000'])
  })

  it('B-026 a system administrator registers the person; the role is left to the security administrator, and said', async () => {
    const read = await people('name,roles,login,password\n钱小七,officer,qian,Correct-horse-1\n')
    assert.equal(read.accepted, 1)
    assert.deepEqual(refused(read), ['left_to_secadmin', 'left_to_secadmin'])
    assert.ok((await names()).includes('钱小七'))
  })

  it('B-030 rows of empty cells are none', async () => {
    const read = await people(bytes('people_blank_rows.csv'), '&try=true')
    assert.deepEqual(refused(read), [])
  })
})

describe('what is typed', () => {
  it('B-027 an account in full-width letters is that account', async () => {
    const full = login('officer').replace(/[!-~]/g, (letter) =>
      String.fromCharCode(letter.charCodeAt(0) + 0xfee0),
    )
    await server.client().signIn(full)
    await server.client().signIn(login('officer').replace('@', '＠'))
  })

  it('B-022 what is no letter at all is refused at the door', async () => {
    const officer = await server.client().signIn(login('officer'))
    const write = (text: string) => officer.post(`/units/${STREET}/log`, { type: 'other', text })
    ;(await write('好字')).ok(201)
    for (const bad of ['\uFFFE', '\uFFFF', '\uFDD0', '\u{1FFFE}'])
      (await write(`坏${bad}字`)).refused(422, 'invalid', 'text')
  })
})

describe('lists', () => {
  it('B-018/B-019/B-020 go on to their end, as pages and as sheets; what is no sheet says so', async () => {
    const many = Array.from({ length: 230 }, (_, i) => `长名单${i},1390000${String(1000 + i)}`)
    const read = await people(`name,phone\n${many.join('\n')}\n`)
    assert.equal(read.accepted, 230)
    const all = await names()
    assert.equal(all.filter((name) => name.startsWith('长名单')).length, 230)
    const csv = (await sysadmin.get(`/units/${STREET}/people?format=csv`)).text
    assert.equal(csv.split('\n').filter((line) => line.includes('长名单')).length, 230)
    const paths = (await sysadmin.get('/openapi.json')).ok().paths as Json
    const officer = await server.client().signIn(login('officer'))
    let sheets = 0
    for (const path of Object.keys(paths).filter((one) => paths[one].get && !/\{(?!unit\})/.test(one))) {
      const where = path.replace('/api/v1', '').replace('{unit}', STREET)
      const plain = await officer.get(where)
      if (plain.status !== 200 || !/json/.test(plain.headers.get('content-type') ?? '')) continue
      if (!Array.isArray(plain.json.items)) continue
      const reply = await officer.get(`${where}${where.includes('?') ? '&' : '?'}format=xlsx`)
      const isSheet = /spreadsheet/.test(reply.headers.get('content-type') ?? '')
      assert.ok((reply.status === 200 && isSheet) || reply.status === 422, `${where}: ${reply.status}`)
      sheets += isSheet ? 1 : 0
    }
    assert.ok(sheets > 5, `${sheets}`)
  })
})
