// SPDX-License-Identifier: Apache-2.0
// What script/fixture-database runs: some days of a small town, by public commands, and the database they leave.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Client } from './client.ts'
import { engine } from './database.ts'
import { openByLine } from './people.ts'
import { Server, newPlace, setupCode } from './server.ts'

export const TOP = '430100'
export const TOWN = '430102'
export const STREET = '430102004'
export const PASSWORD = 'Correct-horse-1'

const picture = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex')

async function setUp(server: Server): Promise<void> {
  const administrators = ['sysadmin', 'secadmin', 'auditor'].map((role) => ({
    role,
    login: role,
    name: `管理${role}`,
    password: PASSWORD,
  }))
  const unit = { code: TOP, name: '长沙市人民政府', level: 'city' }
  // The landed c5d2e0b knew no code.
  const code = existsSync(join(server.place.data, 'setup-code')) ? { code: setupCode(server.place) } : {}
  ;(await server.client().post('/setup', { ...code, unit, administrators })).ok(201)
}

async function staff(sysadmin: Client, secadmin: Client, unit: string): Promise<void> {
  for (const role of ['officer', 'leader', 'head'])
    for (let n = 1; n <= (role === 'head' ? 1 : 3); n++) {
      const person = (
        await sysadmin.post(`/units/${unit}/people`, {
          name: `${role}${n}`,
          phone: `1380731${unit.slice(-1)}00${n}`,
        })
      ).ok(201).id
      ;(await secadmin.post(`/units/${unit}/roles`, { person, role })).ok(201)
      ;(
        await secadmin.post(`/units/${unit}/accounts`, { person, login: `${role}${n}`, password: PASSWORD })
      ).ok(201)
    }
}

async function roster(leader: Client, unit: string): Promise<void> {
  const posts = ['duty_leader', 'primary_duty'].map((post) => ({
    post,
    pattern: 'h24',
    engagements: ['staff'],
  }))
  ;(await leader.put(`/units/${unit}/duty-posts`, { posts })).ok()
  const draft = (
    await leader.post(`/units/${unit}/rosters`, {
      from_day: '2026-03-05',
      to_day: '2026-03-20',
      generate: true,
    })
  ).ok(201)
  ;(await leader.post(`/rosters/${draft.id}/publish`, { reason: '三月' })).ok()
}

async function attach(officer: Client, unit: string, n: number): Promise<string> {
  const raw = Buffer.concat([picture, Buffer.from([n])])
  const added = await officer.call('POST', `/units/${unit}/blobs?name=${n}.png`, undefined, {
    raw,
    headers: { 'content-type': 'image/png' },
  })
  return added.ok(201).hash
}

async function night(officer: Client, head: Client, unit: string): Promise<void> {
  ;(await officer.post(`/units/${unit}/watch`, { role: 'officer' })).ok(201)
  for (let n = 0; n < 25; n++)
    (
      await officer.post(`/units/${unit}/log`, {
        type: 'call_in',
        text: `来电 ${n}：路灯不亮`,
        caller_name: `居民${n}`,
        caller_phone: `139000000${10 + n}`,
      })
    ).ok(201)
  for (let n = 0; n < 8; n++) (await openByLine(officer, unit, `第 ${n} 件：树倒压车`)).ok(201)
  for (let n = 0; n < 3; n++) {
    const fields = { question: `伤者姓名 ${n}`, attachments: [await attach(officer, unit, n)] }
    const id = (await officer.post(`/units/${unit}/matters`, { kind: 'inquiry', fields })).ok(201)
      .id as string
    ;(await officer.post(`/matters/${id}/steps/answer`, { fields: { answer: '已核实' } })).ok()
    ;(await officer.post(`/matters/${id}/steps/close`, {})).ok()
    if (n === 0) (await head.post(`/matters/${id}/purge`, { reason: '依法销毁' })).ok()
  }
  ;(await officer.put('/me/pin', { pin: '294716', password: PASSWORD })).ok()
}

