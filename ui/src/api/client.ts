// SPDX-License-Identifier: Apache-2.0
// client - what the page asks of the server and does there, as JSON.
import { toRaw } from 'vue'
import { address, newKey, type Query, request } from './request'

export {
  address,
  newKey,
  Problem,
  receiveFile,
  whenSignedOut,
  type FieldProblem,
  type Query,
} from './request'

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

async function send<T>(method: string, url: string, body?: unknown, key?: string, tag?: string): Promise<T> {
  const reply = await request(method, url, { body, key, headers: tag ? { 'If-Match': tag } : {} })
  return reply.status === 204 ? ({} as T) : answerOf<T>(reply)
}

/** Asks for what may take long: the reply is the answer, or 202 and where to look for it (ui/work.ts). */
export const later = (
  method: 'GET' | 'POST',
  path: string,
  query?: Query,
  body?: unknown,
): Promise<Response> =>
  request(method, address(path, query), {
    body,
    key: method === 'POST' ? newKey() : undefined,
    headers: { Prefer: 'respond-async' },
  })
/** A reply as it is, by the address that the server gave. */
export const fetched = (url: string): Promise<Response> => request('GET', url)

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
  return answerOf<T>(await request('POST', address(path, query), { body: file, key: newKey() }))
}

/** Marks of direction and line ends in a file's name are refused; who sends it did not put them there. */
const plainName = (name: string) => name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '') || '-'
/** Sends an attachment; the reply names its hash. */
export const sendBlob = (unit: string, file: Blob, name: string): Promise<{ hash: string }> =>
  sendFile(`/units/${unit}/blobs`, file, { name: plainName(name) })
