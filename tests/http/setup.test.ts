// SPDX-License-Identifier: Apache-2.0
// The first start: only with the code of the data directory, only where nothing has ever happened, only once.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Json } from '../support/client.ts'
import { engine, tamper } from '../support/database.ts'
import { type Place, Server, command, commandTold, newPlace, setupCode } from '../support/server.ts'

const administrator = (role: string, password = 'Correct-horse-1') => ({
  role,
  login: role,
  name: `管理${role}`,
  password,
})
const three = [administrator('sysadmin'), administrator('secadmin'), administrator('auditor')]
const asked = (code: string, ...administrators: Json[]) => ({
  unit: { code, name: '长沙市人民政府', level: 'city' },
  administrators,
})
const WRONG = '23456-23456-23456-23456-23456'

const events = (place: Place) => Number(tamper(place, 'SELECT COUNT(*) FROM journal'))
const codePath = (place: Place) => join(place.data, 'setup-code')

describe('first start', () => {
  let server: Server
  const wanted = (...administrators: Json[]) => ({
    ...asked('430100', ...administrators),
    code: setupCode(server.place),
  })

  before(async () => (server = await Server.start()))
  after(() => server.stop())

  it('asks for the three administrators and nothing less', async () => {
    const nobody = server.client()
    assert.deepEqual((await nobody.get('/setup')).ok(), {
      needed: true,
      demo: false,
      administrators: ['sysadmin', 'secadmin', 'auditor'],
    })
    ;(await nobody.post('/setup', wanted(three[0], three[1]))).refused(422, 'invalid', 'administrators')
    ;(await nobody.post('/setup', wanted(three[0], three[1], administrator('secadmin')))).refused(
      422,
      'invalid',
      'administrators',
    )
    ;(await nobody.post('/setup', wanted(three[0], three[1], administrator('auditor', 'short')))).refused(
      422,
      'invalid',
      'administrators.2.password',
    )
    ;(
      await nobody.post('/setup', { ...wanted(...three), unit: { code: 'x', name: 'x', level: 'city' } })
    ).refused(422, 'invalid', 'unit.code')
    assert.equal(events(server.place), 0)
    ;(await nobody.post('/session', { account: 'sysadmin@430100', password: 'Correct-horse-1' })).refused(
      403,
      'wrong_credentials',
    )
  })

  it('is done once', async () => {
    const whole = wanted(...three)
    ;(await server.client().post('/setup', whole)).ok(201)
    assert.equal((await server.client().get('/setup')).ok().needed, false)
    ;(await server.client().post('/setup', whole)).refused(409, 'set_up')
    ;(
      await server
        .client()
        .post('/setup', { ...whole, unit: { code: '430200', name: '株洲市', level: 'city' } })
    ).refused(409, 'set_up')
    const auditor = await server.client().signIn('auditor@430100', 'Correct-horse-1')
    assert.deepEqual(auditor.me.roles, ['auditor'])
    const lines = (await auditor.get('/units/430100/journal?limit=100')).ok()
    assert.doesNotMatch(
      JSON.stringify(lines),
      /Correct-horse|argon2|管理/,
      'passwords, hashes and names stay out of the journal',
    )
  })

  it('the whole of a small town is then made by its administrators', async () => {
    const sysadmin = await server.client().signIn('sysadmin@430100', 'Correct-horse-1')
    const secadmin = await server.client().signIn('secadmin@430100', 'Correct-horse-1')
    ;(
      await sysadmin.post('/units', {
        code: '430102',
        name: '芙蓉区人民政府',
        level: 'county',
        parent: '430100',
      })
    ).ok(201)
    const person = (await sysadmin.post('/units/430102/people', { name: '李四', phone: '138 0731 0001' })).ok(
      201,
    ).id
    ;(await secadmin.post('/units/430102/roles', { person, role: 'officer' })).ok(201)
    ;(
      await secadmin.post('/units/430102/accounts', { person, login: 'lisi', password: 'Correct-horse-2' })
    ).ok(201)
    const officer = await server.client().signIn('lisi@430102', 'Correct-horse-2')
    ;(await officer.post('/units/430102/watch', { role: 'officer' })).ok(201)
    const me = (await officer.get('/me')).ok()
    assert.equal(me.on_watch, true)
    assert.equal(me.watch.phone, '13807310001')
  })
})

