// SPDX-License-Identifier: Apache-2.0
// The proof of all other tests must be able to fail: answers that do not keep to the document, each told as what it is.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import type { Json } from '../support/client.ts'
import { Contract, type Told } from '../support/contract.ts'
import { binary } from '../support/server.ts'

const document = JSON.parse(
  spawnSync(binary, ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout,
) as Json
const contract = new Contract(document)

const JSON_TYPE = 'application/json; charset=utf-8'
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'
const head = { unit: '430102004', seq: 7, hash: 'ab', digest: 'sm3', at: '2026-03-04T02:40:00.000+08:00' }

/** The head of a journal, told in some other way. */
function told(change: Partial<Told> & { body?: Json }): string[] {
  const { body = head, ...rest } = change
  return contract.faults({
    method: 'GET',
    path: '/api/v1/units/430102004/journal/head',
    status: 200,
    type: JSON_TYPE,
    text: JSON.stringify(body),
    ...rest,
  })
}

function says(faults: string[], ...words: RegExp[]): void {
  assert.equal(faults.length, 1, faults.join('\n'))
  for (const word of words) assert.match(faults[0]!, word)
}

const problem = {
  type: 'about:blank',
  title: 'Not Found',
  status: 404,
  code: 'not_found',
  detail: 'no',
  fields: [],
}

describe('an answer', () => {
  it('that keeps to the document is let through', () => {
    assert.deepEqual(told({}), [])
    assert.deepEqual(told({ status: 304, type: null, text: '' }), [])
    assert.deepEqual(told({ status: 404, type: PROBLEM_TYPE, body: problem }), [])
    assert.deepEqual(told({ method: 'HEAD', text: '' }), [])
  })

  it('with a member too many is told with operation, status and path', () => {
    says(told({ body: { ...head, guess: 1 } }), /^journal\.head \(GET .*\) answered 200: at \//, /guess/)
  })

  it('without a member it must have', () =>
    says(told({ body: { ...head, seq: undefined } }), /required/, /seq/))
  it('with a member of another type', () =>
    says(told({ body: { ...head, seq: '7' } }), /at \/seq: must be integer/))
  it('under a status that is not declared', () => says(told({ status: 201 }), /this status is not declared/))
  it('under a media type that is not declared', () =>
    says(told({ type: 'text/html' }), /content type text\/html is not declared/))
  it('without a media type', () => says(told({ type: null }), /no content type/))
  it('that is no JSON', () => says(told({ text: '{' }), /no JSON/))
  it('of a refusal that is no problem', () =>
    says(told({ status: 404, body: problem }), /not declared \(application\/problem\+json\)/))

  it('of a problem with a member too many', () => {
    says(told({ status: 404, type: PROBLEM_TYPE, body: { ...problem, path: '/etc' } }), /path/)
  })

  it('from a way that is not in the document can only be a refusal', () => {
    const path = '/api/v1/nothing/of/the/sort'
    says(told({ path }), /not in the document/, /only a refusal/)
    assert.deepEqual(told({ path, status: 404, type: PROBLEM_TYPE, body: problem }), [])
  })

  it('inside a list or an object is told by its path', () => {
    const items = [{ seq: 1, at: head.at, actor: [], kind: 'matter.opened' }]
    says(
      told({ path: '/api/v1/matters/430102004-1/timeline', body: { items, next: null } }),
      /^matter\.timeline .* at \/items\/0\/actor: must be object/,
    )
  })
})

describe('the document', () => {
  const operations = Object.values<Json>(document.paths).flatMap((item) => Object.values<Json>(item))

  it('says of each operation what it answers, and that a refusal is a problem', () => {
    for (const call of operations) {
      const good = Object.keys(call.responses).filter((status) => /^2/.test(status))
      assert.ok(good.length > 0, call.operationId)
      for (const status of good.filter((one) => one !== '204')) {
        const named = call.responses[status].$ref?.split('/').pop()
        const answer = named ? document.components.responses[named] : call.responses[status]
        assert.ok(Object.keys(answer.content ?? {}).length > 0, `${call.operationId} ${status}`)
      }
      assert.equal(call.responses.default.$ref, '#/components/responses/Problem', call.operationId)
    }
  })

  it('closes every table of a reply against members that it does not name', () => {
    for (const [name, schema] of Object.entries<Json>(document.components.schemas))
      assert.equal(schema.additionalProperties, false, name)
  })
})
