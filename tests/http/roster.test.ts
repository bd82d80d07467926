// SPDX-License-Identifier: Apache-2.0
// Rosters of a street: posts, a month with National Day by turn, what a change breaks, publishing, who holds a
// minute, and the gaps that the city sees.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
let officer: Client, leader: Client, inspector: Client
let draft: Json

before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(`officer@${STREET}`)
  leader = await server.client().signIn(`leader@${STREET}`)
  inspector = await server.client().signIn(`inspector@${CITY}`)
})
after(() => server.stop())

const shiftOf = (roster: Json, post: string, day: string): Json =>
  (roster.shifts as Json[]).find((row) => row.post === post && row.day === day)

describe('the calendar', () => {
  it('knows holidays and make-up days by their notice, and refuses a year without one', async () => {
    const year = (await officer.get('/calendar/2026')).ok()
    const day = (text: string) => (year.days as Json[]).find((row) => row.day === text)
    assert.equal(year.days.length, 365)
    assert.deepEqual([day('2026-10-01').kind, day('2026-10-01').statutory], ['holiday', true])
    assert.deepEqual([day('2026-09-20').kind, day('2026-09-20').made_up], ['workday', true])
    ;(await officer.get('/calendar/2027')).refused(404, 'no_calendar')
  })
})

describe('a street', () => {
  it('arranges its posts: the leader does, by a pattern that is known', async () => {
    const posts = ['duty_leader', 'primary_duty', 'secondary_duty'].map((post) => ({
      post,
      pattern: 'h24',
      engagements: ['staff', 'contract'],
    }))
    ;(await officer.put(`/units/${STREET}/duty-posts`, { posts })).refused(403, 'denied')
    ;(
      await leader.put(`/units/${STREET}/duty-posts`, { posts: [{ ...posts[0], pattern: 'always' }] })
    ).refused(422, 'invalid', 'posts.0.pattern')
    const arranged = (await leader.put(`/units/${STREET}/duty-posts`, { posts })).ok()
    assert.deepEqual(
      (arranged.items as Json[]).map((row) => row.role),
      ['leader', 'officer', 'officer'],
    )
  })

  it('has October drawn up by turn, National Day apart', async () => {
    draft = (
      await officer.post(`/units/${STREET}/rosters`, {
        from_day: '2026-10-01',
        to_day: '2026-10-31',
        title: '2026年10月',
        generate: true,
      })
    ).ok(201)
    assert.equal(draft.shifts.length, 93)
    assert.deepEqual(
      draft.broken.filter((row: Json) => row.hard),
      [],
    )
    assert.equal(shiftOf(draft, 'primary_duty', '2026-10-01').day_kind, 'holiday')
    assert.equal(shiftOf(draft, 'primary_duty', '2026-10-10').day_kind, 'workday')
    const stood = new Map<string, number>()
    for (const row of draft.shifts as Json[])
      if (row.role === 'officer' && row.day_kind === 'holiday')
        stood.set(row.person, (stood.get(row.person) ?? 0) + 1)
    const counts = [...stood.values()]
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `holidays: ${counts}`)
    ;(
      await officer.post(`/units/${STREET}/rosters`, { from_day: '2027-01-01', to_day: '2027-01-31' })
    ).refused(404, 'no_calendar')
  })

  it('hears what a change breaks before it is made', async () => {
    const main = shiftOf(draft, 'primary_duty', '2026-10-02')
    const second = shiftOf(draft, 'secondary_duty', '2026-10-02')
    const changes = [{ shift: second.id, person: main.person }]
    const tried = await unmoved(officer, STREET, async () =>
      (await officer.post(`/rosters/${draft.id}/changes`, { changes, try: true })).ok(),
    )
    assert.ok(tried.breaks.some((row: Json) => row.rule === 'two_places' && row.person === main.person))
    const emptied = (
      await officer.post(`/rosters/${draft.id}/changes`, { changes: [{ shift: second.id }] })
    ).ok()
    assert.ok(emptied.breaks.some((row: Json) => row.rule === 'uncovered' && row.shift === second.id))
  })

  it('publishes: the leader does, and with a gap only for a reason that stays in the record', async () => {
    ;(await officer.post(`/rosters/${draft.id}/publish`)).refused(403, 'denied')
    ;(await leader.post(`/rosters/${draft.id}/publish`)).refused(409, 'breaks_rules')
    const published = (
      await leader.post(`/rosters/${draft.id}/publish`, { reason: '副班待定，先行公布' })
    ).ok()
    assert.equal(published.state, 'published')
    ;(await leader.post(`/rosters/${draft.id}/publish`)).refused(409, 'wrong_state')
  })

  it('says who holds a minute: half-open, for a past or future one', async () => {
    const on = async (at: string) =>
      (
        (await officer.get(`/units/${STREET}/on-duty?at=${encodeURIComponent(at)}`)).ok().items as Json[]
      ).find((row) => row.post === 'primary_duty')
    const first = shiftOf(draft, 'primary_duty', '2026-10-01'),
      next = shiftOf(draft, 'primary_duty', '2026-10-02')
    assert.equal((await on('2026-10-02T08:29:59+08:00')).shift, first.id)
    assert.equal((await on('2026-10-02T08:30:00+08:00')).shift, next.id)
    assert.ok((await on('2026-10-02T08:30:00+08:00')).name)
  })

  it('keeps whose turn it was when a published shift is given to another', async () => {
    const main = shiftOf(draft, 'primary_duty', '2026-10-20')
    const other = (draft.shifts as Json[]).find(
      (row) => row.role === 'officer' && row.person !== main.person,
    )!.person
    const changes = [{ shift: main.id, person: other }]
    ;(await officer.post(`/rosters/${draft.id}/changes`, { changes, reason: '临时有事' })).refused(
      403,
      'denied',
    )
    ;(await leader.post(`/rosters/${draft.id}/changes`, { changes })).refused(422, 'invalid', 'reason')
    ;(await leader.post(`/rosters/${draft.id}/changes`, { changes, reason: '临时有事' })).ok()
    const now = shiftOf((await officer.get(`/rosters/${draft.id}`)).ok(), 'primary_duty', '2026-10-20')
    assert.deepEqual([now.person, now.rostered], [other, main.person])
  })
})

