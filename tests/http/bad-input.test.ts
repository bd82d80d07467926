// SPDX-License-Identifier: Apache-2.0
// Whatever is sent, the server answers in its own words and goes on: the bodies of JSONTestSuite and
// naughty strings through every call and every text field.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { type Operation, fill, operations, smallest, textMembers } from '../support/openapi.ts'
import { Server } from '../support/server.ts'
import { absent, dataFiles, dataText } from '../support/test-data.ts'

const naughty: string[] = absent ? [] : JSON.parse(dataText('08-badinput/strings/blns_open.json'))
const bodies = dataFiles('08-badinput/json')
const known = { unit: STREET, id: `${STREET}-999999`, kind: 'incident', step: 'verify', act: 'close' }

let server: Server
let officer: Client
let calls: Operation[]

before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(login('officer'))
  calls = (await operations(officer)).filter((call) => call.method !== 'GET')
})
after(() => server.stop())

/** Sent to each call in turn, so that all of them see each kind of mischief over the run. */
function* rounds<T>(things: T[]): Generator<[T, Operation]> {
  const takers = calls.filter((call) => call.body !== null && !/^session\.(end|revoke)/.test(call.id))
  let turn = 0
  for (const thing of things) yield [thing, takers[turn++ % takers.length]!]
}

describe('bad input', { skip: absent }, () => {
  it('JSON that is none is refused with 400, and moves nothing', async () => {
    await unmoved(officer, STREET, async () => {
      for (const { name, bytes } of bodies.filter((row) => row.name.startsWith('n_'))) {
        const reply = await officer.post(`/units/${STREET}/matters`, undefined, { raw: bytes })
        assert.equal(reply.status, 400, `${name}: ${reply.status} ${reply.text}`)
      }
    })
  })

  it('no body of the suite breaks any call', async () => {
    for (const [{ name, bytes }, call] of rounds([...bodies, ...bodies, ...bodies])) {
      const reply = await officer.call(call.method, fill(call, known), undefined, { raw: bytes })
      assert.ok(
        reply.status >= 400 && reply.status < 500,
        `${call.id} with ${name}: ${reply.status} ${reply.text}`,
      )
      assert.match(reply.headers.get('content-type') ?? '', /problem\+json/)
    }
  })

  it('no string in any text field of any call breaks it', async () => {
    for (const call of calls.filter((row) => row.body !== null)) {
      for (const member of textMembers(call.body)) {
        if (/password|otp/.test(member) && call.open) continue // each would cost a slow hash
        for (const text of naughty) {
          const body = { ...smallest(call.body, known), [member]: text }
          const reply = await officer.call(call.method, fill(call, known), body)
          assert.ok(
            reply.status < 500,
            `${call.id} ${member} = ${JSON.stringify(text)}: ${reply.status} ${reply.text}`,
          )
          if (reply.status === 401) officer = await server.client().signIn(login('officer'))
        }
      }
    }
  })

  it('no string in any path or query breaks it', async () => {
    const queries = (await operations(officer)).filter(
      (call) => call.method === 'GET' && call.id !== 'stream',
    )
    let turn = 0
    for (const text of naughty) {
      const call = queries[turn++ % queries.length]!
      const filled = fill(call, Object.fromEntries(call.inPath.map((name) => [name, text])))
      const query = call.inQuery.map((row) => `${row.name}=${encodeURIComponent(text)}`).join('&')
      const reply = await officer.get(`${filled}?${query}`, { signal: AbortSignal.timeout(120_000) })
      assert.ok(reply.status < 500, `${call.id} with ${JSON.stringify(text)}: ${reply.status} ${reply.text}`)
    }
  })

  it('what is accepted comes back the same to the byte', async () => {
    const kind = (await officer.get('/kinds/incident')).ok()
    const free: Json[] = kind.fields.filter((field: Json) => ['text', 'line'].includes(field.type))
    const needs: string[] = kind.open.needs ?? []
    let accepted = 0
    for (const [index, text] of naughty.entries()) {
      const field = free[index % free.length]
      const fields: Record<string, Json> = {}
      for (const name of needs) fields[name] = valueFor(kind.fields.find((row: Json) => row.name === name))
      fields[field.name] = text
      const reply = await officer.post(`/units/${STREET}/matters`, { kind: 'incident', fields })
      if (reply.status === 422 || reply.status === 400) {
        assert.match(reply.text, /fields/, reply.text)
        continue
      }
      const opened = reply.ok(201)
      const matter = (await officer.get(`/matters/${opened.id}`)).ok()
      if (matter.masked?.some((path: string) => path.endsWith(field.name))) continue
      assert.equal(matter.fields[field.name] ?? '', text, JSON.stringify(text))
      accepted++
    }
    assert.ok(accepted > naughty.length / 3, `only ${accepted} of ${naughty.length} were accepted`)
  })

  it('and the record still fits itself', async () => {
    const verified = server.command('audit', 'verify')
    assert.equal(verified.status, 0, verified.stderr + verified.stdout)
  })
})

function valueFor(field: Json): Json {
  if (field.choices) return field.choices[0].name
  return (
    { int: 1, bool: true, time: '2026-03-04T02:39:00+08:00', place: { text: '路口' } }[
      field.type as string
    ] ?? '燃气'
  )
}
