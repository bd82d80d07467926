// SPDX-License-Identifier: Apache-2.0
// The port under its own TLS: the same strictness where no proxy and no look at the socket could see the bytes.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connect } from 'node:tls'
import { freePort } from '../support/free-port.ts'
import { type Place, binary, command, newPlace, placeArgs } from '../support/server.ts'

let place: Place
let cleanup: () => void
let server: ChildProcess
let port: number
let ca: Buffer

before(async () => {
  ;[place, cleanup] = await newPlace()
  const made = command(place, 'init', '--name', 'duty.lan,127.0.0.1')
  assert.equal(made.status, 0, made.stderr)
  const tls = (name: string) => join(place.data, 'tls', name)
  ca = readFileSync(tls('ca.crt'))
  port = await freePort()
  const words = [
    'serve',
    ...placeArgs(place),
    '--listen',
    `127.0.0.1:${port}`,
    '--tls-cert',
    tls('server.crt'),
    '--tls-key',
    tls('server.key'),
  ]
  server = spawn(binary, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((done, failed) => {
    let said = ''
    server.stdout!.on('data', (piece) => void ((said += String(piece)).includes('https://') && done()))
    server.once('exit', (code) => failed(new Error(`it ended: ${code} ${said}`)))
  })
})
after(async () => {
  const ended = new Promise((done) => server.once('exit', done))
  server.kill('SIGTERM')
  const code = await ended
  cleanup()
  assert.equal(code, 0)
})

/** Sends bytes as they are and returns all that comes until the server closes. */
function raw(text: string): Promise<string> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'duty.lan', ca })
    let heard = ''
    socket.on('data', (piece) => (heard += piece.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => done(heard))
    socket.on('secureConnect', () => socket.write(text))
  })
}

const next = 'GET /healthz HTTP/1.1\r\nHost: duty.lan\r\n\r\n'
const last = 'GET /healthz HTTP/1.1\r\nHost: duty.lan\r\nConnection: close\r\n\r\n'

describe('under TLS of its own', () => {
  it('the server says that it is always reached so', async () => {
    const heard = await raw(last)
    assert.match(heard, /^HTTP\/1\.1 200 /)
    assert.match(heard, /\r\nStrict-Transport-Security: max-age=31536000\r\n/)
  })

  it('it goes by the names in its certificate, and no other', async () => {
    assert.match(await raw(last.replace('duty.lan', `duty.lan:${port}`)), /^HTTP\/1\.1 200 /)
    assert.match(await raw(last.replace('duty.lan', 'evil.example')), /^HTTP\/1\.1 421 .*"unknown_host"/s)
  })

  for (const form of [
    'Content-Length : 2\r\n\r\n',
    'X: a\r\n b\r\n\r\n',
    'X: a\n\r\n',
    'X: a\0b\r\n\r\n',
    'Host: duty.lan\r\n\r\n',
  ])
    it(`a request that could be read in two ways is refused on a kept connection: ${JSON.stringify(form)}`, async () => {
      const heard = await raw(`${next}POST /api/v1/session HTTP/1.1\r\nHost: duty.lan\r\n${form}${next}`)
      assert.deepEqual(
        [...heard.matchAll(/HTTP\/1\.1 (\d+) /g)].map((found) => found[1]),
        ['200', '400'],
      )
    })
})
