// SPDX-License-Identifier: Apache-2.0
// A wrong wall clock does no lasting harm: time is held, intake goes on, nothing rings falsely, and a future that was
// written can be left behind.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import { type Client, type Json, PASSWORD, unmoved } from '../support/client.ts'
import { tamper } from '../support/database.ts'
import { PIN, enrolRoom, withPin } from '../support/room.ts'
import { NIGHT, Server, newPlace, setupCode } from '../support/server.ts'
import { until } from '../support/until.ts'

const HOUR = 3_600_000
const night = Date.parse(NIGHT)
const iso = (at: number) => new Date(at).toISOString()

/** The events of a unit, as they stand in its journal. */
async function events(reader: Client, unit: string, after = 0): Promise<Json[]> {
  const found: Json[] = []
  for (let next: number | undefined = after; next !== undefined;) {
    const page: Json = (await reader.get(`/units/${unit}/journal?after=${next}&limit=500`)).ok()
    for (const line of page.items) found.push(JSON.parse(line.text))
    next = page.next
  }
  return found
}

/** A report to the unit above, signed off orally: its id. */
async function sentUp(officer: Client, leader: Client, now: number): Promise<string> {
  for (const [client, role] of [
    [officer, 'officer'],
    [leader, 'leader'],
  ] as const) {
    const began = await client.post(`/units/${STREET}/watch`, { role })
    assert.ok(began.status === 201 || began.status === 409, began.text)
  }
  const fields = {
    summary: '幸福里小区3栋燃气爆炸',
    kind: 'gas_explosion',
    source_kind: '119',
    caller_phone: '13800138000',
    occurred_at: iso(now - 600_000),
    place: { text: '定王台街道幸福里小区' },
    deaths: 3,
    missing: null,
  }
  const matter = (await officer.post(`/units/${STREET}/matters`, { kind: 'incident', fields })).ok(201).id
  const text = (await officer.get(`/matters/${matter}/draft?type=initial_report`)).ok()
  const id = (
    await officer.post(`/units/${STREET}/dispatches`, {
      matter,
      type: 'initial_report',
      title: text.title,
      body: text.body,
    })
  ).ok(201).id
  ;(
    await officer.post(`/dispatches/${id}/sign_off_oral`, {
      leader: leader.me.person.id,
      words: '同意，马上报',
    })
  ).ok()
  await officer.settle()
  return id
}

async function wall(server: Server, at: number): Promise<Json> {
  return (await server.client().post('/clock', { wall: iso(at) })).ok()
}

function proved(server: Server): void {
  for (const words of [
    ['audit', 'verify'],
    ['rebuild', '--check'],
  ]) {
    const done = server.command(...words)
    assert.equal(done.status, 0, `${words.join(' ')}: ${done.stdout}${done.stderr}`)
  }
}

