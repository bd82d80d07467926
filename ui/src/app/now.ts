// SPDX-License-Identifier: Apache-2.0
// now - the server's time, ticking; what is left is counted from it, never from the room's PC.
import { ref } from 'vue'

let offset = 0
export const now = ref(Date.now())

export function setServerNow(text: string): void {
  offset = Date.parse(text) - Date.now()
  now.value = Date.now() + offset
}

setInterval(() => (now.value = Date.now() + offset), 1000)

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const dayParts = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

export function dayOf(at: number): string {
  return dayParts.format(at)
}

/** "02:40" today, "11-20 02:40" this year, the whole date otherwise; always Beijing time. */
export function shortTime(text?: string | null): string {
  if (!text) return ''
  const at = Date.parse(text)
  const day = dayOf(at)
  const today = dayOf(now.value)
  if (day === today) return clock.format(at)
  return (day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day) + ' ' + clock.format(at)
}

export function fullTime(text?: string | null): string {
  if (!text) return ''
  const at = Date.parse(text)
  return `${dayOf(at)} ${clock.format(at)}`
}

/** RFC 3339 in Beijing time, to the second. */
export function stamp(at: number = now.value): string {
  return new Date(at + 8 * 3600_000).toISOString().slice(0, 19) + '+08:00'
}

/** Whole minutes until `text`; negative once it has passed. */
export function minutesLeft(text: string): number {
  const left = (Date.parse(text) - now.value) / 60_000
  return left >= 0 ? Math.ceil(left) : Math.floor(left)
}
