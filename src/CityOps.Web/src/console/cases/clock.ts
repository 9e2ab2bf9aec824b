const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How a case stands with its time: a colour, and the words for it with a number. */
export interface ClockWords {
  tone: 'none' | 'calm' | 'soon' | 'late' | 'paused' | 'done';
  /** A key of the family clockLeft; the number goes into it. */
  said:
    | 'none' | 'days' | 'hours' | 'minutes' | 'lateDays' | 'lateHours' | 'lateMinutes' | 'suspended' | 'met' | 'missed';
  n: number;
}

/** @param state the server's: running, due_soon, overdue, suspended, met, missed; null without a deadline. */
export function clockOf(state: string | null, deadline: string | null, now: number): ClockWords {
  if (state === null || deadline === null) return { tone: 'none', said: 'none', n: 0 };
  if (state === 'suspended') return { tone: 'paused', said: 'suspended', n: 0 };
  if (state === 'met') return { tone: 'done', said: 'met', n: 0 };
  if (state === 'missed') return { tone: 'late', said: 'missed', n: 0 };
  const left = new Date(deadline).getTime() - now;
  // Time goes on while a list stands: what was in time when it was read may be late by now.
  if (left < 0 || state === 'overdue') {
    const late = Math.max(0, -left);
    const [said, n] = late >= day ? ['lateDays', late / day] as const
      : late >= hour ? ['lateHours', late / hour] as const
        : ['lateMinutes', late / minute] as const;
    return { tone: 'late', said, n: Math.max(1, Math.floor(n)) };
  }

  const [said, n] = left >= 2 * day ? ['days', left / day] as const
    : left >= hour ? ['hours', left / hour] as const
      : ['minutes', left / minute] as const;
  return { tone: state === 'due_soon' ? 'soon' : 'calm', said, n: Math.max(1, Math.floor(n)) };
}
