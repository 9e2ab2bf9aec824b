import { call, Problem } from '../shared/http';
import { Outbox, type Waiting } from '../shared/outbox';

/** What the page sends; the server answers the same again to the same again, so it may be sent as often as it takes. */
export interface FeedbackBody {
  id: string;
  kind: string;
  stars: number;
  words: string | null;
  phone: string | null;
  photos: { sha256: string; bytes: number; type: string }[];
  observedAt: string;
  /** Not in what an earlier version of the page has kept. */
  scan?: string;
}

/** A feedback that has not reached the server with all of its photos. */
export interface Pending extends Waiting {
  code: string;
  body: FeedbackBody;
  /** Once the server has the feedback itself. */
  receipt?: string;
  /** The toilet's name, for the page of another toilet. */
  toilet?: string;
  /** Why the server refused it for good. It stays here until its writer corrects or discards it. */
  refused?: string;
}

export const outbox = new Outbox<Pending>('cityops-outbox', ({ body }) => body.id);

/** A refusal for good: the same again would be refused again. */
export const isRefusal = (problem: unknown) => problem instanceof Problem && !problem.isPassing;

/**
 * Sends the feedback itself and returns its receipt. `sentAt`, by the same clock as `observedAt`, tells the server by
 * how much that clock is wrong. What is refused for good stays, with the reason, and is not sent again by itself.
 */
export async function post(pending: Pending): Promise<string> {
  if (pending.receipt) return pending.receipt;
  try {
    const path = `/api/v1/feedback/${encodeURIComponent(pending.code)}`;
    const { receipt } = await call<{ receipt: string }>(path, {
      method: 'POST', body: { ...pending.body, sentAt: new Date().toISOString() },
    });
    pending.receipt = receipt;
    if (pending.photos.length === 0) outbox.forget(pending);
    else outbox.store();
    return receipt;
  } catch (problem) {
    if (problem instanceof Problem && isRefusal(problem)) {
      pending.refused = problem.message || problem.code;
      outbox.store();
    }

    throw problem;
  }
}

/** Sends the photos that are still here. Returns the names of those that will not arrive. */
export const sendPhotos = (pending: Pending, sent: () => void) => outbox.sendPhotos(pending, pending.code, sent);
