// SPDX-License-Identifier: Apache-2.0
export default {
  place: { handover: 'Handover' },
  handover: {
    begin: 'Begin handover', cancel: 'Call off', why: 'Reason', going: 'Going on since {at}', outgoing_leaders: 'Leader handing over', incoming_leaders: 'Leader taking over', outgoing: 'Hands over', incoming: 'Takes over', leader: 'Leader', nobody: 'nobody', since: 'on watch since {at}', relief: 'Relief due', last: 'Last handover {at}', away: 'Principals away: {names}', overdue: 'Nobody has come to relieve the watch (since {at}); it still answers until relieved',
    signatures: 'Signatures', unsigned: 'not signed', leader_later: 'within 24 hours of both signatures', late: 'Signatures overdue', was_late: 'A signature came late', come_sign: 'Come on watch and sign', sign_in: 'Sign as taking over', sign_out: 'Sign as handing over', countersign: 'Countersign', first: '{n} items wait for a word before you can sign',
    told: 'One by one', rest: 'As one list', nothing: 'Nothing to be told one by one.', keys: '↑↓ choose   A accept   R refuse   Q accept the rest   S sign', accept: 'Accept', refuse: 'Refuse', refuse_why: 'Why it is refused (Enter)', clear: 'Clear', clear_why: 'How it was settled (Enter)', accept_rest: 'Accept the other {n}',
    point: 'For the next watch', point_hint: 'One line, Enter; it comes up every shift until it is cleared', carried: 'Open through {n} shifts; refused {at} by {who}: {word}', pending: 'Point to mind, handed over {n} times',
    decided: { open: 'Undecided', accepted: 'Accepted', refused: 'Refused', settled: 'Over before it was decided' }, what: { left: 'Left without relief', point: 'Point', notice: 'Notice', log: 'Duty log', flag: 'Flag of presence', matter: 'Matter', dispatch: 'Dispatch' }, left: '{name} left without relief and the post was empty',
    chain: 'Handovers', none_yet: 'No handovers yet.', states: { open: 'Going on', sealed: 'Sealed', cancelled: 'Called off' }, counts: '{accepted} accepted, {refused} refused', no_leader: 'not countersigned', leaders_late: 'a leader has not signed in time', gap: 'No officer on watch from {from} to {until}', unlinked: 'Who handed over is not who took over before',
    record: 'Record of a handover', print: 'Print', span: 'Watch from {from} to {until}', corrections: 'Corrections', correct_hint: 'The record is sealed; a correction stands beside it (Enter)',
  },
  event: {
    handover: { began: 'Handover begun', renewed: 'Handover brought up to date', accepted: 'Items accepted', refused: 'Item refused', signed: 'Handover signed', countersigned: 'Countersigned by the leader', cancelled: 'Handover called off', corrected: 'Correction to a handover', noted: 'Point for the next watch', cleared: 'Point cleared', rang: 'Handover clock' },
    relief: { expected: 'Relief expected', overdue: 'Relief overdue', post_left: 'Left without relief' },
  },
  notice: { handover: { relief_late: 'The next watch has not come; the last one still answers', unsigned: 'Signatures of the handover are missing', leaders_unsigned: 'A leader has not signed the handover', not_countersigned: 'The leader has not countersigned the handover', post_left: 'The last officer left without relief' } },
  problem: {
    handover_open: 'A handover is still going on: finish it or call it off.', sealed: 'The handover is sealed; only a correction can be added.', nobody_on_watch: 'No officer is on watch, so there is nothing to hand over.', own_handover: 'Who hands over cannot accept or countersign it.', signed_already: 'Signed already.', not_on_watch: 'Come on watch first, then sign.', items_new: 'Something has come up since the handover began: bring the list up to date.', items_open: 'Some items are neither accepted nor refused.', needs_person: 'Each person signs for themselves.',
  },
}
