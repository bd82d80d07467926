// SPDX-License-Identifier: Apache-2.0
// Holds every answer against the document of the server that gave it (`/openapi.json`): the status is declared, the
// media type is declared, and the body fits the schema, with no member that the schema does not name.
import { appendFileSync } from 'node:fs'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Json } from './client.ts'

/** What somebody was told. */
export interface Told {
  method: string
  /** Below the root of the server, with or without a query. */
  path: string
  status: number
  /** The header Content-Type; null: none. */
  type: string | null
  /** Null: bytes, or a stream; only what they are called is looked at. */
  text: string | null
}

/** The page, and what the port tells machines in forms of their own. */
const PORT = /^\/(?!api\/)/
/** Ways of the port under /api/v1 that stand in no module. */
/** Refused by the HTTP library, before the program hears of it: an address, a head that is too long. */
const OF_THE_LIBRARY = new Set([414, 431])
const PORT_API = /^\/(stream|clock)$/

const REMEDY = `Mend the reply's table of fields (\`.reply\` of the command or query, \`.object\`, \`.items\`) or what makes the
reply; \`shaodian openapi\` prints what is declared. See HACKING.md, "A field of a reply".`

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

interface Way {
  id: string
  path: string
  method: string
  pattern: RegExp
  responses: Record<string, Json>
}

const bare = (type: string): string => type.split(';')[0]!.trim().toLowerCase()
const escaped = (piece: string): string => piece.replaceAll('~', '~0').replaceAll('/', '~1')

function waysOf(document: Json): Way[] {
  return Object.entries<Json>(document.paths)
    .flatMap(([path, item]) =>
      Object.entries<Json>(item).map(([method, call]) => ({
        id: call.operationId as string,
        path,
        method: method.toUpperCase(),
        pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
        responses: call.responses,
      })),
    )
    .sort((a, b) => closeness(a.path).localeCompare(closeness(b.path)))
}

/** Of two that fit, the one with the literal further left comes first, as the server has it. */
function closeness(path: string): string {
  return path
    .split('/')
    .map((piece) => (piece.startsWith('{') ? '1' : '0'))
    .join('')
}

export class Contract {
  private readonly ajv: Ajv2020
  private readonly ways: Way[]
  /** Programs that name no table of a reply are older than this file: their documents were held against nothing. */
  private readonly tells: boolean
  private readonly checks = new Map<string, ValidateFunction>()

  constructor(private readonly document: Json) {
    this.ajv = new Ajv2020({
      allErrors: true,
      strict: true,
      strictTypes: false,
      validateSchema: false,
      verbose: true,
      formats: { 'date-time': MOMENT, binary: true },
    })
    this.ajv.addVocabulary([...Object.keys(document), 'x-personal', 'x-secret'])
    this.ajv.addSchema(document, 'document')
    this.ways = waysOf(document)
    this.tells = Object.keys(document.components.schemas).length > 1
  }

  /** What is wrong with it: lines for people, none when it keeps to the document. */
  faults(told: Told): string[] {
    const path = told.path.split('?')[0]!
    if (!this.tells) return []
    if (OF_THE_LIBRARY.has(told.status) && told.type === null) return []
    if (told.method === 'OPTIONS' || PORT.test(path)) return []
    const under = path.replace(/^\/api\/v1/, '')
    const method = told.method === 'HEAD' ? 'GET' : told.method
    const way = this.ways.find((row) => row.method === method && row.pattern.test(under))
    // What a long work came to has the form of what was asked.
    if (way?.id === 'work.result' && told.status < 400) return []
    if (way)
      return this.kept(way, told).map(
        (fault) => `${way.id} (${told.method} ${told.path.slice(0, 200)}) answered ${told.status}: ${fault}`,
      )
    if (PORT_API.test(under) && told.status < 400) return []
    return this.refused(told).map(
      (fault) =>
        `${told.method} ${told.path.slice(0, 200)}, which is not in the document, answered ${told.status}: ${fault}`,
    )
  }

  /** A way that is not there can only be refused. */
  private refused(told: Told): string[] {
    if (told.status < 400) return ['only a refusal may come from there']
    return this.content(this.document.components.responses.Problem, '#/components/responses/Problem', told)
  }

