// SPDX-License-Identifier: Apache-2.0
export default {
  event: { dispatch: { revised: 'Draft revised' } },
  dispatch: {
    acts: { revise: 'Revise' },
    save_revised: 'Save changes',
    revised: 'Revised {at}',
    history: 'Who changed what',
    first_wording: 'First draft: {who}, {at}',
    figures_anew: 'Words unchanged; the figures it carries were taken anew from the matter.',
    overtaken:
      'While you wrote, somebody else revised this draft: the new text stands above, the changes below. What you wrote is still here.',
    overtaken_go_on: 'Seen; use what I wrote',
  },
}
