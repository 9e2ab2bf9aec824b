import type { Word } from '../words';
import type { SectionBody } from './api';

const deepestMm = 5000;

/** What is wrong with thresholds, before the server says it; undefined when they are in order. */
export function disorder({ blueMm, yellowMm, orangeMm, redMm, powerRiskMm, hysteresisMm }: SectionBody): Word | undefined {
  if (!(blueMm > 0 && blueMm < yellowMm && yellowMm < orangeMm && orangeMm < redMm && redMm <= deepestMm)) return 'sections.order';
  if (powerRiskMm < blueMm || powerRiskMm > deepestMm) return 'sections.orderPower';
  return hysteresisMm >= 0 && hysteresisMm < blueMm ? undefined : 'sections.orderHysteresis';
}

/** Lines of "lon, lat" as GeoJSON; the number of the first line that is none. */
export function shapeOf(text: string): GeoJSON.LineString | GeoJSON.Polygon | number {
  const lines = text.trim().split(/\n+/);
  const corners = lines.map((line) => line.trim().split(/[\s,，]+/).map(Number));
  const bad = corners.findIndex((corner) => corner.length !== 2 || corner.some((degrees) => !Number.isFinite(degrees)));
  if (bad >= 0) return bad + 1;
  const isClosed = corners.length > 3 && String(corners[0]) === String(corners.at(-1));
  return isClosed ? { type: 'Polygon', coordinates: [corners] } : { type: 'LineString', coordinates: corners };
}