async function send(officer: Client, leader: Client, from: string, to: string, n: number): Promise<void> {
  const draft = { type: 'notice', title: `通知 ${n}`, body: '请知悉', to: [to] }
  const id = (await officer.post(`/units/${from}/dispatches`, draft)).ok(201).id as string
  ;(await leader.post(`/dispatches/${id}/sign_off`)).ok()
}

/** What was told of the accidents of the fixture, by the summary. */
export const ACCIDENTS = {
  silent: '一号井冒顶', // nobody was told
  told: '二号井冒顶', // by telephone and in writing
  ended: '三号井冒顶', // by telephone, and found unfounded
  fresh: '四号井冒顶', // just before the program ended
}

async function accident(officer: Client, summary: string): Promise<string> {
  const fields = { summary, kind: 'mine', deaths: 1 }
  return (await officer.post(`/units/${STREET}/matters`, { kind: 'incident', fields })).ok(201).id
}

async function tell(officer: Client, leader: Client, id: string, written: boolean): Promise<void> {
  const fields = { to_unit: TOWN, to_person: '值班员', words: '井下冒顶，死亡1人' }
  ;(await officer.post(`/matters/${id}/steps/phone_report`, { fields })).ok()
  if (!written) return
  const draft = { matter: id, type: 'initial_report', title: '初报', body: '死亡1人', to: [TOWN] }
  const report = (await officer.post(`/units/${STREET}/dispatches`, draft)).ok(201).id as string
  ;(await leader.post(`/dispatches/${report}/sign_off`)).ok()
}

async function accidents(officer: Client, leader: Client): Promise<void> {
  await accident(officer, ACCIDENTS.silent)
  await tell(officer, leader, await accident(officer, ACCIDENTS.told), true)
  const ended = await accident(officer, ACCIDENTS.ended)
  await tell(officer, leader, ended, false)
  ;(await leader.post(`/matters/${ended}/steps/dismiss`, { note: '误报' })).ok()
}

async function live(server: Server): Promise<void> {
  const as = (login: string) => server.client().signIn(login, PASSWORD)
  await setUp(server)
  const sysadmin = await as(`sysadmin@${TOP}`),
    secadmin = await as(`secadmin@${TOP}`)
  ;(await sysadmin.post('/units', { code: TOWN, name: '芙蓉区人民政府', level: 'county', parent: TOP })).ok(
    201,
  )
  ;(await sysadmin.post('/units', { code: STREET, name: '定王台街道', level: 'township', parent: TOWN })).ok(
    201,
  )
  for (const unit of [TOWN, STREET]) {
    await staff(sysadmin, secadmin, unit)
    const officer = await as(`officer1@${unit}`),
      leader = await as(`leader1@${unit}`)
    await roster(leader, unit)
    ;(await leader.post(`/units/${unit}/watch`, { role: 'leader' })).ok(201)
    await night(officer, await as(`head1@${unit}`), unit)
    for (let n = 0; n < 3; n++) await send(officer, leader, unit, unit === TOWN ? STREET : TOWN, n)
  }
  await accidents(await as(`officer1@${STREET}`), await as(`leader1@${STREET}`))
  await server.moveClock('2026-03-07T09:00:00+08:00')
  await accident(await as(`officer1@${STREET}`), ACCIDENTS.fresh)
}

/** The bytes of the database, the server of which has ended. */
function dumped(place: { data: string; url: string | null }): Buffer {
  if (place.url === null) return readFileSync(`${place.data}/shaodian.db`)
  return execFileSync('pg_dump', ['--no-owner', '--no-privileges', place.url], { maxBuffer: 1 << 28 })
}

async function main(path: string): Promise<void> {
  const [place, cleanup] = await newPlace()
  const server = await Server.start({ place })
  try {
    await live(server)
    await server.stop()
    writeFileSync(
      engine === 'sqlite' ? `${path}.db.gz` : `${path}.sql.gz`,
      gzipSync(dumped(place), { level: 9 }),
    )
  } finally {
    cleanup()
  }
}

if (process.argv[2] && process.argv[1]?.endsWith('fixture.ts')) await main(process.argv[2])
