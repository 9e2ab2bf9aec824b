import type { Place } from '../../shared/geo';

/** A flat map around a place: metres east and south of it. Within a city it is true to a metre. */
export function flat(around: Place) {
  const lonMetres = 111_320 * Math.cos((around.lat * Math.PI) / 180);
  const latMetres = 110_574;
  return {
    toMetres: ({ lon, lat }: Place) => ({ x: (lon - around.lon) * lonMetres, y: (around.lat - lat) * latMetres }),
    toPlace: (x: number, y: number): Place => ({
      lon: around.lon + x / lonMetres,
      lat: around.lat - y / latMetres,
    }),
  };
}

/** Metres between two places of a city. */
export function metresBetween(a: Place, b: Place): number {
  const { x, y } = flat(a).toMetres(b);
  return Math.hypot(x, y);
}

/** 80 m, 1.2 km */
export function distance(metres: number): string {
  return metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`;
}
