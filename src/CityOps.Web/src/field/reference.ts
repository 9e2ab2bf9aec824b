import { computed, shallowRef } from 'vue';
import { call } from '../shared/http';
import { account } from './session';
import { have, merged, wanted, type Bundle, type CaseGraph, type Reference } from './bundle';
import { keep, kept } from './store/database';

export type { Category, Facility, Grid, Reference, Town } from './bundle';

/** What was read last; null on a phone that has never been in reach of the server. */
export const reference = shallowRef<Reference | null>(null);

/** Takes what is kept on the phone. */
export async function recallReference(): Promise<void> {
  reference.value = account.value ? (await kept<Reference>(account.value.login, 'reference')) ?? null : null;
}

/** Asks the server for what has changed, and keeps it. This is the only place that does. */
export async function readReference(): Promise<void> {
  const login = account.value?.login;
  if (!login) return;
  const known = reference.value;
  const [bundle, graph] = await Promise.all([
    call<Bundle>(`/api/v1/field/bundle?parts=${wanted.join(',')}${have(known)}`),
    call<CaseGraph>('/api/v1/case-steps'),
  ]);
  await take(login, bundle, graph);
}

/** Asks for the tasks alone, which change by the minute. */
export async function readTasks(): Promise<void> {
  const login = account.value?.login;
  if (!login || !account.value?.tokens) return;
  if (!reference.value) return readReference();
  const known = have(reference.value, ['tasks', 'checks']);
  await take(login, await call<Bundle>(`/api/v1/field/bundle?parts=tasks,checks${known}`));
}

async function take(login: string, bundle: Bundle, graph?: CaseGraph): Promise<void> {
  // Another account may have logged in meanwhile.
  if (account.value?.login !== login) return;
  const read = merged(reference.value, bundle, graph, new Date());
  reference.value = read;
  await keep(login, 'reference', read);
}

export const categoryOf = (code: string) => reference.value?.categories.find((one) => one.code === code);

export const townOf = (code: string) => reference.value?.towns.find((one) => one.code === code);

export const formOf = (code: string | null) =>
  (code === null ? undefined : reference.value?.forms.find((form) => form.code === code));

/** The server's time, as far as the phone knows it. */
export const serverNow = () => Date.now() - (reference.value?.aheadMs ?? 0);

export interface Outline { code: string; name: string; rings: [number, number][][]; isFine: boolean }

/** What the map draws: the towns, and within them the grids. */
export const outlines = computed<Outline[]>(() => [
  ...(reference.value?.towns ?? []).map((town) => ({ ...town, isFine: false })),
  ...(reference.value?.grids ?? []).map((grid) => ({ ...grid, name: grid.name ?? grid.code, isFine: true })),
].flatMap(({ code, name, boundary, isFine }) => (boundary
  ? [{ code, name, rings: boundary.coordinates.flat(), isFine }]
  : [])));
