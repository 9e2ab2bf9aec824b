import { onScopeDispose, ref } from 'vue';
import type { Schemas } from '../shared/api.gen';
import { call } from '../shared/http';
import { followEvents } from './events';

/** How many notices wait to be read, up to 100: what the header shows and the page goes by. */
export const unread = ref(0);

/** Counts up with each arrival, for the page that lists them. */
export const arrivals = ref(0);

/** However much happens at once, it is asked for once. */
const gatherMs = 1_000;

/** Keeps the count up to date while the calling component is there. */
export function followUnread(): void {
  let timer: number | undefined;
  let hasArrived = false;

  async function recount(): Promise<void> {
    try {
      unread.value = (await call<Schemas['NoticeCount']>('/api/v1/notices/count')).unread;
    } catch {
      // The count of before stays: the next event or page asks again.
    }
  }

  function follow(): void {
    timer ??= window.setTimeout(() => {
      timer = undefined;
      if (hasArrived) arrivals.value++;
      hasArrived = false;
      void recount();
    }, gatherMs);
  }

  function arrived(): void {
    hasArrived = true;
    follow();
  }

  // A case that moves on settles what was told of it, and so does an alarm that is finished.
  followEvents({ notice: arrived, case: follow, ponding: follow, reload: arrived });
  void recount();
  onScopeDispose(() => {
    window.clearTimeout(timer);
    unread.value = 0;
  });
}
