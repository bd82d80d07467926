// SPDX-License-Identifier: Apache-2.0
// chain - checks the record in the browser itself, with nothing taken on trust from the server but the bytes.
import { sm3 } from 'sm-crypto'

export interface Line {
  seq: number
  text: string
  hash: string
}

export type Fault = { seq: number; why: 'hash' | 'gap' | 'end' | 'text' }

export function bytesOf(hex: string): Uint8Array {
  const out = new Uint8Array(hex.length / 2)
  for (let i = 0; i < out.length; i += 1) out[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return out
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** hash = H(hash before ‖ text); H is what the unit's first event names. */
export async function chainHash(digest: string, before: string, text: string): Promise<string> {
  const tail = new TextEncoder().encode(text)
  const head = bytesOf(before)
  const all = new Uint8Array(head.length + tail.length)
  all.set(head)
  all.set(tail, head.length)
  if (digest === 'sm3') return sm3(Array.from(all))
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', all)))
}

export class Chain {
  seq = 0
  hash = '0'.repeat(64)
  digest = 'sm3'

  /** Takes the next lines; the first that does not fit is returned. */
  async take(lines: Line[]): Promise<Fault | null> {
    for (const line of lines) {
      const event = JSON.parse(line.text)
      if (line.seq !== this.seq + 1 || event.seq !== line.seq) return { seq: this.seq + 1, why: 'gap' }
      if (line.seq === 1 && event.body?.digest) this.digest = event.body.digest
      const hash = await chainHash(this.digest, this.hash, line.text)
      if (hash !== line.hash) return { seq: line.seq, why: 'hash' }
      this.seq = line.seq
      this.hash = hash
    }
    return null
  }
}
