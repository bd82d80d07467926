// SPDX-License-Identifier: Apache-2.0
// A disk that fills up under load, at any moment, is made room on, and fills up again.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { STREET, login } from '../support/city.ts'
import { openByLine } from '../support/people.ts'
import { Server, newPlace } from '../support/server.ts'
import { type Wish, wishesHold } from '../support/wishes.ts'
import { type Part, rounds, sound } from './part.ts'

function fillUp(path: string, leave: number): void {
  const file = openSync(path, 'w')
  const block = Buffer.alloc(4096)
  let written = 0
  try {
    for (; ; written += block.length) writeSync(file, block)
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
  }
  closeSync(file)
  execFileSync('truncate', ['-s', String(Math.max(0, written - leave)), path])
}

export const disks: Part = async (soak) => {
  if (process.env.SHAODIAN_TEST_DB === 'postgres') return 'SQLite only'
  const folder = mkdtempSync(join(tmpdir(), 'shaodian-soak-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', folder])
  const [given, cleanup] = await newPlace(true)
  execFileSync('cp', ['-a', `${given.data}/.`, folder])
  cleanup()
  const place = { data: folder, url: null }
  const ballast = join(folder, 'ballast')
  let acknowledged = 0
  let refused = 0
  let done = 0
  for (const round of rounds(soak)) {
    const server = await Server.start({ demo: true, place, clock: null })
    const officer = await server.client().signIn(login('officer'))
    const wishes: Wish[] = []
    fillUp(ballast, soak.dice.between(0, 400_000))
    for (let turn = 0; turn < 400; turn++) {
      const wish: Wish = {
        text: `第${round}次满盘 ${turn} 完`,
        key: `d-${round}-${turn}`,
        unit: STREET,
        id: null,
      }
      const reply = await openByLine(officer, STREET, wish.text, { 'Idempotency-Key': wish.key })
      if (reply.status === 201) wish.id = reply.json.id
      else {
        reply.refused(503)
        refused++
      }
      wishes.push(wish)
    }
    const kill = soak.dice.next() < 0.5
    if (kill) await server.kill()
    rmSync(ballast)
    const again = kill ? await Server.start({ demo: true, place, clock: null }) : server
    const client = await again.client().signIn(login('officer'))
    for (
      let tries = 0;
      tries < 100 && (await openByLine(client, STREET, `又有地方了 ${round}`)).status === 503;
      tries++
    )
      await sleep(200)
    acknowledged += await wishesHold(new Map([[STREET, client]]), wishes, 50)
    await again.stop()
    sound(place)
    done = round
  }
  execFileSync('umount', ['-l', folder])
  rmSync(folder, { recursive: true, force: true })
  return `${done} full disks, ${acknowledged} acknowledged, ${refused} refused: 0 lost, 0 twice`
}
