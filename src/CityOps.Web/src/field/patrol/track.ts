import type { Place } from '../../shared/geo';
import { metresBetween } from '../map/project';

/** A position of a track. @property at in milliseconds, by the satellites' clock where the phone asks it. */
export interface TrackFix extends Place { at: number; accuracyMetres: number }

const minMetres = 15;
const minMs = 10_000;
const maxMs = 60_000;
const worstMetres = 100;
const fastest = 150 / 3.6;

/**
 * Whether a position adds to a track: somebody has moved, or a minute has passed, which says that they were still
 * there. At most one in ten seconds: a day of eight hours stays under 60 kB.
 */
export function isWorthKeeping(last: TrackFix | undefined, next: TrackFix): boolean {
  if (!last) return true;
  const ms = next.at - last.at;
  if (ms < minMs) return false;
  if (ms >= maxMs) return true;
  // The worse the satellites are heard, the farther it seems to jump while standing.
  const blur = Math.max(minMetres, next.accuracyMetres / 2);
  return next.accuracyMetres <= worstMetres && metresBetween(last, next) >= blur;
}

/** Why a position is kept and not counted: 0/0, of a cell tower, or a jump that the track comes back from. */
export type Doubt = 'nowhere' | 'inaccurate' | 'jump';

const nearNowhereDegrees = 0.01;
const maxJump = 10;

/** Each position with why it is not counted; null where it is. The server judges anew by the same rules. */
export function doubtsOf(track: readonly TrackFix[]): (Doubt | null)[] {
  const doubts = track.map(({ lon, lat, accuracyMetres }): Doubt | null =>
    (Math.abs(lon) < nearNowhereDegrees && Math.abs(lat) < nearNowhereDegrees ? 'nowhere'
    : accuracyMetres > worstMetres ? 'inaccurate' : null));
  const left = track.flatMap((fix, at) => (doubts[at] === null ? [{ fix, at }] : []));
  let last = left[0];
  for (let i = 1; i < left.length; i++) {
    const here = left[i];
    if (!last || !here) break;
    if (!isTooFast(last.fix, here.fix)) {
      last = here;
      continue;
    }
    const from = last;
    const isBack = left.slice(i + 1, i + 1 + maxJump).some(({ fix }) => !isTooFast(from.fix, fix));
    const isFirst = i === 1 && left.length > 2;
    if (isBack || (!isFirst && i === left.length - 1)) {
      doubts[here.at] = 'jump';
      continue;
    }
    // The first one may be the wrong one; a track that stays away, as from a train, is believed.
    if (isFirst) doubts[from.at] = 'jump';
    last = here;
  }
  return doubts;
}

function isTooFast(from: TrackFix, to: TrackFix): boolean {
  const blur = Math.max(from.accuracyMetres, 20) + Math.max(to.accuracyMetres, 20);
  const metres = metresBetween(from, to) - blur;
  return metres > 0 && metres > ((to.at - from.at) / 1000) * fastest;
}

/** Metres along a track, without what cannot have been gone. The server counts anew. */
export function lengthOf(track: readonly TrackFix[]): number {
  const doubts = doubtsOf(track);
  let metres = 0;
  let last: TrackFix | undefined;
  for (const [at, fix] of track.entries()) {
    if (doubts[at] !== null) continue;
    const leg = last ? metresBetween(last, fix) : 0;
    if (last && leg < minMetres) continue; // standing
    metres += leg;
    last = fix;
  }
  return metres;
}

/** The longest time without a position, in milliseconds: the phone was dark, or the app was closed. */
export function longestGap(track: readonly TrackFix[]): number {
  return track.reduce((longest, fix, i) => Math.max(longest, fix.at - (track[i - 1]?.at ?? fix.at)), 0);
}

/** A request holds so many at most; the server takes 5,000. */
const maxOfSlice = 1000;

/** What POST …/track takes, in as many pieces as it needs. */
export function slicesOf(track: readonly TrackFix[]) {
  const slices = [];
  for (let i = 0; i < track.length; i += maxOfSlice) {
    slices.push({
      positions: track.slice(i, i + maxOfSlice).map(({ at, lon, lat, accuracyMetres }) => ({
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
    if (fix && before && metresBetween(fix, before) >= Math.max(minMetres, fix.accuracyMetres / 2)) return fix.at;
  }
  return track[0]?.at ?? 0;
}
