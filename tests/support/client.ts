// SPDX-License-Identifier: Apache-2.0
// Somebody who talks to the server: keeps the session cookie, sends JSON, and says what came back.
import assert from 'node:assert/strict'

import { keepAnswer } from './contract.ts'
import { compare, keyFor, repeatable } from './repeat.ts'

export const PASSWORD = 'shaodian-demo'

export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  fields?: { name: string; problem: string }[]
}

/* Replies are examined field by field in tests; that they have the shape of the document is looked at in `call`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any

export class Reply {
  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly text: string,
    readonly asked: string,
  ) {}

  get json(): Json {
    try {
      return JSON.parse(this.text)
    } catch {
      throw new Error(`${this.asked}: ${this.status}, not JSON: ${this.text.slice(0, 400)}`)
    }
  }

  /** The reply of a call that must have worked. */
  ok(status?: number): Json {
    const good = status === undefined ? this.status >= 200 && this.status < 300 : this.status === status
    assert.ok(good, `${this.asked}: ${this.status} ${this.text.slice(0, 800)}`)
    return this.text === '' ? null : this.json
  }

  /** The problem document of a call that must have been refused. */
  refused(status: number, code?: string, field?: string): Problem {
    assert.equal(this.status, status, `${this.asked}: ${this.status} ${this.text.slice(0, 800)}`)
    assert.match(this.headers.get('content-type') ?? '', /^application\/problem\+json/)
    const problem = this.json as Problem
    assert.equal(problem.status, status)
    assert.equal(typeof problem.code, 'string', `${this.asked}: no code in ${this.text}`)
    if (code !== undefined) assert.equal(problem.code, code, this.text)
    if (field !== undefined) {
      assert.ok(
        problem.fields?.some((row) => row.name === field),
        `no field ${field} in ${this.text}`,
      )
    }
    return problem
  }
}

export interface CallOptions {
  headers?: Record<string, string>
  raw?: string | Uint8Array
  signal?: AbortSignal
}

export class Client {
  cookie = ''
  me: Json = null

  constructor(readonly base: string) {}

  async call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> {
    const headers: Record<string, string> = { ...options.headers }
    if (this.cookie) headers.cookie ??= this.cookie
    if (method !== 'GET') headers.origin ??= this.base
    let payload: string | Uint8Array | undefined = options.raw
    if (payload === undefined && body !== undefined) payload = JSON.stringify(body)
    if (payload !== undefined) headers['content-type'] ??= 'application/json'
    const url = path.startsWith('http') ? path : this.base + (rooted(path) ? path : `/api/v1${path}`)
    const repeats = repeatable(method, path)
    if (repeats) keyFor(headers)
    const send = () =>
      fetch(url, {
        method,
        headers,
        body: payload as BodyInit | undefined,
        signal: options.signal,
        redirect: 'manual',
      })
    const answer = await send()
    const set = answer.headers.getSetCookie().find((text) => text.startsWith('shaodian='))
    if (set) this.cookie = /^shaodian=;|^shaodian=""/.test(set) ? '' : set.split(';')[0]!
    const reply = new Reply(answer.status, answer.headers, await answer.text(), `${method} ${path}`)
    await keepAnswer(method, url, answer, reply.text)
    if (repeats && answer.ok) {
      const again = await send()
      const text = await again.text()
      await keepAnswer(method, url, again, text)
      compare(reply.asked, reply, { status: again.status, text })
    }
    return reply
  }

  get(path: string, options?: CallOptions) {
    return this.call('GET', path, undefined, options)
  }
  post(path: string, body: unknown = {}, options?: CallOptions) {
    return this.call('POST', path, body, options)
  }
  put(path: string, body: unknown = {}, options?: CallOptions) {
    return this.call('PUT', path, body, options)
  }
  patch(path: string, body: unknown = {}, options?: CallOptions) {
    return this.call('PATCH', path, body, options)
  }
  delete(path: string, options?: CallOptions) {
    return this.call('DELETE', path, undefined, options)
  }

  /** Signs in: `await client.signIn('officer@430102004')`. */
  async signIn(account: string, password = PASSWORD): Promise<this> {
    this.me = (await this.post('/session', { account, password })).ok()
    return this
  }

  async head(unit: string): Promise<{ seq: number; hash: string }> {
    return (await this.get(`/units/${unit}/journal/head`)).ok()
  }

  /** Until the postman has carried all that was sent and nothing is due any more: moving a manual clock to where it
      stands does both. A server with the real clock is never at rest, and is left alone. */
  async settle(): Promise<void> {
    const clock = (await this.get('/clock')).ok()
    if (clock.manual) (await this.post('/clock', { now: clock.now })).ok()
  }
}

/** Paths at the root of the server; all others stand under /api/v1. */
function rooted(path: string): boolean {
  return /^\/(healthz|metrics|openapi\.json|api\/|assets\/|$)/.test(path)
}

/** Runs `act` and proves that the unit's journal did not grow. `reader` may read the journal. What others had sent
    before comes first: it is not the act's. */
export async function unmoved<T>(reader: Client, unit: string, act: () => Promise<T>): Promise<T> {
  await reader.settle()
  const before = await reader.head(unit)
  const result = await act()
  assert.deepEqual(await reader.head(unit), before, `the journal of ${unit} moved`)
  return result
}
