import { onBeforeUnmount, watch, type WatchSource } from 'vue';

const soonMs = 300;

/**
 * Has what is typed written down within a moment of the first key, also while more is typed: a browser that is killed
 * takes no more than that with it. At once where the app is left.
 */
export function writeSoon(typed: WatchSource[], write: () => void): { stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function now(): void {
    if (timer === undefined) return;
    stop();
    write();
  }
  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  watch(typed, () => { timer ??= setTimeout(now, soonMs); });
  document.addEventListener('visibilitychange', now);
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', now);
    now();
  });
  return { stop };
}
