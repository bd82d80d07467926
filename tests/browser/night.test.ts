// SPDX-License-Identifier: Apache-2.0
// The whole night of one street: two officers at one computer, asked whether they are there, a log, a telegram, an incident signed off by
// telephone, a successor who comes late, a handover with one thing refused, and the paper of it all, checked by an inspector.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { PHONE, Seat, launch } from '../support/browser.ts'
import { CITY, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'
import { NIGHT_STREET, Night } from '../support/night.ts'
import { printed, printedHead } from '../support/print.ts'

const MINUTE = 60_000
let browser: Browser
let night: Night
/** The day whose night this is; its people are relieved the next morning. */
let day = '',
  morning = ''
let incident = '',
  sealed = ''
type Person = Night['officers'][number]

before(async () => {
  browser = await launch()
  night = await Night.begin(browser)
})
after(async () => {
  await night?.room?.picture('night-end')
  await night?.end()
  await browser?.close()
})

const at = (date: string, time: string) => `${date}T${time}:00+08:00`
const dayOf = (moment: number) => new Date(moment + 8 * 3_600_000).toISOString().slice(0, 10)
async function pause(name: string): Promise<void> {
  await night.room.accessible()
  await night.room.fits()
  await night.room.picture(`night-${name}`)
}
const rows = async (path: string): Promise<Json[]> => (await night.get(night.path(path))).items

test('two officers come on watch by PIN at the room’s computer and take over', async () => {
  const [main, second] = night.officers as [Person, Person]
  const { code } = (await (await night.as('sysadmin')).post(night.path('/terminals'), { name: '值班台' })).ok(
    201,
  )
  night.room = await Seat.take(browser, night.server.base)
  const { page } = night.room
  await night.room.open('/terminal')
  await page.locator('.enrol input').first().fill(NIGHT_STREET)
  await page.locator('.enrol .code').fill(code)
  await page.keyboard.press('Enter')
  await page.locator('.come .people button').first().waitFor()
  await night.come(main)
  await night.come(second)
  await pause('desk')

  // Who stood until now gives the post away from a computer of their own; at the room's, one key takes the list and one signs.
  const yesterday = await night.server.client().signIn(night.yesterday.login)
  const handover = (await yesterday.post(night.path('/handovers'))).ok(201)
  await page.keyboard.press('Alt+h')
  await page.locator('.sides').waitFor()
  await night.takes(main)
  while (
    (await night.get(`/handovers/${handover.id}`)).items.some(
      (item: Json) => item.decided === 'open' && !item.quiet,
    )
  ) {
    await page.keyboard.press('a')
    await night.room.idle()
  }
  await page.keyboard.press('q')
  await page.locator('.decided.accepted').first().waitFor()
  for (const officer of [main, second]) {
    await night.takes(officer)
    await night.signs()
    await page.locator('.signer', { hasText: officer.name }).locator('.good').waitFor()
  }
  ;(await yesterday.post(`/handovers/${handover.id}/sign`)).ok()
  assert.equal((await night.get(`/handovers/${handover.id}`)).state, 'sealed')
  assert.deepEqual(
    (await rows('/watch'))
      .filter((one) => one.role === 'officer')
      .map((one) => one.person)
      .sort(),
    [main.id, second.id].sort(),
  )
})

test('they are asked at random: by day a question from the cards, by night only whether somebody is there', async () => {
  const { page } = night.room
  const rules = (hours: Json) =>
    night
      .as('leader')
      .then((leader) => leader.put(night.path('/presence-rules'), hours))
      .then((reply) => reply.ok())
  // The night's hours are the unit's own: first all of it is day, then all of it night.
  await rules({ night_from: '08:00', night_until: '08:01' })
  const byDay = await night.asked()
  await night.room.open('/')
  await page.locator('.pop .question', { hasText: '燃气泄漏' }).waitFor()
  assert.equal(await page.locator('.pop .option').count(), 3)
  await pause('asked-by-day')
  // With Alt it is answered in the midst of a line, which stays; a wrong answer shows the card.
  await page.keyboard.press('Alt+l')
  await page.keyboard.insertText('正在记')
  await page.keyboard.press('Alt+a')
  await page.locator('.pop .card', { hasText: '119' }).waitFor()
  await pause('wrong')
  assert.deepEqual(
    [
      (await night.get(`/challenges/${byDay.id}`)).state,
      (await night.get(`/challenges/${byDay.id}`)).correct,
    ],
    ['answered', false],
  )
  assert.equal(await page.locator('aside .write input').inputValue(), '正在记')
  await page.locator('aside .write input').fill('')
  await page.locator('.pop .card button').click()

  await rules({ night_from: '08:01', night_until: '08:00' })
  const byNight = await night.asked()
  assert.equal((Date.parse(byNight.due_at) - Date.parse(byNight.issued_at)) / MINUTE, 10)
  await page.reload()
  await page.locator('.pop .here').waitFor()
  assert.equal(await page.locator('.pop .question').count(), 0)
  await page.keyboard.press('Alt+y')
  await page.locator('.pop').waitFor({ state: 'detached' })
  assert.equal((await night.get(`/challenges/${byNight.id}`)).state, 'answered')
})

test('one that nobody answers rings at the desk and stays missed', async () => {
  const { page } = night.room
  const missed = await night.asked()
  night.now = Date.parse(missed.due_at)
  await night.pass(1)
  await night.room.open('/')
  await page.locator('.pop .late').waitFor()
  await page.locator('section', { hasText: '在岗抽查无人应答' }).first().waitFor()
  await pause('missed')
  await page.keyboard.press('Alt+y')
  await page.locator('.pop').waitFor({ state: 'detached' })
  const kept = await night.get(`/challenges/${missed.id}`)
  assert.equal(kept.state, 'missed')
  assert.ok(kept.returned_at)
  await (
    await night.as('leader')
  ).put(night.path('/presence-rules'), { night_from: '22:00', night_until: '06:00' })

  // Now the night is known: the evening that comes, or, where that is over, the next.
  const hour = new Date(night.now + 8 * 3_600_000).getUTCHours()
  day = dayOf(hour < 19 ? night.now : night.now + 86_400_000)
  morning = dayOf(Date.parse(at(day, '12:00')) + 86_400_000)
  await night.relieve(morning)
  await night.work(at(day, '20:00'))
})

test('each writes in the log in their own name, one line and Enter', async () => {
  const { page } = night.room
  await night.room.open('/')
  const lines = [
    ['1', '社区报井盖松动，已围挡'],
    ['2', '供电公司告知23时检修停电两小时'],
    ['1', '巡查值班设备，传真、视频正常'],
  ]
  for (const [key, text] of lines) {
    await night.takes(night.officers[Number(key) - 1]!)
    await page.keyboard.press('Alt+l')
    await page.keyboard.insertText(text!)
    await page.keyboard.press('Enter')
    await page.locator('aside li', { hasText: text }).first().waitFor()
    await night.beat(true)
    await night.pass(4)
  }
  const written = (await rows(`/log?limit=3`)).reverse()
  assert.deepEqual(
    written.map((entry) => [entry.text, entry.author]),
    lines.map(([key, text]) => [text, night.officers[Number(key) - 1]!.name]),
  )
  await pause('log')
})

test('a telegram is registered, handed on and signed for, with its clock', async () => {
  const { page } = night.room
  await night.work(at(day, '21:10'))
  await night.takes(night.officers[1]!)
  await page.keyboard.press('Alt+g')
  await page.locator('.filter').waitFor()
  await page.keyboard.press('n')
  const form = page.locator('form.enter')
  await form.getByLabel('文号', { exact: false }).first().fill('潇政办电〔2026〕19号')
  await form.getByLabel('来文单位').fill('市政府办公室')
  await form.getByLabel('标题').fill('关于做好强降雨防范工作的紧急通知')
  await form.getByLabel('紧急程度').selectOption('top')
  await pause('telegram-form')
  await page.keyboard.press('Control+Enter')
  const row = page.locator('tbody tr', { hasText: '强降雨防范' })
  await row.waitFor()
  const kept = (await rows('/matters?kind=telegram'))[0]
  assert.equal((Date.parse(kept.due_at) - Date.parse(kept.opened_at)) / MINUTE, 10)
  await pause('telegram')
  await night.pass(3)
  for (const [step, label, who] of [
    ['送交', '送交何人', '带班领导 罗主任'],
    ['签收', '签收人', '罗主任'],
  ] as const) {
    await row.getByRole('button', { name: step, exact: true }).click()
    await page.locator('form.step-form').getByLabel(label).fill(who)
    await page.keyboard.press('Control+Enter')
    await page.locator('form.step-form').waitFor({ state: 'detached' })
  }
  const signed = await night.get(`/matters/${kept.id}`)
  assert.deepEqual(
    [signed.state, signed.clocks.find((clock: Json) => clock.name === 'sign').state],
    ['signed', 'met'],
  )
})

test('an incident is taken in one line, verified, signed off by telephone and sent to the district', async () => {
  const { page } = night.room
  await night.work(at(morning, '02:40'))
  await night.takes(night.officers[0]!)
  await page.keyboard.press('Alt+d')
  await page.locator('#intake').fill('新村路8号居民楼燃气爆炸，1人受伤，13800138000 李女士，119转')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/matters\//)
  incident = page.url().split('/').pop()!
  await page.locator('.steps button').first().waitFor()
  await page.keyboard.press('1')
  await page.locator('form.step-form').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.locator('header .tag', { hasText: '已核实' }).waitFor()
  await page.keyboard.press('r')
  await page.waitForFunction(
    () =>
      ((document.querySelector('form.draft textarea') as HTMLTextAreaElement | null)?.value.length ?? 0) > 20,
  )
  await pause('report')
  await page.keyboard.press('Control+Enter')
  await page.locator('article.dispatch').waitFor()
  await page.locator('.acts').getByRole('button', { name: '口头签发', exact: true }).click()
  await page.locator('.read-back').waitFor()
  await page.getByLabel('领导原话').fill('同意，马上报区里')
  await pause('oral')
  await page.locator('form.act button.main').click()
  await night.prove()
  await page
    .locator('header .tag', { hasText: /已发出|已送达/ })
    .first()
    .waitFor()

  const district = await night.district('/')
  await district.page.locator('.dispatch-row', { hasText: '新村路8号' }).first().click()
  await district.page.locator('.acts').getByRole('button', { name: '签收', exact: true }).click()
  await district.page.locator('header .tag', { hasText: '已签收' }).first().waitFor()
  await district.close()
  // In the morning the leader confirms on the phone what was said at night.
  const leader = await night.seat(login('leader', NIGHT_STREET), '/', PHONE)
  await leader.page.locator('.dispatch-row', { hasText: '新村路8号' }).first().click()
  await leader.page.locator('.acts').getByRole('button', { name: '补签确认', exact: true }).click()
  await leader.page
    .getByText(/已确认/)
    .first()
    .waitFor()
  await leader.accessible()
  await leader.fits()
  await leader.close()
})

test('a successor who is late starts a clock, and who stands there stays responsible', async () => {
  const { page } = night.room
  await night.work(at(morning, '08:45'))
  await page.keyboard.press('Alt+h')
  await page.locator('.problem', { hasText: '接班人应到未到' }).waitFor()
  await pause('late')
  const leader = await night.as('leader')
  const told = (await leader.get(night.path('/notices'))).ok().items as Json[]
  assert.ok(told.some((notice) => notice.text === 'handover.relief_late' && notice.role === 'leader'))
  assert.deepEqual(
    (await rows('/watch')).filter((one) => one.role === 'officer').map((one) => one.person),
    night.officers.slice(0, 2).map((one) => one.id),
  )
  // The one who comes in the end shows a PIN like everybody.
  await night.come(night.officers[2]!)
})

test('what is open is handed over one by one, one thing refused with a word, signed by both, sealed, countersigned', async () => {
  const { page } = night.room
  const [main, second, next] = night.officers as [Person, Person, Person]
  await night.takes(main)
  await page.keyboard.press('Alt+h')
  await page.locator('h1', { hasText: '交接班' }).waitFor()
  await page.keyboard.press('n')
  await page.keyboard.insertText('冲锋舟钥匙借给水利站，今早归还')
  await page.keyboard.press('Enter')
  await page.locator('.item', { hasText: '冲锋舟钥匙' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '开始交接' }).click()
  await page.locator('.sides').waitFor()
  await night.signs()
  await page.locator('.signer', { hasText: main.name }).locator('.good').waitFor()

  await night.takes(next)
  await page.locator('.item.at').waitFor()
  await pause('handover')
  for (;;) {
    await night.room.idle()
    if ((await page.locator('.item.open .acts').count()) === 0) break
    const title = await page.locator('.item.at .title').innerText()
    if (title.includes('冲锋舟钥匙')) {
      await page.keyboard.press('r')
      await page.locator('.ask input').waitFor()
      await page.keyboard.insertText('钥匙在谁手里没说清')
      await page.keyboard.press('Enter')
      await page.locator('.item.refused', { hasText: title }).waitFor()
    } else {
      await page.keyboard.press('a')
      await page.locator('.item.accepted', { hasText: title }).waitFor()
    }
  }
  await page.keyboard.press('q')
  await page.locator('.row .quiet', { hasText: '才能签名' }).waitFor({ state: 'detached' })
  await pause('judged')
  await night.signs()
  await page.waitForURL(/\/handovers\//)
  const id = page.url().split('/').pop()!
  sealed = id
  await night.takes(second)
  await night.signs()
  // Relieved, nobody writes here until somebody does; whose key is left is who is on watch.
  await page.locator('.come .people button').first().waitFor()
  await page.locator('.writes button[aria-pressed]', { hasText: second.name }).waitFor({ state: 'detached' })
  await night.takes(next)
  await night.room.open(`/handovers/${id}`)
  for (const one of [main, second, next])
    await page.locator('.signer', { hasText: one.name }).locator('.good').waitFor()
  await pause('sealed')

  const leader = await night.seat(login('leader', NIGHT_STREET), `/handovers/${id}`, PHONE)
  await leader.page.getByRole('button', { name: '带班领导签认' }).click()
  await leader.page.getByRole('button', { name: '带班领导签认' }).waitFor({ state: 'detached' })
  await leader.accessible()
  await leader.fits()
  await leader.picture('night-countersign')
  await leader.close()
  const done = await night.get(`/handovers/${id}`)
  assert.equal(done.state, 'sealed')
  assert.ok(done.countersigned_at)
  const refused = done.items.filter((item: Json) => item.decided === 'refused')
  assert.deepEqual(
    refused.map((item: Json) => [item.title, item.word]),
    [['冲锋舟钥匙借给水利站，今早归还', '钥匙在谁手里没说清']],
  )
  assert.ok(
    done.items.some((item: Json) => item.item === `matter:${incident}` && item.decided === 'accepted'),
  )
  assert.deepEqual(
    (await rows('/watch')).filter((one) => one.role === 'officer').map((one) => one.person),
    [next.id],
  )
})

test('what was wrong is put right by a new line that points to the old, beside the sealed handover and in the log', async () => {
  const { page } = night.room
  const next = night.officers[2]!
  await page.getByLabel('记录已封存', { exact: false }).fill('钥匙已查明在水利站陈师傅处')
  await page.keyboard.press('Enter')
  await page.locator('li', { hasText: '陈师傅处' }).waitFor()
  const handover = await night.get(`/handovers/${sealed}`)
  assert.deepEqual(
    handover.notes.map((note: Json) => note.text),
    ['钥匙已查明在水利站陈师傅处'],
  )

  await night.room.open('/log')
  const wrong = page.locator('li', { hasText: '社区报井盖松动，已围挡' }).first()
  await wrong.locator('.fix').click()
  await page.locator('.correcting').waitFor()
  await page.keyboard.insertText('社区报井盖松动，围挡为次日上午设置')
  await pause('correct')
  await page.keyboard.press('Enter')
  await page.locator('li s', { hasText: '社区报井盖松动，已围挡' }).waitFor()
  const [entry] = await rows('/log?limit=1')
  const old = (await rows('/log?limit=20')).find((one) => one.text === '社区报井盖松动，已围挡')!
  assert.deepEqual([entry.corrects, entry.author, old.corrected_by], [old.id, next.name, entry.id])
  await pause('corrected')
})

test('the night prints with page numbers, minutes and lines to sign on, and an inspector finds its head in the chain', async () => {
  const inspector = await night.inspector()
  const { text, pages, flat } = await printed(inspector, night.path(`/day-log?day=${day}&format=pdf`))
  assert.match(text, /五里牌街道值班日志/)
  pages.forEach((page, i) =>
    assert.match(page, new RegExp(`第\\s*${i + 1}\\s*页\\s+共\\s*${pages.length}\\s*页`)),
  )
  for (const [time, words] of [
    ['20:00', '社区报井盖松动'],
    ['20:04', '供电公司告知23时检修'],
    ['20:08', '巡查值班设备'],
    ['02:40', '新村路8号'],
    ['21:10', '强降雨防范'],
    ['08:45', '钥匙在谁手里没说清'],
    ['08:45', '更正：钥匙已查明在水利站陈师傅处'],
  ]) {
    assert.ok(flat.includes(words!), words)
    assert.ok(flat.includes(time!), time)
  }
  for (const sign of ['交班人', '接班人', '带班领导']) assert.match(text, new RegExp(sign))

  // The number and hash that stand on the sheet are an event of the journal, and the whole chain holds.
  const head = printedHead(text)
  const [line] = (await inspector.get(night.path(`/journal?after=${head.seq - 1}&limit=1`))).ok()
    .items as Json[]
  assert.deepEqual([line.seq, line.hash], [head.seq, head.hash])
  const seen = await night.seat(login('inspector', CITY), `/log/day?unit=${NIGHT_STREET}&day=${day}`)
  await seen.page.locator('.head code', { hasText: head.hash }).waitFor()
  await seen.accessible()
  await seen.fits()
  await seen.picture('night-paper')
  // The same from the paper alone: its code, or number and hash, typed into the page of the record.
  await seen.page.keyboard.press('Alt+j')
  await seen.page.locator('.check input').fill(`shaodian:${NIGHT_STREET}:journal:${head.seq}:${head.hash}`)
  await seen.page.keyboard.press('Enter')
  await seen.page.locator('.check .good', { hasText: `${NIGHT_STREET} 第 ${head.seq} 笔` }).waitFor()
  await seen.accessible()
  await seen.fits()
  await seen.picture('night-check')
  await seen.page
    .locator('.check input')
    .fill(`${NIGHT_STREET} ${head.seq} ${head.hash.slice(0, 15)}${head.hash[15] === '0' ? '1' : '0'}`)
  await seen.page.keyboard.press('Enter')
  await seen.page.locator('.check [role=alert]', { hasText: '不符' }).waitFor()
  await seen.close()
  const verified = night.server.command('audit', 'verify')
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})
