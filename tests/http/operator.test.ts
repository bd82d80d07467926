// SPDX-License-Identifier: Apache-2.0
// What the one who runs the server does at the command line: doctor, catalog, accounts, tables.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import { engine, tamper } from '../support/database.ts'
import { type Place, Server, binary, command, placeArgs } from '../support/server.ts'
import { filePlace, fails, folder, place, works } from '../support/operator.ts'

let scratch: string
before(() => {
  scratch = folder()
})

describe('doctor', () => {
  const line = (text: string, what: string) =>
    text
      .split('\n')
      .filter((row) => row.slice(6).startsWith(what))
      .join('\n')

  it('finds nothing wrong with the demo city, beside the server too', async () => {
    const home = await place(true)
    const server = await Server.start({ place: home, clock: null })
    const said = works(server.command('doctor'))
    for (const what of [
      'data directory',
      'disk',
      'settings',
      'page',
      'catalog',
      'database',
      'collation',
      'version',
      'journal',
      'administrators',
    ]) {
      assert.match(line(said, what), /^ok/, `${what}: ${said}`)
    }
    await server.stop()
  })

  it('names what a restore or a backup left that was killed', () => {
    const home = filePlace()
    assert.match(line(works(command(home, 'doctor')), 'left over'), /^ok/)
    for (const name of ['restoring.db', 'restoring.db-wal', 'kept.db.rows'])
      writeFileSync(join(home.data, name), '')
    const said = line(works(command(home, 'doctor')), 'left over').split('\n')
    assert.equal(said.length, 2, 'the journals go with their files')
    for (const row of said) assert.match(row, /^warn .*(restoring\.db|kept\.db\.rows) .*remove it/)
  })

  it('says what to do before the first start', () => {
    const said = works(command(filePlace(), 'doctor'))
    assert.match(line(said, 'database'), /^warn .*first start/)
  })

  const broken: [string, string, RegExp, (home: Place) => void][] = [
    [
      'a directory that others may read',
      'data directory',
      /chmod 700/,
      (home) => chmodSync(home.data, 0o755),
    ],
    [
      'a setting that does not exist',
      'settings',
      /shaodian\.conf/,
      (home) => writeFileSync(join(home.data, 'shaodian.conf'), 'lisen = 127.0.0.1:80\n'),
    ],
    [
      'a port open to the network without a certificate',
      'certificate',
      /shaodian init/,
      (home) => writeFileSync(join(home.data, 'shaodian.conf'), 'listen = 0.0.0.0:8420\n'),
    ],
    [
      'a proxy that is no address',
      'clients',
      /trusted_proxy/,
      (home) => writeFileSync(join(home.data, 'shaodian.conf'), 'trusted_proxy = proxy.lan\n'),
    ],
    [
      'a name of its own without the proxy that gives it',
      'clients',
      /`trusted_proxy`/,
      (home) => writeFileSync(join(home.data, 'shaodian.conf'), 'hosts = duty.example.cn\n'),
    ],
    [
      'a certificate that is not there',
      'certificate',
      /shaodian init/,
      (home) =>
        writeFileSync(
          join(home.data, 'shaodian.conf'),
          'tls_cert = /nonexistent.crt\ntls_key = /nonexistent.key\n',
        ),
    ],
    [
      'a kind that cannot be read',
      'catalog',
      /slip\.json:\d+: /,
      (home) => {
        mkdirSync(join(home.data, 'catalog', 'kinds'), { recursive: true })
        writeFileSync(join(home.data, 'catalog', 'kinds', 'slip.json'), '{"kind": "slip",\n "version": }')
      },
    ],
    [
      'a head that does not fit',
      'journal',
      /audit verify/,
      (home) => void tamper(home, `UPDATE head SET seq = seq - 1 WHERE unit = '${STREET}'`),
    ],
    [
      'no security administrator',
      'administrators',
      /nobody is secadmin/,
      (home) => void tamper(home, `DELETE FROM role_grant WHERE role = 'secadmin'`),
    ],
    [
      'a database of an older version',
      'version',
      /back it up/,
      (home) => void tamper(home, `UPDATE schema_version SET derived = 'x'`),
    ],
  ]
  // The others are seen before there is a record, and a whole city takes its time.
  const inRecord = ['journal', 'administrators', 'version']
  for (const [name, what, remedy, breakIt] of broken) {
    it(`names ${name} and the remedy`, async () => {
      const home = inRecord.includes(what) ? await place(true) : filePlace()
      breakIt(home)
      const done = command(home, 'doctor')
      const found = line(done.stdout, what)
      assert.match(found, /^(fail|warn)/m, done.stdout)
      assert.match(found, remedy)
      assert.equal(done.status, /^fail/m.test(done.stdout) ? 1 : 0)
    })
  }

  it('names a database that is away', { skip: engine !== 'postgres' }, () => {
    const done = command({ data: scratch, url: 'postgresql://nobody@127.0.0.1:1/none' }, 'doctor')
    assert.equal(done.status, 1)
    assert.match(line(done.stdout, 'database'), /^fail/)
  })
})