describe('the wall clock of a running server jumps', () => {
  let server: Server
  let officer: Client
  let sysadmin: Client
  let auditor: Client
  let now = night

  const forward = async (minutes: number) => {
    now += minutes * 60_000
    await server.moveClock(iso(now))
  }
  const clock = async () => (await server.client().get('/clock')).ok()
  const confirm = (right: string) =>
    sysadmin.post(`/units/${CITY}/clock/confirm`, { right, reason: '已与国家授时中心对时' })
  const line = async (text: string) =>
    (await officer.post(`/units/${STREET}/log`, { type: 'call_in', text })).ok(201)

  before(async () => {
    server = await Server.start({ demo: true })
    officer = await server.client().signIn(login('officer'))
    sysadmin = await server.client().signIn(login('sysadmin', CITY))
    auditor = await server.client().signIn(login('auditor', CITY))
  })
  after(() => server.stop())

  it('eight hours ahead and back: nothing rings, lines are taken with the right time and a mark', async () => {
    const before = await officer.head(STREET)
    const rang = async () =>
      (await events(officer, STREET, before.seq)).filter((event) => event.kind.endsWith('.rang'))
    const open = (
      await officer.post(`/units/${STREET}/matters`, {
        kind: 'inquiry',
        fields: { question: '几点了', asked_of: '水利站' },
      })
    ).ok(201)
    const held = await wall(server, now + 8 * HOUR)
    assert.equal(held.state, 'held')
    assert.equal(held.cause, 'jumped')
    assert.equal(Date.parse(held.now), now)
    assert.equal(held.apart_ms, 8 * HOUR)
    await forward(1)
    assert.equal((await rang()).length, 0)
    const written = await line('跳钟时来电')
    const shown = (await officer.get(`/units/${STREET}/log`))
      .ok()
      .items.find((row: Json) => row.id === written.id)
    assert.equal(Date.parse(shown.at), now)
    assert.equal(shown.clock_mark, 'held')
    const last = (await events(officer, STREET, before.seq)).find((event) => event.subject === written.id)
    assert.equal(last.body.clock_mark, 'held')
    const health = (await officer.get('/healthz')).ok(200)
    assert.deepEqual([health.status, health.clock], ['ok', 'held'])
    const metrics = (await officer.get('/metrics')).text
    assert.match(metrics, /^shaodian_clock_trusted 0$/m)
    assert.match(metrics, new RegExp(`^shaodian_clock_apart_ms ${8 * HOUR}$`, 'm'))
    assert.match(server.command('doctor').stdout, /warn +clock +.*held/)
    assert.equal((await wall(server, now)).state, 'trusted')
    assert.equal((await clock()).cause, 'returned')
    await line('对时之后')
    const after = (await officer.get(`/units/${STREET}/log`)).ok().items
    assert.equal(after.find((row: Json) => row.text === '对时之后').clock_mark, undefined)
    const noted = (await events(auditor, CITY)).filter((event) => event.subject === 'time')
    assert.deepEqual(noted.map((event) => [event.kind, event.body.cause]).slice(-2), [
      ['time.doubted', 'jumped'],
      ['time.trusted', 'returned'],
    ])
  })

  it('three days back, then a hundred years ahead: the time goes on, and what is due rings at its own time', async () => {
    const open = (
      await officer.post(`/units/${STREET}/matters`, {
        kind: 'inquiry',
        fields: { question: '何时', asked_of: '水利站' },
      })
    ).ok(201)
    const due = Date.parse(open.clocks[0].due_at)
    for (const there of [now - 72 * HOUR, now + 876_000 * HOUR, 0]) {
      const held = await wall(server, there)
      assert.deepEqual([held.state, Date.parse(held.now)], ['held', now])
      await line('照常登记')
    }
    await forward((due - now) / 60_000 + 1)
    const matter = (await officer.get(`/matters/${open.id}`)).ok()
    assert.equal(matter.clocks[0].state, 'late')
    const rung = (await events(officer, STREET)).filter(
      (event) => event.subject === open.id && event.kind === 'clock.rang',
    )
    assert.equal(rung.at(-1)!.at, due)
    await wall(server, now)
    assert.equal((await clock()).state, 'trusted')
  })

  it('is no jump where the machine slept', async () => {
    await forward(9 * 60)
    assert.equal((await clock()).state, 'trusted')
  })

  it('only the system administrator at the top says which is right, with a reason', async () => {
    officer = await server.client().signIn(login('officer'))
    sysadmin = await server.client().signIn(login('sysadmin', CITY))
    auditor = await server.client().signIn(login('auditor', CITY))
    const body = { right: 'wall', reason: '看表' }
    const others = [officer, auditor, await server.client().signIn(login('sysadmin'))]
    await unmoved(auditor, CITY, async () => {
      for (const other of others) (await other.post(`/units/${CITY}/clock/confirm`, body)).refused(403)
      ;(await server.client().post(`/units/${CITY}/clock/confirm`, body)).refused(401)
      ;(await others[2]!.post(`/units/${STREET}/clock/confirm`, body)).refused(409, 'not_at_top')
      ;(await sysadmin.post(`/units/${CITY}/clock/confirm`, { right: 'wall' })).refused(
        422,
        undefined,
        'reason',
      )
      ;(await sysadmin.post(`/units/${CITY}/clock/confirm`, { right: 'mine', reason: 'x' })).refused(
        422,
        undefined,
        'right',
      )
      ;(await confirm('held')).refused(409, 'clock_not_held')
    })
  })

  it('the held time may be the right one: it is kept until the wall agrees', async () => {
    await wall(server, now + 2 * HOUR)
    assert.equal((await confirm('held')).ok().state, 'held')
    assert.equal((await clock()).cause, 'held_right')
    await forward(5)
    assert.equal(Date.parse((await clock()).now), now)
    await wall(server, now)
    assert.equal((await clock()).state, 'trusted')
  })

  it('a future that was written is left behind, and its clocks start again from the right time', async () => {
    // The clock had been ahead by eight hours all along.
    const wrong = now + 8 * HOUR
    await wall(server, wrong)
    ;(await confirm('wall')).ok()
    now = wrong
    await forward(0)
    const open = (
      await officer.post(`/units/${STREET}/matters`, {
        kind: 'inquiry',
        fields: { question: '错钟', asked_of: '水利站' },
      })
    ).ok(201)
    const due = Date.parse(open.clocks[0].due_at)
    const reported = await sentUp(officer, await server.client().signIn(login('leader')), now)
    const before = await officer.head(STREET)
    // NTP puts it right; a person says so.
    const right = wrong - 8 * HOUR
    assert.equal((await wall(server, right)).state, 'held')
    ;(await confirm('wall')).ok()
    now = right
    await forward(0)
    const shown = await clock()
    assert.deepEqual([shown.state, Date.parse(shown.now), shown.units_ahead], ['trusted', right, 0])
    const since = await events(officer, STREET, before.seq)
    const corrected = since.find((event) => event.kind === 'time.corrected')
    assert.equal(corrected.at, right)
    assert.equal(corrected.body.back_ms, 8 * HOUR)
    assert.ok(corrected.body.from >= wrong)
    const matter = (await officer.get(`/matters/${open.id}`)).ok()
    const running = matter.clocks.filter((one: Json) => one.state === 'running')
    assert.equal(Date.parse(running[0].due_at), due - 8 * HOUR)
    // What the dispatch is to be signed for and confirmed by moved with it.
    const above = await server.client().signIn(login('officer', DISTRICT))
    const [received] = (await above.get(`/units/${DISTRICT}/dispatches?box=in`))
      .ok()
      .items.filter((row: Json) => row.origin === reported)
    const dispatch = (await above.get(`/dispatches/${received.id}`)).ok()
    const due2 = Date.parse(dispatch.sign_due_at)
    assert.ok(due2 > right && due2 < right + HOUR, `${dispatch.sign_due_at} ${iso(right)}`)
    const written = await line('钟已对准')
    const entry = (await officer.get(`/units/${STREET}/log`))
      .ok()
      .items.find((row: Json) => row.id === written.id)
    assert.equal(Date.parse(entry.at), right)
    assert.equal(entry.clock_mark, undefined)
    // The matter as it was now is the whole matter.
    assert.equal(
      (await officer.get(`/matters/${open.id}?at=${encodeURIComponent(iso(right))}`)).ok().state,
      matter.state,
    )
    const word = (await events(auditor, CITY)).filter((event) => event.kind === 'time.confirmed').at(-1)!
    assert.equal(word.body.cause, 'confirmed')
    assert.notEqual(word.actor, 'system')
    proved(server)
  })

  it('even a hundred years', async () => {
    const right = now
    now = right + 876_000 * HOUR
    await wall(server, now)
    ;(await confirm('wall')).ok()
    officer = await server.client().signIn(login('officer'))
    sysadmin = await server.client().signIn(login('sysadmin', CITY))
    await line('2126')
    // What is good for an hour, for ten minutes, for two.
    const { code } = (await sysadmin.post(`/units/${STREET}/terminals`, { name: '2126' })).ok(201)
    ;(await officer.put('/me/totp', { password: PASSWORD })).ok()
    const person = await withPin(server, login('officer'))
    const room = await enrolRoom(server, STREET, sysadmin)
    ;(await room.post('/terminal/proof', { person, pin: PIN })).ok()
    for (let wrong = 0; wrong < 5; wrong++)
      await server.client().post('/session', { account: login('head'), password: 'wrong' })
    await wall(server, right)
    ;(await confirm('wall')).ok()
    now = right
    await forward(0)
    const written = await line('2026')
    const entry = (await officer.get(`/units/${STREET}/log`))
      .ok()
      .items.find((row: Json) => row.id === written.id)
    assert.equal(Date.parse(entry.at), right)
    assert.equal((await clock()).units_ahead, 0)
    ;(await server.client().post('/terminals/enrol', { unit: STREET, code })).refused(403, 'wrong_pairing')
    ;(await officer.post('/me/totp/confirm', { code: '000000' })).refused(409, 'wrong_challenge')
    assert.equal(
      tamper(
        server.place,
        `SELECT COUNT(*) FROM proof WHERE unit = '${STREET}' AND person = '${person}'`,
      ).trim(),
      '0',
    )
    // What lasts a quarter of an hour, or twelve hours, does not last a hundred years.
    const me = (await officer.get('/me')).ok()
    assert.ok(Date.parse(me.expires_at) <= right + 12 * HOUR, me.expires_at)
    const locked = (
      await (await server.client().signIn(login('secadmin'))).get(`/units/${STREET}/accounts`)
    ).ok().items
    assert.deepEqual(
      locked.filter((row: Json) => row.locked_until),
      [],
    )
    proved(server)
  })
})

