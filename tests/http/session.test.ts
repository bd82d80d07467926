// SPDX-License-Identifier: Apache-2.0
// Signing in and out, locks, sessions: what is refused says why and records nothing.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, STREET, login } from '../support/city.ts'
import { type Client, type Json, PASSWORD, unmoved } from '../support/client.ts'
import { Listener } from '../support/listener.ts'
import { NIGHT, Server, newPlace } from '../support/server.ts'
import { until } from '../support/until.ts'

const later = (minutes: number) => new Date(Date.parse(NIGHT) + minutes * 60_000)

describe('signing in', () => {
  let server: Server
  let auditor: Client

  before(async () => {
    server = await Server.start({ demo: true })
    auditor = await server.client().signIn(login('auditor'))
  })
  after(() => server.stop())

  const attempt = (account: string, password: string, more: Json = {}) =>
    server.client().post('/session', { account, password, ...more })

  it('tells a stranger nothing', async () => {
    await unmoved(auditor, STREET, async () => {
      const wrong = (await attempt(login('head'), 'wrong')).refused(403, 'wrong_credentials')
      const nobody = (await attempt(`nobody@${STREET}`, PASSWORD)).refused(403, 'wrong_credentials')
      const nowhere = (await attempt('officer@999999', PASSWORD)).refused(403, 'wrong_credentials')
      assert.deepEqual(wrong, nobody)
      assert.deepEqual(wrong, nowhere)
      ;(await attempt(login('officer'), PASSWORD, { otp: '123456' })).refused(422, 'invalid', 'otp')
      ;(await attempt(login('officer'), PASSWORD, { address: '1.2.3.4' })).refused(422, 'invalid', 'address')
      ;(await server.client().post('/session', {})).refused(422, 'invalid', 'password')
    })
  })

  it('gives a cookie, or a token to whoever asks for it', async () => {
    const client = server.client()
    const reply = await client.post('/session', { account: login('officer'), password: PASSWORD })
    assert.equal(reply.ok().token, undefined)
    assert.match(reply.headers.getSetCookie()[0]!, /^shaodian=[0-9a-f]{64}; .*HttpOnly; .*SameSite=Strict/)
    const bearer = (await attempt(login('officer'), PASSWORD, { bearer: true })).ok()
    assert.match(bearer.token, /^[0-9a-f]{64}$/)
    const headers = { authorization: `Bearer ${bearer.token}` }
    assert.equal((await server.client().get('/me', { headers })).ok().account, login('officer'))
    ;(await server.client().get('/me', { headers: { authorization: 'Bearer 00' } })).refused(
      401,
      'signed_out',
    )
  })

  it('a session ends by signing out, by its owner, by the administrator and by itself', async () => {
    const one = await server.client().signIn(login('leader'))
    const two = await server.client().signIn(login('leader'))
    const mine = (await one.get('/sessions')).ok().items as Json[]
    const other = mine.find((row) => !row.current && row.created_at >= mine[0]!.created_at)!
    assert.equal(other.address, '127.0.0.1')
    ;(await one.delete(`/sessions/${other.id}`)).ok()
    const ended = [await one.get('/me'), await two.get('/me')].map((reply) => reply.status)
    assert.deepEqual(ended.sort(), [200, 401])

    const officer = await server.client().signIn(login('officer'))
    const foreign = ((await officer.get('/sessions')).ok().items as Json[])[0]!.id
    await unmoved(auditor, STREET, async () =>
      (await one.delete(`/sessions/${foreign}`)).refused(404, 'no_such_session'),
    )
    const secadmin = await server.client().signIn(login('secadmin'))
    const listed = ((await secadmin.get(`/units/${STREET}/sessions`)).ok().items as Json[]).map(
      (row) => row.id,
    )
    assert.ok(listed.includes(foreign))
    ;(await secadmin.delete(`/units/${STREET}/sessions/${foreign}`)).ok()

    const leaving = await server.client().signIn(login('officer'))
    const cookie = leaving.cookie
    ;(await leaving.delete('/session')).ok()
    assert.equal(leaving.cookie, '')
    ;(await server.client().get('/me', { headers: { cookie } })).refused(401, 'signed_out')
  })

  it('five wrong passwords lock the account for a quarter of an hour', async () => {
    const account = login('inspector')
    for (let i = 0; i < 4; i++) {
      await unmoved(auditor, STREET, async () =>
        (await attempt(account, 'wrong')).refused(403, 'wrong_credentials'),
      )
    }
    ;(await attempt(account, 'wrong')).refused(403, 'wrong_credentials')
    await unmoved(auditor, STREET, async () =>
      (await attempt(account, PASSWORD)).refused(403, 'account_locked'),
    )
    await server.moveClock(later(16))
    ;(await attempt(account, PASSWORD)).ok()
  })

  it('ends after twelve hours', async () => {
    const client = await server.client().signIn(login('officer'))
    await server.moveClock(later(16 + 719))
    ;(await client.get('/me')).ok()
    await server.moveClock(later(16 + 721))
    ;(await client.get('/me')).refused(401, 'signed_out')
    auditor = await server.client().signIn(login('auditor'))
  })

  it('the password is changed by whoever knows it, and the rules of passwords hold', async () => {
    const client = await server.client().signIn(login('head'))
    await unmoved(auditor, STREET, async () => {
      ;(await client.post('/me/password', { old: 'wrong', new: 'Another-horse-2' })).refused(
        422,
        'invalid',
        'old',
      )
      ;(await client.post('/me/password', { old: PASSWORD, new: 'short' })).refused(422, 'invalid', 'new')
      ;(await client.post('/me/password', { old: PASSWORD, new: 'aaaaaaaaaaaaaaaa' })).refused(
        422,
        'invalid',
        'new',
      )
    })
    const elsewhere = await server.client().signIn(login('head'))
    ;(await client.post('/me/password', { old: PASSWORD, new: 'Another-horse-2' })).ok()
    ;(await elsewhere.get('/me')).refused(401, 'signed_out')
    ;(await client.get('/me')).ok()
    ;(await attempt(login('head'), PASSWORD)).refused(403, 'wrong_credentials')
    ;(await attempt(login('head'), 'Another-horse-2')).ok()
  })
})

