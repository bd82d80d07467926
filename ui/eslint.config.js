// SPDX-License-Identifier: Apache-2.0
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'
import { readFileSync } from 'node:fs'
import { layers } from './layers.js'

// Who may do what is the server's to say (`may`, `stands`, `leads`): the page names no role. What an argument is called
// and who signs a sheet of paper are other words.
const roles = JSON.parse(readFileSync(new URL('../catalog/roles.json', import.meta.url), 'utf8')).roles
const role = {
  selector:
    `Literal[value=/^(${roles.map((one) => one.name).join('|')})$/]:not(TSLiteralType > Literal, ` +
    "Property[key.name='name'] > Literal, Property[key.name='signs'] Literal)",
  message: 'The page names no role: the server says who may.',
}

export default ts.config(
  { ignores: ['dist', 'src/api.d.ts'] },
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      'max-lines': ['error', { max: 600 }],
      // Where a line breaks is the formatter's business (script/format).
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/multi-word-component-names': 'off',
      'no-restricted-globals': ['error', 'event', 'name', 'stop', 'confirm', 'prompt', 'alert'],
      'no-restricted-properties': [
        'error',
        ...['confirm', 'prompt', 'alert'].map((property) => ({
          object: 'window',
          property,
          message: 'Asked by ui/sure, in words.',
        })),
      ],
      eqeqeq: 'error',
      // What is answered is what the generated types say of the path, not what the caller hopes.
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='api'][typeArguments]",
          message: 'The type of a reply follows from its path.',
        },
        role,
        {
          selector: "ImportDeclaration[source.value='vue-i18n'] ImportSpecifier[imported.name='useI18n']",
          message: 'What is said is asked of locales/words, whose keys are typed.',
        },
      ],
      'vue/no-restricted-syntax': ['error', role],
      'vue/max-len': ['error', { code: 110, template: 110, ignoreUrls: true }],
    },
  },
  // A sentence of the page stands in one line.
  { files: ['src/locales/**'], rules: { 'vue/max-len': 'off' } },
  {
    files: ['src/locales/words.ts', '**/*.test.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  ...layers,
)
