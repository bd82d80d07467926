// SPDX-License-Identifier: Apache-2.0
// Who guesses at passwords locks themselves out and nobody else, learns nothing, and keeps nobody waiting.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CITY, STREET, login } from '../support/city.ts'
import { type Client, type Json, PASSWORD, unmoved } from '../support/client.ts'
import { NIGHT, Server, newPlace } from '../support/server.ts'

const later = (minutes: number) => new Date(Date.parse(NIGHT) + minutes * 60_000)

/** Signs in from an address of this machine's own: 127/8 is all here. */
function signInFrom(
  server: Server,
  address: string,
  account: string,
  password = PASSWORD,
): Promise<{ status: number; code: string; body: Json }> {
  const url = new URL('/api/v1/session', server.base)
  return new Promise((resolve, reject) => {
    const ask = request(
      url,
      {
        method: 'POST',
        localAddress: address,
        agent: false,
        headers: { 'content-type': 'application/json', origin: server.base },
      },
      (reply) => {
        let text = ''
        reply
          .setEncoding('utf8')
          .on('data', (piece: string) => (text += piece))
          .on('end', () => {
            const body = JSON.parse(text) as Json
            resolve({ status: reply.statusCode!, code: body.code ?? '', body })
          })
      },
    )
    ask.on('error', reject).end(JSON.stringify({ account, password }))
  })
}

async function told(server: Server, address: string, account: string, password = PASSWORD) {
  const reply = await signInFrom(server, address, account, password)
  return reply.status === 200 ? 'ok' : `${reply.status} ${reply.code}`
}

async function serverWith(conf: string): Promise<[Server, () => Promise<void>]> {
  const [place, clean] = await newPlace(true)
  writeFileSync(join(place.data, 'shaodian.conf'), conf)
  const server = await Server.start({ demo: true, place })
  return [
    server,
    async () => {
      await server.stop()
      clean()
    },
  ]
}

