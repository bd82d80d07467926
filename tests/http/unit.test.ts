// SPDX-License-Identifier: Apache-2.0
// Units, people, roles, accounts, watches and the board: who may, who may not, and what is recorded.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, OTHER_DISTRICT, OTHER_STREET, ROLES, STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
const who: Record<string, Client> = {}

async function as(role: string, unit: string = STREET): Promise<Client> {
  return (who[`${role}@${unit}`] ??= await server.client().signIn(`${role}@${unit}`))
}

before(async () => (server = await Server.start({ demo: true })))
after(() => server.stop())

describe('units', () => {
  it('are found by name, pinyin initials and code, page by page', async () => {
    const officer = await as('officer')
    const one = (await officer.get(`/units/${STREET}`)).ok()
    assert.equal(one.parent, DISTRICT)
    const named = (await officer.get(`/units?q=${encodeURIComponent(one.name.slice(1, 3))}`)).ok()
      .items as Json[]
    assert.ok(named.some((row) => row.code === STREET))
    const initials = (await officer.get(`/units?q=${one.initials}`)).ok().items as Json[]
    assert.ok(initials.some((row) => row.code === STREET))
    const all: string[] = []
    let cursor = ''
    do {
      const page = (
        await officer.get(`/units?under=${DISTRICT}&limit=7${cursor && `&cursor=${cursor}`}`)
      ).ok()
      all.push(...(page.items as Json[]).map((row) => row.code))
      cursor = page.next ?? ''
    } while (cursor)
    assert.deepEqual(all, [...new Set(all)].sort())
    assert.ok(all.includes(DISTRICT) && all.includes(STREET) && !all.includes(OTHER_DISTRICT))
    ;(await officer.get('/units/NOSUCH')).refused(404, 'no_such_unit')
    ;(await officer.get('/units?limit=0')).refused(422, 'invalid', 'limit')
    ;(await officer.get('/units?colour=red')).refused(422, 'invalid', 'colour')
  })

  it('are registered below by the system administrator, and say what is wrong with a field', async () => {
    const admin = await as('sysadmin', DISTRICT)
    const auditor = await as('auditor', DISTRICT)
    const good = {
      code: '430102A1',
      name: '芙蓉区应急管理局',
      level: 'bureau',
      parent: DISTRICT,
      functions: ['emergency'],
      duty_phone: '0731 8888 1234',
    }
    ;(await admin.post('/units', good)).ok(201)
    assert.equal((await admin.get('/units/430102A1')).ok().duty_phone, '0731-88881234')
    ;(await admin.post('/units', good)).refused(409, 'unit_exists')
    await unmoved(auditor, '430102A1', async () => {
      ;(await admin.post('/units', { ...good, code: 'a' })).refused(422, 'invalid', 'code')
      ;(await admin.post('/units', { ...good, code: '430102A2', parent: 'NOSUCH' })).refused(
        422,
        'invalid',
        'parent',
      )
      const both = (
        await admin.post('/units', { ...good, code: '430102A2', duty_phone: '12', division: '4x' })
      ).refused(422, 'invalid', 'duty_phone')
      assert.deepEqual(both.fields!.map((row) => row.name).sort(), ['division', 'duty_phone'])
      ;(await admin.post('/units', { ...good, code: '430102A2', parent: CITY })).refused(403, 'denied')
      ;(await admin.post('/units', { ...good, code: '430102A2', colour: 'red' })).refused(
        422,
        'invalid',
        'colour',
      )
    })
    ;(await admin.patch('/units/430102A1', { duty_phone: '' })).ok()
    assert.equal((await admin.get('/units/430102A1')).ok().duty_phone, undefined)
    ;(await admin.patch(`/units/${CITY}`, { name: '不行' })).refused(403, 'denied')
  })

  it('takes no rule profile that there is not, by whichever door', async () => {
    const admin = await as('sysadmin', DISTRICT)
    const auditor = await as('auditor', DISTRICT)
    const one = { code: '430102P1', name: '商务局', level: 'bureau', parent: DISTRICT, functions: [] }
    await unmoved(auditor, DISTRICT, async () => {
      for (const profile of ['sample:nosuch', 'wuhan', 'sample:wuhan,sample:henan'])
        (await admin.post('/units', { ...one, profile })).refused(422, 'invalid', 'profile')
      ;(await admin.patch(`/units/${STREET}`, { profile: 'sample:nosuch' })).refused(
        422,
        'invalid',
        'profile',
      )
    })
    ;(await admin.post('/units', { ...one, profile: 'sample:wuhan' })).ok(201)
    ;(await admin.patch('/units/430102P1', { profile: '' })).ok()
    const units = (
      await admin.post(`/units/${DISTRICT}/import`, {
        what: 'units',
        csv: 'code,name,level,parent,profile\n430102P1,商务局,bureau,430102,sample:nosuch\n430102P2,文旅局,bureau,430102,nosuch\n430102P3,体育局,bureau,430102,sample:henan\n',
      })
    ).ok()
    assert.equal(units.accepted, 1)
    assert.deepEqual(units.refused, [
      { line: 2, column: 'profile', problem: 'no_such_profile' },
      { line: 3, column: 'profile', problem: 'no_such_profile' },
    ])
  })

  it('and people come in from tables, with every refused line named', async () => {
    const admin = await as('sysadmin', DISTRICT)
    const units = (
      await admin.post(`/units/${DISTRICT}/import`, {
        what: 'units',
        csv: 'code,name,level,parent,duty_phone\n430102B1,卫健局,bureau,430102,0731-88880001\n430102B2,教育局,bureau,430102,12\n430104B1,外区,bureau,430104,\n',
      })
    ).ok()
    assert.equal(units.accepted, 1)
    assert.deepEqual(units.refused, [
      { line: 3, column: 'duty_phone', problem: 'not_a_phone' },
      { line: 4, column: null, problem: 'denied' },
    ])
    const people = (
      await admin.post(`/units/${DISTRICT}/import`, {
        what: 'people',
        csv: 'name,phone,roles\n甲一,13900000001,\n甲二,1390000,\n甲三,,officer\n甲一,139 0000 0001,\n',
      })
    ).ok()
    assert.equal(people.accepted, 2)
    assert.deepEqual(people.refused, [
      { line: 3, column: 'phone', problem: 'not_a_phone' },
      { line: 4, column: 'roles', problem: 'left_to_secadmin' },
      { line: 5, column: 'name', problem: 'duplicate' },
    ])
    ;(await admin.post(`/units/${DISTRICT}/import`, { what: 'people', csv: 'colour\nred\n' })).refused(
      422,
      'column_missing',
    )
  })
})

