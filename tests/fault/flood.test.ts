// SPDX-License-Identifier: Apache-2.0
// One host that has not signed in sends all it can: everybody else goes on working. All of 127/8 is this machine, so
// with `limit_loopback` each of its addresses is a host of its own.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { type Socket, createConnection } from 'node:net'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import type { Client } from '../support/client.ts'
import { type Place, Server, newPlace } from '../support/server.ts'
import { until } from '../support/until.ts'

const open = { kind: 'inquiry', fields: { question: '水位多少', asked_of: '水利站' } }
const HOST = 'Host: 127.0.0.1\r\nContent-Type: application/json\r\n'

let place: Place
let cleanup: () => void
let server: Server
let officer: Client

/** A connection that says what it is told to and then waits. */
class Held {
  heard = ''
  ended: Promise<void>
  private over = false

  static all: Held[] = []

  private constructor(readonly socket: Socket) {
    Held.all.push(this)
    socket.on('data', (piece) => (this.heard += piece.toString('latin1')))
    socket.on('error', () => {})
    this.ended = new Promise((done) => socket.once('close', () => done(void (this.over = true))))
  }

  static async come(text = '', from = '127.0.0.1'): Promise<Held> {
    const socket = createConnection({
      port: Number(new URL(server.base).port),
      host: '127.0.0.1',
      localAddress: from,
    })
    const held = new Held(socket)
    await Promise.race([new Promise((done) => socket.once('connect', done)), held.ended])
    if (text !== '' && !held.isOver()) await new Promise((done) => socket.write(text, done))
    return held
  }

  isOver(): boolean {
    return this.over
  }
}

async function come(count: number, text = '', from = '127.0.0.1'): Promise<Held[]> {
  const held: Held[] = []
  for (let i = 0; i < count; i++) held.push(await Held.come(text, from))
  return held
}

function over(held: Held[]): number {
  return held.filter((one) => one.isOver()).length
}

function leave(held: Held[]): void {
  for (const one of held) one.socket.destroy()
}

afterEach(() => leave(Held.all.splice(0)))

async function metric(name: string): Promise<number> {
  const text = (await officer.get('/metrics')).text
  const found = new RegExp(`^shaodian_${name.replace(/[{}"]/g, '\\$&')} (\\d+)$`, 'm').exec(text)
  return found === null ? 0 : Number(found[1])
}

/** An officer who works, and another who signs in just now. */
async function works(): Promise<void> {
  ;(await officer.post(`/units/${STREET}/matters`, open)).ok(201)
  const other = await server.client().signIn(login('officer'))
  ;(await other.get('/me')).ok()
}

async function serve(settings: string): Promise<void> {
  writeFileSync(join(place.data, 'shaodian.conf'), settings)
  server = await Server.start({ demo: true, place })
  officer = await server.client().signIn(login('officer'))
}

before(async () => void ([place, cleanup] = await newPlace(true)))
after(() => cleanup())

describe('with room for 64 connections', () => {
  before(() => serve('connections = 64\n'))
  after(() => server.stop())

  it('those that stay idle make room for whoever comes', async () => {
    const idle = await come(300)
    await works()
    // Which of them came first is said by whoever takes them, two at a time.
    await until('a quarter is kept for those signed in', async () => {
      return (await metric('http_strangers')) <= 48 && over(idle) >= 252
    })
  })

  it('those that dribble a header make room too', async () => {
    const slow = await come(300, 'GET /healthz HTTP/1.1\r\nX: ')
    await works()
  })

  it('so do those that ask and do not read', async () => {
    const deaf = await come(300, `GET /openapi.json HTTP/1.1\r\n${HOST}\r\n`)
    for (const one of deaf) one.socket.pause()
    await works()
  })

  it('a stream that somebody signed in listens to is not among them', async () => {
    const listening = await Held.come(
      `GET /api/v1/stream HTTP/1.1\r\n${HOST}Cookie: ${officer.cookie}\r\n\r\n`,
    )
    await until('the stream is open', () => listening.heard.includes(': ok'))
    const idle = await come(300)
    await works()
    await until('the stream tells', () => listening.heard.includes('matter.opened'))
    assert.equal(listening.isOver(), false)
  })
})

