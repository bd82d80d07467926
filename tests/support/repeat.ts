// SPDX-License-Identifier: Apache-2.0
// With SHAODIAN_TEST_REPEAT=1 every command that succeeds in any test is sent a second time under the same
// Idempotency-Key. It must not be done again, and must be answered as the first time: no reply is stored, so the
// server makes it anew out of its state, and that must come to the same.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

/** What is sent to be refused is not sent twice: what it is made of is repeated elsewhere. */
const mischief = /bad-input\.test\.ts$/.test(process.argv[1] ?? '')
export const REPEATING = process.env.SHAODIAN_TEST_REPEAT === '1' && !mischief

/** What is said once, or would be there twice: a repeat is refused. */
const ONCE = [
  /^POST \/units\/[^/]+\/terminals$/,
  /^POST \/units\/[^/]+\/feeds$/,
  /^POST \/units\/[^/]+\/import$/,
  /^POST \/me\/passkeys\/challenge$/,
  /^POST \/terminal\/challenge$/,
  /^PUT \/me\/totp$/,
]

/** What is no part of any state: said when it was done, left out afterwards. */
const MOMENTS: [RegExp, string][] = [
  [/^POST \/units\/[^/]+\/rosters$/, 'relax'], // what the solver had to give up while it looked
]

/** What the postman does by himself: he may have been there between the two. */
const DELIVERED = ['delivered_at', 'remote', 'sign_due_at', 'state']
const DELIVERED_IN: Record<string, string[]> = {
  hops: DELIVERED,
  units: DELIVERED,
  obligations: ['delivered_at'],
}
function undelivered(key: string, value: unknown): unknown {
  const names = DELIVERED_IN[key]
  if (names === undefined || !Array.isArray(value)) return value
  if (!value.some((row) => 'delivered_at' in row || 'sent_at' in row || row.state === 'on_the_way'))
    return value
  return value.map((hop: object) =>
    Object.fromEntries(Object.entries(hop).filter(([name]) => !names.includes(name))),
  )
}

/** These have no actor whose key it could be, end the session that would repeat (a time put right by a century does),
    answer what time it is, or are no command. */
const SKIPPED = [
  /\/works\//,
  /\/clock\/confirm$/,
  /^POST \/session$/,
  /^DELETE \/session/,
  /^POST \/setup$/,
  /^POST \/terminals\/enrol$/,
  /^POST \/clock$/,
]

export function repeatable(method: string, path: string): boolean {
  return (
    REPEATING &&
    method !== 'GET' &&
    method !== 'HEAD' &&
    !path.startsWith('http') &&
    !SKIPPED.some((one) => one.test(`${method} ${path}`))
  )
}

export function keyFor(headers: Record<string, string>): void {
  if (headers['idempotency-key'] === undefined && headers['Idempotency-Key'] === undefined)
    headers['idempotency-key'] = randomUUID()
}

interface Answer {
  status: number
  text: string
}

/** What a matter says of where its reports are: each piece of news is an event, and counts in its version. */
function deliveries(answer: Answer): string {
  const { obligations } = (answer.text === '' ? {} : JSON.parse(answer.text)) as { obligations?: object[] }
  return JSON.stringify(obligations?.map((one) => (one as { delivered_at?: string }).delivered_at))
}

/** Where disks fill up and databases go away, they may do so between the two. */
const FAULTY = /[/\\]fault[/\\]/.test(process.argv[1] ?? '')

/** Holds the second answer against the first. */
export function compare(asked: string, first: Answer, second: Answer): void {
  const [call] = asked.split('?') as [string]
  if (ONCE.some((one) => one.test(call))) {
    assert.equal(second.status, 409, `${asked} repeated: ${second.status} ${second.text}`)
    // What is still being done when it is asked for again is told so.
    const { code } = JSON.parse(second.text) as { code: string }
    assert.ok(code === 'done' || (first.status === 202 && code === 'in_flight'), code)
    return
  }
  // Looking at a file changes nothing, so each look is a work of its own; what was taken in is taken in once.
  if (/\/import-file$/.test(call) && first.status === 202) {
    const { code } = JSON.parse(second.text) as { code?: string }
    assert.ok([202, 422].includes(second.status) || code === 'done' || code === 'in_flight', second.text)
    return
  }
  if (FAULTY && second.status === 503) return
  // What takes long may still be under way.
  if (first.status === 202 && second.status === 409 && JSON.parse(second.text).code === 'in_flight') return
  assert.equal(
    second.status,
    first.status,
    `${asked} repeated: ${second.status} ${second.text.slice(0, 400)}`,
  )
  const news = deliveries(first) !== deliveries(second)
  const moment = MOMENTS.find(([one]) => one.test(call))?.[1]
  const body = (text: string): unknown => {
    const json = text === '' ? null : (JSON.parse(text, undelivered) as Record<string, unknown>)
    if (json && moment) delete json[moment]
    if (json && news) delete json.version
    return json
  }
  assert.deepEqual(body(second.text), body(first.text), `${asked} repeated gives something else`)
}
