import type { LocationQuery } from 'vue-router';
import type { Place } from './api';

/** A box of the map, degrees. */
export interface Box { west: number; south: number; east: number; north: number }

/**
 * What the record panel shows: one record, the roads under water, where to dig, an area that was drawn, or what lies at
 * one place.
 */
export type Target =
  | { kind: 'case'; id: string }
  | { kind: 'sensor'; code: string }
  | { kind: 'section'; code: string }
  | { kind: 'wet' }
  | { kind: 'plan' }
  | { kind: 'facility'; code: string }
  | { kind: 'town'; code: string }
  | { kind: 'area'; corners: Place[] }
  | { kind: 'here'; place: Place; box: Box | null; others: Other[] };

/** A record at a place that isn't a case. */
export interface Other { kind: 'sensor' | 'facility'; code: string; name: string; level?: string; type?: string }

/** The address that shows a record, so that it can be sent to a colleague; a place has none. */
export function queryOf(target: Target | null): LocationQuery {
  if (!target || target.kind === 'here') return {};
  if (target.kind === 'wet' || target.kind === 'plan') return { [target.kind]: '1' };
  if (target.kind === 'area') return { area: cornersSaid(target.corners) };
  return { [target.kind]: target.kind === 'case' ? target.id : target.code };
}

export function targetOf(query: LocationQuery): Target | null {
  const text = (name: string) => (typeof query[name] === 'string' && query[name] !== '' ? query[name] : undefined);
  const id = text('case');
  if (id) return { kind: 'case', id };
  if (text('wet')) return { kind: 'wet' };
  if (text('plan')) return { kind: 'plan' };
  const corners = cornersIn(text('area') ?? '');
  if (corners) return { kind: 'area', corners };
  for (const kind of ['sensor', 'section', 'facility', 'town'] as const) {
    const code = text(kind);
    if (code) return { kind, code };
  }

  return null;
}

/** As the API has a polygon, `lon,lat;lon,lat;…`, to a metre. */
export const cornersSaid = (corners: readonly Place[]) =>
  corners.map(({ lon, lat }) => [lon.toFixed(5), lat.toFixed(5)].map(Number).join(',')).join(';');

/** Undefined where an address says no area. */
function cornersIn(said: string): Place[] | undefined {
  const corners = said.split(';').map((corner) => corner.split(',').map(Number));
  const isArea = corners.length >= 3
    && corners.every(([lon = NaN, lat = NaN, ...more]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && !more.length);
  return isArea ? corners.map(([lon = 0, lat = 0]) => ({ lon, lat })) : undefined;
}
