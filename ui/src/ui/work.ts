// SPDX-License-Identifier: Apache-2.0
// work - something long that the server does for a page: looked for until it is there, and called off when
// the page is left.
import { onBeforeUnmount, onMounted, ref } from 'vue'
import type { Reply } from '@/api/shapes'
import { api, fetched, later, Problem } from '@/api/client'
import type { Given, Operation, PathOf } from '@/api/paths'
import { address, request } from '@/api/request'

type Work = Reply<'work.get'>

const SOON = 150 // ms until the first look; each waits longer
const SELDOM = 1000

export function useWork() {
  const share = ref<number | null>(null) // of it that is done, up to 1; null: not known
  const id = ref('') // of the work; '': nothing is under way

  async function look(): Promise<Work | null> {
    try {
      return await api.get('/works/{id}', { path: { id: id.value } })
    } catch (caught) {
      if (caught instanceof Problem && caught.unreachable) return null // the line is bad: the work goes on
      throw caught
    }
  }

  /** The answer itself, however long it takes. What is called off has an answer too. */
  const run = async <M extends 'get' | 'post', P extends PathOf<M>>(
    method: M,
    path: P,
    given: Given<Operation<M, P>>,
  ): Promise<Response> => {
    const reply = await later(method, path, given)
    if (reply.status !== 202) return reply
    try {
      let work: Work | null = await reply.json()
      id.value = work!.id
      for (let pause = SOON; !work?.result; pause = Math.min(pause * 1.5, SELDOM)) {
        await new Promise((then) => setTimeout(then, pause))
        work = await look()
        if (work?.of) share.value = work.done / work.of
      }
      return await fetched(work.result)
    } finally {
      id.value = ''
      share.value = null
    }
  }

  const callOff = () => {
    if (id.value) void api.remove('/works/{id}', { path: { id: id.value } }).catch(() => undefined)
  }
  /* A page that is closed can't wait for an answer. */
  const closed = () => {
    if (id.value) void request('DELETE', address(`/works/${id.value}`), { last: true }).catch(() => undefined)
  }
  onMounted(() => window.addEventListener('pagehide', closed))
  onBeforeUnmount(() => {
    window.removeEventListener('pagehide', closed)
    callOff()
  })
  return { share, id, run, callOff }
}
