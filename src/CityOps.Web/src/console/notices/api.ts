import type { Schemas } from '../../shared/api.gen';
import { call, type Page } from '../../shared/http';

/** Something that concerns the caller. Times are ISO 8601 with an offset. */
export type Notice = Schemas['NoticeItem'];

export const readNotices = (unread: boolean, cursor: string | null) => {
  const query = new URLSearchParams({ ...(unread ? { unread: 'true' } : {}), ...(cursor ? { cursor } : {}) });
  return call<Page<Notice>>(`/api/v1/notices?${query.toString()}`);
};

/** Marks these as read, or all up to a moment; answers how many are left. */
export const markRead = async (what: { ids: string[] } | { until: string }) =>
  (await call<Schemas['NoticeCount']>('/api/v1/notices/read', { method: 'POST', body: what })).unread;