describe('an operator’s own kinds', () => {
  const GOOD = {
    kind: 'lostproperty',
    version: 1,
    label: { zh: '失物招领', en: 'Lost property' },
    number: { prefix: { zh: '失', en: 'L' } },
    fields: [{ name: 'summary', label: { zh: '情况', en: 'What' }, type: 'text', max: 500 }],
    states: [
      { name: 'kept', label: { zh: '保管中', en: 'Kept' }, owner: 'officer', waits: true },
      { name: 'closed', label: { zh: '已办结', en: 'Closed' } },
    ],
    open: { to: 'kept', who: ['officer'], needs: ['summary'], takes: ['*'] },
    steps: [
      {
        name: 'hand_over',
        label: { zh: '交还', en: 'Hand over' },
        from: ['kept'],
        to: 'closed',
        who: ['officer'],
      },
    ],
    clocks: [
      {
        name: 'keep',
        label: { zh: '保管期限', en: 'Keep' },
        in: ['kept'],
        warn: 'P10D',
        due: 'P30D',
        owner: 'officer',
        escalate: [
          { after: 'P1D', tell: 'leader' },
          { after: 'P2D', tell: 'head' },
        ],
      },
    ],
    ends: ['closed'],
  }

  function folder(kind: unknown): string {
    const made = mkdtempSync(join(scratch, 'catalog-'))
    mkdirSync(join(made, 'kinds'))
    writeFileSync(join(made, 'kinds', 'lostproperty.json'), JSON.stringify(kind, null, 1))
    return made
  }

  it('what is built in passes', () => {
    assert.match(works(command(filePlace(), 'catalog', 'check')), /kinds/)
  })

  it('a right one passes, is served, and can be opened', async () => {
    works(command(filePlace(), 'catalog', 'check', folder(GOOD)))
    const home = await place(true)
    mkdirSync(join(home.data, 'catalog', 'kinds'), { recursive: true })
    writeFileSync(join(home.data, 'catalog', 'kinds', 'lostproperty.json'), JSON.stringify(GOOD))
    const server = await Server.start({ place: home })
    const officer = await server.client().signIn(login('officer'))
    assert.equal((await officer.get('/kinds/lostproperty')).ok().label.zh, '失物招领')
    const opened = (
      await officer.post(`/units/${STREET}/matters`, {
        kind: 'lostproperty',
        fields: { summary: '黑色双肩包一个' },
      })
    ).ok(201)
    assert.equal(opened.state, 'kept')
    await server.stop()
  })

  const wrong: [string, (kind: typeof GOOD) => unknown, RegExp][] = [
    ['waits without a clock', (kind) => ({ ...kind, clocks: [] }), /kept/],
    ['cannot be closed', (kind) => ({ ...kind, steps: [] }), /kept|closed/],
    [
      'uses a field it does not declare',
      (kind) => ({ ...kind, open: { ...kind.open, needs: ['colour'] } }),
      /colour/,
    ],
    ['lets nobody take a step', (kind) => ({ ...kind, steps: [{ ...kind.steps[0], who: [] }] }), /hand_over/],
    [
      'escalates to nobody who is always there',
      (kind) => ({
        ...kind,
        clocks: [{ ...kind.clocks[0], escalate: [{ after: 'P1D', tell: 'member' }] }],
      }),
      /member|keep/,
    ],
  ]
  for (const [name, change, said] of wrong) {
    it(`one that ${name} is refused with file, line and reason`, () => {
      const made = folder(change(structuredClone(GOOD)))
      const done = command(filePlace(), 'catalog', 'check', made)
      fails(done, /fault/)
      assert.match(done.stdout, /lostproperty\.json:\d+: .+/)
      assert.match(done.stdout, said)
    })
  }

  it('one that is not JSON is refused with its line, and the server serves the others', async () => {
    const text = JSON.stringify(GOOD, null, 1).replace('"fields": [', '"fields": [,')
    const home = await place(true)
    mkdirSync(join(home.data, 'catalog', 'kinds'), { recursive: true })
    writeFileSync(join(home.data, 'catalog', 'kinds', 'lostproperty.json'), text)
    const at = text.split('\n').findIndex((row) => row.includes('[,')) + 1
    const done = command(home, 'catalog', 'check')
    fails(done, /fault/)
    assert.match(done.stdout, new RegExp(`lostproperty\\.json:${at}: `))
    const server = await Server.start({ place: home })
    const officer = await server.client().signIn(login('officer'))
    ;(await officer.get('/kinds/lostproperty')).refused(404)
    ;(await officer.get('/kinds/task')).ok()
    await server.told(new RegExp(`lostproperty\\.json:${at}: `))
    await server.stop()
  })

  it('one with a misspelt member is refused, and told what is known', () => {
    const made = folder({
      ...GOOD,
      fields: [{ ...GOOD.fields[0], personnal: true }, ...GOOD.fields.slice(1)],
    })
    const done = command(filePlace(), 'catalog', 'check', made)
    fails(done, /fault/)
    assert.match(done.stdout, /lostproperty\.json:\d+: "personnal" is not known here; known are: .*personal/)
  })

  it('roles of their own are refused by name', async () => {
    const home = await place(true)
    mkdirSync(join(home.data, 'catalog'), { recursive: true })
    writeFileSync(join(home.data, 'catalog', 'roles.json'), '{"roles": []}')
    const done = command(home, 'catalog', 'check')
    fails(done, /fault/)
    assert.match(done.stdout, /roles\.json:1: roles are built in/)
    assert.equal(done.stdout.trim().split('\n').length, 1, done.stdout)
  })

  it('a directory that is not there is named', () => {
    fails(command(filePlace(), 'catalog', 'check', join(scratch, 'nowhere')), /nowhere/)
  })
})

