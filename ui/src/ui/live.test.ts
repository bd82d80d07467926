// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keeper } from './live'

let answers: (() => void)[] = []
let shown: number[] = []
const ask = (isNews: () => boolean) =>
  new Promise<void>((done) => {
    const mine = answers.length + 1
    answers.push(() => {
      if (isNews()) shown.push(mine)
      done()
    })
  })
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  shown = []
})
afterEach(() => vi.useRealTimers())

it('much news is one load, and one more for what came while it was on its way', async () => {
  const live = keeper(ask, 300)
  for (let i = 0; i < 5; i += 1) live.soon()
  expect(answers.length).toBe(0)
  await vi.advanceTimersByTimeAsync(300)
  expect(answers.length).toBe(1)
  live.soon()
  live.soon()
  await vi.advanceTimersByTimeAsync(900)
  expect(answers.length).toBe(1)
  answers[0]()
  await settle()
  expect(answers.length).toBe(2)
  answers[1]()
  await settle()
  expect(answers.length).toBe(2)
  expect(shown).toEqual([1, 2])
})

it('who asks anew does not see what was asked before, and waits for the new answer', async () => {
  const live = keeper(ask, 300)
  void live.load()
  let isDone = false
  void live.load().then(() => (isDone = true))
  void live.load()
  expect(answers.length).toBe(1)
  answers[0]()
  await settle()
  expect([shown, isDone, answers.length]).toEqual([[], false, 2])
  answers[1]()
  await settle()
  expect([shown, isDone, answers.length]).toEqual([[2], true, 2])
})

it('what an act answered is not undone by what was asked before it', async () => {
  const live = keeper(ask, 300)
  void live.load()
  live.outdate()
  answers[0]()
  await settle()
  expect(shown).toEqual([])
})

it('a load that fails is told to who asked, keeps no other from following, and frees the way', async () => {
  let fails = true
  let times = 0
  const live = keeper(() => {
    times += 1
    return fails ? Promise.reject(new Error('away')) : Promise.resolve()
  }, 300)
  await expect(live.load()).rejects.toThrow('away')
  live.soon()
  await vi.advanceTimersByTimeAsync(300)
  fails = false
  await live.load()
  expect(times).toBe(3)
})

it('news pulls nothing away that somebody has in hand', async () => {
  let isHeld = true
  const live = keeper(ask, 300, () => isHeld)
  live.soon()
  await vi.advanceTimersByTimeAsync(300)
  isHeld = false
  expect(answers.length).toBe(0)
  live.soon()
  await vi.advanceTimersByTimeAsync(300)
  expect(answers.length).toBe(1)
})

it('nothing is asked for or shown when the page is left', async () => {
  const live = keeper(ask, 300)
  void live.load()
  live.soon()
  live.end()
  answers[0]()
  await vi.advanceTimersByTimeAsync(1000)
  await live.load()
  expect([shown, answers.length]).toEqual([[], 1])
})
