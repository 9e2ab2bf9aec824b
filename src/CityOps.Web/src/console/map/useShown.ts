import { ref, watch, type Ref } from 'vue';
import type { LocationQueryValue } from 'vue-router';

type Said = LocationQueryValue | LocationQueryValue[] | undefined;

/** No code is called so: an address that says it shows none of a legend's kinds. */
const none = '-';

/**
 * Which of a legend's kinds are shown: those that the address says, else those of the last visit, else the usual ones.
 */
export function useShown<T extends string>(
  legend: string, all: readonly T[], usual: readonly T[], said: Said,
): Ref<T[]> {
  const key = `cityops-map-${legend}-off`;
  const off = recall(key) ?? all.filter((one) => !usual.includes(one));
  const shown = ref(saidIn(said, all) ?? all.filter((one) => !off.includes(one))) as Ref<T[]>;
  watch(shown, (now) => {
    try {
      localStorage.setItem(key, JSON.stringify(all.filter((one) => !now.includes(one))));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  });
  return shown;
}

/** Those that an address names, in the legend's order; undefined where it names none that there are. */
export function saidIn<T extends string>(said: Said, all: readonly T[]): T[] | undefined {
  if (said === none) return [];
  const codes = typeof said === 'string' ? said.split(',') : [];
  const known = all.filter((one) => codes.includes(one));
  return known.length > 0 ? known : undefined;
}

/** What the address says of a legend: nothing where what is usual is shown. */
export function addressOf<T extends string>(
  legend: string, shown: readonly T[], all: readonly T[], usual: readonly T[],
): Record<string, string> {
  if (all.every((one) => shown.includes(one) === usual.includes(one))) return {};
  return { [legend]: all.filter((one) => shown.includes(one)).join(',') || none };
}

function recall(key: string): unknown[] | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '');
    return Array.isArray(kept) ? kept : undefined;
  } catch {
    return undefined; // nothing is kept, or nothing that can be read
  }
}
