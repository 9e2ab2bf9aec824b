import { printed } from '../../shared/format';

/** By how much a figure differs from the one before. */
export interface Change {
  direction: 'up' | 'down' | 'same';
  /** News, by whether more of it is better. */
  tone: 'good' | 'bad' | 'plain';
  /** Without a sign: 12.5 (percent), or 1.25 (percentage points of a rate). */
  amount: string;
  isPoints: boolean;
}

/**
 * Rates differ by percentage points, all else by percent of what was before. Null where there is nothing to compare
 * with, or nothing was before.
 * @param better whether more of it is better: up, down, none.
 */
export function changeOf(
  now: number | null, before: number | null, unit: string, better: string | undefined,
): Change | null {
  const isPoints = unit === '%';
  if (now === null || before === null || (before === 0 && !isPoints)) return null;
  const by = isPoints ? now - before : (100 * (now - before)) / Math.abs(before);
  const rounded = Math.round(by * 100) / 100;
  const direction = rounded > 0 ? 'up' : rounded < 0 ? 'down' : 'same';
  const isNews = direction !== 'same' && (better === 'up' || better === 'down');
  return {
    direction,
    tone: !isNews ? 'plain' : direction === better ? 'good' : 'bad',
    amount: printed(Math.abs(rounded), isPoints || Math.abs(rounded) < 10 ? 2 : 1),
    isPoints,
  };
}
