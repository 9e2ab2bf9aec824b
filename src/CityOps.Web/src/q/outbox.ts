import type { PendingPhoto } from './photo';
import { Refused, uploadPhoto } from './tus';

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

/** What the server said against it, in words for the citizen. */
export class Rejection extends Error {}

/** The server asks to wait. */
export class TooMany extends Error {}

const key = 'cityops-outbox';

// What can't be stored (a private window, no room for photos) lives as long as the page.
const kept = new Map<string, Pending>(load().map((pending) => [pending.body.id, pending]));

export function pendingFeedback(): Pending[] {
  return Array.from(kept.values());
}

export function keep(pending: Pending): void {
  kept.set(pending.body.id, pending);
  store();
}

export function forget(pending: Pending): void {
  kept.delete(pending.body.id);
  store();
}

/** Sends the feedback itself and returns its receipt. */
export async function post(pending: Pending): Promise<string> {
  if (pending.receipt) return pending.receipt;
  const answer = await fetch(`/api/v1/feedback/${encodeURIComponent(pending.code)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(pending.body),
  });
  if (answer.ok) {
    pending.receipt = ((await answer.json()) as { receipt: string }).receipt;
    if (pending.photos.length === 0) forget(pending);
    else store();
    return pending.receipt;
  }

  if (answer.status === 429) throw new TooMany();
  if (answer.status >= 500) throw new Error(`The server answered ${answer.status}.`);
  forget(pending);
  throw new Rejection(await reason(answer));
}

/** Sends the photos that are still here. Returns false when one was refused for good. */
export async function sendPhotos(pending: Pending, sent: () => void): Promise<boolean> {
  let isComplete = true;
  while (pending.photos[0]) {
    try {
      await uploadPhoto(pending.photos[0], pending.code, store);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      isComplete = false;
    }

    pending.photos.shift();
    store();
    sent();
  }

  forget(pending);
  return isComplete;
}

async function reason(answer: Response): Promise<string> {
  try {
    const { titleZh, title } = (await answer.json()) as { titleZh?: string; title?: string };
    return titleZh ?? title ?? String(answer.status);
  } catch {
    return String(answer.status);
  }
}

function load(): Pending[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Pending[];
  } catch {
    return [];
  }
}

function store(): void {
  const all = pendingFeedback();
  try {
    localStorage.setItem(key, JSON.stringify(all));
  } catch {
    try {
      // No room for the photos: at least the words shall outlive the page.
      localStorage.setItem(key, JSON.stringify(all.map((pending) => ({ ...pending, photos: [] }))));
    } catch {
      // No storage at all.
    }
  }
}
