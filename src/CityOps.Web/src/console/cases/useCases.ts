import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { Problem } from '../../shared/http';
import { readCases, type CaseItem } from './api';
import { addressOf, type Filters } from './filters';

/** What is read again at most when something happens: the head of a long list, which is what changes. */
const maxAgain = 500;

/** A list of cases, page by page as it is scrolled. */
export function useCases(filters: () => Filters) {
  const items = shallowRef<CaseItem[]>([]);
  const problem = ref('');
  const isReading = ref(false);
  /** Whether the first page of these filters has come. */
  const isRead = ref(false);
  const next = ref<string | null>(null);
  let asking: AbortController | undefined;

  async function read(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    asking?.abort();
    const mine = asking = new AbortController();
    isReading.value = true;
    try {
      await work(mine.signal);
      if (mine !== asking) return;
      problem.value = '';
      isRead.value = true;
    } catch (cause) {
      if (mine !== asking) return;
      problem.value = cause instanceof Problem ? cause.message : String(cause);
    } finally {
      if (mine === asking) isReading.value = false;
    }
  }

  const start = () => read(async (signal) => {
    const page = await readCases(filters(), null, undefined, signal);
    if (signal.aborted) return;
    items.value = page.items;
    next.value = page.next;
  });

  const more = () => (next.value === null || isReading.value ? undefined : read(async (signal) => {
    const page = await readCases(filters(), next.value, undefined, signal);
    if (signal.aborted) return;
    const known = new Set(items.value.map(({ id }) => id));
    items.value = [...items.value, ...page.items.filter(({ id }) => !known.has(id))];
    next.value = page.next;
  }));

  /** Reads the head anew; what lies below it stays as it was read. */
  const again = () => (isReading.value ? start() : read(async (signal) => {
    const loaded = items.value;
    const page = await readCases(filters(), null, Math.min(maxAgain, Math.max(loaded.length, 50)), signal);
    if (signal.aborted) return;
    const last = page.items.at(-1);
    const below = page.next === null || !last ? [] : loaded.filter((one) => isBelow(one, last));
    items.value = [...page.items, ...below];
    if (below.length === 0) next.value = page.next;
  }));

  watch(() => addressOf(filters()), () => {
    items.value = [];
    next.value = null;
    isRead.value = false;
    void start();
  }, { immediate: true });
  onScopeDispose(() => asking?.abort());
  return { items, next, problem, isReading, isRead, start, more, again };
}

// The server's order: the newest first, and of one instant the greater id.
function isBelow(one: CaseItem, last: CaseItem): boolean {
  const [a, b] = [new Date(one.reportedAt).getTime(), new Date(last.reportedAt).getTime()];
  return a < b || (a === b && one.id < last.id);
}
