// SPDX-License-Identifier: Apache-2.0
// A computer of the room, enrolled, and the device with which its people show who they are.
import { type KeyObject, createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { login } from './city.ts'
import { Client, type Json, PASSWORD } from './client.ts'
import type { Server } from './server.ts'

export const PIN = '294716'

/** Talks as the room: a terminal's token, and who writes. */
export class Room extends Client {
  token = ''
  terminal = ''
  acting = ''

  override async call(
    method: string,
    path: string,
    body?: unknown,
    options: { headers?: Record<string, string> } = {},
  ) {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}`, ...options.headers }
    if (this.acting) headers['x-acting-person'] ??= this.acting
    return super.call(method, path, body, { ...options, headers })
  }
}

/** `localhost`, since a passkey wants a name. */
export function named(server: Server): string {
  return server.base.replace('127.0.0.1', 'localhost')
}

export async function enrolRoom(server: Server, unit: string, sysadmin: Client): Promise<Room> {
  const added = (await sysadmin.post(`/units/${unit}/terminals`, { name: '值班台' })).ok(201)
  const room = new Room(named(server))
  const plain = new Client(named(server))
  const enrolled = (await plain.post('/terminals/enrol', { unit, code: added.code, bearer: true })).ok()
  room.token = enrolled.token
  room.terminal = enrolled.id
  return room
}

/** Somebody with a PIN: the id of the person. */
export async function withPin(server: Server, account: string, pin = PIN): Promise<string> {
  const client = await server.client().signIn(account)
  ;(await client.put('/me/pin', { pin, password: PASSWORD })).ok()
  return client.me.person.id
}

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()
const head = (major: number, n: number) =>
  n < 24
    ? Buffer.from([(major << 5) | n])
    : Buffer.from(n < 256 ? [(major << 5) | 24, n] : [(major << 5) | 25, n >> 8, n & 255])
const bytesOf = (bytes: Uint8Array) => Buffer.concat([head(2, bytes.length), bytes])
const textOf = (text: string) => Buffer.concat([head(3, Buffer.byteLength(text)), Buffer.from(text)])

export interface Twist {
  origin?: string
  site?: string
  type?: string
  flags?: number
  counter?: number
}

/** An authenticator of our own, so that it can be made to lie. */
export class Device {
  readonly id = randomBytes(16)
  private readonly key: KeyObject
  private readonly cose: Buffer
  private uses = 0

  constructor(readonly origin: string) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = pair.publicKey.export({ format: 'jwk' })
    this.key = pair.privateKey
    this.cose = Buffer.concat([
      head(5, 5),
      head(0, 1),
      head(0, 2),
      head(0, 3),
      head(1, 6),
      head(1, 0),
      head(0, 1),
      head(1, 1),
      bytesOf(Buffer.from(jwk.x!, 'base64url')),
      head(1, 2),
      bytesOf(Buffer.from(jwk.y!, 'base64url')),
    ])
  }

  private client(type: string, challenge: string, twist: Twist): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: twist.type ?? type,
        challenge,
        origin: twist.origin ?? this.origin,
        crossOrigin: false,
      }),
    )
  }

  private data(flags: number, twist: Twist, more = Buffer.alloc(0)): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(twist.counter ?? ++this.uses)
    const site = twist.site ?? new URL(this.origin).hostname
    return Buffer.concat([sha(site), Buffer.from([twist.flags ?? flags]), counter, more])
  }

  make(challenge: string, twist: Twist = {}): Json {
    const more = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, this.cose])
    const map = [
      head(5, 3),
      textOf('fmt'),
      textOf('none'),
      textOf('attStmt'),
      head(5, 0),
      textOf('authData'),
      bytesOf(this.data(0x45, twist, more)),
    ]
    return {
      client_data: b64(this.client('webauthn.create', challenge, twist)),
      attestation: b64(Buffer.concat(map)),
    }
  }

  answer(challenge: string, twist: Twist = {}): Json {
    const client = this.client('webauthn.get', challenge, twist)
    const data = this.data(0x05, twist)
    const signature = createSign('sha256')
      .update(Buffer.concat([data, sha(client)]))
      .sign(this.key)
    return {
      credential: b64(this.id),
      client_data: b64(client),
      authenticator_data: b64(data),
      signature: b64(signature),
    }
  }
}

/** Gives a person a passkey on `device`. */
export async function withPasskey(
  server: Server,
  role: 'officer' | 'leader',
  device: Device,
): Promise<string> {
  const client = await new Client(named(server)).signIn(login(role))
  const asked = (await client.post('/me/passkeys/challenge')).ok()
  ;(
    await client.post('/me/passkeys', { name: '手机', password: PASSWORD, ...device.make(asked.challenge) })
  ).ok(201)
  return client.me.person.id
}
