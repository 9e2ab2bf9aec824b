import { ref } from 'vue';

/** What the phone believes of its line; whether the server is in reach shows when something is sent. */
export const isOnline = ref(navigator.onLine);

window.addEventListener('online', () => { isOnline.value = true; });
window.addEventListener('offline', () => { isOnline.value = false; });
