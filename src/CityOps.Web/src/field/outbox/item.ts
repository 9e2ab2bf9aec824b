import { Problem } from '../../shared/http';
import { isRefusedUpload } from '../../shared/tus';

/** A photo of an item. Its bytes are in the store `photo` until they have arrived. */
export interface ItemPhoto {
  sha256: string;
  bytes: number;
  type: string;
  /** A small picture as a data URL, for lists; empty where this browser cannot draw the photo. */
  thumb: string;
  /** The form's field that asked for it. */
  field?: string;
  /** The address of its upload, once it was announced. */
  upload?: string;
  /** Bytes that have arrived. */
  offset: number;
}

/** What went wrong, as it is shown: docs/problems.md. */
export interface Trouble {
  status: number;
  code: string;
  text: string;
  /** Where the case of a step stood when it was refused. */
  caseStatus?: string;
}

export type Kind = 'report' | 'check' | 'step' | 'patrol' | 'track' | 'correction' | 'withdrawal';

/** @property version what a step was taken on, for If-Match. */
export interface Target { method: 'PUT' | 'POST'; path: string; version?: number }

/** Which step of which case an item is. */
export interface StepOf { caseId: string; number: string; action: string }

/**
 * Something written in the field, under the UUID that the server will know it by.
 *
 * draft → waiting → arrived, and from waiting to problem where the server refuses it; whoever wrote it says how it
 * goes on from there. Being sent is no state: a browser that is killed on the way leaves it waiting.
 */
export interface Item {
  id: string;
  /** The login of whoever wrote it. It is sent with nobody else's. */
  account: string;
  kind: Kind;
  /** When it was written: what was written first is sent first. */
  madeAt: string;
  state: 'draft' | 'waiting' | 'arrived' | 'problem';
  /** In a list: what it is and where. */
  title: string;
  place: string;
  /** For a step. */
  step?: StepOf;
  /** For a routine check: which one that is due. */
  due?: string;
  /** Where it is sent to. */
  target: Target;
  /** What is sent, but for what is only known then. */
  body: Record<string, unknown>;
  photos: ItemPhoto[];
  /** Whether photos go by themselves, each resumable: the line is bad, or one of them was refused. */
  isPiecemeal?: boolean;
  /** Whether the server has all but the photos. */
  isTaken: boolean;
  /** What the server answered. */
  answer?: Record<string, unknown>;
  /** An item that has to be taken first. */
  after?: string;
  /** Tries in vain since the last success. */
  tries: number;
  /** Not before, in milliseconds. */
  nextAt: number;
  trouble?: Trouble | undefined;
  arrivedAt?: string;
}

const maxOneTogether = 1_000_000;
const maxTogether = 4_000_000;

/** Photos that go in one request with their report: none that would be sent for long, and lost when the line breaks. */
export function photosTogether({ kind, isTaken, isPiecemeal, photos }: Item): ItemPhoto[] {
  if (kind !== 'report' || isTaken || isPiecemeal) return [];
  let bytes = 0;
  return photos.filter((photo) => photo.bytes <= maxOneTogether && photo.offset < photo.bytes
    && (bytes += photo.bytes) <= maxTogether);
}

const pauseSeconds = [2, 5, 15, 60, 300, 900];
/** Faults of the server itself, not of the line, after which it is better to ask a person. */
const maxFaults = 12;
const diskPauseMs = 15 * 60_000;

/** Share of an item's bytes that has arrived, 0 to 1. */
export function progress(item: Item): number {
  const all = item.photos.reduce((sum, photo) => sum + photo.bytes, 0) + 1000;
  const there = item.photos.reduce((sum, photo) => sum + photo.offset, item.isTaken ? 1000 : 0);
  return there / all;
}

export const hasPhotosLeft = (item: Item) => item.photos.some((photo) => photo.offset < photo.bytes);

/** The item whose turn it is: records before photos, since a record is of use without them; the oldest first. */
export function nextOf(items: readonly Item[], now: number): Item | undefined {
  const taken = new Set(items.filter((item) => item.isTaken).map(({ id }) => id));
  const known = new Set(items.map(({ id }) => id));
  const isFree = (item: Item) => item.after === undefined || taken.has(item.after) || !known.has(item.after);
  const due = items
    .filter((item) => item.state === 'waiting' && item.nextAt <= now && isFree(item))
    .sort((a, b) => a.madeAt.localeCompare(b.madeAt));
  return due.find((item) => !item.isTaken) ?? due[0];
}

