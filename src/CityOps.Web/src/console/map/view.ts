import type { LocationQueryValue } from 'vue-router';

/** What part of the city a map shows: its middle, degrees WGS84, and its zoom. */
export interface View { lon: number; lat: number; zoom: number }

/** As an address says it, `lon,lat,zoom`: to a metre, which is a pixel at the deepest zoom. */
export const viewSaid = ({ lon, lat, zoom }: View) =>
  [lon.toFixed(5), lat.toFixed(5), zoom.toFixed(1)].map(Number).join(',');

/** Undefined where an address says none, or none on Earth. */
export function viewIn(said: LocationQueryValue | LocationQueryValue[] | undefined): View | undefined {
  const [lon, lat, zoom, ...more] = typeof said === 'string' && said !== '' ? said.split(',').map(Number) : [];
  if (lon === undefined || lat === undefined || zoom === undefined || more.length > 0) return undefined;
  const isOnEarth = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 24; // and of numbers
  return isOnEarth ? { lon, lat, zoom } : undefined;
}
