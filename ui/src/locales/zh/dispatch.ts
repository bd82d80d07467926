// SPDX-License-Identifier: Apache-2.0
export default {
  event: { dispatch: { revised: '改稿' } },
  dispatch: {
    acts: { revise: '修改' },
    save_revised: '保存修改',
    revised: '{at} 改过',
    history: '改稿记录',
    first_wording: '初稿：{who}，{at}',
    figures_anew: '文字未动，随文要素已按事项现状更新。',
    overtaken: '你改的时候，别人已改过这份稿：新文在上面，改动见下面的改稿记录。你写的还在。',
    overtaken_go_on: '已看过，用我写的',
  },
}
