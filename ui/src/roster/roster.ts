// SPDX-License-Identifier: Apache-2.0
// roster - the rosters of my unit as the page holds them: what is shown, what is proposed, what can be taken
// back.
import { computed, ref } from 'vue'
import { useAttempt } from '@/ui/attempt'
import { all, api } from '@/api/client'
import type { Person } from '@/api/shapes'
import { dayOf, now } from '@/app/now'
import { may, me, unitCode } from '@/session/session'
import { calendarLoad } from './calendar'
import { addDays, firstDay, lastDay } from './days'
import { loadsOf, shiftOf } from './grid'
import type { Change, DutyPost, Outcome, Pattern, Roster, RosterHead, Shift } from './shapes'

export interface Proposal {
  roster: string
  changes: Change[]
  outcome: Outcome
  live: boolean // published: asks for a reason
}

const overlaps = (head: RosterHead, from: string, to: string) => head.from_day <= to && head.to_day >= from

export function useRoster() {
  const month = ref('')
  const posts = ref<DutyPost[]>([])
  const patterns = ref<Pattern[]>([])
  const people = ref<Person[]>([])
  const heads = ref<RosterHead[]>([])
  const shown = ref('live') // 'live', or the id of a draft
  const roster = ref<Roster | null>(null)
  const live = ref<Shift[]>([])
  const year = ref<Shift[]>([])
  const everybody = ref<Person[]>([]) // those who have left too: old shifts name them
  const whole = ref(false) // every minute that the posts ask for is stood in the days shown, as coverage says
  const near = ref<Shift[]>([]) // published, from yesterday on, whatever month is shown
  const calendarKnown = ref(true)
  const proposal = ref<Proposal | null>(null)
  const undo = ref<{ roster: string; changes: Change[] }[]>([])
  const { busy, problem, attempt } = useAttempt()

  const drafts = computed(() => heads.value.filter((head) => head.state === 'draft'))
  const published = computed(() =>
    heads.value.filter(
      (head) => head.state === 'published' && overlaps(head, firstDay(month.value), lastDay(month.value)),
    ),
  )
  const shifts = computed(() => (shown.value === 'live' ? live.value : (roster.value?.shifts ?? [])))
  const range = computed(() =>
    shown.value === 'live' || !roster.value
      ? { from: firstDay(month.value), to: lastDay(month.value) }
      : { from: roster.value.from_day, to: roster.value.to_day },
  )
  const broken = computed(() => roster.value?.broken ?? [])
  const names = computed(() => new Map(everybody.value.map((one) => [one.id, one.name ?? one.id])))
  /** Published shifts whose person is on leave or has gone: why. */
  const away = computed(
    () => new Map(live.value.filter((one) => one.absent).map((one) => [one.id, one.absent!])),
  )
  /** Of the year: what is live outside the days shown, and what is shown. */
  const loads = computed(() =>
    loadsOf([
      ...year.value.filter((one) => one.day < range.value.from || one.day > range.value.to),
      ...shifts.value,
    ]),
  )
  const canDraft = computed(() => may('roster.draft'))
  const canPublish = computed(() => may('roster.publish'))
  const mine = computed(() => me.value?.person?.id ?? '')

  const here = computed(() => ({ unit: unitCode.value }))
  const liveBetween = async (from: string, to: string) =>
    (await api.get('/units/{unit}/roster', { path: here.value, query: { from, to } })).items
      .map(shiftOf)
      .filter((one) => one.day >= from && one.day <= to)

  async function wholeLoad(from: string, to: string): Promise<boolean> {
    const covered = await api.get('/coverage', { query: { under: unitCode.value, from, to } })
    return covered.items.find((one) => one.unit === unitCode.value)?.rostered === 'whole'
  }
  async function loadHeads(): Promise<void> {
    heads.value = (await api.get('/units/{unit}/rosters', { path: here.value })).items
  }
  /** What is live this month, and the draft looked at. */
  async function loadShifts(): Promise<void> {
    const y = Number(month.value.slice(0, 4))
    calendarKnown.value = await calendarLoad(y, Number(lastDay(month.value).slice(0, 4)))
    const draft =
      drafts.value.find((head) => head.id === shown.value) ??
      drafts.value.find((head) => overlaps(head, firstDay(month.value), lastDay(month.value)))
    if (shown.value !== 'live' && !drafts.value.some((head) => head.id === shown.value)) shown.value = 'live'
    const today = dayOf(now.value)
    const [ofYear, soon, ofMonth, isWhole, held] = await Promise.all([
      liveBetween(`${y}-01-01`, `${y}-12-31`),
      liveBetween(addDays(today, -1), addDays(today, 60)),
      liveBetween(firstDay(month.value), lastDay(month.value)),
      wholeLoad(firstDay(month.value), lastDay(month.value)),
      draft ? api.get('/rosters/{id}', { path: { id: draft.id } }) : null,
    ])
    year.value = ofYear
    near.value = soon
    live.value = ofMonth
    whole.value = isWhole
    roster.value = held as Roster | null
  }
  async function load(): Promise<void> {
    await attempt(async () => {
      const [arranged, known, persons] = await Promise.all([
        api.get('/units/{unit}/duty-posts', { path: here.value }),
        api.get('/duty-patterns'),
        all('/units/{unit}/people', { path: here.value }),
      ])
      posts.value = arranged.items
      patterns.value = known.patterns
      everybody.value = persons
      people.value = persons.filter((one) => !one.left_at)
      await loadHeads()
      await loadShifts()
      if (roster.value && shown.value === 'live' && canDraft.value) shown.value = roster.value.id
    })
  }
  async function open(next: string, draft?: string): Promise<void> {
    month.value = next
    proposal.value = null
    await attempt(async () => {
      await loadHeads()
      if (draft) shown.value = draft
      await loadShifts()
      if (!draft) shown.value = roster.value && canDraft.value ? roster.value.id : 'live'
    })
  }

  const rosterOf = (changes: Change[]) =>
    shifts.value.find((one) => one.id === changes[0]?.shift)?.roster ?? ''

  const bodyOf = (changes: Change[]) =>
    changes.map((one) => ({ shift: one.shift, person: one.person ?? undefined }))
  /** What the changes would break and mend: asked before anything is made. */
  const tried = (changes: Change[]) =>
    api.post('/rosters/{id}/changes', {
      path: { id: rosterOf(changes) },
      body: { changes: bodyOf(changes), try: true },
    })
  /** Makes changes that break nothing at once; the rest, and all of a published roster, are first shown. */
  async function propose(changes: Change[]): Promise<void> {
    await attempt(async () => {
      const outcome = await tried(changes)
      const isLive = shifts.value.find((one) => one.id === changes[0]?.shift)?.live ?? false
      if (outcome.breaks.some((one) => one.rule !== 'uncovered') || isLive)
        proposal.value = { roster: rosterOf(changes), changes, outcome, live: isLive }
      else await make(rosterOf(changes), changes)
    })
  }
  async function make(id: string, changes: Change[], reason?: string, isUndo = false): Promise<void> {
    const before = changes.map((one) => ({
      shift: one.shift,
      person: shifts.value.find((held) => held.id === one.shift)?.person ?? null,
    }))
    const reply = await api.post('/rosters/{id}/changes', {
      path: { id },
      body: {
        changes: bodyOf(changes),
        reason: reason || undefined,
      },
    })
    if (!isUndo) undo.value = [...undo.value.slice(-49), { roster: id, changes: before }]
    const made = new Map(changes.map((one) => [one.shift, one.person]))
    if (roster.value?.id === id)
      roster.value = {
        ...roster.value,
        broken: reply.broken,
        shifts: roster.value.shifts.map((one) =>
          made.has(one.id) ? { ...one, person: made.get(one.id) } : one,
        ),
      }
    else await loadShifts()
    proposal.value = null
  }
  const confirm = (reason: string) =>
    attempt(() =>
      proposal.value ? make(proposal.value.roster, proposal.value.changes, reason) : Promise.resolve(),
    )
  const takeBack = () =>
    attempt(async () => {
      const last = undo.value[undo.value.length - 1]
      if (!last) return
      await make(last.roster, last.changes, undefined, true)
      undo.value = undo.value.slice(0, -1)
    })
  /** After it there is nothing to take back; what holds is shown, except after filing. */
  const act = (does: () => Promise<unknown>, showsLive = true) =>
    attempt(async () => {
      await does()
      undo.value = []
      await loadHeads()
      if (showsLive) shown.value = 'live'
      await loadShifts()
    })
  const publish = (id: string, reason?: string, replaces?: string) =>
    act(() => api.post('/rosters/{id}/publish', { path: { id }, body: { reason, replaces } }))
  const file = (id: string) => act(() => api.post('/rosters/{id}/file', { path: { id } }), false)
  const withdraw = (id: string, reason: string) =>
    act(() => api.post('/rosters/{id}/withdraw', { path: { id }, body: { reason } }))
  const discard = (id: string) => act(() => api.post('/rosters/{id}/discard', { path: { id } }))

  return {
    month,
    posts,
    patterns,
    people,
    names,
    heads,
    drafts,
    published,
    shown,
    roster,
    shifts,
    live,
    away,
    whole,
    near,
    range,
    broken,
    loads,
    calendarKnown,
    proposal,
    undo,
    problem,
    busy,
    canDraft,
    canPublish,
    mine,
    load,
    open,
    loadHeads,
    loadShifts,
    attempt,
    tried,
    propose,
    confirm,
    takeBack,
    publish,
    file,
    withdraw,
    discard,
  }
}

export type RosterState = ReturnType<typeof useRoster>
