// SPDX-License-Identifier: Apache-2.0
// The Debian package: built, installed into a root of its own with what would touch this machine replaced by stubs, upgraded, removed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { engine } from '../support/database.ts'
import { binary } from '../support/server.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const has = (tool: string) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0
const isRoot = process.getuid?.() === 0
const skip =
  engine !== 'sqlite' ? 'asks no database' : !has('dpkg-deb') || !has('dpkg-shlibdeps') ? 'no Debian' : false

describe('the Debian package', { skip }, () => {
  let folder: string
  let root: string
  let deb: string
  let log: string

  function run(name: string, ...args: string[]) {
    const env = {
      ...process.env,
      PATH: `${join(folder, 'stubs')}:${process.env.PATH}:/usr/sbin:/sbin`,
      STUB_LOG: log,
      LC_ALL: 'C',
    }
    const done = spawnSync(name, args, { encoding: 'utf8', cwd: project, env })
    assert.equal(done.status, 0, `${name} ${args.join(' ')}: ${done.stdout}${done.stderr}`)
    return done.stdout + done.stderr
  }
  const dpkg = (...args: string[]) =>
    run(
      'dpkg',
      `--root=${root}`,
      '--force-script-chrootless',
      '--force-depends',
      '--force-confold',
      '--no-triggers',
      ...args,
    )
  const told = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'shaodian-package-'))
    root = join(folder, 'root')
    log = join(folder, 'log')
    mkdirSync(join(root, 'var/lib/dpkg/info'), { recursive: true })
    mkdirSync(join(root, 'var/lib/dpkg/updates'))
    mkdirSync(join(folder, 'stubs'))
    writeFileSync(join(root, 'var/lib/dpkg/status'), '')
    // What a maintainer's script calls that knows no other root. The user is known once it was added.
    for (const name of ['adduser', 'chown', 'systemctl', 'deb-systemd-helper', 'deb-systemd-invoke'])
      writeFileSync(join(folder, 'stubs', name), `#!/bin/sh\necho "${name} $*" >>"$STUB_LOG"\n`)
    writeFileSync(join(folder, 'stubs/getent'), '#!/bin/sh\ngrep -q "^adduser" "$STUB_LOG" 2>/dev/null\n')
    for (const name of readdirSync(join(folder, 'stubs'))) chmodSync(join(folder, 'stubs', name), 0o755)
    run('script/package', binary, folder)
    deb = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.deb'))!,
    )
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('names the libraries it needs and holds a program that runs', () => {
    const fields = run('dpkg-deb', '-f', deb)
    assert.match(fields, /^Package: shaodian$/m)
    assert.match(fields, /^Depends: .*\badduser\b.*\blibc6 .*\blibmicrohttpd12\b/m)
    const out = join(folder, 'out')
    run('dpkg-deb', '-x', deb, out)
    assert.match(run(join(out, 'usr/bin/shaodian'), '--help'), /serve/)
    for (const path of [
      'usr/share/doc/shaodian/copyright',
      'usr/share/doc/shaodian/guide/operate.md',
      'usr/share/man/man1/shaodian.1.gz',
    ])
      assert.ok(existsSync(join(out, path)), path)
    assert.equal(
      run('dpkg-deb', '-c', deb)
        .split('\n')
        .filter((line) => line !== '' && !/^[d-][r-][w-][x-][r-]-[x-][r-]-[x-] root\/root /.test(line))
        .join('\n'),
      '',
    )
  })

  it('has a unit that shuts the program in', { skip: has('systemd-analyze') ? false : 'no systemd' }, () => {
    const unit = join(folder, 'out/lib/systemd/system/shaodian.service')
    run('systemd-analyze', 'security', '--no-pager', '--offline=true', '--threshold=20', unit)
    const text = readFileSync(unit, 'utf8')
    assert.match(text, /^TimeoutStartSec=infinity$/m)
    assert.ok(Number(text.match(/^TimeoutStopSec=(\d+)$/m)![1]) >= 10)
    assert.match(
      text,
      /^ExecStart=\/usr\/bin\/shaodian serve --data \/var\/lib\/shaodian --marker \/var\/lib\/shaodian-marker\/shaodian\.id \$SHAODIAN_OPTIONS$/m,
    )
  })

  it(
    'makes the user and the folders, keeps what an operator wrote, and never takes the record away',
    { skip: isRoot ? false : 'dpkg wants root' },
    () => {
      dpkg('-i', deb)
      assert.equal(told().filter((line) => line.startsWith('adduser --system --group')).length, 1)
      assert.ok(told().includes(`chown shaodian:shaodian ${root}/var/lib/shaodian`))
      assert.ok(told().includes(`chown root:shaodian ${root}/etc/shaodian`))
      assert.ok(told().includes('deb-systemd-helper enable shaodian.service'))
      assert.equal(statSync(join(root, 'var/lib/shaodian')).mode & 0o777, 0o700)
      assert.equal(statSync(join(root, 'etc/shaodian')).mode & 0o777, 0o750)

      const options = join(root, 'etc/default/shaodian')
      writeFileSync(options, 'SHAODIAN_OPTIONS="--listen 127.0.0.1:9000"\n')
      writeFileSync(join(root, 'var/lib/shaodian/shaodian.db'), 'record')
      dpkg('-i', deb)
      assert.equal(told().filter((line) => line.startsWith('adduser')).length, 1)
      assert.match(readFileSync(options, 'utf8'), /9000/)

      dpkg('-r', 'shaodian')
      assert.ok(!existsSync(join(root, 'usr/bin/shaodian')))
      assert.match(readFileSync(options, 'utf8'), /9000/)
      assert.match(dpkg('-P', 'shaodian'), /the record stays/)
      assert.ok(!existsSync(options))
      assert.equal(readFileSync(join(root, 'var/lib/shaodian/shaodian.db'), 'utf8'), 'record')
    },
  )
})
