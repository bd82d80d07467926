// SPDX-License-Identifier: Apache-2.0
// calendar - what the days are: workday, rest, holiday, by the yearly notice; a year without one is said, not
// guessed.
import { ref } from 'vue'
import { Problem, api } from '@/api/client'
import type { Label, Schema } from '@/api/shapes'
import { weekday } from './days'

export type DayMark = Schema<'DayShown'>

const days = ref(new Map<string, DayMark>())
const asked = new Map<number, Promise<boolean>>()

async function ask(year: number): Promise<boolean> {
  try {
    const reply = await api.get('/calendar/{year}', { path: { year } })
    const next = new Map(days.value)
    for (const one of reply.days) next.set(one.day, one)
    days.value = next
    return true
  } catch (caught) {
    if (caught instanceof Problem && caught.code === 'no_calendar') return false
    asked.delete(year)
    throw caught
  }
}

/** Is the notice of each of these years known? */
export async function calendarLoad(...years: number[]): Promise<boolean> {
  const known = await Promise.all(
    [...new Set(years)].map((year) => {
      if (!asked.has(year)) asked.set(year, ask(year))
      return asked.get(year)!
    }),
  )
  return known.every(Boolean)
}

/** A notice of this year has come: what was said of it is asked for anew. */
export function calendarForget(year: number): void {
  asked.delete(year)
  asked.delete(year - 1)
}

export const dayMark = (day: string): DayMark | undefined => days.value.get(day)
export const isOff = (day: string) =>
  (dayMark(day)?.kind ?? (weekday(day) > 5 ? 'rest' : 'workday')) !== 'workday'

export interface Holiday {
  name: string
  label: Label
  from: string
  to: string
}

/** The holidays of a year as runs of days, in order. */
export function holidaysOf(year: number): Holiday[] {
  const runs: Holiday[] = []
  for (const one of [...days.value.values()]
    .filter((mark) => mark.day.startsWith(`${year}-`) && mark.name)
    .sort((a, b) => a.day.localeCompare(b.day))) {
    const last = runs[runs.length - 1]
    if (last && last.name === one.name) last.to = one.day
    else
      runs.push({
        name: one.name!,
        label: one.label ?? { zh: one.name!, en: one.name! },
        from: one.day,
        to: one.day,
      })
  }
  return runs
}
