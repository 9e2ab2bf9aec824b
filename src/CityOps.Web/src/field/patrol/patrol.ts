import { computed, shallowRef } from 'vue';
import { newUuid } from '../../shared/uuid';
import type { Item } from '../outbox/item';
import { mine, reread, structuredCloneOf, tellOthers } from '../outbox/outbox';
import { drain } from '../outbox/send';
import { account } from '../session';
import { database, kept } from '../store/database';
import { tOf } from '../words';
import { isWorthKeeping, lengthOf, slicesOf, type TrackFix } from './track';

export const kinds = ['daily', 'on_site', 'joint', 'supervision'] as const;

/** What is said when a patrol starts. */
export interface PatrolStart {
  kind: typeof kinds[number];
  persons: number;
  vehicles: number;
  /** Logins of those who come along. */
  officers: string[];
  /** Categories of kind inspection. */
  domains: string[];
}

/** A patrol that is under way on this phone. */
export interface Patrol extends PatrolStart { id: string; startedAt: string }

/** The one that is under way; it outlives the browser. */
export const patrol = shallowRef<Patrol | null>(null);

/** Where it went so far. */
export const track = shallowRef<TrackFix[]>([]);

export const metres = computed(() => lengthOf(track.value));

/** Reports that were made on it. */
export const found = computed(() => (patrol.value
  ? mine.value.filter(({ kind, body }) => kind === 'report' && body.patrolId === patrol.value?.id).length
  : 0));

const range = (id: string) => IDBKeyRange.bound([id], [id, []]);

/** Takes up what the browser was killed over, or another tab has begun or ended. */
export async function recallPatrol(): Promise<void> {
  const login = account.value?.login;
  const known = login ? (await kept<Patrol>(login, 'patrol')) ?? null : null;
  track.value = known ? (await (await database()).getAll('track', range(known.id))).map(({ item, ...fix }) => fix) : [];
  patrol.value = known;
}

function itemOf({ id, startedAt, kind, persons, vehicles, officers, domains }: Patrol, login: string): Item {
  const [category, ...others] = domains;
  return {
    id,
    account: login,
    kind: 'patrol',
    madeAt: new Date().toISOString(),
    state: 'waiting',
    title: tOf('patrol.kind', kind),
    place: '',
    target: { method: 'PUT', path: `/api/v1/patrols/${id}` },
    body: { kind, startedAt, persons, vehicles, officers, ...(category ? { category } : {}), domains: others },
    photos: [],
    isTaken: false,
    tries: 0,
    nextAt: 0,
  };
}

/** Starts a patrol: on the phone at once, told to the server when there is a line. */
export async function startPatrol(start: PatrolStart): Promise<void> {
  const login = account.value?.login;
  if (!login) return;
  const started: Patrol = { ...start, id: newUuid(), startedAt: new Date().toISOString() };
  const change = (await database()).transaction(['kept', 'outbox'], 'readwrite', { durability: 'strict' });
  await change.objectStore('kept').put(plain(started), [login, 'patrol']);
  await change.objectStore('outbox').put(structuredCloneOf(itemOf(started, login)));
  await change.done;
  track.value = [];
  patrol.value = started;
  await shown();
}

/** Keeps a position, where it adds to the track. */
export async function keepFix(fix: TrackFix): Promise<void> {
  const id = patrol.value?.id;
  if (!id || !isWorthKeeping(track.value.at(-1), fix)) return;
  track.value = [...track.value, fix];
  await (await database()).put('track', { ...fix }, [id, fix.at]);
}

/** Puts the positions that are in no slice yet into the outbox. */
export async function slice(): Promise<void> {
  const { value: under } = patrol;
  const login = account.value?.login;
  if (!under || !login) return;
  const change = (await database()).transaction(['track', 'outbox'], 'readwrite', { durability: 'strict' });
  const positions = change.objectStore('track');
  const left = (await positions.getAll(range(under.id))).filter(({ item }) => item === undefined);
  for (const one of sliceItems(under, left, login)) await change.objectStore('outbox').put(structuredCloneOf(one));
  for (const fix of left) await positions.put({ ...fix, item: 'sliced' }, [under.id, fix.at]);
  await change.done;
  if (left.length > 0) await shown();
}

function sliceItems({ id, kind }: Patrol, left: readonly TrackFix[], login: string): Item[] {
  return slicesOf(left).map((body) => ({
    id: newUuid(),
    account: login,
    kind: 'track',
    madeAt: new Date().toISOString(),
    state: 'waiting',
    title: tOf('patrol.kind', kind),
    place: '',
    target: { method: 'POST', path: `/api/v1/patrols/${id}/track` },
    body,
    photos: [],
    isTaken: false,
    tries: 0,
    nextAt: 0,
  }));
}

/** Ends the patrol, in one transaction with the rest of its track: all of it is on its way, or it goes on. */
export async function endPatrol(endedAt: Date, note: string, summary: string): Promise<void> {
  const { value: ended } = patrol;
  const login = account.value?.login;
  if (!ended || !login) return;
  const db = await database();
  const change = db.transaction(['kept', 'track', 'outbox'], 'readwrite', { durability: 'strict' });
  const outbox = change.objectStore('outbox');
  const left = (await change.objectStore('track').getAll(range(ended.id))).filter(({ item }) => item === undefined);
  for (const one of sliceItems(ended, left, login)) await outbox.put(structuredCloneOf(one));
  // The same record again, with its end: one line of the day.
  const item = itemOf(ended, login);
  const said = { endedAt: endedAt.toISOString(), ...(note.trim() === '' ? {} : { note: note.trim() }) };
  await outbox.put(structuredCloneOf({ ...item, place: summary, body: { ...item.body, ...said } }));
  await change.objectStore('track').delete(range(ended.id));
  await change.objectStore('kept').delete([login, 'patrol']);
  await change.done;
  patrol.value = null;
  track.value = [];
  await shown();
}

async function shown(): Promise<void> {
  await reread();
  tellOthers();
  void drain();
}

// What Vue made reactive cannot be cloned into the database.
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
