import type { Place } from '../../api';

const earthRadiusM = 6_371_008.8;

/** Square kilometres within a border; exact to a thousandth for an area of a city's size. */
export function squareKm(corners: readonly Place[]): number {
  const radians = Math.PI / 180;
  const middle = corners.reduce((sum, { lat }) => sum + lat, 0) / corners.length;
  const flat = corners.map(({ lon, lat }) => [lon * radians * Math.cos(middle * radians), lat * radians] as const);
  const doubled = flat.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = flat[(i + 1) % flat.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return (Math.abs(doubled) / 2) * earthRadiusM ** 2 / 1e6;
}
