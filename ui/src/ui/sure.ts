// SPDX-License-Identifier: Apache-2.0
// sure - asked before what can't be taken back, and for the words that an act wants; AskDialog shows it.
import { shallowRef } from 'vue'

export interface Question {
  words: string // what follows, as a sentence
  act: string // what is done, on the button
  wantsText: boolean
  done: (text: string | null) => void // null: it is left alone
}

export const question = shallowRef<Question | null>(null)

function ask(words: string, act: string, wantsText: boolean): Promise<string | null> {
  question.value?.done(null)
  return new Promise((answer) => {
    question.value = {
      words,
      act,
      wantsText,
      done: (text) => {
        question.value = null
        answer(text)
      },
    }
  })
}

export const sure = async (words: string, act: string): Promise<boolean> =>
  (await ask(words, act, false)) !== null
/** What was written, '' when it was left alone. */
export const asked = async (words: string, act: string): Promise<string> =>
  (await ask(words, act, true)) ?? ''
