import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

// The server that `npm run dev:field` passes calls on to.
const server = process.env.CITYOPS_URL ?? 'http://127.0.0.1:8080';

/** The officer's phone: an installable application of its own, at /field/. */
export default defineConfig({
  root: 'src/field',
  base: '/field/',
  plugins: [
    vue(),
    VitePWA({
      // A new version waits until whoever is writing says that it may come.
      registerType: 'prompt',
      manifest: {
        id: '/field/',
        name: '城管通',
        short_name: '城管通',
        description: 'CityOps: 巡查上报与现场办理',
        lang: 'zh-CN',
        start_url: '/field/',
        scope: '/field/',
        display: 'standalone',
        orientation: 'portrait',
        background_color: '#173b57',
        theme_color: '#173b57',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{html,js,css,svg,png,wasm}'],
        navigateFallback: 'index.html',
        cleanupOutdatedCaches: true,
        // What the server says is kept by the app itself, where it can tell whose it is.
        runtimeCaching: [],
      },
    }),
  ],
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: '../../../CityOps.App/wwwroot/field',
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: {
    proxy: { '/api': server },
  },
});
