// SPDX-License-Identifier: Apache-2.0
export default {
  place: { card: 'Cards' },
  keys: { card: 'The card: whom to call, what to ask', book: 'Address book' },
  card: {
    title: 'Cards and rules', overlay: 'The card', find: 'Two letters or a word: rq, fire …', all: 'All cards', none_found: 'Nothing found.', call: 'Call in this order', no_phone: 'number to be filled in', version: 'version {n}', built_in: 'Built in', built_in_help: 'This card is built in: copy it and fill in your own numbers before you rely on it.', adopt: 'Copy as our own', adopt_all: 'Copy all built-in cards ({n})',
    kinds: { procedure: 'Procedure', contact: 'Contact', risk_point: 'Risk point', key_place: 'Key place', area: 'Area', rule: 'Rule' },
    kind: 'Kind', name: 'Title', keywords: 'Other names (spaces between)', body: 'Text (Markdown)', triggers: 'Kinds of incidents', contact_post: 'Unit or post', contact_name: 'Name', contact_phone: 'Phone', add_contact: 'Add a number', up: 'Up', note: 'What was changed and why', add: 'New card', edit: 'Edit', retire: 'Take away', retire_sure: 'Take “{title}” away? Its versions stay.',
    unread: 'Rules to read ({n}):', acknowledge: 'I have read it', acknowledged: 'Read', readers: 'Read by {n}/{all}',
    questions: 'Questions ({n})', add_question: 'New question', question: 'Question', option: 'Option {n}', right: 'Right answer', right_help: 'The dot on the left marks the right answer. Random challenges draw from these.', more_options: 'More options', asked: 'answered {n} times, {wrong} wrong', correct: 'Right', wrong: 'Wrong',
    import: 'Import', export: 'Export', format: 'Format', import_help: 'Markdown: each heading of the highest rank is a card, “{\'@\'} unit | name | phone” is whom to call. CSV: columns title,kind,body,keywords,triggers,contacts.', import_try: 'Check first', import_now: 'Import', accepted: '{n} fit', refused: '{n} do not:',
    still_missing: 'The first report still needs: {what}', book: 'Address book', book_find: 'Name, unit, post or pinyin initials', groups: { watch: 'On watch', own: 'Own', above: 'Above', below: 'Below', beside: 'Beside', card: 'Card' },
  },
  event: {
    card: { written: 'Card written', changed: 'Card changed', retired: 'Card taken away', acknowledged: 'Rule acknowledged' },
    question: { written: 'Question written', retired: 'Question taken away', practised: 'Question practised' },
  },
  problem: { no_such_card: 'There is no such card, or it is not yours to see.', card_changed: 'The card has a newer version: reload first.', card_retired: 'The card was taken away.', no_such_question: 'There is no such question.' },
  field_problem: { too_few: 'too few' },
}
