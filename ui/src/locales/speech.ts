// SPDX-License-Identifier: Apache-2.0
// speech - what languages call themselves.
export const languageNames = { zh: '中文', en: 'English' }
