// SPDX-License-Identifier: Apache-2.0
// What every request owes to HTTP: methods, limits, origins, keys, tags.
import assert from 'node:assert/strict'
import { createConnection } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
let officer: Client
before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(login('officer'))
})
after(() => server.stop())

const open = { kind: 'inquiry', fields: { question: '水位多少', asked_of: '水利站' } }
const matters = `/units/${STREET}/matters`

/** Sends bytes as they are and returns all that comes until the server closes. */
function raw(text: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = createConnection(Number(new URL(server.base).port), '127.0.0.1')
    let heard = ''
    socket.setTimeout(120_000, () => failed(new Error(`no end after: ${heard}`)))
    socket.on('data', (piece) => (heard += piece.toString('utf8')))
    socket.on('close', () => done(heard))
    socket.on('error', () => done(heard))
    socket.write(text)
  })
}

/** The statuses of all answers in what was heard. */
function statuses(heard: string): number[] {
  return [...heard.matchAll(/HTTP\/1\.1 (\d+) /g)].map((found) => Number(found[1]))
}

describe('a change', () => {
  for (const headers of [
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[]) {
    it(`from another site is refused: ${JSON.stringify(headers)}`, async () => {
      await unmoved(officer, STREET, async () => {
        ;(await officer.post(matters, open, { headers: headers })).refused(403, 'foreign_origin')
      })
    })
  }

  it('is JSON and says so', async () => {
    await unmoved(officer, STREET, async () => {
      const text = JSON.stringify(open)
      ;(
        await officer.call('POST', matters, undefined, {
          raw: text,
          headers: { 'content-type': 'text/plain' },
        })
      ).refused(400, 'malformed')
      for (const broken of [
        '{',
        '[]',
        '"x"',
        '{"a":1,"a":2}',
        '{"a":1.5}',
        `${'['.repeat(99)}${']'.repeat(99)}`,
        '\u0000',
        '{"a":123\u0000}',
        '{"a":"x\u0000"}',
        '{}\u0000',
        '{} {}',
      ])
        (await officer.call('POST', matters, undefined, { raw: broken })).refused(400, 'malformed')
    })
  })

  it('is made once for one key, and the same words come back', async () => {
    const key = { headers: { 'idempotency-key': 'night-1' } }
    const first = await officer.post(matters, open, key)
    first.ok(201)
    await unmoved(officer, STREET, async () => {
      const again = await officer.post(matters, open, key)
      assert.equal(again.status, 201)
      assert.deepEqual(again.json, first.json)
      ;(await officer.post(matters, { ...open, fields: { question: '别的' } }, key)).refused(422)
    })
  })

  it('under If-Match is made only on what was read', async () => {
    const id = (await officer.post(matters, open)).ok(201).id as string
    const tag = (await officer.get(`/matters/${id}`)).headers.get('etag')!
    assert.match(tag, /^"[0-9a-f]{32}"$/)
    const same = await officer.get(`/matters/${id}`, { headers: { 'if-none-match': tag } })
    assert.equal(same.status, 304)
    assert.equal(same.text, '')
    const steps = (await officer.get(`/matters/${id}`)).ok().may as string[]
    assert.ok(steps.length > 0)
    await unmoved(officer, STREET, async () => {
      ;(
        await officer.post(`/matters/${id}/steps/${steps[0]}`, {}, { headers: { 'if-match': '"0"' } })
      ).refused(412, 'stale')
    })
  })

  it('under If-Match happens once, however many have read the same', async () => {
    const id = (await officer.post(matters, open)).ok(201).id as string
    const tag = (await officer.get(`/matters/${id}`)).headers.get('etag')!
    const urge = (number: number) =>
      officer.post(`/matters/${id}/steps/urge`, { note: `第${number}次` }, { headers: { 'if-match': tag } })
    const before = await officer.head(STREET)
    const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(urge))
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 412, 412, 412, 412, 412, 412, 412])
    for (const answer of answers) if (answer.status !== 200) answer.refused(412, 'stale')
    const one = (await officer.head(STREET)).seq - before.seq
    const again = await officer.post(`/matters/${id}/steps/urge`, { note: '又一次' })
    assert.equal(again.status, 200, 'without a tag it goes on as ever')
    assert.equal(
      (await officer.head(STREET)).seq - before.seq,
      2 * one,
      'the seven left nothing on the record',
    )
  })

  it('that was made under If-Match may be repeated by its key: its answer comes again', async () => {
    const id = (await officer.post(matters, open)).ok(201).id as string
    const headers = {
      'if-match': (await officer.get(`/matters/${id}`)).headers.get('etag')!,
      'idempotency-key': 'urge-once-1',
    }
    const first = (await officer.post(`/matters/${id}/steps/urge`, {}, { headers })).ok()
    await unmoved(officer, STREET, async () =>
      assert.deepEqual((await officer.post(`/matters/${id}/steps/urge`, {}, { headers })).ok(), first),
    )
  })

  it('of a dispatch is under If-Match too', async () => {
    const draft = { type: 'notice', title: '通知', body: '明日降温', to: [OTHER_STREET] }
    const id = (await officer.post(`/units/${STREET}/dispatches`, draft)).ok(201).id as string
    const tag = (await officer.get(`/dispatches/${id}`)).headers.get('etag')!
    const headers = { 'if-match': tag }
    const acts = ['discard', 'discard', 'discard'].map((act) =>
      officer.post(`/dispatches/${id}/${act}`, {}, { headers }),
    )
    assert.deepEqual((await Promise.all(acts)).map((answer) => answer.status).sort(), [200, 412, 412])
  })
})

