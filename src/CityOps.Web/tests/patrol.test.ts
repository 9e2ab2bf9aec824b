import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  doubtsOf, isForgotten, isWorthKeeping, lastMovedAt, lengthOf, longestGap, slicesOf, type TrackFix,
} from '../src/field/patrol/track';
import { sketch } from '../src/console/records/track';

const start = Date.parse('2026-06-01T00:00:00Z');
const degree = 110_574; // metres of latitude
const fix = (seconds: number, metres: number, accuracyMetres = 8): TrackFix =>
  ({ at: start + seconds * 1000, lon: 113.35, lat: 22.55 + metres / degree, accuracyMetres });

/** What a phone that is located each second keeps of a day at this speed. */
function day(metresASecond: number): TrackFix[] {
  const kept: TrackFix[] = [];
  for (let second = 0; second < 8 * 3600; second++) {
    const blur = Math.sin(second * 12.9898) * 4;
    const next = { ...fix(second, second * metresASecond + blur), lon: 113.35 + Math.sin(second / 70) * 0.001 };
    if (isWorthKeeping(kept.at(-1), next)) kept.push(next);
  }
  return kept;
}

describe('A track', () => {
  it('keeps a move, and a sign of life each minute', () => {
    expect(isWorthKeeping(undefined, fix(0, 0, 400))).toBe(true);
    expect([5, 10, 30].map((seconds) => isWorthKeeping(fix(0, 0), fix(seconds, 20)))).toEqual([false, true, true]);
    expect([30, 60].map((seconds) => isWorthKeeping(fix(0, 0), fix(seconds, 3)))).toEqual([false, true]);
    expect(isWorthKeeping(fix(0, 0), fix(30, 40, 100))).toBe(false); // it only seems to have moved
    expect(isWorthKeeping(fix(0, 0), fix(30, 400, 300))).toBe(false);
  });

  it('is as long as the way, without standing, jumps and what the satellites are unsure of', () => {
    expect(lengthOf([])).toBe(0);
    expect(Math.round(lengthOf([fix(0, 0), fix(20, 30), fix(40, 60)]))).toBe(60);
    expect(Math.round(lengthOf([fix(0, 0), fix(60, 4), fix(120, -3), fix(180, 30)]))).toBe(30);
    expect(Math.round(lengthOf([fix(0, 0), fix(10, 5000), fix(20, 30)]))).toBe(30);
    expect(Math.round(lengthOf([fix(0, 0), fix(60, 500, 300), fix(120, 30)]))).toBe(30);
  });

  it('tells each position that cannot be, and believes one that stays away', () => {
    expect(doubtsOf([fix(0, 0), fix(60, 40), fix(120, 36_000), fix(180, 80), fix(240, 90, 2500)])).toEqual(
      [null, null, 'jump', null, 'inaccurate']);
    expect(doubtsOf([fix(0, 9000), fix(20, 0), fix(40, 30)])).toEqual(['jump', null, null]);
    expect(doubtsOf([fix(0, 0), { ...fix(60, 0), lon: 0, lat: 0 }, fix(120, 30)])).toEqual([null, 'nowhere', null]);
    expect(doubtsOf([fix(0, 0), fix(60, 20), fix(120, 9000), fix(180, 9010), fix(240, 9020)])).toEqual(
      [null, null, null, null, null]);
    expect(doubtsOf([])).toEqual([]);
  });

  it('is drawn as large as its way, with what is in doubt beside it and not in it', () => {
    const item = (lon: number, lat: number, doubt: string | null = null) =>
      ({ observedAt: `2026-06-01T00:00:00.${lon}`, lon, lat, accuracyMetres: 8, isMock: false, doubt });
    const drawn = sketch([item(113.35, 22.55), item(113.36, 22.56), item(0, 0, 'nowhere'), item(113.37, 22.55)]);
    expect(drawn.way.split(' ')).toHaveLength(3);
    expect(drawn.doubted.map(({ doubt, x, y }) => [doubt, x, y])).toEqual([['nowhere', 5, 195]]);
    const xs = drawn.way.split(' ').map((point) => Number(point.split(',')[0]));
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(150);
    expect(sketch([item(0, 0, 'nowhere')]).way).toBe('');
  });

  it('names its longest gap and when it last moved', () => {
    const gone = [fix(0, 0), fix(20, 30), fix(920, 31), fix(980, 33)];
    expect([longestGap(gone), longestGap([])]).toEqual([900_000, 0]);
    expect([lastMovedAt(gone), lastMovedAt([fix(5, 0)]), lastMovedAt([])]).toEqual(
      [start + 20_000, start + 5000, 0]);
  });

  it.each([['on foot', 1.2], ['by car', 9]])('of eight hours %s goes in under 60 kB', (_, speed) => {
    const kept = day(speed);
    const slices = slicesOf(kept);
    // As it is sent under way: a hundred positions a request.
    let bytes = 0;
    for (let i = 0; i < kept.length; i += 100)
      bytes += gzipSync(JSON.stringify(slicesOf(kept.slice(i, i + 100))[0])).length;
    const length = lengthOf(kept) / 1000;
    console.log(`${kept.length} positions, ${length.toFixed(1)} km, ${(bytes / 1000).toFixed(1)} kB in gzip`);
    expect(bytes).toBeLessThan(60_000);
    expect(slices.flatMap(({ positions }) => positions)).toHaveLength(kept.length);
    expect(Math.max(...slices.map(({ positions }) => positions.length))).toBeLessThanOrEqual(1000);
    expect(slices[0]?.positions[0]?.observedAt).toBe('2026-06-01T00:00:00Z');
  });
});

describe('A patrol', () => {
  const hour = 3_600_000;

  it('may be forgotten after a shift, or when nothing moved for two hours', () => {
    expect(isForgotten(start, start + hour, start + 2 * hour)).toBe(false);
    expect(isForgotten(start, start + hour, start + 4 * hour)).toBe(true);
    expect(isForgotten(start, 0, start + hour)).toBe(false); // no position yet
    expect(isForgotten(start, start + 10.5 * hour, start + 11 * hour)).toBe(true);
  });
});
