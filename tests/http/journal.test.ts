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

  it('is read by who may', async () => {
    const neighbour = await server.client().signIn(login('officer', OTHER_STREET))
    ;(await neighbour.get(`/units/${STREET}/journal`)).refused(403, 'denied')
    ;(await neighbour.get(`/units/${STREET}/journal/head`)).refused(403, 'denied')
    const officer = await server.client().signIn(login('officer'))
    ;(await officer.get(`/units/${STREET}/journal?limit=501`)).refused(422, undefined, 'limit')
    ;(await officer.get(`/units/${STREET}/journal?after=-1`)).refused(422, undefined, 'after')
  })
})
