// SPDX-License-Identifier: Apache-2.0
export default {
  event: {
    handover: { began: 'Handover begun', renewed: 'Handover brought up to date', accepted: 'Items accepted', refused: 'Item refused', signed: 'Handover signed', countersigned: 'Countersigned by the leader', cancelled: 'Handover called off', corrected: 'Correction to a handover', noted: 'Point for the next watch', cleared: 'Point cleared', rang: 'Handover clock' },
    relief: { expected: 'Relief expected', overdue: 'Relief overdue', post_left: 'Left without relief' },
  },
  notice: { handover: { relief_late: 'The next watch has not come; the last one still answers', unsigned: 'Signatures of the handover are missing', not_countersigned: 'The leader has not countersigned the handover', post_left: 'The last officer left without relief' } },
  problem: {
    handover_open: 'A handover is still going on: finish it or call it off.', sealed: 'The handover is sealed; only a correction can be added.', nobody_on_watch: 'No officer is on watch, so there is nothing to hand over.', own_handover: 'Who hands over cannot accept or countersign it.', signed_already: 'Signed already.', not_on_watch: 'Come on watch first, then sign.', items_new: 'Something has come up since the handover began: bring the list up to date.', items_open: 'Some items are neither accepted nor refused.', needs_person: 'Each person signs for themselves.',
  },
}
