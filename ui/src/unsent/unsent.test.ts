// SPDX-License-Identifier: Apache-2.0
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { webcrypto } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sendOrKeep, unsent, unsentDrop, unsentFlush, unsentLoad } from './unsent'

interface Sent {
  key: string
  body: { claimed_at: string; text: string }
}
let sent: Sent[] = []
let answer: () => Promise<Response>

const away = () => Promise.reject(new TypeError('no way there'))
const good = () => Promise.resolve(new Response(JSON.stringify({ id: 'U-1' }), { status: 201 }))
const refusal = (status: number, code: string) => () =>
  Promise.resolve(new Response(JSON.stringify({ code }), { status }))
const line = (text: string, at = '2026-03-04T02:40:00+08:00', account = 'a') => ({
  account,
  path: '/units/U/log',
  body: { text },
  text,
  written_at: at,
})

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  if (!globalThis.crypto) Object.defineProperty(globalThis, 'crypto', { value: webcrypto })
  sent = []
  unsent.value = []
  vi.stubGlobal('fetch', (_: string, init: { headers: Record<string, string>; body: string }) => {
    sent.push({ key: init.headers['Idempotency-Key'], body: JSON.parse(init.body) })
    return answer()
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('lines written while the server is away', () => {
  it('go at once when it is there, with the time they were written', async () => {
    answer = good
    expect(await sendOrKeep(line('一'))).toEqual({ id: 'U-1' })
    expect(sent[0].body.claimed_at).toBe('2026-03-04T02:40:00+08:00')
    await unsentLoad()
    expect(unsent.value).toEqual([])
  })
  it('are kept, and sent later in their order under the same key and with the same words', async () => {
    answer = away
    expect(await sendOrKeep(line('后', '2026-03-04T02:50:00+08:00'))).toBeNull()
    expect(await sendOrKeep(line('先', '2026-03-04T02:40:00+08:00'))).toBeNull()
    expect(unsent.value.map((one) => one.text)).toEqual(['先', '后'])
    const tried = [...sent]
    sent = []
    answer = good
    await unsentFlush('a')
    expect(sent).toEqual([tried[1], tried[0]])
    expect(unsent.value).toEqual([])
  })
  it('stay while it is still away or busy, and nobody else sends them', async () => {
    answer = away
    await sendOrKeep(line('一'))
    await unsentFlush('a')
    answer = refusal(503, 'unavailable')
    await unsentFlush('a')
    answer = refusal(401, 'signed_out')
    await unsentFlush('a')
    expect(unsent.value).toHaveLength(1)
    answer = good
    await unsentFlush('b')
    expect(unsent.value).toHaveLength(1)
    await unsentFlush('a')
    expect(unsent.value).toHaveLength(0)
  })
  it('say why when they are refused, are not tried again, and can be dropped', async () => {
    answer = away
    await sendOrKeep(line('一'))
    answer = refusal(403, 'denied')
    await unsentFlush('a')
    expect(unsent.value[0].refused).toBe('denied')
    const tries = sent.length
    await unsentFlush('a')
    expect(sent).toHaveLength(tries)
    await unsentDrop(unsent.value[0].key)
    expect(unsent.value).toEqual([])
  })
  it('are not kept when the server refuses them at once', async () => {
    answer = refusal(422, 'invalid')
    await expect(sendOrKeep(line('一'))).rejects.toMatchObject({ code: 'invalid' })
    await unsentLoad()
    expect(unsent.value).toEqual([])
  })
})
