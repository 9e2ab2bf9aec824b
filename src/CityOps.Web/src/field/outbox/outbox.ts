import { computed, shallowRef } from 'vue';
import { account } from '../session';
import { database } from '../store/database';
import type { Item, ItemPhoto } from './item';

/** A photo with its bytes. */
export type PreparedPhoto = ItemPhoto & { blob: Blob };

/** All items of this phone, of every account: what is shown is read from here. */
export const items = shallowRef<Item[]>([]);

/** Those of whoever works now, the latest first. */
export const mine = computed(() => items.value
  .filter((item) => item.account === account.value?.login)
  .sort((a, b) => b.madeAt.localeCompare(a.madeAt)));

/** What is told of in lists: the pieces of a track belong to their patrol, unless one is refused. */
export const told = computed(() => mine.value.filter(({ kind, state }) => kind !== 'track' || state === 'problem'));

export const unsent = computed(() => mine.value.filter(({ state }) => state === 'waiting' || state === 'problem'));

/** Unsent items of other accounts, which wait for their log-in. */
export const foreign = computed(() => items.value.filter((item) =>
  item.account !== account.value?.login && (item.state === 'waiting' || item.state === 'problem')));

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('cityops-field-outbox');
if (channel) channel.onmessage = () => { void reread(); };

/** Reads the items anew; what another tab changes comes by itself. */
export async function reread(): Promise<void> {
  items.value = await (await database()).getAll('outbox');
}

/** Writes an item down, with photos that are new to it, in one transaction: all of it is on the phone, or nothing. */
export async function write(item: Item, photos: PreparedPhoto[] = []): Promise<void> {
  const change = (await database()).transaction(['outbox', 'photo'], 'readwrite', { durability: 'strict' });
  await Promise.all([
    change.objectStore('outbox').put(structuredCloneOf(item)),
    ...photos.map(({ blob, sha256 }) => change.objectStore('photo').put(blob, [item.id, sha256])),
    change.done,
  ]);
  show(item);
}

/** Changes an item as it is stored by now, which another tab may have changed; null when it is gone. */
export async function change(id: string, how: (item: Item) => Item): Promise<Item | null> {
  const db = await database();
  const transaction = db.transaction(['outbox', 'photo'], 'readwrite');
  const stored = await transaction.objectStore('outbox').get(id);
  if (!stored) return null;
  const changed = how(stored);
  await transaction.objectStore('outbox').put(structuredCloneOf(changed));
  // The bytes of what has arrived are on the server.
  for (const { sha256, offset, bytes } of changed.photos)
    if (offset >= bytes) await transaction.objectStore('photo').delete([id, sha256]);
  await transaction.done;
  show(changed);
  return changed;
}

/** Takes an item off the phone, with its photos. */
export async function discard(id: string): Promise<void> {
  const transaction = (await database()).transaction(['outbox', 'photo'], 'readwrite');
  await transaction.objectStore('outbox').delete(id);
  await transaction.objectStore('photo').delete(IDBKeyRange.bound([id], [id, []]));
  await transaction.done;
  items.value = items.value.filter((item) => item.id !== id);
  channel?.postMessage('changed');
}

/** Makes an item that was refused a draft again, with its photos; under another UUID it is another record. */
export async function renew(item: Item, id: string): Promise<Item> {
  const transaction = (await database()).transaction(['outbox', 'photo'], 'readwrite');
  const photos = transaction.objectStore('photo');
  const draft: Item = {
    ...structuredCloneOf(item), id, state: 'draft',
    target: { ...item.target, path: item.target.path.replace(item.id, id) },
    isTaken: false, tries: 0, nextAt: 0,
    photos: item.photos.map(({ upload, ...photo }) => ({ ...photo, offset: 0 })),
  };
  if (id !== item.id) {
    for (const { sha256 } of item.photos) {
      const blob = await photos.get([item.id, sha256]);
      if (blob) await photos.put(blob, [id, sha256]);
      await photos.delete([item.id, sha256]);
    }
    await transaction.objectStore('outbox').delete(item.id);
  }
  await transaction.objectStore('outbox').put(draft);
  await transaction.done;
  items.value = items.value.filter((one) => one.id !== item.id);
  show(draft);
  return draft;
}

/** Adds photos to an item; one that is there already stays one. */
export async function addPhotosTo(item: Item, photos: PreparedPhoto[]): Promise<void> {
  const transaction = (await database()).transaction(['outbox', 'photo'], 'readwrite', { durability: 'strict' });
  // As it is stored by now: what was typed meanwhile stays.
  const stored = (await transaction.objectStore('outbox').get(item.id)) ?? item;
  const added = photos.filter(({ sha256 }) => !stored.photos.some((one) => one.sha256 === sha256));
  const changed = { ...stored, photos: [...stored.photos, ...added.map(({ blob, ...photo }) => photo)] };
  await transaction.objectStore('outbox').put(structuredCloneOf(changed));
  for (const { blob, sha256 } of added) await transaction.objectStore('photo').put(blob, [item.id, sha256]);
  await transaction.done;
  show(changed);
}

/** Takes a photo off an item. */
export async function dropPhoto(id: string, sha256: string): Promise<void> {
  await change(id, (item) => ({ ...item, photos: item.photos.filter((photo) => photo.sha256 !== sha256) }));
  await (await database()).delete('photo', [id, sha256]);
}

/** Other tabs read anew. */
export const tellOthers = () => { channel?.postMessage('changed'); };

function show(item: Item): void {
  items.value = [...items.value.filter(({ id }) => id !== item.id), item];
  tellOthers();
}

// What Vue made reactive can't be cloned into the database.
export function structuredCloneOf(item: Item): Item {
  return JSON.parse(JSON.stringify(item)) as Item;
}
