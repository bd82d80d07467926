// SPDX-License-Identifier: Apache-2.0
// live - what a page shows, kept as the server has it: loaded when it opens, when it asks, and at news of it.
import { onBeforeUnmount, onMounted, watch } from 'vue'
import { type Entry, listen } from '@/api/stream'
import { me } from '@/session/session'

/** Asks and shows; shows nothing when `isNews` says that the answer is no longer wanted. */
export type Load = (isNews: () => boolean) => Promise<unknown>

export interface Keeper {
  /** Asks anew: done when an answer asked for from now on is shown. What is on its way is not shown. */
  load: () => Promise<void>
  /** Asks anew in a little while, once for all that happens until then. */
  soon: () => void
  /** What is on its way is older than what is shown. */
  outdate: () => void
  end: () => void
}

/** One load at a time: what is asked for meanwhile is one more, when it has ended. */
export function keeper(ask: Load, pause: number, unless = () => false): Keeper {
  let turn = 0
  let going: Promise<void> | null = null
  let following: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  function begin(): Promise<void> {
    const mine = ++turn
    const done = Promise.resolve(ask(() => !isOver && mine === turn)).then(() => undefined)
    going = done
    const free = () => {
      if (going === done) going = null
    }
    done.then(free, free)
    return done
  }
  function again(): Promise<void> {
    if (isOver) return Promise.resolve()
    if (!going) return begin()
    const next = () => {
      following = null
      return isOver ? undefined : begin()
    }
    following ??= going.then(next, next)
    return following
  }
  const outdate = () => void (turn += 1)
  const stop = () => {
    clearTimeout(timer)
    timer = undefined
  }
  return {
    outdate,
    load: () => {
      stop()
      outdate()
      return again()
    },
    soon: () => {
      timer ??= setTimeout(() => {
        timer = undefined
        if (!unless()) again().catch(() => undefined)
      }, pause)
    },
    end: () => {
      isOver = true
      stop()
    },
  }
}

/** Kinds of event by how they begin, or what says whether an event concerns the page. */
export type Subjects = readonly string[] | ((entry: Entry) => boolean)

const PAUSE_MS = 300

export interface Habits {
  pause?: number // ms that news waits for more of it
  later?: boolean // the page itself says when it is loaded first
  unless?: () => boolean // something is in hand that news must not pull away
}

export function useLive(
  ask: Load,
  subjects: Subjects,
  { pause = PAUSE_MS, later = false, unless = () => false }: Habits = {},
): Omit<Keeper, 'end'> {
  const { end, ...kept } = keeper(ask, pause, unless)
  const concerns = (entry: Entry) =>
    typeof subjects === 'function' ? subjects(entry) : subjects.some((one) => entry.kind.startsWith(one))
  const stop = listen((entry) => {
    if (entry === null || concerns(entry)) kept.soon()
  })
  // What whoever writes here may do is told with the answer: another at the room's computer, another answer.
  watch(
    () => me.value?.person?.id,
    () => {
      kept.outdate()
      kept.soon()
    },
  )
  if (!later) onMounted(() => void kept.load().catch(() => undefined))
  onBeforeUnmount(() => {
    stop()
    end()
  })
  return kept
}
