// SPDX-License-Identifier: Apache-2.0
// What is slow: done beside the port and the writer, with a share for each, told how far it is, called off, and ended with the program.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { CITY, DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import { type Client, type Json, type Reply, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'
import { until } from '../support/until.ts'

const YEAR = 2026
const LINES = 330 // more than are printed at once
const LATER = { headers: { prefer: 'respond-async' } }
const text = '群众来电反映路灯不亮，已转有关单位处理，请跟踪办理并回复。'.repeat(8)

let server: Server
let officer: Client, other: Client, admin: Client

const volume = (unit: string) => `/units/${unit}/log/volume?year=${YEAR}`
const place = (reply: Reply): string => {
  assert.equal(reply.status, 202, `${reply.asked}: ${reply.status} ${reply.text.slice(0, 400)}`)
  assert.equal(reply.headers.get('location'), `/api/v1/works/${reply.json.id}`)
  return `/works/${reply.json.id}`
}
const ended = (work: Json) => !['waiting', 'running'].includes(work.state)
/** Looks until it has ended; each look is told to `seen`. */
async function end(
  client: Client,
  work: string,
  seen: (shown: Json) => unknown = () => undefined,
): Promise<Json> {
  for (;;) {
    const shown = (await client.get(work)).ok(200)
    await seen(shown)
    if (ended(shown)) return shown
    await sleep(20)
  }
}
const metric = async (name: string) =>
  Number(new RegExp(`^shaodian_${name} (\\d+)$`, 'm').exec((await officer.get('/metrics')).text)![1])
async function fill(client: Client, unit: string, lines: number): Promise<void> {
  const write = async (first: number) => {
    for (let i = first; i < lines; i += 8)
      (await client.post(`/units/${unit}/log`, { type: 'other', text: `${i} ${text}` })).ok(201)
  }
  await Promise.all(Array.from({ length: 8 }, (_, i) => write(i)))
}
const people = (count: number, prefix: string) =>
  `name,phone\n${Array.from({ length: count }, (_, i) => `${prefix}${i},139${String(10_000_000 + i)}`).join('\n')}\n`

before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(login('officer'))
  other = await server.client().signIn(login('officer', OTHER_STREET))
  admin = await server.client().signIn(login('sysadmin', DISTRICT))
  await Promise.all([fill(officer, STREET, LINES), fill(other, OTHER_STREET, LINES)])
})
after(() => server.stop())

describe('a year bound as a book', () => {
  it('is answered by where to look, tells how far it is, and is handed out once', async () => {
    const work = place(await officer.get(volume(STREET)))
    const steps: number[] = []
    const shown = await end(officer, work, (now) => {
      assert.ok(now.done <= now.of || now.of === 0)
      steps.push(now.done)
    })
    assert.equal(shown.state, 'done')
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
      'it never seems to begin anew',
    )
    assert.equal(shown.result, `/api/v1${work}/result`)
    const pdf = await officer.get(`${work}/result`)
    assert.equal(pdf.status, 200)
    assert.equal(pdf.headers.get('content-type'), 'application/pdf')
    assert.match(pdf.text, /^%PDF/)
    ;(await officer.get(`${work}/result`)).refused(404, 'not_found')
    ;(await officer.get(work)).refused(404, 'not_found')
  })

  it('is not given to who lost the role by which it was asked', async () => {
    const secadmin = await server.client().signIn(login('secadmin'))
    const roles = `/units/${STREET}/roles`
    const person = officer.me.person.id
    const work = place(await officer.get(volume(STREET)))
    await end(officer, work)
    ;(await secadmin.delete(`${roles}/${person}/officer`)).ok()
    for (const path of [work, `${work}/result`]) (await officer.get(path)).refused(404, 'not_found')
    ;(await secadmin.post(roles, { person, role: 'officer' })).ok()
    assert.equal((await officer.get(`${work}/result`)).status, 200)
  })

  it('is its account’s alone, and refused at once to who may not have it', async () => {
    ;(await other.get(volume(STREET))).refused(403, 'denied')
    ;(await officer.get(`/units/${STREET}/log/volume?year=1`)).refused(422, 'invalid', 'year')
    const work = place(await officer.get(volume(STREET)))
    for (const path of [work, `${work}/result`]) {
      ;(await other.get(path)).refused(404, 'not_found')
      ;(await server.client().get(path)).refused(401, 'signed_out')
    }
    ;(await other.delete(work)).refused(404, 'not_found')
    ;(await end(officer, work)).state
    assert.equal((await officer.delete(work)).status, 204)
    ;(await officer.get(work)).refused(404, 'not_found')
  })

  it('leaves others to write and to print while several are bound', async () => {
    const again = await server.client().signIn(login('officer'))
    const works = await Promise.all(
      [officer, again, other].map(
        async (client, i) =>
          [client, place(await client.get(volume(i < 2 ? STREET : OTHER_STREET)))] as const,
      ),
    )
    let written = 0,
      printed = 0
    const under = async () =>
      (await Promise.all(works.map(async ([client, work]) => ended((await client.get(work)).ok())))).some(
        (done) => !done,
      )
    for (let running = true; running;) {
      ;(await other.post(`/units/${OTHER_STREET}/log`, { type: 'other', text: '值班正常' })).ok(201)
      const day = await other.get(
        `/units/${OTHER_STREET}/roster-wall?from=2026-03-01&to=2026-03-07&format=pdf`,
      )
      assert.equal(day.status, 200)
      running = await under()
      if (running) (written++, printed++)
    }
    assert.ok(written >= 3 && printed >= 3, `only ${written} written and ${printed} printed meanwhile`)
    for (const [client, work] of works) {
      assert.equal((await client.get(work)).ok().state, 'done')
      assert.match((await client.get(`${work}/result`)).text, /^%PDF/)
    }
  })

  it('is asked for by one session two at a time', async () => {
    let works: string[] = []
    // One may have ended before the third is asked for, or before it is called off: then it is tried again.
    await until('two are called off while a third is refused', async () => {
      for (const work of works) {
        await officer.delete(work)
        await until('it is over', async () => {
          const shown = await officer.get(work)
          return shown.status === 404 || ended(shown.ok())
        })
      }
      works = [place(await officer.get(volume(STREET))), place(await officer.get(volume(STREET)))]
      const third = await officer.get(volume(STREET))
      if (third.status === 202) {
        const states = await Promise.all(works.map(async (work) => (await officer.get(work)).ok()))
        assert.ok(states.some(ended), 'a third beside two that go on')
        works.push(place(third))
        return false
      }
      assert.equal(third.refused(429, 'too_many_works').fields!.length, 0)
      assert.ok(third.headers.get('retry-after'))
      for (const work of works) assert.equal((await officer.delete(work)).status, 204)
      const after = await Promise.all(works.map((work) => officer.get(work)))
      if (after.some((shown) => shown.status === 404)) return false
      for (const work of works) assert.equal((await end(officer, work)).state, 'cancelled')
      return true
    })
    ;(await officer.get(`${works[0]}/result`)).refused(503, 'cancelled')
    place(await officer.get(volume(STREET)))
  })
})

