import type { Place } from '../../shared/geo';
import { metresBetween } from '../map/project';

/** A position of a track. @property at in milliseconds, by the satellites' clock where the phone asks it. */
export interface TrackFix extends Place { at: number; accuracyMetres: number }

const leastMetres = 15;
const leastMs = 10_000;
const mostMs = 60_000;
const worstMetres = 100;
const fastest = 150 / 3.6;

/**
 * Whether a position adds to a track: somebody has moved, or a minute has passed, which says that they were still
 * there. At most one in ten seconds: a day of eight hours stays under 60 kB.
 */
export function isWorthKeeping(last: TrackFix | undefined, next: TrackFix): boolean {
  if (!last) return true;
  const ms = next.at - last.at;
  if (ms < leastMs) return false;
  if (ms >= mostMs) return true;
  // The worse the satellites are heard, the farther it seems to jump while standing.
  const blur = Math.max(leastMetres, next.accuracyMetres / 2);
  return next.accuracyMetres <= worstMetres && metresBetween(last, next) >= blur;
}

/** Metres along a track, without what cannot have been gone. The server counts anew. */
export function lengthOf(track: readonly TrackFix[]): number {
  let metres = 0;
  let last: TrackFix | undefined;
  for (const fix of track) {
    if (fix.accuracyMetres > worstMetres) continue;
    if (last) {
      const leg = metresBetween(last, fix);
      const speed = leg / Math.max(1, (fix.at - last.at) / 1000);
      if (speed > fastest) continue;
      if (leg < leastMetres) continue; // standing
      metres += leg;
    }
    last = fix;
  }
  return metres;
}

/** The longest time without a position, in milliseconds: the phone was dark, or the app was closed. */
export function longestGap(track: readonly TrackFix[]): number {
  return track.reduce((longest, fix, i) => Math.max(longest, fix.at - (track[i - 1]?.at ?? fix.at)), 0);
}

/** A request holds so many at most; the server takes 5,000. */
const mostOfSlice = 1000;

/** What POST …/track takes, in as many pieces as it needs. */
export function slicesOf(track: readonly TrackFix[]) {
  const slices = [];
  for (let i = 0; i < track.length; i += mostOfSlice) {
    slices.push({
      positions: track.slice(i, i + mostOfSlice).map(({ at, lon, lat, accuracyMetres }) => ({
        observedAt: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
        lon: rounded(lon, 6),
        lat: rounded(lat, 6),
        accuracyMetres: Math.round(accuracyMetres),
      })),
    });
  }
  return slices;
}

const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));

const forgottenAfterMs = 10 * 3_600_000;
const silentMs = 2 * 3_600_000;

/** Whether somebody may have forgotten to end a patrol: it is longer than a shift, or nothing moved for two hours. */
export function isForgotten(startedAt: number, lastMovedAt: number, now: number): boolean {
  return now - startedAt > forgottenAfterMs || now - Math.max(startedAt, lastMovedAt) > silentMs;
}

/** When the one who carries the phone was last somewhere else. */
export function lastMovedAt(track: readonly TrackFix[]): number {
  for (let i = track.length - 1; i > 0; i--) {
    const [fix, before] = [track[i], track[i - 1]];
    if (fix && before && metresBetween(fix, before) >= Math.max(leastMetres, fix.accuracyMetres / 2)) return fix.at;
  }
  return track[0]?.at ?? 0;
}
