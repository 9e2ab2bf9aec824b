import { call, type Page } from '../../shared/http';
import type { CaseInBox, FacilityRecord, LiveSection, Place, Town } from '../api';
import { called } from '../names';
import type { Target } from '../target';
import { t, tOf } from '../words';

/** Something on the map that was looked for by its number or its name. */
export interface Found { target: Target; name: string; note: string; place: Place }

/** What a page knows already; the server is asked for the rest. */
export interface Known { towns: readonly Town[]; sections: readonly LiveSection[] }

/** Of each kind; who has more to say finds what is meant. */
const most = 5;

/** A single letter or digit stands for far too much. */
export const isEnough = (words: string) => words.trim().length >= 2;

/**
 * Towns and roads by their names, facilities by code or name, and cases by number or words: what the account sees of
 * each. A kind that fails is left out as long as another answers.
 * @throws Problem when nothing is found and a kind failed.
 */
export async function find(words: string, { towns, sections }: Known, signal: AbortSignal): Promise<Found[]> {
  const said = words.trim();
  const asked = await Promise.allSettled([facilitiesOf(said, signal), casesOf(said, signal)]);
  const all = [
    ...townsOf(said, towns), ...sectionsOf(said, sections),
    ...asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])),
  ];
  const failed = asked.find((one) => one.status === 'rejected');
  if (all.length === 0 && failed) throw failed.reason as Error;
  return all;
}

const townsOf = (said: string, towns: readonly Town[]): Found[] =>
  towns
    .filter(({ name, nameEn }) => has(name, said) || has(nameEn ?? '', said))
    .slice(0, most)
    .map(({ code, name, lon, lat }) => ({
      target: { kind: 'town', code }, name: called(name), note: t('town.kind'), place: { lon, lat },
    }));

const sectionsOf = (said: string, sections: readonly LiveSection[]): Found[] =>
  sections
    .filter(({ section, name }) => has(name, said) || has(section, said))
    .slice(0, most)
    .map(({ section, name, lon, lat }) => ({
      target: { kind: 'section', code: section }, name, note: `${t('map.search.road')} · ${section}`,
      place: { lon, lat },
    }));

async function facilitiesOf(said: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await call<Page<FacilityRecord>>(`/api/v1/facilities?${asked(said)}`, { signal });
  return items.map(({ code, name, position }) => ({
    target: { kind: 'facility', code }, name: called(name), note: `${t('facility.kind')} · ${code}`, place: position,
  }));
}

async function casesOf(said: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await call<Page<CaseInBox>>(`/api/v1/cases?${asked(said)}`, { signal });
  return items.map(({ id, number, categoryName, status, position }) => ({
    target: { kind: 'case', id }, name: `${number} ${called(categoryName)}`, note: tOf('status', status),
    place: position,
  }));
}

const asked = (text: string) => new URLSearchParams({ text, limit: String(most) }).toString();

const has = (text: string, said: string) => text.toLowerCase().includes(said.toLowerCase());
