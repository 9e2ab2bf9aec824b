import type { Schemas } from '../../shared/api.gen';
import { call, readAll } from '../../shared/http';
import { readCases, type CaseItem } from '../cases/api';
import type { Period } from '../figures/api';

/** A town with its boundary, as coarse as a small picture takes. */
export type TownShape = Schemas['TownItem'];

export const readTownShapes = () => readAll<TownShape>('/api/v1/towns?shape=true');

/** How many cases were reported at which hour of the week: 1-08 is Monday from 8 to 9. */
export interface CaseHours { period: Period; items: Schemas['CaseHourItem'][] }

export async function readHours(period: Period, signal: AbortSignal): Promise<CaseHours> {
  const { from, to } = period;
  const { items } = await call<Schemas['CaseHoursAnswer']>(`/api/v1/cases/hours?from=${from}&to=${to}`, { signal });
  return { period, items };
}

/** The newest of those whose time is over, and of those whose time is over today. */
export interface Waiting { overdue: CaseItem[]; dueToday: CaseItem[] }

export async function readWaiting(number: number, signal: AbortSignal): Promise<Waiting> {
  const [overdue, dueToday] = await Promise.all(
    ['overdue', 'due_today'].map((queue) => readCases({ queue }, null, number, signal)),
  );
  return { overdue: overdue?.items ?? [], dueToday: dueToday?.items ?? [] };
}