  private kept(way: Way, told: Told): string[] {
    const key =
      String(told.status) in way.responses ? String(told.status) : told.status >= 400 ? 'default' : null
    if (key === null) return [`this status is not declared (${Object.keys(way.responses).join(', ')})`]
    const place = `#/paths/${escaped(way.path)}/${way.method.toLowerCase()}/responses/${key}`
    const response = way.responses[key]
    return response.$ref
      ? this.content(this.at(response.$ref), response.$ref, told)
      : this.content(response, place, told)
  }

  private at(pointer: string): Json {
    return pointer
      .slice(2)
      .split('/')
      .reduce((of: Json, piece) => of[piece.replaceAll('~1', '/').replaceAll('~0', '~')], this.document)
  }

  private content(response: Json, place: string, told: Told): string[] {
    const declared = Object.keys(response.content ?? {})
    if (told.type === null)
      return declared.length === 0 && !told.text ? [] : [`no content type (declared: ${declared.join(', ')})`]
    const type = declared.find((one) => bare(one) === bare(told.type!))
    if (type === undefined)
      return [`content type ${told.type} is not declared (${declared.join(', ') || 'none'})`]
    if (told.method === 'HEAD' || told.text === null || !/json$/.test(bare(type))) return []
    return this.body(`${place}/content/${escaped(type)}/schema`, told.text)
  }

  private body(place: string, text: string): string[] {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return [`the body is no JSON: ${text.slice(0, 200)}`]
    }
    const check = this.compiled(place)
    return check(value) ? [] : (check.errors ?? []).map(faultOf)
  }

  /** Each schema once. */
  private compiled(place: string): ValidateFunction {
    const known = this.checks.get(place)
    if (known) return known
    const made = this.ajv.compile({ $ref: `document${encodeURI(place)}` })
    this.checks.set(place, made)
    return made
  }
}

function faultOf(error: ErrorObject): string {
  const more = Object.values(error.params)
    .filter((value) => typeof value === 'string')
    .join(', ')
  const sent = JSON.stringify(error.data) ?? ''
  return `at ${error.instancePath || '/'}: ${error.message} [${error.keyword}${more && `: ${more}`}], sent ${sent.slice(0, 160)}`
}

const contracts = new Map<string, Contract>() // by the text of the document
const servers = new Map<string, Promise<Contract>>() // by port: every server of a run has its own

async function fetched(base: string): Promise<Contract> {
  const text = await (await fetch(`${base}/openapi.json`)).text()
  const known = contracts.get(text)
  if (known) return known
  const made = new Contract(JSON.parse(text))
  contracts.set(text, made)
  return made
}

/** The document of this server, asked for anew: at each start, since another program may have had the port. */
export async function readContract(base: string): Promise<void> {
  const reading = fetched(base)
  servers.set(new URL(base).port, reading)
  await reading
}

const broken: string[] = []
process.once('exit', () => {
  if (broken.length === 0) return
  // Also when the test that was told so did not mind.
  process.stderr.write(`${broken.length} answers do not keep to /openapi.json:\n${broken.join('\n')}\n`)
  process.exitCode = 1
})

/** Fails when the answer does not keep to the document of the server at `base`. */
export async function keepContract(base: string, told: Told): Promise<void> {
  const port = new URL(base).port
  if (!servers.has(port)) await readContract(base)
  const faults = (await servers.get(port)!).faults(told)
  if (faults.length === 0) return
  const gathered = process.env.SHAODIAN_TEST_CONTRACT
  if (gathered) {
    appendFileSync(gathered, faults.map((fault) => `${fault}\n`).join(''))
    return
  }
  broken.push(...faults)
  throw new Error(`${faults.join('\n')}\n${REMEDY}`)
}

/** The same for an answer of fetch(); its body is read by whoever asked, and given here. `text` is
    left out of what is no text. */
export function keepAnswer(
  method: string,
  url: string,
  answer: Response,
  text: string | null = null,
): Promise<void> {
  const { origin, pathname, search } = new URL(url)
  return keepContract(origin, {
    method,
    path: pathname + search,
    status: answer.status,
    type: answer.headers.get('content-type'),
    text,
  })
}
