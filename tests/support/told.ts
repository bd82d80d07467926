// SPDX-License-Identifier: Apache-2.0
// Whoever must be told of an incident is told, as people would write it down.
import type { Client, Json } from './client.ts'

const runs = (one: Json): boolean => one.state === 'running' || one.state === 'late'

/** By telephone, or on paper outside the system; paper inside it goes as a report. */
export async function tellAll(client: Client, id: string, type = 'initial_report'): Promise<void> {
  const matter = (await client.get(`/matters/${id}`)).ok()
  for (const one of (matter.obligations as Json[]).filter(runs)) {
    const said = { obligation: one.id, to_person: '值班员', words: '情况已报' }
    if (one.channel !== 'written')
      (await client.post(`/matters/${id}/steps/phone_report`, { fields: said })).ok()
    else if (one.outside) {
      const fields = { obligation: one.id, report_type: type }
      ;(await client.post(`/matters/${id}/steps/written_report`, { fields })).ok()
    }
  }
}

/** A report of that type to whoever is above, signed off at the desk. */
export async function reportUp(
  officer: Client,
  leader: Client,
  unit: string,
  matter: string,
  type = 'initial_report',
): Promise<string> {
  const text = (await officer.get(`/matters/${matter}/draft?type=${type}`)).ok()
  const body = { matter, type, title: text.title, body: text.body }
  const id = (await officer.post(`/units/${unit}/dispatches`, body)).ok(201).id
  ;(await leader.post(`/dispatches/${id}/sign_off`)).ok()
  return id
}

/** All that stands in the way of closing: everybody is told, and told how it ended. */
export async function tellToTheEnd(officer: Client, leader: Client, unit: string, id: string): Promise<void> {
  await tellAll(officer, id)
  const matter = (await officer.get(`/matters/${id}`)).ok()
  const told = matter.obligations as Json[]
  if (told.some((one) => !one.outside)) await reportUp(officer, leader, unit, id, 'final_report')
  else if (told[0]) {
    const fields = { obligation: told[0].id, report_type: 'final_report' }
    ;(await officer.post(`/matters/${id}/steps/written_report`, { fields })).ok()
  }
}