describe('a start with a wall clock before the last time', () => {
  it('holds the last time, rings nothing, takes everything in, and is ended by a person', async () => {
    const [place, cleanup] = await newPlace()
    const secret = 'Correct-horse-1'
    const administrators = ['sysadmin', 'secadmin', 'auditor'].map((role) => ({
      role,
      login: role,
      name: `管理${role}`,
      password: secret,
    }))
    const last = Date.parse('2090-03-04T02:40:00+08:00')
    const first = await Server.start({ place, clock: iso(last) })
    ;(
      await first.client().post('/setup', {
        code: setupCode(place),
        unit: { code: CITY, name: '长沙市人民政府', level: 'city' },
        administrators,
      })
    ).ok(201)
    await first.moveClock(iso(last))
    await first.stop()
    // So that the outcome hangs on no time service of the machine that tests.
    writeFileSync(join(place.data, 'shaodian.conf'), 'clock_system = 0\n')
    let server = await Server.start({ place, clock: null })
    let sysadmin = await server.client().signIn(`sysadmin@${CITY}`, secret)
    let auditor = await server.client().signIn(`auditor@${CITY}`, secret)
    const held = (await sysadmin.get('/clock')).ok()
    assert.deepEqual([held.state, held.cause, held.rings], ['held', 'behind', false])
    assert.ok(Date.parse(held.now) >= last)
    assert.equal((await sysadmin.get('/healthz')).ok(200).clock, 'held')
    ;(await sysadmin.patch(`/units/${CITY}`, { short_name: '市政府' })).ok()
    const before = await events(auditor, CITY)
    assert.equal(before.at(-1)!.body.clock_mark, 'held')
    await until(
      'the held time is noted',
      () => tamper(place, 'SELECT COUNT(*) FROM time_held').trim() === '1',
    )
    const noted = Number(tamper(place, 'SELECT at FROM time_held'))
    await server.stop()
    // A restart ends no doubt, and takes nothing back of the time that was held.
    tamper(place, `UPDATE time_held SET at = ${noted + HOUR}`)
    server = await Server.start({ place, clock: null })
    sysadmin = await server.client().signIn(`sysadmin@${CITY}`, secret)
    auditor = await server.client().signIn(`auditor@${CITY}`, secret)
    const again = (await sysadmin.get('/clock')).ok()
    assert.deepEqual([again.state, again.cause, again.rings], ['held', 'behind', false])
    assert.ok(Date.parse(again.now) >= noted + HOUR)
    ;(await sysadmin.post(`/units/${CITY}/clock/confirm`, { right: 'wall', reason: '服务器时间无误' })).ok()
    // Sessions were begun in the future and go on.
    await until('none is ahead', async () => (await sysadmin.get('/clock')).ok().units_ahead <= 0)
    ;(await sysadmin.patch(`/units/${CITY}`, { short_name: '市府' })).ok()
    const changed = (await events(auditor, CITY)).at(-1)!
    assert.ok(Math.abs(changed.at - Date.now()) < HOUR, iso(changed.at))
    assert.equal(changed.body.clock_mark, undefined)
    proved(server)
    await server.stop()
    cleanup()
  })
})