describe('where not all rules can hold', () => {
  it('says which is relaxed, for whom and on which shift', async () => {
    const officers = new Set(
      (draft.shifts as Json[]).filter((row) => row.role === 'officer').map((row) => row.person),
    )
    const away = [...officers].slice(3)
    for (const person of away) {
      const leave = (
        await leader.post(`/units/${STREET}/leaves`, {
          person,
          kind: 'training',
          from: '2026-12-01T00:00:00+08:00',
          until: '2026-12-07T00:00:00+08:00',
          place: '省里',
          reason: '培训',
        })
      ).ok(201)
      if (leave.state === 'asked') (await leader.post(`/leaves/${leave.id}/approve`, {})).ok()
    }
    const made = (
      await officer.post(`/units/${STREET}/rosters`, {
        from_day: '2026-12-01',
        to_day: '2026-12-05',
        generate: true,
      })
    ).ok(201)
    const relax = made.relax as Json[]
    assert.ok(relax.length > 0, 'three officers for two posts round the clock')
    const broken = (made.broken as Json[]).filter((row) => row.hard)
    assert.equal(relax.length, broken.length, 'each place that breaks a hard rule, and no other')
    for (const row of broken) {
      const shift = (made.shifts as Json[]).find((one) => one.id === row.shift)!
      const said = relax.find(
        (one) =>
          one.rule === row.rule &&
          [one.begins_at, one.next_at].includes(shift.begins_at) &&
          [one.post, one.next_post].includes(shift.post),
      )
      assert.ok(said, `${row.rule} of ${shift.day} ${shift.post} was not said`)
      assert.ok(said.label.zh && said.post_name)
      if (row.rule === 'rest') assert.deepEqual([said.people, said.names.length], [[shift.person], 1])
      if (row.rule === 'uncovered') assert.deepEqual([...said.people].sort(), [...away].sort())
    }
    ;(await officer.post(`/rosters/${made.id}/discard`)).ok()
  })
})

describe('the city', () => {
  const street = async (): Promise<Json> =>
    ((await inspector.get(`/coverage?under=${CITY}`)).ok().items as Json[]).find((row) => row.unit === STREET)

  it('sees every gap below with its minute, until it is filled', async () => {
    const gaps = (await street()).gaps as Json[]
    const gap = gaps.find((row) => row.kind === 'vacant' && row.post === 'secondary_duty')
    assert.deepEqual([gap.from_at, gap.until_at], ['2026-10-02T08:30:00+08:00', '2026-10-03T08:30:00+08:00'])
    const second = shiftOf(draft, 'secondary_duty', '2026-10-02')
    ;(
      await leader.post(`/rosters/${draft.id}/changes`, {
        changes: [{ shift: second.id, person: second.person }],
        reason: '补上',
      })
    ).ok()
    assert.ok(!((await street()).gaps as Json[]).some((row) => row.kind === 'vacant'))
  })

  it('sees who should be at every post of every unit at a minute', async () => {
    const all = (
      await inspector.get(`/on-duty?under=${DISTRICT}&at=${encodeURIComponent('2026-03-15T02:40:00+08:00')}`)
    ).ok().items as Json[]
    assert.ok(all.length > 5)
    assert.ok(
      all.every((row) => row.items.length > 0),
      'every unit of the demo is rostered',
    )
    const elsewhere = await server.client().signIn(`officer@${STREET}`)
    ;(await elsewhere.get(`/on-duty?under=${CITY}`)).refused(403, 'denied')
  })
})
