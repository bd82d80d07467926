// SPDX-License-Identifier: Apache-2.0
// Words of dispatches.
export default {
  dispatch: {
    report_up: 'Report up', draft: 'Draft', type: 'Type', urgency: 'Urgency', find_unit: 'Find a unit (name or initials)', to: 'to', copy: 'copy', title: 'Title', body: 'Text', missing: 'Still missing: {what}. Send anyway; follow up once checked.', save_draft: 'For sign-off', none: 'No dispatches.', from: 'from {name}', sent_to: 'to {names}', of_matter: 'Dispatches', open_matter: 'Open the matter', hops: 'Its way', unit: 'Unit',
    oral_open: 'oral sign-off to confirm', oral_said: 'Oral sign-off: {who}, “{words}”', confirmed: 'confirmed {at}', signed: 'Signed off {at}', returned: 'Returned: {reason}', box_in: 'Inbox', box_out: 'Outbox', read_back: 'Read the whole text back to the leader on the phone; when the leader agrees, write down the words. It goes at once; the leader confirms here within the set time.',
    types: { initial_report: 'Initial report', followup_report: 'Follow-up', final_report: 'Final report', supplement_report: 'Supplement', verified_report: 'Verified report', instruction: 'Instruction', notice: 'Notice', inquiry: 'Inquiry', answer: 'Answer', flash_report: 'Flash' },
    urgencies: { top: 'top', urgent: 'most urgent', expedited: 'urgent', normal: 'normal' },
    states: { drafted: 'awaits sign-off', signed: 'signed off', sent: 'sent', delivered: 'delivered', received: 'to sign for', signed_for: 'signed for', attached: 'attached', opened: 'opened a matter', returned: 'returned', answered: 'answered', forwarded: 'sent on', closed: 'closed', discarded: 'discarded', undeliverable: 'undeliverable' },
    acts: { send: 'Send', sign_off: 'Sign off', sign_off_oral: 'Oral sign-off', confirm_oral: 'Confirm', discard: 'Discard', sign_for: 'Sign for', open: 'Open a matter', attach: 'Attach to a matter', return: 'Return', answer: 'Answer', forward: 'Send on', confirm_phone: 'Confirmed by phone', close: 'Close' },
    act_fields: { leader: 'Which leader', words: 'The leader’s words', at: 'When', reason: 'Reason', matter: 'To which matter', body: 'Answer', to: 'Send on to', person: 'Who answered', note: 'Note' },
    hop: { sent: 'Sent', delivered: 'Delivered', signed_for: 'Signed for', phoned: 'Phoned', result: 'Result' },
  },
}
