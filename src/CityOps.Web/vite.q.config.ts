import { defineConfig } from 'vite';

/** The page behind a toilet's QR code: on its own, small, and for browsers as old as those inside of messengers. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: '../CityOps.App/wwwroot',
    emptyOutDir: false,
    target: 'es2018',
    cssTarget: 'chrome61',
    modulePreload: { polyfill: false },
    rolldownOptions: { input: 'q.html' },
  },
});
