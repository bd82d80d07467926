// SPDX-License-Identifier: Apache-2.0
// A printed paper, read as an inspector reads it: its pages as text, and the link of the journal that stands on it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from './client.ts'
import { keepAnswer } from './contract.ts'

export interface Print {
  text: string
  pages: string[]
  /** Cell by cell and without a space: what was broken over lines stands together. */
  flat: string
}

/** Asks for a PDF and reads it with pdftotext. */
export async function printed(client: Client, path: string): Promise<Print> {
  const url = `${client.base}/api/v1${path}`
  const answer = await fetch(url, { headers: { cookie: client.cookie } })
  await keepAnswer('GET', url, answer)
  assert.equal(answer.status, 200, path)
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  return readPdf(new Uint8Array(await answer.arrayBuffer()))
}

export function readPdf(bytes: Uint8Array): Print {
  const folder = mkdtempSync(join(tmpdir(), 'shaodian-print-'))
  try {
    writeFileSync(join(folder, 'a.pdf'), bytes)
    const read = (...how: string[]) =>
      execFileSync('pdftotext', [...how, join(folder, 'a.pdf'), '-'], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      })
    const text = read('-layout')
    return { text, pages: text.split('\f').slice(0, -1), flat: read().replace(/\s+/g, '') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a camera reads off a picture (PNG) with one QR code. */
export function readQr(png: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'shaodian-qr-'))
  try {
    writeFileSync(join(folder, 'a.png'), png)
    return execFileSync('zbarimg', ['-q', '--raw', join(folder, 'a.png')], { encoding: 'utf8' }).trim()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The QR code on each page of a PDF, off paper as an office printer has it. */
export function readPdfQr(bytes: Uint8Array): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'shaodian-print-'))
  try {
    writeFileSync(join(folder, 'a.pdf'), bytes)
    execFileSync('pdftoppm', ['-png', '-r', '200', join(folder, 'a.pdf'), join(folder, 'p')])
    return readdirSync(folder)
      .filter((name) => name.endsWith('.png'))
      .sort()
      .map((name) => readQr(readFileSync(join(folder, name))))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** "第 N 号，摘要 HEX" as it stands below, however the line was broken. */
export function printedHead(text: string): { seq: number; hash: string } {
  const found = /存证链至第(\d+)号，摘要([0-9a-f]{64})/.exec(text.replace(/\s+/g, ''))
  assert.ok(found, text)
  return { seq: Number(found[1]), hash: found[2]! }
}
