// SPDX-License-Identifier: Apache-2.0
export default {
  dispatch: { types: { roll_call: 'Roll call', roll_answer: 'Answer to a roll call', presence_alarm: 'Presence alarm' } },
  event: {
    presence: { changed: 'Presence changed', rules_set: 'Hours of the night set' },
    flag: { raised: 'Presence flagged', ended: 'No longer so', explained: 'Answered by the unit', decided: 'Answer judged', cleared: 'Cleared by an approved change' },
    challenge: { issued: 'Asked whether somebody is there', answered: 'Answered', excused: 'Not asked further: at work', missed: 'Nobody answered', returned: 'Back after a miss' },
    roll_call: { called: 'Roll called', answered: 'Roll call answered' },
    round: { made: 'Leader’s round' },
  },
  problem: {
    other_terminal: 'Answer at the terminal where you came on watch',
    answered_already: 'It has been answered already',
    too_late: 'The time to answer is over',
    own_answer: 'Who wrote the answer cannot judge it: ask another leader',
    nobody_to_call: 'No unit there keeps duty',
  },
  field_problem: { not_below: 'Not a unit below' },
  notice: {
    challenge: { missed: 'Nobody answered a presence check' },
    flag: { absent: 'Post empty', left_post: 'Left the post', unauthorized_substitute: 'Unapproved stand-in', unrostered: 'Nobody rostered', leader_absent: 'Duty leader not on watch' },
  },
}
