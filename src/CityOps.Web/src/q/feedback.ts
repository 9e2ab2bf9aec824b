import { call, Problem } from '../shared/http';
import { Outbox } from '../shared/outbox';
import type { PendingPhoto } from '../shared/photo';

/** What the page sends; the server answers the same again to the same again, so it may be sent as often as it takes. */
export interface FeedbackBody {
  id: string;
  kind: string;
  stars: number;
  words: string | null;
  phone: string | null;
  photos: { sha256: string; bytes: number; type: string }[];
  observedAt: string;
}

/** A feedback that has not reached the server with all of its photos. */
export interface Pending {
  code: string;
  body: FeedbackBody;
  photos: PendingPhoto[];
  /** Once the server has the feedback itself. */
  receipt?: string;
}

export const outbox = new Outbox<Pending>('cityops-outbox', ({ body }) => body.id);

/** A refusal for good: the same again would be refused again. */
export const isRefusal = (problem: unknown) => problem instanceof Problem && !problem.isPassing;

/** Sends the feedback itself and returns its receipt. What is refused for good leaves the outbox. */
export async function post(pending: Pending): Promise<string> {
  if (pending.receipt) return pending.receipt;
  try {
    const path = `/api/v1/feedback/${encodeURIComponent(pending.code)}`;
    const { receipt } = await call<{ receipt: string }>(path, { method: 'POST', body: pending.body });
    pending.receipt = receipt;
    if (pending.photos.length === 0) outbox.forget(pending);
    else outbox.store();
    return receipt;
  } catch (problem) {
    if (isRefusal(problem)) outbox.forget(pending);
    throw problem;
  }
}

/** Sends the photos that are still here. Returns false when one was refused for good. */
export const sendPhotos = (pending: Pending, sent: () => void) => outbox.sendPhotos(pending, pending.code, sent);
