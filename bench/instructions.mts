// SPDX-License-Identifier: Apache-2.0
// How many instructions one opening of an incident costs the whole server, one after the other over one connection: no
// batches, so that the figure does not depend on what else the machine does. Run by script/count-instructions.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'shaodian-instructions-'))
process.env.SHAODIAN_BIN ??= resolve(root, 'build/shaodian')
process.env.SHAODIAN_TEST_CACHE ??= join(work, 'cache')
const { Server, newPlace } = await import('../tests/support/server.ts')
const { STREET, login } = await import('../tests/support/city.ts')

const WARM = 20
const COUNTED = 60
const WINDOWS = 3 // the least of them counts: what other threads do by the clock falls into one or the other
const RISE = 1.05

const control = (words: string[], pid: number) => execFileSync('callgrind_control', [...words, String(pid)], { stdio: 'pipe' })

async function measured(): Promise<number> {
  const [place, cleanup] = await newPlace(true)
  const wrapper = ['valgrind', '-q', '--tool=callgrind', '--instr-atstart=no', `--callgrind-out-file=${work}/out.%p`]
  const server = await Server.start({ demo: true, place, wrapper })
  const officer = await server.client().signIn(login('officer'))
  const open = async (n: number) => {
    const fields = { summary: `解放路与人民路口燃气泄漏，围观群众较多，已通知燃气公司和消防 ${String(n).padStart(10, '0')}` }
    const headers = { 'idempotency-key': `count-${n}` }
    ;(await officer.post(`/units/${STREET}/matters`, { kind: 'incident', fields }, { headers })).ok(201)
  }
  for (let n = 0; n < WARM; n++) await open(n)
  for (let window = 0; window < WINDOWS; window++) {
    control(['--instr=on'], server.pid())
    for (let n = 0; n < COUNTED; n++) await open(WARM + window * COUNTED + n)
    control(['--instr=off'], server.pid())
    control(['--dump'], server.pid())
  }
  await server.stop()
  cleanup()
  const totals = readdirSync(work).filter((name) => name.startsWith('out.')).map((name) => Number(/^totals: (\d+)/m.exec(readFileSync(join(work, name), 'utf8'))?.[1] ?? 0))
  return Math.min(...totals.filter((total) => total > 0)) / COUNTED
}

/** The last line of bench/instructions.txt: millions, then why it is as it is. */
function allowed(): number {
  const lines = readFileSync(resolve(root, 'bench/instructions.txt'), 'utf8').trim().split('\n').filter((line) => !line.startsWith('#'))
  return Number(lines.at(-1)!.split(' ')[0]) * 1e6
}

try {
  const found = await measured()
  const limit = allowed()
  console.log(`${(found / 1e6).toFixed(2)} million instructions an opening; ${(limit / 1e6).toFixed(2)} are written down in bench/instructions.txt`)
  if (!(found > 0 && found <= limit * RISE)) {
    console.log('that is a rise of more than 5 %: make it cheaper, or add a line to bench/instructions.txt that says why it is worth it')
    process.exitCode = 1
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
