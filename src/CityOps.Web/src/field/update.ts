import { registerSW } from 'virtual:pwa-register';
import { ref } from 'vue';

/** Whether a newer version of the app is here and waits. It never comes by itself: somebody may be writing. */
export const newVersion = ref(false);

const hourMs = 3_600_000;

// Without a service worker (WeChat, plain http) the app works as long as it is loaded.
const update = registerSW({
  onNeedRefresh: () => { newVersion.value = true; },
  onRegisteredSW: (_, registration) => {
    setInterval(() => { void registration?.update().catch(() => undefined); }, hourMs);
  },
});

export const takeNewVersion = () => { void update(true); };