describe('people', () => {
  it('are seen by their own, their overseers and their administrators', async () => {
    for (const role of ROLES) (await (await as(role)).get(`/units/${STREET}/people`)).ok()
    for (const role of ['sysadmin', 'secadmin', 'inspector'])
      (await (await as(role, DISTRICT)).get(`/units/${STREET}/people`)).ok()
    for (const role of ['officer', 'leader', 'head']) {
      ;(await (await as(role, DISTRICT)).get(`/units/${STREET}/people`)).refused(403, 'denied')
    }
    ;(await (await as('officer', OTHER_STREET)).get(`/units/${STREET}/people`)).refused(403, 'denied')
  })

  it('hold no two roles that exclude each other', async () => {
    const sysadmin = await as('sysadmin')
    const secadmin = await as('secadmin')
    const person = (
      await sysadmin.post(`/units/${STREET}/people`, { name: '周小川', phone: '13900000009' })
    ).ok(201).id
    const give = (role: string) => secadmin.post(`/units/${STREET}/roles`, { person, role })
    ;(await give('sysadmin')).ok(201)
    await unmoved(await as('officer'), STREET, async () => {
      for (const role of ['secadmin', 'auditor', 'officer', 'leader', 'head', 'inspector', 'member'])
        (await give(role)).refused(409, 'excluded_role')
      ;(await give('sysadmin')).refused(409, 'role_held')
      ;(await give('king')).refused(422, 'invalid', 'role')
      ;(await secadmin.delete(`/units/${STREET}/roles/${secadmin.me.person.id}/secadmin`)).refused(
        409,
        'own_role',
      )
      ;(await sysadmin.post(`/units/${STREET}/roles`, { person, role: 'officer' })).refused(403, 'denied')
    })
    ;(await secadmin.delete(`/units/${STREET}/roles/${person}/sysadmin`)).ok()
    ;(await give('officer')).ok(201)
  })

  it('who leave can do nothing any more', async () => {
    const sysadmin = await as('sysadmin')
    const secadmin = await as('secadmin')
    const person = (await sysadmin.post(`/units/${STREET}/people`, { name: '吴离任' })).ok(201).id
    ;(await secadmin.post(`/units/${STREET}/roles`, { person, role: 'officer' })).ok(201)
    const account = (
      await secadmin.post(`/units/${STREET}/accounts`, { person, login: 'wulr', password: 'Correct-horse-3' })
    ).ok(201)
    assert.equal(account.login, `wulr@${STREET}`)
    const leaver = await server.client().signIn(`wulr@${STREET}`, 'Correct-horse-3')
    ;(await leaver.post(`/units/${STREET}/watch`, { role: 'officer' })).ok(201)
    ;(await sysadmin.delete(`/people/${person}`)).ok()
    ;(await leaver.get('/me')).refused(401, 'signed_out')
    const watch = (await (await as('officer')).get(`/units/${STREET}/watch`)).ok().items as Json[]
    assert.ok(!watch.some((row) => row.person === person))
    ;(await secadmin.patch(`/accounts/${account.id}`, { disabled: false })).refused(409, 'person_left')
  })
})

