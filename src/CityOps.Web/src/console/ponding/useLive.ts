import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { can } from '../session';
import { readLive, readStandingAlarms, type Alarm, type LiveSection } from './api';

export const mayRespond = computed(() => can('alarms.handle'));

const gatherMs = 200;
const depthsMs = 2_000;
const retryMs = 5_000;

/** The roads under water and the alarms that stand, read anew on every word of them. */
export function useLive() {
  const sections = shallowRef<LiveSection[]>([]);
  const alarms = shallowRef<Alarm[]>([]);
  /** Until then nobody knows whether it is dry. */
  const isRead = ref(false);
  let timer: number | undefined;
  let due = Infinity;
  let question = 0;

  async function read(): Promise<void> {
    const mine = ++question;
    try {
      const answers = await Promise.all([readLive(), readStandingAlarms()]);
      if (mine !== question) return; // an answer to an older question comes too late
      [sections.value, alarms.value] = answers;
      isRead.value = true;
    } catch {
      refresh(retryMs);
    }
  }

  /** A storm is many words: those that come together are answered by one reading. */
  function refresh(afterMs = gatherMs): void {
    if (Date.now() + afterMs >= due) return;
    window.clearTimeout(timer);
    due = Date.now() + afterMs;
    timer = window.setTimeout(() => {
      due = Infinity;
      void read();
    }, afterMs);
  }

  onScopeDispose(() => { window.clearTimeout(timer); });
  return {
    sections,
    alarms,
    isRead,
    wet: computed(() => sections.value.filter(({ level }) => level !== 'none')),
    /** Alarms that nobody has acknowledged yet: the banner's. */
    calling: computed(() => alarms.value.filter(({ acknowledgedAt }) => acknowledgedAt === null)),
    refresh,
    /** Sensors spoke: depths beside the levels have moved, where there is water at all. */
    heard: () => {
      if (alarms.value.length > 0 || sections.value.some(({ level }) => level !== 'none')) refresh(depthsMs);
    },
  };
}