describe('the set-up code', () => {
  let place: Place
  let remove: () => void
  before(async () => ([place, remove] = await newPlace()))
  after(() => remove())

  it('is said at the first start, kept for the next and gone when set-up is done', async () => {
    const first = await Server.start({ place })
    const code = setupCode(place)
    assert.match(code, /^[2-9A-HJKMNP-Z]{5}(-[2-9A-HJKMNP-Z]{5}){4}$/)
    assert.equal(statSync(codePath(place)).mode & 0o7777, 0o600)
    await first.told(new RegExp(code))
    await first.stop()
    const said = first
      .log()
      .split('\n')
      .filter((line) => line.includes(code))
    assert.equal(said.length, 1, first.log())
    assert.ok(said[0]!.includes('setup-code'))

    const second = await Server.start({ place })
    assert.equal(setupCode(place), code)
    await second.told(new RegExp(code))
    const spoken = { ...asked('430100', ...three), code: ` ${code.toLowerCase().replaceAll('-', ' ')} ` }
    ;(await second.client().post('/setup', spoken)).ok(201)
    assert.ok(!existsSync(codePath(place)))
    await second.stop()

    writeFileSync(codePath(place), `${code}\n`, { mode: 0o600 })
    const third = await Server.start({ place })
    assert.ok(!existsSync(codePath(place)), 'what is left of it goes at the next start')
    ;(await third.client().post('/setup', spoken)).refused(409, 'set_up')
    await third.stop()
    assert.doesNotMatch(third.log(), /set it up|setup-code/)
  })

  it('is wanted, and cannot be tried out', async () => {
    const [empty, clean] = await newPlace()
    const server = await Server.start({ place: empty })
    const nobody = server.client()
    const right = setupCode(empty)
    ;(await nobody.post('/setup', asked('430100', ...three))).refused(422, 'invalid', 'code')
    ;(await nobody.post('/setup', { ...asked('430100', ...three), code: 'x' })).refused(
      403,
      'wrong_setup_code',
    )
    for (let tries = 1; tries < 10; tries++) {
      const reply = (await nobody.post('/setup', { ...asked('430100', ...three), code: WRONG })).refused(
        403,
        'wrong_setup_code',
      )
      assert.doesNotMatch(JSON.stringify(reply), new RegExp(`${right}|${WRONG}`))
    }
    ;(await nobody.post('/setup', { ...asked('430100', ...three), code: WRONG })).refused(
      403,
      'setup_code_tries',
    )
    ;(await nobody.post('/setup', { ...asked('430100', ...three), code: right })).refused(
      403,
      'setup_code_tries',
    )
    assert.equal(events(empty), 0)
    assert.doesNotMatch(server.log(), new RegExp(WRONG))
    await server.stop()

    const again = await Server.start({ place: empty })
    ;(await again.client().post('/setup', { ...asked('430100', ...three), code: right })).ok(201)
    await again.stop()
    clean()
  })

  it('does not open a record whose tables are empty', async () => {
    const [old, clean] = await newPlace()
    const first = await Server.start({ place: old })
    ;(await first.client().post('/setup', { ...asked('430100', ...three), code: setupCode(old) })).ok(201)
    await first.stop()
    const before = events(old)
    for (const table of ['account', 'role_grant', 'person', 'unit']) tamper(old, `DELETE FROM ${table}`)
    const second = await Server.start({ place: old })
    assert.equal((await second.client().get('/setup')).ok().needed, false)
    assert.ok(!existsSync(codePath(old)))
    ;(await second.client().post('/setup', { ...asked('430200', ...three), code: WRONG })).refused(
      409,
      'set_up',
    )
    await second.stop()
    assert.equal(events(old), before)
    clean()
  })
})