describe('accounts', () => {
  it('are disabled at once and put to use again', async () => {
    const secadmin = await as('secadmin')
    const victim = await server.client().signIn(login('inspector'))
    const rows = (await secadmin.get(`/units/${STREET}/accounts`)).ok().items as Json[]
    const id = rows.find((row) => row.login === login('inspector'))!.id
    ;(await (await as('sysadmin')).get(`/units/${STREET}/accounts`)).refused(403, 'denied')
    ;(await secadmin.patch(`/accounts/${id}`, { disabled: true })).ok()
    ;(await victim.get('/me')).refused(401, 'signed_out')
    ;(
      await server.client().post('/session', { account: login('inspector'), password: 'shaodian-demo' })
    ).refused(403, 'wrong_credentials')
    ;(await secadmin.patch(`/accounts/${id}`, { disabled: true })).refused(409, 'wrong_state')
    ;(await secadmin.patch(`/accounts/${id}`, { disabled: false })).ok()
    await server.client().signIn(login('inspector'))
  })
})

describe('names', () => {
  const bad = [
    '张\n三',
    '张\r三',
    '张\u2028三',
    '张\u2029三',
    '\u202e三张',
    '张\u2066三\u2069',
    '\u200f张三',
    '\ufeff张三',
    '张\u200b三',
  ]

  it('of people, units, posts and logins stand on one line and hide nothing', async () => {
    const sysadmin = await as('sysadmin')
    const secadmin = await as('secadmin')
    const above = await as('sysadmin', DISTRICT)
    const auditor = await as('auditor')
    const { id } = (await sysadmin.post(`/units/${STREET}/people`, { name: '阿不都·卡德尔' })).ok(201)
    await unmoved(auditor, STREET, async () => {
      for (const name of bad) {
        ;(await sysadmin.post(`/units/${STREET}/people`, { name })).refused(422, 'invalid', 'name')
        ;(await sysadmin.patch(`/people/${id}`, { name })).refused(422, 'invalid', 'name')
        ;(await sysadmin.patch(`/people/${id}`, { post: name })).refused(422, 'invalid', 'post')
        ;(await above.patch(`/units/${STREET}`, { name })).refused(422, 'invalid', 'name')
        ;(await above.patch(`/units/${STREET}`, { short_name: name })).refused(422, 'invalid', 'short_name')
        ;(await above.post('/units', { code: '430102B1', name, level: 'bureau', parent: DISTRICT })).refused(
          422,
          'invalid',
          'name',
        )
        ;(await sysadmin.post(`/units/${STREET}/terminals`, { name })).refused(422, 'invalid', 'name')
        ;(
          await secadmin.post(`/units/${STREET}/accounts`, {
            person: id,
            login: name,
            password: 'Correct-horse-1',
          })
        ).refused(422, 'invalid', 'login')
        ;(await sysadmin.post(`/units/${STREET}/posts`, { name })).refused(422, 'invalid', 'name')
      }
    })
  })

  it('in a table are refused line by line', async () => {
    const csv = `name,phone\n"张\n三",\n\u202e三张,\n张三丰,\n`
    const done = (await (await as('sysadmin')).post(`/units/${STREET}/import`, { what: 'people', csv })).ok()
    assert.doesNotMatch(
      JSON.stringify((await (await as('secadmin')).get(`/units/${STREET}/people`)).ok()),
      /张\\n三|\u202e/,
      JSON.stringify(done),
    )
  })
})

