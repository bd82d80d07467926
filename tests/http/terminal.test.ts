// SPDX-License-Identifier: Apache-2.0
// The room's computer: enrolled once, nobody's session, and each entry somebody's by one key.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, type Json, PASSWORD, unmoved } from '../support/client.ts'
import { openByLine } from '../support/people.ts'
import { PIN, Room, enrolRoom, named, withPin } from '../support/room.ts'
import { Server } from '../support/server.ts'

let server: Server
let sysadmin: Client
let room: Room
let officer: string
let leader: string
before(async () => {
  server = await Server.start({ demo: true })
  sysadmin = await server.client().signIn(login('sysadmin', DISTRICT))
  officer = await withPin(server, login('officer'))
  leader = await withPin(server, login('leader'), '817263')
  room = await enrolRoom(server, STREET, sysadmin)
})
after(() => server.stop())

async function later(ms: number): Promise<void> {
  const now = (await sysadmin.get('/clock')).ok().now as string
  await server.moveClock(new Date(Date.parse(now) + ms))
}

describe("the room's terminal", () => {
  it('is enrolled by a code that is shown once and works once', async () => {
    const { code } = (await sysadmin.post(`/units/${STREET}/terminals`, { name: '备用' })).ok(201)
    const anyone = server.client()
    ;(await anyone.post('/terminals/enrol', { unit: OTHER_STREET, code })).refused(403, 'wrong_pairing')
    ;(await anyone.post('/terminals/enrol', { unit: STREET, code: 'AAAA-BBBB-CCCC' })).refused(
      403,
      'wrong_pairing',
    )
    const enrolled = await anyone.post('/terminals/enrol', {
      unit: STREET,
      code: code.toLowerCase().replaceAll('-', ' '),
    })
    assert.equal(enrolled.ok().token, undefined)
    assert.match(
      enrolled.headers.getSetCookie()[0]!,
      /^shaodian_terminal=t[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=34560000$/,
    )
    ;(await anyone.post('/terminals/enrol', { unit: STREET, code })).refused(403, 'wrong_pairing')
    const stale = (await sysadmin.post(`/units/${STREET}/terminals`, { name: '太久' })).ok(201)
    await later(61 * 60_000)
    ;(await anyone.post('/terminals/enrol', { unit: STREET, code: stale.code })).refused(403, 'wrong_pairing')
    const names = (await sysadmin.get(`/units/${STREET}/terminals`)).ok().items.map((one: Json) => one.name)
    assert.deepEqual(names, ['值班台', '备用', '太久'])
  })

  it('is not enrolled by the code of somebody whose account was disabled since', async () => {
    const secadmin = await server.client().signIn(login('secadmin', DISTRICT))
    const person = (await sysadmin.post(`/units/${DISTRICT}/people`, { name: '临时管理' })).ok(201)
      .id as string
    ;(await secadmin.post(`/units/${DISTRICT}/roles`, { person, role: 'sysadmin' })).ok(201)
    const account = (
      await secadmin.post(`/units/${DISTRICT}/accounts`, {
        person,
        login: 'linshi',
        password: 'Correct-horse-1',
      })
    ).ok(201).id
    const gone = await server.client().signIn(`linshi@${DISTRICT}`, 'Correct-horse-1')
    const { id, code } = (await gone.post(`/units/${STREET}/terminals`, { name: '离职前' })).ok(201)
    ;(await secadmin.patch(`/accounts/${account}`, { disabled: true })).ok()
    const auditor = await server.client().signIn(login('auditor', DISTRICT))
    await unmoved(auditor, STREET, async () =>
      (await server.client().post('/terminals/enrol', { unit: STREET, code })).refused(403, 'wrong_pairing'),
    )
    ;(await secadmin.patch(`/accounts/${account}`, { disabled: false })).ok()
    ;(await server.client().post('/terminals/enrol', { unit: STREET, code })).ok()
    ;(await sysadmin.delete(`/terminals/${id}`)).ok()
  })

  it('holds no right of a person until somebody acts', async () => {
    const here = (await room.get('/terminal')).ok()
    assert.ok(
      here.people.some((one: Json) => one.person === officer && one.pin && one.stands.includes('officer')),
    )
    assert.equal((await room.get('/me')).ok().person.id ?? null, null)
    ;(await room.get(`/units/${STREET}/matters`)).refused(403, 'nobody_acts')
    ;(await room.post(`/units/${STREET}/log`, { text: '试' })).refused(403, 'nobody_acts')
    ;(await room.delete('/session')).refused(403, 'nobody_acts')
    room.acting = officer
    ;(await room.get('/me')).refused(403, 'not_at_terminal')
    room.acting = ''
  })

  it('lets two people write by one key each, in their own names', async () => {
    ;(await room.post('/terminal/proof', { person: officer, pin: PIN })).ok()
    ;(await room.post('/terminal/proof', { person: leader, pin: '817263' })).ok()
    const begun: string[] = []
    for (const [person, role] of [
      [officer, 'officer'],
      [leader, 'leader'],
    ] as const) {
      room.acting = person
      begun.push((await room.post(`/units/${STREET}/watch`, { role })).ok(201).id)
    }
    await later(3 * 60_000)
    for (const person of [officer, leader, officer]) {
      room.acting = person
      const me = (await room.get('/me')).ok()
      assert.equal(me.person.id, person)
      assert.equal(me.terminal.proved, false)
      const opened = (await openByLine(room, STREET, '有人来电')).ok(201)
      const first = (await room.get(`/matters/${opened.id}/timeline`)).ok().items[0]
      assert.equal(first.actor.account, me.account_id)
    }
    ;(await room.post(`/units/${STREET}/watch`, { role: 'officer' })).refused(409, 'on_watch')
    const watches = (await room.get(`/units/${STREET}/watch`))
      .ok()
      .items.filter((one: Json) => begun.includes(one.id))
    assert.deepEqual(
      watches.map((one: Json) => [one.method, one.terminal]),
      [
        ['pin', room.terminal],
        ['pin', room.terminal],
      ],
    )
    ;(await room.get('/me', { headers: { 'x-acting-person': `${STREET}-999999` } })).refused(
      403,
      'not_at_terminal',
    )
  })

  it('asks again before an act of legal weight', async () => {
    room.acting = leader
    const dispatch = {
      type: 'notice',
      to: [OTHER_STREET],
      urgency: 'normal',
      title: '通知',
      body: '请知悉。',
    }
    const drafted = await room.post(`/units/${STREET}/dispatches`, dispatch)
    const id = drafted.status === 201 ? drafted.json.id : null
    assert.ok(id, drafted.text)
    ;(await room.post(`/dispatches/${id}/sign_off`)).refused(403, 'proof_needed')
    ;(await room.post('/terminal/proof', { person: officer, pin: PIN })).ok()
    ;(await room.post(`/dispatches/${id}/sign_off`)).refused(403, 'proof_needed')
    ;(await room.post('/terminal/proof', { person: leader, pin: '817263' })).ok()
    const signed = await room.post(`/dispatches/${id}/sign_off`)
    assert.notEqual(signed.json.code, 'proof_needed', signed.text)
    ;(await room.post('/terminal/proof/end', { person: leader })).ok()
    assert.equal((await room.get('/me')).ok().terminal.proved, false)
    room.acting = ''
  })

  it('loses its stream and everything else when it is revoked', async () => {
    const other = await enrolRoom(server, STREET, sysadmin)
    const stop = new AbortController()
    const stream = await fetch(`${named(server)}/api/v1/stream`, {
      headers: { authorization: `Bearer ${other.token}` },
      signal: stop.signal,
    })
    assert.equal(stream.status, 200)
    ;(await sysadmin.delete(`/terminals/${other.terminal}`)).ok()
    let heard = ''
    for await (const piece of stream.body as unknown as AsyncIterable<Uint8Array>)
      heard += new TextDecoder().decode(piece)
    assert.match(heard, /event: end\ndata: {"code":"signed_out"}/)
    ;(await other.get('/terminal')).refused(401, 'signed_out')
  })
})

describe('a PIN', () => {
  it('is refused when anybody would guess it, and asks for the password', async () => {
    const head = await server.client().signIn(login('head'))
    for (const [pin, problem] of [
      ['12345', 'too_short'],
      ['123456', 'too_plain'],
      ['777777', 'too_plain'],
      ['987654', 'too_plain'],
      ['121212', 'too_plain'],
      ['112233', 'too_plain'],
      ['430102', 'same_as_unit'],
      ['20261130', 'a_date'],
      ['870412', 'a_date'],
      ['12a456', 'not_digits'],
    ])
      assert.equal(
        (await head.put('/me/pin', { pin, password: PASSWORD })).refused(422, undefined, 'pin').fields![0]!
          .problem,
        problem,
      )
    ;(await head.put('/me/pin', { pin: PIN, password: 'not-this-one-1' })).refused(422, undefined, 'password')
    assert.deepEqual((await head.get('/me/credentials')).ok().items, [])
  })

  it('can be guessed at five times, then rests a quarter of an hour, even the right one', async () => {
    const target = await enrolRoom(server, STREET, sysadmin)
    for (let i = 0; i < 5; i++)
      (await target.post('/terminal/proof', { person: officer, pin: `29471${i === 6 ? 9 : i}` })).refused(
        403,
        'wrong_pin',
      )
    ;(await target.post('/terminal/proof', { person: officer, pin: PIN })).refused(403, 'pin_locked')
    ;(await room.post('/terminal/proof', { person: officer, pin: PIN })).refused(403, 'pin_locked')
    ;(await target.post('/terminal/proof', { person: leader, pin: '817263' })).ok()
    for (let i = 0; i < 5; i++)
      (await target.post('/terminal/proof', { person: leader, pin: `00471${i}` })).refused(403, 'wrong_pin')
    await withPin(server, login('head'), '604813')
    const head = (await target.get('/terminal'))
      .ok()
      .people.find((one: Json) => one.pin && one.person !== officer && one.person !== leader)
    ;(await target.post('/terminal/proof', { person: head.person, pin: '604813' })).refused(
      403,
      'terminal_locked',
    )
    ;(await room.post('/terminal/proof', { person: head.person, pin: '604813' })).ok()
    await later(16 * 60_000)
    ;(await target.post('/terminal/proof', { person: officer, pin: PIN })).ok()
    const auditor = await server.client().signIn(login('leader'))
    const kinds = (await auditor.get(`/units/${STREET}/journal?after=0&limit=200`)).text
    assert.doesNotMatch(kinds, new RegExp(PIN))
  })
})

describe('credentials of others', () => {
  it('are removed by the security administrator, with a reason that stays on the record', async () => {
    const account = login('head', OTHER_STREET)
    await withPin(server, account, '604813')
    const owner = await server.client().signIn(account)
    const held = (await owner.get('/me/credentials')).ok().items[0] as Json
    const secadmin = await server.client().signIn(login('secadmin', DISTRICT))
    const list = `/units/${OTHER_STREET}/credentials`
    const row = ((await secadmin.get(list)).ok().items as Json[]).find((one) => one.id === held.id)!
    assert.deepEqual([row.kind, row.person_name], ['pin', owner.me.person.name])
    assert.doesNotMatch(JSON.stringify(row), /secret|handle/)
    ;(await owner.get(list)).refused(403)
    await unmoved(owner, OTHER_STREET, async () => {
      ;(await secadmin.post(`/credentials/${held.id}/revoke`, {})).refused(422, undefined, 'reason')
      ;(await owner.post(`/credentials/${held.id}/revoke`, { reason: '手机遗失' })).refused(403)
    })
    // What it has just shown at the desk ends with it, though two minutes are not over.
    const desk = await enrolRoom(server, OTHER_STREET, sysadmin)
    ;(await desk.post('/terminal/proof', { person: owner.me.person.id, pin: '604813' })).ok()
    desk.acting = owner.me.person.id
    assert.equal((await desk.get('/me')).ok().terminal.proved, true)
    ;(await secadmin.post(`/credentials/${held.id}/revoke`, { reason: '手机遗失，当面申请' })).ok()
    ;(await desk.get('/me')).refused(403, 'not_at_terminal')
    ;(await secadmin.post(`/credentials/${held.id}/revoke`, { reason: '手机遗失' })).refused(
      404,
      'no_such_credential',
    )
    assert.deepEqual((await owner.get('/me/credentials')).ok().items, [])
    const gone = ((await secadmin.get(list)).ok().items as Json[]).find((one) => one.id === held.id)!
    assert.deepEqual(
      [gone.reason, gone.removed_by, typeof gone.removed_at],
      ['手机遗失，当面申请', secadmin.me.account_id, 'string'],
    )
  })

  it('are not the administrator’s own: those ask for the password', async () => {
    await withPin(server, login('secadmin', DISTRICT), '604813')
    const secadmin = await server.client().signIn(login('secadmin', DISTRICT))
    const own = (await secadmin.get('/me/credentials')).ok().items[0] as Json
    ;(await secadmin.post(`/credentials/${own.id}/revoke`, { reason: '自己的' })).refused(
      409,
      'own_credential',
    )
  })
})

describe('one-time codes', () => {
  it('are asked for at signing in once they are set up, and none is taken twice', async () => {
    const { createHmac } = await import('node:crypto')
    const client = await server.client().signIn(login('officer', OTHER_STREET))
    ;(await client.put('/me/totp', { password: 'not-this-one-1' })).refused(422, undefined, 'password')
    const { secret, uri, qr } = (await client.put('/me/totp', { password: PASSWORD })).ok()
    assert.match(uri, /^otpauth:\/\/totp\//)
    assert.match(qr, /^<svg [^]*<\/svg>\s*$/)
    const code = (at: number): string => {
      const bits = [...secret]
        .map((letter: string) =>
          'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
        )
        .join('')
      const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
      const step = Buffer.alloc(8)
      step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
      const mac = createHmac('sha1', key).update(step).digest()
      const from = mac[19]! & 15
      return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0')
    }
    const now = async () => Date.parse((await client.get('/clock')).ok().now)
    ;(await client.post('/me/totp/confirm', { code: code((await now()) + 600_000) })).refused(
      403,
      'wrong_code',
    )
    ;(await client.post('/me/totp/confirm', { code: code(await now()) })).ok()
    const enter = (otp?: string) =>
      server.client().post('/session', { account: login('officer', OTHER_STREET), password: PASSWORD, otp })
    ;(await enter()).refused(403, 'otp_needed')
    ;(await enter('000000')).refused(403, 'wrong_code')
    ;(await enter(code(await now()))).refused(403, 'replayed')
    await later(31_000)
    ;(await enter(code(await now()))).ok()
    ;(await enter(code(await now()))).refused(403, 'replayed')
    const held = (await client.get('/me/credentials')).ok().items[0]
    const remove = (body: object) =>
      client.post(`/me/credentials/${held.id}/remove`, { password: PASSWORD, ...body })
    await later(31_000)
    const right = code(await now())
    ;(await remove({})).refused(422, undefined, 'code')
    ;(await remove({ code: code((await now()) + 600_000) })).refused(403, 'wrong_code')
    ;(await remove({ password: 'not-this-one-1', code: right })).refused(422, undefined, 'password')
    ;(await client.put('/me/totp', { password: PASSWORD })).refused(422, undefined, 'code')
    ;(await remove({ code: right })).ok()
    ;(await enter()).ok()
  })
})