describe('an answer that is waited for', () => {
  it('may be looked for later, when the client prefers it', async () => {
    const reply = await officer.get(`/units/${STREET}/day-log?format=pdf`, LATER)
    const pdf =
      reply.status === 202
        ? await end(officer, place(reply)).then((work) => officer.get(work.result.replace('/api/v1', '')))
        : reply
    assert.match(pdf.text, /^%PDF/)
    const json = await officer.get(`/units/${STREET}/day-log`, LATER)
    assert.equal(json.ok(200).unit, STREET, 'what is quick is answered as ever')
  })

  it('is called off when the client goes away', async () => {
    const before = await metric('works_cancelled_total')
    const gone = new AbortController()
    // Whoever asks on a condition waits for the answer, however long it takes.
    const seen = (await admin.get(`/units/${DISTRICT}`)).headers.get('etag')!
    const asked = admin
      .post(
        `/units/${DISTRICT}/import`,
        { what: 'people', csv: people(3000, '离') },
        { signal: gone.signal, headers: { 'if-match': seen } },
      )
      .then(
        (reply) => reply.text,
        () => 'gone',
      )
    while ((await metric('works_running')) === 0 && (await Promise.race([asked, sleep(10, '')])) === '');
    gone.abort()
    assert.equal(await asked, 'gone')
    await until('none is under way', async () => (await metric('works_running')) === 0)
    await until('it is counted', async () => (await metric('works_cancelled_total')) === before + 1)
    const last = (await admin.get(`/units/${DISTRICT}/people?q=${encodeURIComponent('离2999')}`)).ok()
      .items as Json[]
    assert.deepEqual(last, [], 'all of it was taken for nobody')
  })
})

describe('an import of many lines', () => {
  it('is answered by where to look, and says what it took', async () => {
    const work = place(
      await admin.post(`/units/${DISTRICT}/import`, { what: 'people', csv: people(120, '甲') }),
    )
    const shown = await end(admin, work)
    assert.deepEqual([shown.state, shown.done, shown.of], ['done', 120, 120])
    const result = (await admin.get(`${work}/result`)).ok(200)
    assert.deepEqual([result.accepted, result.untouched, result.refused], [120, 0, []])
  })

  it('stops between two lines when it is called off, and says how many it took', async () => {
    const key = { headers: { 'idempotency-key': 'import-called-off' } }
    const body = { what: 'people', csv: people(2000, '乙') }
    const work = place(await admin.post(`/units/${DISTRICT}/import`, body, key))
    // Once: who calls off what has ended meanwhile has it forgotten.
    let called = false
    await end(admin, work, async (now) => {
      if (called || now.done <= 2 || now.state !== 'running') return
      called = true
      await admin.delete(work)
    })
    assert.equal((await admin.get(work)).ok().state, 'cancelled')
    const result = (await admin.get(`${work}/result`)).ok(200)
    assert.ok(result.accepted > 2 && result.untouched > 0)
    assert.equal(result.accepted + result.untouched, 2000)
    // Under the same key its lines are not there twice.
    ;(await admin.post(`/units/${DISTRICT}/import`, body, key)).refused(409, 'done')
  })

  it('is refused at once where it can be', async () => {
    const csv = people(200, '丙')
    const auditor = await server.client().signIn(login('auditor', DISTRICT))
    await unmoved(auditor, DISTRICT, async () => {
      ;(await officer.post(`/units/${CITY}/import`, { what: 'people', csv })).refused(403, 'denied')
      ;(await admin.post(`/units/${DISTRICT}/import`, { what: 'stars', csv })).refused(422, 'invalid', 'what')
    })
  })
})

