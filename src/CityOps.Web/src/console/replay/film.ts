import type { Schemas } from '../../shared/api.gen';
import { call } from '../../shared/http';

/** A section's water from a picture on, until the next that is said. */
export type PicturedWater = Schemas['PicturedWater'];

export type FilmedSection = Omit<Schemas['SectionReplay'], 'line'> & { line: GeoJSON.Geometry };

/** A storm in pictures (/api/v1/ponding/replay). */
export type Film = Omit<Schemas['StormReplay'], 'sections'> & { sections: FilmedSection[] };

/** Instants, ISO 8601. */
export interface Period { from: string; to: string }

export const readFilm = ({ from, to }: Period) =>
  call<Film>(`/api/v1/ponding/replay?${new URLSearchParams({ from, to }).toString()}`);

export const instantOf = (film: Film, picture: number) =>
  new Date(new Date(film.from).getTime() + picture * film.stepSeconds * 1000).toISOString();

const silent = { picture: 0, depthMm: null, level: 'silent', atPowerRisk: false };

export interface Shown extends FilmedSection { now: PicturedWater }

/** How all sections stood in a picture. */
export function pictureOf(film: Film, picture: number): Shown[] {
  return film.sections.map((section) => ({
    ...section,
    now: section.water.findLast((water) => water.picture <= picture) ?? silent,
  }));
}

/** From before the event to after it, so that the road is seen dry. */
export function around(event: { openedAt: string; closedAt: string | null }, now = Date.now()): Period {
  const aroundMs = 30 * 60_000;
  const until = event.closedAt ? new Date(event.closedAt).getTime() + aroundMs : now;
  return {
    from: new Date(new Date(event.openedAt).getTime() - aroundMs).toISOString(),
    to: new Date(Math.min(now, until)).toISOString(),
  };
}
