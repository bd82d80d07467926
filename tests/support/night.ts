// SPDX-License-Identifier: Apache-2.0
// One street's room prepared for a night: two officers with PINs, the two who relieve them, a question to be asked, a roster;
// and its clock, which moves while somebody works, or until somebody is asked whether they are there.
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { Seat } from './browser.ts'
import { CITY, DISTRICT, OTHER_STREET, login } from './city.ts'
import { type Client, type Json, PASSWORD } from './client.ts'
import { PIN } from './room.ts'
import { Server } from './server.ts'

const MINUTE = 60_000
/** The demo is quiet here until now: nothing is open, one officer is on watch since yesterday. */
export const NIGHT_STREET = OTHER_STREET
export const NIGHT_BEGINS = '2026-03-04T08:10:00+08:00'

export interface Officer {
  id: string
  name: string
  initials: string
  login: string
}

/** Somebody with an account and a PIN; `own`: the demo gave this person an account already. */
async function officerMake(server: Server, secadmin: Client, person: Json, own: boolean): Promise<Officer> {
  const account = own ? login('officer', NIGHT_STREET) : `${person.initials}@${NIGHT_STREET}`
  if (!own)
    (
      await secadmin.post(`/units/${NIGHT_STREET}/accounts`, {
        person: person.id,
        login: account,
        password: PASSWORD,
      })
    ).ok(201)
  const client = await server.client().signIn(account)
  ;(await client.put('/me/pin', { pin: PIN, password: PASSWORD })).ok()
  return { id: person.id, name: person.name, initials: person.initials, login: account }
}

export class Night {
  now = Date.parse(NIGHT_BEGINS)
  room!: Seat
  /** Who stands there when it begins. */
  yesterday!: Officer
  officers: Officer[] = []
  roster = ''

  private constructor(
    readonly server: Server,
    readonly browser: Browser,
  ) {}

  static async begin(browser: Browser): Promise<Night> {
    const server = await Server.start({ demo: true, clock: NIGHT_BEGINS })
    const night = new Night(server, browser)
    await night.people()
    await night.rostered()
    await night.question()
    return night
  }

  async end(): Promise<void> {
    await this.room?.close()
    await this.server.stop()
  }

  path(rest: string): string {
    return `/units/${NIGHT_STREET}${rest}`
  }
  /** Sessions last twelve hours, the night longer. */
  as(role: 'officer' | 'leader' | 'head' | 'secadmin' | 'sysadmin', unit = NIGHT_STREET): Promise<Client> {
    return this.server.client().signIn(login(role, unit))
  }
  inspector(): Promise<Client> {
    return this.server.client().signIn(login('inspector', CITY))
  }
  /** A seat of their own: the leader's phone, the district's desk. */
  async seat(account: string, path: string, viewport?: { width: number; height: number }): Promise<Seat> {
    return (await Seat.take(this.browser, this.server.base, { viewport })).enter(account, path)
  }
  district(path: string): Promise<Seat> {
    return this.seat(login('officer', DISTRICT), path)
  }

  private async people(): Promise<void> {
    const secadmin = await this.as('secadmin')
    const known = await this.as('officer')
    const all = (await known.get(this.path('/people?role=officer&limit=50'))).ok().items as Json[]
    const make = (person: Json) =>
      officerMake(this.server, secadmin, person, person.id === known.me.person.id)
    this.yesterday = await make(all.find((one) => one.on_watch))
    for (const person of all.filter((one) => !one.on_watch).slice(0, 4))
      this.officers.push(await make(person))
    assert.equal(this.officers.length, 4)
  }
  /** Two posts; the first two stand from today on until the leader puts others in their places. */
  private async rostered(): Promise<void> {
    const leader = await this.as('leader')
    for (const roster of (await leader.get(this.path('/rosters?state=published'))).ok().items)
      (await leader.post(`/rosters/${roster.id}/withdraw`, { reason: '改为双人双岗' })).ok()
    const post = (name: string) => ({
      post: name,
      pattern: 'h24',
      engagements: ['staff', 'contract', 'seconded'],
    })
    ;(
      await leader.put(this.path('/duty-posts'), {
        posts: ['duty_leader', 'primary_duty', 'secondary_duty'].map(post),
      })
    ).ok()
    const days = Array.from({ length: 20 }, (_, i) => `2026-03-${String(4 + i).padStart(2, '0')}`)
    const [main, second] = this.officers
    const assignments = days.flatMap((day) => [
      { post: 'duty_leader', day, person: leader.me.person.id },
      { post: 'primary_duty', day, person: main!.id },
      { post: 'secondary_duty', day, person: second!.id },
    ])
    this.roster = (
      await leader.post(this.path('/rosters'), { from_day: days[0], to_day: days.at(-1), assignments })
    ).ok().id
    ;(await leader.post(`/rosters/${this.roster}/publish`, { reason: '抢险期间连续值守' })).ok()
  }
  private async question(): Promise<void> {
    const leader = await this.as('leader')
    const card = (await leader.post(this.path('/cards/adopt'), { starters: ['gas_leak'] })).ok(201).items[0]
    ;(
      await leader.post(`/cards/${card.id}/questions`, {
        text: '燃气泄漏，第一个电话打给谁？',
        options: ['物业', '119', '燃气公司'],
        answer: 1,
      })
    ).ok(201)
  }

