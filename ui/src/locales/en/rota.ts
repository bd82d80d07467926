// SPDX-License-Identifier: Apache-2.0
export default {
  problem: {
    change_open: 'A change of this shift already waits for approval.', no_such_change: 'There is no such change.', own_change: 'Nobody approves a change of their own; ask another leader.', shift_changed: 'The shift is no longer as it was asked; ask again.', shift_over: 'This shift is over.',
  },
  field_problem: { left: 'has left the unit', not_published: 'the shift is not published', over: 'the shift has begun or is over', stands_it_already: 'stands this shift already', not_of_person: 'not a shift of this person', vacant: 'nobody stands this shift', own_change: 'not by those concerned' },
  event: { shift_change: { asked: 'Shift change asked', approved: 'Shift change approved', refused: 'Shift change refused', withdrawn: 'Shift change withdrawn', confirmed: 'Word by telephone confirmed', denied: 'Word by telephone denied', rang: 'Word by telephone not confirmed' } },
  notice: { shift_change: { asked: 'A shift change waits for approval', approved: 'A shift change was approved', refused: 'A shift change was refused', oral: 'A shift change approved by telephone waits to be confirmed', denied: 'The leader denies having approved a shift change' } },
}
