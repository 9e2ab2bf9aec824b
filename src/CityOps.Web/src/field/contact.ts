import { watch } from 'vue';
import { mine } from './outbox/outbox';
import { readReference, readTasks } from './reference';
import { account } from './session';

const everyMs = 5 * 60_000;
const allEveryMs = 60 * 60_000;

let allAt = 0;

/** What has changed meanwhile, where there is a line. */
async function meet(): Promise<void> {
  if (!account.value?.tokens || !navigator.onLine) return;
  try {
    if (Date.now() - allAt > allEveryMs) {
      await readReference();
      allAt = Date.now();
    } else {
      await readTasks();
    }
  } catch {
    // What is known stays; the next contact is soon.
  }
}

/** From now on the phone knows what is new at each contact: at the start, when the line or the app comes back. */
export function keepInContact(): void {
  window.addEventListener('online', () => { void meet(); });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void meet();
  });
  setInterval(() => { void meet(); }, everyMs);
  // A step that was taken changes what is in one's hands.
  watch(() => mine.value.filter(({ kind, isTaken }) => kind === 'step' && isTaken).length, () => { void meet(); });
  void meet();
}
