// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined })
afterAll(() => vi.unstubAllGlobals())
const { keys, keysGive } = await import('./acting')

it('a key stays with its person when another goes, and the free one is given to who comes', () => {
  keysGive(['甲', '乙'])
  expect(keys).toEqual({ 甲: 1, 乙: 2 })
  keysGive(['乙'])
  expect(keys).toEqual({ 乙: 2 })
  keysGive(['丙', '乙'])
  expect(keys).toEqual({ 乙: 2, 丙: 1 })
})
