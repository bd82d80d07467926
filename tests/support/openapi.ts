// SPDX-License-Identifier: Apache-2.0
// Every call of the program as its own document describes it, and values that fit its schemas.
import type { Client, Json } from './client.ts'

export interface Operation {
  id: string
  module: string
  method: string
  path: string
  /** Name of the permission it asks for; null: any signed-in account, or anyone when `open`. */
  permission: string | null
  open: boolean
  /** Names of the parameters in the path and in the query. */
  inPath: string[]
  inQuery: Json[]
  /** JSON Schema of the body, null when it takes none. */
  body: Json | null
}

export async function operations(client: Client): Promise<Operation[]> {
  const document = (await client.get('/openapi.json')).ok()
  const list: Operation[] = []
  for (const [path, item] of Object.entries<Json>(document.paths)) {
    for (const [method, call] of Object.entries<Json>(item)) {
      const parameters: Json[] = (call.parameters ?? []).filter((row: Json) => row.name)
      list.push({
        id: call.operationId,
        module: call.tags?.[0] ?? '',
        method: method.toUpperCase(),
        path,
        permission: call['x-permission'] ?? null,
        open: Array.isArray(call.security) && call.security.length === 0,
        inPath: [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!),
        inQuery: parameters.filter((row) => row.in === 'query'),
        body: call.requestBody?.content?.['application/json']?.schema ?? null,
      })
    }
  }
  return list.sort((a, b) => a.id.localeCompare(b.id))
}

/** The path with its parameters filled in; `known` gives values by name. */
export function fill(operation: Operation, known: Record<string, string>): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known[name] ?? 'x'))
}

/** The smallest value that a schema accepts: required members, and those in `known`. */
export function smallest(schema: Json, known: Record<string, unknown> = {}): Json {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (schema.enum) return schema.enum[0]
  if (type === 'object' && schema.properties) {
    const value: Record<string, Json> = {}
    for (const [name, member] of Object.entries<Json>(schema.properties)) {
      if (name in known && (!member.enum || member.enum.includes(known[name]))) value[name] = known[name]
      else if (schema.required?.includes(name)) value[name] = smallest(member, known)
    }
    return value
  }
  if (type === 'array') return schema.minItems ? [smallest(schema.items ?? {}, known)] : []
  if (type === 'integer') return Math.max(schema.minimum ?? 1, 1)
  if (type === 'boolean') return false
  if (type === 'string') return schema.format === 'date-time' ? '2026-03-04T02:40:00+08:00' : 'x1'
  return {}
}

/** Names of the members that hold free text. */
export function textMembers(schema: Json): string[] {
  return Object.entries<Json>(schema?.properties ?? {})
    .filter(
      ([, of]) =>
        (Array.isArray(of.type) ? of.type[0] : of.type) === 'string' && !of.enum && of.format !== 'date-time',
    )
    .map(([name]) => name)
}
