// SPDX-License-Identifier: Apache-2.0
// Public cases replayed minute by minute with the clock moved: levels, re-grades, and which hop was
// late, held against the public record. Skipped where the record is not beside this tree.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { tellToTheEnd } from '../support/told.ts'
import { Server, newPlace } from '../support/server.ts'

const file = fileURLToPath(new URL('../../../shared/data/09-accidents/timelines.csv', import.meta.url))

interface Row {
  event: string
  at: string
  minutes: number
  kind: string
  text: string
}

function readRows(): Row[] {
  const lines = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
    .slice(1)
  return lines.map((line) => {
    const cells = line.split(',')
    return {
      event: cells[0]!,
      at: `${cells[3]!.replace(' ', 'T')}:00+08:00`,
      minutes: Number(cells[4]),
      kind: cells[5]!,
      text: cells[6]!,
    }
  })
}

function number(text: string, ...patterns: RegExp[]): number | undefined {
  for (const pattern of patterns) {
    const found = text.match(pattern)
    if (found) return Number(found[1])
  }
  return undefined
}

/** "10人死亡、5人失联、19人重伤，损失6847.33万元": what the public line says, nothing guessed. */
function figures(text: string): Record<string, number> {
  const loss = number(text, /损失(?:约)?(\d+(?:\.\d+)?)万元/)
  const big = number(text, /损失(\d+(?:\.\d+)?)亿元/)
  const all: Record<string, number | undefined> = {
    deaths: number(text, /(\d+)人(?:死亡|遇难)/, /死亡(\d+)人/, /死亡失踪(\d+)人/),
    missing: number(text, /(\d+)人(?:失联|失踪|未联系上)/),
    serious_injuries: number(text, /重伤(\d+)人?/, /(\d+)人重伤/),
    trapped: number(text, /(\d+)人被困/, /埋压(\d+)人/),
    direct_loss_yuan:
      loss !== undefined ? Math.round(loss * 10000) : big !== undefined ? Math.round(big * 1e8) : undefined,
  }
  return Object.fromEntries(Object.entries(all).filter((row) => row[1] !== undefined)) as Record<
    string,
    number
  >
}

/** Kind, and the level after each line of the record that gives figures; the last is the official one. */
const cases: Record<string, { kind: string; name: string; levels: number[]; official: number }> = {
  Q1122: { kind: 'pipeline', name: '青岛“11·22”', levels: [2, 1, 1, 1], official: 1 },
  T0812: { kind: 'dangerous_chemicals', name: '天津港“8·12”', levels: [2, 1, 1, 1], official: 1 },
  Y0719: { kind: 'dangerous_chemicals', name: '义马“7·19”', levels: [4, 3, 2, 2, 2, 2, 2], official: 2 },
  X0110: { kind: 'mine', name: '栖霞“1·10”', levels: [4, 2, 2], official: 2 },
  S0613: { kind: 'gas_explosion', name: '十堰“6·13”', levels: [2], official: 2 },
  Z0720: { kind: 'flood', name: '郑州“7·20”', levels: [1], official: 1 },
  C0429: { kind: 'building_collapse', name: '长沙“4·29”', levels: [4, 1, 1], official: 1 },
  Y0621: { kind: 'gas_explosion', name: '银川“6·21”', levels: [1, 1], official: 1 },
  L0429: { kind: 'fire', name: '辽阳“4·29”', levels: [2], official: 2 },
}

const rows = existsSync(file) ? readRows().sort((a, b) => a.at.localeCompare(b.at)) : []

/** What came of each case while all of them were lived through in the order of time. */
interface Lived {
  matter: string
  levels: number[]
  /** Where a report went up. */
  above?: string
  shown?: Json
  shownAbove?: Json
}

