import type { Schemas } from '../../shared/api.gen';
import type { Place } from '../../shared/geo';
import { metresBetween } from '../map/project';
import type { Item } from '../outbox/item';

/** A routine check in one's hands, as GET /api/v1/field/tasks tells it. */
export type Check = Schemas['FieldCheck'];

/** late: it can be made, after its time; today: its last day in time; open: there is time. */
export type Urgency = 'late' | 'today' | 'open';

const chinaHours = 8;

/** The city's day of an instant, as the server writes days. */
export const dayOf = (ms: number) => new Date(ms + chinaHours * 3_600_000).toISOString().slice(0, 10);

export function urgencyOf({ dueOn }: Check, today: string): Urgency {
  if (dueOn < today) return 'late';
  return dueOn === today ? 'today' : 'open';
}

const weights: Record<Urgency, number> = { late: 0, today: 1, open: 2 };

/** Those that can still be made and that this phone has not made: the most urgent first, then the nearest. */
export function toMake(
  checks: readonly Check[], items: readonly Item[], here: Place | null, now: number,
): Check[] {
  const today = dayOf(now);
  const made = new Set(items.flatMap(({ kind, due, state }) => (kind === 'check' && due && state !== 'draft'
    ? [due]
    : [])));
  const weight = (check: Check) => weights[urgencyOf(check, today)];
  return checks
    .filter(({ id, endsOn }) => endsOn >= today && !made.has(id))
    .sort((a, b) => weight(a) - weight(b)
      || (here ? metresBetween(here, a.position) - metresBetween(here, b.position) : 0)
      || a.dueOn.localeCompare(b.dueOn) || a.id.localeCompare(b.id));
}
