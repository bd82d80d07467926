// SPDX-License-Identifier: Apache-2.0
// days - days as 'YYYY-MM-DD' and months as 'YYYY-MM', counted without any time zone.
const DAY = 86_400_000

const at = (day: string) => Date.parse(`${day}T00:00:00Z`)
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)

export const addDays = (from: string, n: number) => day(at(from) + n * DAY)
export const daysBetween = (from: string, to: string) => Math.round((at(to) - at(from)) / DAY)
/** 1 Monday … 7 Sunday. */
export const weekday = (one: string) => new Date(at(one)).getUTCDay() || 7
export const monthOf = (one: string) => one.slice(0, 7)

/** Every day from … to, both included; at most a year and a bit. */
export function daysFrom(from: string, to: string): string[] {
  return Array.from({ length: Math.min(400, Math.max(0, daysBetween(from, to) + 1)) }, (_, n) =>
    addDays(from, n),
  )
}

export function addMonths(month: string, n: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + n
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}

export const firstDay = (month: string) => `${month}-01`
export const lastDay = (month: string) => addDays(firstDay(addMonths(month, 1)), -1)
export const monthDays = (month: string) => daysFrom(firstDay(month), lastDay(month))
/** The first moment of the day in China, as the server wants times. */
export const dayBegins = (one: string) => `${one}T00:00:00+08:00`
/** The day in China on which a moment falls. */
export const dayAt = (time: string) => day(Date.parse(time) + 8 * 3_600_000)
export const clockAt = (time: string) =>
  new Date(Date.parse(time) + 8 * 3_600_000).toISOString().slice(11, 16)
