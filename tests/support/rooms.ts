// SPDX-License-Identifier: Apache-2.0
// The duty rooms of the demo city with whoever sits in them, and the hour: for tests that go from room to room.
import assert from 'node:assert/strict'
import { login } from './city.ts'
import type { Client, Json } from './client.ts'
import { Server } from './server.ts'

export const MINUTE = 60_000

export class Rooms {
  server!: Server
  /** As the manual clock has it. */
  now = 0
  private readonly people: Record<string, Client> = {}

  start = async (): Promise<void> => {
    this.server = await Server.start({ demo: true })
    const officer = await this.signedIn(login('officer'))
    this.now = Date.parse((await officer.get('/me')).ok().now)
  }
  stop = (): Promise<void> => this.server.stop()
  signedIn = (name: string, password?: string): Promise<Client> => this.server.client().signIn(name, password)
  /** Sessions end after half a day: whoever is needed signs in anew. */
  forget = (): void => {
    for (const key of Object.keys(this.people)) delete this.people[key]
  }

  /** Whoever has that role there, on watch. */
  onDuty = async (unit: string, role: 'officer' | 'leader' = 'officer'): Promise<Client> => {
    const client = (this.people[`${role}.${unit}`] ??= await this.signedIn(login(role, unit)))
    const reply = await client.post(`/units/${unit}/watch`, { role })
    assert.ok(reply.status === 201 || reply.status === 409, reply.text)
    return client
  }
  pass = async (minutes: number): Promise<void> => {
    this.now += minutes * MINUTE
    await this.server.moveClock(new Date(this.now))
  }
  iso = (minutes: number): string => new Date(this.now + minutes * MINUTE).toISOString()

  /** A mine accident, by the officer of that room. */
  opened = async (unit: string, fields: Json): Promise<Json> => {
    const body = { kind: 'incident', fields: { summary: '矿井冒顶', kind: 'mine', ...fields } }
    return (await (await this.onDuty(unit)).post(`/units/${unit}/matters`, body)).ok(201)
  }
  take = async (unit: string, id: string, name: string, fields: Json = {}, note?: string) =>
    (await this.onDuty(unit)).post(`/matters/${id}/steps/${name}`, { fields, note })
  step = async (unit: string, id: string, name: string, fields: Json = {}, note?: string): Promise<Json> =>
    (await this.take(unit, id, name, fields, note)).ok()
  shown = async (unit: string, id: string): Promise<Json> =>
    (await (await this.onDuty(unit)).get(`/matters/${id}`)).ok()
}

/** Those of a matter of that name, and the last of them. */
export const duties = (matter: Json, name: string): Json[] =>
  (matter.obligations as Json[]).filter((one) => one.name === name)
export const duty = (matter: Json, name = 'report_phone'): Json => duties(matter, name).at(-1)!
export const call = (to: string) => ({ to_unit: to, to_person: '值班员', words: '矿井冒顶，正在核实' })
