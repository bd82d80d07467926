// SPDX-License-Identifier: Apache-2.0
export default {
  problem: {
    no_calendar: 'The holidays of that year are not known yet, and are not guessed. The system administrator adds the file of the year’s notice.',
  },
}