describe('wrong passwords', () => {
  let server: Server
  let stop: () => Promise<void>
  let auditor: Client
  let secadmin: Client
  before(async () => {
    ;[server, stop] = await serverWith('limit_loopback = yes\n')
    auditor = await server.client().signIn(login('auditor'))
    secadmin = await server.client().signIn(login('secadmin'))
  })
  after(() => stop())

  const row = async (account: string) =>
    ((await secadmin.get(`/units/${STREET}/accounts`)).ok().items as Json[]).find(
      (one) => one.login === account,
    )!
  const kinds = async (after: number) => {
    const lines = (await auditor.get(`/units/${STREET}/journal?after=${after}&limit=200`)).ok()
      .items as Json[]
    return lines
      .map((line) => JSON.parse(line.text).kind as string)
      .filter((kind) => kind.startsWith('account.'))
  }

  it('lock the name for the place they come from, and for no other', async () => {
    const account = login('officer')
    assert.equal(await told(server, '127.0.0.3', account), 'ok')
    const { seq } = await auditor.head(STREET)
    for (let i = 0; i < 5; i++)
      assert.equal(await told(server, '127.0.0.2', account, 'wrong'), '403 wrong_credentials')
    assert.deepEqual(await kinds(seq), ['account.source_locked'])
    await unmoved(auditor, STREET, async () => {
      for (let i = 0; i < 3; i++)
        assert.equal(
          await told(server, '127.0.0.2', account, i === 0 ? PASSWORD : 'wrong'),
          '403 account_locked',
        )
    })
    assert.equal(await told(server, '127.0.0.3', account), 'ok')
    assert.equal(await told(server, '127.0.0.4', account), 'ok', 'a place never seen before')
    assert.equal((await row(account)).locked_sources, 1)
    const owner = await server.client().signIn(account)
    assert.deepEqual(
      owner.me.locks.map((lock: Json) => [lock.source, lock.strangers]),
      [['127.0.0.2', false]],
      'the owner is told',
    )
    await server.moveClock(later(16))
    assert.equal(await told(server, '127.0.0.2', account), 'ok')
    assert.equal((await row(account)).locked_sources, 0)
  })

  it('tell nobody which names there are', async () => {
    const head = await auditor.head(STREET)
    const names = [login('leader'), `nobody@${STREET}`, 'officer@999999', `x.${'y'.repeat(20)}@${STREET}`]
    const heard = await Promise.all(
      names.map(async (name, at) => {
        const replies = []
        for (let i = 0; i < 7; i++)
          replies.push(JSON.stringify((await signInFrom(server, `127.0.2.${at + 1}`, name, 'wrong')).body))
        return replies
      }),
    )
    for (const replies of heard) assert.deepEqual(replies, heard[0])
    assert.match(heard[0]![4]!, /wrong_credentials/)
    assert.match(heard[0]![5]!, /account_locked/)
    assert.deepEqual(await kinds(head.seq), ['account.source_locked'], 'of the account that there is')
  })

  it('from very many places shut out strangers, and none whom the account knows', async () => {
    const account = login('inspector')
    assert.equal(await told(server, '127.0.0.5', account), 'ok')
    const { seq } = await auditor.head(STREET)
    for (let i = 0; i < 50; i++)
      assert.equal(
        await told(server, `127.0.3.${1 + Math.floor(i / 4)}`, account, 'wrong'),
        '403 wrong_credentials',
      )
    assert.deepEqual(await kinds(seq), ['account.strangers_locked'])
    assert.equal(await told(server, '127.0.0.6', account), '403 account_locked')
    assert.equal(await told(server, '127.0.0.5', account), 'ok')
    assert.equal(await told(server, '127.0.0.6', login('head')), 'ok', 'others go on')
    const locked = await row(account)
    assert.equal(locked.strangers_locked, true)
    assert.ok(locked.locked_until)
    assert.deepEqual(locked.may, ['disable', 'unlock'])
    assert.deepEqual((await row(login('secadmin'))).may, [], 'nothing is done to one’s own')
    ;(await secadmin.post(`/accounts/${locked.id}/unlock`)).ok()
    assert.equal(await told(server, '127.0.0.6', account), 'ok')
    ;(await secadmin.post(`/accounts/${locked.id}/unlock`)).refused(409, 'wrong_state')
    assert.equal((await row(account)).locked_until, undefined)
  })

  it('with many names from one place shut that place out, but for those whom it knows', async () => {
    const place = '127.0.0.21'
    assert.equal(await told(server, place, login('officer')), 'ok')
    for (let i = 0; i < 100; i++)
      assert.equal(
        await told(server, place, `name${Math.floor(i / 4)}@${STREET}`, 'wrong'),
        '403 wrong_credentials',
      )
    assert.equal(await told(server, place, `another@${STREET}`, 'wrong'), '403 account_locked')
    assert.equal(
      await told(server, place, login('inspector', CITY)),
      '403 account_locked',
      'a stranger there',
    )
    assert.equal(await told(server, place, login('officer')), 'ok', 'one who often comes from there')
    assert.equal(await told(server, '127.0.0.22', login('inspector', CITY)), 'ok', 'from another place')
  })

  it('from very many places do not shut out who stands where a terminal of the room is', async () => {
    const sysadmin = await server.client().signIn(login('sysadmin'))
    const { code } = (await sysadmin.post(`/units/${STREET}/terminals`, { name: '值班台' })).ok(201)
    ;(await server.client().post('/terminals/enrol', { unit: STREET, code })).ok()
    const account = login('head')
    for (let i = 0; i < 50; i++) await told(server, `127.0.4.${1 + Math.floor(i / 4)}`, account, 'wrong')
    assert.equal(await told(server, '127.0.0.7', account), '403 account_locked')
    assert.equal(await told(server, '127.0.0.1', account), 'ok')
  })

  it('a password set by somebody else is said to be so until its owner sets one', async () => {
    const account = login('leader')
    const { id } = await row(account)
    ;(await secadmin.put(`/accounts/${id}/password`, { password: 'Given-horse-3' })).ok()
    assert.equal((await row(account)).password_by_other, true)
    const owner = await server.client().signIn(account, 'Given-horse-3')
    assert.equal(owner.me.must_change, true)
    // Nothing else goes until then, whatever it is: what another knows proves nothing.
    await unmoved(auditor, STREET, async () => {
      for (const path of [`/units/${STREET}/matters`, '/sessions', '/kinds', '/stream', '/works/1'])
        (await owner.get(path)).refused(403, 'password_due')
      ;(await owner.post(`/units/${STREET}/log`, { type: 'other', text: '代写' })).refused(
        403,
        'password_due',
      )
      ;(
        await owner.call('POST', `/units/${STREET}/blobs?name=1.jpg`, undefined, {
          raw: new Uint8Array(9),
          headers: { 'content-type': 'image/jpeg' },
        })
      ).refused(403, 'password_due')
      ;(await owner.put('/me/pin', { pin: '294716', password: 'Given-horse-3' })).refused(403, 'password_due')
    })
    ;(await owner.post('/me/password', { old: 'Given-horse-3', new: 'Own-horse-44' })).ok()
    assert.equal((await owner.get('/me')).ok().must_change, false)
    assert.equal((await row(account)).password_by_other, false)
    ;(await owner.get(`/units/${STREET}/matters`)).ok()
  })

  it("no administrator sets another one's password, nor opens a second account for them", async () => {
    const other = await row(login('auditor'))
    await unmoved(auditor, STREET, async () => {
      ;(await secadmin.put(`/accounts/${other.id}/password`, { password: 'Given-horse-5' })).refused(
        403,
        'administrator_password',
      )
      const own = await row(login('secadmin'))
      ;(await secadmin.put(`/accounts/${own.id}/password`, { password: 'Given-horse-5' })).refused(
        409,
        'own_account',
      )
      ;(
        await secadmin.post(`/units/${STREET}/accounts`, {
          person: other.person,
          login: 'second',
          password: 'Given-horse-6',
        })
      ).refused(403, 'administrator_password')
    })
  })

  it('an open session of the security administrator is not enough for their own account', async () => {
    const { id } = await row(login('secadmin'))
    await unmoved(auditor, STREET, async () => {
      ;(await secadmin.put(`/accounts/${id}/password`, { password: 'Taken-horse-5' })).refused(
        409,
        'own_account',
      )
    })
    for (let i = 0; i < 5; i++)
      (await secadmin.post('/me/password', { old: `guess ${i}`, new: 'Taken-horse-5' })).refused(
        422,
        'invalid',
        'old',
      )
    await unmoved(auditor, STREET, async () => {
      ;(await secadmin.post(`/accounts/${id}/unlock`)).refused(409, 'own_account')
      ;(await secadmin.post('/me/password', { old: PASSWORD, new: 'Taken-horse-5' })).refused(
        403,
        'account_locked',
      )
    })
  })

  it('and the record fits', () => {
    for (const words of [
      ['audit', 'verify'],
      ['rebuild', '--check'],
    ]) {
      const done = server.command(...words)
      assert.equal(done.status, 0, done.stdout + done.stderr)
    }
  })
})

