// SPDX-License-Identifier: Apache-2.0
// book - the address book: own people, duty phones around, contacts of cards; each found by name, post or
// initials.
import { all, api } from '@/api/client'
import type { Person, UnitRow } from '@/api/shapes'
import { me, unitCode } from '@/session/session'

export interface Entry {
  key: string
  name: string
  what: string // post, or what card it is on
  phone: string
  initials: string
  group: 'watch' | 'own' | 'above' | 'beside' | 'below' | 'card'
  order: number
}

const groupOrder = ['watch', 'above', 'own', 'below', 'beside', 'card']

function ofPerson(person: Person): Entry {
  return {
    key: person.id,
    name: person.name ?? '',
    what: person.post ?? '',
    phone: person.phone ?? '',
    initials: person.initials ?? '',
    group: person.on_watch ? 'watch' : 'own',
    order: person.rank,
  }
}

function ofUnit(unit: UnitRow, group: Entry['group']): Entry {
  return {
    key: unit.code,
    name: unit.name,
    what: '',
    phone: unit.duty_phone ?? '',
    initials: unit.initials ?? '',
    group,
    order: 0,
  }
}

async function units(query: Record<string, string | number | boolean>): Promise<UnitRow[]> {
  return all('/units', { query }).catch(() => [])
}

export async function bookLoad(): Promise<Entry[]> {
  const own = unitCode.value
  const parent = me.value?.unit.parent ?? null
  const [people, cards, above, beside, below] = await Promise.all([
    all('/units/{unit}/people', { path: { unit: own } }).catch(() => []),
    api.get('/units/{unit}/cards', { path: { unit: own } }).catch(() => ({ items: [] })),
    parent ? api.get('/units/{unit}', { path: { unit: parent } }).catch(() => null) : Promise.resolve(null),
    parent ? units({ under: parent, direct: true }) : Promise.resolve([]),
    units({ under: own, direct: true }),
  ])
  const seen = new Set([own, parent])
  const around = [
    ...below.map((unit) => [unit, 'below'] as const),
    ...beside.map((unit) => [unit, 'beside'] as const),
  ].filter(([unit]) => !seen.has(unit.code) && seen.add(unit.code))
  const contacts = cards.items.flatMap((card) =>
    card.contacts.map((contact, i): Entry => ({
      key: `${card.id}.${i}`,
      name: contact.name || contact.post || '',
      what: [contact.name ? contact.post : '', card.title].filter(Boolean).join(' · '),
      phone: contact.phone ?? '',
      initials: '',
      group: 'card',
      order: i,
    })),
  )
  return [
    ...people.map(ofPerson),
    ...(above ? [ofUnit(above, 'above')] : []),
    ...around.map(([unit, group]) => ofUnit(unit, group)),
    ...contacts,
  ]
    .filter((entry) => entry.name)
    .sort((a, b) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group) || a.order - b.order)
}

/** Letters are initials from the beginning; anything else is part of a name, post or number. */
export function bookFind(entries: Entry[], typed: string): Entry[] {
  const q = typed.trim().toLowerCase()
  if (!q) return entries
  const hit = (entry: Entry) =>
    /^[a-z]+$/.test(q)
      ? entry.initials.toLowerCase().includes(q)
      : [entry.name, entry.what, entry.phone].some((text) => text.toLowerCase().includes(q))
  const begins = (entry: Entry) =>
    entry.initials.toLowerCase().startsWith(q) || entry.name.startsWith(q) ? 0 : 1
  return entries.filter(hit).sort((a, b) => begins(a) - begins(b))
}