describe('a path', () => {
  it('knows its methods', async () => {
    const wrong = await officer.call('DELETE', '/me')
    wrong.refused(405, 'method_not_allowed')
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD, OPTIONS')
    const options = await officer.call('OPTIONS', '/session')
    assert.equal(options.status, 204)
    assert.match(options.headers.get('allow') ?? '', /POST/)
    const head = await officer.call('HEAD', '/me')
    assert.equal(head.status, 200)
    assert.equal(head.text, '')
    ;(await officer.get('/nothing/here')).refused(404, 'not_found')
  })

  for (const target of [
    '/api/v1/units/..%2f..%2fetc',
    '/%00',
    '/a%0d%0ab',
    '/%ff',
    '/api/v1/%2e%2e/%2e%2e/etc/passwd',
  ])
    it(`that deceives is refused: ${target}`, async () => {
      const heard = await raw(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
      assert.match(heard, /^HTTP\/1\.1 400 /)
    })

  it('of the page is answered by the page, under a policy without inline script', async () => {
    const page = await officer.get(`${server.base}/desk`)
    if (page.status === 404) return // a build without the page
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self'/)
    assert.doesNotMatch(policy.replace("style-src-attr 'unsafe-inline'", ''), /unsafe/)
    const shell = await officer.get(`${server.base}/shell.js`)
    assert.match(shell.headers.get('content-type') ?? '', /^text\/javascript/)
    assert.equal(shell.headers.get('cache-control'), 'no-cache', 'a new build is seen at once')
    assert.match(shell.headers.get('content-security-policy') ?? '', /connect-src 'self'/)
  })
})

describe('a request', () => {
  it('has a largest body, announced or not', async () => {
    const announced = await raw(
      `POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n`,
    )
    assert.match(announced, /^HTTP\/1\.1 413 /)
    const piece = `10000\r\n${' '.repeat(65536)}\r\n`
    const chunked = await raw(
      `POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${piece.repeat(17)}`,
    )
    assert.equal(chunked, '')
    const small = `POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n`
    assert.match(await raw(small), /^HTTP\/1\.1 413 /, 'a sign-in is small')
  })

  it('that needs a session is refused before its body is read', async () => {
    const waiting = await raw(
      `POST /api/v1${matters} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1048000\r\n\r\n`,
    )
    assert.match(waiting, /^HTTP\/1\.1 401 .*"signed_out"/s)
    const chunked = await raw(
      `POST /api/v1${matters} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    assert.match(chunked, /^HTTP\/1\.1 401 .*"signed_out"/s)
  })

  it('that is wrong a thousand times over is told of the first hundred', async () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, 1]))
    const { fields } = (await server.client().post('/session', body)).refused(422, 'invalid')
    assert.equal(fields!.length, 100)
  })

  it('that is refused in mid-sentence leaves the connection as it was', async () => {
    const lost = `POST /api/v1${matters} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`
    const heard = await raw(`${lost}GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
    assert.deepEqual(statuses(heard), [401, 200])
  })

  it('has a largest header', async () => {
    assert.match(
      await raw(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'a'.repeat(9000)}\r\n\r\n`),
      /^HTTP\/1\.1 431 /,
    )
  })

  it('answers are never guessed at nor kept', async () => {
    const me = await officer.get('/me')
    assert.equal(me.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(me.headers.get('cache-control'), 'no-store')
  })
})

/* Where two programs can read one request differently, one client's bytes become another's request. */
describe('a request that could be read in two ways', () => {
  const line = 'POST /api/v1/session HTTP/1.1\r\n'
  const host = 'Host: 127.0.0.1\r\n'
  const type = 'Content-Type: application/json\r\n'
  const next = `GET /healthz HTTP/1.1\r\n${host}\r\n`
  const forms: Record<string, string> = {
    'a length and a coding': `${line}${host}${type}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'two lengths': `${line}${host}${type}Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}`,
    'one length twice': `${line}${host}${type}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`,
    'a blank before the colon of the length': `${line}${host}${type}Content-Length : 30\r\n\r\n`,
    'a blank before the colon of the coding': `${line}${host}${type}Transfer-Encoding : chunked\r\n\r\n`,
    'two hosts': `${line}${host}Host: localhost\r\n${type}Content-Length: 2\r\n\r\n{}`,
    'no host': `${line}${type}Content-Length: 2\r\n\r\n{}`,
    'a folded line': `${line}${host}${type}X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}`,
    'a folded length': `${line}${host}${type}Content-Length:\r\n 2\r\n\r\n{}`,
    'a folded first line': `${line} X: a\r\n${host}${type}Content-Length: 2\r\n\r\n{}`,
    'a bare LF after the request line': `POST /api/v1/session HTTP/1.1\n${host}${type}Content-Length: 2\r\n\r\n{}`,
    'a bare LF after a header': `${line}Host: 127.0.0.1\n${type}Content-Length: 2\r\n\r\n{}`,
    'a bare LF as the empty line': `${line}${host}${type}Content-Length: 2\r\n\n{}`,
    'a bare CR in a header': `${line}${host}${type}X: a\rContent-Length: 9\r\nContent-Length: 2\r\n\r\n{}`,
    'a NUL in a value': `${line}${host}${type}X: a\0b\r\nContent-Length: 2\r\n\r\n{}`,
    'a NUL in a name': `${line}${host}${type}X\0: b\r\nContent-Length: 2\r\n\r\n{}`,
    'a NUL before a line': `${line}${host}${type}\0Content-Length: 30\r\n\r\n`,
    'a NUL in the target': `POST /api\0/v1/session HTTP/1.1\r\n${host}${type}Content-Length: 2\r\n\r\n{}`,
    'two blanks in the request line': `POST  /api/v1/session HTTP/1.1\r\n${host}${type}Content-Length: 2\r\n\r\n{}`,
    'a blank in the target': `GET /healthz x HTTP/1.1\r\n${host}\r\n`,
    'an unknown coding': `${line}${host}${type}Transfer-Encoding: gzip\r\n\r\n{}`,
    'a coding that is nearly chunked': `${line}${host}${type}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    'two codings': `${line}${host}${type}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    'a coding in HTTP/1.0': `POST /api/v1/session HTTP/1.0\r\n${host}${type}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'a length that is none': `${line}${host}${type}Content-Length: +2\r\n\r\n{}`,
    'a chunk without a size': `${line}${host}${type}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    'a chunk longer than it said': `${line}${host}${type}Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n`,
  }
  for (const [name, form] of Object.entries(forms)) {
    it(`is refused, and nothing after it is heard: ${name}`, async () => {
      const heard = await raw(form + next)
      assert.match(heard, /^HTTP\/1\.1 400 /)
      assert.doesNotMatch(heard, /"status":"ok"/)
      const kept = await raw(next + form + next)
      assert.match(kept, /^HTTP\/1\.1 200 /, 'on a kept connection too')
      assert.equal(kept.match(/"status":"ok"/g)?.length, 1)
    })
  }

  it('has the frames of its body alone: after a chunked one the connection ends', async () => {
    for (const frames of ['2\r\n{}\r\n0\r\n\r\n', '2\n{}\n0\n\n', '2;x=y\r\n{}\r\n0\r\n\r\n'])
      assert.deepEqual(
        statuses(await raw(`${line}${host}${type}Transfer-Encoding: chunked\r\n\r\n${frames}${next}`)),
        [422],
      )
  })

  it('is none when two are sent at once', async () => {
    assert.deepEqual(
      statuses(await raw(next + next.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))),
      [200, 200],
    )
  })
})

describe('a name', () => {
  const call = (host: string) =>
    raw(`GET /api/v1/setup HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)

  it('that is not ours is refused: a page whose name leads here is no page of ours', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${new URL(server.base).port}`,
      '127.0.0.1.evil.example',
      '10.9.9.9',
      'localhost@evil.example',
      '[::2]',
      '',
    ])
      assert.match(await call(host), /^HTTP\/1\.1 421 .*"unknown_host"/s, host)
    await server.told(/calls this server 'evil\.example'.*`hosts`/)
  })

  it('that is ours is answered', async () => {
    for (const host of [
      '127.0.0.1',
      '127.0.0.1:8420',
      'localhost',
      'LOCALHOST:1',
      'localhost.',
      '[::1]:8420',
    ])
      assert.match(await call(host), /^HTTP\/1\.1 200 /, host)
  })
})

describe('the server', () => {
  it('says that it is well and counts', async () => {
    const health = (await officer.get('/healthz')).ok()
    assert.equal(health.status, 'ok')
    const metrics = (await officer.get('/metrics')).text
    assert.match(metrics, /^shaodian_commands_total \d+$/m)
    assert.match(metrics, /^shaodian_http_replies_total\{status="2xx"\} [1-9]\d*$/m)
    const document = (await officer.get('/openapi.json')).ok()
    assert.equal(document.openapi, '3.1.0')
  })

  it('takes no time back', async () => {
    ;(await officer.post('/clock', { now: '2020-01-01T00:00:00+08:00' })).refused(409, 'time_runs_on')
    ;(await officer.post('/clock', { now: 'soon' })).refused(422, undefined, 'now')
  })
})
