// SPDX-License-Identifier: Apache-2.0
import { webcrypto } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { act, acting } from '@/terminal/acting'
import { all, api, sendBlob, whenSignedOut } from './client'
import { inTurn } from './turn'

let answers: ((reply: Response) => void)[] = []
const gone = () => new Response(JSON.stringify({ code: 'not_at_terminal' }), { status: 403 })

beforeEach(() => {
  if (!globalThis.crypto) Object.defineProperty(globalThis, 'crypto', { value: webcrypto })
  vi.stubGlobal('localStorage', {
    getItem: () => null,
    setItem: () => undefined,
    removeItem: () => undefined,
  })
  answers = []
  vi.stubGlobal('fetch', () => new Promise<Response>((answer) => answers.push(answer)))
})
afterEach(() => {
  act('')
  vi.unstubAllGlobals()
})

it('who went off watch no longer writes here', async () => {
  act('U-1')
  const asked = api.get('/terminal').catch(() => undefined)
  answers[0](gone())
  await asked
  expect(acting.value).toBe('')
})

it('a late answer about who wrote before leaves whoever writes now', async () => {
  act('U-1')
  const asked = api.get('/terminal').catch(() => undefined)
  act('U-2')
  answers[0](gone())
  await asked
  expect(acting.value).toBe('U-2')
})

it('of two answers the one asked last stays, whichever comes first', () => {
  const ask = inTurn()
  const [first, second, third] = [ask(), ask(), ask()]
  expect([second(), first(), third()]).toEqual([true, false, true])
})

it('what a path takes is put into it, and what is empty is not asked for', async () => {
  const urls: string[] = []
  vi.stubGlobal('fetch', (url: string) => {
    urls.push(url)
    return Promise.resolve(new Response('{}'))
  })
  await api.get('/units/{unit}/log', { path: { unit: 'A/1' }, query: { q: '', cursor: null, limit: 8 } })
  await api.remove('/units/{unit}/roles/{person}/{role}', {
    path: { unit: 'A', person: 'A-1', role: 'head' },
  })
  expect(urls).toEqual(['/api/v1/units/A%2F1/log?limit=8', '/api/v1/units/A/roles/A-1/head'])
})

it('a list that comes in pages is read to its end', async () => {
  const urls: string[] = []
  vi.stubGlobal('fetch', (url: string) => {
    urls.push(url)
    const page =
      urls.length === 1 ? { items: [{ id: 'A-1' }], next: 'A-1' } : { items: [{ id: 'A-2' }], next: null }
    return Promise.resolve(new Response(JSON.stringify(page)))
  })
  const people = await all('/units/{unit}/people', { path: { unit: 'A' }, query: { role: 'leader' } })
  expect(people.map((one) => one.id)).toEqual(['A-1', 'A-2'])
  expect(urls[1]).toBe('/api/v1/units/A/people?limit=200&role=leader&cursor=A-1')
})

it('a file goes the way of everything: in the name of who writes; who was signed out is told', async () => {
  act('U-1')
  const seen: RequestInit[] = []
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    seen.push(init)
    return Promise.resolve(new Response(JSON.stringify({ code: 'signed_out' }), { status: 401 }))
  })
  let out = 0
  whenSignedOut(() => (out += 1))
  await expect(sendBlob('U', new Blob(['x'], { type: 'image/png' }), 'a\u202eb')).rejects.toMatchObject({
    status: 401,
  })
  expect(out).toBe(1)
  expect(seen[0].headers).toMatchObject({ 'Content-Type': 'image/png', 'X-Acting-Person': 'U-1' })
})