  /** From this day on the other two stand. */
  async relieve(day: string): Promise<void> {
    const leader = await this.as('leader')
    const shifts = ((await leader.get(`/rosters/${this.roster}`)).ok().shifts as Json[]).filter(
      (one) => one.day >= day,
    )
    const turn = { primary_duty: this.officers[2]!, secondary_duty: this.officers[3]! } as Record<
      string,
      Officer
    >
    const changes = shifts
      .filter((one) => turn[one.post])
      .map((one) => ({ shift: one.id ?? one.shift, person: turn[one.post]!.id }))
    ;(await leader.post(`/rosters/${this.roster}/changes`, { changes, reason: '抢险结束，恢复轮班' })).ok()
  }

  // ---- time ----

  async pass(minutes: number): Promise<void> {
    this.now += Math.round(minutes * MINUTE)
    await this.server.moveClock(new Date(this.now))
  }
  /** The room's page is alive; `typed`: somebody is at its keys. */
  async beat(typed: boolean): Promise<void> {
    const acting = (await this.room.page.evaluate(() => localStorage.getItem('shaodian.acting'))) ?? ''
    const reply = await this.room.context.request.post(
      `${this.server.base}/api/v1${this.path('/presence/beat')}`,
      {
        data: typed ? { input_at: new Date(this.now).toISOString() } : {},
        headers: { origin: this.server.base, 'x-acting-person': acting },
      },
    )
    assert.ok(reply.ok(), await reply.text())
  }
  /** Somebody is at work until then: nobody is asked. */
  async work(until: string): Promise<void> {
    const end = Date.parse(until)
    assert.ok(end >= this.now, `${until} is over`)
    while (this.now < end) {
      await this.beat(true)
      await this.pass(Math.min(9, (end - this.now) / MINUTE))
    }
    await this.beat(true)
    await this.room.page.reload()
    await this.room.page.locator('.writes button.main').waitFor()
  }
  /** Nobody touches a key until somebody is asked: the challenge. */
  async asked(): Promise<Json> {
    for (let i = 0; i < 5000; i++) {
      await this.beat(false)
      await this.pass(1)
      const found = (await this.get(this.path('/challenges'))).items.find(
        (one: Json) => one.state === 'waiting',
      )
      if (found) return found
    }
    throw new Error('nobody was asked')
  }
  /** What the room's computer sees, in the name of whoever writes there. */
  async get(path: string): Promise<Json> {
    const acting = (await this.room.page.evaluate(() => localStorage.getItem('shaodian.acting'))) ?? ''
    const reply = await this.room.context.request.get(`${this.server.base}/api/v1${path}`, {
      headers: { 'x-acting-person': acting },
    })
    assert.ok(reply.ok(), `${path}: ${await reply.text()}`)
    return reply.json()
  }
  async post(path: string, data: Json): Promise<Json> {
    const acting = (await this.room.page.evaluate(() => localStorage.getItem('shaodian.acting'))) ?? ''
    const reply = await this.room.context.request.post(`${this.server.base}/api/v1${path}`, {
      data,
      headers: { origin: this.server.base, 'x-acting-person': acting },
    })
    assert.ok(reply.ok(), `${path}: ${await reply.text()}`)
    return reply.json()
  }

  // ---- at the room's computer ----

  /** Initials, Enter, PIN, Enter. */
  async come(officer: Officer): Promise<void> {
    const { page } = this.room
    await this.room.open('/terminal')
    await page.locator('.come .people button').first().waitFor()
    await page.locator('.come input').first().fill(officer.initials)
    await page.keyboard.press('Enter')
    await page.locator('.pin').waitFor()
    await page.keyboard.type(PIN)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${this.server.base}/`)
    await page.locator('.writes button.main', { hasText: officer.name }).waitFor()
  }
  /** One key, and whose name stands under what is written now. */
  async takes(officer: Officer): Promise<void> {
    const { page } = this.room
    await page.keyboard.press(
      await page
        .locator('.writes button[aria-pressed]', { hasText: officer.name })
        .locator('kbd')
        .innerText(),
    )
    await page.locator('.writes button.main', { hasText: officer.name }).waitFor()
    await page.locator('.bar .who', { hasText: officer.name }).waitFor()
  }
  /** Signs once the page offers it: what was asked of the server before may still be on its way. */
  async signs(): Promise<void> {
    const { page } = this.room
    await page.locator('button.main:enabled', { has: page.locator('kbd', { hasText: /^S$/ }) }).waitFor()
    await page.keyboard.press('s')
  }
  /** Where the act has legal weight, the person shows again who they are. */
  async prove(): Promise<void> {
    const { page } = this.room
    await page.locator('[role=dialog] .pin').waitFor()
    await page.keyboard.type(PIN)
    await page.keyboard.press('Enter')
    await page.locator('[role=dialog] .pin').waitFor({ state: 'detached' })
  }
}
