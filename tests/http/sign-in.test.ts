// SPDX-License-Identifier: Apache-2.0
// Signing in, what the cookie is, and what becomes of a session.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { OTHER_STREET, STREET, login } from '../support/city.ts'
import { PASSWORD } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
before(async () => {
  server = await Server.start({ demo: true })
})
after(() => server.stop())

describe('a session', () => {
  it('begins with a cookie that no script can read, and no token in the reply', async () => {
    const reply = await server.client().post('/session', { account: login('officer'), password: PASSWORD })
    const cookie = reply.headers.getSetCookie()[0] ?? ''
    assert.match(cookie, /^shaodian=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/)
    assert.equal(reply.ok(200).token, undefined)
    assert.equal(reply.json.unit.code, STREET)
    assert.ok(reply.json.roles.includes('officer'))
  })

  it('begins with a token instead where a bearer is asked for', async () => {
    const client = server.client()
    const reply = await client.post('/session', {
      account: login('officer'),
      password: PASSWORD,
      bearer: true,
    })
    const token = reply.ok().token as string
    assert.match(token, /^[0-9a-f]{64}$/)
    assert.deepEqual(reply.headers.getSetCookie(), [])
    const me = await client.get('/me', { headers: { authorization: `Bearer ${token}` } })
    assert.equal(me.ok().account, login('officer'))
  })

  it('says the same of a wrong password and of nobody', async () => {
    const wrong = await server
      .client()
      .post('/session', { account: login('head'), password: 'not-this-one-1' })
    const nobody = await server
      .client()
      .post('/session', { account: `ghost@${STREET}`, password: 'not-this-one-1' })
    const nowhere = await server
      .client()
      .post('/session', { account: 'ghost@999999', password: 'not-this-one-1' })
    const problem = wrong.refused(403, 'wrong_credentials')
    assert.deepEqual(nobody.refused(403), problem)
    assert.deepEqual(nowhere.refused(403), problem)
  })

  it('is locked after five wrong passwords, even for the right one, and opens again after 15 minutes', async () => {
    const account = login('leader', OTHER_STREET)
    for (let i = 0; i < 5; i++)
      (await server.client().post('/session', { account, password: `not-this-one-${i}` })).refused(403)
    assert.equal((await server.client().post('/session', { account, password: PASSWORD })).status, 403)
    const now = (await server.client().get('/clock')).ok().now as string
    await server.moveClock(new Date(Date.parse(now) + 16 * 60_000))
    await server.client().signIn(account)
  })

  it('ends at once by signing out, cookie and all', async () => {
    const client = await server.client().signIn(login('officer'))
    const cookie = client.cookie
    const gone = await client.delete('/session')
    assert.equal(gone.status, 200)
    assert.match(gone.headers.getSetCookie()[0] ?? '', /^shaodian=; .*Max-Age=0/)
    assert.equal(client.cookie, '')
    ;(await server.client().get('/me', { headers: { cookie } })).refused(401, 'signed_out')
  })

  it('is not opened by a made-up token', async () => {
    const client = server.client()
    for (const cookie of [
      'shaodian=0',
      `shaodian=${'0'.repeat(64)}`,
      `shaodian=${'x'.repeat(300)}`,
      'shaodian=',
    ])
      (await client.get('/me', { headers: { cookie } })).refused(401, 'signed_out')
  })

  it('cannot be told where it comes from by the client', async () => {
    const forged = { account: login('officer'), password: PASSWORD, address: '192.0.2.1' }
    ;(await server.client().post('/session', forged)).refused(422, undefined, 'address')
  })
})
