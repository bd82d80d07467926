// SPDX-License-Identifier: Apache-2.0
// The record over HTTP: anyone with the right can check the chain with their own code.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { OTHER_STREET, STREET, login } from '../support/city.ts'
import { Server } from '../support/server.ts'

let server: Server
before(async () => {
  server = await Server.start({ demo: true })
})
after(() => server.stop())

describe('the journal', () => {
  it('is a chain from the first line to the head', async () => {
    const officer = await server.client().signIn(login('officer'))
    const head = await officer.head(STREET)
    let hash = '0'.repeat(64)
    let seq = 0
    while (seq < head.seq) {
      const page = (await officer.get(`/units/${STREET}/journal?after=${seq}&limit=7`)).ok()
      for (const line of page.items.filter((row: { seq: number }) => row.seq <= head.seq)) {
        assert.equal(line.seq, seq + 1)
        const digest = createHash('sm3').update(Buffer.from(hash, 'hex')).update(line.text).digest('hex')
        assert.equal(line.hash, digest, `line ${line.seq}`)
        assert.equal(JSON.parse(line.text).seq, line.seq)
        seq = line.seq
        hash = line.hash
      }
    }
    assert.equal(hash, head.hash)
  })

  it('names the people behind the accounts of some lines, and no others', async () => {
    const officer = await server.client().signIn(login('officer'))
    const head = await officer.head(STREET)
    const after = head.seq - 100
    const lines = (await officer.get(`/units/${STREET}/journal?after=${after}&limit=100`)).ok().items
    const accounts = new Set(
      lines
        .map((line: { text: string }) => JSON.parse(line.text).actor)
        .filter((one: string) => one !== 'system'),
    )
    const actors = (await officer.get(`/units/${STREET}/journal/actors?after=${after}&limit=100`)).ok().items
    assert.deepEqual(new Set(actors.map((one: { account: string }) => one.account)), accounts)
    const people = (await officer.get(`/units/${STREET}/people?limit=200`)).ok().items
    const names = new Set(people.map((one: { name: string }) => one.name))
    for (const actor of actors.filter((one: { account: string }) => one.account.startsWith(`${STREET}-`)))
      assert.ok(names.has(actor.name), actor.account)
    const one = (await officer.get(`/units/${STREET}/journal/actors?after=${head.seq}&limit=100`)).ok().items
    assert.deepEqual(one, [])
  })

  it('is read by who may', async () => {
    const neighbour = await server.client().signIn(login('officer', OTHER_STREET))
    ;(await neighbour.get(`/units/${STREET}/journal`)).refused(403, 'denied')
    ;(await neighbour.get(`/units/${STREET}/journal/head`)).refused(403, 'denied')
    ;(await neighbour.get(`/units/${STREET}/journal/actors`)).refused(403, 'denied')
    const officer = await server.client().signIn(login('officer'))
    ;(await officer.get(`/units/${STREET}/journal?limit=501`)).refused(422, undefined, 'limit')
    ;(await officer.get(`/units/${STREET}/journal?after=-1`)).refused(422, undefined, 'after')
  })
})