describe('accounts from the command line', () => {
  const given = (home: Place, input: string, ...words: string[]) => {
    const done = spawnSync(binary, [...words, ...placeArgs(home)], { encoding: 'utf8', input })
    return { status: done.status ?? -1, stdout: done.stdout, stderr: done.stderr }
  }

  it('adds somebody who can then sign in and do what the role may', async () => {
    const home = await place(true)
    works(
      given(
        home,
        'Luoyang-1949\n',
        'user',
        'add',
        `zhangsan@${STREET}`,
        '--name',
        '张三',
        '--role',
        'officer,leader',
        '--phone',
        '13800138000',
      ),
    )
    const row = works(command(home, 'user', 'list', '--unit', STREET))
      .split('\n')
      .find((one) => one.startsWith('zhangsan@'))
    assert.match(row ?? '', /张三\t(officer,leader|leader,officer)\tin use/)
    const server = await Server.start({ place: home })
    const client = await server.client().signIn(`zhangsan@${STREET}`, 'Luoyang-1949')
    assert.deepEqual([...client.me.roles].sort(), ['leader', 'officer'])
    await server.stop()
    works(command(home, 'audit', 'verify'))
  })

  it('sets a password anew, and the old one and its sessions are no longer good', async () => {
    const home = await place(true)
    works(given(home, 'Another-place-7\n', 'user', 'passwd', login('officer')))
    const server = await Server.start({ place: home })
    const tried = await server
      .client()
      .post('/session', { account: login('officer'), password: 'shaodian-demo' })
    tried.refused(403)
    await server.client().signIn(login('officer'), 'Another-place-7')
    await server.stop()
  })

  it('refuses what is wrong in one line and changes nothing', async () => {
    const home = await place(true)
    const before = works(command(home, 'audit', 'export', '--unit', STREET))
    const add = (account: string, input: string, ...more: string[]) =>
      given(home, input, 'user', 'add', account, ...more)
    fails(add(`a@${STREET}`, 'short\n', '--name', '张三'), /too_short/)
    fails(add(`a@${STREET}`, '', '--name', '张三'), /standard input/)
    fails(add(`a@${STREET}`, 'Luoyang-1949\n'), /--name is missing/)
    fails(add(`a@${STREET}`, 'Luoyang-1949\n', '--name', '张三', '--role', 'king'), /no role 'king'/)
    fails(add('a', 'Luoyang-1949\n', '--name', '张三'), /not NAME@UNIT/)
    fails(add('a@999999', 'Luoyang-1949\n', '--name', '张三'), /unit/)
    fails(add(login('officer'), 'Luoyang-1949\n', '--name', '张三'), /exists already/)
    fails(
      add(`a@${STREET}`, 'Luoyang-1949\n', '--name', '张三', '--password', 'x'),
      /no option --password/,
      2,
    )
    fails(given(home, 'Luoyang-1949\n', 'user', 'passwd', `nobody@${STREET}`), /account/)
    assert.equal(works(command(home, 'audit', 'export', '--unit', STREET)), before)
  })
})

