import type { Schemas } from '../../../shared/api.gen';
import { request } from '../../../shared/http';

/** What came of a list: counts, notes, a sample, bad rows. Of accounts also the new ones' passwords. */
export type Outcome = Schemas['ImportOutcome'] & {
  removed?: number;
  passwords?: { login: string; password: string }[];
};

/** In the order in which a new city needs them. */
export const kinds = [
  'towns', 'grids', 'organisations', 'accounts', 'categories', 'facilities', 'sections', 'sensors', 'calendar',
] as const;

export type Kind = typeof kinds[number];

/** The operation that each is. */
export const rights: Record<Kind, string> = {
  towns: 'towns.import',
  grids: 'grids.import',
  organisations: 'organisations.change',
  accounts: 'accounts.manage',
  categories: 'categories.change',
  facilities: 'facilities.import',
  sections: 'sections.import',
  sensors: 'sensors.import',
  calendar: 'calendar.change',
};

/** Kinds whose files have positions. */
export const arePlaced: ReadonlySet<Kind> = new Set<Kind>(['towns', 'grids', 'facilities', 'sections', 'sensors']);

export interface Choice { dryRun: boolean; skipBad: boolean; accept: boolean; coordSystem: string }

// What a file is tells its content; browsers do not know half of the types.
const send = (address: string, file: Blob) => request(address, {
  method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' },
});

const placed = (coordSystem: string) => (coordSystem ? `coordSystem=${encodeURIComponent(coordSystem)}` : '');

export async function runImport(kind: Kind, file: Blob, choice: Choice): Promise<Outcome> {
  const query = [
    choice.dryRun && 'dryRun=true', choice.skipBad && 'skipBad=true', choice.accept && 'accept=true',
    placed(choice.coordSystem),
  ].filter(Boolean).join('&');
  return (await send(`/api/v1/${kind}/import?${query}`, file)).json() as Promise<Outcome>;
}

export const readBadRows = async (kind: Kind, file: Blob, coordSystem: string) =>
  (await send(`/api/v1/${kind}/import/bad.csv?${placed(coordSystem)}`, file)).blob();

/** A row of the sample, by its columns: `row 2: code S-01 · name 西路`. */
export function understood(line: string): { row: string; parts: { name: string; value: string }[] } {
  const [, row = '', said = ''] = /^row (\d+): (.*)$/s.exec(line) ?? [];
  return {
    row,
    parts: said.split(' · ').map((part) => {
      const [name = '', ...value] = part.split(' ');
      return { name, value: value.join(' ') };
    }),
  };
}
