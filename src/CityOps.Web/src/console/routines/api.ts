import type { Schemas } from '../../shared/api.gen';
import { call, type Page } from '../../shared/http';

/** The shapes of routine checks. Days are the city's, yyyy-MM-dd. */
export type Check = Schemas['CheckItem'];

export type CheckRecord = Schemas['CheckAnswer'];

export type Routine = Schemas['RoutineAnswer'];

/** Which checks are meant; an empty member is any. */
export interface CheckFilter { state: string; routine: string; organisation: string; town: string }

export function readChecks(filter: CheckFilter, cursor?: string | null): Promise<Page<Check>> {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  return call<Page<Check>>(`/api/v1/routines/checks?limit=100&${query.toString()}${after(cursor)}`);
}

/** How many missed checks were told of in the last seven days. */
export const countEscalated = async () =>
  (await call<Schemas['EscalatedChecks']>('/api/v1/routines/escalated')).missed;

export const readCheck = (id: string) => call<CheckRecord>(`/api/v1/routines/checks/${encodeURIComponent(id)}`);

export const skip = (id: string, reason: string) =>
  call<CheckRecord>(`/api/v1/routines/checks/${encodeURIComponent(id)}/skip`, { method: 'POST', body: { reason } });

/** Stores a check under a UUID of ours; the same again is the same check. */
export const makeCheck = (id: string, report: Partial<Schemas['ReportBody']>) =>
  call<Schemas['ReportReceipt']>(`/api/v1/checks/${encodeURIComponent(id)}`, { method: 'PUT', body: report });

export const readRoutines = (cursor?: string | null) =>
  call<Page<Routine>>(`/api/v1/routines?limit=200${after(cursor)}`);

function after(cursor?: string | null): string {
  return cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
}
