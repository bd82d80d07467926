// SPDX-License-Identifier: Apache-2.0
// Every word of the page, in English.
import { merge } from './merge'
import type zh from './zh'
import duty from './en/duty'
import roster from './en/roster'
import presence from './en/presence'
import terminal from './en/terminal'
import handover from './en/handover'
import register from './en/register'
import leave from './en/leave'
import card from './en/card'
import rota from './en/rota'
import document from './en/document'
import dispatch from './en/dispatch'
import app from './en/app'
import session from './en/session'
import desk from './en/desk'
import matter from './en/matter'
import event from './en/event'
import problem from './en/problem'
import traffic from './en/traffic'

const words: typeof zh = merge(
  app,
  session,
  desk,
  matter,
  event,
  problem,
  traffic,
  rota,
  duty,
  roster,
  presence,
  terminal,
  handover,
  register,
  leave,
  card,
  document,
  dispatch,
)

export default words
