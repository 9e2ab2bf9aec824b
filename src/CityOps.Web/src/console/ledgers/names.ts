import { computed, shallowRef } from 'vue';
import { readOrganisations, readTowns } from '../api';
import { readAll } from '../../shared/http';
import { called } from '../names';

/** What the records name by code, with its name; also what the filters offer. */
export interface Named { code: string; name: string }

/** A filter by one value of several; it is called by its name unless it has a label. */
export interface Chooser { name: string; label?: string; choices: Named[] }

const lists = {
  town: shallowRef<Named[]>([]),
  org: shallowRef<Named[]>([]),
  category: shallowRef<Named[]>([]),
};

type Kind = keyof typeof lists;

const codes = (kind: Kind) => computed(() => new Map(lists[kind].value.map(({ code, name }) => [code, name])));

const byCode = { town: codes('town'), org: codes('org'), category: codes('category') };

const readers: Record<Kind, () => Promise<Named[]>> = {
  town: readTowns,
  org: readOrganisations,
  category: () => readAll<Named>('/api/v1/categories'),
};

/** Reads the names; without them codes are shown, and the next page asks again. */
export async function loadNames(): Promise<void> {
  await Promise.all((Object.keys(lists) as Kind[]).map(async (kind) => {
    if (lists[kind].value.length === 0) lists[kind].value = await readers[kind]().catch(() => []);
  }));
}

/** The name of a code in the page's language, — for none. */
export const nameOf = (kind: Kind, code: string | null) =>
  (code === null ? '—' : called(byCode[kind].value.get(code) ?? code));

export const choicesOf = (kind: Kind): Named[] =>
  lists[kind].value.map(({ code, name }) => ({ code, name: called(name) }));
