// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { type Plugin, defineConfig, transformWithEsbuild } from 'vite'
import { spaces } from './spaces'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The service worker, with the list of files that this build is made of. */
function shell(): Plugin {
  return {
    name: 'shell',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const files = [
        ...Object.keys(bundle)
          .filter((name) => name.startsWith('assets/'))
          .map((name) => `/${name}`),
        '/icon.svg',
      ].sort()
      const source = readFileSync(here('./src/shell/worker.ts'), 'utf8')
      const page = readFileSync(here('./index.html'), 'utf8')
      const build = createHash('sha256')
        .update([...files, page, source].join('\n'))
        .digest('hex')
        .slice(0, 16)
      const define = { BUILD: JSON.stringify(build), FILES: JSON.stringify(files) }
      const { code } = await transformWithEsbuild(source, 'worker.ts', {
        target: 'chrome95',
        minify: true,
        define,
      })
      this.emitFile({ type: 'asset', fileName: 'shell.js', source: code })
    },
  }
}

// The browsers of duty rooms are old: the target is part of the design.
export default defineConfig({
  plugins: [
    vue({ template: { compilerOptions: { whitespace: 'preserve', nodeTransforms: [spaces] } } }),
    shell(),
  ],
  resolve: { alias: { '@': here('./src') } },
  build: { target: 'chrome95', assetsInlineLimit: 0, chunkSizeWarningLimit: 1500 },
  define: {
    __VUE_I18N_FULL_INSTALL__: 'true',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  server: { proxy: { '/api': process.env.SHAODIAN_URL ?? 'http://127.0.0.1:8420' } },
})
