import { call, Problem } from '../../shared/http';
import { uploadFile } from '../../shared/tus';
import { ifAlone } from '../alone';
import { account } from '../session';
import { database } from '../store/database';
import { failed, nextOf, nextTime, photoAt, photosTogether, taken, type Item, type ItemPhoto } from './item';
import { change, discard, items, reread } from './outbox';

/** A photo goes in pieces, so that its progress can be told and little is sent twice. */
const chunkBytes = 256 * 1024;

const saysWhenSent = ['report', 'check', 'patrol', 'track', 'step'];

/** Sends what an item says, but for its photos; answers what the server made of it. */
async function sendRecord(item: Item): Promise<Record<string, unknown>> {
  const together = photosTogether(item);
  if (together.length > 0) return sendTogether(item, together);
  const { method, path } = item.target;
  const version = versionOf(item);
  return call<Record<string, unknown>>(path, {
    method,
    body: saysWhenSent.includes(item.kind) ? { ...item.body, sentAt: new Date().toISOString() } : item.body,
    isZipped: item.kind === 'track',
    ...(version === undefined ? {} : { version }),
  });
}

/** A report with its photos in one request. */
async function sendTogether(item: Item, photos: readonly ItemPhoto[]): Promise<Record<string, unknown>> {
  const db = await database();
  const form = new FormData();
  const report = { ...item.body, id: item.id, sentAt: new Date().toISOString() };
  form.append('report', new Blob([JSON.stringify(report)], { type: 'application/json' }), 'report.json');
  for (const { sha256 } of photos) {
    const blob = await db.get('photo', [item.id, sha256]);
    if (!blob) throw new Problem(422, 'photo_gone', sha256);
    form.append('photo', blob, sha256);
  }
  return call<Record<string, unknown>>('/api/v1/reports', { method: 'POST', form });
}

/** A step after another one of this phone is taken on what that one made of the case. */
function versionOf(item: Item): number | undefined {
  const before = items.value.find(({ id }) => id === item.after)?.answer?.version;
  return typeof before === 'number' ? before : item.target.version;
}

async function sendPhoto(item: Item, photo: ItemPhoto): Promise<void> {
  const blob = await (await database()).get('photo', [item.id, photo.sha256]);
  if (!blob) throw new Problem(422, 'photo_gone', photo.sha256);
  await uploadFile(photo, blob, {
    chunk: chunkBytes,
    announced: async () => {
      await change(item.id, (now) => ({
        ...now,
        photos: now.photos.map((one) =>
          (one.sha256 === photo.sha256 ? { ...one, upload: photo.upload ?? '' } : one)),
      }));
    },
    progressed: async (offset) => {
      await change(item.id, (now) => photoAt(now, photo.sha256, offset, new Date()));
    },
  });
}

async function sendNext(item: Item): Promise<void> {
  try {
    const photo = item.photos.find(({ offset, bytes }) => offset < bytes);
    if (!item.isTaken) {
      const together = photosTogether(item);
      const answer = await sendRecord(item);
      // What was written anew while it was on its way, such as a patrol's end, goes out by itself.
      const isSame = (one: Item) => one.madeAt === item.madeAt;
      const now = await change(item.id, (one) => (isSame(one) ? taken(one, answer, new Date(), together) : one));
      // The pieces of a track are of no interest once they are there.
      if (now?.kind === 'track' && now.state === 'arrived') await discard(now.id);
    } else if (photo) {
      await sendPhoto(item, photo);
    }
  } catch (problem) {
    await change(item.id, (now) => failed(now, problem, Date.now()));
    throw problem;
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;
let isRunning = false;
let isWanted = false;

/** Sends what waits, of whoever works now, as far as it goes; one tab at a time. */
export async function drain(): Promise<void> {
  isWanted = true;
  if (isRunning) return;
  isRunning = true;
  try {
    while (isWanted) {
      isWanted = false;
      await ifAlone('outbox', drainAlone);
    }
  } finally {
    isRunning = false;
  }
  wait();
}

async function drainAlone(): Promise<void> {
  await reread();
  for (;;) {
    if (!account.value?.tokens) return;
    const item = nextOf(own(), Date.now());
    if (!item) return;
    try {
      await sendNext(item);
    } catch (problem) {
      // Without a line or a log-in the others fare no better.
      if (problem instanceof Problem && (problem.status === 0 || problem.status === 401)) return;
    }
  }
}

const own = () => items.value.filter((item) => item.account === account.value?.login);

function wait(): void {
  clearTimeout(timer);
  const at = nextTime(own());
  if (at === undefined || !account.value?.tokens) return;
  timer = setTimeout(() => { void drain(); }, Math.max(1000, at - Date.now()));
}

/** Sends at once whatever only waited for the line to come back. */
async function lineIsBack(): Promise<void> {
  for (const { id } of own().filter((item) => item.state === 'waiting' && item.trouble?.status === 0))
    await change(id, (item) => ({ ...item, nextAt: 0 }));
  await drain();
}

/** From now on what is written is sent as soon as it can be. */
export function keepSending(): void {
  window.addEventListener('online', () => { void lineIsBack(); });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void lineIsBack();
  });
  void drain();
}
