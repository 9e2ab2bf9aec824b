import type { Schemas } from '../../shared/api.gen';
import { dayMs, startOfDay } from '../../shared/cityTime';
import { call, type Page } from '../../shared/http';

export type AuditLine = Schemas['AuditItem'];

export type AuditAction = Schemas['AuditAction'];

/** Which lines are meant; an empty member is any. Days are the city's, yyyy-MM-dd, the last one included. */
export interface AuditFilter { login: string; action: string; kind: string; subject: string; from: string; to: string }

export function query(filter: AuditFilter): string {
  const { from, to, ...rest } = filter;
  const asked = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== ''));
  if (from) asked.set('from', startOfDay(from).toISOString());
  if (to) asked.set('to', new Date(startOfDay(to).getTime() + dayMs).toISOString());
  return asked.toString();
}

export const readLines = (filter: AuditFilter, cursor?: string | null) => call<Page<AuditLine>>(
  `/api/v1/audit?limit=100&${query(filter)}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
);

export const readActions = () => call<AuditAction[]>('/api/v1/audit/actions');

export const exportUrl = (form: 'csv' | 'xlsx', filter: AuditFilter) => `/api/v1/audit.${form}?${query(filter)}`;