describe('public cases', { skip: !existsSync(file) && 'no public record beside this tree' }, () => {
  let server: Server
  let remove: () => void
  const lived = new Map<string, Lived>()

  before(async () => {
    const [place, cleanup] = await newPlace()
    remove = cleanup
    server = await Server.start({ demo: true, place, clock: '2013-11-20T08:00:00+08:00' })
    for (const row of rows) await live(row)
    for (const [event, one] of lived) await end(event, one)
  })
  after(async () => {
    await server.stop()
    remove()
  })

  /** Sessions do not outlive the years between two lines of the record. */
  async function onDuty(unit: string, role: 'officer' | 'leader' = 'officer'): Promise<Client> {
    const client = await server.client().signIn(login(role, unit))
    const reply = await client.post(`/units/${unit}/watch`, { role })
    assert.ok(reply.status === 201 || reply.status === 409, reply.text)
    return client
  }

  async function arrived(client: Client, unit: string, origin: string): Promise<Json> {
    await client.settle()
    const items = (await client.get(`/units/${unit}/dispatches?box=in`)).ok().items as Json[]
    const found = items.find((item) => item.origin === origin)
    assert.ok(found, `${origin} did not arrive`)
    return found
  }

  async function report(unit: string, matter: string): Promise<string> {
    const client = await onDuty(unit)
    const text = (await client.get(`/matters/${matter}/draft?type=initial_report`)).ok()
    const id = (
      await client.post(`/units/${unit}/dispatches`, {
        matter,
        type: 'initial_report',
        title: text.title,
        body: text.body,
      })
    ).ok(201).id
    ;(await (await onDuty(unit, 'leader')).post(`/dispatches/${id}/sign_off`)).ok()
    return id
  }

  async function open(row: Row): Promise<void> {
    const happened = rows.find((one) => one.event === row.event && one.minutes === 0)!
    const fields = {
      summary: happened.text,
      kind: cases[row.event]!.kind,
      occurred_at: happened.at,
      ...figures(happened.text),
    }
    const matter = (
      await (await onDuty(STREET)).post(`/units/${STREET}/matters`, { kind: 'incident', fields })
    ).ok(201)
    const graded = Object.keys(figures(happened.text)).length > 0
    lived.set(row.event, { matter: matter.id, levels: graded ? [matter.level] : [] })
  }

  /** Qixia: the town hears of it at 19:00 and tells the county, the county tells the city the next evening. */
  async function hop(row: Row): Promise<boolean> {
    if (row.kind.startsWith('上报（乡镇）')) {
      await open(row)
      const one = lived.get(row.event)!
      const received = await arrived(await onDuty(DISTRICT), DISTRICT, await report(STREET, one.matter))
      one.above = (await (await onDuty(DISTRICT)).post(`/dispatches/${received.id}/open`)).ok().matter
    } else if (row.kind.startsWith('上报（县→市）')) {
      await arrived(await onDuty(CITY), CITY, await report(DISTRICT, lived.get(row.event)!.above!))
    } else return false
    return true
  }

  async function live(row: Row): Promise<void> {
    const one = lived.get(row.event)
    const found = figures(row.text)
    const hops = row.event === 'X0110'
    if (!hops && one === undefined && row.minutes !== 0) return
    if (hops && one === undefined && !row.kind.startsWith('上报')) return
    await server.moveClock(row.at)
    if (hops && (await hop(row))) return
    if (one === undefined) return open(row)
    if (Object.keys(found).length === 0) return
    const reply = await (
      await onDuty(STREET)
    ).post(`/matters/${one.matter}/steps/follow_up`, { fields: found })
    one.levels.push(reply.ok().level)
  }

  async function end(event: string, one: Lived): Promise<void> {
    one.shown = (await (await onDuty(STREET)).get(`/matters/${one.matter}`)).ok()
    if (one.above) one.shownAbove = (await (await onDuty(DISTRICT)).get(`/matters/${one.above}`)).ok()
    const client = await onDuty(STREET)
    ;(await client.post(`/matters/${one.matter}/steps/handle`)).ok()
    const close = { fields: { result: `${cases[event]!.name}调查终结` } }
    ;(await client.post(`/matters/${one.matter}/steps/close`, close)).refused(409, 'unreported')
    await tellToTheEnd(client, await onDuty(STREET, 'leader'), STREET, one.matter)
    ;(await client.post(`/matters/${one.matter}/steps/close`, close)).ok()
  }

  const last = (matter: Json, name: string): Json =>
    matter.obligations.filter((row: Json) => row.name === name).at(-1)

  for (const [event, known] of Object.entries(cases)) {
    it(`${known.name}: the level follows the published figures`, () => {
      const one = lived.get(event)!
      assert.deepEqual(one.levels, known.levels)
      assert.equal(one.shown.level, known.official)
      assert.match(one.shown.fields.suggested_rule, new RegExp(`\\.${known.official}$`))
    })
  }

  it('what nobody reported is late and stays late', () => {
    for (const [event, one] of lived) {
      if (event === 'X0110') continue
      assert.equal(last(one.shown, 'report_written').late, true, event)
      assert.ok(last(one.shown, 'report_written').rang.includes('escalate'), event)
    }
  })

  it('Qixia: the town was in time, the county late by a day, as the inquiry found', () => {
    const { shown, shownAbove } = lived.get('X0110')!
    assert.equal(shown.obligations.find((row: Json) => row.name === 'report_written').late, false)
    const duty = shownAbove.obligations.find((row: Json) => row.name === 'report_written')
    assert.equal(duty.late, true)
    const minutes =
      (Date.parse(shownAbove.fields.written_at) - Date.parse(shownAbove.fields.received_at)) / 60_000
    assert.equal(minutes, 25 * 60 + 48)
    const happened =
      (Date.parse(shownAbove.fields.written_at) - Date.parse(shownAbove.fields.occurred_at)) / 60_000
    assert.equal(happened, 1895, 'minutes from the blast to the city, as published')
  })

  it('the missing of Tianjin and Qixia were counted as dead after thirty days', () => {
    for (const event of ['T0812', 'X0110'])
      assert.equal(lived.get(event)!.shown.fields.missing_as_dead, true, event)
  })

  it('the record of all of it fits', () => {
    const checked = server.command('audit', 'verify')
    assert.equal(checked.status, 0, checked.stderr)
  })
})