describe('watch', () => {
  it('is begun and ended by hand, twice by nobody, and shows on the board above', async () => {
    const officer = await as('officer')
    const officerAbove = await as('officer', DISTRICT)
    const now = (await officer.get(`/units/${STREET}/watch`)).ok().items as Json[]
    for (const row of now) (await officer.delete(`/units/${STREET}/watch/${row.id}`)).ok()
    const begun = (
      await officer.post(`/units/${STREET}/watch`, { role: 'officer', post: '主班', phone: '0731-88881234' })
    ).ok(201)
    await unmoved(officer, STREET, async () => {
      ;(await officer.post(`/units/${STREET}/watch`, { role: 'officer' })).refused(409, 'on_watch')
      ;(await officer.post(`/units/${STREET}/watch`, { role: 'leader' })).refused(409, 'role_not_held')
      ;(await officer.post(`/units/${STREET}/watch`, { role: 'auditor' })).refused(422, 'invalid', 'role')
      ;(await officer.post(`/units/${STREET}/watch`, { role: 'officer', phone: '12' })).refused(
        422,
        'invalid',
        'phone',
      )
      ;(await (await as('sysadmin')).post(`/units/${STREET}/watch`, { role: 'officer' })).refused(
        403,
        'denied',
      )
      ;(await officerAbove.post(`/units/${STREET}/watch`, { role: 'officer' })).refused(403, 'denied')
    })
    const board = (await officerAbove.get(`/board?under=${DISTRICT}`)).ok()
    const row = (board.items as Json[]).find((one) => one.unit === STREET)
    assert.equal(row.officer.name, officer.me.person.name)
    assert.equal(row.officer.phone, '0731-88881234')
    assert.equal(row.leader, undefined)
    assert.equal(row.present, true)
    assert.deepEqual(Object.keys(row.open).sort(), ['1', '2', '3', '4', 'unknown'])
    ;(await officer.delete(`/units/${STREET}/watch/${begun.id}`)).ok()
    ;(await officer.delete(`/units/${STREET}/watch/${begun.id}`)).refused(404, 'no_such_watch')
    const after = (await officerAbove.get(`/board?under=${DISTRICT}`)).ok().items as Json[]
    assert.equal(after.find((one) => one.unit === STREET)!.present, false)
  })

  it('says of each unit what modules note, as they declare it, each once and in their order', async () => {
    const inspector = await as('inspector', CITY)
    const kinds = (await inspector.get('/board/notes')).ok().items as Json[]
    const names = kinds.map((one) => one.name)
    assert.equal(new Set(names).size, names.length)
    for (const name of ['presence', 'flags', 'away', 'gaps', 'roster_until', 'filing_due', 'handovers_late'])
      assert.ok(names.includes(name), name)
    const rows = (await inspector.get(`/board?under=${CITY}&limit=500`)).ok().items as Json[]
    const found = new Set<string>()
    for (const row of rows) {
      const noted = (row.notes as Json[]).map((note) => note.name)
      assert.deepEqual(
        noted,
        names.filter((name) => noted.includes(name)),
      )
      for (const note of row.notes as Json[]) {
        found.add(note.name)
        const holds = kinds.find((one) => one.name === note.name)!.holds as string[]
        for (const member of ['count', 'at', 'word', 'text'])
          if (note[member] !== undefined) assert.ok(holds.includes(member), `${note.name}.${member}`)
        if (note.amiss_at) assert.ok(!note.amiss, 'what is to come is not amiss yet')
      }
    }
    for (const name of ['presence', 'gaps', 'roster_until', 'handover']) assert.ok(found.has(name), name)
    const week = 7 * 86_400_000
    for (const row of rows) {
      const until = (row.notes as Json[]).find((note) => note.name === 'roster_until')
      if (until?.amiss_at) assert.equal(Date.parse(until.at) - Date.parse(until.amiss_at), week)
    }
  })

  it('the board is for those it concerns', async () => {
    ;(await (await as('officer', DISTRICT)).get(`/board?under=${CITY}`)).refused(403, 'denied')
    ;(await (await as('officer', DISTRICT)).get(`/board?under=${STREET}`)).refused(403, 'denied')
    ;(await (await as('inspector', CITY)).get(`/board?under=${DISTRICT}`)).ok()
    ;(await (await as('secadmin', DISTRICT)).get(`/board?under=${DISTRICT}`)).refused(403, 'denied')
    ;(await (await as('inspector', CITY)).get('/board?under=NOSUCH')).refused(404, 'no_such_unit')
    ;(await (await as('inspector', CITY)).get('/board')).refused(422, 'invalid', 'under')
  })
})

describe('the record', () => {
  it('fits, and the tables equal it, after all of this', async () => {
    const place = server.place
    await server.kill()
    const again = await Server.start({ demo: true, place })
    await again.stop()
    assert.equal(again.command('audit', 'verify').status, 0)
    const check = again.command('rebuild', '--check')
    assert.equal(check.status, 0, check.stdout + check.stderr)
    server = await Server.start({ demo: true, place })
  })
})
