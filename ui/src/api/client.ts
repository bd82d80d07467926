// SPDX-License-Identifier: Apache-2.0
// client - the one way to the server: JSON under /api/v1, problems as exceptions.

import { toRaw } from 'vue'
import { act, acting, askProof } from '@/terminal/acting'

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

export type Query = Record<string, string | number | boolean | null | undefined>

const root = '/api/v1'
let onSignedOut: () => void = () => undefined

export function whenSignedOut(then: () => void): void {
  onSignedOut = then
}

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parts.set(name, String(value))
  }
  const text = parts.toString()
  return root + path + (text ? `?${text}` : '')
}

const tags = new WeakMap<object, string>()

/** The tag under which the server gave this answer: an act under it is made only on what was read. */
export function tagOf(answer: object | null | undefined): string | undefined {
  return answer ? tags.get(toRaw(answer)) : undefined
}
async function answerOf<T>(reply: Response): Promise<T> {
  const answer = await reply.json()
  // A proxy that packs the answer weakens the tag, but it is the same answer.
  const tag = reply.headers.get('ETag')?.replace(/^W\//, '')
  if (tag) tags.set(answer, tag)
  return answer
}

async function problemOf(reply: Response): Promise<Problem> {
  try {
    const body = await reply.json()
    return new Problem(reply.status, body.code ?? 'corrupt', body.detail ?? '', body.fields ?? [])
  } catch {
    return new Problem(reply.status, reply.status >= 500 ? 'unavailable' : 'invalid', reply.statusText)
  }
}

/** Asks the server: its reply when that is a good one, else a Problem. */
async function reach(
  method: string,
  url: string,
  body?: unknown,
  key?: string,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers: Record<string, string> = { ...more }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  const writer = acting.value
  if (writer) headers['X-Acting-Person'] = writer
  let reply: Response
  try {
    reply = await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch {
    throw new Problem(0, 'unreachable', '')
  }
  if (reply.ok) return reply
  const problem = await problemOf(reply)
  if (problem.status === 401 && problem.code === 'signed_out') onSignedOut()
  // Who went off watch no longer writes here; an answer on its way while somebody else took over says nothing
  // of them.
  if (problem.code === 'not_at_terminal' && acting.value === writer) act('')
  if (problem.code === 'proof_needed' && (await askProof())) return reach(method, url, body, key, more)
  throw problem
}

async function send<T>(method: string, url: string, body?: unknown, key?: string, tag?: string): Promise<T> {
  const reply = await reach(method, url, body, key, tag ? { 'If-Match': tag } : {})
  return reply.status === 204 ? ({} as T) : answerOf<T>(reply)
}

/** Asks for what may take long: the reply is the answer, or 202 and where to look for it (ui/work.ts). */
export const later = (
  method: 'GET' | 'POST',
  path: string,
  query?: Query,
  body?: unknown,
): Promise<Response> =>
  reach(method, address(path, query), body, method === 'POST' ? newKey() : undefined, {
    Prefer: 'respond-async',
  })
/** A reply as it is, by the address that the server gave. */
export const fetched = (url: string): Promise<Response> => reach('GET', url)

export const api = {
  get: <T>(path: string, query?: Query): Promise<T> => send('GET', address(path, query)),
  /** `seen`: an answer of `get`; refused as "stale" when the thing has changed since. */
  post: <T>(
    path: string,
    body: unknown = {},
    key: string = newKey(),
    seen: object | null = null,
  ): Promise<T> => send('POST', address(path), body, key, tagOf(seen)),
  patch: <T>(path: string, body: unknown): Promise<T> => send('PATCH', address(path), body, newKey()),
  put: <T>(path: string, body: unknown): Promise<T> => send('PUT', address(path), body, newKey()),
  remove: <T>(path: string): Promise<T> => send('DELETE', address(path), undefined, newKey()),
}

/** Sends a file as it is. */
export async function sendFile<T>(path: string, file: Blob, query?: Query): Promise<T> {
  const url = address(path, query)
  let reply: Response
  try {
    reply = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': file.type || 'application/octet-stream',
        ...(acting.value ? { 'X-Acting-Person': acting.value } : {}),
      },
      credentials: 'same-origin',
      body: file,
    })
  } catch {
    throw new Problem(0, 'unreachable', '')
  }
  if (!reply.ok) throw await problemOf(reply)
  return reply.json()
}

/** Sends an attachment; the reply names its hash. */
/** Marks of direction and line ends in a file's name are refused; whoever sends the file did not put them
 * there. */
const plainName = (name: string) => name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '') || '-'
export const sendBlob = (unit: string, file: Blob, name: string): Promise<{ hash: string }> =>
  sendFile(`/units/${unit}/blobs`, file, { name: plainName(name) })

/** A file on its way, with how much of it has come: `all` is 0 while that is not known. */
export async function receiveFile(reply: Response, come: (got: number, all: number) => void): Promise<Blob> {
  const all = Number(reply.headers.get('content-length') ?? 0)
  const parts: BlobPart[] = []
  const reader = reply.body!.getReader()
  for (let got = 0, part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value)
    come((got += part.value.length), all)
  }
  return new Blob(parts, { type: reply.headers.get('content-type') ?? '' })
}
