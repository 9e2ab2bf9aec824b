import { onBeforeUnmount, ref, shallowRef } from 'vue';
import type { Place } from '../../shared/geo';

export interface Fix extends Place { accuracyMetres: number; fixedAt: string }

/** The last place that the phone knew, for a start before the satellites are heard. */
export const lastFix = shallowRef<Fix | null>(null);

/** Watches where the phone is while a page is open; the better of two in a moment counts. */
export function useFix() {
  const fix = shallowRef<Fix | null>(null);
  /** denied: may not; away: cannot. */
  const fault = ref<'' | 'denied' | 'away'>('');

  function start(): () => void {
    // Not there on plain http.
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
    if (!navigator.geolocation) {
      fault.value = 'denied';
      return () => undefined;
    }
    const watch = navigator.geolocation.watchPosition(
      ({ coords: { longitude, latitude, accuracy }, timestamp }) => {
        const before = fix.value;
        const isOld = !before || timestamp - Date.parse(before.fixedAt) > 10_000;
        if (isOld || accuracy <= before.accuracyMetres) {
          fix.value = {
            lon: longitude, lat: latitude,
            accuracyMetres: Math.round(accuracy * 10) / 10, fixedAt: new Date(timestamp).toISOString(),
          };
          lastFix.value = fix.value;
        }
        fault.value = '';
      },
      ({ code, PERMISSION_DENIED }) => { fault.value = code === PERMISSION_DENIED ? 'denied' : 'away'; },
      { enableHighAccuracy: true, maximumAge: 5000, timeout: 20_000 },
    );
    return () => { navigator.geolocation.clearWatch(watch); };
  }

  const stop = start();
  onBeforeUnmount(stop);
  return { fix, fault };
}
