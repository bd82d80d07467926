// SPDX-License-Identifier: Apache-2.0
// A unit that is closed: its people sign in, read and finish what runs; nothing new is begun there, by them or from above.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, unmoved } from '../support/client.ts'
import { NIGHT, Server } from '../support/server.ts'

let server: Server
before(async () => (server = await Server.start({ demo: true })))
after(() => server.stop())

const close = async (at: string) => {
  const sysadmin = await server.client().signIn(login('sysadmin', CITY))
  ;(await sysadmin.patch(`/units/${STREET}`, { valid_to: at })).ok()
}
const ask = (client: Client) =>
  client.post(`/units/${STREET}/matters`, {
    kind: 'inquiry',
    fields: { question: '何时', asked_of: '水利站' },
  })

describe('a closed unit', () => {
  let officer: Client
  let running: string

  it('is open until its time has come', async () => {
    officer = await server.client().signIn(login('officer'))
    await close(new Date(Date.parse(NIGHT) + 60_000).toISOString())
    running = (await ask(officer)).ok(201).id
    await server.moveClock(new Date(Date.parse(NIGHT) + 120_000))
  })

  it('begins nothing new', async () => {
    const sysadmin = await server.client().signIn(login('sysadmin', DISTRICT))
    const leader = await server.client().signIn(login('leader'))
    const reader = await server.client().signIn(login('auditor', CITY))
    await unmoved(reader, STREET, async () => {
      ;(await ask(officer)).refused(409, 'unit_closed')
      ;(
        await officer.post(`/units/${STREET}/dispatches`, {
          type: 'notice',
          to: [OTHER_STREET],
          urgency: 'normal',
          title: '通知',
          body: '请知悉。',
        })
      ).refused(409, 'unit_closed')
      ;(await sysadmin.post(`/units/${STREET}/people`, { name: '新来的' })).refused(409, 'unit_closed')
      ;(await sysadmin.post(`/units/${STREET}/terminals`, { name: '新电脑' })).refused(409, 'unit_closed')
      ;(await leader.post(`/units/${STREET}/reach-tests`, {})).refused(409, 'unit_closed')
    })
    // Who may not is told that first.
    ;(
      await (
        await server.client().signIn(login('officer', OTHER_STREET))
      ).post(`/units/${STREET}/matters`, { kind: 'inquiry', fields: {} })
    ).refused(403)
  })

  it('lets its people sign in, read, and finish what runs', async () => {
    const again = await server.client().signIn(login('officer'))
    assert.equal((await again.get(`/matters/${running}`)).ok().id, running)
    ;(await again.post(`/units/${STREET}/log`, { type: 'other', text: '收尾。' })).ok(201)
    ;(
      await again.post(`/matters/${running}/steps/answer`, {
        fields: { answer: '已告知。', answered_by: '王工' },
      })
    ).ok()
  })

  it('is sent nothing that would wait there', async () => {
    const above = await server.client().signIn(login('officer', DISTRICT))
    const reply = await above.post(`/units/${DISTRICT}/dispatches`, {
      type: 'notice',
      to: [OTHER_STREET, STREET],
      urgency: 'normal',
      title: '通知',
      body: '请知悉。',
    })
    reply.refused(422)
    assert.deepEqual(reply.json.fields, [{ name: 'to', problem: 'closed' }])
  })

  it('hinders no other', async () => {
    const other = await server.client().signIn(login('officer', OTHER_STREET))
    ;(
      await other.post(`/units/${OTHER_STREET}/matters`, {
        kind: 'inquiry',
        fields: { question: '何时', asked_of: '水利站' },
      })
    ).ok(201)
  })
})
