import type { Word } from '../words';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type Said = Extract<Word, `clockLeft.${string}`>;

/** How a case stands with its time: a colour, and the words for it with a number. */
export interface ClockWords {
  tone: 'none' | 'calm' | 'soon' | 'late' | 'paused' | 'done';
  /** The number goes into it. */
  said: Said;
  n: number;
}

/** @param state the server's: running, due_soon, overdue, suspended, met, missed; null without a deadline. */
export function clockOf(state: string | null, deadline: string | null, now: number): ClockWords {
  if (state === null || deadline === null) return { tone: 'none', said: 'clockLeft.none', n: 0 };
  if (state === 'suspended') return { tone: 'paused', said: 'clockLeft.suspended', n: 0 };
  if (state === 'met') return { tone: 'done', said: 'clockLeft.met', n: 0 };
  if (state === 'missed') return { tone: 'late', said: 'clockLeft.missed', n: 0 };
  const left = new Date(deadline).getTime() - now;
  // Time goes on while a list stands: what was in time when it was read may be late by now.
  if (left < 0 || state === 'overdue') {
    const late = Math.max(0, -left);
    const [said, n] = late >= day ? ['clockLeft.lateDays', late / day] as const
      : late >= hour ? ['clockLeft.lateHours', late / hour] as const
        : ['clockLeft.lateMinutes', late / minute] as const;
    return { tone: 'late', said, n: Math.max(1, Math.floor(n)) };
  }

  const [said, n] = left >= 2 * day ? ['clockLeft.days', left / day] as const
    : left >= hour ? ['clockLeft.hours', left / hour] as const
      : ['clockLeft.minutes', left / minute] as const;
  return { tone: state === 'due_soon' ? 'soon' : 'calm', said, n: Math.max(1, Math.floor(n)) };
}