describe('at the command line', () => {
  let place: Place
  let remove: () => void
  before(async () => ([place, remove] = await newPlace()))
  after(() => remove())

  const words = ['setup', '--unit', '430100', '--sysadmin', '张一', '--secadmin', '李二', '--auditor', '王三']
  const passwords = 'Correct-horse-1\nCorrect-horse-2\nCorrect-horse-3\n'
  const fails = (input: string, expected: RegExp, ...more: string[]) => {
    const done = commandTold(place, input, ...more)
    assert.equal(done.status, 1, done.stdout)
    assert.match(done.stderr, expected)
    assert.equal(done.stderr.trim().split('\n').length, 1, done.stderr)
  }

  it('what was imported gets its administrators from the operator, not from the port', async () => {
    const file = join(place.data, 'units.csv')
    writeFileSync(
      file,
      'code,name,parent,level\n430100,长沙市人民政府,,city\n430102,芙蓉区人民政府,430100,county\n',
    )
    assert.equal(command(place, 'import', 'units', file).status, 0)
    const server = await Server.start({ place })
    assert.ok(!existsSync(codePath(place)))
    assert.equal((await server.client().get('/setup')).ok().needed, false)
    ;(await server.client().post('/setup', { ...asked('430100', ...three), code: WRONG })).refused(
      409,
      'set_up',
    )
    await server.stop()

    const before = events(place)
    fails(passwords, /--auditor/, ...words.slice(0, -2))
    fails(passwords, /430200 .*--name/, ...words.map((word) => (word === '430100' ? '430200' : word)))
    fails('Correct-horse-1\n', /secadmin.*standard input/, ...words)
    fails(passwords.replace('Correct-horse-2', 'short'), /administrators\.1\.password/, ...words)
    assert.equal(events(place), before)
    const done = commandTold(place, passwords, ...words)
    assert.equal(done.status, 0, done.stderr)
    assert.match(done.stdout, /sysadmin@430100.*\n.*secadmin@430100.*\n.*auditor@430100/)
    fails(passwords, /accounts already/, ...words)

    const again = await Server.start({ place })
    const auditor = await again.client().signIn('auditor@430100', 'Correct-horse-3')
    assert.deepEqual(auditor.me.roles, ['auditor'])
    assert.equal(auditor.me.person.name, '王三')
    await again.stop()
    assert.equal(command(place, 'rebuild', '--check').status, 0)
  })

  it('an empty database is set up as well, and the code of an earlier start goes', async () => {
    const [empty, clean] = await newPlace()
    const server = await Server.start({ place: empty })
    const code = setupCode(empty)
    await server.stop()
    const done = commandTold(empty, passwords, ...words, '--name', '长沙市人民政府', '--level', 'city')
    assert.equal(done.status, 0, done.stderr)
    const again = await Server.start({ place: empty })
    assert.ok(!existsSync(codePath(empty)))
    ;(await again.client().post('/setup', { ...asked('430100', ...three), code })).refused(409, 'set_up')
    await again.client().signIn('sysadmin@430100', 'Correct-horse-1')
    await again.stop()
    clean()
  })
})

describe(
  'two servers on one empty database',
  { skip: engine === 'postgres' ? false : 'PostgreSQL only' },
  () => {
    it('are set up once, whoever asks where', { timeout: 300_000 }, async () => {
      for (let round = 0; round < 4; round++) {
        const [place, remove] = await newPlace()
        const [other, removeOther] = await newPlace()
        const one = await Server.start({ place })
        const two = await Server.start({ place: { data: other.data, url: place.url } })
        const codes = [place, other].map((where) => readFileSync(codePath(where), 'utf8').trim())
        assert.notEqual(codes[0], codes[1])
        const replies = await Promise.all(
          [0, 1, 2, 3].map((n) =>
            [one, two]
              [n % 2]!.client()
              .post('/setup', { ...asked(`43010${n}`, ...three), code: codes[n % 2] }),
          ),
        )
        assert.deepEqual(replies.map((reply) => reply.status).sort(), [201, 409, 409, 409])
        assert.equal(tamper(place, 'SELECT COUNT(*) FROM head').trim(), '1')
        for (const server of [one, two])
          assert.equal((await server.client().get('/setup')).ok().needed, false)
        for (const where of [place, other]) assert.ok(!existsSync(codePath(where)))
        await two.stop()
        await one.stop()
        removeOther()
        remove()
      }
    })
  },
)
