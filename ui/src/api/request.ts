// SPDX-License-Identifier: Apache-2.0
// request - the one way to the server: under /api/v1, in the name of who writes here, problems as exceptions.

export interface FieldProblem {
  name: string
  problem: string
}

export class Problem extends Error {
  constructor(
    readonly status: number, // 0: the server could not be reached
    readonly code: string,
    readonly detail: string,
    readonly fields: FieldProblem[] = [],
  ) {
    super(detail || code)
  }

  get unreachable(): boolean {
    return this.status === 0
  }
}

/** Who writes at this computer, as the part of the page that knows it tells (terminal/acting). */
export interface Writer {
  person: () => string // '': whoever is signed in
  gone: (person: string) => void // they no longer write here
  prove: () => Promise<boolean> // asks them to show again who they are
}

const root = '/api/v1'
let writer: Writer = { person: () => '', gone: () => undefined, prove: () => Promise.resolve(false) }
let onSignedOut: () => void = () => undefined

export function whenSignedOut(then: () => void): void {
  onSignedOut = then
}
export function writesAs(one: Writer): void {
  writer = one
}

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

export type Query = Record<string, unknown>

/** What is empty is not asked for. */
export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parts.set(name, String(value))
  }
  const text = parts.toString()
  return root + path + (text ? `?${text}` : '')
}

export interface Sent {
  body?: unknown // a Blob as it is, anything else as JSON
  key?: string // under which the server does it once
  headers?: Record<string, string>
  last?: boolean // the page is closed: it is sent all the same, and nobody waits for an answer
}

function dressed(sent: Sent, person: string): RequestInit {
  const { body, key, headers: more, last } = sent
  const headers: Record<string, string> = { ...more }
  const isFile = body instanceof Blob
  if (isFile) headers['Content-Type'] = body.type || 'application/octet-stream'
  else if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  if (person) headers['X-Acting-Person'] = person
  const text = isFile || body === undefined ? body : JSON.stringify(body)
  return { headers, credentials: 'same-origin', body: text, keepalive: last }
}

async function problemOf(reply: Response): Promise<Problem> {
  try {
    const body = await reply.json()
    return new Problem(reply.status, body.code ?? 'corrupt', body.detail ?? '', body.fields ?? [])
  } catch {
    return new Problem(reply.status, reply.status >= 500 ? 'unavailable' : 'invalid', reply.statusText)
  }
}

const unreachable = (): never => {
  throw new Problem(0, 'unreachable', '')
}

/** Asks the server: its reply when that is a good one, else a Problem. */
export async function request(method: string, url: string, sent: Sent = {}): Promise<Response> {
  const person = writer.person()
  const reply = await fetch(url, { method, ...dressed(sent, person) }).catch(unreachable)
  if (reply.ok) return reply
  const problem = await problemOf(reply)
  if (problem.status === 401 && problem.code === 'signed_out') onSignedOut()
  // Who went off watch no longer writes here; an answer that comes when somebody else took over says
  // nothing of them.
  if (problem.code === 'not_at_terminal' && writer.person() === person) writer.gone(person)
  if (problem.code === 'proof_needed' && (await writer.prove())) return request(method, url, sent)
  throw problem
}

/** A file on its way, with how much of it has come: `all` is 0 while that is not known. */
export async function receiveFile(reply: Response, come: (got: number, all: number) => void): Promise<Blob> {
  const all = Number(reply.headers.get('content-length') ?? 0)
  const parts: BlobPart[] = []
  const reader = reply.body!.getReader()
  const next = () => reader.read().catch(unreachable)
  for (let got = 0, part = await next(); !part.done; part = await next()) {
    parts.push(part.value)
    come((got += part.value.length), all)
  }
  return new Blob(parts, { type: reply.headers.get('content-type') ?? '' })
}
