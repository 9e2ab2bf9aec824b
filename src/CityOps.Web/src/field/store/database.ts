import {
  deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames,
} from 'idb';
import type { Item } from '../outbox/item';
import type { TrackFix } from '../patrol/track';
import type { Account } from '../session';

/** What is kept on the phone. Whatever is written in the field is here before anything is sent. */
export interface FieldSchema extends DBSchema {
  /** Who has logged in on this phone, by login. */
  account: { key: string; value: Account };
  /** Small things of an account by their name: reference lists, recent categories, tasks. Key: [login, name]. */
  kept: { key: [string, string]; value: unknown };
  /** What was written here and what became of it, by the UUID under which the server knows it. */
  outbox: { key: string; value: Item; indexes: { account: string } };
  /** Photos that have not all arrived. Key: [item, sha256]. */
  photo: { key: [string, string]; value: Blob };
  /** Small pictures of the cases in an account's hands. Key: [login, sha256]. */
  picture: { key: [string, string]; value: Blob };
  /** Where the patrol that is under way went; `item` says that it is in the outbox. Key: [patrol, time]. */
  track: { key: [string, number]; value: TrackFix & { item?: string } };
}

export type FieldDb = IDBPDatabase<FieldSchema>;

type Upgrade = IDBPTransaction<FieldSchema, StoreNames<FieldSchema>[], 'versionchange'>;
type Change = (db: FieldDb, upgrade: Upgrade) => void | Promise<void>;

/** Entry n leads from version n to n + 1. One that was in the field is never edited: unsent work goes through it. */
const changes: Change[] = [
  (db) => {
    db.createObjectStore('account', { keyPath: 'login' });
    db.createObjectStore('kept');
    db.createObjectStore('outbox', { keyPath: 'id' }).createIndex('account', 'account');
    db.createObjectStore('photo');
  },
  async (db, upgrade) => {
    db.createObjectStore('picture');
    // The first version kept lists as the single calls gave them.
    const lists = upgrade.objectStore('kept');
    for (let at = await lists.openCursor(); at; at = await at.continue())
      if (at.key[1] === 'reference') await at.update(referenceOfFirst(at.value));
  },
  (db) => { db.createObjectStore('track'); },
];

/** The lists of the first version as the bundle has them, so that the phone knows them until it meets the server. */
function referenceOfFirst(value: unknown): unknown {
  const first = value as {
    facilities: { position: { lon: number; lat: number } }[];
    grids: { shape: unknown }[];
  };
  return {
    ...first,
    etags: {},
    aheadMs: 0,
    towns: (first as unknown as { towns: object[] }).towns.map((town) => ({ ...town, boundary: null })),
    grids: first.grids.map(({ shape, ...grid }) => ({ ...grid, boundary: shape })),
    facilities: first.facilities.map(({ position, ...facility }) => ({ ...facility, ...position })),
    people: [],
    tasks: [],
  };
}

async function upgradeFrom(version: number, db: FieldDb, upgrade: Upgrade): Promise<void> {
  for (const change of changes.slice(version)) await change(db, upgrade);
}

const name = 'cityops-field';
let opened: Promise<FieldDb> | undefined;

/** The phone's database, opened once. */
export function database(): Promise<FieldDb> {
  opened ??= openDB<FieldSchema>(name, changes.length, {
    upgrade: (db, from, _, transaction) => {
      // One that fails changes nothing: what is on the phone stays as the version before left it.
      void upgradeFrom(from, db, transaction).catch(() => { transaction.abort(); });
    },
    // A newer version of the app waits in another tab.
    blocking: (_, __, event) => { (event.target as IDBDatabase).close(); },
    terminated: () => { opened = undefined; },
  });
  return opened;
}

/** For tests: an empty phone. */
export async function forgetEverything(): Promise<void> {
  (await opened)?.close();
  opened = undefined;
  await deleteDB(name);
}

export async function kept<T>(login: string, what: string): Promise<T | undefined> {
  return (await (await database()).get('kept', [login, what])) as T | undefined;
}

export async function keep(login: string, what: string, value: unknown): Promise<void> {
  await (await database()).put('kept', value, [login, what]);
}
