// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { useAttempt } from './attempt'

const refuse = (why: string) => () => Promise.reject(new Error(why))
const well = () => Promise.resolve()

test('an act is busy until what follows it has ended, and follows only when it went well', async () => {
  const seen: string[] = []
  const { busy, attempt } = useAttempt(() => Promise.resolve(seen.push(`then ${busy.value}`)))
  const going = attempt(() => Promise.resolve(seen.push(`act ${busy.value}`)))
  expect(busy.value).toBe(true)
  expect(await going).toBe(true)
  expect(busy.value).toBe(false)
  expect(await attempt(refuse('no'))).toBe(false)
  expect(busy.value).toBe(false)
  expect(seen).toEqual(['act true', 'then true'])
})

test('what went wrong is kept until the next act, unless the act takes it for itself', async () => {
  const { problem, attempt } = useAttempt()
  await attempt(refuse('no'))
  expect(problem.value).toEqual(new Error('no'))
  await attempt(well)
  expect(problem.value).toBeNull()
  await attempt(refuse('closed'), () => true)
  expect(problem.value).toBeNull()
})

test('news locks no button and wipes no refusal away; a failed look ends with the next', async () => {
  const { busy, loaded, problem, attempt, look } = useAttempt()
  const looking = look(well)
  expect([busy.value, loaded.value]).toEqual([false, false])
  await looking
  expect(loaded.value).toBe(true)
  await look(refuse('away'))
  expect(problem.value).toEqual(new Error('away'))
  await look(well)
  expect(problem.value).toBeNull()
  await attempt(refuse('refused'))
  await look(well)
  expect(problem.value).toEqual(new Error('refused'))
})
