// SPDX-License-Identifier: Apache-2.0
// client - what the page asks of the server and does there: paths, arguments and replies are those of the
// generated types.
import { toRaw } from 'vue'
import type { ActOf, Asked, Given, Method, Operation, Optional, PathOf, ReplyOf } from './paths'
import { address, newKey, type Query, request } from './request'

export { newKey, Problem, receiveFile, whenSignedOut, type FieldProblem } from './request'

const tags = new WeakMap<object, string>()

/** The tag under which the server gave this answer: an act under it is made only on what was read. */
export function tagOf(answer: object | null | undefined): string | undefined {
  return answer ? tags.get(toRaw(answer)) : undefined
}
async function answerOf<T>(reply: Response): Promise<T> {
  if (reply.status === 204) return undefined as T
  const answer = await reply.json()
  // A proxy that packs the answer weakens the tag, but it is the same answer.
  const tag = reply.headers.get('ETag')?.replace(/^W\//, '')
  if (tag) tags.set(answer, tag)
  return answer
}

interface Placed {
  path?: Record<string, unknown>
  query?: Query
}
type Loose = Placed & { body?: unknown; key?: string; seen?: object | null }
/** `key`: of an act tried before. `seen`: an answer; refused as "stale" when it has changed since. */
interface Care {
  key?: string
  seen?: object | null
}

function urlOf(path: string, given: Placed = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(given.path?.[name])),
  )
  return address(filled, given.query)
}

type Asks<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...given: Optional<Given<Operation<M, P>> & Care>
) => Promise<ReplyOf<M, P>>

async function send<T>(method: Method, path: string, given: Loose = {}): Promise<T> {
  const tag = tagOf(given.seen)
  const reply = await request(method.toUpperCase(), urlOf(path, given), {
    body: given.body ?? (method === 'post' ? {} : undefined),
    key: method === 'get' ? undefined : (given.key ?? newKey()),
    headers: tag ? { 'If-Match': tag } : {},
  })
  return answerOf(reply)
}
const asks = <M extends Method>(method: M): Asks<M> =>
  ((path: string, given?: Loose) => send(method, path, given)) as Asks<M>

export const api = {
  get: asks('get'),
  post: asks('post'),
  put: asks('put'),
  patch: asks('patch'),
  remove: asks('delete'),
}

const PAGE = 200 // rows asked for at once

type ItemOf<R> = R extends { items: (infer I)[] } ? I : never
/** Every row of a list that comes in pages, whatever their number. */
export async function all<P extends PathOf<'get'>>(
  path: P,
  ...[given]: Optional<Asked<Operation<'get', P>>>
): Promise<ItemOf<ReplyOf<'get', P>>[]> {
  const { path: parts, query } = (given ?? {}) as unknown as Placed
  const rows: ItemOf<ReplyOf<'get', P>>[] = []
  let cursor: string | null | undefined
  do {
    const url = urlOf(path, { path: parts, query: { limit: PAGE, ...query, cursor } })
    const page = await answerOf<{ items: typeof rows; next?: string | null }>(await request('GET', url))
    rows.push(...page.items)
    cursor = page.next
  } while (cursor)
  return rows
}

/** Where something is to be fetched by the browser itself. */
export const place = <P extends PathOf<'get'>>(
  path: P,
  ...[given]: Optional<Asked<Operation<'get', P>>>
): string => urlOf(path, given as unknown as Placed)

/** An act that is known by name only when it is done: its form asked for what it takes. */
export const actAt = <Place extends string, Act extends ActOf<Place>>(
  place: Place,
  act: Act,
  given: Loose,
): Promise<ReplyOf<'post', Extract<`${Place}/${Act}`, PathOf<'post'>>>> =>
  send('post', `${place}/${act}`, given)

/** An act whose path is known only when it is done (what was kept unsent). */
export const act = async <T>(path: string, body: unknown, key: string): Promise<T> =>
  answerOf<T>(await request('POST', address(path), { body, key }))

/** What the server tells at a path that its document does not name (its clock). */
export const told = async <T>(path: string): Promise<T> => answerOf<T>(await request('GET', address(path)))

/** Asks for what may take long: the reply is the answer, or 202 and where to look for it (ui/work.ts). */
export const later = <M extends 'get' | 'post', P extends PathOf<M>>(
  method: M,
  path: P,
  given: Given<Operation<M, P>>,
): Promise<Response> =>
  request(method.toUpperCase(), urlOf(path as string, given as unknown as Placed), {
    body: (given as unknown as Loose).body,
    key: method === 'post' ? newKey() : undefined,
    headers: { Prefer: 'respond-async' },
  })
/** A reply as it is, by the address that the server gave. */
export const fetched = (url: string): Promise<Response> => request('GET', url)

/** Sends a file as it is. */
export const sendFile = async <P extends PathOf<'post'>>(
  path: P,
  file: Blob,
  ...[given]: Optional<Asked<Operation<'post', P>>>
): Promise<ReplyOf<'post', P>> =>
  answerOf(await request('POST', urlOf(path, given as unknown as Placed), { body: file, key: newKey() }))

/** Marks of direction and line ends in a file's name are refused; who sends it did not put them there. */
const plainName = (name: string) => name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '') || '-'
/** Sends an attachment; the reply names its hash. */
export const sendBlob = (unit: string, file: Blob, name: string) =>
  sendFile('/units/{unit}/blobs', file, { path: { unit }, query: { name: plainName(name) } })
