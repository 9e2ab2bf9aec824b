import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// The server that `npm run dev` passes calls on to.
const server = process.env.CITYOPS_URL ?? 'http://127.0.0.1:8080';

/** The console. Built first: it empties the folder that vite.q.config.ts adds to. */
export default defineConfig({
  plugins: [vue()],
  // What the console uses of vue-i18n is the composition's `t`.
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: '../CityOps.App/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // MapLibre alone is 1 MB; it comes with the map's page, not with the log-in.
    chunkSizeWarningLimit: 1400,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/tiles', '/q'].map((path) => [path, server])),
  },
});
