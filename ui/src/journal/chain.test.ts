// SPDX-License-Identifier: Apache-2.0
import { createHash, webcrypto } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { Chain, chainHash, type Line } from './chain'

function line(seq: number, before: string, body: object): Line {
  const text = JSON.stringify({ at: seq, body, seq })
  const hash = createHash('sha256').update(Buffer.from(before, 'hex')).update(text).digest('hex')
  return { seq, text, hash }
}
function three(): Line[] {
  const first = line(1, '0'.repeat(64), { digest: 'sha256' })
  const second = line(2, first.hash, { what: '接报' })
  return [first, second, line(3, second.hash, {})]
}

describe('the chain', () => {
  beforeAll(() => {
    if (!globalThis.crypto) Object.defineProperty(globalThis, 'crypto', { value: webcrypto })
  })
  it('knows SM3 as GB/T 32905 gives it', async () => {
    expect(await chainHash('sm3', '', 'abc')).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    )
  })
  it('fits when nothing was touched', async () => {
    expect(await new Chain().take(three())).toBeNull()
  })
  it('names the first event that was changed', async () => {
    const lines = three()
    lines[1].text = lines[1].text.replace('接报', '漏报')
    expect(await new Chain().take(lines)).toEqual({ seq: 2, why: 'hash' })
  })
  it('names the event that is missing', async () => {
    const lines = three()
    lines.splice(1, 1)
    expect(await new Chain().take(lines)).toEqual({ seq: 2, why: 'gap' })
  })
})