/** When there will be something to do; undefined when nothing waits for time to pass. */
export function nextTime(items: readonly Item[]): number | undefined {
  const times = items.filter(({ state }) => state === 'waiting').map(({ nextAt }) => nextAt);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The server has it, but for its photos; those that came with it are there too. */
export function taken(
  item: Item, answer: Record<string, unknown>, now: Date, together: readonly ItemPhoto[] = [],
): Item {
  const photos = item.photos.map((photo) => (together.some(({ sha256 }) => sha256 === photo.sha256)
    ? { ...photo, offset: photo.bytes }
    : photo));
  return settled({ ...item, photos, isTaken: true, answer, tries: 0, nextAt: 0, trouble: undefined }, now);
}

/** A photo has arrived as far as this. */
export function photoAt(item: Item, sha256: string, offset: number, now: Date): Item {
  const photos = item.photos.map((photo) => (photo.sha256 === sha256 ? { ...photo, offset } : photo));
  return settled({ ...item, photos, tries: 0, nextAt: 0, trouble: undefined }, now);
}

function settled(item: Item, now: Date): Item {
  return item.isTaken && !hasPhotosLeft(item)
    ? { ...item, state: 'arrived', arrivedAt: now.toISOString() }
    : item;
}

/** A try failed: what passes is tried again later, what does not is put before whoever wrote it. */
export function failed(item: Item, cause: unknown, now: number): Item {
  const problem = cause instanceof Problem ? cause : new Problem(-1, 'unknown', String(cause));
  const { caseStatus } = problem.details;
  const trouble: Trouble = {
    status: problem.status, code: problem.code, text: problem.message,
    ...(typeof caseStatus === 'string' ? { caseStatus } : {}),
  };
  const tries = item.tries + 1;
  // Nobody is logged in any more. That is asked for on its own; the item is as good as before.
  if (problem.status === 401) return { ...item, trouble };
  const isPiecemeal = goesPiecemeal(item, problem);
  // What was refused is a photo, or the room for them: the report can be taken without.
  if (isPiecemeal && problem.status !== 0) return { ...item, isPiecemeal, tries, nextAt: now, trouble };
  // Too many calls and no network say nothing of the item; the server's own faults might be about it.
  const isFault = problem.status >= 500 && problem.status !== 507;
  const passes = item.isTaken ? !isRefusedUpload(problem) : problem.isPassing || problem.status === 423;
  if (!passes || (isFault && tries >= maxFaults)) return { ...item, tries, state: 'problem', trouble };
  const pauseMs = problem.status === 507
    ? diskPauseMs
    : (pauseSeconds[Math.min(tries, pauseSeconds.length) - 1] ?? 900) * 1000;
  return { ...item, ...(isPiecemeal ? { isPiecemeal } : {}), tries, nextAt: now + pauseMs, trouble };
}

/** Whether photos that went with their report are better sent by themselves from now on. */
function goesPiecemeal(item: Item, { status, code }: Problem): boolean {
  if (photosTogether(item).length === 0) return false;
  return status === 0 || status === 413 || status === 507 || code.startsWith('photo_');
}

/** Another try, now. */
export const again = (item: Item): Item =>
  ({ ...item, state: 'waiting', tries: 0, nextAt: 0, trouble: undefined });

/** What whoever wrote it can do about an item that was refused. */
export type Remedy = 'retry' | 'change' | 'look' | 'logIn' | 'discardPhoto' | 'discard';

/** The next actions for a refusal, the best one first. */
export function remediesOf(item: Item): Remedy[] {
  const status = item.trouble?.status ?? 0;
  if (status === 401) return ['logIn'];
  if (item.state !== 'problem') return ['retry'];
  if (item.isTaken) return ['retry', 'discardPhoto'];
  if (item.kind === 'report' && (status === 422 || status === 400 || status === 409)) return ['change', 'discard'];
  // The case moved on, or is in other hands: whoever wrote it looks at it as it is now.
  if (item.kind === 'step' && status >= 400 && status < 500) return ['look', 'discard'];
  return ['retry', 'discard'];
}
