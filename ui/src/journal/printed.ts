// SPDX-License-Identifier: Apache-2.0
// printed - what stands on a printed sheet about the journal: from its QR code, or as somebody types it.

export interface Printed {
  unit: string
  seq: number
  hash: string // in full, or its first sixteen digits and more
}

/** "shaodian:UNIT:journal:SEQ:HASH", or unit (when it is not `unit`), number and hash with anything between;
 * null: neither. */
export function printed(text: string, unit: string): Printed | null {
  const code = /shaodian:([0-9A-Z]{2,24}):journal:(\d+):([0-9a-f]{64})/i.exec(text)
  if (code) return { unit: code[1]!, seq: Number(code[2]), hash: code[3]!.toLowerCase() }
  const hash = /(?<![0-9a-f])[0-9a-f]{16,64}(?![0-9a-f])/i.exec(
    text.replace(/(?<=[0-9a-f]{8})\s+(?=[0-9a-f]{8})/gi, ''),
  )
  const before = (hash ? text.slice(0, text.indexOf(hash[0].slice(0, 8))) : '').match(/[0-9A-Z]+/g) ?? []
  const seq = Number(before.at(-1))
  if (!hash || !Number.isInteger(seq) || seq < 1) return null
  return { unit: before.at(-2) ?? unit, seq, hash: hash[0].toLowerCase() }
}
