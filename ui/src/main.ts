// SPDX-License-Identifier: Apache-2.0
import { createApp, watchEffect } from 'vue'
import { createI18n } from 'vue-i18n'
import App from '@/app/App.vue'
import { language } from '@/app/preferences'
import { router } from '@/app/router'
import { shellKeep } from '@/shell/register'
import en from '@/locales/en'
import zh from '@/locales/zh'
import '@/app/style.css'
import '@/app/print.css'

const i18n = createI18n({
  legacy: false,
  locale: language.value,
  fallbackLocale: 'zh',
  messages: { zh, en },
  missingWarn: false,
  fallbackWarn: false,
})
watchEffect(() => (i18n.global.locale.value = language.value))

createApp(App).use(router).use(i18n).mount('#app')
shellKeep()
