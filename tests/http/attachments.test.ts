// SPDX-License-Identifier: Apache-2.0
// Attachments: taken in as they are, seen by who may, never run by a browser.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, unmoved } from '../support/client.ts'
import { keepAnswer } from '../support/contract.ts'
import { Server } from '../support/server.ts'

let server: Server
let officer: Client
before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(login('officer'))
})
after(() => server.stop())

const picture = new Uint8Array(200_000).map((_, i) => (i * 7919) % 251)

function add(client: Client, bytes: Uint8Array, type: string, name = '现场 1.jpg', unit = STREET) {
  return client.call('POST', `/units/${unit}/blobs?name=${encodeURIComponent(name)}`, undefined, {
    raw: bytes,
    headers: { 'content-type': type },
  })
}

describe('an attachment', () => {
  it('comes back byte for byte, to be saved and not to be run', async () => {
    const made = (await add(officer, picture, 'image/jpeg')).ok(201)
    assert.equal(made.size, picture.length)
    assert.match(made.hash, /^[0-9a-f]{64}$/)
    const url = `${server.base}/api/v1/blobs/${made.hash}`
    const answer = await fetch(url, { headers: { cookie: officer.cookie } })
    await keepAnswer('GET', url, answer)
    const back = new Uint8Array(await answer.arrayBuffer())
    assert.equal(
      createHash('sha256').update(back).digest('hex'),
      createHash('sha256').update(picture).digest('hex'),
    )
    assert.equal(answer.headers.get('content-type'), 'image/jpeg')
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename\*=UTF-8''%E7%8E%B0/)
    assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/)
  })

  it('twice the same is not known to be the same', async () => {
    const first = (await add(officer, picture, 'image/jpeg')).ok(201).hash
    assert.notEqual((await add(officer, picture, 'image/jpeg')).ok(201).hash, first)
  })

  it('is seen by the inspector above, not by the street beside nor by administrators', async () => {
    const { hash } = (await add(officer, picture, 'image/jpeg')).ok(201)
    const inspector = await server.client().signIn(login('inspector', DISTRICT))
    assert.equal((await inspector.get(`/blobs/${hash}`)).status, 200)
    for (const account of [login('officer', OTHER_STREET), login('sysadmin'), login('secadmin')])
      (await (await server.client().signIn(account)).get(`/blobs/${hash}`)).refused(404, 'not_found')
    ;(await server.client().get(`/blobs/${hash}`)).refused(401)
    ;(await officer.get(`/blobs/${'0'.repeat(64)}`)).refused(404)
    ;(await officer.get('/blobs/short')).refused(422, undefined, 'hash')
  })

  it('that a browser would run is refused', async () => {
    await unmoved(officer, STREET, async () => {
      for (const type of ['text/html', 'image/svg+xml', 'application/javascript', 'application/x-sh'])
        (await add(officer, picture, type)).refused(422, undefined, 'media_type')
      ;(await add(officer, new Uint8Array(0), 'image/png')).refused(422, undefined, 'body')
      ;(
        await officer.call('POST', `/units/${STREET}/blobs`, undefined, {
          raw: picture,
          headers: { 'content-type': 'image/png' },
        })
      ).refused(422, undefined, 'name')
    })
  })

  it('is taken from who may, and no more than fits', async () => {
    const sysadmin = await server.client().signIn(login('sysadmin'))
    await unmoved(officer, STREET, async () => {
      ;(await add(sysadmin, picture, 'image/jpeg')).refused(403, 'denied')
      ;(await add(server.client(), picture, 'image/jpeg')).refused(401, 'signed_out')
      const over = await add(officer, new Uint8Array(20 * 1024 * 1024 + 1), 'image/jpeg').catch(() => null)
      if (over) over.refused(413, 'too_large')
    })
    ;(await add(officer, new Uint8Array(20 * 1024 * 1024), 'image/jpeg')).ok(201)
  })

  it('stands in the record by its hash alone', async () => {
    const { id, hash } = (await add(officer, picture, 'image/jpeg', '张三家.jpg')).ok(201)
    const seq = Number(id.split('-')[1])
    const line = (await officer.get(`/units/${STREET}/journal?after=${seq - 1}&limit=1`)).ok().items[0]
    const event = JSON.parse(line.text)
    assert.equal(event.kind, 'blob.added')
    assert.equal(event.body.hash, hash)
    assert.ok(!line.text.includes('张三'))
  })

  it('has a name of one line that hides nothing', async () => {
    await unmoved(officer, STREET, async () => {
      for (const name of ['\u202egpj.exe', '\ufeffa.jpg', 'a\u2028.jpg', '\u2066a.jpg'])
        (await add(officer, picture, 'image/jpeg', name)).refused(422, 'invalid', 'name')
      ;(await add(officer, picture, 'image/jpeg', 'a\nb.jpg')).refused(400, 'malformed')
    })
  })

  it('is named by no record but those of the unit that took it in', async () => {
    const own = (await add(officer, picture, 'image/jpeg')).ok(201).hash as string
    const elsewhere = await server.client().signIn(login('officer', OTHER_STREET))
    const foreign = (await add(elsewhere, picture, 'image/jpeg', 'b.jpg', OTHER_STREET)).ok(201)
      .hash as string
    const matter = (
      await officer.post(`/units/${STREET}/matters`, {
        kind: 'inquiry',
        fields: { question: '问询', attachments: [own] },
      })
    ).ok(201).id as string
    const letter = { type: 'followup_report', title: '续报', matter }
    const letters = `/units/${STREET}/dispatches`
    ;(await officer.post(letters, { ...letter, fields: { attachments: [own] } })).ok(201)
    await unmoved(officer, STREET, async () => {
      for (const hash of [foreign, '0'.repeat(64), own.toUpperCase(), `${own}0`, '']) {
        const attachments = [own, hash]
        const opened = await officer.post(`/units/${STREET}/matters`, {
          kind: 'inquiry',
          fields: { question: '问询', attachments },
        })
        opened.refused(422, 'invalid', 'fields.attachments')
        const stepped = await officer.post(`/matters/${matter}/steps/answer`, {
          fields: { answer: '已核实', attachments },
        })
        stepped.refused(422, 'invalid', 'fields.attachments')
        ;(await officer.post(`/units/${STREET}/log`, { type: 'other', text: '一行', attachments })).refused(
          422,
          'invalid',
          'attachments',
        )
        ;(await officer.post(letters, { ...letter, fields: { attachments } })).refused(
          422,
          'invalid',
          'fields.attachments',
        )
        assert.deepEqual(opened.json.fields, [{ name: 'fields.attachments', problem: 'unknown' }])
      }
    })
  })

  it('is destroyed with its matter: content, name and salt, and the record still fits', async () => {
    const first = (await add(officer, picture, 'image/jpeg', '伤者.jpg')).ok(201)
    const later = (await add(officer, picture, 'image/jpeg')).ok(201)
    const other = (await add(officer, picture, 'image/jpeg')).ok(201)
    const fields = { question: '伤者姓名', attachments: [first.hash] }
    const id = (await officer.post(`/units/${STREET}/matters`, { kind: 'inquiry', fields })).ok(201)
      .id as string
    ;(
      await officer.post(`/matters/${id}/steps/answer`, {
        fields: { answer: '已核实', attachments: [later.hash, later.hash] },
      })
    ).ok()
    ;(await officer.post(`/matters/${id}/steps/close`, {})).ok()
    const head = await server.client().signIn(login('head'))
    ;(await head.post(`/matters/${id}/purge`, { reason: '应急结束，依法销毁' })).ok()
    for (const gone of [first, later]) (await officer.get(`/blobs/${gone.hash}`)).refused(404, 'purged')
    assert.equal((await officer.get(`/blobs/${other.hash}`)).status, 200)
    for (const words of [
      ['audit', 'verify'],
      ['rebuild', '--check'],
    ]) {
      const done = server.command(...words)
      assert.equal(done.status, 0, done.stdout + done.stderr)
    }
  })
})
