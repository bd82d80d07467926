// SPDX-License-Identifier: Apache-2.0
// Passkeys at the room's terminal: a right one comes on watch, each wrong one is refused with its reason.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, STREET, login } from '../support/city.ts'
import { Client, type Json, PASSWORD, unmoved } from '../support/client.ts'
import { Device, type Room, enrolRoom, named, withPasskey } from '../support/room.ts'
import { Server } from '../support/server.ts'

let server: Server
let room: Room
let device: Device
let person: string
let reader: Client
before(async () => {
  server = await Server.start({ demo: true })
  room = await enrolRoom(server, STREET, await server.client().signIn(login('sysadmin', DISTRICT)))
  device = new Device(named(server))
  person = await withPasskey(server, 'officer', device)
  reader = await server.client().signIn(login('leader'))
})
after(() => server.stop())

async function challenge(): Promise<string> {
  return (await room.post('/terminal/challenge', { person })).ok().challenge
}
async function prove(answer: Json) {
  return room.post('/terminal/proof', { person, ...answer })
}

describe('a passkey at the terminal', () => {
  it('is refused with its reason when anything about it is wrong, and nothing is recorded', async () => {
    const evil = 'https://evil.example'
    const wrong: [string, () => Promise<Json>][] = [
      ['foreign_origin', async () => device.answer(await challenge(), { origin: evil })],
      ['wrong_site', async () => device.answer(await challenge(), { site: 'evil.example' })],
      ['not_verified', async () => device.answer(await challenge(), { flags: 0x01 })],
      ['not_present', async () => device.answer(await challenge(), { flags: 0x04 })],
      ['wrong_type', async () => device.answer(await challenge(), { type: 'webauthn.create' })],
      ['wrong_challenge', async () => device.answer('bm90LWFza2Vk')],
      [
        'bad_signature',
        async () => ({ ...device.answer(await challenge()), signature: device.answer('eHh4').signature }),
      ],
      [
        'bad_signature',
        async () => ({
          ...new Device(named(server)).answer(await challenge()),
          credential: device.answer('eHh4').credential,
        }),
      ],
      ['no_such_credential', async () => new Device(named(server)).answer(await challenge())],
    ]
    for (const [reason, make] of wrong)
      await unmoved(reader, STREET, async () => (await prove(await make())).refused(403, reason))
    await unmoved(reader, STREET, async () =>
      (await prove({ ...device.answer(await challenge()), client_data: '####' })).refused(400, 'malformed'),
    )
  })

  it('comes on watch by it, and the watch says how and where', async () => {
    const answer = device.answer(await challenge(), { counter: 1000 })
    assert.equal((await prove(answer)).ok().method, 'passkey')
    ;(await prove(answer)).refused(403, 'replayed')
    ;(await prove(device.answer(await challenge(), { counter: 1000 }))).refused(403, 'replayed')
    room.acting = person
    const id = (await room.post(`/units/${STREET}/watch`, { role: 'officer' })).ok(201).id
    const watch = (await reader.get(`/units/${STREET}/watch`)).ok().items.find((one: Json) => one.id === id)
    assert.equal(watch.method, 'passkey')
    assert.equal(watch.terminal, room.terminal)
    ;(await room.delete(`/units/${STREET}/watch/${id}`)).ok()
    room.acting = ''
  })

  it('runs out after two minutes, asked or proved', async () => {
    const late = device.answer(await challenge(), { counter: 2000 })
    const now = (await reader.get('/clock')).ok().now as string
    await server.moveClock(new Date(Date.parse(now) + 121_000))
    ;(await prove(late)).refused(403, 'wrong_challenge')
    room.acting = person
    ;(await room.get('/me')).refused(403, 'not_at_terminal')
    room.acting = ''
  })

  it('is made only on a page of ours, by its owner, with the password', async () => {
    const owner = await new Client(named(server)).signIn(login('leader'))
    const another = new Device(named(server))
    const begin = async () => (await owner.post('/me/passkeys/challenge')).ok().challenge as string
    const add = (made: Json, password = PASSWORD) =>
      owner.post('/me/passkeys', { name: '钥匙', password, ...made })
    ;(await add(another.make(await begin(), { origin: 'https://evil.example' }))).refused(
      403,
      'foreign_origin',
    )
    ;(await add(another.make(await begin(), { flags: 0x41 }))).refused(403, 'not_verified')
    ;(await add(another.make('bm90LWFza2Vk'))).refused(403, 'wrong_challenge')
    ;(await add(another.make(await begin()), 'not-this-one-1')).refused(422, undefined, 'password')
    const made = another.make(await begin())
    ;(await add(made)).ok(201)
    ;(await add(made)).refused(403, 'replayed')
    const plain = await server.client().signIn(login('leader'))
    ;(await plain.post('/me/passkeys/challenge')).refused(409, 'site_unnamed')
    const kept = (await owner.get('/me/credentials')).ok().items
    assert.deepEqual(
      kept.map((one: Json) => [one.kind, one.name, one.site]),
      [['passkey', '钥匙', 'localhost']],
    )
    assert.doesNotMatch(JSON.stringify(kept), /secret|public/)
  })
})
