import type { TrackItem } from '../api';
import { listed } from '../../shared/format';
import { tOf } from '../words';

const width = 320;
const height = 200;
const margin = 12;

/**
 * A track as a drawing without a map. The drawing is as large as the way; a position in doubt that lies far outside of
 * it stands at the edge, so that 0/0 does not make a dot of the way.
 */
export function sketch(fixes: readonly TrackItem[]) {
  const counted = fixes.filter(({ doubt }) => doubt === null);
  const around = counted.length > 0 ? counted : fixes;
  const lons = around.map(({ lon }) => lon);
  const lats = around.map(({ lat }) => lat);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = Math.min(
    (width - 2 * margin) / Math.max((east - west) * squeeze, 1e-4),
    (height - 2 * margin) / Math.max(north - south, 1e-4),
  );
  const within = (value: number, most: number) => Math.min(most - 5, Math.max(5, value));
  const place = ({ lon, lat }: TrackItem) => ({
    x: within(width / 2 + (lon - (west + east) / 2) * squeeze * scale, width),
    y: within(height / 2 - (lat - (south + north) / 2) * scale, height),
  });
  return {
    viewBox: `0 0 ${width} ${height}`,
    way: counted.map(place).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '),
    doubted: fixes.flatMap((fix) =>
      (fix.doubt === null ? [] : [{ at: fix.observedAt, doubt: fix.doubt, ...place(fix) }])),
  };
}

/** Why positions are not counted, in words, each with how many; empty where all are. */
export function doubtsIn(fixes: readonly TrackItem[]): string {
  const counts = new Map<string, number>();
  for (const { doubt } of fixes) if (doubt) counts.set(doubt, (counts.get(doubt) ?? 0) + 1);
  return listed([...counts].map(([doubt, n]) => `${tOf('track.doubt', doubt)} ${n}`));
}
