// SPDX-License-Identifier: Apache-2.0
// The stream of events: what one may see and nothing else, without a gap, and not for longer than the session.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import type { Client } from '../support/client.ts'
import { Listener } from '../support/listener.ts'
import { Server } from '../support/server.ts'

let server: Server
let officer: Client
let neighbour: Client
before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(login('officer'))
  neighbour = await server.client().signIn(login('officer', OTHER_STREET))
})
after(() => server.stop())

async function open(client: Client, unit: string): Promise<string> {
  const fields = { question: '水位多少', asked_of: '水利站' }
  return (await client.post(`/units/${unit}/matters`, { kind: 'inquiry', fields })).ok(201).id
}

describe('the stream', () => {
  it('tells an officer of their unit, and not of the street beside', async () => {
    const listener = await Listener.open(officer)
    const theirs = await open(neighbour, OTHER_STREET)
    const ours = await open(officer, STREET)
    const event = await listener.until((one) => one.data.subject === ours)
    assert.deepEqual(Object.keys(event.data).sort(), ['kind', 'seq', 'subject', 'unit'])
    assert.equal(event.data.unit, STREET)
    assert.ok(!listener.heard.some((one) => one.data.subject === theirs))
    listener.close()
  })

  it('tells an inspector above of all below, or of one unit when asked', async () => {
    const inspector = await server.client().signIn(login('inspector', DISTRICT))
    const all = await Listener.open(inspector)
    const one = await Listener.open(inspector, { under: OTHER_STREET })
    const ours = await open(officer, STREET)
    const theirs = await open(neighbour, OTHER_STREET)
    await all.until((event) => event.data.subject === ours)
    await all.until((event) => event.data.subject === theirs)
    await one.until((event) => event.data.subject === theirs)
    assert.ok(!one.heard.some((event) => event.data.unit === STREET))
    all.close()
    one.close()
  })

  it('goes on after the last event heard, and says when it cannot', async () => {
    const before = await Listener.open(officer)
    const first = await open(officer, STREET)
    const last = (await before.until((event) => event.data.subject === first)).id
    before.close()
    const missed = [await open(officer, STREET), await open(officer, STREET)]
    const again = await Listener.open(officer, { after: last })
    for (const id of missed) await again.until((event) => event.data.subject === id)
    const number = (id: string) => Number(id.split('.')[1])
    assert.ok(again.heard.every((event) => event.event === 'message' && number(event.id) > number(last)))
    again.close()
    const lost = await Listener.open(officer, { after: 'another-life.17' })
    await lost.until((event) => event.event === 'reload')
    lost.close()
  })

  it('ends after signing out', async () => {
    const client = await server.client().signIn(login('officer'))
    const listener = await Listener.open(client)
    await client.delete('/session')
    await listener.until((event) => event.event === 'end')
    await listener.ended()
  })

  it('is for those who signed in', async () => {
    ;(await server.client().get('/stream')).refused(401, 'signed_out')
    ;(await officer.get('/stream?under=no-code')).refused(422, undefined, 'under')
  })
})
