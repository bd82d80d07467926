// SPDX-License-Identifier: Apache-2.0
// 页面上的每一个字。
import { merge } from './merge'
import duty from './zh/duty'
import roster from './zh/roster'
import presence from './zh/presence'
import terminal from './zh/terminal'
import handover from './zh/handover'
import register from './zh/register'
import leave from './zh/leave'
import card from './zh/card'
import rota from './zh/rota'
import document from './zh/document'
import dispatch from './zh/dispatch'
import app from './zh/app'
import session from './zh/session'
import desk from './zh/desk'
import matter from './zh/matter'
import event from './zh/event'
import problem from './zh/problem'
import traffic from './zh/traffic'

export default merge(
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