describe('with bodies that never end', () => {
  before(() => serve(''))
  after(() => server.stop())

  it('a large one is refused before it is read, without a session', async () => {
    const large = await come(
      100,
      `POST /api/v1/session HTTP/1.1\r\n${HOST}Content-Length: 1048576\r\n\r\n${' '.repeat(60000)}`,
    )
    await Promise.all(large.map((one) => one.ended))
    for (const one of large) if (one.heard !== '') assert.match(one.heard, /^HTTP\/1\.1 413 /)
    await works()
  })

  it('small ones are held up to a sixteenth of the whole, and the oldest are cut', async () => {
    const body = `POST /api/v1/session HTTP/1.1\r\n${HOST}Content-Length: 65536\r\n\r\n${' '.repeat(65000)}`
    const held = await come(400, body)
    // One that is cut is held until its thread closes it; one that waits is not yet read.
    await until('all are read, and the oldest are cut and closed', async () => {
      const bytes = await metric('http_body_bytes')
      return bytes <= 16 * 1024 * 1024 && bytes === (held.length - over(held)) * 65000
    })
    const [last] = await come(1, body)
    await works()
    assert.equal(last!.isOver(), false)
    leave([...held, last!])
    await until('nothing is held any more', async () => (await metric('http_body_bytes')) === 0)
  })

  it('one session has its share, and is told so', async () => {
    const head = `POST /api/v1/units/${STREET}/blobs?name=a.pdf HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/pdf\r\nCookie: `
    const session = `${head}${officer.cookie}\r\nContent-Length: ${20 * 1024 * 1024}\r\n\r\n`
    // Six have room, whichever: one of seven is told.
    const held = await come(7, session)
    await until('one is told', () => held.some((one) => one.heard.includes('too_many')))
    const told = held.filter((one) => one.heard !== '')
    assert.equal(told.length, 1)
    assert.match(told[0]!.heard, /^HTTP\/1\.1 429 .*Retry-After: .*"too_many"/s)
    leave(held)
    await works()
  })
})

describe('with limits by address', () => {
  before(() => serve('connections = 256\nconnections_each = 16\nlimit_loopback = yes\n'))
  after(() => server.stop())

  it('an address has its share of connections, and takes nobody else’s', async () => {
    const quiet = await come(8, '', '127.0.0.7')
    const many = await come(64, '', '127.0.0.8')
    // Which of them came first is said by whoever takes them, two at a time.
    await until('all but a share are cut', () => over(many) >= 48)
    assert.equal(
      quiet.some((one) => one.isOver()),
      false,
    )
    await works()
  })

  it('an address has its share of unfinished bodies', async () => {
    const body = `POST /api/v1/session HTTP/1.1\r\n${HOST}Content-Length: 65536\r\n\r\n${' '.repeat(65000)}`
    const office = await come(4, body, '127.0.0.7')
    const many = await come(16, body, '127.0.0.8')
    const more = await come(1, body, '127.0.0.8')
    // Whose came first is said by whoever reads them, two at a time.
    await Promise.race([...many, ...more].map((one) => one.ended))
    assert.equal(
      office.some((one) => one.isOver()),
      false,
    )
    await works()
  })

  it('what is turned away is counted, and told once', async () => {
    const before = server.log().split('turned away (malformed)').length
    const counted = await metric('http_refused_total{kind="malformed"}')
    // Fewer at once than an address may have: none is cut for their number.
    for (let round = 0; round < 25; round++) {
      const bad = await come(8, `GET /healthz HTTP/1.1\r\n${HOST}Host: x\r\n\r\n`, '127.0.0.9')
      await Promise.all(bad.map((one) => one.ended))
    }
    await until('all of them are counted', async () => {
      return (await metric('http_refused_total{kind="malformed"}')) >= counted + 200
    })
    assert.ok(server.log().split('turned away (malformed)').length - before <= 2)
  })
})

describe('behind a proxy that is named', () => {
  before(() => serve('trusted_proxy = 127.0.0.1\n'))
  after(() => server.stop())

  const signIn = async (forwarded: Record<string, string>) => {
    const client = server.client()
    const body = { account: login('officer'), password: 'shaodian-demo' }
    const answer = await client.post('/session', body, { headers: forwarded })
    return { answer, client }
  }
  const seen = async (client: Client) =>
    ((await client.get('/sessions')).ok().items as { address: string; current?: boolean }[]).map(
      (row) => row.address,
    )

  it('the client is whom it wrote last', async () => {
    const { answer, client } = await signIn({
      'x-forwarded-for': '6.6.6.6, 192.0.2.44',
      'x-forwarded-proto': 'https',
    })
    answer.ok()
    const addresses = await seen(client)
    assert.ok(addresses.includes('192.0.2.44'), addresses.join())
    assert.equal(addresses.includes('6.6.6.6'), false)
  })

  it('a client that did not come to it by TLS gives no password', async () => {
    const { answer } = await signIn({ 'x-forwarded-for': '192.0.2.44' })
    answer.refused(403, 'needs_tls')
  })
})