describe('cards out of a text of nothing but headings', () => {
  it('are refused without holding up those who write', async () => {
    const leader = await server.client().signIn(login('leader'))
    const auditor = await server.client().signIn(login('auditor'))
    await unmoved(auditor, STREET, async () => {
      const body = { format: 'markdown', text: '# a\n'.repeat(190_000) }
      ;(await leader.post(`/units/${STREET}/cards/import`, body)).refused(422, 'invalid', 'text')
    })
  })
})

describe('the end of the program', () => {
  it('waits for no book, no page and no import', async () => {
    const brief = await Server.start({ demo: true })
    const clients = await Promise.all(
      [STREET, OTHER_STREET].map((unit) => brief.client().signIn(login('officer', unit))),
    )
    const boss = await brief.client().signIn(login('sysadmin', DISTRICT))
    const import_ = place(
      await boss.post(`/units/${DISTRICT}/import`, { what: 'people', csv: people(5000, '丁') }),
    )
    for (const [i, client] of clients.entries())
      place(await client.get(volume(i === 0 ? STREET : OTHER_STREET), LATER))
    const held = clients.map((client, i) =>
      client.get(`/units/${[STREET, OTHER_STREET][i]}/day-log?format=pdf`).catch(() => null),
    )
    await end(boss, import_, (now) => now.done > 0 && Promise.reject(new Error('begun'))).catch((error) =>
      assert.match(String(error), /begun/),
    )
    await brief.stop()
    assert.doesNotMatch(brief.log(), /not waited for/)
    await Promise.all(held)
  })

  it('waits for no roster that is being looked for, nor for a volume that is being bound', async () => {
    const brief = await Server.start({ demo: true })
    const leader = await brief.client().signIn(login('leader'))
    const posts = ['duty_leader', 'primary_duty', 'secondary_duty'].map((post) => ({
      post,
      pattern: 'h24',
      engagements: ['staff', 'contract'],
    }))
    ;(await leader.put(`/units/${STREET}/duty-posts`, { posts })).ok()
    const binder = await brief.client().signIn(login('officer'))
    await fill(binder, STREET, LINES)
    const volume_ = place(await binder.get(volume(STREET), LATER))
    const asked = await Promise.all(
      ['04', '06', '08'].map(async (month) => {
        const client = await brief.client().signIn(login('officer'))
        const wish = {
          from_day: `2026-${month}-01`,
          to_day: `2026-${month}-30`,
          title: month,
          generate: true,
        }
        return [client, place(await client.post(`/units/${STREET}/rosters`, wish, LATER))] as const
      }),
    )
    // Both have begun; how far they are when the program is told to end is left to chance.
    for (const [client, work] of [[binder, volume_], asked[0]!] as const)
      for (
        let shown = (await client.get(work)).ok();
        shown.state === 'waiting';
        shown = (await client.get(work)).ok()
      )
        await sleep(5)
    await brief.stop()
    assert.doesNotMatch(brief.log(), /not waited for/)
  })
})

describe('the document', () => {
  it('says what is told to look elsewhere, where, and what is there', async () => {
    const document = (await server.client().get('/openapi.json')).ok()
    const call = (path: string, method: string): Json => document.paths[path][method]
    for (const [path, method] of [
      ['/units/{unit}/log/volume', 'get'],
      ['/units/{unit}/import', 'post'],
      ['/units/{unit}/rosters', 'post'],
    ] as const) {
      assert.deepEqual(call(path, method).responses['202'], { $ref: '#/components/responses/Later' }, path)
      assert.ok(
        call(path, method).parameters.some((one: Json) => one.$ref === '#/components/parameters/Prefer'),
        path,
      )
    }
    assert.deepEqual(
      call('/units/{unit}/log', 'get').responses['202'],
      { $ref: '#/components/responses/Later' },
      'a paper of it',
    )
    assert.equal(call('/me', 'get').responses['202'], undefined)
    assert.ok(document.components.responses.Later.headers.Location)
    assert.deepEqual(Object.keys(call('/works/{id}', 'delete').responses), ['204', 'default'])
    // What a work looks like there is what it looks like.
    const work = place(await officer.get(volume(STREET), LATER))
    const shown = await end(officer, work)
    assert.equal(
      call('/works/{id}', 'get').responses['200'].content['application/json'].schema.$ref,
      '#/components/schemas/Work',
    )
    const said: Json = document.components.schemas.Work
    assert.deepEqual(Object.keys(shown).sort(), Object.keys(said.properties).sort())
    assert.ok(said.properties.state.enum.includes(shown.state))
    assert.equal((await officer.get(`${work}/result`)).status, 200)
  })
})