describe('a session', () => {
  let server: Server
  before(async () => {
    const [place, clean] = await newPlace(true)
    writeFileSync(join(place.data, 'shaodian.conf'), 'session_idle = 30\n')
    server = await Server.start({ demo: true, place })
    remove = clean
  })
  let remove: () => void
  after(async () => {
    await server.stop()
    remove()
  })

  it('that lies idle ends where the operator says so, and one in use goes on', async () => {
    const [used, idle] = [
      await server.client().signIn(login('officer')),
      await server.client().signIn(login('leader')),
    ]
    for (const minute of [20, 40, 60]) {
      await server.moveClock(later(minute))
      // Its use is noted beside the answer: until then it may be asked again.
      await until('its use is noted', async () => {
        ;(await used.get('/me')).ok()
        const mine = ((await used.get('/sessions')).ok().items as Json[]).find((row) => row.current)!
        return Date.parse(mine.used_at) >= later(minute).getTime()
      })
    }
    ;(await used.get('/me')).ok()
    ;(await idle.get('/me')).refused(401, 'signed_out')
    const secadmin = await server.client().signIn(login('secadmin'))
    const listed = (await secadmin.get(`/units/${STREET}/sessions`)).ok().items as Json[]
    assert.ok(!listed.some((row) => row.login === login('leader')))
    await server.moveClock(later(95))
    ;(await used.get('/me')).refused(401, 'signed_out')
  })

  it('narrows with the roles of its person, and so does its stream', async () => {
    const inspector = await server.client().signIn(login('inspector', DISTRICT))
    const secadmin = await server.client().signIn(login('secadmin', DISTRICT))
    const below = await server.client().signIn(login('officer'))
    const beside = await server.client().signIn(login('officer', DISTRICT))
    const ear = await Listener.open(inspector)
    const ask = async (client: Client, unit: string) =>
      (await client.post(`/units/${unit}/matters`, { kind: 'inquiry', fields: { question: '水位多少' } })).ok(
        201,
      ).id as string
    const seen = await ask(below, STREET)
    await ear.until((event) => event.data.subject === seen)
    ;(await inspector.get(`/matters/${seen}`)).ok()
    ;(await secadmin.delete(`/units/${DISTRICT}/roles/${inspector.me.person.id}/inspector`)).ok()
    ;(await inspector.get(`/matters/${seen}`)).refused(404)
    // A stream may take five seconds to know of it.
    await until('the stream tells of the street no more', async () => {
      const hidden = await ask(below, STREET)
      const own = await ask(beside, DISTRICT)
      await ear.until((event) => event.data.subject === own)
      return !ear.heard.some((event) => event.data.subject === hidden)
    })
    ear.close()
  })

  it('loses its stream when its password is set anew by another, and when its account is closed', async () => {
    const secadmin = await server.client().signIn(login('secadmin'))
    const accounts = (await secadmin.get(`/units/${STREET}/accounts`)).ok().items as Json[]
    const account = accounts.find((row) => row.login === login('head') || row.login === 'head')!
    const ends = async (act: () => Promise<unknown>, password: string) => {
      const client = await server.client().signIn(login('head'), password)
      const ear = await Listener.open(client)
      await act()
      ;(await client.get('/me')).refused(401, 'signed_out')
      await ear.until((event) => event.event === 'end')
    }
    await ends(
      async () =>
        (await secadmin.put(`/accounts/${account.id}/password`, { password: 'Another-horse-2' })).ok(),
      PASSWORD,
    )
    const owner = await server.client().signIn(login('head'), 'Another-horse-2')
    ;(await owner.post('/me/password', { old: 'Another-horse-2', new: 'Own-horse-33' })).ok()
    await ends(
      async () => (await secadmin.patch(`/accounts/${account.id}`, { disabled: true })).ok(),
      'Own-horse-33',
    )
  })
})
