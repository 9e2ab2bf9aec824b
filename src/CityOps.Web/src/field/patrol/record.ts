import { ref, watch } from 'vue';
import { alone } from '../alone';
import { account } from '../session';
import { keepFix, patrol, recallPatrol, slice, track } from './patrol';

const sliceEveryMs = 10 * 60_000;
const maxUnsent = 100;

/** denied: the phone may not be located; away: it cannot be now. */
export const fault = ref<'' | 'denied' | 'away'>('');

/** Whether the screen is held awake: a browser is not located while it is dark. */
export const isAwake = ref(false);

let stop: (() => void) | undefined;

/** Records the track of the patrol that is under way, from now on and after every start of the app. */
export function keepRecording(): void {
  watch(() => account.value?.login, () => { void recallPatrol(); }, { immediate: true });
  watch(() => patrol.value?.id, (id) => {
    stop?.();
    stop = undefined;
    if (id) record();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    void recallPatrol(); // another tab may have gone on with it
    if (patrol.value) void stayAwake();
  });
}

function record(): void {
  let isOver = false;
  let over: () => void = () => undefined;
  // One tab records; another takes over when it is closed.
  void alone('track', () => new Promise<void>((done) => {
    if (isOver) {
      done();
      return;
    }
    const end = follow();
    over = () => {
      end();
      done();
    };
  }));
  void stayAwake();
  stop = () => {
    isOver = true;
    over();
    void lock?.release();
  };
}

function follow(): () => void {
  // Not there on plain http.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
  if (!navigator.geolocation) {
    fault.value = 'denied';
    return () => undefined;
  }
  let [slicedAt, slicedTo] = [Date.now(), track.value.length];
  const watching = navigator.geolocation.watchPosition(
    ({ coords: { longitude, latitude, accuracy }, timestamp }) => {
      fault.value = '';
      void keepFix({ at: timestamp, lon: longitude, lat: latitude, accuracyMetres: accuracy }).then(async () => {
        const isDue = Date.now() - slicedAt > sliceEveryMs || track.value.length - slicedTo > maxUnsent;
        // Without a line the track waits in one piece.
        if (!isDue || !navigator.onLine) return;
        [slicedAt, slicedTo] = [Date.now(), track.value.length];
        await slice();
      });
    },
    ({ code, PERMISSION_DENIED }) => { fault.value = code === PERMISSION_DENIED ? 'denied' : 'away'; },
    { enableHighAccuracy: true, maximumAge: 5000, timeout: 30_000 },
  );
  return () => { navigator.geolocation.clearWatch(watching); };
}

let lock: WakeLockSentinel | undefined;

async function stayAwake(): Promise<void> {
  if (!('wakeLock' in navigator) || document.visibilityState !== 'visible' || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock.request('screen');
    isAwake.value = true;
    lock.addEventListener('release', () => { isAwake.value = false; });
  } catch {
    isAwake.value = false; // a phone that saves its battery says no
  }
}
