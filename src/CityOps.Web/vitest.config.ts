import { defineConfig } from 'vitest/config';

/** What is pure is tested here; pages are tested in a browser, by tests/CityOps.BrowserTests. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'happy-dom',
    isolate: false,
    setupFiles: ['tests/setup.ts'],
    // Tests of what is sent ask a server of their own, on another port than the page's.
    environmentOptions: { happyDOM: { settings: { fetch: { disableSameOriginPolicy: true } } } },
  },
});
