// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { fullTime, minutesLeft, now, setServerNow, shortTime, stamp } from './now'

describe('the time of the server', () => {
  it('is shown in Beijing time, shorter the nearer it is', () => {
    setServerNow('2026-03-04T02:40:00+08:00')
    expect(shortTime('2026-03-03T18:05:00Z')).toBe('02:05')
    expect(shortTime('2026-03-03T23:59:00+08:00')).toBe('03-03 23:59')
    expect(shortTime('2025-12-31T23:59:00+08:00')).toBe('2025-12-31 23:59')
    expect(shortTime(null)).toBe('')
    expect(fullTime('2026-03-03T18:05:00Z')).toBe('2026-03-04 02:05')
  })
  it('stamps what is written now', () => {
    setServerNow('2026-03-03T18:40:07Z')
    expect(stamp()).toBe('2026-03-04T02:40:07+08:00')
    expect(stamp(Date.parse('2026-03-03T16:00:00Z'))).toBe('2026-03-04T00:00:00+08:00')
  })
  it('never says there is a minute left when it has passed', () => {
    setServerNow('2026-03-04T02:40:00+08:00')
    expect(minutesLeft('2026-03-04T02:55:00+08:00')).toBe(15)
    now.value += 1000
    expect(minutesLeft('2026-03-04T02:40:30+08:00')).toBe(1)
    expect(minutesLeft('2026-03-04T02:40:00+08:00')).toBe(-1)
  })
})