describe('a flood of sign-ins', () => {
  const picture = new Uint8Array(2000).fill(7)

  /** Everybody else signs in, shows a PIN and sends a file while it lasts. */
  async function weathers(
    server: Server,
    flood: (i: number) => Promise<string>,
    from: (i: number) => string,
  ) {
    const officer = await server.client().signIn(login('officer'))
    const answers: string[] = []
    const storm = Promise.all(
      Array.from({ length: 300 }, async (_, i) => answers.push(await flood(i).catch(() => 'cut'))),
    )
    const people = ['officer', 'leader', 'head', 'inspector', 'auditor'] as const
    const signed = Promise.all(
      Array.from({ length: 15 }, (_, i) => told(server, from(i), login(people[i % people.length]!))),
    )
    const files = Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        officer.call('POST', `/units/${STREET}/blobs?name=${i}.jpg`, undefined, {
          raw: picture,
          headers: { 'content-type': 'image/jpeg' },
        }),
      ),
    )
    const pin = officer.put('/me/pin', { pin: '294716', password: PASSWORD })
    assert.deepEqual(await signed, Array(15).fill('ok'))
    for (const file of await files) file.ok(201)
    ;(await pin).ok()
    await storm
    assert.equal(answers.length, 300)
    assert.ok(
      answers.every((text) =>
        /^(403 (wrong_credentials|account_locked)|503 busy|429 .*|503 .*|cut)$/.test(text),
      ),
      [...new Set(answers)].join(),
    )
  }

  it('from one address keeps nobody waiting who comes from another', async () => {
    const [server, stop] = await serverWith('limit_loopback = yes\n')
    await weathers(
      server,
      (i) => told(server, '127.0.5.1', `guess${i % 100}@${STREET}`, 'wrong'),
      (i) => `127.0.6.${i + 1}`,
    )
    await stop()
  })

  it('at one name keeps no other name waiting, where addresses tell nobody apart', async () => {
    const [server, stop] = await serverWith('')
    await weathers(
      server,
      () => told(server, '127.0.0.1', `guess@${STREET}`, 'wrong'),
      () => '127.0.0.1',
    )
    await stop()
  })
})