describe('tables from the command line', () => {
  const file = (name: string, text: string) => {
    const path = join(scratch, name)
    writeFileSync(path, text)
    return path
  }

  it('takes units and people in, and names each refused line', async () => {
    const home = await place(true)
    const units = file(
      'units.csv',
      '\ufeffcode,name,parent,level,functions\n4301DATA,长沙市数据资源管理局,430100,bureau,\n4301!,坏代码,430100,bureau,\n4301PORT,长沙新港,430199,bureau,\n',
    )
    const done = command(home, 'import', 'units', units)
    fails(
      {
        ...done,
        stderr: done.stderr
          .split('\n')
          .filter((row) => !/\d+ of \d+/.test(row))
          .join('\n'),
      },
      /refus/,
    )
    assert.match(done.stdout, /units\.csv:3: code: not_a_code/)
    assert.match(done.stdout, /units\.csv:4: /)
    assert.match(done.stdout, /1 taken in/)
    assert.match(done.stderr, /3 of 3/)

    const people = file(
      'people.csv',
      'name,unit,phone,roles,login,password\n刘一,4301DATA,13800138001,officer,liuyi,Luoyang-1949\n陈二,4301DATA,123,officer,,\n张三,4301NONE,,,,\n',
    )
    const second = command(home, 'import', 'people', people)
    assert.equal(second.status, 1)
    assert.match(second.stdout, /people\.csv:3: phone: not_a_phone/)
    assert.match(second.stdout, /people\.csv:4: unit: no_such_unit/)
    assert.match(second.stdout, /1 taken in/)

    const again = works(
      command(
        home,
        'import',
        'units',
        file('again.csv', 'code,name,parent,level\n4301DATA,长沙市数据资源管理局,430100,bureau\n'),
      ),
    )
    assert.match(again, /0 taken in, 1 there already/)
    const server = await Server.start({ place: home })
    await server.client().signIn('liuyi@4301DATA', 'Luoyang-1949')
    await server.stop()
    works(command(home, 'audit', 'verify'))
    assert.match(works(command(home, 'rebuild', '--check')), /equal the journal/)
  })

  it('a table without the columns it needs is refused whole', async () => {
    const home = await place(true)
    const done = command(home, 'import', 'people', file('odd.csv', 'naam,unit\nx,y\n'))
    assert.equal(done.status, 1)
    assert.match(done.stderr, /names no column "name"/)
  })
})

describe('the command line', () => {
  it('does nothing for words it does not know, and says so', () => {
    const home = filePlace()
    fails(command(home, 'backup'), /FILE is missing/, 2)
    fails(command(home, 'doctor', '--loud'), /no option --loud/, 2)
    fails(command(home, 'restore', 'a', 'b'), /'b' is not expected/, 2)
    fails(command(home, 'backup', join(scratch, 'none')), /there is no database/)
  })

  for (const name of [
    'serve',
    'init',
    'import units',
    'import people',
    'user add',
    'user passwd',
    'user list',
    'audit verify',
    'audit export',
    'rebuild',
    'catalog check',
    'classify',
    'backup',
    'restore',
    'doctor',
  ]) {
    it(`${name} --help`, () => {
      assert.match(
        works(command(filePlace(), ...name.split(' '), '--help')),
        new RegExp(`usage: shaodian ${name}`),
      )
    })
  }

  it('the first word of two says which commands begin with it', () => {
    fails(command(filePlace(), 'catalog'), /'catalog' is only the beginning of a command: catalog check/, 2)
    fails(command(filePlace(), 'audit'), /: audit verify, audit export/, 2)
    fails(command(filePlace(), 'audits'), /there is no command 'audits'; see shaodian --help/, 2)
  })
})
