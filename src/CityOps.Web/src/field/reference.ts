import { computed, shallowRef } from 'vue';
import { call, readAll } from '../shared/http';
import type { Form } from '../shared/forms';
import { account } from './session';
import { keep, kept } from './store/database';

/** What the phone needs to know to work without a signal. This is the only module that asks the server for it. */
export interface Category {
  code: string;
  name: string;
  nameEn: string | null;
  kind: 'component' | 'event' | 'inspection';
  parent: string | null;
  form: string | null;
  handlingForm: string | null;
}

export interface Town { code: string; name: string; nameEn: string | null; lon: number; lat: number }

export interface Facility {
  id: string;
  code: string;
  name: string;
  type: string;
  town: string | null;
  position: { lon: number; lat: number };
}

export interface Grid {
  code: string;
  name: string | null;
  /** A GeoJSON MultiPolygon. */
  shape: { coordinates: [number, number][][][] } | null;
}

export interface Reference {
  readAt: string;
  categories: Category[];
  forms: Form[];
  towns: Town[];
  grids: Grid[];
  facilities: Facility[];
}

/** What was read last; null on a phone that has never been in reach of the server. */
export const reference = shallowRef<Reference | null>(null);

/** Takes what is kept on the phone. */
export async function recallReference(): Promise<void> {
  reference.value = account.value ? (await kept<Reference>(account.value.login, 'reference')) ?? null : null;
}

/** Reads it anew and keeps it. */
export async function readReference(): Promise<void> {
  const login = account.value?.login;
  if (!login) return;
  const [categories, towns, grids, facilities, forms] = await Promise.all([
    readAll<Category>('/api/v1/categories'),
    readAll<Town>('/api/v1/towns'),
    readAll<Grid>('/api/v1/grids?shape=true'),
    readAll<Facility>('/api/v1/facilities'),
    readForms(),
  ]);
  const read: Reference = { readAt: new Date().toISOString(), categories, forms, towns, grids, facilities };
  await keep(login, 'reference', read);
  if (account.value?.login === login) reference.value = read;
}

async function readForms(): Promise<Form[]> {
  const all = await readAll<{ code: string; published: number | null }>('/api/v1/forms');
  return Promise.all(all.filter(({ published }) => published !== null)
    .map(({ code }) => call<Form>(`/api/v1/forms/${encodeURIComponent(code)}`)));
}

export const categoryOf = (code: string) => reference.value?.categories.find((one) => one.code === code);

export const formOf = (code: string | null) =>
  (code === null ? undefined : reference.value?.forms.find((form) => form.code === code));

export interface Outline { code: string; name: string; rings: [number, number][][]; isFine: boolean }

/** What the map draws: the towns, and within them the grids. */
export const outlines = computed<Outline[]>(() => (reference.value?.grids ?? []).map(({ code, name, shape }) => ({
  code, name: name ?? code, rings: shape?.coordinates.flat() ?? [], isFine: true,
})));
