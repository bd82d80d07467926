// SPDX-License-Identifier: Apache-2.0
// paths - what each operation takes and answers, taken from the types that the program's tables make.
import type { components, operations, paths } from '@/api.d'

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
/** Every path that has an operation of this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: M extends keyof paths[P] ? P : never
}[keyof paths]
/** Of a thing at `Place`: the acts that are done at a path below it. */
export type ActOf<Place extends string> =
  PathOf<'post'> extends infer P
    ? P extends `${Place}/${infer Act}`
      ? Act extends `${string}/${string}`
        ? never
        : Act
      : never
    : never
export type Operation<M extends Method, P extends keyof paths> = M extends keyof paths[P]
  ? paths[P][M]
  : never

type Json<R> = R extends { content: { 'application/json': infer B } } ? B : never
type Done = 200 | 201
type Answer<O> = O extends { responses: infer R } ? Json<R[keyof R & Done]> : never
type OrNothing<T> = [T] extends [never] ? undefined : T
export type Reply<Op extends keyof operations> = Answer<operations[Op]>
export type Body<Op extends keyof operations> =
  OfBody<operations[Op]> extends { body?: infer B } ? NonNullable<B> : never
export type ReplyOf<M extends Method, P extends keyof paths> = OrNothing<Answer<Operation<M, P>>>
/** Of what a list is made. */
export type Item<Op extends keyof operations> = Reply<Op> extends { items?: (infer I)[] | null } ? I : never

/** What is empty is not asked for, so it may stand there. */
type Loose<Q> = { [N in keyof Q]: Q[N] | null | '' }
export type QueryOf<Op extends keyof operations> =
  OfQuery<operations[Op]> extends { query?: infer Q } ? NonNullable<Q> : never
type OfPath<O> = O extends { parameters: { path: infer A } } ? { path: A } : { path?: never }
type OfQuery<O> = O extends { parameters: { query: infer Q } }
  ? { query: Loose<Q> }
  : O extends { parameters: infer A }
    ? 'query' extends keyof A
      ? { query?: Loose<NonNullable<A['query']>> }
      : { query?: never }
    : { query?: never }
type OfBody<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { body: B }
  : O extends { requestBody?: { content: { 'application/json': infer B } } }
    ? { body?: B }
    : { body?: never }
export type Asked<O> = O extends unknown ? OfPath<O> & OfQuery<O> : never
export type Given<O> = O extends unknown ? OfPath<O> & OfQuery<O> & OfBody<O> : never
/** May be left out where nothing in it must be there. */
export type Optional<T> = Record<never, never> extends T ? [given?: T] : [given: T]
